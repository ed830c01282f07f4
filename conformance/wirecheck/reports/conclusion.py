"""
How some runs ended, in a line.

Held by `tests/reports/test_terminal.py` and held by `tests/reports/test_markdown.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from wirecheck.engine.runner import Run
from wirecheck.reports.levels import broken, not_judged
from wirecheck.requirements.requirement import Level


def conclusion(runs: Sequence[Run]) -> str:
    """The last line: what broke, and what it took to see it."""
    must = sum(len({(f.requirement, f.operation) for f in run.broken}) for run in runs)
    all_ = sum(len({(f.requirement, f.operation) for f in run.findings if not f.known}) for run in runs)
    unjudged = sum(len(run.unjudged) for run in runs)
    sent = sum(run.counts.sent for run in runs)
    charged = sum(run.counts.charged for run in runs)
    seconds = sum(run.seconds for run in runs)
    operations = sum(len(run.operations) for run in runs)
    known = sum(len({(f.requirement, f.operation) for f in run.findings if f.known}) for run in runs)
    parts = [broken(must, Level.MUST) if must else "", broken(all_ - must, Level.SHOULD) if all_ - must else ""]
    parts += [f"{known} known" if known else "", not_judged(unjudged, Level.MUST) if unjudged else ""]
    told = ", ".join(text for text in parts if text) or "all held"
    told = f"interrupted; {told}" if any(run.interrupted for run in runs) else told
    emulated = all(run.target.startswith("emulated:") for run in runs)
    paid = f"{charged} of them served" if emulated else f"{charged} of them charged"
    retried = sum(run.counts.retried for run in runs)
    paid += f", {retried} sent again" if retried else ""
    asked = f"{sent} request{_s(sent)}"
    if not sent:
        there = sum(run.counts.planned - len(run.left_out) for run in runs)
        asked = f"{there} answer{_s(there)} judged again" if there > 0 else asked
    return f"{operations} operation{_s(operations)}: {told}. {asked}, {paid}, in {seconds:.1f} s."


def _s(count: int) -> str:
    return "" if count == 1 else "s"
