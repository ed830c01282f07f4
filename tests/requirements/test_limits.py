"""The requirement on limits, on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def after(value: str, name: str = "Retry-After") -> tuple[tuple[str, str], ...]:
    return (("Content-Type", "application/json"), (name, value))


LIMIT = "limits/429-says-how-long"
ROWS = [
    (LIMIT, "held", "seconds", lambda m: m.gemini(status=429, headers=after("3"))),
    (LIMIT, "held", "a date", lambda m: m.gemini(status=429, headers=after("Fri, 20 Nov 2026 22:00:00 GMT"))),
    (LIMIT, "held", "a reset", lambda m: m.gemini(status=429, headers=after("12", "X-RateLimit-Reset-Requests"))),
    (LIMIT, "held", "milliseconds", lambda m: m.gemini(status=429, headers=after("900", "retry-after-ms"))),
    (
        LIMIT,
        "held",
        "in the body",
        lambda m: m.gemini(status=429, answer=m.error(details=[{"retryDelay": "9s"}])),
    ),
    (LIMIT, "not_applicable", "no quota", lambda m: m.gemini(status=429, answer=m.error("insufficient_quota"))),
    (LIMIT, "broken", "nothing", lambda m: m.gemini(status=429)),
    (LIMIT, "broken", "a word", lambda m: m.gemini(status=429, headers=after("soon"))),
    (LIMIT, "not_applicable", "no 429", lambda m: m.gemini(status=503)),
    (LIMIT, "not_applicable", "a wrong key", lambda m: m.gemini(status=429, key="Bearer wirecheckWrongKey1")),
    (
        "limits/429-says-how-long",
        "held",
        "in OpenAI's words",
        lambda m: m.images(status=429, answer=m.error("Rate limit reached. Please try again in 12s.")),
    ),
    (
        "limits/429-says-how-long",
        "broken",
        "under another name",
        lambda m: m.images(
            status=429, headers=(("Content-Type", "application/json"), ("llm_provider-retry-after", "1"))
        ),
    ),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
