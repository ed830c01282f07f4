"""Defaults, sets of values and examples in descriptions, read off set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wirecheck.facts.extract.value_words import (
    AND,
    END,
    LIST,
    QUOTED,
    REMARK,
    STOP,
    VALUE,
    WORD,
    Phrase,
    Statement,
    Words,
    fits,
    is_before_example,
    is_marked,
    is_quoted,
    listed,
    phrase,
    token,
    typed,
    values_among,
)
from wirecheck.facts.page import Attr, Qualifier
from wirecheck.facts.parse import literals
from wirecheck.wire.lenient_json import Json

_DEFAULT = phrase(
    "default 默认",
    rf"(?:\bdefaults?(?:\s+value)?(?P<verb>\s+(?:is|to|of)|\s*[:：=])?|(?P<cjk>默认)(?:值)?(?:\s*(?:为|是|[:：=]))?)\s*"
    rf"(?P<value>{QUOTED}|\[[^\]\n]{{0,60}}\]|{WORD}){END}",
)
_BY_DEFAULT = phrase("default", rf"(?P<value>{QUOTED}|true|false|-?\d[\d.]*)\s+(?:by default|\(default\))")
_OPEN = phrase(
    "such_as e.g eg for_example like example 例 如",
    rf"(?:\bsuch as|\be\.?g\.?,?|\bfor example,?|\blike|\bexamples?\s*[:：]|例如\s*[:：]?|比如\s*[:：]?"
    rf"|如\s*[:：\s])\s*"
    rf"(?P<list>{VALUE}{REMARK}(?:{AND}{VALUE}{REMARK})*)",
)
_LEAD = (
    r"(?:\b(?:one of|options?(?:\s+are)?|(?:allowed|supported|possible|available|accepted|valid|permitted|enum)\s+"
    r"(?:values?|options?|formats?|sizes?|ratios?|modes?|styles?|types?|\w+s)(?:\s+(?:are|is|include))?|"
    r"values|enum|either|must be|can be|could be)|可选值?(?:有|为|包括)?|取值(?:为|有)?|枚举值?|支持|可以是"
    r"|必须是|必须为)"
)
_CLOSED = phrase(
    "one_of option allowed supported possible available accepted valid permitted enum values either must_be can_be "
    "could_be 可选 取值 枚举 支持 可以是 必须",
    rf"(?P<lead>{_LEAD})\s*(?P<colon>[:：]|\bthe following\s*[:：]?)?\s*(?P<list>{LIST})",
)
# Lists after a colon, and between slashes: of values, or of the members of an object.
COLON = phrase(": ：", rf"[:：]\s*(?P<list>{LIST}){END}", flags=0)
SLASHED = phrase(
    "/ |",
    rf"(?:^|(?<=[:：.。,，(（;；])|(?<=\n))\s*(?P<list>{VALUE}{REMARK}(?:\s+[/|]\s+{VALUE}{REMARK})+)",
    flags=0,
)

_LEADING = phrase(", ， 、 / | or and 或 和", rf"^\s*(?P<list>{LIST}){END}", flags=0)
_QUOTES = phrase("\" ' ` “ 「", rf"(?P<list>{QUOTED}{REMARK}(?:{AND}{QUOTED}{REMARK})+)", flags=0)
_SETS = (_CLOSED, SLASHED, _QUOTES, COLON, _LEADING)
_OF_ANY_WORD = (SLASHED, _QUOTES)
_COUNT = phrase(
    "ratio value option size format style voice choice preset mode resolution tier",
    r"(?:^|(?<=[.;:,(]))\s*(?P<count>\d{1,3})\s+(?:\w+\s+)?"
    r"(?:(?:aspect\s+)?ratios?|values?|options?|sizes?|formats?|styles?|voices?|choices?|presets?|modes?|resolutions?|tiers?)\b",
)
_FIXED = phrase(
    "always fixed constant 固定 恒为",
    rf"(?:\b(?:always|fixed (?:to|at|as|value)|constant)|固定(?:值)?(?:为|是)?|恒为)\s*[:：]?\s*(?P<value>{QUOTED})",
)
_MORE = re.compile(r"\s*,?\s*(?:and\s+)?(?:…|\.\.\.|etc\b|and (?:more|so on|others)|等)", re.IGNORECASE)
_FILES = re.compile(r"\s*(?:等)?(?:格式|类型|图片|图像|文件|音频|视频)")
_OR = re.compile(r"[,，、/|]|\bor\b|或")
_ARRAY = re.compile(r"\[[^\[\]{}\n]{1,120}\]")
_BEFORE_DEFAULT = re.compile(r"default\W*(?:is|to|value)?\W*$", re.IGNORECASE)


def default(words: Words, type: str) -> Iterator[Statement]:
    """The default, if there is one."""
    for match in _DEFAULT.all(words):
        word = token(match["value"])
        if _is_default(match, word) and word.lower() not in STOP and fits(word, type):
            yield Statement(Attr.DEFAULT, typed(word, type))
            return
    if (after := _BY_DEFAULT.first(words)) and fits(word := token(after["value"]), type):
        yield Statement(Attr.DEFAULT, typed(word, type))


def _is_default(match: re.Match[str], word: str) -> bool:
    """Whether a word after `default` is the default: by the verb before it, by its form, or because a phrase begins."""
    if match["verb"] or match["cjk"] or is_quoted(match["value"]) or re.search(r"[\d:_\[]", word):
        return True
    return bool(re.search(r"(?:^|[,;，；(（.])\s*$", match.string[: match.start()]))


def values(words: Words, type: str, default: str | None) -> Iterator[Statement]:
    """Open lists, single examples, and the first set of values; failing that, how many values there are."""
    item = type.removesuffix("[]")
    taken: list[tuple[int, int]] = []
    for match in _OPEN.all(words):
        taken.append(match.span())
        yield from _examples(match["list"], item)
    if fixed := _FIXED.first(words):
        yield Statement(Attr.VALUES, [typed(token(fixed["value"]), type)], Qualifier.CLOSED)
    elif first := _first_set(words, item, default, taken):
        yield first
    elif words.digits and (count := _COUNT.first(words)):
        yield Statement(Attr.VALUES, int(count["count"]), Qualifier.COUNT)


def _examples(text: str, item: str) -> Iterator[Statement]:
    """What follows `such as`: an open list, or an example where it is a single value."""
    items = listed(text)
    words = values_among(items, item) if len(items) > 1 else map(token, items)
    examples = [word for word in words if word.lower() not in STOP]
    if len(examples) > 1:
        yield Statement(Attr.VALUES, [typed(word, item) for word in examples], Qualifier.OPEN)
    elif examples and (is_quoted(items[0]) or is_marked(examples[0])) and fits(examples[0], item):
        yield Statement(Attr.EXAMPLE, typed(examples[0], item))


def _first_set(words: Words, item: str, default: str | None, taken: list[tuple[int, int]]) -> Statement | None:
    """The first list that is a set of values, by the surest phrase."""
    # the phrases are tried from the surest to the vaguest, and the first list that passes all tests is the set
    for form, match in _lists(words, taken):
        items = listed(match["list"])
        any_word = form in _OF_ANY_WORD or (form is _CLOSED and bool(match["colon"]))
        values = values_among(items, item, any_word)
        if len(values) < 2 or len(values) != len(items):
            continue
        taken.append(match.span("list"))
        if _is_set(form, match, items, default in values):
            qualifier = Qualifier.OPEN if _MORE.match(words.text, match.end("list")) else Qualifier.CLOSED
            return Statement(Attr.VALUES, [typed(value, item) for value in values], qualifier)
    return None


def _lists(words: Words, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[Phrase, re.Match[str]]]:
    """Lists, the surest phrases first; what a surer phrase has taken, a vaguer one leaves alone."""
    for form in _SETS:
        for match in form.all(words):
            start, end = match.span("list")
            if not any(start < last and first < end for first, last in taken):
                yield form, match


def _is_set(form: Phrase, match: re.Match[str], items: list[str], has_default: bool) -> bool:
    """
    Whether a list of values is all that a member takes, by what stands around it.

    :param has_default: whether the member's default is among the values.
    """
    if is_before_example(match.string[: match.start("list")]):
        return False
    if form is _CLOSED:
        # `支持 png、jpg 格式` is what a file may be, and no value of the member
        return not (match["lead"] == "支持" and not match["colon"] and _FILES.match(match.string, match.end("list")))
    if form in _OF_ANY_WORD or any(is_quoted(item) or is_marked(item) for item in items):
        return True
    return bool(_OR.search(match["list"])) if form is COLON else has_default


def arrays(text: str) -> Iterator[Statement]:
    """Whole arrays: each an example, or a set of values where there are two or more that no `such as` precedes."""
    whole: list[Json] = []
    examples: list[Json] = []
    for match in _ARRAY.finditer(text):
        before = text[: match.start()]
        node = literals.literal(match[0])
        if node and _is_plain_array(node) and not ("default" in text.lower() and _BEFORE_DEFAULT.search(before)):
            (examples if is_before_example(before) else whole).append(node.plain())
    if len(whole) > 1:
        yield Statement(Attr.VALUES, whole, Qualifier.WHOLE)
        whole = []
    for example in whole + examples:
        yield Statement(Attr.EXAMPLE, example)


def _is_plain_array(node: literals.Node) -> bool:
    if not isinstance(node.value, list) or not node.value:
        return False
    return not any(isinstance(item.value, literals.Unknown | dict) for item in node.value)
