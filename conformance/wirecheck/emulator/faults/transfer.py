"""Faults in how a body is transferred."""

from __future__ import annotations

import json

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.hook_makers import served, with_body, with_header, written
from wirecheck.emulator.hooks import Fault, Hooks
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Response


def answers_json(operation: Operation) -> bool:
    """Whether an operation's dialect answers with one JSON document."""
    return dialect_of(operation).media_type == "application/json"


def labelled(name: str, value: str) -> Hooks:
    """A header that is wrong about the body of a served answer."""
    return served(lambda response: with_header(with_body(response, response.content), name, value))


def with_last(text: bytes, members: bytes) -> bytes:
    """A JSON object with members added at its end, written as given."""
    return text.rstrip()[:-1] + b"," + members + b"}"


def _cut(response: Response) -> Response:
    """A body that declares its whole length, but has only three quarters of it."""
    whole = len(response.body)
    kept = Response(response.status, response.headers, response.body[: whole * 3 // 4])
    return with_header(kept, "content-length", str(whole))


def _as_stream(response: Response) -> Response:
    body = b"data: " + response.content + b"\n\n"
    return with_header(with_body(response, body), "content-type", "text/event-stream")


FAULTS = (
    Fault(
        "json-as-text-plain",
        "JSON is labelled as plain text.",
        "https://github.com/Portkey-AI/gateway",
        ("body/is-labelled-json",),
        served(lambda response: with_header(response, "content-type", "text/plain; charset=utf-8")),
        applies=answers_json,
    ),
    Fault(
        "content-type-missing",
        "The media type is missing.",
        "https://github.com/rikkahub/rikkahub/issues/532",
        ("body/is-labelled-json",),
        served(lambda response: with_header(response, "content-type", None)),
    ),
    Fault(
        "gzip-mislabelled",
        "The label says gzip, but the body is not compressed.",
        "inferred",
        ("body/encoding-is-as-labelled",),
        labelled("content-encoding", "gzip"),
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
        "The JSON ends halfway.",
        "inferred",
        ("body/is-json",),
        written(lambda text: text[: len(text) // 2]),
        applies=answers_json,
    ),
    Fault(
        "answered-as-stream",
        "A call that is not streaming is answered with an event stream.",
        "https://github.com/QuantumNous/new-api",
        ("body/is-json",),
        served(_as_stream),
        applies=answers_json,
    ),
    Fault(
        "answer-wrapped",
        "The answer is wrapped in another object.",
        "inferred",
        ("body/is-not-wrapped",),
        written(lambda text: b'{"code":0,"message":"success","data":' + text + b"}"),
        applies=answers_json,
    ),
    Fault(
        "answer-in-a-list",
        "The answer is wrapped in a list, as in streams.",
        "inferred",
        ("body/is-not-wrapped",),
        written(lambda text: b"[" + text + b"]"),
        applies=answers_json,
    ),
    Fault(
        "answer-as-text",
        "The answer is a JSON string that contains JSON.",
        "inferred",
        ("body/is-not-wrapped",),
        written(lambda text: json.dumps(text.decode()).encode()),
        applies=answers_json,
    ),
    Fault(
        "two-documents",
        "A second document follows the first.",
        "inferred",
        ("body/is-one-document",),
        written(lambda text: text + b'\n{"error":{"code":500,"message":"broken pipe"}}'),
        applies=answers_json,
    ),
    Fault(
        "byte-order-mark",
        "There is a byte order mark before the JSON.",
        "inferred",
        ("body/is-strict-json",),
        written(lambda text: b"\xef\xbb\xbf" + text),
        applies=answers_json,
    ),
    Fault(
        "not-a-number",
        "A number is NaN, which JSON does not have.",
        "inferred",
        ("body/is-strict-json",),
        written(lambda text: with_last(text, b'"score":NaN')),
        applies=answers_json,
    ),
    Fault(
        "member-repeated",
        "A member appears twice in one object.",
        "inferred",
        ("body/is-strict-json",),
        written(lambda text: with_last(text, b'"object":"a","object":"b"')),
        applies=answers_json,
    ),
)
