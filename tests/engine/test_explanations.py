"""Requirements explained by the emulator: each has its examples."""

from __future__ import annotations

import re

import pytest

from wirecheck.emulator import faults
from wirecheck.emulator.hooks import EmulatedCall, Fault, Hooks, RefusalReason, Stage
from wirecheck.engine import explanations
from wirecheck.engine.explanations import explain
from wirecheck.judging.judge import assess
from wirecheck.reports.explanation import render
from wirecheck.requirements.catalogue import catalogue, get
from wirecheck.requirements.requirement import Requirement, Verdict
from wirecheck.spec.spec import load, providers

OPERATIONS = [operation for name in providers() for operation in load(name).operations]


@pytest.mark.parametrize("requirement", catalogue(), ids=lambda requirement: requirement.id)
def test_every_requirement_has_its_examples(requirement: Requirement) -> None:
    """The same request has an answer that holds and, where a fault names the requirement, one that it is broken by."""
    told = explain(requirement, OPERATIONS)
    example = told.example
    assert example is not None
    (operation,) = [operation for operation in OPERATIONS if operation.id == example.operation]
    (held,) = assess(example.holds, [operation], requirements=[requirement]).results
    # a refusal may be the honest answer where only what was served is judged, and serves nothing where it is judged
    assert (held.judged and not held.broken) or held.verdict is Verdict.NOT_APPLICABLE
    text = render(told)
    assert len(text.splitlines()) <= 130
    assert [line for line in text.splitlines() if len(line) > 100 and "://" not in line] == []
    breaking = {fault.id: fault for fault in faults() if requirement.id in fault.breaks}
    assert bool(breaking) == bool(example.breaks)
    if example.breaks:
        assert example.breaks[0].request == example.holds[0].request
        (broken,) = assess(example.breaks, [operation], requirements=[requirement]).results
        assert (broken.verdict, example.finding and example.finding.requirement) == (Verdict.BROKEN, requirement.id)
        assert example.fault is not None
        # no fault that could have been shown is narrower
        assert len(breaking[example.fault.id].breaks) == min(len(fault.breaks) for fault in breaking.values())
        assert re.search(r"^  [+-] ", text, re.MULTILINE)


def test_the_narrowest_lie_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several faults, one that names the fewest requirements is shown, also where it stands last."""
    breaking = [fault for fault in faults() if "images/created-is-the-time" in fault.breaks]
    widths = sorted({len(fault.breaks) for fault in breaking})
    assert len(widths) > 1
    monkeypatch.setattr(explanations, "faults", lambda: sorted(breaking, key=lambda fault: -len(fault.breaks)))
    example = explain(get("images/created-is-the-time"), OPERATIONS).example
    assert example is not None
    assert [len(fault.breaks) for fault in breaking if example.fault and fault.id == example.fault.id] == widths[:1]


def test_a_suspicion_is_told_as_a_run_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal that names nothing is told by what only its request holds, as the other answers clear the rest."""

    def refuse(call: EmulatedCall) -> RefusalReason | None:
        return RefusalReason(Stage.MEMBERS, 400, "Bad request.") if b'"tools"' in call.request.body else None

    mute = Fault(
        "mute", "Tools are refused.", "inferred", ("request/documented-member-is-served",), Hooks(refuse=refuse)
    )
    monkeypatch.setattr("wirecheck.emulator.listing.faults", lambda: (mute,))
    monkeypatch.setattr(explanations, "faults", lambda: (mute,))
    example = explain(get("request/documented-member-is-served"), list(load("deerapi").operations)).example
    assert example is not None
    assert example.finding is not None
    assert example.finding.message.endswith("with 400; the cause may be `tools`, `tools[].google_search`")
