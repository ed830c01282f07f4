"""
What the words about one member state: a default, its values, examples, bounds, members of its own.

Only set phrases are read. A word is taken for a value where it stands as one: in quotes, in code, with a digit, or
alone at the end of its phrase. What follows `such as` or `e.g.` is an example or an open list, never a closed set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wirecheck.facts.extract.phrases import Words, phrase
from wirecheck.facts.page import Attr, Qualifier
from wirecheck.facts.parse import literals
from wirecheck.wire.lenient_json import Json

LONGEST = 2_000
"""Characters of a description that are read."""


@dataclass(frozen=True, slots=True)
class Said:
    """
    One thing that is said.

    :param child: the path below the member that it is said of; empty for the member itself.
    """

    attr: Attr
    value: Json
    qualifier: Qualifier | None = None
    child: str = ""


_QUOTED = r"""(?:"[^"\n]{1,60}"|“[^”\n]{1,60}”|「[^」\n]{1,60}」|(?<![A-Za-z])'[^'\n]{1,60}'|`[^`\n]{1,60}`)"""
_WORD = r"[A-Za-z0-9_$+-](?:[\w.:×+$%-]*[\w%])?(?:/[\w-]+)*"
_VALUE = rf"(?:{_QUOTED}|{_WORD})"
_REMARK = r"(?:\s*[(（][^()（）]{0,60}[)）])?"
_END = r"(?=\s*(?:$|[.;,)，。；）]|\n|\||<br))"
_AND = r"\s*(?:,\s*(?:and|or)\b|，|、|,|/|\||\bor\b|\band\b|或者|或|和)\s*"
_LIST = rf"{_VALUE}{_REMARK}(?:{_AND}{_VALUE}{_REMARK})+"
_MORE = re.compile(r"\s*,?\s*(?:and\s+)?(?:…|\.\.\.|etc\b|and (?:more|so on|others)|等)", re.IGNORECASE)

