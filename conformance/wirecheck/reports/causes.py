"""
Findings grouped by cause: one requirement broken on one operation, in any number of cases.

Held by `tests/reports/test_terminal.py` and held by `tests/reports/test_markdown.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Finding, Row
from wirecheck.reports.levels import CITED, uncited
from wirecheck.requirements.requirement import Level

LEVELS = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Cause:
    """
    Findings of one requirement on one operation, which differ only in their values.

    :param findings: at least one; all have the same requirement, operation and level, and are all known or all new.
    :param target: the target they were seen on.
    :param where: the operation, followed by the target where several targets have that operation.
    :param judged: how many answers were judged; `broken` of them break it.
    """

    findings: tuple[Finding, ...]
    target: str
    where: str
    judged: int = 0
    broken: int = 0

    @property
    def first(self) -> Finding:
        """The finding that represents the others."""
        return self.findings[0]

    @property
    def known(self) -> tuple[str, ...]:
        """The reasons that the baseline gives for them, each once."""
        return tuple(dict.fromkeys(finding.known for finding in self.findings if finding.known))

    @property
    def share(self) -> str:
        """How many of the judged answers break it; empty where only one was judged."""
        return f"{self.broken} of {self.judged} answers" if self.judged > 1 else ""

    @property
    def cited(self) -> str:
        """What stands before the citation."""
        return CITED[self.first.level]

    @property
    def citation(self) -> str:
        """The page that promises it and when it was read, or a sentence that no page does."""
        cited = self.first.citation
        if cited is None:
            return uncited(self.first.level, beyond=self.first.beyond)
        return f"{cited}, read on {cited.read_on}" if cited.read_on else str(cited)


def of(runs: Sequence[Run]) -> list[Cause]:
    """The causes of all findings of some runs: the worst first, and known ones last."""
    times = Counter(operation for run in runs for operation in run.operations)
    causes = [cause for run in runs for cause in _of(run, times)]
    return sorted(causes, key=lambda cause: (bool(cause.first.known), LEVELS[cause.first.level]))


def _of(run: Run, times: Counter[str]) -> list[Cause]:
    groups: dict[tuple[Row, bool], list[Finding]] = {}
    for finding in run.findings:
        groups.setdefault((finding.row, bool(finding.known)), []).append(finding)
    counts = {result.row: result for result in run.results}
    causes = []
    for (row, _), findings in groups.items():
        result, operation = counts.get(row), findings[0].operation
        where = f"{operation} on {run.target}" if times[operation] > 1 else operation
        judged, broken = (result.judged, result.broken) if result is not None else (0, 0)
        causes.append(Cause(tuple(findings), run.target, where, judged, broken))
    return causes


def broken_requirements(findings: Iterable[Finding]) -> set[Row]:
    """The requirements that some findings break, each once per operation and level."""
    return {finding.row for finding in findings}


def unjudged(run: Run) -> dict[tuple[str, str], list[str]]:
    """The `must` requirements that could not be judged, by operation and reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for result in run.unjudged:
        groups.setdefault((result.operation, result.why), []).append(result.requirement)
    return groups
