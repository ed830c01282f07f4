"""Faults in errors: in their status, their shape and what they leave out."""

from __future__ import annotations

from dataclasses import replace

from wirecheck.emulator.hook_makers import (
    as_success,
    in_error,
    refuses,
    restates,
    sent,
    with_body,
    with_header,
)
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, Stage, promised
from wirecheck.wire.exchange import Response

PAGE = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
BUSY = "Too many requests. Please try again later."
CLIENTS = (Stage.JSON, Stage.PROMPT, Stage.MEMBERS, Stage.SUPPORT)
"""Stages at which a mistake of the caller is found."""


def busy(message: str, wait: str | None = None) -> Hooks:
    """Every request is refused with a rate limit; `wait` is the value of the answer's `Retry-After`."""
    refused = refuses(Stage.WORK, 429, message, code="rate_limit_exceeded")
    if wait is None:
        return refused
    return replace(refused, send=sent(lambda response: with_header(response, "Retry-After", wait), 429).send)


def _html(_: EmulatedCall, response: Response) -> Response:
    if response.status < 400:
        return response
    return with_header(with_body(response, PAGE), "content-type", "text/html; charset=utf-8")


def _string(call: EmulatedCall, body: Body) -> Body:
    error = call.dialect.error_object(body)
    return body if error is None else {"error": error.get("message")}


def _nameless(_: EmulatedCall, response: Response) -> Response:
    kept = tuple((name, value) for name, value in response.headers if not name.lower().endswith("request-id"))
    return replace(response, headers=kept)


def _other_code(_: EmulatedCall, error: Body) -> None:
    """A number that is not the status, as if the status was corrected but the body was not."""
    error["code"] = 503 if error.get("code") != 503 else 400
    error.pop("status", None)


FAULTS = (
    Fault(
        "error-as-200",
        "A failure is answered with 200 and an error object.",
        "https://github.com/router-for-me/CLIProxyAPI/issues/2973",
        ("error/is-never-a-2xx",),
        replace(busy(BUSY), send=as_success(429).send),
    ),
    Fault(
        "refusal-as-200",
        "A bad request is answered with 200 and an error object.",
        "https://github.com/MiXaiLL76/auto_ai_router/pull/149",
        ("error/is-never-a-2xx",),
        as_success(400),
    ),
    Fault(
        "client-error-500",
        "The caller's mistake is answered with 500.",
        "https://github.com/QuantumNous/new-api",
        ("error/client-mistake-is-a-4xx",),
        restates(*CLIENTS, status=500),
    ),
    Fault(
        "client-error-502",
        "Everything that upstream refuses is answered with 502.",
        "https://github.com/Wei-Shaw/sub2api/pull/3009",
        ("error/client-mistake-is-a-4xx",),
        restates(*CLIENTS, status=502, message="Upstream request failed"),
    ),
    Fault(
        "code-differs",
        "`code` is not the status that was sent.",
        "inferred",
        ("error/code-is-the-status",),
        in_error(_other_code),
    ),
    Fault(
        "html-errors",
        "Errors are HTML pages.",
        "https://github.com/chatboxai/chatbox/issues/2937",
        ("error/is-json",),
        Hooks(send=_html),
    ),
    Fault(
        "error-is-a-string",
        "`error` is a string.",
        "https://github.com/zhu327/gemini-openai-proxy/issues/3",
        ("error/has-a-message",),
        Hooks(error=_string),
    ),
    Fault(
        "error-without-message",
        "The message is empty.",
        "inferred",
        ("error/has-a-message",),
        in_error(lambda _, error: error.update(message="")),
    ),
    Fault(
        "request-id-missing",
        "Errors have no id of the request.",
        "https://github.com/Portkey-AI/gateway",
        ("error/names-the-request",),
        Hooks(send=_nameless),
        applies=promised("errors"),
    ),
    Fault(
        "busy-without-wait",
        "A 429 that does not say how long to wait.",
        "https://github.com/api7/aisix/issues/144",
        ("limits/429-says-how-long",),
        busy(BUSY),
    ),
    Fault(
        "wait-unreadable",
        "`Retry-After` is neither a number nor a date.",
        "inferred",
        ("limits/429-says-how-long",),
        busy(BUSY, "soon"),
    ),
)