_DEFAULT = phrase(
    "default 默认",
    rf"(?:\bdefaults?(?:\s+value)?(?P<verb>\s+(?:is|to|of)|\s*[:：=])?|默认(?:值)?(?P<cjk>\s*(?:为|是|[:：=]))?)\s*"
    rf"(?P<value>{_QUOTED}|\[[^\]\n]{{0,60}}\]|{_WORD}){_END}",
)
_BY_DEFAULT = phrase("default", rf"(?P<value>{_QUOTED}|true|false|-?\d[\d.]*)\s+(?:by default|\(default\))")
_OPEN = phrase(
    "such_as e.g eg for_example like example 例 如",
    rf"(?:\bsuch as|\be\.?g\.?,?|\bfor example,?|\blike|\bexamples?\s*[:：]|例如\s*[:：]?|比如\s*[:：]?"
    rf"|如\s*[:：\s])\s*"
    rf"(?P<list>{_VALUE}{_REMARK}(?:{_AND}{_VALUE}{_REMARK})*)",
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
    rf"(?P<lead>{_LEAD})\s*(?P<colon>[:：]|\bthe following\s*[:：]?)?\s*(?P<list>{_LIST})",
)
_COLON = phrase(": ：", rf"[:：]\s*(?P<list>{_LIST}){_END}", flags=0)
_SLASHED = phrase(
    "/ |",
    rf"(?:^|(?<=[:：.。,，(（;；])|(?<=\n))\s*(?P<list>{_VALUE}{_REMARK}(?:\s+[/|]\s+{_VALUE}{_REMARK})+)",
    flags=0,
)
_LEADING = phrase(", ， 、 / | or and 或 和", rf"^\s*(?P<list>{_LIST}){_END}", flags=0)
_QUOTES = phrase("\" ' ` “ 「", rf"(?P<list>{_QUOTED}{_REMARK}(?:{_AND}{_QUOTED}{_REMARK})+)", flags=0)
_FORMATS = re.compile(r"\s*(?:等)?(?:格式|类型|图片|图像|文件|音频|视频)")
_COUNT = phrase(
    "ratio value option size format style voice choice preset mode resolution tier",
    r"(?:^|(?<=[.;:,(]))\s*(?P<count>\d{1,3})\s+(?:\w+\s+)?"
    r"(?:(?:aspect\s+)?ratios?|values?|options?|sizes?|formats?|styles?|voices?|choices?|presets?|modes?|resolutions?|tiers?)\b",
)
_SPLIT = re.compile(rf"{_REMARK}{_AND}")
_OR = re.compile(r"[,，、/|]|\bor\b|或")
_NAME = re.compile(r"[A-Za-z_][\w]*")
_CHILD_SET = phrase("(", rf"\b(?P<name>[A-Za-z_]\w*)`?\s*\((?P<list>{_QUOTED}(?:{_AND}{_QUOTED})+)\)", flags=0)
_INCLUDING = phrase(
    "includ contain with_ 包",
    rf"\b(?:including|contains?|containing|with fields?|with members?|包含|包括)\s+(?P<list>{_LIST})",
)
_SUM = phrase("+", r"[(（]\s*(?P<list>[A-Za-z_]\w*(?:\s*\+\s*[A-Za-z_]\w*)+)\s*[)）]", flags=0)
_SHAPE = phrase("{", r"\{[^{}]{0,200}(?:\{[^{}]{0,200}\}[^{}]{0,200}){0,4}\}", flags=0)
_NUMBER = r"-?\d+(?:\.\d+)?"
_BETWEEN = phrase(
    "间 内", rf"(?<![\w.])(?P<low>{_NUMBER})\s*(?:-|–|—|~|～|到|至|和|与)\s*(?P<high>{_NUMBER})\s*之?[间內内]", flags=0
)
_RANGE = phrase(
    "range between from 范围",
    rf"(?:\brange\s*(?:is|of|[:：])?|\bbetween|\bfrom|范围\s*(?:为|是|[:：])?|取值范围\s*[:：]?)\s*[\[(]?\s*"
    rf"(?P<low>{_NUMBER})\s*(?:-|–|—|~|～|\bto\b|\band\b|,|到|至)\s*(?P<high>{_NUMBER})(?![\w:x×])",
)
_CHAIN = re.compile(
    rf"(?:(?P<low>{_NUMBER})\s*(?P<lower><=|<|≤)\s*)?\b(?:[a-z]|value|length|items)\b(?:\s*(?P<upper><=|<|≤)\s*(?P<high>{_NUMBER}))?"
)
_LENGTH = phrase(
    "char 字符",
    r"(?:\b(?:max(?:imum)?(?:\s+length)?(?:\s+(?:of|is))?|up to|at most|not exceed(?:ing)?)\s*[:：]?"
    r"|最大长度\s*(?:为|[:：])?|最多|不超过)\s*"
    r"(?P<high>\d[\d,]*)\s*(?:characters|chars|个字符|字符)(?!\s*for\b)",
)
_ITEMS = phrase(
    "max up_to at_most 最多 不超过",
    r"(?:\b(?:max(?:imum)?(?:\s+of)?|up to|at most)\s*(?P<high>\d+)\s+(?:items|entries|elements|\w+s)\b"
    r"|(?:最多|不超过)(?:支持)?\s*(?P<most>\d+)\s*[个项条张段])",
)
_FIXED = phrase(
    "always fixed constant 固定 恒为",
    rf"(?:\b(?:always|fixed (?:to|at|as|value)|constant)|固定(?:值)?(?:为|是)?|恒为)\s*[:：]?\s*(?P<value>{_QUOTED})",
)
_ARRAY = re.compile(r"\[[^\[\]{}\n]{1,120}\]")
_BEFORE_EXAMPLE = re.compile(r"(?:such as|e\.?g\.?,?|for example,?|like|例如|如)\s*[:：]?\s*$", re.IGNORECASE)
_STOP = frozenset([
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "by", "is", "are", "be", "any", "all",
    "this", "that", "it", "its", "as", "at", "from", "if", "when", "not", "no", "other", "none", "null", "see",
    "one", "two", "each", "model", "models", "account", "project", "value", "values", "user", "system",
    "current",
])  # fmt: skip
"""Words that are no values where they stand among others."""


def stated(text: str, type: str | None, default: str | None = None) -> list[Said]:
    """
    All that a description states of a member.

    :param type: in JSON's words, or None where it is not known.
    :param default: the default that is stated beside it: a list of words that has it among them is one of values.
    """
    words = Words(text[:LONGEST].replace("\\_", "_").replace("**", ""))
    kind = type or ""
    said = [*_default(words, kind), *_bounds(words, kind)]
    if kind.startswith("object"):
        said += _children(words)
    elif kind == "array" or kind.endswith("[]"):
        said += _lengths(words)
        arrays = list(_arrays(words.text))
        said += arrays or _values(words, kind, default)
        said += _children(words)
    elif kind != "boolean":
        said += _values(words, kind, default)
    return list({(one.attr, str(one.value), one.child): one for one in said}.values())


def token(text: str) -> str:
    """A value without what stands around it."""
    text = text.strip()
    if len(text) > 1 and (text[0] + text[-1]) in ('""', "''", "``", "“”", "「」"):
        text = text[1:-1].strip()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            text = text[1:-1]
    return text


