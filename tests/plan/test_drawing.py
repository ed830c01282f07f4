"""What the fuzz depth draws: within the page, or wrong in one place; the same for the same seed; and fair."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from wirecheck.emulator import manners
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError
from wirecheck.plan import DRAWN, Case, Depth, Draws, Phase, Wire, plan
from wirecheck.reading.reading import Reading, Standing
from wirecheck.spec.spec import Operation, load, providers
from wirecheck.wire.exchange import Exchange

OPERATIONS = [operation for provider in providers() for operation in load(provider).operations]
MANNERS = [manner.id for manner in manners()]
WIRE = Wire("https://gateway.test", "KEY")


def drawn(operation: Operation, count: int = 80, seed: int = 0) -> list[Case]:
    cases = plan(operation, Depth.FUZZ, WIRE, Draws(count, seed))
    return [case for case in cases if case.kind.startswith(DRAWN)]


@pytest.mark.in_part(3)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_what_is_drawn_is_documented_or_wrong_in_one_place(operation: Operation) -> None:
    """Billable cases are what the page promises to serve; of a probe, one thing departs from it."""
    cases = drawn(operation, seed=7)
    valid = [case for case in cases if case.phase is Phase.BILLABLE]
    wrong = [case for case in cases if case.phase is Phase.PROBE]
    assert (len(valid) > 5, len(wrong) > 5, len(valid) + len(wrong)) == (True, True, len(cases))
    assert len({case.request.body for case in cases}) == len(cases)
    for case in cases:
        departures = Reading(operation, Exchange(case.request)).departures
        places = {re.split(r"[.\[]", departure.member)[0] for departure in departures}
        wrong_ones = [departure for departure in departures if departure.standing is Standing.WRONG]
        assert (len(wrong_ones), len(places)) == ((0, 0) if case.phase is Phase.BILLABLE else (1, 1))
        assert {"not-taken", "unsupported", "missing"} & {departure.kind for departure in departures} == set()


@pytest.mark.in_part(3)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_more_is_drawn_than_a_sweep_asks(operation: Operation) -> None:
    """Draws come on top: none is a case of the sweep, and all of the sweep is there."""
    whole = plan(operation, Depth.FUZZ, WIRE, Draws(40, 1))
    sweep = {case.id for case in plan(operation, Depth.SWEEP, WIRE)}
    assert sweep < {case.id for case in whole}
    assert {case.id for case in whole if not case.kind.startswith(DRAWN)} == sweep


@pytest.mark.exhaustive
def test_a_seed_draws_the_same_everywhere() -> None:
    """In another process, with another hash seed; and another seed draws others."""
    operation = load("deerapi").operation("createImage")
    here = [case.id for case in drawn(operation, 30, 3)]
    program = (
        "from wirecheck.plan import *; from wirecheck.spec.spec import load\n"
        "operation, wire = load('deerapi').operation('createImage'), Wire('https://gateway.test', 'KEY')\n"
        "cases = plan(operation, Depth.FUZZ, wire, Draws(30, 3))\n"
        "print(*[case.id for case in cases if case.kind.startswith(DRAWN)])"
    )
    command = [sys.executable, "-c", program]
    there = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": "99"}, capture_output=True, text=True, check=True
    )
    assert there.stdout.split() == here
    assert [case.id for case in drawn(operation, 30, 4)] != here


@pytest.mark.exhaustive
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_no_truthful_gateway_is_blamed(operation: Operation, manner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every manner with draws of its own: two thousand of each operation, all manners together."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    options = Options(depth=Depth.FUZZ, examples=90, seed=1 + MANNERS.index(manner), manner=(manner,))
    session = prepare(f"emulated:{operation.provider}:{operation.name}", options, {})
    cases = tuple(case for case in session.cases if case.phase is Phase.FREE or case.kind.startswith(DRAWN))
    run = replace(session, cases=cases).run()
    assert [(f.requirement, f.message, f.curl) for f in run.findings] == []


@pytest.mark.parametrize("given", [{"examples": 10}, {"seed": 3}])
def test_what_is_drawn_with_goes_with_the_depth(given: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="is for random requests"):
        prepare("apiyi", Options(depth=Depth.SWEEP, **given), {})  # type: ignore[arg-type]  # one of the two numbers
