"""
Honest answers that a sceptic could think of, judged without any server: none of them is blamed.

It is one table, and long for that.
"""

from __future__ import annotations

import base64
import copy
import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image

from wirecheck import Exchange, Request, Response, judge, load
from wirecheck.judging.judge import assess
from wirecheck.reading.excuses import TroubleKind
from wirecheck.secrets.key_patterns import WRONG_KEY

NOW = time.time()
EXAMPLES = {
    "apiyi": "curl-request",
    "deerapi": "curl",
    "dgrid": "generating-an-image",
    "gemini-native": "image-generation",
}


def picture(width: int, height: int, format: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height), Image.Resampling.NEAREST).save(out, format)
    return out.getvalue()


PIXELS = {"apiyi": (2752, 1536), "deerapi": (4096, 4096), "dgrid": (1024, 1024), "gemini-native": (2752, 1536)}


def shown(content: bytes, media: str = "image/png", **more: Any) -> dict[str, Any]:
    return {"inlineData": {"mimeType": media, "data": base64.b64encode(content).decode()}, **more}


def served(provider: str, parts: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """A truthful answer to a provider's own example; `changes` replace members of the candidate or the answer."""
    if parts is None:
        parts = [shown(picture(*PIXELS[provider]))]
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}
    answer: dict[str, Any] = {
        "candidates": [candidate],
        "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 1680, "totalTokenCount": 1690},
    }
    for name, value in changes.items():
        (candidate if name in ("finishReason", "content", "safetyRatings", "finishMessage") else answer)[name] = value
    return answer