def typed(text: str, type: str | None) -> Json:
    """A value as the type has it; the text itself where it is no such value."""
    kind = type or ""
    if kind.startswith(("integer", "number")):
        try:
            return int(text)
        except ValueError:
            pass
        try:
            return float(text)
        except ValueError:
            return text
    if kind.startswith("boolean") and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if (kind.startswith(("array", "object")) or kind.endswith("[]")) and text[:1] in "[{":
        node = literals.literal(text)
        return node.plain() if node else text
    if not kind:
        if text in ("true", "false"):
            return text == "true"
        if re.fullmatch(r"-?\d{1,15}", text):
            return int(text)
    return text


def _is_quoted(text: str) -> bool:
    return bool(re.fullmatch(_QUOTED, text.strip()))


def _default(words: Words, kind: str) -> Iterator[Said]:
    for found in _DEFAULT.all(words):
        value = found["value"]
        word = token(value)
        firm = found["verb"] or found["cjk"] or _is_quoted(value) or re.search(r"[\d:_\[]", word)
        alone = re.search(r"(?:^|[,;，；(（.])\s*$", words.text[: found.start()])
        cjk = found[0].startswith("默认")
        if not (firm or alone or cjk) or word.lower() in _STOP or not _fits(word, kind):
            continue
        yield Said(Attr.DEFAULT, typed(word, kind))
        return
    if after := _BY_DEFAULT.first(words):
        word = token(after["value"])
        if _fits(word, kind):
            yield Said(Attr.DEFAULT, typed(word, kind))


def _fits(word: str, kind: str) -> bool:
    """Whether a word can be a value of the type."""
    if kind == "boolean":
        return word.lower() in ("true", "false")
    if kind in ("integer", "number"):
        return bool(re.fullmatch(_NUMBER, word))
    if kind.startswith("object"):
        return word[:1] == "{"
    return bool(word) and not word.lower().endswith(("'s", "behavior", "behaviour"))


def _items(text: str) -> list[str]:
    text = re.sub(r"\s*[(（][^()（）]{0,60}[)）]", "", text)
    return [one for one in (part.strip() for part in _SPLIT.split(text)) if one]


def _values(words: Words, kind: str, default: str | None) -> Iterator[Said]:
    text = words.text
    spans: list[tuple[int, int]] = []
    for found in _OPEN.all(words):
        items = _items(found["list"])
        good = _firm(items, kind) if len(items) > 1 else [token(one) for one in items]
        good = [one for one in good if one.lower() not in _STOP]
        spans.append(found.span())
        if len(good) > 1:
            yield Said(Attr.VALUES, [typed(one, kind.removesuffix("[]")) for one in good], Qualifier.OPEN)
        elif len(good) == 1 and (_is_quoted(items[0]) or _marked(good[0])) and _fits(good[0], kind.removesuffix("[]")):
            yield Said(Attr.EXAMPLE, typed(good[0], kind.removesuffix("[]")))
    if fixed := _FIXED.first(words):
        yield Said(Attr.VALUES, [typed(token(fixed["value"]), kind)], Qualifier.CLOSED)
        return
    for pattern in (_CLOSED, _SLASHED, _QUOTES, _COLON, _LEADING):
        for found in pattern.all(words):
            start, end = found.span("list")
            if any(start < to and at < end for at, to in spans):
                continue
            items = _items(found["list"])
            firm = pattern in (_SLASHED, _QUOTES) or (pattern is _CLOSED and bool(found["colon"]))
            good = _firm(items, kind, loose=firm)
            if len(good) < 2 or len(good) != len(items):
                continue
            spans.append((start, end))
            plain = not any(_is_quoted(item) or _marked(item) for item in items)
            if (
                _BEFORE_EXAMPLE.search(text[:start])
                or (pattern is _COLON and plain and not _OR.search(found["list"]))
                or (pattern is _LEADING and plain and default not in good)
            ):
                continue
            if found[0].startswith("支持") and not found["colon"] and _FORMATS.match(text, end):
                continue  # what a file may be, and no values of the member
            open = bool(_MORE.match(text, end))
            qualifier = Qualifier.OPEN if open else Qualifier.CLOSED
            yield Said(Attr.VALUES, [typed(one, kind.removesuffix("[]")) for one in good], qualifier)
            return
    if words.digits and (count := _COUNT.first(words)):
        yield Said(Attr.VALUES, int(count["count"]), Qualifier.COUNT)


def _marked(word: str) -> bool:
    """Whether a word is plainly a value: it has a digit, an underscore, a hyphen or such in it."""
    return bool(re.search(r"[\d_:/-]", word))


