"""How long answers took: a strip of dots for each operation, on a logarithmic scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from statistics import median, quantiles

from wirecheck.engine.runner import Run
from wirecheck.reports.html.subjects import ReportedSubject, counted, lasting, reported_operations
from wirecheck.wire.exchange import Exchange

LEAST = 1e-4
"""Times below this many seconds are drawn at the same place."""

STEP = 7
"""Pixels between dots that share a place."""

LANES = 7
"""The most dots that are stacked at one place; further dots overlap them."""

TICKS = {-4: "0.1 ms", -3: "1 ms", -2: "10 ms", -1: "0.1 s", 0: "1 s", 1: "10 s", 2: "100 s", 3: "1,000 s"}

KINDS = {"served": "served", "refused": "refused", "none": "no complete answer"}


@dataclass(frozen=True, slots=True)
class Timed:
    """One answer: how many seconds it took, and what it was."""

    seconds: float
    kind: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot: its place in percent of the width and in pixels from above, and its tooltip."""

    x: float
    y: float
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The answers of one operation."""

    subject: str
    operation: str
    height: int
    dots: tuple[Dot, ...]
    median: float
    middle: str
    ninth: str
    slowest: str
    said: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Strips over one axis; ticks are places in percent with their labels."""

    strips: tuple[Strip, ...]
    ticks: tuple[tuple[float, str], ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis between two powers of ten seconds."""

    low: int
    high: int

    def place(self, seconds: float) -> float:
        """Percent of the width."""
        return round(100 * (log10(max(LEAST, seconds)) - self.low) / (self.high - self.low), 2)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """The places of the ticks, with their labels."""
        for power in range(self.low, self.high + 1):
            yield self.place(10.0**power), TICKS.get(power, f"10^{power} s")


def plot(subjects: Sequence[ReportedSubject]) -> Plot | None:
    """The plot of the newest runs, or None where nothing was timed."""
    rows = [
        (subject, operation, answers)
        for subject, operation in reported_operations(subjects)
        if (answers := _timed(subject.latest, operation))
    ]
    if not rows:
        return None
    scale = _scale([answer.seconds for _, _, answers in rows for answer in answers])
    strips = tuple(_strip(subject, operation, answers, scale) for subject, operation, answers in rows)
    kinds = {dot.kind for strip in strips for dot in strip.dots}
    return Plot(strips, tuple(scale.ticks()), tuple((kind, said) for kind, said in KINDS.items() if kind in kinds))


def _scale(seconds: Sequence[float]) -> Scale:
    low, high = floor(log10(max(LEAST, min(seconds)))), ceil(log10(max(LEAST, max(seconds))))
    return Scale(low, max(high, low + 1))


def _timed(run: Run, operation: str) -> list[Timed]:
    """The answers of an operation; for a run read from a report, those that should have been charged."""
    if not run.exchanges:
        charges = [charge for charge in run.charges if charge.operation == operation and charge.ended > charge.started]
        return [Timed(c.ended - c.started, "served" if c.certain else "none") for c in charges]
    operations = {case.request: case.operation for case in run.cases}
    return [
        Timed(exchange.ended - exchange.started, _kind(exchange))
        for exchange in run.exchanges
        if operations.get(exchange.request, run.operations[0]) == operation and exchange.ended > exchange.started > 0
    ]


def _kind(exchange: Exchange) -> str:
    if exchange.response is None or exchange.failure is not None:
        return "none"
    return "served" if exchange.response.ok else "refused"


def _strip(subject: ReportedSubject, operation: str, answers: Sequence[Timed], scale: Scale) -> Strip:
    # served pictures are what callers wait for, so refusals do not count where there are any
    served = sorted(answer.seconds for answer in answers if answer.kind == "served")
    seconds = served or sorted(answer.seconds for answer in answers)
    middle = median(seconds)
    ninth = quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else middle
    count = counted(len(seconds), "served answer" if served else "answer")
    name = operation.partition(":")[2] or operation
    said = f"{count}: half within {lasting(middle)}, nine of ten within {lasting(ninth)}"
    lanes = max((lane for _, lane in _lanes(answers, scale)), default=0)
    height = (2 * ceil(lanes / 2) + 1) * STEP + 9
    return Strip(
        subject.name,
        name,
        height,
        tuple(_dots(answers, scale, height / 2)),
        scale.place(middle),
        lasting(middle),
        lasting(ninth),
        lasting(seconds[-1]),
        f"{said}, all within {lasting(seconds[-1])}",
    )


def _dots(answers: Sequence[Timed], scale: Scale, middle: float) -> Iterator[Dot]:
    for answer, lane in _lanes(answers, scale):
        # a dot plot: the first dot at a place is in the middle, the next ones alternate below and above it
        away = (lane + 1) // 2 * STEP * (1 if lane % 2 else -1)
        said = f"{lasting(answer.seconds)}, {KINDS[answer.kind]}"
        yield Dot(scale.place(answer.seconds), middle + away, answer.kind, said)


def _lanes(answers: Sequence[Timed], scale: Scale) -> Iterator[tuple[Timed, int]]:
    """Each answer with the number of earlier answers at its place."""
    taken: Counter[int] = Counter()
    for answer in answers:
        place = round(scale.place(answer.seconds))
        yield answer, taken[place] % LANES
        taken[place] += 1
