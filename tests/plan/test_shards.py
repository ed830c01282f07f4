"""Parts of a plan: together the whole, the same on every machine, and no dearer than the whole."""

from __future__ import annotations

import pytest

from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError
from wirecheck.plan import Case, Depth, Phase, Wire, at_worst, plan, repeated
from wirecheck.plan.shards import Shard, parse, part
from wirecheck.spec.spec import load, providers


def planned(provider: str) -> list[Case]:
    wire = Wire("https://gateway.test", "KEY")
    once = [case for operation in load(provider).operations for case in plan(operation, Depth.SWEEP, wire)]
    return repeated(once, 2)


@pytest.mark.exhaustive
@pytest.mark.parametrize("of", [1, 2, 3, 8, 50, 400])
@pytest.mark.parametrize("provider", providers())
def test_each_case_is_in_one_part(provider: str, of: int) -> None:
    """The parts are the plan, in its order, and what is billable is dealt out evenly."""
    cases = planned(provider)
    parts = [part(cases, Shard(number, of)) for number in range(1, of + 1)]
    place = {case.id: i for i, case in enumerate(cases)}
    assert sorted((case for cases in parts for case in cases), key=lambda case: place[case.id]) == cases
    assert [sorted(cases, key=lambda case: place[case.id]) for cases in parts] == parts
    billable = [sum(case.phase is Phase.BILLABLE for case in cases) for cases in parts]
    assert max(billable) - min(billable) <= 1
    again = planned(provider)
    assert parts == [part(again, Shard(number, of)) for number in range(1, of + 1)]


@pytest.mark.parametrize("of", [2, 3, 8])
@pytest.mark.parametrize("provider", providers())
def test_the_parts_cost_no_more_than_the_whole(provider: str, of: int) -> None:
    """Probes of a kind stay together, so that at worst each kind is charged once."""
    cases = planned(provider)
    assert sum(at_worst(part(cases, Shard(number, of))) for number in range(1, of + 1)) == at_worst(cases)


@pytest.mark.parametrize("text", ["1/1", "2/8", " 8/8 "])
def test_a_part_is_read(text: str) -> None:
    """Its number and how many there are."""
    assert str(parse(text)) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "2", "0/8", "9/8", "a/b", "1/0", "-1/2", "1/2/3", "1.5/2", "\u0661/2", "1/99999999"]
)
def test_what_is_no_part_is_told(text: str) -> None:
    """With what to write instead."""
    with pytest.raises(UsageError, match="is not a valid part of a plan") as caught:
        parse(text)
    assert caught.value.hint


def test_an_empty_part_is_no_failure() -> None:
    """A machine that nothing is left for has nothing to say."""
    run = prepare("apiyi", Options(depth=Depth.PROBE, shard="300/400"), {}).run()
    assert (run.counts.planned, run.findings, run.unjudged, len(run.plan) > 20) == (0, (), (), True)
