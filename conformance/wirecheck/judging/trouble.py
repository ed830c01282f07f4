"""
Trouble: why requests of an operation that ought to be served were not, gathered from the excuses of a run.

Trouble is told once for each operation and kind, with the gateway's own words, and is never a finding.

Held by `tests/reports/test_trouble.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.reading.excuses import TroubleKind
from wirecheck.reading.reading import Reading
from wirecheck.wire.exchange import Request, may_be_charged


@dataclass(frozen=True, slots=True)
class Trouble:
    """
    One kind of trouble of an operation.

    :param words: the gateway's own words, those that came most often; empty if it said nothing.
    :param status: the HTTP status that came most often; 0 where no answer came.
    :param stopped: how many requests it stopped.
    :param maybe_charged: how many of them may have been charged for nothing.
    :param cases: the ids of the cases that it stopped.
    :param due: how many requests of the operation ought to be served.
    :param key: the variable that holds the key of the requests.
    """

    kind: TroubleKind
    operation: str
    words: str
    status: int
    stopped: int
    maybe_charged: int = 0
    cases: tuple[str, ...] = ()
    due: int = 0
    key: str = ""


def troubles(readings: Iterable[tuple[int, Reading]], cases: Mapping[Request, str]) -> tuple[Trouble, ...]:
    """
    The trouble of each operation and kind, in the order in which it began.

    :param readings: with the place of each in the plan.
    :param cases: the id of the case that a request belongs to, if there is one.
    """
    groups: dict[tuple[str, TroubleKind], list[Reading]] = {}
    for _, reading in sorted(readings, key=lambda placed: placed[0]):
        if not reading.due or reading.superseded:
            continue
        excuse = reading.excuse
        if excuse is not None and excuse.kind is not None:
            groups.setdefault((reading.operation.id, excuse.kind), []).append(reading)
    return tuple(_trouble(kind, stopped, cases) for (_, kind), stopped in groups.items())


def _trouble(kind: TroubleKind, stopped: Sequence[Reading], cases: Mapping[Request, str]) -> Trouble:
    seen: Counter[tuple[str, int]] = Counter()
    for reading in stopped:
        excuse, response = reading.excuse, reading.response
        assert excuse is not None
        seen[excuse.words, response.status if response is not None else 0] += 1
    ((words, status), _), *_ = seen.most_common(1)
    ids = [cases[reading.exchange.request] for reading in stopped if reading.exchange.request in cases]
    charged = sum(may_be_charged(reading.exchange) for reading in stopped)
    return Trouble(
        kind,
        stopped[0].operation.id,
        words,
        status,
        len(stopped),
        charged,
        tuple(dict.fromkeys(ids)),
        key=_variable(stopped[0]),
    )


def _variable(reading: Reading) -> str:
    """The name of the variable that stands in a request in place of the key."""
    name, _ = reading.operation.spec.credential(reading.operation, "")
    return (reading.exchange.request.header(name) or "").rpartition("$")[2]


def joined(parts: Iterable[Sequence[Trouble]]) -> tuple[Trouble, ...]:
    """The trouble of several parts of one plan as one; the words of the part in which it stopped the most are kept."""
    groups: dict[tuple[str, TroubleKind], list[Trouble]] = {}
    for trouble in (trouble for part in parts for trouble in part):
        groups.setdefault((trouble.operation, trouble.kind), []).append(trouble)
    return tuple(
        replace(
            max(group, key=lambda trouble: trouble.stopped),
            stopped=sum(trouble.stopped for trouble in group),
            maybe_charged=sum(trouble.maybe_charged for trouble in group),
            cases=tuple(dict.fromkeys(case for trouble in group for case in trouble.cases)),
        )
        for group in groups.values()
    )
