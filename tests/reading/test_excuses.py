"""Why an answer that refuses is no breach, by its status, its envelope and its words."""

from __future__ import annotations

import json

import pytest

from wirecheck.reading.excuses import Excuse, OtherAnswers, TroubleKind, excuse
from wirecheck.reading.reading import Reading
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Headers, Request, Response

OPERATION = load("apiyi").operation("generateContent")
KEY: Headers = (("Authorization", "Bearer $APIYI_API_KEY"),)
PROMPT = b'{"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": {"responseModalities": ["IMAGE"]}}'
WRONG = b'{"contents": [{"parts": [{"text": "a boat"}]}], "generationConfig": {"responseModalities": 7}}'
SERVES, SERVES_NOTHING = OtherAnswers(served=True), OtherAnswers(served=False)


def read(
    answer: Response | None, body: bytes = PROMPT, others: OtherAnswers = SERVES, headers: Headers = KEY
) -> Reading:
    request = Request("POST", OPERATION.url("https://gateway.test", OPERATION.served_model), headers, body)
    return Reading(OPERATION, Exchange(request, answer), others=others)


def error(status: int, message: str) -> Response:
    body = json.dumps({"error": {"message": message}}).encode()
    return Response(status, (("Content-Type", "application/json"),), body)


def page(status: int, title: str, text: str = "") -> Response:
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{text}</h1></body></html>".encode()
    return Response(status, (("Content-Type", "text/html"),), body)


SPOKEN = [
    (402, "Payment required", TroubleKind.MONEY),
    (403, "You have insufficient quota", TroubleKind.MONEY),
    (400, "余额不足", TroubleKind.MONEY),
    (400, "Budget has been exceeded! Current cost: 5.0", TroubleKind.MONEY),
    (403, "预扣费额度失败", TroubleKind.MONEY),
    (429, "Slow down", TroubleKind.RATE),
    (429, "Quota exceeded for requests per minute", TroubleKind.RATE),
    (400, "Rejected by our moderation system", TroubleKind.SAFETY),
    (400, "prohibited_content", TroubleKind.SAFETY),
    (403, "User location is not supported", TroubleKind.ACCOUNT),
    (503, "No available channel for this model", TroubleKind.MODEL),
    (403, "This token has no access to model gemini-3", TroubleKind.MODEL),
    (500, "upstream failed", TroubleKind.OUTAGE),
    (529, "overloaded", TroubleKind.OUTAGE),
    (500, "the model does not exist", None),
    (501, "not implemented", None),
    (400, "Unknown member `n`", None),
    (404, "Not found", None),
]


@pytest.mark.parametrize(("status", "message", "kind"), SPOKEN)
def test_what_a_gateway_says_is_trouble_of_a_kind(status: int, message: str, kind: TroubleKind | None) -> None:
    """Quota, pace, safety, what an account may not, and an outage; any other refusal has no excuse."""
    found = excuse(read(error(status, message)))
    assert (found.kind if found else None) is kind
    assert found is None or (found.words, found.why) == (message, f"status {status}: {kind}")


PAGES = [
    (page(502, "502 Bad Gateway", "nginx"), TroubleKind.OUTAGE, "502 Bad Gateway"),
    (page(502, "gw.test | 502: Bad gateway", "Cloudflare"), TroubleKind.OUTAGE, "gw.test | 502: Bad gateway"),
    (page(403, "Attention Required! | Cloudflare"), TroubleKind.BLOCKED, "Attention Required! | Cloudflare"),
    (page(503, "Just a moment...", "Enable JavaScript"), TroubleKind.BLOCKED, "Just a moment..."),
    (page(403, "", "Request rejected &amp; logged"), TroubleKind.BLOCKED, "Request rejected & logged"),
    (Response(403, (), b"error code: 1020"), TroubleKind.BLOCKED, "error code: 1020"),
    (Response(503, (), b"no healthy upstream"), TroubleKind.OUTAGE, "no healthy upstream"),
    (Response(504, (), b""), TroubleKind.OUTAGE, ""),
    (page(404, "404 Not Found"), None, ""),
]


@pytest.mark.parametrize(("answer", "kind", "words"), PAGES)
def test_what_stands_before_a_gateway_is_trouble_too(answer: Response, kind: TroubleKind | None, words: str) -> None:
    """A proxy's page is told by its title, or its text."""
    found = excuse(read(answer))
    assert ((found.kind, found.words) if found else (None, "")) == (kind, words)


def test_a_bad_request_is_excused_by_an_outage_alone() -> None:
    """Where good requests are served, a 5xx to a bad one is the gateway's word on it."""
    answer = error(500, "failed")
    assert excuse(read(answer, WRONG, SERVES)) is None
    assert excuse(read(answer, WRONG, SERVES_NOTHING)) == Excuse(TroubleKind.OUTAGE, "status 500: an outage", "failed")


REFUSED_KEYS = [
    (401, "Invalid token"),
    (403, "API key expired"),
    (400, "API key not valid. Please pass a valid API key."),
]


@pytest.mark.parametrize(("status", "message"), REFUSED_KEYS)
def test_a_refused_key_is_the_callers_trouble(status: int, message: str) -> None:
    """Unless the same key is served elsewhere, or it is not the caller's key at all."""
    answer = error(status, message)
    found = excuse(read(answer, others=SERVES_NOTHING))
    assert found is not None
    assert (found.kind, found.words) == (TroubleKind.KEY, message)
    assert excuse(read(answer, others=SERVES)) is None
    assert excuse(read(answer, others=SERVES_NOTHING, headers=())) is None


def test_no_success_is_an_excuse() -> None:
    """A 200 excuses nothing, whatever it says, but a picture that is refused on grounds of safety."""
    assert excuse(read(error(200, "insufficient quota"))) is None
    blocked = Response(200, (), b'{"promptFeedback": {"blockReason": "SAFETY"}}')
    found = excuse(read(blocked))
    assert found is not None
    assert found.kind is TroubleKind.SAFETY


def test_no_answer_is_an_excuse() -> None:
    """Nothing can be said of what did not come; what was not sent is nobody's trouble."""
    assert excuse(read(None)) == Excuse(None, "no answer came")
    request = Request("POST", "https://gateway.test")
    unsent = Exchange(request, failure=Failure(FailureKind.UNSENT, "left out: the budget is spent"))
    assert excuse(Reading(OPERATION, unsent)) == Excuse(None, "left out: the budget is spent")
    lost = Exchange(request, failure=Failure(FailureKind.TIMEOUT, "no complete answer within 5 s"))
    words = "no complete answer within 5 s"
    assert excuse(Reading(OPERATION, lost)) == Excuse(TroubleKind.LOST, f"no whole answer came: {words}", words)
