"""Parts of a plan put together: what they say is what the whole would have said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from wirecheck.emulator import faults_for
from wirecheck.engine.merging import deciding, merge
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import ReportError
from wirecheck.plan import Depth
from wirecheck.reports import json as report
from wirecheck.reports.report import Report
from wirecheck.requirements.requirement import Level
from wirecheck.spec.spec import load, providers


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)


def run(provider: str, **given: Any) -> Run:
    return prepare(provider, Options(**{"depth": Depth.SWEEP, **given}), {}).run()


def through_json(found: Run) -> Run:
    return report.parse(report.render(Report([found], "1.0")))[0]


def parts(provider: str, of: int, **given: Any) -> list[Run]:
    return [through_json(run(provider, shard=f"{number}/{of}", **given)) for number in range(1, of + 1)]


def told(found: Run) -> Any:
    """All that a run says, times, and what was sent again, aside."""
    counts = (found.counts.planned, found.counts.charged)
    charges = [replace(charge, started=0, ended=0) for charge in found.charges]
    left = [(left.case, left.why) for left in found.left_out]
    findings = [replace(f, message=re.sub(r"\b1\d{9}\b", "a time", f.message)) for f in found.findings]
    return (found.target, found.operations, found.depth, counts, charges, left, found.results, findings)


REFUSALS = ("value-refused", "rare-ratios-refused", "member-refused", "example-refused", "optional-demanded")
LIES = [
    pytest.param(provider, fault, marks=[pytest.mark.exhaustive] if fault else [])
    for provider in providers()
    for fault in ["", *sorted({f.id for o in load(provider).operations for f in faults_for(o)} - {*REFUSALS})[::6]]
]
LIES += [
    pytest.param(provider, fault)
    for provider in providers()
    for fault in REFUSALS
    if any(f.id == fault for o in load(provider).operations for f in faults_for(o))
]


@pytest.mark.parametrize(("provider", "fault"), LIES)
def test_the_parts_make_the_whole(provider: str, fault: str) -> None:
    """Verdicts, findings with their messages and commands, and charges are those of a run that was never cut."""
    given = {"fault": (fault,)} if fault else {}
    whole = run(provider, **given)
    [merged] = merge(parts(provider, 3, **given))
    assert concluded(merged) == concluded(whole)
    # an operation that ends early ends in each part by itself, after as many requests
    if not any(left.why.startswith("ended early") for left in whole.left_out):
        assert told(merged) == told(whole)
    assert (merged.shard, merged.missing) == ("", ())


def concluded(run: Run) -> tuple[Any, ...]:
    """What a run comes to: its verdicts, its findings and its trouble, without counts."""
    verdicts = [
        (row.requirement, row.operation, row.level, row.verdict) for row in run.results if row.level is Level.MUST
    ]
    troubles = {(trouble.operation, trouble.kind) for trouble in run.troubles}
    return verdicts, [finding.fingerprint for finding in run.findings], troubles


@pytest.mark.parametrize("of", [1, 2, 8])
def test_however_many_parts_there_are(of: int) -> None:
    """What one machine suspects, another clears."""
    whole = run("apiyi", fault=("value-refused",))
    assert told(merge(parts("apiyi", of, fault=("value-refused",)))[0]) == told(whole)
    assert whole.findings


def test_the_order_of_the_files_is_nothing() -> None:
    """Parts come in whatever order a shell names them in."""
    found = parts("apiyi", 4, fault=("ratio-ignored",))
    assert told(merge(found[::-1])[0]) == told(merge(found)[0])


def test_a_missing_part_is_said() -> None:
    """What is not there is named, and the whole is not all right."""
    [merged] = merge(parts("apiyi", 3)[1:])
    assert merged.missing == ("1/3",)
    assert through_json(merged).missing == ("1/3",)


def test_known_departures_stay_known() -> None:
    """What a baseline listed in a part is listed in the whole."""
    found = parts("apiyi", 2, fault=("ratio-ignored",))
    marked = [replace(one, findings=tuple(replace(f, known="ticket") for f in one.findings)) for one in found]
    assert {finding.known for finding in merge(marked)[0].findings} == {"ticket"}


def test_money_adds_up() -> None:
    """So do the charges."""
    from decimal import Decimal

    from wirecheck.engine.prices import Prices

    given = {"prices": Prices("EUR", Decimal("0.1"))}
    [merged] = merge(parts("apiyi", 3, **given))
    assert merged.money is not None
    assert (merged.money.expected, merged.money.charged, len(merged.charges)) == (Decimal("1.5"), Decimal("1.5"), 15)


def test_whole_runs_stand_side_by_side() -> None:
    """Several providers, or several days, in the order of their times."""
    first, second = run("apiyi"), run("dgrid")
    assert [found.provider for found in merge([second, first])] == ["apiyi", "dgrid"]


def test_parts_of_two_targets_are_two_runs() -> None:
    """Each with its own."""
    found = merge([*parts("apiyi", 2), *parts("dgrid", 2)])
    assert [told(one) for one in found] == [told(run("apiyi")), told(run("dgrid"))]


def test_a_part_that_is_there_twice_is_told() -> None:
    """It would count twice."""
    one, other = parts("apiyi", 2)
    with pytest.raises(ReportError, match="part 1/2 of emulated:apiyi is given twice"):
        merge([one, other, one])


def later(found: Run, days: int) -> Run:
    return replace(found, started=found.started + days * 86_400)


def test_parts_of_two_days_are_two_runs() -> None:
    """Where each part is there from both, those of a day belong together."""
    bad, good = parts("apiyi", 2, fault=("ratio-ignored",)), parts("apiyi", 2)
    found = merge([later(good[1], 1), bad[0], later(good[0], 1), bad[1]])
    assert [told(one) for one in found] == [told(run("apiyi", fault=("ratio-ignored",))), told(run("apiyi"))]
    assert deciding(found) == [found[1]]


def test_the_latest_run_of_each_target_decides() -> None:
    """In whatever order they are given; runs of other targets decide as well, those of another tape among them."""
    first, other = run("apiyi"), run("dgrid")
    second, tape = later(first, 1), replace(later(first, -9), target="replay:apiyi:old.har")
    assert deciding([second, other, first, tape]) == [second, other, tape]
    assert deciding([first, second]) == [second]
    assert deciding([]) == []


def test_parts_of_different_plans_are_told() -> None:
    """They would make no whole."""
    one = parts("apiyi", 2)[0]
    other = parts("apiyi", 2, prompts=("a lighthouse",))[1]
    with pytest.raises(ReportError, match="parts of different plans"):
        merge([one, other])
    odd = parts("apiyi", 2, select=("picture",))[1]
    with pytest.raises(ReportError, match="judged by different requirements"):
        merge([one, odd])
