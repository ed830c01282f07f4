"""What samples hold, made into claims: requests with their headers, bodies member by member, calls of clients."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.operation_draft import OperationDraft
from wirecheck.facts.page import Attr, Basis, Claim, Contradiction, Side
from wirecheck.facts.parse import kinds
from wirecheck.facts.parse.blocks import Code
from wirecheck.facts.parse.calls import ClientCall
from wirecheck.facts.parse.literals import Node, Unknown
from wirecheck.facts.parse.samples import Sample, auth, placeholder, split
from wirecheck.wire.lenient_json import Json, walk


def request(claims: Claims, block: Code, shown: Sample, operations: Collection[OperationDraft]) -> None:
    """Claims of a request that a sample sends to one of the operations; none where it goes elsewhere."""
    server, path, query = split(shown.url or "")
    operation = _addressed(shown.method, path, operations)
    if operation is None:
        return
    before = claims.op
    claims.op = operation.name if len(operations) > 1 else before
    line = _Lines(block).line(block.text.find(shown.url or ""))
    if server:
        operation.servers.setdefault(server + operation.base(path), (Basis.SAMPLE, line, line))
    operation.sampled(claims, path, line)
    _slashed(claims, operation, path, line)
    for name in query:
        claims.member(Side.QUERY, name, Basis.SAMPLE, line)
    _headers(claims, block, shown)
    _form(claims, block, shown)
    if shown.body:
        members(claims, block, shown.body, Side.REQUEST)
    claims.mark(block.first, block.last)
    claims.op = before


def _addressed(method: str | None, path: str, operations: Iterable[OperationDraft]) -> OperationDraft | None:
    """The operation that a path is of, or else ends in."""
    of_method = [operation for operation in operations if operation.method == method]
    whole = next((operation for operation in of_method if operation.matches(path)), None)
    return whole or next((operation for operation in of_method if operation.ends(path)), None)


def _headers(claims: Claims, block: Code, shown: Sample) -> None:
    for name, value in shown.headers:
        line = _Lines(block).line(block.text.find(name))
        claims.member(Side.HEADER, name, Basis.SAMPLE, line)
        if carrier := auth(name, value):
            claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.SAMPLE, line)


def _form(claims: Claims, block: Code, shown: Sample) -> None:
    for name, value in shown.form:
        line = _Lines(block).line(block.text.find(f"{name}="))
        claims.member(Side.REQUEST, name, Basis.SAMPLE, line)
        if not value.startswith(("@", "<")) and not placeholder(value):
            claims.claim(Side.REQUEST, name, Attr.EXAMPLE, value, Basis.SAMPLE, line)


def members(claims: Claims, block: Code, body: Node, about: Side) -> None:
    """Claims of a body and of all members in it."""
    places = _Lines(block)
    whole = (places.line(body.start), places.line(body.end - 1))
    claims.claim(about, "", Attr.EXAMPLE, body.plain(), Basis.SAMPLE, *whole)
    for path, node in body.walk():
        first = places.line(node.start)
        last = first if isinstance(node.value, dict | list) else places.line(max(node.start, node.end - 1))
        claims.spot = places.column(node.start)
        claims.member(about, path, Basis.SAMPLE, first, last)
        if isinstance(node.value, Unknown):
            continue
        value = node.plain()
        if value is not None and value != []:
            claims.claim(about, path, Attr.TYPE, kinds.of_value(value), Basis.SAMPLE, first, last)
        if _is_example(value):
            claims.claim(about, path, Attr.EXAMPLE, value, Basis.SAMPLE, first, last)
    claims.spot = None
    claims.mark(block.first, block.last)


def _is_example(value: Json) -> bool:
    """Whether a value is one that a caller may send or be sent: a plain one or a list of such, and no placeholder."""
    if isinstance(value, dict) or placeholder(value):
        return False
    if not isinstance(value, list):
        return True
    return not any(isinstance(item, dict | list) for item in value) and not all(map(placeholder, value))


def call(claims: Claims, block: Code, made: ClientCall, operation: OperationDraft) -> None:
    """Claims of a call of a client, whose resource the path of the operation names."""
    before, claims.op = claims.op, operation.name
    server, path, _ = split(made.base or "")
    if server and operation.path.startswith(f"{path}/"):
        line = _Lines(block).line(block.text.find(made.base or ""))
        operation.servers.setdefault(server, (Basis.SAMPLE, line, line))
    for name, given in made.body.items():
        line = block.first + made.lines[name]
        for path, value in ((name, given), *walk(given, name)):
            claims.member(Side.REQUEST, path, Basis.SAMPLE, line)
            claims.claim(Side.REQUEST, path, Attr.TYPE, kinds.of_value(value), Basis.SAMPLE, line)
            if not isinstance(value, dict | list) and not placeholder(value):
                claims.claim(Side.REQUEST, path, Attr.EXAMPLE, value, Basis.SAMPLE, line)
    claims.mark(block.first, block.last)
    claims.op = before


def _slashed(claims: Claims, op: OperationDraft, path: str, line: int) -> None:
    """A sample that is sent to the path with a slash at its end, or without the one that it has."""
    if op.lines is None or path.endswith("/") == op.path.endswith("/"):
        return
    told = Claim(op.path, Basis.PATH, op.lines, claims.quote(op.lines))
    sent = Claim(path, Basis.SAMPLE, (line, line), claims.quote((line, line)))
    why = "a sample differs from the path by the slash at its end"
    claims.ambiguous.append(Contradiction(op.name, Side.OPERATION, "", Attr.EXISTS, why, (told, sent)))


class _Lines:
    """Lines and columns of places in a piece of code, found by bisection over the places of its line ends."""

    def __init__(self, block: Code) -> None:
        self._ends = [end.start() for end in re.finditer("\n", block.text)]
        self._first = block.first

    def column(self, place: int) -> int:
        at = bisect_left(self._ends, place)
        return place - (self._ends[at - 1] + 1 if at else 0)

    def line(self, place: int) -> int:
        return self._first + bisect_left(self._ends, place)
