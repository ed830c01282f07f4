"""
The report as SARIF 2.1.0, for code scanning: a run for each target, in it a rule for each requirement.

A finding is located where the spec promises what is broken. Its fingerprint is that of all reports, so that it is the
same finding after the spec has moved.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from wirecheck.engine.runner import Run
from wirecheck.judging.verdicts import Finding
from wirecheck.reports.plain import plain
from wirecheck.reports.promises import Promise, Promises
from wirecheck.requirements.requirement import Level

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "wirecheck/v1"

MESSAGE = 1_000
"""Characters of a message that are shown; code scanning cuts after 1,024."""

SEVERITY = {Level.MUST: "error", Level.SHOULD: "warning", Level.OBSERVE: "note"}


def render(runs: Sequence[Run], version: str, promises: Promises) -> str:
    """
    The report as SARIF, indented JSON in ASCII.

    :param promises: where they stand; without them rules have no help, and findings no line.
    """
    seen: Counter[str] = Counter()
    found = []
    for run in runs:
        seen[run.target] += 1
        category = run.target if seen[run.target] == 1 else f"{run.target}/{seen[run.target]}"
        found.append(_run(run, version, promises, category))
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": found}, indent=2) + "\n"


def _run(run: Run, version: str, promises: Promises, category: str) -> dict[str, Any]:
    asked = {r.requirement: r.operation for r in reversed(run.results) if r.level in (Level.MUST, Level.SHOULD)}
    asked = {f.requirement: f.operation for f in reversed(run.findings)} | asked
    ids = sorted(asked)
    at = {id: i for i, id in enumerate(ids)}
    return {
        "tool": {
            "driver": {
                "name": "wirecheck",
                "semanticVersion": version,
                "rules": [_rule(id, run, promises) for id in ids],
            }
        },
        # code scanning takes one analysis of a category from a file: each target is one of its own
        "automationDetails": {"id": f"wirecheck/{plain(category, MESSAGE)}/"},
        "invocations": [_invocation(run, at)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, at, promises) for finding in run.findings],
    }


def _rule(id: str, run: Run, promises: Promises) -> dict[str, Any]:
    results = [result for result in run.results if result.requirement == id]
    findings = [finding for finding in run.findings if finding.requirement == id]
    asked = [promises[id, operation] for operation in run.operations if (id, operation) in promises]
    levels = [result.level for result in results if result.level] + [finding.level for finding in findings]
    level = min(levels, key=list(Level).index)
    told: list[Promise | Finding] = [*asked, *findings]
    statement = plain(next((each.statement for each in told), "") or id, MESSAGE)
    explanation = asked[0].explanation if asked else ""
    cited = next((each.citation for each in told if each.citation is not None), None)
    paragraphs = [statement, explanation]
    if cited is not None:
        paragraphs.append(f"Promised by {cited.url or 'its page'} ({cited}).")
    elif level is Level.SHOULD:
        paragraphs.append("The page is silent; a standard, upstream or harm to the caller says so.")
    paragraphs += [f"`wirecheck explain {id}` tells more."] if asked else []
    help = "\n\n".join(part for part in paragraphs if part)
    return {
        "id": plain(id, MESSAGE),
        "name": "".join(word.capitalize() for word in plain(id, MESSAGE).replace("/", "-").split("-")),
        "shortDescription": {"text": statement},
        "fullDescription": {"text": " ".join([statement, *explanation.split("\n\n")]).strip()},
        "help": {"text": help, "markdown": help},
        **({"helpUri": cited.url} if cited is not None and cited.url.startswith(("https://", "http://")) else {}),
        "defaultConfiguration": {"level": SEVERITY[level]},
        "properties": {
            "tags": [id.partition("/")[0]],
            "level": level.value,
            "precision": "high",
            "problem.severity": SEVERITY[level],
        },
    }


def _invocation(run: Run, at: dict[str, int]) -> dict[str, Any]:
    return {
        "executionSuccessful": not run.interrupted and not run.missing,
        "startTimeUtc": _utc(run.started),
        "endTimeUtc": _utc(run.started + run.seconds),
        "toolExecutionNotifications": [
            {
                "level": level,
                "message": {"text": plain(text, MESSAGE)},
                **({"associatedRule": {"id": rule, "index": at[rule]}} if rule in at else {}),
            }
            for level, text, rule in _notices(run)
        ],
    }


def _notices(run: Run) -> Iterator[tuple[str, str, str]]:
    """What there is to know of a run beside its findings: how grave, what, and of which requirement."""
    if run.interrupted:
        yield "error", "The run was interrupted.", ""
    for part in run.missing:
        yield "error", f"Part {part} of the plan is missing.", ""
    for result in run.unjudged:
        yield "warning", f"{result.operation}: {result.requirement} was not judged: {result.why}", result.requirement


def _result(finding: Finding, at: dict[str, int], promises: Promises) -> dict[str, Any]:
    promise = promises.get((finding.requirement, finding.operation))
    cited = finding.citation
    return {
        "ruleId": plain(finding.requirement, MESSAGE),
        "ruleIndex": at[finding.requirement],
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


def _location(finding: Finding, promise: Promise | None) -> dict[str, Any]:
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
