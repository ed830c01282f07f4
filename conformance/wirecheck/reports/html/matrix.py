"""The matrix: requirements by subject and operation, with the verdicts of each over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Finding, Result, Row
from wirecheck.reports.html.subjects import ReportedSubject, counted, day, reported_operations
from wirecheck.requirements.requirement import Verdict

SAID = {
    Verdict.HELD: "held",
    Verdict.BROKEN: "broken",
    Verdict.NOT_JUDGED: "not judged",
    Verdict.NOT_APPLICABLE: "does not apply",
}
SIGNS = {Verdict.HELD: "✓", Verdict.BROKEN: "✕", Verdict.NOT_JUDGED: "?", Verdict.NOT_APPLICABLE: "·"}

Place = tuple[str, str, bool]
"""Requirement and operation, and whether what is judged goes beyond the page."""


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A subject's operation."""

    subject: str
    operation: str


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """A verdict of one run in a row of several."""

    day: str
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """
    The verdict on a requirement for an operation.

    :param verdict: that of the newest run, as in the JSON report.
    :param counts: how many of its answers break it, where there are several.
    :param told: what was seen, or why it was not judged.
    :param link: the anchor of its finding; empty where it has none.
    :param history: the verdicts of all runs, the oldest first; empty where there is one run.
    """

    column: MatrixColumn
    level: str
    verdict: str
    sign: str
    said: str
    counts: str
    told: str
    known: bool
    link: str
    history: tuple[PastVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A requirement with a cell for each column."""

    requirement: str
    beyond: bool
    statement: str
    cells: tuple[MatrixCell, ...]

    @property
    def applies(self) -> bool:
        return any(cell.verdict != Verdict.NOT_APPLICABLE for cell in self.cells)

    @property
    def told(self) -> tuple[MatrixCell, ...]:
        return tuple(cell for cell in self.cells if cell.told)


@dataclass(frozen=True, slots=True)
class Family:
    """The requirements of one family."""

    name: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A requirement whose verdict differs from that of the run before."""

    requirement: str
    subject: str
    operation: str
    before: str
    after: str
    verdict: str
    day: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix, and the changes from run to run, the newest first."""

    columns: tuple[MatrixColumn, ...]
    families: tuple[Family, ...]
    changes: tuple[VerdictChange, ...]


def matrix(
    subjects: Sequence[ReportedSubject], statements: Mapping[str, str], links: Mapping[tuple[str, Row], str]
) -> Matrix:
    """
    The matrix of the newest runs.

    :param statements: of each requirement, by id.
    :param links: the anchors of findings, by subject and row.
    """
    results = {subject.name: [_by_place(run) for run in subject.runs] for subject in subjects}
    columns = list(reported_operations(subjects))
    families: dict[str, list[MatrixRow]] = {}
    for name in dict.fromkeys((r.requirement, r.beyond) for subject in subjects for r in subject.latest.results):
        cells = [_cell(subject, operation, name, results[subject.name], links) for subject, operation in columns]
        requirement, beyond = name
        row = MatrixRow(requirement, beyond, statements.get(requirement, ""), tuple(cells))
        if row.applies:
            families.setdefault(requirement.partition("/")[0], []).append(row)
    return Matrix(
        tuple(_column(subject, operation) for subject, operation in columns),
        tuple(Family(name, tuple(rows)) for name, rows in families.items()),
        tuple(change for subject in subjects for change in _changes(subject, results[subject.name])),
    )


def _place(judged: Result | Finding) -> Place:
    return judged.requirement, judged.operation, judged.beyond


def _by_place(run: Run) -> dict[Place, Result]:
    return {_place(result): result for result in run.results}


def _name(operation: str) -> str:
    """An operation without its provider."""
    return operation.partition(":")[2] or operation


def _column(subject: ReportedSubject, operation: str) -> MatrixColumn:
    return MatrixColumn(subject.name, _name(operation))


def _cell(
    subject: ReportedSubject,
    operation: str,
    name: tuple[str, bool],
    runs: Sequence[Mapping[Place, Result]],
    links: Mapping[tuple[str, Row], str],
) -> MatrixCell:
    column, place = _column(subject, operation), (name[0], operation, name[1])
    result = runs[-1].get(place)
    if result is None or result.level is None or result.verdict is Verdict.NOT_APPLICABLE:
        verdict = Verdict.NOT_APPLICABLE
        return MatrixCell(column, "", verdict.value, SIGNS[verdict], SAID[verdict], "", "", False, "")
    known = [bool(finding.known) for finding in subject.latest.findings if _place(finding) == place]
    all_known = bool(known) and all(known)
    return MatrixCell(
        column,
        result.level.value,
        result.verdict.value,
        SIGNS[result.verdict],
        SAID[result.verdict] + (", known" if all_known else ""),
        f"{result.broken} of {counted(result.judged, 'answer')}" if result.broken and result.judged > 1 else "",
        result.value or result.why,
        all_known,
        links.get((subject.name, result.row), ""),
        _history(subject, runs, place) if len(runs) > 1 else (),
    )


def _history(subject: ReportedSubject, runs: Sequence[Mapping[Place, Result]], place: Place) -> tuple[PastVerdict, ...]:
    pairs = zip(subject.runs, runs, strict=True)
    return tuple(_past_verdict(run.started, results.get(place)) for run, results in pairs)


def _past_verdict(started: float, result: Result | None) -> PastVerdict:
    verdict = result.verdict if result is not None else Verdict.NOT_APPLICABLE
    return PastVerdict(day(started), verdict.value, SAID[verdict])


def _changes(subject: ReportedSubject, runs: Sequence[Mapping[Place, Result]]) -> list[VerdictChange]:
    """Changes between held and broken; runs in between that did not judge are skipped."""
    changes: list[VerdictChange] = []
    last: dict[Place, Verdict] = {}
    for run, results in zip(subject.runs, runs, strict=True):
        for place, result in results.items():
            if result.verdict not in (Verdict.HELD, Verdict.BROKEN) or result.level is None:
                continue
            before, after = last.get(place, result.verdict), result.verdict
            if before is not after:
                requirement, operation, _ = place
                name, when = _name(operation), day(run.started)
                changes.append(
                    VerdictChange(requirement, subject.name, name, SAID[before], SAID[after], after.value, when)
                )
            last[place] = after
    return changes[::-1]
