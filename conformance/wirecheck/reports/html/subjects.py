"""Runs grouped by what was tested: a subject for each target, with its runs from the oldest to the newest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from wirecheck.engine.runner import Run
from wirecheck.judging.findings import Result
from wirecheck.requirements.requirement import Level, Verdict

KINDS = {"live": "live", "emulated": "its emulator", "replay": "from a tape"}
"""What a target's kind means to a reader."""


@dataclass(frozen=True, slots=True)
class ReportedSubject:
    """
    What was tested, and its runs from the oldest to the newest.

    :param name: the provider, and what distinguishes it where there are several.
    """

    name: str
    kind: str
    runs: tuple[Run, ...]

    @property
    def latest(self) -> Run:
        return self.runs[-1]

    @property
    def emulated(self) -> bool:
        return self.kind == "emulated"

    @property
    def kind_said(self) -> str:
        return KINDS.get(self.kind, self.kind)


def reported_subjects(runs: Sequence[Run]) -> list[ReportedSubject]:
    """The subjects of a report, in the order of their first runs."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run.target, []).append(run)
    names = [group[0].provider for group in groups.values()]
    return [
        ReportedSubject(
            name if names.count(name) == 1 else group[0].target,
            kind(group[0]),
            tuple(sorted(group, key=lambda run: run.started)),
        )
        for name, group in zip(names, groups.values(), strict=True)
    ]


def reported_operations(subjects: Sequence[ReportedSubject]) -> Iterator[tuple[ReportedSubject, str]]:
    """Each operation of the newest runs, with its subject."""
    for subject in subjects:
        for operation in subject.latest.operations:
            yield subject, operation


def kind(run: Run) -> str:
    """The kind of a run's target: `live`, `emulated`, `replay`."""
    return run.target.partition(":")[0]


def applying(run: Run, level: Level) -> list[Result]:
    """The results of one level that apply."""
    return [r for r in run.results if r.level is level and r.verdict is not Verdict.NOT_APPLICABLE]


def day(seconds: float) -> str:
    """A day for people: `21 November 2026`."""
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%B %Y}"


def moment(seconds: float) -> str:
    """A moment for people: `2026-11-21 07:46 UTC`."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def lasting(seconds: float) -> str:
    """A duration with about two digits: `0.4 ms`, `12 s`, `3 min 5 s`."""
    if seconds < 0.001:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: `1 request`, `1,200 requests`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def printable(text: str) -> str:
    """A text without control characters and marks of direction; line breaks are kept."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
