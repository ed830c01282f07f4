"""
Manners: ways in which honest gateways of any dialect differ, none of which breaks a promise.

No manner leaves out, renames or nulls what a page documents; for everything that a page leaves open, some manner does
it differently. If that depends on the dialect, the dialect adds to a manner here (`additions`), or has its own manners.
"""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import replace

from wirecheck.emulator.hook_makers import lifts, sent, with_header
from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks, Manner, RefusalReason, Stage
from wirecheck.wire.exchange import Response


def _extra(_: EmulatedCall, body: Body) -> Body:
    return {**body, "cost": {"amount": 0.067, "currency": "USD"}, "provider": "upstream-7", "object": "generation"}


def _extra_error(call: EmulatedCall, body: Body) -> Body:
    error = call.dialect.error_object(body)
    if error is not None:
        error["localized_message"] = error.get("message")
    return {**body, "provider": "upstream-7"}


def _oneapi_header(call: EmulatedCall, response: Response) -> Response:
    return with_header(with_header(response, "x-request-id", None), "X-Oneapi-Request-Id", call.id)


def _busy_at_first(call: EmulatedCall) -> RefusalReason | None:
    return (
        RefusalReason(Stage.WORK, 429, "Too many requests.", code="rate_limit_exceeded") if call.attempt == 1 else None
    )


def _trips_at_first(call: EmulatedCall) -> RefusalReason | None:
    """A refusal with a status that the page tells callers to retry: 500 if the page names it."""
    status = 500 if 500 in call.operation.retry else 503
    return (
        RefusalReason(Stage.WORK, status, "The model is overloaded. Please try again.") if call.attempt == 1 else None
    )


def _slow(_: EmulatedCall, response: Response) -> Response:
    if response.status == 200:
        time.sleep(SLOWNESS)
    return response


def _gzip(_: EmulatedCall, response: Response) -> Response:
    packed = gzip.compress(response.body, compresslevel=1, mtime=0)
    return with_header(replace(response, body=packed), "Content-Encoding", "gzip")


def _pretty(call: EmulatedCall, text: bytes) -> bytes:
    return json.dumps(json.loads(text), indent=2).encode() + b"\n" if _is_json(call) else text


def _keep_alive(call: EmulatedCall, text: bytes) -> bytes:
    return b" \n" * 40 + text if _is_json(call) else text


def _is_json(call: EmulatedCall) -> bool:
    return call.dialect.media_type == "application/json"


def _header_case(_: EmulatedCall, response: Response) -> Response:
    spelt = {"content-type": "CONTENT-TYPE", "x-request-id": "X-Request-ID", "allow": "allow"}
    headers = tuple((spelt.get(name.lower(), name), value) for name, value in response.headers)
    changed = replace(response, headers=headers)
    kind = response.header("content-type") or ""
    return with_header(changed, "CONTENT-TYPE", f"{kind};charset=UTF8") if "json" in kind else changed


SLOWNESS = 0.1
"""Seconds that a slow gateway takes for a picture: long enough to be noticed, and short enough for tests."""

NEW_API = "https://github.com/QuantumNous/new-api"

MANNERS = (
    Manner("plain", "Answers are as on the page and from upstream.", "inferred"),
    Manner("nulls", "Absent members are null.", "https://github.com/BerriAI/litellm"),
    Manner(
        "extra-members",
        "Answers have undocumented members.",
        "https://github.com/Portkey-AI/gateway",
        Hooks(answer=_extra, error=_extra_error),
    ),
    Manner(
        "sparse",
        "Answers have only documented members.",
        "https://github.com/archestra-ai/archestra/pull/6892",
    ),
    Manner(
        "openai-envelope",
        "Errors of Gemini's dialect have OpenAI's envelope, and the request's id comes in another header.",
        NEW_API,
        Hooks(send=_oneapi_header),
    ),
    Manner(
        "lenient",
        "Missing members, and values outside their set, are ignored.",
        "https://github.com/theopenco/llmgateway/pull/2105",
        lifts(Stage.MEMBERS),
    ),
    Manner(
        "busy-at-first",
        "The first try is answered with a 429 that says how long to wait.",
        "inferred",
        replace(sent(lambda response: with_header(response, "Retry-After", "1"), 429), refuse=_busy_at_first),
    ),
    Manner(
        "trips-at-first",
        "The first try fails with an error that the page tells callers to retry.",
        "inferred",
        Hooks(refuse=_trips_at_first),
    ),
    Manner("slow", "Pictures take a while.", "inferred", Hooks(send=_slow)),
    Manner(
        "chunked",
        "Answers are sent in chunks, without a length.",
        "inferred",
        Hooks(send=lambda _, response: with_header(response, "Transfer-Encoding", "chunked")),
    ),
    Manner("gzip", "Answers are compressed.", "inferred", Hooks(send=_gzip)),
    Manner("pretty-json", "JSON is indented.", "inferred", Hooks(encoded=_pretty)),
    Manner(
        "keep-alive",
        "White space is sent before the JSON, while the picture is drawn.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/2973",
        Hooks(encoded=_keep_alive),
    ),
    Manner(
        "header-case",
        "Header names are in capitals, and there is a charset beside the media type.",
        "inferred",
        Hooks(send=_header_case),
    ),
)
"""Every manner, the plain one first."""
