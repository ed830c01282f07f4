"""
Pages in the layout of each documentation system, against what a person read off them.

Those in `samples` were there when the readers were written, and are read without a fault.
Those in `unseen` were written before anybody looked at how they are read: they tell how other pages fare.

    op POST /v1/images
    operation - server="https://api.example" auth="Authorization: Bearer"
    request size type="string" required=false closed=["1K","2K"]
    sample request {"size": "2K"}
    ? header Accept type="string"

A line of a `.gold` file is a side, a member (`-` for the whole) and what is stated of it; that the member exists goes
without saying. `closed`, `open`, `whole` and `count` are values with their qualifier.
A `sample` is a whole body: each of its members exists, has a type, and an example where it holds no placeholder.
What follows a `?` may be reported or not: a person could read the page either way.
`ambiguous` names a member that the page states in two ways, or in words that can be read in two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from wirecheck.facts import Attr, Basis, Page, read

SAMPLES = Path(__file__).parent / "samples"
UNSEEN = Path(__file__).parent / "unseen"

VALUES = ("closed", "open", "whole", "count")
PLACEHOLDERS = ("string", "<string>", 123)

Stated = tuple[str, str, str, str, str]
"""Operation, side, path, attribute (with its qualifier, of values), value."""


@dataclass(frozen=True)
class Gold:
    """What has to be found, what else may be, and where the page contradicts itself."""

    operations: tuple[str, ...]
    expected: frozenset[Stated]
    allowed: frozenset[Stated]
    ambiguous: frozenset[str]


@dataclass(frozen=True)
class Score:
    """How a reading of a page compares with a person's."""

    expected: int
    missed: tuple[Stated, ...]
    reported: int
    invented: tuple[Stated, ...]


def load(path: Path) -> Gold:
    operations: list[str] = []
    stated: set[Stated] = set()
    sampled: set[Stated] = set()
    allowed: set[Stated] = set()
    ambiguous: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        first, _, rest = line.partition(" ")
        match first:
            case "" | "#":
                continue
            case "op":
                operations.append(rest.strip())
            case "ambiguous":
                ambiguous.add(rest.strip())
            case "?":
                allowed.update(statements(operations[-1], rest))
            case "sample":
                side, _, body = rest.partition(" ")
                sampled.update(samples(operations[-1], side, json.loads(body)))
            case _:
                stated.update(statements(operations[-1], line))
    declared = {entry[:4] for entry in stated if entry[3] == "type"}
    sampled = {entry for entry in sampled if entry[:4] not in declared}
    return Gold(tuple(operations), frozenset(stated | sampled) - allowed, frozenset(allowed), frozenset(ambiguous))


def statements(operation: str, line: str) -> Iterator[Stated]:
    side, _, rest = line.partition(" ")
    path, _, rest = rest.partition(" ")
    path = "" if path == "-" else path
    if path and not rest.startswith("unsupported="):
        yield (operation, side, path, "exists", "true")
    decoder = json.JSONDecoder()
    while rest:
        attr, _, rest = rest.partition("=")
        value, end = decoder.raw_decode(rest)
        rest = rest[end:].lstrip()
        yield (operation, side, path, f"values {attr}" if attr in VALUES else attr, text(value))


def samples(operation: str, side: str, body: object) -> Iterator[Stated]:
    yield (operation, side, "", "example", text(body))
    for path, value in members(body, ""):
        yield (operation, side, path, "exists", "true")
        if value is not None:
            yield (operation, side, path, "type", text(kind(value)))
        scalars = isinstance(value, list) and not any(isinstance(item, dict) for item in value)
        if (scalars or not isinstance(value, (dict, list, type(None)))) and value not in PLACEHOLDERS:
            yield (operation, side, path, "example", text(value))


def members(value: object, path: str) -> Iterator[tuple[str, object]]:
    """The members of a sample; of an array its first item stands for all."""
    if isinstance(value, dict):
        for name, inner in value.items():
            spelt = f"{path}.{name}" if path else name
            yield spelt, inner
            yield from members(inner, spelt)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield from members(value[0], f"{path}[]")


def kind(value: object) -> str:
    if isinstance(value, list):
        return f"{kind(value[0])}[]" if value else "array"
    kinds: dict[type, str] = {bool: "boolean", int: "number", float: "number", str: "string", dict: "object"}
    return kinds[type(value)]


