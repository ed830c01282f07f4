"""Where a page says two things of one member."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from wirecheck.facts.page import RANKS, Attr, Basis, Claim, Contradiction, Fact, Qualifier, Side
from wirecheck.facts.parse import kinds
from wirecheck.wire.lenient_json import Json


def contradictions(facts: Iterable[Fact]) -> list[Contradiction]:
    """All that the facts of a page say in two ways; silence, and what is only implied, contradicts nothing."""
    members: dict[tuple[str, Side, str], dict[Attr, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        members[fact.op, fact.side, fact.path][fact.attr].append(fact)
    return [one for said in members.values() for one in _member(said)]


def _member(said: dict[Attr, list[Fact]]) -> Iterator[Contradiction]:
    yield from _unequal(said[Attr.TYPE], _types_differ, "its type is given in two ways")
    firm = [fact for fact in said[Attr.REQUIRED] if fact.qualifier is Qualifier.EXPLICIT]
    yield from _unequal(firm, _differ, "it is called required and not required")
    yield from _unequal(said[Attr.DEFAULT], _differ, "its default is given in two ways")
    sets = [fact for fact in said[Attr.VALUES] if fact.qualifier in (Qualifier.CLOSED, Qualifier.WHOLE)]
    yield from _unequal(sets, _sets_differ, "its values are listed in two ways")
    yield from _counted(said[Attr.VALUES], sets)
    if sets and len({_set(fact.value) for fact in sets}) == 1:
        stated = [fact for fact in said[Attr.DEFAULT] if _off(fact.value, sets[0])]
        if stated:
            yield _between([sets[0], *stated], "its default is not among its values")
        samples = [fact for fact in said[Attr.EXAMPLE] if _off(fact.value, sets[0])]
        if samples:
            yield _between([sets[0], *samples], "an example is not among its values")
    yield from _auth(said[Attr.AUTH])


def _unequal(facts: Sequence[Fact], differ: object, why: str) -> Iterator[Contradiction]:
    assert callable(differ)
    if any(differ(one.value, other.value) for one, other in combinations(facts, 2)):
        yield _between(facts, why)


def _between(facts: Sequence[Fact], why: str) -> Contradiction:
    first = facts[0]
    ranked = sorted(facts, key=lambda fact: (RANKS[fact.basis], json.dumps(fact.value, sort_keys=True)))
    claims = tuple(Claim(fact.value, fact.basis, fact.lines, fact.quote) for fact in ranked)
    attr = next((fact.attr for fact in facts if fact.attr is not Attr.VALUES), first.attr)
    return Contradiction(first.op, first.side, first.path, attr, why, claims)


def _types_differ(one: Json, other: Json) -> bool:
    return "null" not in (one, other) and not kinds.agree(str(one), str(other))


def _differ(one: Json, other: Json) -> bool:
    return _said(one) != _said(other)


def _said(value: Json) -> str:
    """A value as text: pages write `1` for "1" and for 1."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _set(value: Json) -> frozenset[str]:
    return frozenset(_said(one) for one in value) if isinstance(value, list) else frozenset()


def _sets_differ(one: Json, other: Json) -> bool:
    return _set(one) != _set(other)


def _counted(values: Sequence[Fact], sets: Sequence[Fact]) -> Iterator[Contradiction]:
    for count in (fact for fact in values if fact.qualifier is Qualifier.COUNT):
        wrong = [fact for fact in sets if isinstance(fact.value, list) and len(fact.value) != count.value]
        if wrong:
            yield _between([count, *wrong], "there are not as many values as it says")


def _off(value: Json, allowed: Fact) -> bool:
    known = _set(allowed.value)
    if isinstance(value, list) and allowed.qualifier is Qualifier.CLOSED:
        return not _set(value) <= known
    return value is not None and not isinstance(value, dict) and _said(value) not in known


def _auth(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    stated = {str(fact.value) for fact in facts if fact.basis is not Basis.SAMPLE}
    carriers = {one.partition(":")[0].lower() for one in stated}
    samples = [fact for fact in facts if fact.basis is Basis.SAMPLE]
    strange = [fact for fact in samples if str(fact.value).partition(":")[0].lower() not in carriers]
    if stated and strange:
        firm = [fact for fact in facts if fact.basis is not Basis.SAMPLE]
        yield _between([*firm, *strange], "a sample carries the key elsewhere")
