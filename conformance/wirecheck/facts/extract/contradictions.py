"""Finds where a page contradicts itself on a member."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from wirecheck.facts.page import RANKS, Attr, Basis, Claim, Contradiction, Fact, Qualifier, Side
from wirecheck.facts.parse import kinds
from wirecheck.wire.lenient_json import Json


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
