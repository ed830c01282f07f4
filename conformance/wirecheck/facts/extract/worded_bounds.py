"""Bounds of numbers, lengths and counts of items, in descriptions and in labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.facts.extract.value_words import NUMBER, Statement, Words, number, phrase
from wirecheck.facts.page import Attr
from wirecheck.wire.lenient_json import Json

_BETWEEN = phrase(
    "间 内", rf"(?<![\w.])(?P<low>{NUMBER})\s*(?:-|–|—|~|～|到|至|和|与)\s*(?P<high>{NUMBER})\s*之?[间內内]", flags=0
)
_RANGE = phrase(
    "range between from 范围",
    rf"(?:\brange\s*(?:is|of|[:：])?|\bbetween|\bfrom|范围\s*(?:为|是|[:：])?|取值范围\s*[:：]?)\s*[\[(]?\s*"
    rf"(?P<low>{NUMBER})\s*(?:-|–|—|~|～|\bto\b|\band\b|,|到|至)\s*(?P<high>{NUMBER})(?![\w:x×])",
)
_CHAIN = re.compile(
    rf"(?:(?P<low>{NUMBER})\s*(?P<above><=|<|≤)\s*)?\b(?:[a-z]|value|length|items)\b(?:\s*(?P<below><=|<|≤)\s*(?P<high>{NUMBER}))?"
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
_SPAN = re.compile(rf"({NUMBER})\s*(?:-|–|to|and|\.\.)\s*({NUMBER})")
_SIGNED = re.compile(rf"([<>]=?|≤|≥)\s*({NUMBER})")
_SIGNS = {
    "<": "exclusiveMaximum", "<=": "maximum", "≤": "maximum", ">": "exclusiveMinimum", ">=": "minimum", "≥": "minimum",
}  # fmt: skip
_ALONE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_SIZES = ("length", "characters", "长度", "items")


def bounds(words: Words, type: str) -> Iterator[Statement]:
    """The range of a number, and the length of a string."""
    if not words.digits:
        return
    limits: list[dict[str, Json]] = []
    if type in ("integer", "number", ""):
        span = _RANGE.first(words) or _BETWEEN.first(words)
        limits = between(span["low"], span["high"]) if span else chain(words.text)
    if type in ("string", "") and (length := _LENGTH.first(words)):
        limits.append({"maxLength": int(length["high"].replace(",", ""))})
    for limit in limits:
        yield Statement(Attr.CONSTRAINT, limit)


def most_items(words: Words) -> Iterator[Statement]:
    """How many items an array holds at most."""
    if match := _ITEMS.first(words):
        yield Statement(Attr.CONSTRAINT, {"maxItems": int(match["high"] or match["most"])})


def between(low: str, high: str) -> list[dict[str, Json]]:
    """The bounds of a range, both included."""
    return [{"minimum": number(low)}, {"maximum": number(high)}]


def chain(text: str) -> list[dict[str, Json]]:
    """Bounds as in `1 <= x <= 10`."""
    limits: list[dict[str, Json]] = []
    for match in _CHAIN.finditer(text) if "<" in text or "≤" in text else ():
        if match["low"]:
            limits.append({"exclusiveMinimum" if match["above"] == "<" else "minimum": number(match["low"])})
        if match["high"]:
            limits.append({"exclusiveMaximum" if match["below"] == "<" else "maximum": number(match["high"])})
    return limits


def of_label(text: str, kind: str | None) -> list[dict[str, Json]]:
    """The bounds in a label such as `Required range: 1 <= x <= 10`, by the words of JSON Schema."""
    low = text.lower()
    if "pattern" in low:
        return [{"pattern": text.split(":", 1)[-1].strip().strip("`")}]
    limits = _limits(text, low)
    word = _size(low, kind or "")
    return [_of_size(limit, word) for limit in limits] if word else limits


def _size(low: str, kind: str) -> str | None:
    """What the numbers of a label are of, where they are not of the value itself."""
    if kind.endswith("[]"):
        return "Items"
    if any(word in low for word in _SIZES):
        return "Items" if "array" in low or "items" in low else "Length"
    return {"string": "Length", "array": "Items"}.get(kind)


def _limits(text: str, low: str) -> list[dict[str, Json]]:
    """The numbers that a label names, as bounds: the first of a chain, signs, a range, a number alone."""
    limits = chain(text) or [{_SIGNS[sign]: number(digits)} for sign, digits in _SIGNED.findall(low)]
    if not limits and (span := _SPAN.search(text)):
        limits = between(span[1], span[2])
    if "non-empty" in low and not any("minimum" in limit for limit in limits):
        limits.insert(0, {"minimum": 1})
    if not limits and (alone := _ALONE.search(text)):
        name = "maximum" if low.startswith(("max", "最大")) else "minimum"
        limits = [{name: number(alone[0].replace(",", "").rstrip("."))}]
    return limits


def _of_size(limit: dict[str, Json], word: str) -> dict[str, Json]:
    """A bound of a number as one of a length or a count: `minimum` as `minLength`."""
    return {name[:3] + word if name[:3] in ("min", "max") else name: value for name, value in limit.items()}
