"""How long an answer asks its caller to wait: `Retry-After`, `retry-after-ms`, or `retryDelay` in the body."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from wirecheck.wire.exchange import Response
from wirecheck.wire.lenient_json import walk

LONGEST_WAIT = 60.0
"""The longest wait in seconds that a run accepts; if it is asked to wait longer, it does not retry."""


def wait_asked(response: Response, now: float) -> float | None:
    """Seconds to wait from `now` (seconds since the epoch) on, or None if the answer does not say."""
    milliseconds = response.header("retry-after-ms")
    if milliseconds and re.fullmatch(r"\d+(\.\d+)?", milliseconds.strip()):
        return float(milliseconds) / 1000
    after = response.header("retry-after")
    if after is not None:
        return read_retry_after(after, now)
    for path, value in walk(response.document.value):
        if path.endswith("retryDelay") and isinstance(value, str):
            found = re.fullmatch(r"(\d+(?:\.\d+)?)s", value)
            if found:
                return float(found[1])
    return None


def read_retry_after(value: str, now: float) -> float | None:
    """Seconds from `now` on that a `Retry-After` asks for, or None if it cannot be read."""
    if re.fullmatch(r"\d+(\.\d+)?", value.strip()):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError):
        return None
