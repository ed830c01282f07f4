"""Plans cut by value: what is left of them tells the most."""

from __future__ import annotations

import random

import pytest

from wirecheck.emulator import faults_for
from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Case, Depth, Phase, Wire, plan, repeated
from wirecheck.plan.priority import by_value
from wirecheck.spec.spec import load, providers
from wirecheck.wire.lenient_json import members

WIRE = Wire("https://gateway.test", "KEY")


def planned(provider: str, depth: Depth = Depth.SWEEP) -> list[Case]:
    return [case for operation in load(provider).operations for case in plan(operation, depth, WIRE)]


def ordered(cases: list[Case], provider: str) -> list[Case]:
    return by_value(cases, {operation.id: operation for operation in load(provider).operations})


@pytest.mark.parametrize("provider", providers())
def test_nothing_is_lost_and_phases_stay(provider: str) -> None:
    """The same cases, free ones first and probes last, each in the order that they had."""
    cases = planned(provider)
    found = ordered(cases, provider)
    assert sorted(case.id for case in found) == sorted(case.id for case in cases)
    for phase in (Phase.FREE, Phase.PROBE):
        assert [c for c in found if c.phase is phase] == [c for c in cases if c.phase is phase]
    assert [case.phase for case in found] == sorted((case.phase for case in cases), key=list(Phase).index)


def test_rare_values_come_first() -> None:
    """The first case asks for more members, away from their defaults, than the page's own request does."""
    first = next(case for case in ordered(planned("apiyi"), "apiyi") if case.phase is Phase.BILLABLE)
    config = members(first.request.document.value, "generationConfig")
    assert {"imageConfig", "responseModalities", "thinkingConfig"} <= set(config)


def test_operations_take_turns() -> None:
    """Of several endpoints, none is left out for another."""
    found = [case.operation for case in ordered(planned("deerapi"), "deerapi") if case.phase is Phase.BILLABLE]
    assert set(found[:2]) == {operation.id for operation in load("deerapi").operations}


def test_a_repeated_case_comes_after_all_others() -> None:
    """The first answer of each tells more than the second of any."""
    cases = repeated(planned("apiyi"), 3)
    turns = ["." in case.id for case in ordered(cases, "apiyi") if case.phase is Phase.BILLABLE]
    assert turns == sorted(turns)


def test_the_order_is_that_of_the_plan_and_not_of_its_writing() -> None:
    """Whatever order the billable cases come in, what they tell decides; equals aside, which cost the same."""
    cases = planned("apiyi")
    shuffled = random.Random(7).sample(cases, len(cases))
    first, second = (
        [case.tokens for case in ordered(given, "apiyi") if case.phase is Phase.BILLABLE] for given in (cases, shuffled)
    )
    assert sorted(first[:4]) == sorted(second[:4])


@pytest.mark.exhaustive
@pytest.mark.parametrize("provider", ["apiyi", "dgrid"])
def test_a_cut_plan_finds_no_less(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a budget of two, the plan by value finds at least as many lies as the first two cases of the plan would."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    lies = {fault.id: fault for operation in load(provider).operations for fault in faults_for(operation)}

    def found(names: list[str]) -> int:
        runs = (prepare(provider, Options(fault=[name], budget=2), {}).run() for name in names)
        return sum(
            bool({f.requirement for f in run.findings} & set(lies[name].breaks))
            for name, run in zip(names, runs, strict=True)
        )

    names = sorted(lies)[::8]
    best = found(names)
    monkeypatch.setattr("wirecheck.engine.session.by_value", lambda cases, operations: list(cases))
    assert best >= found(names) > 0


def test_the_report_says_what_was_left_out() -> None:
    """A budget of three sends three, and names the rest."""
    run = prepare("apiyi", Options(budget=3), {}).run()
    assert (run.counts.charged, {left.why for left in run.left_out}) == (3, {"the budget is spent"})
    billable = [case for case in run.cases if case.phase is Phase.BILLABLE]
    assert [left.case for left in run.left_out][: len(billable) - 3] == [case.id for case in billable[3:]]
