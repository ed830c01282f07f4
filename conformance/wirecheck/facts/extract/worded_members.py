"""
Members of an object in descriptions of it: named in lists, or drawn as `{role, parts:[{text}]}`.

Held by `tests/facts/extract/test_prose.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wirecheck.facts.extract.value_words import (
    AND,
    LIST,
    QUOTED,
    SEPARATOR,
    STOP,
    Statement,
    Words,
    listed,
    phrase,
    token,
)
from wirecheck.facts.extract.worded_values import COLON, SLASHED
from wirecheck.facts.page import Attr, Qualifier
from wirecheck.facts.parse import literals

_NAME = re.compile(r"[A-Za-z_][\w]*")
_PIECE = re.compile(r"[A-Za-z_]\w*|\S")
_SET = phrase("(", rf"\b(?P<name>[A-Za-z_]\w*)`?\s*\((?P<list>{QUOTED}(?:{AND}{QUOTED})+)\)", flags=0)
_SHAPE = phrase("{", r"\{[^{}]{0,200}(?:\{[^{}]{0,200}\}[^{}]{0,200}){0,4}\}", flags=0)
_INCLUDING = phrase(
    "includ contain with_ 包",
    rf"\b(?:including|contains?|containing|with fields?|with members?|包含|包括)\s+(?P<list>{LIST})",
)
_SUM = phrase("+", r"[(（]\s*(?P<list>[A-Za-z_]\w*(?:\s*\+\s*[A-Za-z_]\w*)+)\s*[)）]", flags=0)
_PLUS = re.compile(r"\s*\+\s*")
_CASED = re.compile(r"[a-z][A-Z]|_")


def members(words: Words) -> Iterator[Statement]:
    """Members of the object, or of an array's items, with their values if the text lists them."""
    yield from _with_values(words)
    yield from _drawn(words)
    for form in (_SUM, _INCLUDING, SLASHED, COLON):
        for match in form.all(words):
            pieces = (_PLUS if form is _SUM else SEPARATOR).split(match["list"])
            names = [*map(token, filter(str.strip, pieces))]
            # a list after a colon may be of anything: names of members have an underscore or a capital inside
            sure = form in (_SUM, SLASHED) or all(map(_CASED.search, names))
            if sure and all(_NAME.fullmatch(name) and name.lower() not in STOP for name in names):
                yield from _existing(names)


def _existing(names: Iterable[str]) -> Iterator[Statement]:
    for name in names:
        yield Statement(Attr.EXISTS, True, child=name)


def _with_values(words: Words) -> Iterator[Statement]:
    """`role ("user" or "model")`."""
    for match in _SET.all(words):
        if not re.match(r"e\.?g|default|example", match["name"]):
            yield Statement(Attr.VALUES, [*map(token, listed(match["list"]))], Qualifier.CLOSED, child=match["name"])


def _drawn(words: Words) -> Iterator[Statement]:
    """Shapes in braces: one in an array is a whole example."""
    text = words.text
    for match in _SHAPE.all(words):
        if not text[: match.start()].rstrip().endswith("["):
            yield from _existing(_paths(match[0]))
        elif node := literals.literal(text, text.rindex("[", 0, match.start())):
            yield Statement(Attr.EXAMPLE, node.plain())


def _paths(shape: str) -> list[str]:
    """Paths in `{role, parts:[{text|image}]}`; none where the text is not of this grammar."""
    # a stack has the names around a brace; `last` is the name that an opening brace would belong to
    paths: list[str] = []
    around: list[str] = []
    last = ""
    for piece in _without_remarks(_PIECE.findall(shape)):
        if piece == "{":
            around.append(last)
            last = ""
        elif piece == "}":
            last = around.pop() if around else ""
        elif piece == "[" and last:
            last += "[]"
        elif piece in ",|":
            last = ""
        elif _NAME.fullmatch(piece):
            last = piece
            paths.append(".".join([*filter(None, around), piece]))
        elif piece not in "]:":
            return []
    return paths


def _without_remarks(pieces: Iterable[str]) -> Iterator[str]:
    depth = 0
    for piece in pieces:
        if piece in "()":
            depth += 1 if piece == "(" else -1
        elif not depth:
            yield piece
