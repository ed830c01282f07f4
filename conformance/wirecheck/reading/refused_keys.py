"""Keys in exchanges that wirecheck did not send: which of them was refused while another one was served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wirecheck.reading.reading import Credential, Reading
from wirecheck.spec.operation import operation_of
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange

REFUSED = "the key was refused; another key was served"
"""Why the exchanges of a refused key are not judged: it may have expired, or belong to another account."""

_STATUSES = (401, 403, 407)


def with_a_refused_key(exchanges: Iterable[Exchange], operations: Sequence[Operation]) -> list[bool]:
    """
    Of each exchange, whether its key was refused and never served, while another key was.

    Where no key was served, none of them counts as refused: then it may be the gateway that refuses every key.
    """
    keys: list[str] = []
    served: set[str] = set()
    refused: set[str] = set()
    for exchange in exchanges:
        operation = operation_of(exchange.request, operations)
        key = _key(Reading(operation, exchange)) if operation is not None else ""
        keys.append(key)
        if exchange.response is not None and exchange.response.ok:
            served.add(key)
        elif exchange.response is not None and _refuses(exchange):
            refused.add(key)
    gone = refused - served - {""} if served - {""} else set()
    return [key in gone for key in keys]


def _key(reading: Reading) -> str:
    """The key in the documented header; empty where there is none, or wirecheck's own wrong key."""
    if reading.credential is not Credential.CALLERS:
        return ""
    name, _ = reading.operation.spec.credential(reading.operation, "")
    return (reading.exchange.request.header(name) or "").split()[-1]


def _refuses(exchange: Exchange) -> bool:
    """Whether an answer refuses the key; Google does so with 400 and a code of its own."""
    response = exchange.response
    assert response is not None
    return response.status in _STATUSES or (response.status == 400 and b"API_KEY_INVALID" in response.content)
