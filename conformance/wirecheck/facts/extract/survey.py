"""A first pass over a whole page: its operations, samples and names of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wirecheck.facts.extract import openapi
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.operation_draft import OperationDraft, operation_at
from wirecheck.facts.page import Basis, Fact, Side
from wirecheck.facts.parse import page_tables, paths
from wirecheck.facts.parse.blocks import Block, Code, EndpointLine, Heading, MemberEntry, OpenApi, Status, Table
from wirecheck.facts.parse.samples import Sample, sample
from wirecheck.facts.parse.sections import side


@dataclass(frozen=True, slots=True)
class Survey:
    """
    What is known of a whole page.

    :param operations: by their names.
    :param carried: code that documents carry for operations.
    :param samples: by the code that contains them.
    :param labelled: whether the page marks required members, so that a member without a mark is optional.
    :param names: members at the root that are declared or sampled where it is plain on which side they stand.
    """

    operations: Mapping[str, OperationDraft]
    carried: Sequence[Code]
    samples: Mapping[Code, Sample]
    labelled: bool
    names: Mapping[str, set[str]]

    def shown(self) -> dict[Side, set[str]]:
        """The members that samples show; a body alone may be of either side."""
        members: dict[Side, set[str]] = {Side.REQUEST: set(), Side.RESPONSE: set()}
        for shown in self.samples.values():
            if shown.body:
                below = {paths.bare(path) for path, _ in shown.body.walk()}
                members[Side.REQUEST] |= below
                members[Side.RESPONSE] |= set() if shown.url else below
        return members


def survey(claims: Claims, blocks: Sequence[Block]) -> Survey:
    """Survey a page; what its documents state is claimed on the way."""
    operations = _named_operations(claims, blocks)
    carried = [code for operation in operations.values() for code in operation.samples]
    codes = [*(block for block in blocks if isinstance(block, Code)), *carried]
    samples = {code: shown for code in codes if (shown := sample(code.text))}
    labelled = any(isinstance(block, MemberEntry) and block.required is not None for block in blocks)
    names = _names(blocks, samples, claims.raw)
    return Survey(operations or _sampled_operations(samples.values()), carried, samples, labelled, names)


def _named_operations(claims: Claims, blocks: Iterable[Block]) -> dict[str, OperationDraft]:
    operations: dict[str, OperationDraft] = {}
    for block in blocks:
        if isinstance(block, EndpointLine):
            _add_endpoint(operations, block)
        elif isinstance(block, OpenApi):
            for described in openapi.read(claims, block):
                known = operations.setdefault(described.name, described)
                known.servers = {**described.servers, **known.servers}
    return operations


def _add_endpoint(operations: dict[str, OperationDraft], block: EndpointLine) -> None:
    named = operation_at(block.method, block.target)
    if named is None:
        return
    known = operations.setdefault(named.name, named)
    if named.server:
        known.servers.setdefault(named.server, (Basis.DECLARED, block.first, block.last))
    known.lines = known.lines or (block.first, block.last)


def _sampled_operations(samples: Iterable[Sample]) -> dict[str, OperationDraft]:
    """The operations that samples are sent to, for a page that names none."""
    operations: dict[str, OperationDraft] = {}
    for shown in samples:
        sent = operation_at(shown.method, shown.url) if shown.url and shown.method else None
        if sent and not any(known.matches(sent.path) for known in operations.values()):
            operations.setdefault(sent.name, sent)
    return operations


def _names(blocks: Sequence[Block], samples: Mapping[Code, Sample], raw: Iterable[Fact]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {Side.REQUEST: set(), Side.RESPONSE: set()}
    heading: str | None = None
    for block in blocks:
        if isinstance(block, Heading):
            heading = side(block.text, block.level > 0) or (heading if block.level == 0 else None)
        elif isinstance(block, Status):
            heading = Side.RESPONSE
        about, members = _declared(block, heading, samples)
        names.get(about or "", set()).update(members)
    for claim in raw:
        if claim.path:
            names.get(claim.side, set()).add(paths.root(claim.path))
    return names


def _declared(block: Block, heading: str | None, samples: Mapping[Code, Sample]) -> tuple[str | None, Iterable[str]]:
    """The members at the root that a block declares or sends, and their side."""
    match block:
        case MemberEntry():
            return block.side or heading, (paths.root(block.path),)
        case Table():
            return Side.RESPONSE if heading == Side.RESPONSE else Side.REQUEST, _named(block)
        case Code() if (shown := samples.get(block)) and shown.url and shown.body:
            return Side.REQUEST, shown.body.value if isinstance(shown.body.value, dict) else ()
    return None, ()


def _named(table: Table) -> set[str]:
    """The members at the root that a table names."""
    shape = page_tables.columns(table.header.cells) or ()
    at = shape.index("name") if "name" in shape else None
    members = (paths.normal(row.cells[at]) for row in table.rows if at is not None and len(row.cells) > at)
    return {paths.root(member) for member in members if member}
