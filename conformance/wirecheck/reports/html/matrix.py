"""The matrix: requirements by subject and operation, with what became of each over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wirecheck.engine.runner import Run
from wirecheck.judging.verdicts import Result
from wirecheck.reports.html.subjects import Subject, counted, day
from wirecheck.requirements.requirement import Verdict

SAID = {
    Verdict.HELD: "held",
    Verdict.BROKEN: "broken",
    Verdict.NOT_JUDGED: "not judged",
    Verdict.NOT_APPLICABLE: "does not apply",
}
SIGNS = {Verdict.HELD: "✓", Verdict.BROKEN: "✕", Verdict.NOT_JUDGED: "?", Verdict.NOT_APPLICABLE: "·"}

Row = tuple[str, str]
"""Requirement and operation."""


@dataclass(frozen=True, slots=True)
class Column:
    """A subject's operation."""

    subject: str
    operation: str
    kind: str


@dataclass(frozen=True, slots=True)
class Then:
    """A verdict of one run in a row of several."""

    day: str
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class Cell:
    """
    What became of a requirement on an operation.

    :param verdict: the newest one, as the JSON report has it.
    :param counts: in how many of its answers it is broken, where there are several.
    :param told: what was seen, or why it was not judged.
    :param link: the finding that it has; empty where it has none.
    :param history: the verdicts of all runs, the oldest first; empty where there is one run.
    """

    column: Column
    level: str
    verdict: str
    sign: str
    said: str
    counts: str
    told: str
    known: bool
    link: str
    history: tuple[Then, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement with a cell for each column."""

    requirement: str
    statement: str
    cells: tuple[Cell, ...]

    @property
    def told(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.told)


@dataclass(frozen=True, slots=True)
class Family:
    """The requirements of one family."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement that did not come out as it did in the run before."""

    requirement: str
    subject: str
    operation: str
    before: str
    after: str
    verdict: str
    day: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix, and what has changed from run to run, the newest first."""

    columns: tuple[Column, ...]
    families: tuple[Family, ...]
    changes: tuple[Change, ...]


def matrix(
    subjects: Sequence[Subject], statements: Mapping[str, str], links: Mapping[tuple[str, str, str], str]
) -> Matrix:
    """
    The matrix of the newest runs.

    :param statements: of each requirement, by id.
    :param links: the anchors of findings, by subject, requirement and operation.
    """
    results = {subject.name: [_by_row(run) for run in subject.runs] for subject in subjects}
    order = dict.fromkeys(r.requirement for subject in subjects for r in subject.latest.results)
    columns = [(subject, operation) for subject in subjects for operation in subject.latest.operations]
    families: dict[str, list[Line]] = {}
    for requirement in order:
        cells = tuple(
            _cell(subject, operation, requirement, results[subject.name], links) for subject, operation in columns
        )
        if any(cell.verdict != Verdict.NOT_APPLICABLE for cell in cells):
            line = Line(requirement, statements.get(requirement, ""), cells)
            families.setdefault(requirement.partition("/")[0], []).append(line)
    return Matrix(
        tuple(_column(subject, operation) for subject, operation in columns),
        tuple(Family(name, tuple(lines)) for name, lines in families.items()),
        tuple(change for subject in subjects for change in _changes(subject, results[subject.name])),
    )


def _by_row(run: Run) -> dict[Row, Result]:
    return {(result.requirement, result.operation): result for result in run.results}


def _column(subject: Subject, operation: str) -> Column:
    return Column(subject.name, operation.partition(":")[2] or operation, subject.kind_said)


def _cell(
    subject: Subject,
    operation: str,
    requirement: str,
    runs: Sequence[Mapping[Row, Result]],
    links: Mapping[tuple[str, str, str], str],
) -> Cell:
    column = _column(subject, operation)
    result = runs[-1].get((requirement, operation))
    if result is None or result.level is None or result.verdict is Verdict.NOT_APPLICABLE:
        verdict = Verdict.NOT_APPLICABLE
        return Cell(column, "", verdict.value, SIGNS[verdict], SAID[verdict], "", "", False, "")
    mine = [f for f in subject.latest.findings if (f.requirement, f.operation) == (requirement, operation)]
    counts = f"{result.broken} of {counted(result.judged, 'answer')}" if result.broken and result.judged > 1 else ""
    known = bool(mine) and all(finding.known for finding in mine)
    return Cell(
        column,
        result.level.value,
        result.verdict.value,
        SIGNS[result.verdict],
        SAID[result.verdict] + (", known" if known else ""),
        counts,
        result.value or result.why,
        known,
        links.get((subject.name, requirement, operation), ""),
        tuple(
            _then(run.started, found.get((requirement, operation)))
            for run, found in zip(subject.runs, runs, strict=True)
        )
        if len(runs) > 1
        else (),
    )


def _then(started: float, result: Result | None) -> Then:
    verdict = result.verdict if result is not None else Verdict.NOT_APPLICABLE
    return Then(day(started), verdict.value, SAID[verdict])


def _changes(subject: Subject, runs: Sequence[Mapping[Row, Result]]) -> list[Change]:
    """Verdicts of held and broken that turned; what was not judged in between is passed over."""
    found: list[Change] = []
    last: dict[Row, Verdict] = {}
    for run, results in zip(subject.runs, runs, strict=True):
        for row, result in results.items():
            if result.verdict not in (Verdict.HELD, Verdict.BROKEN) or result.level is None:
                continue
            before = last.get(row)
            if before is not None and before is not result.verdict:
                operation = row[1].partition(":")[2] or row[1]
                found.append(
                    Change(
                        row[0],
                        subject.name,
                        operation,
                        SAID[before],
                        SAID[result.verdict],
                        result.verdict.value,
                        day(run.started),
                    )
                )
            last[row] = result.verdict
    return found[::-1]