def error(message: Any, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


@dataclass(frozen=True)
class Case:
    """An honest answer: to the page's own example, changed or not, and what may be said of it all the same."""

    id: str
    provider: str
    answer: Any
    status: int = 200
    operation: str = "generateContent"
    change: dict[str, Any] | None = None
    body: dict[str, Any] | None = None
    key: str = "$KEY"
    method: str = "POST"
    model: str | None = None
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"), ("x-request-id", "r1"))
    allowed: tuple[str, ...] = ()


def exchange(case: Case) -> Exchange:
    operation = load(case.provider).operation(case.operation)
    wanted = EXAMPLES[case.provider] if case.operation == "generateContent" else "curl"
    body: Any = copy.deepcopy(next(e.value for e in operation.examples if e.name == wanted))
    if case.body is not None:
        body = case.body
    for path, value in (case.change or {}).items():
        *outer, last = path.split(".")
        here = body
        for name in outer:
            here = here.setdefault(name, {})
        here[last] = value
    in_path = "/models/" in operation.path
    url = operation.url("https://gateway.test", (case.model or operation.served_model) if in_path else None)
    headers = [("Content-Type", "application/json")]
    if case.key:
        headers.append(operation.spec.credential(operation, case.key))
    raw = case.answer if isinstance(case.answer, bytes) else json.dumps(case.answer).encode()
    request = Request(case.method, url, tuple(headers), json.dumps(body).encode() if case.method == "POST" else b"")
    return Exchange(request, Response(case.status, case.headers, raw), started=NOW - 9, ended=NOW)


def image(**changes: Any) -> dict[str, Any]:
    """A truthful answer to DeerAPI's sample over OpenAI's protocol."""
    return {
        "created": int(NOW),
        "output_format": "jpeg",
        "quality": "low",
        "size": "1024x1024",
        "background": "opaque",
        "usage": {"input_tokens": 16, "output_tokens": 208, "total_tokens": 224},
        "data": [{"b64_json": base64.b64encode(picture(1024, 1024, "JPEG")).decode()}],
        **changes,
    }


WRONG = f"{WRONG_KEY}0123456789abcdef"
DRAFT = shown(picture(512, 512), thought=True)
CONFIG = "generationConfig"

SERVED = [
    Case("plain", "apiyi", served("apiyi")),
    Case("plain-deerapi", "deerapi", served("deerapi")),
    Case("plain-dgrid", "dgrid", served("dgrid")),
    Case("plain-native", "gemini-native", served("gemini-native")),
    Case("max-tokens-with-a-picture", "apiyi", served("apiyi", finishReason="MAX_TOKENS")),
    Case("jpg-for-jpeg", "apiyi", served("apiyi", [shown(picture(2752, 1536, "JPEG"), "image/jpg")])),
    Case("upper-case-media-type", "apiyi", served("apiyi", [shown(picture(2752, 1536), "IMAGE/PNG")])),
    Case("bytes-after-the-picture", "apiyi", served("apiyi", [shown(picture(2752, 1536) + b"\0" * 16)])),
    Case("an-appended-manifest", "apiyi", served("apiyi", [shown(picture(2752, 1536) + b"\0c2pa" * 2000)])),
    Case(
        "bytes-after-a-jpeg",
        "apiyi",
        served("apiyi", [shown(picture(2752, 1536, "JPEG") + b"tail" * 100, "image/jpeg")]),
    ),
    Case(
        "thoughts-outside",
        "deerapi",
        served(
            "deerapi",
            usageMetadata={
                "promptTokenCount": 10,
                "candidatesTokenCount": 2520,
                "thoughtsTokenCount": 70,
                "totalTokenCount": 2600,
            },
        ),
    ),
    Case(
        "thoughts-inside",
        "deerapi",
        served(
            "deerapi",
            usageMetadata={
                "promptTokenCount": 10,
                "candidatesTokenCount": 2520,
                "thoughtsTokenCount": 70,
                "totalTokenCount": 2530,
            },
        ),
    ),
    Case(
        "tool-prompts-count",
        "deerapi",
        served(
            "deerapi",
            usageMetadata={
                "promptTokenCount": 10,
                "candidatesTokenCount": 2520,
                "toolUsePromptTokenCount": 5,
                "totalTokenCount": 2535,
            },
        ),
    ),
    Case(
        "null-thought-tokens",
        "deerapi",
        served(
            "deerapi",
            usageMetadata={
                "promptTokenCount": 10,
                "candidatesTokenCount": 2520,
                "thoughtsTokenCount": None,
                "totalTokenCount": 2530,
            },
        ),
    ),
    Case(
        "null-details",
        "gemini-native",
        served(
            "gemini-native",
            usageMetadata={
                "promptTokenCount": 10,
                "candidatesTokenCount": 1680,
                "thoughtsTokenCount": None,
                "totalTokenCount": 1690,
                "promptTokensDetails": None,
            },
        ),
    ),
    Case(
        "nulls-of-a-go-struct",
        "apiyi",
        served("apiyi", safetyRatings=None, finishMessage=None, promptFeedback=None, citationMetadata=None),
    ),
    Case("a-null-text-beside-the-picture", "apiyi", served("apiyi", [shown(picture(2752, 1536), text=None)])),
    Case("an-empty-text-beside-the-picture", "apiyi", served("apiyi", [shown(picture(2752, 1536), text="")])),
    Case(
        "crlf-around-the-document",
        "apiyi",
        b"\r\n\r\n" + json.dumps(served("apiyi"), indent=1).replace("\n", "\r\n").encode() + b"\r\n",
    ),
    Case(
        "a-charset-of-no-standard",
        "apiyi",
        served("apiyi"),
        headers=(("CONTENT-TYPE", "application/json;charset=UTF8"),),
    ),
    Case("a-ga-name-for-a-preview", "apiyi", served("apiyi", modelVersion="gemini-3.1-flash-image")),
    Case("a-pixel-variant", "apiyi", served("apiyi", [shown(picture(2816, 1536))])),
    Case(
        "a-thought-before-the-picture-when-asked",
        "apiyi",
        served("apiyi", [{"text": "hm", "thought": True}, shown(picture(2752, 1536))]),
        change={f"{CONFIG}.thinkingConfig": {"includeThoughts": True}},
    ),
    Case(
        "a-draft-before-the-picture-when-asked",
        "apiyi",
        served("apiyi", [DRAFT, shown(picture(2752, 1536))]),
        change={f"{CONFIG}.thinkingConfig": {"includeThoughts": True}},
    ),
    Case(
        "drafts-of-the-same-shape", "apiyi", served("apiyi", [shown(picture(2752, 1536), thoughtSignature="c2ln")] * 2)
    ),
    Case(
        "no-request-id-at-apiyi",
        "apiyi",
        error("no", code="bad"),
        400,
        change={f"{CONFIG}.imageConfig.aspectRatio": "7:5:3"},
        headers=(("Content-Type", "application/json"),),
    ),
    Case("no-finish-reason-where-none-is-shown", "deerapi", served("deerapi", finishReason=None)),
    Case("jpeg-echoed-as-jpg", "deerapi", image(output_format="jpg"), operation="createImage"),
    Case(
        "echoes-left-out",
        "deerapi",
        {k: v for k, v in image().items() if k in ("created", "usage", "data")},
        operation="createImage",
    ),
    Case("a-clock-off-by-minutes", "deerapi", image(created=int(NOW) - 600), operation="createImage"),
    Case(
        "both-containers-one-empty",
        "deerapi",
        image(data=[{**image()["data"][0], "url": "", "revised_prompt": None}]),
        operation="createImage",
    ),
]

UNSERVED = [
    Case(
        "a-blocked-prompt",
        "apiyi",
        {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 9}},
    ),
    Case(
        "a-blocked-prompt-with-null-candidates",
        "apiyi",
        {"candidates": None, "promptFeedback": {"blockReason": "OTHER"}, "usageMetadata": {"promptTokenCount": 9}},
    ),
    Case(
        "a-blocked-prompt-with-no-usage",
        "gemini-native",
        {"candidates": [], "promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": None},
    ),
    Case(
        "image-safety-without-content",
        "apiyi",
        {"candidates": [{"finishReason": "IMAGE_SAFETY", "index": 0}], "usageMetadata": {"promptTokenCount": 9}},
    ),
    Case("image-safety-with-null-content", "apiyi", served("apiyi", content=None, finishReason="IMAGE_SAFETY")),
    Case("image-safety-with-empty-content", "apiyi", served("apiyi", content={}, finishReason="IMAGE_SAFETY")),
    Case("image-safety-with-empty-parts", "dgrid", served("dgrid", [], finishReason="IMAGE_SAFETY")),
    Case(
        "image-safety-with-null-parts",
        "gemini-native",
        served("gemini-native", content={"parts": None, "role": "model"}, finishReason="IMAGE_SAFETY"),
    ),
    Case(
        "prohibited-with-a-text",
        "apiyi",
        served("apiyi", [{"text": "I cannot draw that."}], finishReason="PROHIBITED_CONTENT"),
    ),
    Case(
        "moderation-in-openai-s-words",
        "deerapi",
        error("Your request was rejected by the safety system.", code="moderation_blocked"),
        400,
        "createImage",
    ),
    Case(
        "content-policy",
        "deerapi",
        error("Your prompt may contain text that is not allowed.", code="content_policy_violation"),
        400,
        "createImage",
    ),
    Case(
        "azure-s-content-filter",
        "deerapi",
        error("The response was filtered.", code="content_filter"),
        400,
        "createImage",
    ),
    Case("quota-by-403", "deerapi", error("nothing left", code="insufficient_user_quota"), 403),
    Case(
        "quota-of-a-token-by-403",
        "apiyi",
        error(
            "token quota is not enough, token remain quota: $0.01, need quota: $0.09",
            code="pre_consume_token_quota_failed",
        ),
        403,
    ),
    Case("quota-in-chinese", "apiyi", error("用户额度不足, 剩余额度: $0.00", type="new_api_error"), 403),
    Case("quota-by-429", "deerapi", error("You exceeded your current quota.", code="insufficient_quota"), 429),
    Case("quota-by-402", "dgrid", {"detail": "Payment required"}, 402),
    Case(
        "google-s-quota-with-a-delay",
        "gemini-native",
        {
            "error": {
                "code": 429,
                "message": "slow down",
                "status": "RESOURCE_EXHAUSTED",
                "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "36.5s"}],
            }
        },
        429,
    ),
    Case(
        "a-retired-model-of-the-page",
        "deerapi",
        error("The model `dall-e-3` has been deprecated.", code="model_not_found"),
        404,
        "createImage",
        change={"model": "dall-e-3"},
    ),
    Case(
        "a-retired-model-without-a-channel",
        "deerapi",
        error("No available channel for model dall-e-3 under group default", code="model_not_found"),
        503,
        "createImage",
        change={"model": "dall-e-3"},
    ),
]