def text(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def plain(value: object) -> object:
    """The value, with whole numbers written in one way."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def found(page: Page) -> frozenset[Stated]:
    """What was read, as gold says it; the type that a sample shows of a member with a better one is left out."""
    best = {
        (fact.op, fact.side, fact.path)
        for fact in page.facts
        if fact.basis is not Basis.SAMPLE and fact.attr is Attr.TYPE
    }
    done: set[Stated] = set()
    for fact in page.facts:
        if fact.basis is Basis.SAMPLE and fact.attr is Attr.TYPE and (fact.op, fact.side, fact.path) in best:
            continue
        if fact.side.value == "operation" and fact.attr is Attr.EXISTS:
            continue
        attr = f"values {fact.qualifier}" if fact.attr is Attr.VALUES else fact.attr.value
        done.add((fact.op, fact.side.value, fact.path, attr, text(fact.value)))
    return frozenset(done)


def score(page: Page, gold: Gold) -> Score:
    """The operations and the contradictions count as well: one found or missed, or invented."""
    reported = found(page) | {(one.name, "", "", "", "") for one in page.operations}
    reported |= {(one.op, one.side.value, one.path, "contradiction", one.attr.value) for one in page.contradictions}
    expected = gold.expected | {(name, "", "", "", "") for name in gold.operations}
    extra = {
        one
        for one in reported - expected - gold.allowed
        if not (one[3] == "contradiction" and one[2] in gold.ambiguous)
    }
    return Score(len(expected), tuple(sorted(expected - reported)), len(reported), tuple(sorted(extra)))


def pages(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.iterdir()) if path.suffix != ".gold"}


def scored(path: Path) -> Score:
    return score(read(path.read_text(encoding="utf-8"), path.name), load(path.with_suffix(".gold")))


FEWEST_FOUND, MOST_INVENTED = 0.95, 0.02
"""Of all that a person reads off the unseen pages, and of all that is reported of them."""

FEWEST_OF_A_PAGE = 0.8


@pytest.mark.parametrize("name", pages(SAMPLES))
def test_all_is_found_and_nothing_invented(name: str) -> None:
    """Every member, type, required flag, default, set, bound, example and sample is found, and nothing else."""
    path = pages(SAMPLES)[name]
    expected, actual = load(path.with_suffix(".gold")), read(path.read_text(encoding="utf-8"), path.name)
    assert tuple(one.name for one in actual.operations) == expected.operations
    assert found(actual) == expected.expected
    assert {one.path for one in actual.contradictions} == expected.ambiguous


@pytest.mark.parametrize("name", pages(UNSEEN))
def test_most_of_a_page_is_found_that_nobody_has_seen(name: str) -> None:
    """Each of these pages is read, and most of what it states is found."""
    one = scored(pages(UNSEEN)[name])
    assert len(one.missed) <= (1 - FEWEST_OF_A_PAGE) * one.expected, one.missed


def test_little_is_missed_and_next_to_nothing_invented() -> None:
    """Over all pages that nobody had looked at, both shares keep their bounds."""
    scores = [scored(path) for path in pages(UNSEEN).values()]
    missed = sum(len(one.missed) for one in scores) / sum(one.expected for one in scores)
    invented = sum(len(one.invented) for one in scores) / sum(one.reported for one in scores)
    assert missed <= 1 - FEWEST_FOUND
    assert invented <= MOST_INVENTED


def test_what_a_reading_misses_and_what_it_invents_is_counted() -> None:
    """A member of the page that is not reported is missed; one that the page has not is invented, as is a conflict."""
    path = pages(SAMPLES)["mintlify-chat"]
    text = path.read_text(encoding="utf-8")
    gold = load(path.with_suffix(".gold"))
    other = score(read(text.replace("max_tokens", "longest").replace("default:1\n", "default:2\n"), path.name), gold)
    operation = "POST /api/v1/chat/completions"
    assert (operation, "request", "max_tokens", "exists", "true") in other.missed
    assert (operation, "request", "temperature", "default", "1") in other.missed
    assert (operation, "request", "longest", "exists", "true") in other.invented
    twice = score(read(text.replace("default:1\n", "default:1\n\nDefaults to 3.\n"), path.name), gold)
    assert (operation, "request", "temperature", "contradiction", "default") in twice.invented


@pytest.mark.parametrize("folder", [SAMPLES, UNSEEN])
def test_every_page_has_its_gold(folder: Path) -> None:
    """No page lies among the others that nothing is expected of."""
    assert {path.stem for path in folder.glob("*.gold")} == set(pages(folder))
    assert len(pages(folder)) >= 8
