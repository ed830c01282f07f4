"""
Rows of the first version's reports, made to agree with its findings.

A `must` had one row, which also counted what was a `should` beyond the page.

Held by `tests/reports/test_first_reports.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from wirecheck.judging.findings import Finding, Result
from wirecheck.requirements.requirement import Level, Verdict


def fitted(results: Sequence[Result], findings: Sequence[Finding]) -> tuple[tuple[Result, ...], tuple[Finding, ...]]:
    """The rows and findings of a run, with a row of its own level for each finding; those of today stay as they are."""
    rows = {result.row for result in results}
    astray = {finding for finding in findings if finding.level is Level.SHOULD and finding.row not in rows}
    by_name: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding in astray:
            by_name[finding.requirement, finding.operation].append(finding)
    shown = {finding.row for finding in findings}
    made: list[Result] = []
    for result in results:
        beyond = by_name.get((result.requirement, result.operation), [])
        if not beyond:
            made.append(result)
        elif result.row in shown:
            cases = {case for finding in beyond for case in finding.cases}
            made += [result, _beyond(result, len(cases) or len(beyond))]
        else:
            made += [_unbroken(result), _beyond(result, result.broken)]
    return tuple(made), tuple(
        replace(finding, beyond=True, citation=None) if finding in astray else finding for finding in findings
    )


def _unbroken(result: Result) -> Result:
    held = result.judged - result.broken
    return replace(result, judged=held, broken=0, verdict=Verdict.HELD if held else Verdict.NOT_APPLICABLE)


def _beyond(result: Result, count: int) -> Result:
    return Result(
        result.requirement, result.operation, Level.SHOULD, Verdict.BROKEN, judged=count, broken=count, beyond=True
    )
