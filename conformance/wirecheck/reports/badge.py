"""The report as a badge: the JSON that the endpoint badge of shields.io reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Finding
from wirecheck.reports.causes import broken_requirements
from wirecheck.reports.levels import broken, not_judged
from wirecheck.reports.plain import plain
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import trouble_lines
from wirecheck.requirements.requirement import Level, Verdict

LABEL = 60
"""The most characters of a label, which is one short line."""


def render(report: Report) -> str:
    """
    The badge: the provider's name, whether its requirements held, and a colour to match.

    With several providers, the name is `wirecheck`.
    """
    providers = list(dict.fromkeys(run.provider for run in report.deciding))
    message, color = _message(report.deciding)
    # a badge is plain text: backticks would be shown as they are
    message = message.replace("`", "")
    badge = {
        "schemaVersion": 1,
        "label": plain(providers[0], LABEL) if len(providers) == 1 else "wirecheck",
        "message": message,
        "color": color,
    }
    return json.dumps(badge | ({"isError": True} if color == "red" else {})) + "\n"


def _message(runs: Sequence[Run]) -> tuple[str, str]:
    """The worst that can be said of the runs, and its colour."""
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
    """How many requirements are broken by the findings that `counts` accepts, each once per target and operation."""
    return len({(run.target, *key) for run in runs for key in broken_requirements(filter(counts, run.findings))})


def _doubt(runs: Sequence[Run], held: int) -> str:
    """Why it is not certain that everything held, although nothing is broken; empty where it is certain."""
    if any(run.interrupted for run in runs):
        return "interrupted"
    if any(run.missing for run in runs):
        return "parts are missing"
    if blocking := [line.kind for line in trouble_lines(runs) if line.blocking]:
        return f"trouble: {blocking[0]}"
    unjudged = sum(len(run.unjudged) for run in runs)
    if unjudged:
        return not_judged(unjudged, Level.MUST)
    return "" if held else "nothing judged"
