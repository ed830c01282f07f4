"""
Words that are values: how a description writes them, what is cut off around them, and what they mean by their type.

A word is taken for a value by how it is written: in quotes, in code, with a digit, or alone at the end of its phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from wirecheck.facts.page import Attr, Qualifier
from wirecheck.facts.parse import literals
from wirecheck.wire.lenient_json import Json

# Values, and lists of them, for use in other patterns.
QUOTED = r"""(?:"[^"\n]{1,60}"|“[^”\n]{1,60}”|「[^」\n]{1,60}」|(?<![A-Za-z])'[^'\n]{1,60}'|`[^`\n]{1,60}`)"""
WORD = r"[A-Za-z0-9_$+-](?:[\w.:×+$%-]*[\w%])?(?:/[\w-]+)*"
VALUE = rf"(?:{QUOTED}|{WORD})"
REMARK = r"(?:\s*[(（][^()（）]{0,60}[)）])?"
END = r"(?=\s*(?:$|[.;,)，。；）]|\n|\||<br))"
AND = r"\s*(?:,\s*(?:and|or)\b|，|、|,|/|\||\bor\b|\band\b|或者|或|和)\s*"
LIST = rf"{VALUE}{REMARK}(?:{AND}{VALUE}{REMARK})+"
NUMBER = r"-?\d+(?:\.\d+)?"

SEPARATOR = re.compile(rf"{REMARK}{AND}")
_REMARK = re.compile(r"\s*[(（][^()（）]{0,60}[)）]")
_QUOTED = re.compile(QUOTED)
_NUMBER = re.compile(NUMBER)
_MARK = re.compile(r"[\d_:/-]")
_LOWER_OR_UPPER = re.compile(r"[a-z][a-z0-9+.]*|[A-Z0-9]+")
_BEFORE_EXAMPLE = re.compile(r"(?:such as|e\.?g\.?,?|for example,?|like|例如|如)\s*[:：]?\s*$", re.IGNORECASE)

# Words that are not taken for values in a list.
STOP = frozenset([
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "by", "is", "are", "be", "any", "all",
    "this", "that", "it", "its", "as", "at", "from", "if", "when", "not", "no", "other", "none", "null", "see",
    "one", "two", "each", "model", "models", "account", "project", "value", "values", "user", "system",
    "current",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """
    One thing that a description states of a member.

    :param child: the path below the member, where the statement is of a member inside; empty for the member itself.
    """

    attr: Attr
    value: Json
    qualifier: Qualifier | None = None
    child: str = ""


def token(text: str) -> str:
    """A value without the quotes and blanks around it."""
    text = text.strip()
    if len(text) > 1 and (text[0] + text[-1]) in ('""', "''", "``", "“”", "「」"):
        text = text[1:-1].strip()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            text = text[1:-1]
    return text


def typed(text: str, type: str | None) -> Json:
    """A value by its type, or the text itself if it is not a value of that type."""
    if not type:
        return _guessed(text)
    if type.startswith(("integer", "number")):
        return _as_number(text)
    if type.startswith("boolean") and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if type.startswith(("array", "object")) or type.endswith("[]"):
        node = literals.literal(text) if text[:1] in "[{" else None
        return node.plain() if node else text
    return text


def _guessed(text: str) -> Json:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text


def _as_number(text: str) -> Json:
    with suppress(ValueError):
        return int(text)
    with suppress(ValueError):
        return float(text)
    return text


def number(text: str) -> int | float:
    """The number that some digits spell."""
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)


def is_quoted(text: str) -> bool:
    """Whether a text is in quotes as a whole."""
    return bool(_QUOTED.fullmatch(text.strip()))


def is_marked(word: str) -> bool:
    """Whether a word is plainly a value: it has a digit, an underscore, a hyphen or such in it."""
    return bool(_MARK.search(word))


def is_before_example(text: str) -> bool:
    """Whether a text ends in words that an example follows, such as `e.g.`."""
    return bool(_BEFORE_EXAMPLE.search(text))


def fits(word: str, type: str) -> bool:
    """Whether a word can be a value of the type."""
    if type == "boolean":
        return word.lower() in ("true", "false")
    if type in ("integer", "number"):
        return bool(_NUMBER.fullmatch(word))
    if type.startswith("object"):
        return word[:1] == "{"
    return bool(word) and not word.lower().endswith(("'s", "behavior", "behaviour"))


def listed(text: str) -> list[str]:
    """The items of a list in words, remarks in brackets left out."""
    items = (item.strip() for item in SEPARATOR.split(_REMARK.sub("", text)))
    return [item for item in items if item]


def values_among(items: Sequence[str], type: str, any_word: bool = False) -> list[str]:
    """
    The items that are values: in quotes, marked, or a word in one case; numbers alone where the type asks for them.

    :param any_word: whether the phrase around them makes a value of every word.
    """
    values = []
    for item in items:
        word = token(item)
        if type in ("integer", "number") and not _NUMBER.fullmatch(word):
            continue
        is_word = word.lower() not in STOP and (any_word or bool(_LOWER_OR_UPPER.fullmatch(word)))
        if is_word or is_quoted(item) or is_marked(word):
            values.append(word)
    return values


class Words:
    """A description, with what the cheap tests look at: the text in lower case, and whether it has a digit."""

    __slots__ = ("digits", "low", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()
        self.digits = bool(re.search(r"\d", text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A pattern for descriptions.

    :param needs: substrings in lower case; every text that the pattern matches contains at least one of them.
    """

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def may_match(self, words: Words) -> bool:
        """Whether the text has one of the substrings."""
        low = words.low
        for need in self.needs:  # noqa: SIM110  # a generator costs more than what it saves
            if need in low:
                return True
        return False

    def all(self, words: Words) -> Iterator[re.Match[str]]:
        """All matches in the text."""
        if self.may_match(words):
            yield from self.pattern.finditer(words.text)

    def first(self, words: Words) -> re.Match[str] | None:
        """The first match in the text, or None."""
        return self.pattern.search(words.text) if self.may_match(words) else None


def phrase(needs: str, pattern: str, flags: int = re.IGNORECASE) -> Phrase:
    """A phrase from its substrings, divided by spaces (an underscore stands for a space in one), and its pattern."""
    return Phrase(re.compile(pattern, flags), tuple(need.replace("_", " ") for need in needs.split()))
