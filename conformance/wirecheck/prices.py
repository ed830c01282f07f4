"""What a plan may cost, by a price table of the caller's; and afterwards, what should have been charged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wirecheck.exchange import Exchange, Request, Trouble
from wirecheck.spec import Operation


@dataclass(frozen=True, slots=True)
class Charge:
    """
    A request that should have been charged, to hold against the gateway's console.

    Times are seconds since the epoch; `asked` is what was asked for in words, such as `21:9 2K`; `certain` is False
    where no whole answer came, and one may have been made.
    """

    case: str
    operation: str
    model: str
    asked: str
    started: float
    ended: float
    status: int | None
    request_id: str
    price: Decimal | None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Money:
    """
    What a plan costs: if all goes well, at worst, and what was charged in the end.

    :param unpriced: billable requests of the plan that the table has no price for.
    """

    currency: str
    expected: Decimal
    at_worst: Decimal
    charged: Decimal | None = None
    unpriced: int = 0


class Prices:
    def of(self, operation: Operation, request: Request) -> Decimal | None:
        raise NotImplementedError


def charged(exchange: Exchange) -> bool:
    """Whether a request was charged, or may have been: its answer may have been made and lost."""
    if exchange.request.method == "GET":
        return False
    if exchange.failure is not None:
        return exchange.failure.trouble in (Trouble.TIMEOUT, Trouble.CUT, Trouble.TOO_LARGE)
    return exchange.response is not None and exchange.response.ok


def charges(
    exchanges: Iterable[Exchange], cases: Mapping[Request, str], operations: Sequence[Operation], prices: Prices | None
) -> tuple[Charge, ...]:
    return tuple(Charge(cases.get(e.request, ""), "", "", "", e.started, e.ended, None, "", None) for e in exchanges if charged(e))


def estimate(cases, operations, prices, budget):  # type: ignore[no-untyped-def]
    return Money("", Decimal(), Decimal())


def said(amount: Decimal, currency: str) -> str:
    return f"{amount} {currency}"
