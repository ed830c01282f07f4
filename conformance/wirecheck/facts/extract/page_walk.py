"""
Walks through the blocks of a page in order, and collects the claims of each.

    survey(blocks) ──> for each block: Part, block ──> claims, and the Part that the next block stands in
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wirecheck.facts.extract import member_claims, prose, sample_claims
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.nests import Nests
from wirecheck.facts.extract.operation_draft import OperationDraft, operation_at
from wirecheck.facts.extract.part import Part, status_of, statuses
from wirecheck.facts.extract.survey import Survey, survey
from wirecheck.facts.page import Attr, Basis, Fact, Side
from wirecheck.facts.parse import page_tables
from wirecheck.facts.parse.blocks import (
    Block,
    Code,
    EndpointLine,
    Heading,
    MemberEntry,
    Nesting,
    Prose,
    Status,
    Table,
)
from wirecheck.facts.parse.calls import call
from wirecheck.facts.parse.literals import Node
from wirecheck.facts.parse.samples import auth, split
from wirecheck.wire.lenient_json import Json

_MEDIA = re.compile(r"(?:application/json|multipart/form-data|application/x-www-form-urlencoded)[\w; =/-]*")
_SCHEME = re.compile(r"(Bearer|Basic)(?:\s+Token)?", re.IGNORECASE)
_FENCES = ("```", "~~~")
# A longer line is not taken for values that ran together.
_LONGEST_RUN = 400


def read(claims: Claims, blocks: Sequence[Block]) -> Mapping[str, OperationDraft]:
    """
    Claim what the blocks of a page state: the operations first, for the samples are read by them.

    :returns: the operations of the page by their names.
    """
    known = survey(claims, blocks)
    walk = _Walk(claims, known)
    part = Part()
    for block in (*blocks, *known.carried):
        part = walk.step(part, block)
    walk.claim_keys()
    return known.operations


class _Walk:
    """The steps of a walk, one for each kind of block; each takes the part of the page and returns the next one's."""

    def __init__(self, claims: Claims, known: Survey) -> None:
        self._claims = claims
        self._known = known
        self._nests = Nests(known.shown())
        self._key_headers: list[tuple[str, int, int]] = []
        self._path_examples: list[Fact] = []
        self._claims_seen = 0

    def step(self, part: Part, block: Block) -> Part:
        read = _STEPS.get(type(block))
        return read(self, part, block) if read else part

    def _heading(self, part: Part, block: Heading) -> Part:
        after = part.at_heading(block)
        if part.is_caption(block):
            self._claims.mark(block.line)
            return after
        self._nests.clear()
        if after.heading is not None:
            self._claims.mark(block.line)
        for code in statuses(after.heading, block):
            self._claims.claim(Side.RESPONSE, "", Attr.STATUS, code, Basis.DECLARED, block.line)
        return after

    def _endpoint(self, part: Part, block: EndpointLine) -> Part:
        """What follows an endpoint is about it, where the page has several."""
        named = operation_at(block.method, block.target) if len(self._known.operations) > 1 else None
        if named and named.name in self._known.operations:
            self._claims.op = named.name
        self._claims.mark(block.first, block.last)
        return part

    def _status(self, part: Part, block: Status) -> Part:
        self._nests.clear()
        self._claims.claim(Side.RESPONSE, "", Attr.STATUS, block.code, Basis.DECLARED, block.line)
        return part.at_status(block)

    def _nesting(self, part: Part, block: Nesting) -> Part:
        if self._nests.open() if block.opens else self._nests.close():
            self._claims.mark(block.line)
        return part

    def _entry(self, part: Part, block: MemberEntry) -> Part:
        about = part.of_member(block)
        if about is None:
            return part
        if self._nests.repeats(block):
            self._claims.mark(block.first, block.last)
        else:
            path = self._nests.below(block, about)
            member_claims.entry(self._claims, replace(block, path=path), about, self._known.labelled)
            if about is Side.HEADER:
                self._header(part, block, path)
        return part if part.declared else replace(part, declared=True)

    def _header(self, part: Part, block: MemberEntry, name: str) -> None:
        """Claim that a declared header carries the key, or remember that it might."""
        words = " ".join((block.words, *block.examples, block.default or ""))
        if carrier := auth(name, member_claims.scheme(words) or ""):
            self._claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.DECLARED, block.first, block.last)
        elif part.members == "auth":
            self._key_headers.append((name, block.first, block.last))

    def claim_keys(self) -> None:
        """If nothing else carries the key, the headers in the part about keys do, whatever their names are."""
        if not any(claim.attr is Attr.AUTH for claim in self._claims.raw):
            for name, first, last in self._key_headers:
                self._claims.claim(Side.OPERATION, "", Attr.AUTH, name, Basis.DECLARED, first, last)

    def _table(self, part: Part, block: Table) -> Part:
        shape = page_tables.columns(block.header.cells)
        if part.lists_statuses(block.header.cells):
            prose.statuses(self._claims, block)
        elif shape is not None:
            about = part.of_table(shape, self._method())
            member_claims.table(self._claims, block, about)
            if about is Side.HEADER:
                self._table_keys(block)
        return part

    def _method(self) -> str:
        """The method of the operation that this part of the page is about."""
        name = self._claims.op or next(iter(self._known.operations), "")
        return name.partition(" ")[0]

    def _table_keys(self, block: Table) -> None:
        """The headers of a table that carry the key."""
        for row in block.rows:
            scheme = member_claims.scheme(" ".join(row.cells)) or ""
            if carrier := auth(row.cells[0].strip("`* "), scheme):
                self._claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.TABLE, row.line)

    def _prose(self, part: Part, block: Prose) -> Part:
        after = part.at_line(block.text)
        if _MEDIA.fullmatch(block.text):
            self._claims.mark(block.first)
        if self._nests.named_again(block.text):
            self._claims.mark(block.first)
            return after
        self._run_together(block)
        if part.heading == "auth":
            self._scheme(block)
        if block.text.startswith("http") and " " not in block.text:
            self._address(block)
        unsupported = prose.read(self._claims, block, part.unsupported)
        return after if unsupported == part.unsupported else replace(after, unsupported=unsupported)

    def _scheme(self, block: Prose) -> None:
        """A scheme that stands alone among the words on keys, such as `Bearer`."""
        if scheme := _SCHEME.fullmatch(block.text):
            carrier = f"Authorization: {scheme[1].capitalize()}"
            self._claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.DECLARED, block.first, block.last)

    def _address(self, block: Prose) -> None:
        """A URL that stands alone and leads to an operation of the page: what comes before its path is a server."""
        server, path, _ = split(block.text)
        for operation in self._known.operations.values():
            if server and operation.ends(path):
                operation.servers.setdefault(server + operation.base(path), (Basis.DECLARED, block.first, block.last))
                self._claims.mark(block.first)

    def _run_together(self, block: Prose) -> None:
        """Values that ran together behind one that a sample has, so that it is unclear where one ends."""
        text = block.text
        if " " in text or len(text) > _LONGEST_RUN:
            return
        # only the claims since the last look: a page has far more lines than examples in paths
        self._path_examples += [
            claim
            for claim in self._claims.raw[self._claims_seen :]
            if claim.attr is Attr.EXAMPLE and claim.side is Side.PATH
        ]
        self._claims_seen = len(self._claims.raw)
        for example in self._path_examples:
            if rest := _after(text, example.value):
                why = "values have no space between them, and can be divided in more than one way"
                op, lines = self._claims.op or example.op, (block.first, block.last)
                about = replace(example, op=op, attr=Attr.VALUES, basis=Basis.PROSE, lines=lines)
                self._claims.doubt(about, why, ([example.value, rest], [text]))
                self._claims.mark(block.first)
                return

    def _code(self, part: Part, block: Code) -> Part:
        shown = self._known.samples.get(block)
        if shown is None:
            self._no_sample(block)
            return part
        if block.first > 1 and self._claims.lines[block.first - 2].lstrip().startswith(_FENCES):
            self._claims.mark(block.first - 1)
            self._claims.mark(min(block.last + 1, len(self._claims.lines)))
        if shown.url:
            sample_claims.request(self._claims, block, shown, self._known.operations.values())
        elif shown.body:
            return self._body(part, block, shown.body)
        return part

    def _no_sample(self, block: Code) -> None:
        """Code that sends nothing itself: it may call a client, or name a server."""
        made = call(block.text)
        operations = self._known.operations.values()
        called = next((each for each in operations if made and made.names[0] in each.path.split("/")), None)
        if made and called:
            sample_claims.call(self._claims, block, made, called)
        prose.code(self._claims, block)

    def _body(self, part: Part, block: Code, body: Node) -> Part:
        if status := status_of(block):
            part = replace(part, status=status)
            self._claims.claim(Side.RESPONSE, "", Attr.STATUS, status, Basis.DECLARED, block.first - 1, block.first)
        about = part.of_body(block, body, self._known.names)
        after = part.at_body(about)
        if about is Side.RESPONSE and after.status and not 200 <= after.status < 300:
            self._claims.mark(block.first, block.last)
        elif about is not None:
            sample_claims.members(self._claims, block, body, about)
        return after


def _after(text: str, example: Json) -> str | None:
    """What stands behind an example that begins a text, where it begins as the example does: `gpt-4ogpt-5`."""
    stem = re.match(r"[A-Za-z]+[-_.]", example) if isinstance(example, str) else None
    if not isinstance(example, str) or stem is None or not text.startswith(example):
        return None
    rest = text.removeprefix(example)
    return rest if rest.startswith(stem[0]) else None


# The step for each kind of block; documents were read before the walk begins.
_STEPS: Mapping[type[Block], Callable[[_Walk, Part, Any], Part]] = {
    Heading: _Walk._heading,
    EndpointLine: _Walk._endpoint,
    Status: _Walk._status,
    MemberEntry: _Walk._entry,
    Table: _Walk._table,
    Code: _Walk._code,
    Prose: _Walk._prose,
    Nesting: _Walk._nesting,
}
