"""The report as a badge: the JSON that the endpoint badge of shields.io reads."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wirecheck.engine.runner import Run
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
    message, color = _told(report.runs)
    badge = {
        "schemaVersion": 1,
        "label": plain(providers[0], LABEL) if len(providers) == 1 else "wirecheck",
        "message": message,
        "color": color,
    }
    return json.dumps(badge | ({"isError": True} if color == "red" else {})) + "\n"


def _told(runs: Sequence[Run]) -> tuple[str, str]:
    must = len({(run.target, f.requirement, f.operation) for run in runs for f in run.broken})
    known = {(run.target, f.requirement, f.operation) for run in runs for f in run.findings if f.known}
    should = {
        (run.target, f.requirement, f.operation)
        for run in runs
        for f in run.findings
        if f.level is Level.SHOULD and not f.known
    }
    judged = [r for run in runs for r in run.results if r.level is not Level.OBSERVE]
    held = sum(result.verdict is Verdict.HELD for result in judged)
    unjudged = sum(len(run.unjudged) for run in runs)
    if must:
        return broken(must, Level.MUST), "red"
    if any(run.interrupted or run.missing for run in runs):
        return "interrupted" if any(run.interrupted for run in runs) else "parts are missing", "lightgrey"
    if unjudged or not held:
        return not_judged(unjudged, Level.MUST) if unjudged else "nothing judged", "lightgrey"
    if should:
        return f"{held} held, {broken(len(should), Level.SHOULD)}", "yellow"
    return f"{held} held, {len(known)} known" if known else f"{held} held", "brightgreen"
