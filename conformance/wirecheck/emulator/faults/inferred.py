"""
Faults that are inferred from those that were seen: the same promise broken in another way.

Nobody reported them; a suite that checks what must hold, and not only what was seen, finds them too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.dialects.emulated_dialect import UsageMembers
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.faults.error_bodies import CLIENTS, busy
from wirecheck.emulator.faults.pixels import has_ratios, in_base64
from wirecheck.emulator.faults.tokens import in_usage, promises_total, promises_usage, without_usage
from wirecheck.emulator.faults.transfer import answers_json, labelled, with_last
from wirecheck.emulator.hook_makers import draws, in_error, refuses, restates, with_body, with_status, written
from wirecheck.emulator.hooks import Body, EmulatedCall, Hooks, RefusalReason, Stage, inferred
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response
from wirecheck.wire.lenient_json import dotted

PAGE = b"<!DOCTYPE html><html><body>One moment, please.</body></html>"
COMMON_RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4")
"""The most common ratios."""

# -- hooks of one kind -------------------------------------------------------------------------------------------------


def _failed(change: Callable[[Response], Response]) -> Hooks:
    return Hooks(send=lambda call, response: change(response) if response.status >= 400 else response)


def _error_with(**members: Any) -> Hooks:
    return in_error(lambda call, error: error.update(members))


def _scaled(factor: float) -> Hooks:
    def draw(_: EmulatedCall, drawing: Drawing) -> Drawing:
        # another tier, whichever was asked for
        grows = factor > 1 and drawing.width < 3000
        by = factor if grows or factor < 1 else 1 / factor
        return replace(drawing, width=round(drawing.width * by), height=round(drawing.height * by))

    return Hooks(draw=draw)


# -- hooks of their own ------------------------------------------------------------------------------------------------


def _model_unknown(call: EmulatedCall) -> RefusalReason:
    return RefusalReason(Stage.MODEL, 400, f"Unknown model: {call.parsed.model.name[:80]}", "model")


def _nearest_common(call: EmulatedCall) -> ParsedRequest:
    wanted = _quotient(call.parsed.ratio)
    return replace(call.parsed, ratio=min(COMMON_RATIOS, key=lambda ratio: abs(_quotient(ratio) - wanted)))


def _quotient(ratio: str) -> float:
    across, down = ratio.split(":")
    return int(across) / int(down)


def _rare_refused(call: EmulatedCall) -> RefusalReason | None:
    member = call.dialect.ratio_member
    value = dotted(call.parsed.members, member)
    if value is None or value in COMMON_RATIOS:
        return None
    name = member.rpartition(".")[2]
    return RefusalReason(Stage.MEMBERS, 400, f"{name} {value} is not supported.", name)


def _closes_ratios(operation: Operation) -> bool:
    member = operation.member(dialect_of(operation).ratio_member)
    return member is not None and member.citation is not None and len(member.values) > len(COMMON_RATIOS)


def _no_total(usage: UsageMembers, counts: Body) -> None:
    counts.pop(usage.total, None)


def _malformed_as_200(call: EmulatedCall, response: Response) -> Response:
    refused = response.status == 400 and not call.parsed.readable
    return with_status(response, 200) if refused else response


FAULTS = (
    # access
    inferred(
        "bearer-shown",
        "An error repeats the upstream's Authorization header.",
        "auth/no-secret-is-shown",
        _error_with(message="upstream said no to 'Authorization: Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0'"),
    ),
    inferred(
        "inner-address-in-error",
        "An error names the internal address that could not be reached.",
        "auth/no-secret-is-shown",
        _error_with(message="dial tcp 10.0.4.17:3000: connect: connection refused"),
    ),
    inferred(
        "no-key-is-400",
        "A missing or wrong key is answered like any other bad request.",
        "auth/refusal-is-401-or-403",
        restates(Stage.KEY, status=422, message="Bad request."),
    ),
    inferred(
        "path-405",
        "The documented method is not allowed.",
        "endpoint/documented-path-exists",
        refuses(Stage.PATH, 405, "Method Not Allowed"),
    ),
    inferred(
        "path-501",
        "The documented path is not implemented.",
        "endpoint/documented-path-exists",
        refuses(Stage.PATH, 501, "Not Implemented"),
    ),
    inferred(
        "model-gone-400",
        "The documented model is answered with 400, as unknown.",
        "endpoint/model-is-served",
        Hooks(refuse=_model_unknown),
    ),
    inferred(
        "unknown-model-500",
        "An unknown model is answered with 500.",
        "endpoint/unknown-model-refusal-is-final",
        restates(Stage.MODEL, status=500),
    ),
    # requests
    inferred(
        "rare-ratios-refused",
        "Only the most common ratios are accepted.",
        "request/documented-value-is-served",
        Hooks(refuse=_rare_refused),
        _closes_ratios,
    ),
    # the wire
    inferred(
        "deflate-mislabelled",
        "The label says deflate, the body is not.",
        "body/encoding-is-as-labelled",
        labelled("content-encoding", "deflate"),
    ),
    inferred(
        "encoded-unasked",
        "The body has an encoding that was not asked for.",
        "body/encoding-is-as-labelled",
        labelled("content-encoding", "br"),
    ),
    inferred(
        "body-empty",
        "A success has an empty body.",
        "body/is-json",
        written(lambda text: b""),
        answers_json,
    ),
    inferred(
        "page-as-200",
        "A success is an HTML page.",
        "body/is-json",
        written(lambda text: PAGE),
        answers_json,
    ),
    inferred(
        "json-as-html",
        "JSON is labelled as HTML.",
        "body/is-labelled-json",
        labelled("content-type", "text/html; charset=utf-8"),
        answers_json,
    ),
    inferred(
        "json-as-bytes",
        "JSON is labelled as binary data.",
        "body/is-labelled-json",
        labelled("content-type", "application/octet-stream"),
        answers_json,
    ),
    inferred(
        "script-around",
        "The JSON is wrapped in a function call (JSONP).",
        "body/is-json",
        written(lambda text: b"callback(" + text + b");"),
        answers_json,
    ),
    inferred(
        "not-utf-8",
        "The JSON is written in Latin-1.",
        "body/is-json",
        written(lambda text: with_last(text, b'"note":"caf\xe9"')),
        answers_json,
    ),
    inferred(
        "infinite",
        "A number is Infinity, which JSON does not have.",
        "body/is-strict-json",
        written(lambda text: with_last(text, b'"score":-Infinity')),
        answers_json,
    ),
    inferred(
        "log-line-after",
        "A line of a log follows the JSON document.",
        "body/is-one-document",
        written(lambda text: text + b"\n[info] request done"),
        answers_json,
    ),
    inferred(
        "closing-comma",
        "There is a comma after the last member.",
        "body/is-json",
        written(lambda text: with_last(text, b"")),
        answers_json,
    ),
    inferred(
        "single-quotes",
        "The body is a Python dict and not JSON.",
        "body/is-json",
        written(lambda text: repr(json.loads(text)).encode()),
        answers_json,
    ),
    # pictures
    inferred(
        "ratio-turned",
        "Width and height are swapped.",
        "picture/ratio-is-honoured",
        Hooks(draw=lambda _, drawing: replace(drawing, width=drawing.height, height=drawing.width)),
        has_ratios,
    ),
    inferred(
        "ratio-rounded",
        "The nearest common ratio is made.",
        "picture/ratio-is-honoured",
        Hooks(parsed=_nearest_common),
        has_ratios,
    ),
    inferred(
        "size-halved",
        "Pictures are half as wide and half as high.",
        "picture/size-is-honoured",
        _scaled(0.5),
        lambda operation: dialect_of(operation).has_sizes(operation),
    ),
    inferred(
        "size-doubled",
        "Pictures are larger or smaller than was asked for.",
        "picture/size-is-honoured",
        _scaled(2),
        lambda operation: dialect_of(operation).has_sizes(operation),
    ),
    inferred(
        "base64-in-lines",
        "Base64 is broken into lines, as in mail.",
        "picture/base64-is-strict",
        in_base64(lambda text, _: "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))),
    ),
    inferred(
        "base64-padded-twice",
        "Base64 has more padding than it needs.",
        "picture/base64-is-strict",
        in_base64(lambda text, _: text + "===="),
    ),
    inferred("base64-quoted", "Base64 in quotes.", "picture/base64-is-strict", in_base64(lambda text, _: f'"{text}"')),
    inferred(
        "end-marker-lost",
        "The last bytes of the picture are missing.",
        "picture/is-whole",
        Hooks(picture=lambda call, data: data[:-12]),
    ),
    inferred(
        "drawing-as-svg",
        "The picture is a drawing in SVG.",
        "picture/format-is-known",
        Hooks(picture=lambda call, data: b'<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="1024"/>'),
    ),
    inferred(
        "placeholder",
        "The picture is a single pixel.",
        "picture/is-not-blank",
        draws(width=1, height=1),
    ),
    # usage
    inferred(
        "usage-null",
        "The usage is null.",
        "usage/is-present",
        Hooks(answer=without_usage),
        promises_usage,
    ),
    inferred("total-missing", "The total is missing.", "usage/is-present", in_usage(_no_total), promises_total),
    # errors
    inferred(
        "error-empty", "An error has no body.", "error/is-json", _failed(lambda response: with_body(response, b""))
    ),
    inferred(
        "error-as-text",
        "An error is a line of text.",
        "error/is-json",
        _failed(lambda response: with_body(response, b"Bad Request")),
    ),
    inferred("message-null", "The error's message is null.", "error/has-a-message", _error_with(message=None)),
    inferred(
        "error-is-a-flag",
        "`error` is true, and there is no message.",
        "error/has-a-message",
        Hooks(error=lambda call, body: body if call.dialect.error_object(body) is None else {"error": True}),
    ),
    inferred(
        "client-error-503",
        "The caller's mistake is answered with 503.",
        "error/client-mistake-is-a-4xx",
        restates(*CLIENTS, status=503),
    ),
    inferred(
        "malformed-is-200",
        "A request with malformed JSON is answered with 200 and an error.",
        "error/is-never-a-2xx",
        Hooks(send=_malformed_as_200),
    ),
    inferred(
        "code-as-other-text",
        "`code` is another status, as a string.",
        "error/code-is-the-status",
        _error_with(code="503", status=None),
    ),
    inferred("wait-negative", "`Retry-After` is negative.", "limits/429-says-how-long", busy("Slow down.", "-5")),
    inferred("wait-empty", "`Retry-After` is empty.", "limits/429-says-how-long", busy("Slow down.", "")),
)
