"""What follows from all claims of a page: full names, parent members, conditions, and contradictions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import RANKS, Attr, Basis, Claim, Contradiction, Fact, Qualifier, Side
from wirecheck.facts.parse import kinds, paths
from wirecheck.wire.lenient_json import Json

# Statements that may name a member by the end of its path.
RELATIVE = (Basis.TABLE, Basis.PROSE)


def resolved(claims: Claims, raw: Sequence[Fact]) -> list[Fact]:
    """The claims with full names, and those that follow from them; `claims` collects names with two meanings."""
    groups: dict[tuple[str, Side], list[Fact]] = defaultdict(list)
    for claim in raw:
        groups[claim.op, claim.side].append(claim)
    full = [claim for group in groups.values() for claim in _in_full(claims, group)]
    return _conditional([*full, *_around(claims, full)])


def _in_full(claims: Claims, group: Sequence[Fact]) -> Iterator[Fact]:
    """Claims of one side of an operation: short names made full, `[]` put where arrays are known."""
    among = _known(group)
    known = among[0]
    # in the order of the page: a member is known to be an array from the first claim that says so
    for claim in group:
        path = claim.path
        if path and claim.basis in RELATIVE:
            path = _full_path(claims, claim, among)
        if _is_array(claim):
            known.arrays([path])
        path = known.spelt(path)
        yield claim if path == claim.path else replace(claim, path=path)


def _known(group: Sequence[Fact]) -> tuple[paths.Known, paths.Known]:
    """The paths that are given in full, and those that begin at a member of the root."""
    named = [claim for claim in group if claim.path]
    roots = dict.fromkeys(claim.path for claim in named if "." not in claim.path)
    # without a declaration or sample, the names in tables are the only paths there are
    told = [claim.path for claim in named if claim.basis not in RELATIVE] or roots
    below_roots = [claim.path for claim in named if paths.root(claim.path) in roots]
    arrays = [claim.path for claim in filter(_is_array, group)]
    return paths.Known(told, arrays), paths.Known(below_roots, arrays)


def _full_path(claims: Claims, claim: Fact, among: Iterable[paths.Known]) -> str:
    """The full path that a short name stands for, or the name itself if no path or several paths match."""
    for known in among:
        full = known.full(claim.path)
        if len(full) == 1:
            return full[0]
        if full and claim.attr is Attr.EXISTS:
            claims.doubt(claim, "several members have this name", sorted(full))
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
    Mark members as conditional that are required inside an optional member: only who uses the outer one needs them.

    A schema expresses this by its structure; a table or a list of full paths does not.
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


def contradictions(facts: Iterable[Fact]) -> list[Contradiction]:
    """All contradictions among the facts of a page; what is missing or only implied contradicts nothing."""
    members: dict[tuple[str, Side, str], dict[Attr, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        members[fact.op, fact.side, fact.path][fact.attr].append(fact)
    return [contradiction for stated in members.values() for contradiction in _of_member(stated)]


def _of_member(stated: Mapping[Attr, Sequence[Fact]]) -> Iterator[Contradiction]:
    explicit = [fact for fact in stated[Attr.REQUIRED] if fact.qualifier is Qualifier.EXPLICIT]
    sets = [fact for fact in stated[Attr.VALUES] if fact.qualifier in (Qualifier.CLOSED, Qualifier.WHOLE)]
    types = [fact for fact in stated[Attr.TYPE] if fact.value != "null"]
    if any(not kinds.agree(str(fact.value), str(other.value)) for fact, other in combinations(types, 2)):
        yield _between(stated[Attr.TYPE], "two different types are given")
    yield from _unequal(explicit, _written, "it is called both required and not required")
    yield from _unequal(stated[Attr.DEFAULT], _written, "two different defaults are given")
    yield from _unequal(sets, _set, "two different lists of values are given")
    yield from _miscounted(stated[Attr.VALUES], sets)
    yield from _not_among(sets, stated[Attr.DEFAULT], "its default is not among its values")
    yield from _not_among(sets, stated[Attr.EXAMPLE], "an example is not among its values")
    yield from _key_elsewhere(stated[Attr.AUTH])


def _unequal(facts: Sequence[Fact], read: Callable[[Json], Hashable], why: str) -> Iterator[Contradiction]:
    if len({read(fact.value) for fact in facts}) > 1:
        yield _between(facts, why)


def _between(facts: Sequence[Fact], why: str) -> Contradiction:
    first = facts[0]
    ranked = sorted(facts, key=lambda fact: (RANKS[fact.basis], json.dumps(fact.value, sort_keys=True)))
    claims = tuple(Claim(fact.value, fact.basis, fact.lines, fact.quote) for fact in ranked)
    attr = next((fact.attr for fact in facts if fact.attr is not Attr.VALUES), first.attr)
    return Contradiction(first.op, first.side, first.path, attr, why, claims)


def _written(value: Json) -> str:
    """A value as text: pages write `1` for "1" and for 1."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _set(value: Json) -> frozenset[str]:
    return frozenset(map(_written, value)) if isinstance(value, list) else frozenset()


def _miscounted(values: Sequence[Fact], sets: Sequence[Fact]) -> Iterator[Contradiction]:
    for count in (fact for fact in values if fact.qualifier is Qualifier.COUNT):
        wrong = [fact for fact in sets if isinstance(fact.value, list) and len(fact.value) != count.value]
        if wrong:
            yield _between([count, *wrong], "the number of values differs from the stated one")


def _not_among(sets: Sequence[Fact], facts: Sequence[Fact], why: str) -> Iterator[Contradiction]:
    """Values outside of the set, where the page agrees with itself on one."""
    # sets that differ are a contradiction of their own, and no measure for other values
    if len({_set(fact.value) for fact in sets}) == 1:
        strange = [fact for fact in facts if _is_outside(fact.value, sets[0])]
        if strange:
            yield _between([sets[0], *strange], why)


def _is_outside(value: Json, allowed: Fact) -> bool:
    known = _set(allowed.value)
    if isinstance(value, list) and allowed.qualifier is Qualifier.CLOSED:
        return not _set(value) <= known
    return value is not None and not isinstance(value, dict) and _written(value) not in known


def _key_elsewhere(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    """Samples that carry the key where nothing else on the page says that it is carried."""
    firm = [fact for fact in facts if fact.basis is not Basis.SAMPLE]
    carriers = {_carrier(fact) for fact in firm}
    strange = [fact for fact in facts if fact.basis is Basis.SAMPLE and _carrier(fact) not in carriers]
    if firm and strange:
        yield _between([*firm, *strange], "a sample carries the key in another place")


def _carrier(fact: Fact) -> str:
    """The name of the header or parameter, without the scheme."""
    return str(fact.value).partition(":")[0].lower()
