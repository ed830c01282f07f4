"""
Pages in the layout of each documentation system, against what a person read off them.

A line of a `.gold` file is a side, a member (`-` for the whole) and what is stated: `type="string" required=true`.
`closed`, `open`, `whole` and `count` are values with their qualifier. That each member exists goes without saying.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from wirecheck.facts import Attr, Basis, Page, read

SAMPLES = Path(__file__).parent / "samples"
VALUES = ("closed", "open", "whole", "count")

Stated = tuple[str, str, str, str, str]
"""Operation, side, path, attribute (with its qualifier, of values), value."""


@dataclass(frozen=True)
class Gold:
    """What has to be found, and nothing else."""

    operations: tuple[str, ...]
    stated: frozenset[Stated]
    ambiguous: frozenset[str]


def load(name: str) -> Gold:
    decoder = json.JSONDecoder()
    operations: list[str] = []
    stated: set[Stated] = set()
    ambiguous: set[str] = set()
    for line in (SAMPLES / f"{name}.gold").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        side, _, rest = line.partition(" ")
        if side == "op":
            operations.append(rest.strip())
            continue
        if side == "ambiguous":
            ambiguous.add(rest.strip())
            continue
        path, _, rest = rest.partition(" ")
        path = "" if path == "-" else path
        if path and not rest.startswith("unsupported="):
            stated.add((operations[-1], side, path, "exists", "true"))
        while rest:
            attr, _, rest = rest.partition("=")
            value, end = decoder.raw_decode(rest)
            rest = rest[end:].lstrip()
            name_of = f"values {attr}" if attr in VALUES else attr
            stated.add((operations[-1], side, path, name_of, text(value)))
    return Gold(tuple(operations), frozenset(stated), frozenset(ambiguous))


def text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def found(page: Page) -> frozenset[Stated]:
    """What was read, as gold says it; what a sample adds to a better basis of the same kind is left out."""
    best = {
        (fact.op, fact.side, fact.path, fact.attr)
        for fact in page.facts
        if fact.basis is not Basis.SAMPLE and fact.attr is Attr.TYPE
    }
    done: set[Stated] = set()
    for fact in page.facts:
        key = (fact.op, fact.side, fact.path, fact.attr)
        if fact.basis is Basis.SAMPLE and key in best:
            continue
        if fact.side.value == "operation" and fact.attr is Attr.EXISTS:
            continue
        attr = f"values {fact.qualifier}" if fact.attr is Attr.VALUES else fact.attr.value
        done.add((fact.op, fact.side.value, fact.path, attr, text(fact.value)))
    return frozenset(done)


def page(name: str) -> Page:
    path = next(path for path in SAMPLES.glob(f"{name}.*") if path.suffix != ".gold")
    return read(path.read_text(encoding="utf-8"), path.name)


NAMES = sorted(path.stem for path in SAMPLES.glob("*.gold"))


@pytest.mark.parametrize("name", NAMES)
def test_all_is_found_and_nothing_invented(name: str) -> None:
    """Every member, type, required flag, default, set, bound, example and sample is found, and nothing else."""
    expected, actual = load(name), page(name)
    assert tuple(one.name for one in actual.operations) == expected.operations
    assert found(actual) == expected.stated
    assert {one.path for one in actual.contradictions} == expected.ambiguous


def test_every_sample_has_its_gold() -> None:
    """No page lies among the samples that nothing is expected of."""
    pages = {path.stem for path in SAMPLES.iterdir() if path.suffix != ".gold"}
    assert pages == set(NAMES)
    assert len(NAMES) >= 8
