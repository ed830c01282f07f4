"""How long answers took: a strip of dots for each operation, on a scale of tens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from statistics import median, quantiles

from wirecheck.reports.html.subjects import Subject, counted, lasting
from wirecheck.wire.exchange import Exchange

LEAST = 1e-4
"""Seconds below which nothing is told apart."""

STEP = 7
"""Pixels from dot to dot, where several lie at one place."""

LANES = 7
"""Dots that are put above each other; more than these lie on one another."""

TICKS = {-4: "0.1 ms", -3: "1 ms", -2: "10 ms", -1: "0.1 s", 0: "1 s", 1: "10 s", 2: "100 s", 3: "1,000 s"}

KINDS = {"served": "served", "refused": "refused", "none": "no whole answer"}


@dataclass(frozen=True, slots=True)
class Timed:
    """One answer: how many seconds it took, and what it was."""

    seconds: float
    kind: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot: its place in percent of the width and in pixels from above, and what it tells."""

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
    count: str
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


def plot(subjects: Sequence[Subject]) -> Plot | None:
    """The plot of the newest runs, or None where nothing was timed."""
    rows = [
        (subject, operation, timed)
        for subject in subjects
        for operation in subject.latest.operations
        if (timed := _timed(subject, operation))
    ]
    if not rows:
        return None
    every = [one.seconds for _, _, timed in rows for one in timed]
    low, high = floor(log10(max(LEAST, min(every)))), ceil(log10(max(LEAST, max(every))))
    high = max(high, low + 1)
    strips = tuple(_strip(subject, operation, timed, low, high) for subject, operation, timed in rows)
    kinds = {dot.kind for strip in strips for dot in strip.dots}
    return Plot(
        strips,
        tuple((_place(10.0**power, low, high), TICKS.get(power, f"10^{power} s")) for power in range(low, high + 1)),
        tuple((kind, said) for kind, said in KINDS.items() if kind in kinds),
    )


def _timed(subject: Subject, operation: str) -> list[Timed]:
    """The answers of an operation; of a run that was read back, those that should have been charged."""
    run = subject.latest
    cases = {case.request: case.operation for case in run.cases}
    if run.exchanges:
        mine = [e for e in run.exchanges if cases.get(e.request, run.operations[0]) == operation]
        return [Timed(e.ended - e.started, _kind(e)) for e in mine if e.ended > e.started > 0]
    return [
        Timed(charge.ended - charge.started, "served" if charge.certain else "none")
        for charge in run.charges
        if charge.operation == operation and charge.ended > charge.started
    ]


def _kind(exchange: Exchange) -> str:
    if exchange.response is None or exchange.failure is not None:
        return "none"
    return "served" if exchange.response.ok else "refused"


def _strip(subject: Subject, operation: str, timed: Sequence[Timed], low: int, high: int) -> Strip:
    # where pictures were served, they are what one waits for
    seconds = sorted(one.seconds for one in timed if one.kind == "served") or sorted(one.seconds for one in timed)
    what = "served answer" if any(one.kind == "served" for one in timed) else "answer"
    middle = median(seconds)
    ninth = quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else middle
    count = counted(len(seconds), what)
    name = operation.partition(":")[2] or operation
    said = f"{count}: half within {lasting(middle)}, nine of ten within {lasting(ninth)}"
    lanes = max((lane for _, lane in _lanes(timed, low, high)), default=0)
    height = (2 * ceil(lanes / 2) + 1) * STEP + 9
    return Strip(
        subject.name,
        name,
        height,
        tuple(_dots(timed, low, high, height / 2)),
        _place(middle, low, high),
        count,
        lasting(middle),
        lasting(ninth),
        lasting(seconds[-1]),
        f"{said}, all within {lasting(seconds[-1])}",
    )


def _dots(timed: Sequence[Timed], low: int, high: int, middle: float) -> Iterator[Dot]:
    for one, lane in _lanes(timed, low, high):
        # the first lies in the middle, the next ones below and above it in turn
        away = (lane + 1) // 2 * STEP * (1 if lane % 2 else -1)
        yield Dot(_place(one.seconds, low, high), middle + away, one.kind, f"{lasting(one.seconds)}, {KINDS[one.kind]}")


def _lanes(timed: Sequence[Timed], low: int, high: int) -> Iterator[tuple[Timed, int]]:
    """Each answer with how many lie at its place already."""
    there: dict[int, int] = {}
    for one in timed:
        place = round(_place(one.seconds, low, high))
        lane = there.get(place, 0)
        there[place] = lane + 1
        yield one, lane % LANES


def _place(seconds: float, low: int, high: int) -> float:
    """Percent of the width."""
    return round(100 * (log10(max(LEAST, seconds)) - low) / (high - low), 2)
