"""The JSON report, schema 1; its JSON Schema is `report.schema.json` beside this file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from wirecheck.runner import Run

SCHEMA = 1


def schema() -> dict[str, Any]:
    """The JSON Schema that every report is valid under."""
    text = resources.files("wirecheck.reports").joinpath("report.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def render(runs: Sequence[Run], version: str) -> str:
    """The report as indented JSON, ASCII only."""
    started = min((run.started for run in runs), default=0.0)
    report = {
        "schema": SCHEMA,
        "wirecheck": version,
        "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        "runs": [_run(run) for run in runs],
    }
    return json.dumps(report, indent=2) + "\n"


def _run(run: Run) -> dict[str, Any]:
    return {
        "target": run.target,
        "provider": run.provider,
        "operations": list(run.operations),
        "depth": run.depth.value,
        "requests": {
            "planned": run.counts.planned,
            "sent": run.counts.sent,
            "charged": run.counts.charged,
            "retried": run.counts.retried,
        },
        "left_out": [
            {"case": left.case, "operation": left.operation, "purpose": left.purpose, "why": left.why}
            for left in run.left_out
        ],
        "requirements": [
            {
                "id": result.requirement,
                "operation": result.operation,
                "level": result.level.value if result.level else None,
                "verdict": result.verdict.value,
                "judged": result.judged,
                "broken": result.broken,
                "value": result.value or None,
                "why": result.why or None,
            }
            for result in run.results
        ],
        "findings": [
            {
                "requirement": finding.requirement,
                "statement": finding.statement,
                "level": finding.level.value,
                "operation": finding.operation,
                "case": finding.cases[0] if finding.cases else None,
                "cases": list(finding.cases),
                "message": finding.message,
                "member": finding.member or None,
                "value": finding.value or None,
                "citation": _citation(finding),
                "also": finding.also or None,
                "fingerprint": finding.fingerprint,
                "curl": finding.curl,
            }
            for finding in run.findings
        ],
    }


def _citation(finding: Any) -> dict[str, str] | None:
    citation = finding.citation
    if citation is None:
        return None
    return {"page": str(citation), "url": citation.url, "read_on": citation.read_on}