def _firm(items: list[str], kind: str, loose: bool = False) -> list[str]:
    """Those that are values: in quotes, marked, or plain lower-case words where the phrase says so."""
    good = []
    kind = kind.removesuffix("[]")
    for item in items:
        word = token(item)
        plain = bool(re.fullmatch(r"[a-z][a-z0-9+.]*|[A-Z0-9]+", word)) and word.lower() not in _STOP
        if kind in ("integer", "number") and not re.fullmatch(_NUMBER, word):
            continue
        if _is_quoted(item) or _marked(word) or plain or (loose and word.lower() not in _STOP):
            good.append(word)
    return good


def _arrays(text: str) -> Iterator[Said]:
    whole: list[Json] = []
    examples: list[Json] = []
    for found in _ARRAY.finditer(text):
        node = literals.literal(found[0])
        if node is None or not isinstance(node.value, list) or not node.value:
            continue
        if any(isinstance(item.value, literals.Unknown | dict) for item in node.value):
            continue
        if "default" in text.lower() and re.search(r"default\W*(?:is|to|value)?\W*$", text[: found.start()], re.I):
            continue
        (examples if _BEFORE_EXAMPLE.search(text[: found.start()]) else whole).append(node.plain())
    if len(whole) > 1:
        yield Said(Attr.VALUES, whole, Qualifier.WHOLE)
    else:
        examples = whole + examples
    for example in examples:
        yield Said(Attr.EXAMPLE, example)


def _children(words: Words) -> Iterator[Said]:
    text = words.text
    for found in _CHILD_SET.all(words):
        if not re.match(r"e\.?g|default|example", found["name"]):
            values: list[Json] = [token(one) for one in _items(found["list"])]
            yield Said(Attr.VALUES, values, Qualifier.CLOSED, child=found["name"])
    for found in _SHAPE.all(words):
        before = text[: found.start()].rstrip()
        if not before.endswith("["):
            for name in _shape(found[0]):
                yield Said(Attr.EXISTS, True, child=name)
        elif node := literals.literal(text, text.rindex("[", 0, found.start())):
            yield Said(Attr.EXAMPLE, node.plain())
    for pattern in (_SUM, _INCLUDING, _SLASHED, _COLON):
        for found in pattern.all(words):
            separators = r"\s*\+\s*" if pattern is _SUM else _SPLIT
            names = [token(one) for one in re.split(separators, found["list"]) if one.strip()]
            sure = pattern in (_SUM, _SLASHED) or all(re.search(r"[a-z][A-Z]|_", name) for name in names)
            if sure and all(_NAME.fullmatch(name) and name.lower() not in _STOP for name in names):
                for name in names:
                    yield Said(Attr.EXISTS, True, child=name)


def _shape(text: str) -> list[str]:
    """Paths in `{role, parts:[{text|image}]}`, the grammar that pages draw shapes in."""
    names: list[str] = []
    stack: list[str] = []
    last = ""
    remark = 0
    for piece in re.findall(r"[A-Za-z_]\w*|[{}\[\]:|,()]|[^\s]", text):
        if piece == "(":
            remark += 1
        elif piece == ")":
            remark -= 1
        elif remark:
            continue
        elif piece == "{":
            stack.append(last)
            last = ""
        elif piece == "}":
            last = stack.pop() if stack else ""
        elif piece == "[" and last:
            last += "[]"
        elif piece in ",|":
            last = ""
        elif _NAME.fullmatch(piece):
            around = ".".join(one for one in stack if one)
            last = piece
            names.append(f"{around}.{piece}" if around else piece)
        elif piece not in ("]", ":"):
            return []
    return names


def _bounds(words: Words, kind: str) -> Iterator[Said]:
    if not words.digits:
        return
    if kind in ("integer", "number", ""):
        if found := _RANGE.first(words) or _BETWEEN.first(words):
            yield Said(Attr.CONSTRAINT, {"minimum": number(found["low"])})
            yield Said(Attr.CONSTRAINT, {"maximum": number(found["high"])})
        else:
            yield from chain(words.text)
    if kind in ("string", "") and (found := _LENGTH.first(words)):
        yield Said(Attr.CONSTRAINT, {"maxLength": int(found["high"].replace(",", ""))})


def _lengths(words: Words) -> Iterator[Said]:
    """How many items an array holds at most."""
    if found := _ITEMS.first(words):
        yield Said(Attr.CONSTRAINT, {"maxItems": int(found["high"] or found["most"])})


def chain(text: str) -> Iterator[Said]:
    """Bounds as in `1 <= x <= 10`."""
    if "<" not in text and "≤" not in text:
        return
    for found in _CHAIN.finditer(text):
        if found["low"]:
            yield Said(
                Attr.CONSTRAINT, {"exclusiveMinimum" if found["lower"] == "<" else "minimum": number(found["low"])}
            )
        if found["high"]:
            yield Said(
                Attr.CONSTRAINT, {"exclusiveMaximum" if found["upper"] == "<" else "maximum": number(found["high"])}
            )


def number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
