"""
How some runs ended, in one line.

Held by `tests/reports/test_terminal.py` and held by `tests/reports/test_markdown.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from wirecheck.engine.merging import deciding
from wirecheck.engine.runner import Run
from wirecheck.reports.causes import broken_requirements
from wirecheck.reports.levels import broken, not_judged
from wirecheck.reports.plain import plain
from wirecheck.requirements.requirement import Level


def trends(runs: Sequence[Run]) -> list[str]:
    """Which run decides, for each target with several."""
    several = Counter(run.target for run in runs)
    return [
        f"{plain(run.target)}: of {several[run.target]} runs the latest decides, that of "
        f"{datetime.fromtimestamp(run.started, UTC):%Y-%m-%d %H:%M} UTC"
        for run in deciding(runs)
        if several[run.target] > 1
    ]


def conclusion(runs: Sequence[Run]) -> str:
    """The last line: what broke, how many requests were made, and how long they took."""
    operations = sum(len(run.operations) for run in runs)
    seconds = sum(run.seconds for run in runs)
    return f"{operations} operation{_s(operations)}: {_verdict(runs)}. {_requests(runs)}, in {seconds:.1f} s."


def _verdict(runs: Sequence[Run]) -> str:
    must = sum(len(broken_requirements(run.broken)) for run in runs)
    new = sum(_count(run, known=False) for run in runs)
    known = sum(_count(run, known=True) for run in runs)
    unjudged = sum(len(run.unjudged) for run in runs)
    parts = {
        broken(must, Level.MUST): must,
        broken(new - must, Level.SHOULD): new - must,
        f"{known} known": known,
        not_judged(unjudged, Level.MUST): unjudged,
    }
    verdict = ", ".join(part for part, count in parts.items() if count) or "all held"
    return f"interrupted; {verdict}" if any(run.interrupted for run in runs) else verdict


def _count(run: Run, *, known: bool) -> int:
    return len(broken_requirements(finding for finding in run.findings if bool(finding.known) is known))


def _requests(runs: Sequence[Run]) -> str:
    sent = sum(run.counts.sent for run in runs)
    charged = sum(run.counts.charged for run in runs)
    retried = sum(run.counts.retried for run in runs)
    judged_again = sum(run.counts.planned - len(run.left_out) for run in runs)
    if sent or judged_again <= 0:
        answers = f"{sent} request{_s(sent)}"
    else:
        answers = f"{judged_again} answer{_s(judged_again)} judged again"
    paid = "served" if all(run.target.startswith("emulated:") for run in runs) else "charged"
    again = f", {retried} sent again" if retried else ""
    return f"{answers}, {charged} of them {paid}{again}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
