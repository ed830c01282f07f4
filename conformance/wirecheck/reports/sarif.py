"""
The report as SARIF 2.1.0, for code scanning: a run for each target, with a rule for each requirement.

A finding is located at the promise in the spec. Its fingerprint is the same as in all other reports, so that it stays
the same finding after the spec has moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Finding, Result
from wirecheck.reports.levels import CITED, SILENT
from wirecheck.reports.placed_promises import PlacedPromise, PlacedPromises
from wirecheck.reports.plain import plain
from wirecheck.reports.report import Report
from wirecheck.reports.trouble_lines import trouble_lines
from wirecheck.requirements.requirement import Level
from wirecheck.spec.operation import Citation

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "wirecheck/v1"

MESSAGE = 1_000
"""Characters of a message that are shown; code scanning cuts after 1,024."""

SEVERITY = {Level.MUST: "error", Level.SHOULD: "warning", Level.OBSERVE: "note"}


def render(report: Report) -> str:
    """The report as SARIF, indented JSON in ASCII; without promises, rules have no help and findings have no line."""
    runs = [_run(run, report) for run in report.deciding]
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": runs}, indent=2) + "\n"


def _run(run: Run, report: Report) -> dict[str, Any]:
    judged = {result.requirement for result in run.results if result.level in (Level.MUST, Level.SHOULD)}
    ids = sorted(judged | {finding.requirement for finding in run.findings})
    indices = {id: i for i, id in enumerate(ids)}
    return {
        "tool": {
            "driver": {
                "name": "wirecheck",
                "semanticVersion": report.version,
                "rules": [_rule(id, run, report.promises) for id in ids],
            }
        },
        # code scanning accepts one analysis per category from a file, so each target has its own category
        "automationDetails": {"id": f"wirecheck/{plain(run.target, MESSAGE)}/"},
        "invocations": [_invocation(run, indices)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, indices, report.promises) for finding in run.findings],
    }


def _rule(id: str, run: Run, promises: PlacedPromises) -> dict[str, Any]:
    """The rule of a requirement, described by its promises, or by its findings where it has none."""
    findings = [finding for finding in run.findings if finding.requirement == id]
    promised = [promises[id, operation] for operation in run.operations if (id, operation) in promises]
    sources: list[PlacedPromise | Finding] = [*promised, *findings]
    statement = plain(next((source.statement for source in sources), "") or id, MESSAGE)
    explanation = promised[0].explanation if promised else ""
    citation = _first_citation(sources)
    level = _highest_level(id, run.results, findings)
    paragraphs = (statement, explanation, _promised_by(citation, level))
    help = "\n\n".join(filter(None, (*paragraphs, f"See `wirecheck explain {id}`." if promised else "")))
    return {
        "id": plain(id, MESSAGE),
        "name": _in_one_word(plain(id, MESSAGE)),
        "shortDescription": {"text": statement},
        "fullDescription": {"text": " ".join([statement, *explanation.split("\n\n")]).strip()},
        "help": {"text": help, "markdown": help},
        **_help_uri(citation),
        "defaultConfiguration": {"level": SEVERITY[level]},
        "properties": {
            "tags": [id.partition("/")[0]],
            "level": level.value,
            "precision": "high",
            "problem.severity": SEVERITY[level],
        },
    }


def _in_one_word(id: str) -> str:
    return "".join(word.capitalize() for word in id.replace("/", "-").split("-"))


def _first_citation(sources: Iterable[PlacedPromise | Finding]) -> Citation | None:
    return next((source.citation for source in sources if source.citation is not None), None)


def _help_uri(citation: Citation | None) -> dict[str, str]:
    is_link = citation is not None and citation.url.startswith(("https://", "http://"))
    return {"helpUri": citation.url} if citation is not None and is_link else {}


def _highest_level(id: str, results: Sequence[Result], findings: Sequence[Finding]) -> Level:
    levels = [result.level for result in results if result.requirement == id and result.level]
    return min(levels + [finding.level for finding in findings], key=list(Level).index)


def _promised_by(citation: Citation | None, level: Level) -> str:
    if citation is not None:
        return f"{CITED[level].capitalize()} {citation.url or 'its page'} ({citation})."
    return f"{SILENT[0].upper()}{SILENT[1:]}." if level is Level.SHOULD else ""


def _invocation(run: Run, indices: dict[str, int]) -> dict[str, Any]:
    return {
        "executionSuccessful": not run.interrupted
        and not run.missing
        and not any(line.blocking for line in trouble_lines([run])),
        "startTimeUtc": _utc(run.started),
        "endTimeUtc": _utc(run.started + run.seconds),
        "toolExecutionNotifications": [
            {
                "level": level,
                "message": {"text": plain(text, MESSAGE)},
                **({"associatedRule": {"id": rule, "index": indices[rule]}} if rule in indices else {}),
            }
            for level, text, rule in _notices(run)
        ],
    }


def _notices(run: Run) -> Iterator[tuple[str, str, str]]:
    """Notes on a run beside its findings: the severity, the text, and the requirement."""
    if run.interrupted:
        yield "error", "The run was interrupted.", ""
    for part in run.missing:
        yield "error", f"Part {part} of the plan is missing.", ""
    for line in trouble_lines([run]):
        yield "error" if line.blocking else "warning", f"Trouble on {line.text}", ""
    for result in run.unjudged:
        yield "warning", f"{result.operation}: {result.requirement} was not judged: {result.why}", result.requirement


def _result(finding: Finding, indices: dict[str, int], promises: PlacedPromises) -> dict[str, Any]:
    promise = promises.get((finding.requirement, finding.operation))
    cited = finding.citation
    return {
        "ruleId": plain(finding.requirement, MESSAGE),
        "ruleIndex": indices[finding.requirement],
        "kind": "fail",
        "level": SEVERITY[finding.level],
        "message": {"text": plain(f"{finding.operation}: {finding.message}", MESSAGE)},
        "locations": [_location(finding, promise)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        **({"suppressions": [_suppression(finding)]} if finding.known else {}),
        "properties": {
            "level": finding.level.value,
            "operation": plain(finding.operation, MESSAGE),
            "member": plain(finding.member, MESSAGE),
            "value": plain(finding.value, MESSAGE),
            "citation": (cited.url or str(cited)) if cited is not None else "",
            "cases": list(finding.cases),
            "curl": plain(finding.curl),
        },
    }


def _location(finding: Finding, promise: PlacedPromise | None) -> dict[str, Any]:
    operation = plain(finding.operation, MESSAGE)
    logical = {"fullyQualifiedName": operation, "name": operation.rpartition(":")[2] or operation, "kind": "resource"}
    if promise is None:
        return {"logicalLocations": [logical]}
    physical = {"artifactLocation": {"uri": promise.file}, "region": {"startLine": promise.line}}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _suppression(finding: Finding) -> dict[str, str]:
    return {"kind": "external", "status": "accepted", "justification": plain(finding.known, MESSAGE)}


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
