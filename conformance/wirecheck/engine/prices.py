"""
The cost of a plan by the caller's price table; and after a run, what should have been charged.

A table is one price for each billable request, or a file:

    currency = "USD"
    default = 0.04                                # any other model

    [models."gemini-3.1-flash-image-preview"]
    price = 0.04                                  # any other size
    sizes = { "512" = 0.02, "4K" = 0.12 }

    [models."gpt-image-1.5"]
    sizes = { "1024x1024" = 0.04, "1024x1024/high" = 0.17 }

A size may be followed by a slash and a quality; the more specific entry wins. If a request asks for several pictures,
each of them has the price.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from wirecheck.errors import UsageError, meant
from wirecheck.plan import Case, Phase
from wirecheck.reading.reading import REQUEST_ID, Reading
from wirecheck.spec.operation import operation_of
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange, Request, Response, may_be_charged
from wirecheck.wire.lenient_json import text

LONGEST_ID = 120


@dataclass(frozen=True, slots=True)
class Charge:
    """
    A request that should have been charged, to compare with the gateway's console.

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


@dataclass(frozen=True, slots=True)
class Prices:
    """
    Prices of one picture, or of one answer of words.

    :param models: by model, by size (and quality, after a slash); the empty size is any that is not named.
    :param default: of a model that is not named; None where the table has no price for it.
    """

    currency: str = ""
    default: Decimal | None = None
    models: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)

    def of(self, operation: Operation, request: Request) -> Decimal | None:
        """What a request costs when it is served; None where the table has no price for it."""
        reading = Reading(operation, Exchange(request))
        sizes = self.models.get(reading.model.name)
        if sizes is None:
            price = self.default
        else:
            asked = reading.asked
            size = asked.size or _default_size(reading)
            names = (f"{size}/{asked.quality}", size, "")
            price = next((sizes[name] for name in names if name in sizes), None)
        return None if price is None else price * max(1, reading.asked.count or 1)


def _default_size(reading: Reading) -> str:
    """The size of a picture that a request leaves open: what the page documents, else what upstream makes."""
    member = reading.operation.member(reading.operation.protocol.vocabulary.size)
    if member is not None and isinstance(member.default, str):
        return member.default
    return reading.model.facts.default_size if reading.model.facts is not None else ""


def read(given: str) -> Prices:
    """
    A price table, from a number or a TOML file.

    :raises UsageError: it is neither, or the table is not valid.
    """
    try:
        return Prices(default=_price(Decimal(given.strip()), "the price"))
    except InvalidOperation:
        pass
    path = Path(given)
    hint = "a price is a number, such as 0.04, or a TOML file"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"`{given}` is not a valid price, and cannot be read as a file: {why}", hint=hint) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"`{given}` is not valid TOML: {error}", hint=hint) from None
    _known(table, ("currency", "default", "models"), given)
    currency, models = table.get("currency", ""), table.get("models", {})
    if not isinstance(currency, str) or not currency.isprintable():
        raise UsageError(f"`currency` of `{given}` is not a word", hint='such as currency = "USD"')
    if not isinstance(models, dict):
        raise UsageError(f"`models` of `{given}` is not a table", hint='such as [models."gpt-image-1.5"]')
    default = _price(table["default"], f"`default` of `{given}`") if "default" in table else None
    return Prices(currency, default, {name: _model(entry, name, given) for name, entry in models.items()})


def _model(entry: Any, name: str, file: str) -> dict[str, Decimal]:
    where = f"`{name}` of `{file}`"
    if not isinstance(entry, dict):
        return {"": _price(entry, where)}
    _known(entry, ("price", "sizes"), f"{file}, models.{name}")
    sizes = entry.get("sizes", {})
    if not isinstance(sizes, dict):
        raise UsageError(f"`sizes` of {where} is not a table", hint='such as sizes = { "4K" = 0.12 }')
    found = {size: _price(price, f"`{size}` of {where}") for size, price in sizes.items()}
    return found | ({"": _price(entry["price"], where)} if "price" in entry else {})


