"""The progress of a run on stderr: only on a terminal, and only after the first second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from wirecheck.engine.prices import said
from wirecheck.engine.sender import Progress, Step

PATIENCE = 1.0
"""Seconds before progress is shown."""


@contextmanager
def shown(planned: int, currency: str = "") -> Iterator[Callable[[], Progress | None]]:
    """
    A bar over several runs; calling what it gives starts the part of the next one.

    :param planned: cases of all runs; 0 where each step brings its own total.
    :param currency: the currency of the prices.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("checking", total=planned, told="")
    before: list[Step] = []

    def part() -> Progress:
        before.append(Step("", 0, 0, 0, 0))

        def step(step: Step) -> None:
            before[-1] = step
            done, charged = sum(s.done for s in before), sum(s.charged for s in before)
            told = f"{step.flying} in flight, {charged} charged"
            if step.spent is not None:
                told += f", {said(sum((s.spent or Decimal() for s in before), Decimal()), currency)}"
            bar.update(task, completed=done, total=planned or step.planned, description=step.operation, told=told)

        return step

    start = threading.Timer(PATIENCE, bar.start)
    start.daemon = True
    start.start()
    try:
        yield part
    finally:
        start.cancel()
        bar.stop()
