"""
Why a request that ought to be served was not, without a promise being broken.

An excuse is read off one answer, by its status, its envelope and its words; a 2xx excuses nothing but a refusal on
grounds of safety. `judging.trouble` gathers the excuses of a run.
"""

from __future__ import annotations

import enum
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirecheck.reading.likeness import alike
from wirecheck.wire.exchange import FailureKind, Response
from wirecheck.wire.printable import printable

if TYPE_CHECKING:
    from wirecheck.reading.reading import Reading

LONGEST_WORDS = 200
"""Characters of a gateway's own words that are shown."""

READ = 8192
"""Bytes of an answer in which words are looked for."""


class TroubleKind(enum.StrEnum):
    """What stops a request that ought to be served."""

    KEY = "the key was refused"
    MONEY = "the account has no quota left"
    RATE = "too many requests"
    SAFETY = "refused on grounds of safety"
    ACCOUNT = "the account may not do this"
    MODEL = "the model cannot be reached with this account"
    BLOCKED = "blocked on the way"
    OUTAGE = "an outage"
    LOST = "no whole answer"


ON_THE_WAY = frozenset({TroubleKind.BLOCKED, TroubleKind.OUTAGE, TroubleKind.LOST})
"""Kinds in which the gateway does not speak for itself, so that its words say nothing about it."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """
    Why one request went unserved.

    :param kind: None if it was not sent at all.
    :param why: the reason, in a few words.
    :param words: the gateway's own words; empty if it said nothing.
    """

    kind: TroubleKind | None
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class OtherAnswers:
    """
    What the same operation answered to other requests, with which an answer is compared.

    :param served: whether a request with the caller's key was served.
    :param wrong_key: the answer to a request with a key that was never issued.
    :param nowhere: the answer at a made-up path beside the operation's.
    :param key_served_in: the header in which the caller's key was served, although the page does not name it.
    """

    served: bool = True
    wrong_key: Response | None = None
    nowhere: Response | None = None
    key_served_in: str = ""


ALONE = OtherAnswers()
"""Nothing is known of other answers."""

NO_MONEY = re.compile(
    r"insufficient.{0,10}(quota|balance|fund|credit)|quota.{0,20}(not enough|exhausted|failed|insufficient)|billing"
    r"|\bbalance\b|\bcredits?\b|budget.{0,20}exceeded|exceeded.{0,20}budget|spend(ing)?.{0,3}limit|payment.?required"
    r"|out of (funds|money)|\btop.?up\b|recharge|tokenstatusexhausted|arrear"
    r"|(额度|余额|预扣费).{0,6}(不足|用尽|失败)|欠费|充值"
)
UNSAFE = re.compile(
    r"moderation|safety|prohibited_content|sensitive_words|content.?(policy|filter)|prompt_blocked|request blocked"
)
KEY_REFUSED = re.compile(
    r"api.?key|unauthori[sz]ed|unauthenticated|authenticat|credential|access.?token|invalid.?token|令牌|密钥"
    r"|(token|key).{0,30}(expired|invalid|revoked|disabled|not valid|not found|incorrect)"
)
ABOUT_KEYS = re.compile(r"\b(key|token)s?\b|auth|credential|log.?in|sign.?in|令牌|密钥")
NOT_ALLOWED = re.compile(
    r"organi[sz]ation must|unsupported_country|country|territory|user location|ip address|access_denied"
    r"|\b(user|account|project|organi[sz]ation).{0,30}(suspended|banned|disabled|deactivated|blocked|frozen)"
    r"|(封禁|冻结|停用)"
)
"""Errors about what the account may not do, although its key is accepted."""

MODEL_REFUSED = re.compile(
    r"no available (channel|provider|endpoint|deployment)|no (healthy|active) (deployment|channel)"
    r"|(no|not have|without|lacks?) (access|permission).{0,20}\bmodel\b|model.{0,40}not (allowed|permitted|enabled)"
    r"|无可用渠道|没有可用.{0,4}渠道"
)
"""A refusal for one model alone, of a gateway that has the model on its page."""

BLOCK_PAGE = re.compile(
    r"attention required|just a moment|captcha|access denied|been blocked|security check|firewall|ddos|\bwaf\b"
    r"|unusual traffic|are you (a )?human|^error code: 1\d\d\d"
)
LASTING = re.compile(r"not.?found|not supported|does not exist|no such model|invalid(?!_request)|unknown model")
"""Errors that no retry cures, whatever their status; some gateways put `invalid_request` on any error."""

QUOTA = re.compile(r"quota.{0,20}exceed|exceed.{0,20}quota")
"""Words of an empty account, unless a 429 has them."""

NO_OUTAGE = frozenset({501, 505, 511})
"""Statuses of the 5xx that speak of the request or the network, and not of a failure."""

SPOKEN = frozenset({500, 503})
"""Statuses of the 5xx in which the gateway itself may say that the request can never be served."""

TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
PAGE = re.compile(
    r"\s*(<!--.{0,2000}?-->\s*)?<(!doctype html|html|head|body|title|center|h1)\b", re.IGNORECASE | re.DOTALL
)


def excuse(reading: Reading) -> Excuse | None:
    """Why the request was not served; None if there is no excuse, or if it was served."""
    failure, response = reading.exchange.failure, reading.response
    if failure is not None:
        if failure.kind is FailureKind.UNSENT:
            return Excuse(None, failure.message)
        return Excuse(TroubleKind.LOST, f"no whole answer came: {failure.message}", printable(failure.message))
    if response is None:
        return Excuse(None, "no answer came")
    if response.ok:
        refusal = reading.operation.protocol.refusal(reading.answer)
        return Excuse(TroubleKind.SAFETY, refusal, refusal) if refusal else None
    kind = _kind(reading, response)
    if kind is None:
        return None
    return Excuse(kind, f"status {response.status}: {kind}", own_words(reading))


def own_words(reading: Reading) -> str:
    """What an answer says of itself, to be shown: the message of its error, the title of its page, or its text."""
    response = reading.response
    if response is None:
        return ""
    text = reading.error_message or _page_words(response)
    return printable(" ".join(text.split())[:LONGEST_WORDS])


def _kind(reading: Reading, response: Response) -> TroubleKind | None:
    """The kind of trouble that a refusal tells of; the first row that fits."""
    status = response.status
    page = bool(PAGE.match(_text(response)))
    words = (_page_words(response) if page else reading.error_text or _text(response)).lower()
    blocked = (page and status in (403, 406)) or ((page or not response.document.read) and BLOCK_PAGE.search(words))
    no_money = status == 402 or NO_MONEY.search(words) or (status != 429 and QUOTA.search(words))
    rows = (
        (TroubleKind.BLOCKED, status >= 400 and blocked),
        (TroubleKind.MONEY, no_money),
        (TroubleKind.RATE, status == 429),
        (TroubleKind.SAFETY, UNSAFE.search(words)),
        (TroubleKind.MODEL, status >= 400 and MODEL_REFUSED.search(words) and _speaks_for_all(reading)),
        (TroubleKind.MODEL, _is_no_name_of_theirs(reading, status, words)),
        (TroubleKind.KEY, _key_is_refused(reading, status, words)),
        (TroubleKind.ACCOUNT, _account_is_refused(reading, status, words)),
        (TroubleKind.OUTAGE, _failed(reading, status, words)),
    )
    return next((kind for kind, fits in rows if fits), None)


def _is_no_name_of_theirs(reading: Reading, status: int, words: str) -> bool:
    """Whether a model is not known that the caller named, and not the page."""
    name = reading.model.name.lower()
    about = bool(re.search(r"\bmodels?\b", words)) or name in words
    return reading.model.given and 400 <= status < 500 and about and LASTING.search(words) is not None


def _key_is_refused(reading: Reading, status: int, words: str) -> bool:
    """Whether the caller's own key is refused, of which nothing was served."""
    if not reading.has_callers_key or reading.others.served or reading.others.key_served_in:
        return False
    return (
        status in (401, 407) or (status in (400, 403) and bool(KEY_REFUSED.search(words))) or like_a_wrong_key(reading)
    )


