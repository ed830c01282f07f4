"""How some runs ended, in a line."""

from __future__ import annotations

from collections.abc import Sequence

from wirecheck.engine.runner import Run
from wirecheck.reports.causes import broken_requirements
from wirecheck.requirements.requirement import Level


def conclusion(runs: Sequence[Run]) -> str:
    """The last line: what broke, and what it took to see it."""
    operations = sum(len(run.operations) for run in runs)
    seconds = sum(run.seconds for run in runs)
    return f"{operations} operation{_s(operations)}: {_verdict(runs)}. {_requests(runs)}, in {seconds:.1f} s."


def _verdict(runs: Sequence[Run]) -> str:
    must = sum(len(broken_requirements(run.broken)) for run in runs)
    new = sum(_count(run, known=False) for run in runs)
    known = sum(_count(run, known=True) for run in runs)
    unjudged = sum(len(run.unjudged) for run in runs)
    parts = {
        _requirements(must, Level.MUST, "broken"): must,
        _requirements(new - must, Level.SHOULD, "broken"): new - must,
        f"{known} known": known,
        _requirements(unjudged, Level.MUST, "not judged"): unjudged,
    }
    verdict = ", ".join(part for part, count in parts.items() if count) or "all held"
    return f"interrupted; {verdict}" if any(run.interrupted for run in runs) else verdict


def _requirements(count: int, level: Level, outcome: str) -> str:
    return f"{count} `{level.value}` requirement{_s(count)} {outcome}"


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
