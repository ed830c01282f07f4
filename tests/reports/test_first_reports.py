"""
Reports of the first version are read: they were written by it, at the depth `probe`, of a gateway that ignores ratios.

There, a breach beyond the page was a `should` in the findings, and a `must` among the requirements.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wirecheck.engine.merging import merge
from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Result
from wirecheck.judging.former_rows import fitted
from wirecheck.reports import terminal
from wirecheck.reports.json import parse, render
from wirecheck.reports.report import Report
from wirecheck.requirements.requirement import Level, Verdict

FOLDER = Path(__file__).with_name("first_version")
RATIO, OPERATION = "picture/ratio-is-honoured", "deerapi:generateContent"


def read(*names: str) -> list[Run]:
    return [run for name in names for run in parse((FOLDER / name).read_text(encoding="utf-8"), name)]


@pytest.mark.parametrize("names", [("whole.json",), ("part-1.json", "part-2.json")], ids=["whole", "parts"])
def test_its_rows_agree_with_its_findings(names: tuple[str, ...]) -> None:
    """What it found keeps the level that it had, fails nobody's run now, and stands in a row of that level."""
    [run] = merge(read(*names))
    assert [(finding.row, finding.beyond) for finding in run.findings] == [((RATIO, OPERATION, Level.SHOULD), True)]
    assert run.broken == ()
    assert [row for row in run.results if row.requirement == RATIO] == [
        Result(RATIO, OPERATION, Level.MUST, Verdict.HELD, judged=1),
        Result(RATIO, OPERATION, Level.SHOULD, Verdict.BROKEN, judged=1, broken=1, beyond=True),
    ]
    assert "promised by" not in terminal.render(Report([run]))
    assert parse(render(Report([run])))[0].results == run.results


def test_what_broke_on_the_page_too_stays_broken_there() -> None:
    """The `must` has its row and its finding, and what was beyond the page a row of its own."""
    [run] = read("whole.json")
    [beyond] = run.findings
    must = replace(beyond, level=Level.MUST, fingerprint="0" * 12, beyond=False)
    former = Result(RATIO, OPERATION, Level.MUST, Verdict.BROKEN, judged=5, broken=3)
    results, findings = fitted([former], [must, replace(beyond, cases=("a", "b"), beyond=False)])
    assert [(row.level, row.judged, row.broken) for row in results] == [(Level.MUST, 5, 3), (Level.SHOULD, 2, 2)]
    assert [finding.beyond for finding in findings] == [False, True]


def test_what_broke_beyond_the_page_alone_was_not_asked_on_it() -> None:
    """Where each answer that was judged is broken, none is left for the page."""
    [run] = read("whole.json")
    former = Result(RATIO, OPERATION, Level.MUST, Verdict.BROKEN, judged=1, broken=1)
    (page, _), _ = fitted([former], [replace(run.findings[0], beyond=False)])
    assert (page.verdict, page.judged) == (Verdict.NOT_APPLICABLE, 0)


def test_rows_of_today_stay_as_they_are(real: Run) -> None:
    """They agree already."""
    assert fitted(real.results, real.findings) == (real.results, real.findings)