def _account_is_refused(reading: Reading, status: int, words: str) -> bool:
    """Whether the account may not do what was asked; a 403 says so by itself, where nothing was served."""
    if status in (400, 401, 403) and NOT_ALLOWED.search(words):
        return True
    return status == 403 and reading.due and not reading.others.served


def like_a_wrong_key(reading: Reading) -> bool:
    """Whether a refusal of the caller's key is what a key gets that was never issued."""
    response, wrong_key = reading.response, reading.others.wrong_key
    if response is None or wrong_key is None or not 400 <= response.status < 500 or not alike(response, wrong_key):
        return False
    # a gateway may look at the request before it looks at the key, and refuse both for the same mistake
    return response.status in (401, 403, 407) or bool(ABOUT_KEYS.search(reading.error_text.lower()))


def _failed(reading: Reading, status: int, words: str) -> bool:
    """Whether the gateway, or something before it, is out of order."""
    failed = status == 408 or (status >= 500 and status not in NO_OUTAGE)
    if not failed or (status in SPOKEN and LASTING.search(words)):
        return False
    return _speaks_for_all(reading)


def _speaks_for_all(reading: Reading) -> bool:
    """Whether an answer may excuse: one to a bad request is the gateway's word on it, where good ones are served."""
    return reading.due or not (reading.others.served or reading.unknown_model)


def _text(response: Response) -> str:
    return response.content[:READ].decode(errors="replace")


def _page_words(response: Response) -> str:
    """The words of a page: its title, or its text."""
    text = _text(response)
    if not PAGE.match(text):
        return text
    title = TITLE.search(text)
    return html.unescape(title[1] if title else TAGS.sub(" ", text))
