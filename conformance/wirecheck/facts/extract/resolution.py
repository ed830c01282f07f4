"""Resolves claims once all are known: full names, parent members, and members of optional parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import Attr, Basis, Claim, Contradiction, Fact, Qualifier, Side
from wirecheck.facts.parse import kinds, paths

# What may name members by the end of their paths alone.
RELATIVE = (Basis.TABLE, Basis.PROSE)


def resolved(claims: Claims, raw: Sequence[Fact]) -> list[Fact]:
    """The claims with full names, and those that follow from them; names with two meanings are told to `claims`."""
    groups: dict[tuple[str, Side], list[Fact]] = defaultdict(list)
    for claim in raw:
        groups[claim.op, claim.side].append(claim)
    full = [claim for group in groups.values() for claim in _in_full(claims, group)]
    return _conditional([*full, *_around(claims, full)])


def _in_full(claims: Claims, group: Sequence[Fact]) -> Iterator[Fact]:
    """Claims of one side of an operation: short names made full, `[]` put where arrays are known."""
    among = _known(group)
    known = among[0]
    for claim in group:
        path = claim.path
        if path and claim.basis in RELATIVE:
            path = _full_path(claims, claim, among)
        if _is_array(claim):
            known.arrays([path])
        path = known.spelt(path)
        yield claim if path == claim.path else replace(claim, path=path)


def _known(group: Sequence[Fact]) -> tuple[paths.Known, paths.Known]:
    """The paths that are told in full, and those that begin at a member that stands at the root."""
    named = [claim for claim in group if claim.path]
    roots = dict.fromkeys(claim.path for claim in named if "." not in claim.path)
    told = [claim.path for claim in named if claim.basis not in RELATIVE] or roots
    below_roots = [claim.path for claim in named if paths.root(claim.path) in roots]
    arrays = [claim.path for claim in filter(_is_array, group)]
    return paths.Known(told, arrays), paths.Known(below_roots, arrays)


def _full_path(claims: Claims, claim: Fact, among: Iterable[paths.Known]) -> str:
    """The one path that a short name stands for; the name itself where there is none, or more than one."""
    for known in among:
        full = known.full(claim.path)
        if len(full) == 1:
            return full[0]
        if full and claim.attr is Attr.EXISTS:
            quote = claims.quote(claim.lines)
            ways = tuple(Claim(path, claim.basis, claim.lines, quote) for path in sorted(full))
            why = "several members have this name"
            claims.ambiguous.append(Contradiction(claim.op, claim.side, claim.path, Attr.EXISTS, why, ways))
            break
    return claim.path


def _is_array(claim: Fact) -> bool:
    kind = claim.value
    return claim.attr is Attr.TYPE and isinstance(kind, str) and kinds.is_array(kind) and "|" not in kind


def _around(page: Claims, claims: Sequence[Fact]) -> list[Fact]:
    """Claims that each member exists, and those around it, where nothing of the same basis claims it yet."""
    known = {(*_member(claim), claim.basis) for claim in claims if claim.attr is Attr.EXISTS}
    more: list[Fact] = []
    for claim in claims:
        if not claim.path or claim.side is Side.OPERATION or claim.attr is Attr.UNSUPPORTED:
            continue
        for path in (*paths.parents(claim.path), claim.path):
            member = (claim.op, claim.side, path, claim.basis)
            if member not in known:
                known.add(member)
                quote = page.quote(claim.lines)
                more.append(Fact(claim.op, claim.side, path, Attr.EXISTS, True, None, claim.basis, claim.lines, quote))
    return more


def _member(claim: Fact) -> tuple[str, Side, str]:
    return claim.op, claim.side, claim.path


def _conditional(claims: Sequence[Fact]) -> list[Fact]:
    """
    A member that is required within one that may be left out is required of those who use that one.

    A schema says so by its nature; a table or a list of full paths does not tell the two apart.
    """
    required = [claim for claim in claims if claim.attr is Attr.REQUIRED]
    optional = {_member(claim) for claim in required if claim.value is False}
    optional -= {_member(claim) for claim in required if claim.value and claim.qualifier is not Qualifier.CONDITIONAL}
    return [
        replace(claim, qualifier=Qualifier.CONDITIONAL) if _depends_on_one(claim, optional) else claim
        for claim in claims
    ]


def _depends_on_one(claim: Fact, members: set[tuple[str, Side, str]]) -> bool:
    """Whether something other than a schema requires a member inside one of some members."""
    if claim.attr is not Attr.REQUIRED or claim.value is not True or claim.basis is Basis.OPENAPI:
        return False
    return any((claim.op, claim.side, path) in members for path in paths.parents(claim.path))
