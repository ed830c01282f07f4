"""Why an answer that refuses is no breach, by its status and its words."""

from __future__ import annotations

import json

import pytest

from wirecheck.reading.excuses import excuse
from wirecheck.reading.reading import Reading
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Request, Response

OPERATION = load("apiyi").operation("generateContent")
SAFETY = "status 400: refused on grounds of safety"


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (402, "Payment required", "status 402: the account has no quota left"),
        (403, "You have insufficient quota", "status 403: the account has no quota left"),
        (400, "余额不足", "status 400: the account has no quota left"),
        (429, "Slow down", "status 429, and retries did not cure it"),
        (400, "Rejected by our moderation system", SAFETY),
        (400, "prohibited_content", SAFETY),
        (403, "User location is not supported", "status 403: the account may not do this"),
        (500, "User location is not supported", None),
        (400, "Unknown member `n`", None),
        (404, "Not found", None),
    ],
)
def test_excuses(status: int, message: str, expected: str | None) -> None:
    """Quota, pace, safety, and what an account may not; any other refusal has no excuse."""
    request = Request("POST", OPERATION.url("https://gateway.test", OPERATION.served_model), (), b"{}")
    body = json.dumps({"error": {"message": message}}).encode()
    answer = Response(status, (("Content-Type", "application/json"),), body)
    assert excuse(Reading(OPERATION, Exchange(request, answer))) == expected


def test_no_answer_is_an_excuse() -> None:
    """Nothing can be said of what did not come."""
    assert excuse(Reading(OPERATION, Exchange(Request("POST", "https://gateway.test")))) == "no answer came"
