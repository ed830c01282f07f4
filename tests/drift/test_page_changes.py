"""What was accepted of the five pages, with one thing changed: noticed at its member and attribute, with its class."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from wirecheck.drift import Breaks, Drift, changes
from wirecheck.drift.page_set import pages_of
from wirecheck.facts import Attr, Basis, DocumentedOperation, Fact, Page, Qualifier, Side
from wirecheck.facts.page import RANKS
from wirecheck.facts.parse.paths import parents
from wirecheck.spec.spec import load, providers
from wirecheck.wire.lenient_json import Json

PAGES = {f"{name}:{key}": one.page for name in providers() for key, one in pages_of(load(name)).accepted.items()}
CALLERS, READERS, BEHAVIOUR, NOTE = Breaks.CALLERS, Breaks.READERS, Breaks.BEHAVIOUR, Breaks.NOTE
BODIES = (Side.REQUEST, Side.RESPONSE)
CLOSED = (Qualifier.CLOSED, Qualifier.WHOLE)


@dataclass(frozen=True)
class Mutation:
    """A page with one thing changed; where that is, and whom it breaks."""

    name: str
    page: Page
    side: Side
    path: str
    attr: Attr
    breaks: Breaks

    def seen_by(self, drifts: tuple[Drift, ...]) -> bool:
        return (self.side, self.path, self.attr, self.breaks) in {
            (one.side, one.path, one.attr, one.breaks) for one in drifts
        }


def members(page: Page) -> Iterator[tuple[str, Side, str, list[Fact]]]:
    """Each member with all that is said of it, the most trusted first."""
    for op, side, path in dict.fromkeys((fact.op, fact.side, fact.path) for fact in page.facts if fact.path):
        facts = [fact for fact in page.facts if (fact.op, fact.side, fact.path) == (op, side, path)]
        if any(fact.attr is Attr.EXISTS for fact in facts) and side is not Side.HEADER:
            yield op, side, path, sorted(facts, key=lambda fact: RANKS[fact.basis])


def documented(facts: list[Fact]) -> bool:
    return any(fact.attr is Attr.EXISTS and fact.basis is not Basis.SAMPLE for fact in facts)


def within(path: str, fact: Fact) -> bool:
    return fact.path == path or path in parents(fact.path)


def swapped(page: Page, old: Fact, *new: Fact) -> Page:
    at = page.facts.index(old)
    return replace(page, facts=(*page.facts[:at], *new, *page.facts[at + 1 :]))


def best(facts: list[Fact], attr: Attr) -> Fact | None:
    return next((fact for fact in facts if fact.attr is attr and fact.basis is not Basis.SAMPLE), None)


def renamed(page: Page) -> Iterator[Mutation]:
    for op, side, path, facts in members(page):
        head, dot, _ = path.rpartition(".")
        other = f"{head}{dot}otherName"
        moved = tuple(
            replace(fact, path=other + fact.path[len(path) :])
            if (fact.op, fact.side) == (op, side) and within(path, fact)
            else fact
            for fact in page.facts
        )
        firm = documented(facts)
        gone = (READERS if side is Side.RESPONSE else CALLERS) if firm else NOTE
        made = replace(page, facts=moved)
        yield Mutation("renamed", made, side, path, Attr.EXISTS, gone)
        needed = any(f.attr is Attr.REQUIRED and f.value is True and f.qualifier == "explicit" for f in facts)
        come = CALLERS if needed and side is not Side.RESPONSE else NOTE
        yield Mutation("renamed to", made, side, other, Attr.EXISTS, come)


def removed(page: Page) -> Iterator[Mutation]:
    for op, side, path, facts in members(page):
        kept = tuple(f for f in page.facts if (f.op, f.side) != (op, side) or not within(path, f))
        gone = (READERS if side is Side.RESPONSE else CALLERS) if documented(facts) else NOTE
        yield Mutation("removed", replace(page, facts=kept), side, path, Attr.EXISTS, gone)


def added(page: Page) -> Iterator[Mutation]:
    for op, side, path, facts in members(page):
        head, dot, _ = path.rpartition(".")
        new = f"{head}{dot}extraMember"
        basis = Basis.DECLARED if documented(facts) else Basis.SAMPLE
        blank = Fact(op, side, new, Attr.EXISTS, True, None, basis, (1, 1), "")
        kind = replace(blank, attr=Attr.TYPE, value="string")
        yield Mutation("added", replace(page, facts=(*page.facts, blank, kind)), side, new, Attr.EXISTS, NOTE)
        if basis is Basis.DECLARED:
            must = replace(blank, attr=Attr.REQUIRED, value=True, qualifier=Qualifier.EXPLICIT)
            breaks = NOTE if side is Side.RESPONSE else CALLERS
            made = replace(page, facts=(*page.facts, blank, kind, must))
            yield Mutation("added, required", made, side, new, Attr.EXISTS, breaks)


def flipped(page: Page) -> Iterator[Mutation]:
    for _, side, path, facts in members(page):
        fact = best(facts, Attr.REQUIRED)
        if fact is None:
            continue
        new = replace(fact, value=not fact.value, qualifier=Qualifier.EXPLICIT)
        if side is Side.RESPONSE:
            breaks = READERS if fact.value and fact.qualifier is Qualifier.EXPLICIT else NOTE
        else:
            breaks = NOTE if fact.value else CALLERS
        yield Mutation("required flipped", swapped(page, fact, new), side, path, Attr.REQUIRED, breaks)
        if fact.value is True and fact.qualifier is Qualifier.EXPLICIT:
            yield Mutation("label dropped", swapped(page, fact), side, path, Attr.REQUIRED, breaks)


def defaults(page: Page) -> Iterator[Mutation]:
    for _, side, path, facts in members(page):
        fact = best(facts, Attr.DEFAULT)
        breaks = NOTE if side is Side.RESPONSE else BEHAVIOUR
        if fact is not None:
            other: Json = not fact.value if isinstance(fact.value, bool) else f"{fact.value}x"
            other = fact.value + 1 if isinstance(fact.value, int) and not isinstance(fact.value, bool) else other
            changed = swapped(page, fact, replace(fact, value=other))
            yield Mutation("default changed", changed, side, path, Attr.DEFAULT, breaks)
            yield Mutation("default dropped", swapped(page, fact), side, path, Attr.DEFAULT, breaks)
        elif (kind := best(facts, Attr.TYPE)) is not None:
            new = replace(kind, attr=Attr.DEFAULT, value="some")
            made = replace(page, facts=(*page.facts, new))
            yield Mutation("default stated", made, side, path, Attr.DEFAULT, breaks)


def values(page: Page) -> Iterator[Mutation]:
    for _, side, path, facts in members(page):
        sets = [fact for fact in facts if fact.attr is Attr.VALUES and fact.qualifier in CLOSED]
        answer = side is Side.RESPONSE
        for fact in sets[:1]:
            assert isinstance(fact.value, list)
            more = replace(fact, value=[*fact.value, "EXTRA"])
            yield Mutation(
                "value added", swapped(page, fact, more), side, path, Attr.VALUES, READERS if answer else NOTE
            )
            for at in range(len(fact.value)):
                fewer = replace(fact, value=[*fact.value[:at], *fact.value[at + 1 :]])
                made = swapped(page, fact, fewer)
                yield Mutation("value dropped", made, side, path, Attr.VALUES, NOTE if answer else CALLERS)
                other = replace(fact, value=[*fact.value[:at], "EXTRA", *fact.value[at + 1 :]])
                made = swapped(page, fact, other)
                yield Mutation("value swapped", made, side, path, Attr.VALUES, READERS if answer else CALLERS)
            opened = swapped(page, fact, replace(fact, qualifier=Qualifier.OPEN))
            yield Mutation("set opened", opened, side, path, Attr.VALUES, READERS if answer else NOTE)
        for fact in facts:
            if fact.qualifier is Qualifier.COUNT and isinstance(fact.value, int):
                more, fewer = replace(fact, value=fact.value + 1), replace(fact, value=fact.value - 1)
                yield Mutation("count raised", swapped(page, fact, more), side, path, Attr.VALUES, NOTE)
                yield Mutation("count lowered", swapped(page, fact, fewer), side, path, Attr.VALUES, CALLERS)
        if not sets and (kind := best(facts, Attr.TYPE)) is not None and kind.value == "string":
            new = replace(kind, attr=Attr.VALUES, value=["one", "two"], qualifier=Qualifier.CLOSED)
            made = replace(page, facts=(*page.facts, new))
            yield Mutation("set closed", made, side, path, Attr.VALUES, NOTE if answer else CALLERS)


def types(page: Page) -> Iterator[Mutation]:
    for _, side, path, facts in members(page):
        said = [fact for fact in facts if fact.attr is Attr.TYPE]
        if not said:
            continue
        other = "boolean" if said[0].value != "boolean" else "object"
        breaks = NOTE if said[0].basis is Basis.SAMPLE else READERS if side is Side.RESPONSE else CALLERS
        made = swapped(page, said[0], replace(said[0], value=other))
        if said[0].basis is Basis.SAMPLE or len({f.value for f in said if f.basis is said[0].basis}) == 1:
            yield Mutation("type changed", made, side, path, Attr.TYPE, breaks)


def examples(page: Page) -> Iterator[Mutation]:
    for _, side, path, facts in members(page):
        for fact in facts:
            if fact.attr is Attr.EXAMPLE and fact.value != "<words>":
                made = swapped(page, fact, replace(fact, value="other"))
                yield Mutation("example changed", made, side, path, Attr.EXAMPLE, NOTE)
                if sum(other.attr is Attr.EXAMPLE and other.value == fact.value for other in facts) == 1:
                    yield Mutation("example dropped", swapped(page, fact), side, path, Attr.EXAMPLE, NOTE)


def moved(page: Page) -> Iterator[Mutation]:
    for one in page.operations:
        for path in (one.path.replace("/v1", "/v9"), one.path + "/more", "/x" + one.path):
            yield endpoint("path moved", page, one, replace(one, path=path), Attr.EXISTS)
        other = replace(one, method="PUT")
        yield endpoint("method changed", page, one, other, Attr.EXISTS)
        for url in ("https://else.test", one.servers[0] + "/api", one.servers[0].replace("https", "http")):
            yield endpoint("server moved", page, one, replace(one, servers=(url, *one.servers[1:])), Attr.SERVER)
        yield endpoint("key elsewhere", page, one, replace(one, auth="x-api-key"), Attr.AUTH)
        yield endpoint("another scheme", page, one, replace(one, auth="Authorization: Key"), Attr.AUTH)


def endpoint(name: str, page: Page, old: DocumentedOperation, new: DocumentedOperation, attr: Attr) -> Mutation:
    facts = tuple(replace(fact, op=new.name) if fact.op == old.name else fact for fact in page.facts)
    operations = tuple(new if one is old else one for one in page.operations)
    return Mutation(name, replace(page, operations=operations, facts=facts), Side.OPERATION, "", attr, CALLERS)


def statuses(page: Page) -> Iterator[Mutation]:
    for fact in page.facts:
        if fact.attr is Attr.STATUS:
            breaks = READERS if str(fact.value).startswith("2") else NOTE
            other = replace(fact, value=int(str(fact.value)[:1]) * 100 + 18)
            yield Mutation("status changed", swapped(page, fact, other), Side.RESPONSE, "", Attr.STATUS, breaks)
        if fact.attr is Attr.UNSUPPORTED:
            yield Mutation("supported", swapped(page, fact), fact.side, fact.path, Attr.UNSUPPORTED, NOTE)
    op = page.operations[0].name
    new = Fact(op, Side.REQUEST, "seed", Attr.UNSUPPORTED, True, None, Basis.PROSE, (1, 1), "")
    made = replace(page, facts=(*page.facts, new))
    yield Mutation("unsupported", made, Side.REQUEST, "seed", Attr.UNSUPPORTED, CALLERS)


OPERATORS = (renamed, removed, added, flipped, defaults, values, types, examples, moved, statuses)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_mutations_are_noticed(name: str, operator: Callable[[Page], Iterator[Mutation]]) -> None:
    """Each of them: at the member and attribute that was changed, with whom it breaks."""
    page = PAGES[name]
    missed = [
        f"{one.name}: {one.side} {one.path} {one.attr} {one.breaks}, found {told(found)}"
        for one in operator(page)
        if not one.seen_by(found := changes(page, one.page, "page"))
    ]
    assert missed == []


def told(drifts: tuple[Drift, ...]) -> list[str]:
    return [f"{one.location} {one.attr} {one.breaks} {one.rule}" for one in drifts]


def test_there_are_mutations_enough() -> None:
    """Of every kind, and some nine hundred."""
    kinds = Counter(one.name for page in PAGES.values() for operator in OPERATORS for one in operator(page))
    assert sum(kinds.values()) > 900
    assert min(kinds.values()) >= 1
    assert len(kinds) >= 20


@pytest.mark.parametrize("name", PAGES)
def test_what_changes_nothing_is_not_noticed(name: str) -> None:
    """Another order, other lines, other quotes, other prompts."""
    page = PAGES[name]
    for seed in range(20):
        facts = [
            replace(fact, lines=(fact.lines[0] + seed, fact.lines[1] + seed + 1), quote=f"other words {seed}")
            for fact in page.facts
        ]
        facts = [replace(f, value="another prompt") if f.value == "<words>" else f for f in facts]
        random.Random(seed).shuffle(facts)
        assert changes(page, replace(page, facts=tuple(facts), read=page.read + seed), "page") == ()


@pytest.mark.parametrize("name", PAGES)
def test_one_change_is_told_in_few_words(name: str) -> None:
    """A member that goes takes what is in it along, and is told once."""
    page = PAGES[name]
    for one in removed(page):
        assert len(changes(page, one.page, "page")) <= 3, (one.path, told(changes(page, one.page, "page")))
