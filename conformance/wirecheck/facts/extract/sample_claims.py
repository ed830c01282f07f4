"""What samples hold, made into claims: bodies member by member, and calls of clients."""

from __future__ import annotations

import re
from bisect import bisect_left

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.target import Target
from wirecheck.facts.page import Attr, Basis, Claim, Contradiction, Side
from wirecheck.facts.parse import kinds
from wirecheck.facts.parse.blocks import Code
from wirecheck.facts.parse.calls import Call
from wirecheck.facts.parse.literals import Node, Unknown
from wirecheck.facts.parse.samples import placeholder, split
from wirecheck.wire.lenient_json import walk


def members(claims: Claims, block: Code, body: Node, about: Side) -> None:
    """Claims of a body and of all members in it."""
    text = block.text
    starts = _Lines(text, block.first)
    whole = (starts.line(body.start), starts.line(body.end - 1))
    claims.claim(about, "", Attr.EXAMPLE, body.plain(), Basis.SAMPLE, *whole)
    for path, node in body.walk():
        first, last = starts.line(node.start), starts.line(max(node.start, node.end - 1))
        last = last if not isinstance(node.value, dict | list) else first
        claims.spot = starts.column(node.start)
        claims.member(about, path, Basis.SAMPLE, first, last)
        if isinstance(node.value, Unknown):
            continue
        plain = node.plain()
        if plain is not None and plain != []:
            claims.claim(about, path, Attr.TYPE, kinds.of_value(plain), Basis.SAMPLE, first, last)
        example = plain
        leaf = not isinstance(example, dict | list) or (
            isinstance(example, list) and example and not any(isinstance(one, dict | list) for one in example)
        )
        if leaf and not placeholder(example) and not _parts(example):
            claims.claim(about, path, Attr.EXAMPLE, example, Basis.SAMPLE, first, last)
    claims.spot = None
    claims.mark(block.first, block.last)


def call(claims: Claims, block: Code, made: Call, op: Target) -> None:
    """Claims of a call of a client, whose resource the path of the operation names."""
    before, claims.op = claims.op, op.name
    server, path, _ = split(made.base or "")
    if server and op.path.startswith(f"{path}/"):
        line = line_of(block, block.text.find(made.base or ""))
        op.servers.setdefault(server, (Basis.SAMPLE, line, line))
    for name, value in made.body.items():
        line = block.first + made.lines[name]
        for path, one in [(name, value), *((where, inner) for where, inner in walk(value, name) if where != name)]:
            claims.member(Side.REQUEST, path, Basis.SAMPLE, line)
            claims.claim(Side.REQUEST, path, Attr.TYPE, kinds.of_value(one), Basis.SAMPLE, line)
            if not isinstance(one, dict | list) and not placeholder(one):
                claims.claim(Side.REQUEST, path, Attr.EXAMPLE, one, Basis.SAMPLE, line)
    claims.mark(block.first, block.last)
    claims.op = before


def slashed(claims: Claims, op: Target, path: str, line: int) -> None:
    """A sample that is sent to the path with a slash at its end, or without the one that it has."""
    if op.lines is None or path.endswith("/") == op.path.endswith("/"):
        return
    told = Claim(op.path, Basis.PATH, op.lines, claims.quote(op.lines))
    sent = Claim(path, Basis.SAMPLE, (line, line), claims.quote((line, line)))
    why = "a sample differs from the path by the slash at its end"
    claims.ambiguous.append(Contradiction(op.name, Side.OPERATION, "", Attr.EXISTS, why, (told, sent)))


def _parts(value: object) -> bool:
    return isinstance(value, list) and all(placeholder(one) for one in value)


class _Lines:
    """Lines of places in a text."""

    def __init__(self, text: str, first: int) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._first = first

    def column(self, place: int) -> int:
        at = bisect_left(self._ends, place)
        return place - (self._ends[at - 1] + 1 if at else 0)

    def line(self, place: int) -> int:
        return self._first + bisect_left(self._ends, place)


def line_of(block: Code, place: int) -> int:
    """The page's line of a place in a piece of code."""
    return block.first + block.text.count("\n", 0, max(0, place))
