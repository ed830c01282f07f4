"""The report as a badge: the JSON that the endpoint badge of shields.io reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from wirecheck.engine.runner import Run
from wirecheck.judging.verdicts import Finding
from wirecheck.reports.causes import broken_requirements
from wirecheck.reports.levels import broken, not_judged
from wirecheck.reports.plain import plain
from wirecheck.reports.report import Report
from wirecheck.requirements.requirement import Level, Verdict

LABEL = 60
"""Characters of a label, which stands on one line in small letters."""


def render(report: Report) -> str:
    """
    The badge: the provider's name, what became of its promises, and a colour that says the same.

    Where there are several providers, the name is wirecheck's.
    """
    providers = list(dict.fromkeys(run.provider for run in report.runs))
    message, color = _message(report.runs)
    badge = {
        "schemaVersion": 1,
        "label": plain(providers[0], LABEL) if len(providers) == 1 else "wirecheck",
        "message": message,
        "color": color,
    }
    return json.dumps(badge | ({"isError": True} if color == "red" else {})) + "\n"


def _message(runs: Sequence[Run]) -> tuple[str, str]:
    """What became of the promises, the worst first, and its colour."""
    if must := _count(runs, lambda finding: finding.level is Level.MUST and not finding.known):
        return broken(must, Level.MUST), "red"
    held = sum(r.verdict is Verdict.HELD for run in runs for r in run.results if r.level is not Level.OBSERVE)
    if doubt := _doubt(runs, held):
        return doubt, "lightgrey"
    if should := _count(runs, lambda finding: finding.level is Level.SHOULD and not finding.known):
        return f"{held} held, {broken(should, Level.SHOULD)}", "yellow"
    known = _count(runs, lambda finding: bool(finding.known))
    return f"{held} held, {known} known" if known else f"{held} held", "brightgreen"


def _count(runs: Sequence[Run], counts: Callable[[Finding], bool]) -> int:
    """Requirements that are broken by findings that count, each once for a target's operation."""
    return len({(run.target, *key) for run in runs for key in broken_requirements(filter(counts, run.findings))})


def _doubt(runs: Sequence[Run], held: int) -> str:
    """Why the promises cannot be said to hold, though none is seen broken; empty where they can."""
    if any(run.interrupted for run in runs):
        return "interrupted"
    if any(run.missing for run in runs):
        return "parts are missing"
    unjudged = sum(len(run.unjudged) for run in runs)
    if unjudged:
        return not_judged(unjudged, Level.MUST)
    return "" if held else "nothing judged"
