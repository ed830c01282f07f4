"""Why a documented request may go unserved without a promise being broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirecheck.reading.reading import Reading

NO_QUOTA = re.compile(
    r"insufficient.{0,10}quota|quota.{0,20}(not enough|exhausted|failed)|billing|\bbalance\b|credit"
    r"|tokenstatusexhausted|额度.{0,6}(不足|用尽)|余额不足|欠费"
)
UNSAFE = re.compile(
    r"moderation|safety|prohibited_content|sensitive_words|content.?(policy|filter)|prompt_blocked|request blocked"
)
LASTING = re.compile(r"no available channel|not.?found|not supported|does not exist|invalid(?!_request)")
"""Errors that no retry cures, whatever their status; some gateways put `invalid_request` on any error."""

NOT_ALLOWED = re.compile(
    r"organi[sz]ation must|unsupported_country|country|territory|user location|ip address|no access to|access_denied"
)
"""Errors about what the account may not do, although its key is accepted."""


def excuse(reading: Reading) -> str | None:
    """Why the request was not served, in words; None if there is no excuse, or if it was served."""
    if reading.exchange.failure is not None:
        return f"no whole answer came: {reading.exchange.failure.message}"
    response = reading.response
    if response is None:
        return "no answer came"
    if response.ok:
        return reading.operation.protocol.refusal(reading.answer)
    why = _refused(reading, response.status, reading.error_text.lower())
    return f"status {response.status}{why}" if why else None


def _refused(reading: Reading, status: int, words: str) -> str:
    if status == 402 or NO_QUOTA.search(words):
        return ": the account has no quota left"
    if status == 429:
        return ", and retries did not cure it"
    if UNSAFE.search(words):
        return ": refused on grounds of safety"
    if status in (400, 401, 403) and NOT_ALLOWED.search(words):
        return ": the account may not do this"
    passing = status in reading.operation.retry and reading.exchange.attempt == 1
    if reading.documented and passing and not LASTING.search(words):
        return ", and nobody asked again"
    return ""
