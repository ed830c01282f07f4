"""How long an answer asks its caller to wait, in every place where gateways say so."""

from __future__ import annotations

import json

import pytest

from wirecheck.wire.exchange import Response
from wirecheck.wire.retry_after import wait_asked

NOW = 1_800_000_000.0  # Friday, 15 January 2027, 08:00:00 UTC

DETAILS = {"error": {"details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "12.5s"}]}}
HEADERS = [
    ({"Retry-After": "7"}, None, 7.0),
    ({"retry-after": " 0 "}, None, 0.0),
    ({"Retry-After": "1.5"}, None, 1.5),
    ({"Retry-After": "Fri, 15 Jan 2027 08:00:30 GMT"}, None, 30.0),
    ({"Retry-After": "Fri, 15 Jan 2027 07:00:00 GMT"}, None, 0.0),
    ({"Retry-After": "soon"}, None, None),
    ({"Retry-After": "-3"}, None, None),
    ({"Retry-After": ""}, None, None),
    ({"Retry-After": "Fri, 99 Foo 2027 08:00:30 GMT"}, None, None),
    ({"retry-after-ms": "1500", "Retry-After": "9"}, None, 1.5),
    ({"retry-after-ms": "x", "Retry-After": "9"}, None, 9.0),
    ({}, DETAILS, 12.5),
    ({"Retry-After": "3"}, DETAILS, 3.0),
    ({}, {"retryDelay": "5"}, None),
    ({}, {"retryDelay": 5}, None),
    ({}, {}, None),
]


@pytest.mark.parametrize(("headers", "body", "seconds"), HEADERS)
def test_the_wait_is_found(headers: dict[str, str], body: object, seconds: float | None) -> None:
    """Seconds, a date, milliseconds or a delay in the body; what cannot be read is as if it were not there."""
    response = Response(429, tuple(headers.items()), json.dumps(body).encode())
    assert seconds == wait_asked(response, NOW)


def test_a_huge_wait_is_a_number() -> None:
    """A wait of more digits than a float has is a long wait and no crash."""
    assert wait_asked(Response(429, (("Retry-After", "9" * 400),)), NOW) == float("inf")
