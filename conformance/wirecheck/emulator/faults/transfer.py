"""Lies in how a body goes over the wire."""

from __future__ import annotations

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.hooks import Fault
from wirecheck.emulator.response_edits import served, with_body, with_header, written
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response


def answers_json(operation: Operation) -> bool:
    """Whether an operation's dialect answers with one JSON document."""
    return dialect_of(operation).media_type == "application/json"


def _plain_text(response: Response) -> Response:
    return with_header(response, "content-type", "text/plain; charset=utf-8")


def _unlabelled(response: Response) -> Response:
    return with_header(response, "content-type", None)


def _mislabelled(response: Response) -> Response:
    return with_header(with_body(response, response.content), "content-encoding", "gzip")


def _cut(response: Response) -> Response:
    """The length of the whole, and three quarters of it."""
    whole = len(response.body)
    kept = Response(response.status, response.headers, response.body[: whole * 3 // 4])
    return with_header(kept, "content-length", str(whole))


def _as_stream(response: Response) -> Response:
    body = b"data: " + response.content + b"\n\n"
    return with_header(with_body(response, body), "content-type", "text/event-stream")


def _half(text: bytes) -> bytes:
    return text[: len(text) // 2]


def _two(text: bytes) -> bytes:
    return text + b'\n{"error":{"code":500,"message":"broken pipe"}}'


def _mark(text: bytes) -> bytes:
    return b"\xef\xbb\xbf" + text


def _nan(text: bytes) -> bytes:
    return text.rstrip()[:-1] + b',"score":NaN}'


def _twice(text: bytes) -> bytes:
    return text.rstrip()[:-1] + b',"object":"a","object":"b"}'


FAULTS = (
    Fault(
        "json-as-text-plain",
        "JSON is labelled as plain text.",
        "https://github.com/Portkey-AI/gateway",
        ("body/is-labelled-json",),
        served(_plain_text),
        applies=answers_json,
    ),
    Fault(
        "content-type-missing",
        "The media type is left out.",
        "https://github.com/rikkahub/rikkahub/issues/532",
        ("body/is-labelled-json",),
        served(_unlabelled),
    ),
    Fault(
        "gzip-mislabelled",
        "The label says gzip, the body is not.",
        "inferred",
        ("body/encoding-is-as-labelled",),
        served(_mislabelled),
    ),
    Fault(
        "body-cut",
        "The body is shorter than its declared length.",
        "https://github.com/Wei-Shaw/sub2api/pull/4219",
        ("body/is-complete",),
        served(_cut),
    ),
    Fault(
        "json-cut",
        "The JSON ends half way.",
        "inferred",
        ("body/is-json",),
        written(_half),
        applies=answers_json,
    ),
    Fault(
        "answered-as-stream",
        "A unary call is answered with an event stream.",
        "https://github.com/QuantumNous/new-api",
        ("body/is-json",),
        served(_as_stream),
        applies=answers_json,
    ),
    Fault(
        "two-documents",
        "A second document follows the first.",
        "inferred",
        ("body/is-one-document",),
        written(_two),
        applies=answers_json,
    ),
    Fault(
        "byte-order-mark",
        "A byte order mark before the JSON.",
        "inferred",
        ("body/is-strict-json",),
        written(_mark),
        applies=answers_json,
    ),
    Fault(
        "not-a-number",
        "NaN, which JSON does not know.",
        "inferred",
        ("body/is-strict-json",),
        written(_nan),
        applies=answers_json,
    ),
    Fault(
        "member-repeated",
        "A member stands twice in one object.",
        "inferred",
        ("body/is-strict-json",),
        written(_twice),
        applies=answers_json,
    ),
)