def _known(table: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    for name in table:
        if name not in names:
            hint = meant(name, names, "wirecheck run --help")
            raise UsageError(f"`{name}` of `{where}` is not a key of a price table", hint=hint)


def _price(value: Any, what: str) -> Decimal:
    hint = "a price is a number that is not negative, such as 0.04"
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        raise UsageError(f"{what} is not a number", hint=hint)
    price = Decimal(value)
    if not price.is_finite() or price < 0 or price > 10**9:
        raise UsageError(f"{what} is not a valid price: {value}", hint=hint)
    return price


# -- before a run ------------------------------------------------------------------------------------------------------


def estimate(cases: Sequence[Case], operations: Mapping[str, Operation], prices: Prices, budget: int | None) -> Money:
    """
    What a plan costs if all goes well, and at worst; never for more requests than the budget allows.

    :param operations: by id.
    """
    billable = [case for case in cases if case.phase is Phase.BILLABLE]
    probes = {(case.operation, case.kind): case for case in reversed(cases) if case.phase is Phase.PROBE}

    def price(case: Case) -> Decimal | None:
        return prices.of(operations[case.operation], case.request)

    first = [price(case) for case in billable[:budget]]
    expected = sum((amount or Decimal() for amount in first), Decimal())
    every = sorted((price(case) or Decimal() for case in (*billable, *probes.values())), reverse=True)
    return Money(prices.currency, expected, sum(every[:budget], Decimal()), None, sum(p is None for p in first))


def said(amount: Decimal, currency: str = "") -> str:
    """An amount for people, such as `0.12 USD`."""
    number = f"{amount:f}"
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    whole, point, rest = number.partition(".")
    if point and len(rest) == 1:
        number = f"{whole}.{rest}0"
    return f"{number} {currency}".strip()


def outlook(money: Money) -> str:
    """What a plan costs in words, such as `0.08 USD if all goes well, 0.16 USD at worst`."""
    unpriced = f"; {money.unpriced} without a price" if money.unpriced else ""
    expected, at_worst = said(money.expected, money.currency), said(money.at_worst, money.currency)
    return f"{expected} if all goes well, {at_worst} at worst{unpriced}"


# -- after it ----------------------------------------------------------------------------------------------------------


def charges(
    exchanges: Iterable[Exchange],
    cases: Mapping[Request, str],
    operations: Sequence[Operation],
    prices: Prices | None = None,
) -> tuple[Charge, ...]:
    """
    Every request that should have been charged, in the order of the exchanges.

    :param cases: the id of the case behind a request, where there is one.
    """
    found = []
    for exchange in exchanges:
        operation = operation_of(exchange.request, operations)
        if operation is None or not may_be_charged(exchange):
            continue
        reading = Reading(operation, exchange)
        found.append(
            Charge(
                case=cases.get(exchange.request, ""),
                operation=operation.id,
                model=reading.model.name,
                asked=_asked(reading),
                started=exchange.started,
                ended=exchange.ended,
                status=exchange.response.status if exchange.response is not None else None,
                request_id=request_id(exchange.response),
                price=prices.of(operation, exchange.request) if prices is not None else None,
                certain=exchange.failure is None and exchange.response is not None and exchange.response.ok,
            )
        )
        reading.forget()
    return tuple(found)


def spent(charges: Iterable[Charge]) -> Decimal:
    """What the charges come to that have a price."""
    return sum((charge.price for charge in charges if charge.price is not None), Decimal())


def _asked(reading: Reading) -> str:
    asked = reading.asked
    if asked.text:
        return "words"
    count = f"{asked.count} of" if asked.count and asked.count > 1 else None
    words = (count, asked.ratio, asked.size, asked.quality, asked.output_format)
    return " ".join(word for word in words if word) or "a picture"


def request_id(response: Response | None) -> str:
    """The id by which a gateway knows a request: from a header that speaks of one, else from the answer itself."""
    if response is None:
        return ""
    named = [(name, value) for name, value in response.headers if REQUEST_ID.search(name.lower()) and value.strip()]
    # of several, the one that says so, before those of proxies on the way
    found = next((value for name, value in sorted(named, key=lambda header: "request" not in header[0].lower())), None)
    if found is None:
        value = response.document.value
        found = text(value, "responseId") or text(value, "id") or ""
    return "".join(char for char in found.strip() if char.isprintable())[:LONGEST_ID]
