"""
Trouble in one line, as every format words it.

Held by `tests/reports/test_trouble.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirecheck.engine.runner import Run
from wirecheck.judging.trouble import Trouble
from wirecheck.reading.excuses import TroubleKind


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """
    One kind of trouble of an operation, to be shown.

    :param what: what is wrong, with the gateway's own words.
    :param extent: how many requests it stopped, and how many of them may have been charged.
    :param blocking: whether a `must` requirement of the operation could not be judged.
    """

    operation: str
    kind: str
    what: str
    extent: str
    blocking: bool

    @property
    def text(self) -> str:
        """All of it in one line."""
        return f"{self.operation}: {self.what} ({self.extent})"


def trouble_lines(runs: Sequence[Run]) -> Iterator[TroubleLine]:
    """A line for each operation and kind; of several runs of one target, in their order."""
    for run in runs:
        unjudged = {result.operation for result in run.unjudged}
        for trouble in run.troubles:
            yield line(trouble, blocking=trouble.operation in unjudged)


def line(trouble: Trouble, *, blocking: bool) -> TroubleLine:
    """One kind of trouble in a line."""
    return TroubleLine(trouble.operation, trouble.kind.value, _what(trouble), _extent(trouble), blocking)


def _what(trouble: Trouble) -> str:
    refused_key = trouble.kind is TroubleKind.KEY and trouble.key
    what = f"`${trouble.key}` was refused" if refused_key else trouble.kind.value
    status = f", status {trouble.status}" if trouble.status else ""
    return f"{what}{status}" + (f": {trouble.words}" if trouble.words else "")


def _extent(trouble: Trouble) -> str:
    of = f"{trouble.stopped} of {trouble.due} requests" if trouble.due > 1 else "the only request"
    charged = f"; {trouble.maybe_charged} may have been charged" if trouble.maybe_charged else ""
    return f"{of}{charged}"