REFUSED = [
    Case(
        "google-s-400-for-a-bad-key",
        "gemini-native",
        {
            "error": {
                "code": 400,
                "message": "API key not valid. Please pass a valid API key.",
                "status": "INVALID_ARGUMENT",
            }
        },
        400,
        key=WRONG,
    ),
    Case(
        "google-s-403-for-no-key",
        "gemini-native",
        {
            "error": {
                "code": 403,
                "message": "Method doesn't allow unregistered callers.",
                "status": "PERMISSION_DENIED",
            }
        },
        403,
        key="",
    ),
    Case(
        "a-404-in-odd-words",
        "apiyi",
        error("publisher resource could not be located"),
        404,
        model="wirecheck-no-such-model",
    ),
    Case(
        "a-400-for-a-model",
        "dgrid",
        {"code": 20012, "msg": "Model does not exist", "data": None},
        400,
        model="wirecheck-no-such-model",
    ),
    Case(
        "a-422-with-a-list",
        "deerapi",
        {"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]},
        422,
        "createImage",
        body={"model": "gpt-image-2"},
    ),
    Case("a-detail-that-is-an-object", "dgrid", {"detail": {"reason": "contents"}}, 422, body={"contents": 7}),
    Case("a-message-that-is-an-object", "dgrid", error({"en": "contents"}), 400, body={"contents": 7}),
    Case(
        "problem-json",
        "dgrid",
        {"type": "about:blank", "title": "Bad Request", "status": 400},
        400,
        body={"contents": 7},
        headers=(("content-type", "application/problem+json"),),
    ),
    Case(
        "a-list-of-one-error",
        "gemini-native",
        [{"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}],
        400,
        body={"contents": 7},
    ),
    Case(
        "an-id-in-the-message",
        "deerapi",
        error("bad body (request id: 20261120)"),
        400,
        body={"contents": 7},
        headers=(("content-type", "application/json"),),
    ),
    Case(
        "a-404-page-for-get",
        "apiyi",
        b"404 page not found",
        404,
        method="GET",
        headers=(("content-type", "text/plain"),),
    ),
    Case(
        "a-single-page-app-for-get",
        "apiyi",
        b"<!doctype html><html><body>console</body></html>",
        method="GET",
        headers=(("content-type", "text/html"),),
    ),
    Case(
        "upstream-s-values-refused",
        "dgrid",
        error("imageSize 4K is not offered"),
        400,
        change={f"{CONFIG}.imageConfig.imageSize": "4K"},
    ),
    Case("two-at-once-refused", "deerapi", error("n must be 1"), 400, "createImage", change={"n": 2}),
    Case(
        "what-the-page-requires-of-every-model",
        "gemini-native",
        error("imageSize is required"),
        400,
        model="gemini-2.5-flash-image",
        body={
            "contents": [{"parts": [{"text": "a"}]}],
            CONFIG: {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "21:9"}},
        },
    ),
    Case(
        "grounding-works-after-all",
        "apiyi",
        served("apiyi")
        | {"candidates": [served("apiyi")["candidates"][0] | {"groundingMetadata": {"webSearchQueries": ["a"]}}]},
        change={"tools": [{"google_search": {}}]},
    ),
]


def told(cases: Sequence[Case]) -> list[tuple[str, str, str]]:
    found = judge([exchange(case) for case in cases], cases[0].provider)
    allowed = {id for case in cases for id in case.allowed}
    return [(str(f.level), f.requirement, f.message) for f in found if f.requirement not in allowed]


@pytest.mark.parametrize("case", SERVED, ids=lambda case: case.id)
def test_an_honest_answer_is_blameless(case: Case) -> None:
    """A picture as promised, told in another gateway's way, breaks nothing."""
    assert told([case]) == []


@pytest.mark.parametrize("case", UNSERVED, ids=lambda case: case.id)
def test_what_cannot_be_judged_is_not_blamed(case: Case) -> None:
    """No picture for reasons of safety, quota or a model's retirement upstream is nobody's breach."""
    assert told([case]) == []


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_an_honest_refusal_is_blameless(case: Case) -> None:
    """A bad key, model, method or body may be refused in any readable way."""
    assert told([case]) == []


GONE = [
    Case(
        "google",
        "gemini-native",
        {
            "error": {
                "code": 404,
                "message": "models/gemini-3.1-flash-image-preview is not found for API version v1beta, or is not "
                "supported for generateContent.",
                "status": "NOT_FOUND",
            }
        },
        404,
    ),
]


@pytest.mark.parametrize("case", GONE, ids=lambda case: case.id)
def test_a_model_that_is_gone_is_one_finding(case: Case) -> None:
    """A model that is no longer sold is one finding with a hint, and the premise of all others."""
    found = judge([exchange(case)], case.provider)
    assert [f.requirement for f in found] == ["endpoint/model-is-served"]
    assert "--model" in found[0].message


def test_a_model_without_a_channel_is_trouble() -> None:
    """A gateway that has the model, and no channel for this account, has not broken its word."""
    words = "No available channel for model gemini-3.1-flash-image-preview under group default (distributor)"
    case = Case("new-api", "apiyi", error(words, code="model_not_found", type="new_api_error"), 503)
    spec = load("apiyi")
    judgement = assess([exchange(case)], spec.operations)
    assert judgement.findings == ()
    (trouble,) = judgement.troubles
    assert (trouble.kind, trouble.status, trouble.stopped, trouble.due) == (TroubleKind.MODEL, 503, 1, 1)
    assert words in trouble.words


def test_hiding_from_strangers_breaks_no_must() -> None:
    """A gateway that serves its callers, and answers 404 to who has no key (RFC 9110, 15.5.4), breaks no `must`."""
    hidden = Case("hidden", "apiyi", error("Not Found"), 404, key="")
    assert [f for f in told([Case("plain", "apiyi", served("apiyi")), hidden]) if f[0] == "must"] == []


def test_an_old_tape_stays_green() -> None:
    """Times are held against the exchange's own: last year's answer is as good as it was."""
    fresh = exchange(Case("old", "deerapi", image(created=1776841943), operation="createImage"))
    old = Exchange(fresh.request, fresh.response, started=1776841930.0, ended=1776841944.0)
    assert judge([old], "deerapi") == []


COUNTS = {"promptTokenCount": 10, "candidatesTokenCount": 2520, "totalTokenCount": 2530}
SLIPS = [
    Case("usage-is-null", "deerapi", served("deerapi", usageMetadata=None), allowed=("usage/is-present",)),
    Case(
        "a-count-is-null",
        "deerapi",
        served("deerapi", usageMetadata={**COUNTS, "candidatesTokenCount": None, "totalTokenCount": 10}),
        allowed=("usage/is-present",),
    ),
    Case(
        "counts-are-strings",
        "deerapi",
        served("deerapi", usageMetadata={name: str(count) for name, count in COUNTS.items()}),
        allowed=("usage/counts-are-whole",),
    ),
    Case(
        "created-is-a-string",
        "deerapi",
        image(created=str(int(NOW))),
        operation="createImage",
        allowed=("images/created-is-the-time",),
    ),
    Case(
        "usage-is-missing",
        "deerapi",
        {name: value for name, value in image().items() if name != "usage"},
        operation="createImage",
        allowed=("usage/is-present",),
    ),
    Case(
        "two-where-none-was-named",
        "deerapi",
        image(data=image()["data"] * 2),
        operation="createImage",
        body={"model": "gpt-image-2", "prompt": "a"},
        allowed=("images/as-many-as-asked",),
    ),
]


@pytest.mark.parametrize("case", SLIPS, ids=lambda case: case.id)
def test_one_slip_is_one_requirement(case: Case) -> None:
    """What a requirement of its own tells is not told a second time as a matter of shape or of defaults."""
    found = {finding.requirement for finding in judge([exchange(case)], case.provider)}
    assert found == set(case.allowed)
