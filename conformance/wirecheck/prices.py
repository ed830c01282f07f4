"""What a plan may cost, by a price table of the caller's; and afterwards, what should have been charged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


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
