"""One table of what a gateway can do wrong, and of what of it has to be borne: each row, with every client."""

from __future__ import annotations

import base64
import io
import json
import logging
import pickle
import random
import socket
import ssl
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import anyio
import httpx2
import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.clients.server import Server

KEY = "sk-canary/0123456789"
"""With a character that addresses escape."""

CALLS: Mapping[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "apiyi": (
        "apiyi",
        lambda client, models: client.generate_content(
            contents="a boat", generation_config=models.GenerationConfig(response_modalities=["IMAGE"])
        ),
    ),
    "deerapi": ("deerapi", lambda client, models: client.generate_content(model="m", contents="a boat")),
    "deerapi-images": ("deerapi", lambda client, models: client.images.create_image(model="m", prompt="a boat")),
    "dgrid": ("dgrid", lambda client, models: client.generate_content(model="m", contents="a boat")),
    "gemini-native": ("gemini-native", lambda client, models: client.generate_content(model="m", contents="a boat")),
}
ALL = frozenset(CALLS)
IMAGES = frozenset({"deerapi-images"})
GEMINI = ALL - IMAGES
DEERAPI = frozenset({"deerapi", "deerapi-images"})


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 9), "navy").save(file, "PNG")
    # Bytes at its end that base64 writes with each of the characters that differ between its alphabets.
    return file.getvalue() + b"\xfb\xef\xbe\xff\xff\xff" * 3 + b"!"


SMALL = _picture()
LARGE = SMALL + random.Random(0).randbytes(40_000)
SECOND = SMALL + b"another"


def text_of(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def answer(images: bool, *texts: str, **more: Any) -> dict[str, Any]:
    """An answer with pictures, in either protocol."""
    if images:
        return {"created": 1, "data": [{"b64_json": text} for text in texts], **more}
    parts = [{"inlineData": {"mimeType": "image/png", "data": text}} for text in texts]
    return {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": "STOP"}], **more}


def drawn(images: bool) -> dict[str, Any]:
    return answer(images, text_of(SMALL))


def backwards(value: Any) -> Any:
    """The same JSON, the members of each object in the opposite order."""
    if isinstance(value, list):
        return [backwards(one) for one in value]
    return {name: backwards(value[name]) for name in reversed(value)} if isinstance(value, dict) else value


def body(value: object, status: int = 200, headers: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """One answer of a script; its body may hang on whether OpenAI's protocol is spoken, its headers on the moment."""
    return {"status": status, "body": value, "headers": headers or {}, **more}


GOOD = body(drawn, headers={"Content-Type": "application/json"})
SLOW = body({"error": {"message": "slow down", "code": "rate_limited"}}, 429, {"x-request-id": "r1"})
BUSY = body({"error": {"message": "busy"}}, 503)
HTML = "<!DOCTYPE html>\n<html><head><title>503 Service\n Unavailable</title></head><body>\n<h1>x</h1></body></html>"
RETRY_INFO = {
    "error": {
        "code": 429,
        "message": "quota",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7.5s"},
        ],
    }
}

FIRST, SECOND_WAIT = (0.375, 0.5), (0.75, 1.0)


def exactly(seconds: float) -> tuple[float, float]:
    return seconds, seconds


def date_in(seconds: float) -> Callable[[], str]:
    """A date, seen from when the answer is given."""
    return lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@dataclass(frozen=True)
class Row:
    """
    What the server does, and what has to come of it.

    :param script: the answers, in order.
    :param raises: the class of the error, or none where pictures are to come.
    :param told: what some of its attributes are.
    :param says: what its message holds.
    :param pictures: those that are to be found, where nothing is raised.
    :param requests: how many the server has to have seen.
    :param waits: between which seconds each wait lies.
    :param logged: what each line about a retry holds.
    :param options: those of the client.
    :param only: the calls that it is about.
    :param refused: whether nobody listens at all.
    """

    id: str
    script: tuple[dict[str, Any], ...]
    raises: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    pictures: tuple[bytes, ...] = (SMALL,)
    requests: int = 1
    waits: tuple[tuple[float, float], ...] = ()
    logged: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    only: frozenset[str] = ALL
    refused: bool = False


def retried(id: str, first: dict[str, Any], *waits: tuple[float, float], **more: Any) -> Row:
    """A row where the same failure comes once for each wait, and then a picture."""
    return Row(id, (*(first for _ in waits), GOOD), requests=len(waits) + 1, waits=waits, **more)


def raised(id: str, reply: dict[str, Any], raises: str, says: str = "", **told: Any) -> Row:
    """A row where the first answer is an error, and the last."""
    return Row(id, (reply,), raises, {"status_code": reply.get("status", 200), **told}, says)


STATUSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    405: "APIStatusError",
    409: "ConflictError",
    413: "RequestTooLargeError",
    418: "APIStatusError",
    422: "UnprocessableEntityError",
    451: "APIStatusError",
    501: "InternalServerError",
    502: "InternalServerError",
    504: "InternalServerError",
    520: "InternalServerError",
    524: "InternalServerError",
    529: "InternalServerError",
}

RETRIES = [
    retried("429 once", SLOW, FIRST, logged="(request id r1)"),
    retried("429 twice", SLOW, FIRST, SECOND_WAIT, logged="(request id r1)"),
    retried("503 once", BUSY, FIRST),
    retried("seconds", {**SLOW, "headers": {"Retry-After": "0.2"}}, exactly(0.2)),
    retried("seconds, twice", {**SLOW, "headers": {"retry-after": "3"}}, exactly(3), exactly(3)),
    retried("seconds at 503", {**BUSY, "headers": {"RETRY-AFTER": "2"}}, exactly(2)),
    retried("seconds, none", {**SLOW, "headers": {"Retry-After": "0"}}, FIRST),
    retried("seconds, a minute", {**SLOW, "headers": {"Retry-After": "60"}}, exactly(60)),
    retried("seconds below none", {**SLOW, "headers": {"Retry-After": "-5"}}, FIRST),
    retried("seconds in words", {**SLOW, "headers": {"Retry-After": "soon"}}, FIRST),
    retried("milliseconds", {**SLOW, "headers": {"retry-after-ms": "250"}}, exactly(0.25)),
    retried(
        "milliseconds before seconds", {**SLOW, "headers": {"Retry-After": "1", "retry-after-ms": "800"}}, exactly(0.8)
    ),
    retried("date", {**SLOW, "headers": {"Retry-After": date_in(40)}}, (5, 40)),
    retried("date that is over", {**SLOW, "headers": {"Retry-After": date_in(-40)}}, FIRST),
    retried("date that is none", {**SLOW, "headers": {"Retry-After": "Wed, 99 Foo 2026 07:28:00 GMT"}}, FIRST),
    retried("date with a zone too far", {**SLOW, "headers": {"Retry-After": f"1 Jan 2026 0:0:0 +{'9' * 30}"}}, FIRST),
    retried("google.rpc.RetryInfo", body(RETRY_INFO, 429), exactly(7.5)),
    retried("google.rpc.RetryInfo in a list", body([RETRY_INFO], 429), exactly(7.5)),
    retried(
        "header before google.rpc.RetryInfo",
        body(RETRY_INFO, 429, headers={"Retry-After": "4"}),
        exactly(4),
        logged="429",
    ),
    retried("HTML, then a picture", body(HTML, 503, {"cf-ray": "ray-1"}), FIRST, logged="(request id ray-1)"),
    retried("503 that breaks off", body("busy " * 100, 503, cut=50, end="close"), FIRST),
    retried("500 where the page says so", body({"error": {"message": "oops"}}, 500), FIRST, only=DEERAPI),
    *(
        retried(
            f"request id in {name}", body({"error": {"message": "slow"}}, 429, {name: "id-7"}), FIRST, logged="id-7"
        )
        for name in ("X-Request-Id", "x-oneapi-request-id", "Request-Id", "CF-Ray")
    ),
    retried("five times", SLOW, FIRST, SECOND_WAIT, (1.5, 2), (3, 4), (6, 8), (6, 8), options={"max_retries": 6}),
]

GIVEN_UP = [
    Row(
        "429 for ever",
        (SLOW,) * 9,
        "RateLimitError",
        {"status_code": 429, "code": "rate_limited", "request_id": "r1", "retry_after": None, "message": "slow down"},
        "429 Too Many Requests: slow down (request id r1)",
        requests=3,
        waits=(FIRST, SECOND_WAIT),
    ),
    Row("503 for ever", (BUSY,) * 9, "InternalServerError", {"status_code": 503}, "busy", (), 3, (FIRST, SECOND_WAIT)),
    Row("429, no retries", (SLOW,), "RateLimitError", {"status_code": 429}, options={"max_retries": 0}),
    Row("429, then another error", (SLOW, body("", 401)), "AuthenticationError", requests=2, waits=(FIRST,)),
    Row(
        "429, then an hour",
        (SLOW, {**SLOW, "headers": {"retry-after": "3600"}}),
        "RateLimitError",
        requests=2,
        waits=(FIRST,),
    ),
    raised("an hour", {**SLOW, "headers": {"Retry-After": "3600"}}, "RateLimitError", "slow", retry_after=3600.0),
    raised("over a minute", {**BUSY, "headers": {"Retry-After": "60.5"}}, "InternalServerError", retry_after=60.5),
    raised("for ever", {**SLOW, "headers": {"Retry-After": "9" * 400}}, "RateLimitError", retry_after=float("inf")),
    Row(
        "500 where the page does not say so",
        (body({"error": {"message": "oops", "type": "server_error"}}, 500),),
        "InternalServerError",
        {"status_code": 500, "code": "server_error"},
        "oops",
        only=ALL - DEERAPI,
    ),
    Row(
        "500 for ever",
        (body("oops", 500),) * 9,
        "InternalServerError",
        {},
        "oops",
        (),
        3,
        (FIRST, SECOND_WAIT),
        only=DEERAPI,
    ),
    Row(
        "500, empty",
        (body("", 500),),
        "InternalServerError",
        {"body": ""},
        "no message came",
        options={"max_retries": 0},
    ),
    Row("500, blank", (body(" \n", 500),), "InternalServerError", {}, "no message came", options={"max_retries": 0}),
    Row(
        "503 in HTML",
        (body(HTML, 503, {"Content-Type": "text/html"}),),
        "InternalServerError",
        {"status_code": 503, "body": HTML, "message": "503 Service Unavailable", "code": None},
        options={"max_retries": 0},
    ),
    Row(
        "refused",
        (),
        "APIConnectionError",
        {"unsent": True, "status_code": None},
        "failed",
        (),
        0,
        (FIRST, SECOND_WAIT),
        refused=True,
    ),
    Row(
        "refused, once", (), "APIConnectionError", {"unsent": True}, "", (), 0, options={"max_retries": 0}, refused=True
    ),
]

AT_ONCE = [
    *(
        raised(
            str(status),
            body({"error": {"message": "why", "code": "c1"}}, status, {"x-request-id": "r2", "X-More": "yes"}),
            name,
            "why (request id r2)",
            code="c1",
            request_id="r2",
            body={"error": {"message": "why", "code": "c1"}},
        )
        for status, name in STATUSES.items()
    ),
    raised("a string for an error", body({"error": "text"}, 400), "BadRequestError", "text", code=None),
    raised("an error of Google's", body(RETRY_INFO, 403), "PermissionDeniedError", "quota", code=429, retry_after=7.5),
    raised(
        "an error of FastAPI's", body({"detail": [{"msg": "why", "type": "t"}]}, 422), "UnprocessableEntityError", "why"
    ),
    raised(
        "an error in a list",
        body([{"error": {"message": "why", "status": "S"}}], 400),
        "BadRequestError",
        "why",
        code="S",
    ),
    raised("errors", body({"errors": [{"message": "why"}]}, 400), "BadRequestError", "why"),
    raised(
        "a message", body({"code": 1001, "message": "why", "success": False}, 400), "BadRequestError", "why", code=1001
    ),
    raised("a problem", body({"title": "why", "detail": None, "status": 404}, 404), "NotFoundError", "why", code=404),
    raised("plain text", body("no such\npage\0", 404), "NotFoundError", "no such page", body="no such\npage\0"),
    raised("HTML without a title", body("<html><body>x</body></html>", 404), "NotFoundError", "404 Not Found"),
    raised("bytes that are no text", body(b"\xff\xfe\x00", 400), "BadRequestError"),
    raised("a number", body(b"1", 400), "BadRequestError", "no message came"),
    raised("null", body(b"null", 400), "BadRequestError", "no message came"),
    raised("half of an object", body('{"error": {"mess', 400), "BadRequestError"),
    raised("a body without end", body("x" * 100_000, 400), "BadRequestError", "xxx"),
    raised("a number too long to read", body("9" * 5000, 400), "BadRequestError"),
    raised("deep at 400", body("[" * 3000 + "]" * 3000, 400), "BadRequestError"),
    raised("deeper at 400", body("[" * 100_000, 400), "BadRequestError"),
    raised("nothing new", body("", 304), "APIStatusError", "304 Not Modified"),
    *(
        raised(
            f"redirect {status}",
            body("", status, {"Location": "{other}/v1"}),
            "APIStatusError",
            "redirects to {other}/v1",
        )
        for status in (301, 302, 303, 307, 308)
    ),
]

NO_ANSWERS = [
    raised("empty", body(""), "APIResponseError", "200 OK: the body is empty", body=""),
    raised("blank", body(" \n "), "APIResponseError", "the body is empty"),
    raised(
        "HTML",
        body(HTML, headers={"cf-ray": "r"}),
        "APIResponseError",
        "503 Service Unavailable",
        body=HTML,
        request_id="r",
    ),
    raised("nothing, and 204", body("", 204), "APIResponseError", "204 No Content: the body is empty"),
    raised("text", body("later"), "APIResponseError", "later"),
    raised("a list", body(b"[]"), "APIResponseError", "no JSON object"),
    raised("a string of JSON", body(b'"later"'), "APIResponseError", "later"),
    raised("half of JSON", body(b'{"candidates": [{"content'), "APIResponseError", "no JSON"),
    raised("half of a picture", body(b'{"data": [{"b64_json": "' + b"A" * 40_000), "APIResponseError", "no JSON"),
    raised("deep", body("[" * 100_000), "APIResponseError", "no JSON"),
    raised(
        "deep in a member",
        body('{"candidates":' + "[" * 3000 + "]" * 3000 + ',"data":' + "[" * 3000 + "]" * 3000 + "}"),
        "APIResponseError",
    ),
    raised("events", body("data: {}\n\ndata: [DONE]\n"), "APIResponseError", "no JSON"),
    raised(
        "error object", body({"error": {"message": "why", "code": "c"}}), "APIResponseError", "200 OK: why", code="c"
    ),
    raised("error string", body({"error": "why"}), "APIResponseError", "why", body={"error": "why"}),
    raised("error without words", body({"error": {"x": 1}}), "APIResponseError"),
    raised("error in a list of one", body([{"error": {"message": "why"}}]), "APIResponseError", "why"),
    raised(
        "code and message", body({"code": 401, "message": "why"}), "APIResponseError", "why", code=401, status_code=200
    ),
    raised(
        "code, message and data",
        body({"code": 401, "message": "why", "data": None}),
        "APIResponseError",
        "why",
        code=401,
    ),
    raised(
        "code, message and candidates",
        body({"code": 401, "message": "why", "candidates": None}),
        "APIResponseError",
        "why",
        code=401,
    ),
    raised("error and data", body({"error": {"message": "why"}, "data": None}), "APIResponseError", "why"),
    raised("error and candidates", body({"error": "why", "candidates": None}), "APIResponseError", "why"),
    raised(
        "error and none", body({"error": {"message": "why"}, "data": [], "candidates": []}), "APIResponseError", "why"
    ),
    raised(
        "success is false",
        body({"success": False, "message": "why", "created": 0, "data": []}),
        "APIResponseError",
        "why",
    ),
    raised("msg", body({"code": -1, "msg": "why"}), "APIResponseError", "why", code=-1),
]

HALF: dict[str, Any] = {"cut": 200, "end": "close"}
PATIENCE = {"timeout": httpx2.Timeout(10, read=0.7)}
IMPATIENCE = {"timeout": httpx2.Timeout(10, read=0.05)}

BROKEN = [
    raised(
        "cut off",
        body(answer(True, text_of(LARGE)), headers={"x-request-id": "r3"}, **HALF),
        "APIConnectionError",
        "200 bytes",
        request_id="r3",
    ),
    raised("cut off by one byte", body(drawn, cut=-1, end="close"), "APIConnectionError", "charged"),
    raised("cut off before the body", body(drawn, cut=0, end="close"), "APIConnectionError", "0 bytes"),
    raised(
        "cut off in chunks",
        body(answer(True, text_of(LARGE)), chunked=True, cut=8192, end="close"),
        "APIConnectionError",
        "charged",
    ),
    raised(
        "chunks without an end", body(drawn, chunked=True, cut=1_000_000, end="close"), "APIConnectionError", "charged"
    ),
    raised(
        "cut off and compressed",
        body(answer(True, text_of(LARGE)), zipped=True, cut=8192, end="close"),
        "APIConnectionError",
        "charged",
    ),
    raised("reset", body(drawn, cut=10, end="reset"), "APIConnectionError", "charged"),
    raised("no gzip", body(drawn, headers={"Content-Encoding": "gzip"}), "APIConnectionError", "charged"),
    raised("no answer", {"raw": b"", "end": "close"}, "APIConnectionError", "charged", status_code=None, unsent=False),
    raised(
        "no HTTP",
        {"raw": b"SSH-2.0-OpenSSH_9.9\r\n", "end": "close"},
        "APIConnectionError",
        "charged",
        status_code=None,
    ),
    raised(
        "half of a head",
        {"raw": b"HTTP/1.1 200 OK\r\nContent-Le", "end": "close"},
        "APIConnectionError",
        status_code=None,
    ),
    Row(
        "429 that breaks off for ever",
        (body("slow " * 100, 429, cut=50, end="close"),) * 9,
        "RateLimitError",
        {"status_code": 429},
        "",
        (),
        3,
        (FIRST, SECOND_WAIT),
    ),
    Row(
        "silent",
        ({"raw": b"", "end": "hang"},),
        "APITimeoutError",
        {"status_code": None, "unsent": False},
        "charged",
        options=IMPATIENCE,
    ),
    Row(
        "silent after half",
        (body(drawn, cut=20, end="hang"),),
        "APITimeoutError",
        {"status_code": 200},
        "20 bytes",
        options=PATIENCE,
        only=DEERAPI,
    ),
    Row(
        "silent after a 429",
        (SLOW, {"raw": b"", "end": "hang"}),
        "APITimeoutError",
        {},
        "",
        (),
        2,
        (FIRST,),
        options=PATIENCE,
        only=frozenset({"dgrid"}),
    ),
]


def good(id: str, value: object, *pictures: bytes, **more: Any) -> Row:
    """A row where the first answer is borne, with the pictures that it has."""
    only = more.pop("only", ALL)
    return Row(id, (body(value, **more),), pictures=pictures, only=only)


def written(write: Callable[[str], str], picture: bytes = SMALL) -> Callable[[bool], bytes]:
    """An answer whose base64 is written in another way, into its text."""
    return lambda images: json.dumps(answer(images, "<>")).replace("<>", write(text_of(picture))).encode()


def parts(*those: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": list(those)}}]}


def inline(text: str, **more: Any) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/png", "data": text}, **more}


def urlsafe(text: str) -> str:
    return text.replace("+", "-").replace("/", "_")


LONG_TEXT = "Signature" * 4000
TEXT = text_of(SMALL)

BORNE = [
    good("plain", drawn, SMALL),
    good("201", drawn, SMALL, status=201),
    good("two pictures", lambda images: answer(images, TEXT, text_of(SECOND)), SMALL, SECOND),
    good("large", lambda images: answer(images, text_of(LARGE)), LARGE),
    good("large, backwards", lambda images: backwards(answer(images, text_of(LARGE), usage={"a": 1})), LARGE),
    good("large and small", lambda images: answer(images, text_of(LARGE), TEXT, text_of(LARGE)), LARGE, SMALL, LARGE),
    good("large, indented", lambda images: json.dumps(answer(images, text_of(LARGE)), indent=4), LARGE),
    good("large, dense", lambda images: json.dumps(answer(images, text_of(LARGE)), separators=(",", ":")), LARGE),
    good(
        "large, far away",
        lambda images: json.dumps(answer(images, text_of(LARGE))).replace(": ", ":" + " " * 200),
        LARGE,
    ),
    good("large in another member", lambda images: answer(images, text_of(LARGE), more=LONG_TEXT, data2="x"), LARGE),
    good(
        "large with a long signature",
        parts({"thoughtSignature": LONG_TEXT, **inline(text_of(LARGE))}),
        LARGE,
        only=GEMINI,
    ),
    good(
        "large, type last", parts({"inlineData": {"data": text_of(LARGE), "mimeType": "image/png"}}), LARGE, only=GEMINI
    ),
    good("large, in gzip and chunks", lambda images: answer(images, text_of(LARGE)), LARGE, zipped=True, chunked=True),
    good("gzip", drawn, SMALL, zipped=True),
    good("chunked", drawn, SMALL, chunked=True),
    good("no type of content", drawn, SMALL, headers={}),
    good("another type of content", drawn, SMALL, headers={"Content-Type": "text/html"}),
    good(
        "white space and more",
        lambda images: b" \r\n\t\n" + json.dumps(drawn(images)).encode() + b"\n\0\xff<html>",
        SMALL,
    ),
    good("a mark before it", lambda images: b"\xef\xbb\xbf" + json.dumps(drawn(images)).encode(), SMALL),
    good("a second value after it", lambda images: json.dumps(drawn(images)) * 2, SMALL),
    good("slashes", written(lambda text: text.replace("/", "\\/")), SMALL),
    good("slashes, large", written(lambda text: text.replace("/", "\\/"), LARGE), LARGE),
    good("\\u", written(lambda text: "".join(f"\\u{ord(one):04x}" for one in text)), SMALL),
    good(
        "line breaks", written(lambda text: "\\r\\n".join(text[at : at + 76] for at in range(0, len(text), 76))), SMALL
    ),
    good("line breaks as they are", written(lambda text: "\n\t".join((text[:9], text[9:]))), SMALL),
    good("line breaks as they are, large", written(lambda text: "\n".join((text[:76], text[76:])), LARGE), LARGE),
    good("URL-safe", written(urlsafe), SMALL),
    good("URL-safe, large", written(urlsafe, LARGE), LARGE),
    good("no padding", written(lambda text: text.rstrip("=")), SMALL),
    good("no padding, large", written(lambda text: text.rstrip("="), LARGE), LARGE),
    good("data URL", written(lambda text: f"data:image/png;base64,{text}"), SMALL),
    good("data URL, large", written(lambda text: f"data:image/png;base64,{text}", LARGE), LARGE),
    good("unknown reason", parts(inline(TEXT)) | {"promptFeedback": {"blockReason": "NEW"}}, SMALL, only=GEMINI),
    good(
        "unknown values",
        {"candidates": [{"finishReason": "TOO_FUNNY", "content": {"role": "poet", "parts": [inline(TEXT)]}}]},
        SMALL,
        only=GEMINI,
    ),
    good(
        "unknown values of images",
        lambda images: answer(True, TEXT, output_format="jxl", quality="best", background=7),
        SMALL,
        only=IMAGES,
    ),
    good("unknown members", lambda images: answer(images, TEXT, new={"a": [1, {"b": None}]}, id="x"), SMALL),
    good(
        "unknown parts",
        parts({"executableCode": {"code": "1"}}, {"text": "here"}, inline(TEXT, new=1), {}, None, "x"),
        SMALL,
        only=GEMINI,
    ),
    good("usage is null", lambda images: answer(images, TEXT, usage=None, usageMetadata=None), SMALL),
    good("usage is text", lambda images: answer(images, TEXT, usage="none", usageMetadata="none"), SMALL),
    good(
        "nulls",
        lambda images: answer(images, TEXT, candidates2=None, modelVersion=None, background=None, error=None),
        SMALL,
    ),
    good(
        "nulls everywhere",
        {
            "candidates": [None, {"content": None, "finishReason": None, "index": None}],
            "data": [None, {"b64_json": None, "url": None}],
            "usage": None,
            "usageMetadata": {"promptTokenCount": None},
        },
    ),
    good("nothing but nulls", {"candidates": None, "data": None, "usage": None, "usageMetadata": None}),
    good("empty object", {}),
    good("a refusal", {"promptFeedback": {"blockReason": "SAFETY"}}, only=GEMINI),
    good("a refusal in words", parts({"text": "I will not"}) | {"message": "refused"}, only=GEMINI),
    good("a picture beside an error", lambda images: answer(images, TEXT, error={"message": "and yet"}), SMALL),
    good("a picture beside a message", lambda images: answer(images, TEXT, code=0, message="success"), SMALL),
    good("snake_case", parts({"inline_data": {"mime_type": "image/png", "data": TEXT}}), SMALL, only=GEMINI),
    good(
        "snake_case, large",
        parts({"inline_data": {"mime_type": "image/png", "data": text_of(LARGE)}}),
        LARGE,
        only=GEMINI,
    ),
    good("no type of picture", parts({"inlineData": {"data": TEXT}}), SMALL, only=GEMINI),
    good(
        "a draft", parts({"thought": True, **inline(text_of(SECOND))}, inline(TEXT, thought=False)), SMALL, only=GEMINI
    ),
    good("a draft alone", parts({"thought": True, **inline(text_of(LARGE))}), only=GEMINI),
    good(
        "a sound",
        parts({"inlineData": {"mimeType": "audio/wav", "data": "UklGRgAAAABXQVZF"}}, inline(TEXT)),
        SMALL,
        only=GEMINI,
    ),
    good("an address", {"data": [{"url": "https://example.com/boat.png"}]}),
    good("an empty text", {"data": [{"b64_json": "", "url": "https://example.com/boat.png"}]}, only=IMAGES),
    good(
        "no base64 at all",
        {"data": [{"b64_json": "<base64-image-data>"}]},
        base64.b64decode("base64+image+dat"),
        only=IMAGES,
    ),
]

ECHOES = [
    raised(
        "key in a message",
        body({"error": {"message": f"no such key: {KEY}!", "code": KEY}}, 401),
        "AuthenticationError",
        "[key]",
    ),
    raised("key in a name", body({KEY: [KEY, {"error": f"Bearer {KEY}"}]}, 403), "PermissionDeniedError"),
    raised(
        "key in HTML", body(f"<html><title>bad {KEY}</title><p>{KEY}</html>", 401), "AuthenticationError", "bad [key]"
    ),
    raised("key in text", body(f"bad {KEY}", 400), "BadRequestError", "bad [key]"),
    raised(
        "key in headers",
        body("bad", 400, {"x-request-id": KEY, "X-Echo": f"Bearer {KEY}", "Retry-After": KEY}),
        "BadRequestError",
        "[key]",
    ),
    raised("key in an escape", body(json.dumps({"error": KEY}).replace("/", "\\/"), 400), "BadRequestError", "[key]"),
    raised("key in a redirect", body("", 302, {"Location": "{other}/?key=" + KEY}), "APIStatusError", "?key=[key]"),
    raised(
        "key escaped in a redirect",
        body("", 302, {"Location": "{other}/?key=" + quote(KEY, safe="")}),
        "APIStatusError",
        "?key=[key]",
    ),
    raised("key in no answer", body({"error": {"message": KEY}}), "APIResponseError", "[key]"),
    raised("key in no JSON", body(KEY), "APIResponseError", "[key]"),
    raised(
        "key in half an answer",
        body({"x": KEY, "y": "y" * 100}, headers={"x-request-id": KEY}, cut=60, end="close"),
        "APIConnectionError",
        "(request id [key])",
        request_id="[key]",
    ),
    raised(
        "key for HTTP", {"raw": f"{KEY} {KEY}\r\n\r\n".encode(), "end": "close"}, "APIConnectionError", status_code=None
    ),
    Row(
        "key in 429 for ever",
        (body({"error": KEY}, 429, {"x-request-id": KEY}),) * 3,
        "RateLimitError",
        {},
        "[key]",
        (),
        3,
        (FIRST, SECOND_WAIT),
        logged="[key]",
    ),
    Row("key in an answer", (body(lambda images: answer(images, TEXT, told=KEY), headers={"x-request-id": KEY}),)),
]

ROWS = [*RETRIES, *GIVEN_UP, *AT_ONCE, *NO_ANSWERS, *BROKEN, *BORNE, *ECHOES]


# -- the test ----------------------------------------------------------------------------------------------------------


def reply(scripted: ModuleType, said: Mapping[str, Any], images: bool, other: str) -> Any:
    """An answer of a script, with what hangs on the protocol, on the moment and on where the other server is."""
    said = dict(said)
    if callable(said.get("body")):
        said["body"] = said["body"](images)
    headers = {name: value() if callable(value) else value for name, value in said.pop("headers", {}).items()}
    return scripted.Reply(**said, headers={name: value.replace("{other}", other) for name, value in headers.items()})


def outcome(package: Any, row: Row, call: str, waiting: bool, url: str, certificates: ssl.SSLContext) -> Any:
    """What a call gives or raises, and how the client shows itself."""
    provider, act = CALLS[call]
    module, models = package(provider), package(provider, "models")
    options = {"api_key": KEY, "base_url": url, "verify": certificates, **row.options}

    async def acted() -> Any:
        async with module.AsyncClient(**options) as client:
            assert KEY not in repr(client)
            return await act(client, models)

    try:
        if not waiting:
            return anyio.run(acted)
        with module.Client(**options) as client:
            assert KEY not in repr(client)
            return act(client, models)
    except module.APIError as error:
        return error


def shown(error: BaseException) -> str:
    """All that a tracker of errors would keep of one: the frames with their locals, but for those of this file."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    waiting = [told]
    while waiting:
        one = waiting.pop()
        kept = [frame for frame in one.stack if frame.filename != __file__]
        one.stack[:] = kept
        waiting += [more for more in (one.__cause__, one.__context__) if more is not None]
    return "".join(told.format())


@pytest.fixture
def closed() -> Iterator[str]:
    """An address where nobody listens, kept from others."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{kept.getsockname()[1]}"


def table() -> Iterator[Any]:
    """Each row with every client, sync and async; all but one of these, in turn, are left to the exhaustive run."""
    for number, row in enumerate(ROWS):
        ways = [(call, waiting) for call in sorted(row.only) for waiting in (True, False)]
        for way, (call, waiting) in enumerate(ways):
            marks = [] if way == number % len(ways) else [pytest.mark.exhaustive]
            yield pytest.param(row, call, waiting, id=f"{row.id}-{call}-{'sync' if waiting else 'async'}", marks=marks)


@pytest.mark.parametrize(("row", "call", "waiting"), list(table()))
def test_row(
    row: Row,
    call: str,
    waiting: bool,
    package: Any,
    scripted: ModuleType,
    server: Server,
    other: Server,
    closed: str,
    waits: list[float],
    certificates: ssl.SSLContext,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A failure is asked again only where that is safe, and comes out as its class; what can be borne, is."""
    name = package(CALLS[call][0]).__name__
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger=name)
    server.play(*(reply(scripted, said, call in IMAGES, other.url) for said in row.script))
    other.play()

    found = outcome(package, row, call, waiting, closed if row.refused else server.url, certificates)

    seen = server.asked(row.requests)
    assert len(seen) == row.requests
    assert {one.headers["authorization"] for one in seen} <= {f"Bearer {KEY}"}
    assert len({(one.method, one.target, one.body) for one in seen}) <= 1, "what is asked again is the same"
    assert other.asked(0) == []
    assert len(waits) == len(row.waits), waits
    for waited, (low, high) in zip(waits, row.waits, strict=True):
        assert low <= waited <= high
    retries = [
        record.getMessage() for record in caplog.records if record.name == name and record.levelno > logging.INFO
    ]
    assert len(retries) == len(row.waits)
    assert all(row.logged in line for line in retries)
    assert KEY not in caplog.text

    if row.raises:
        check_error(package, row, call, found, other.url)
    else:
        check_answer(package, row, call, found)


def check_error(package: Any, row: Row, call: str, error: Any, other: str) -> None:
    """The error is of its class, tells what it has to, can be pickled, and does not hold the key."""
    assert type(error).__name__ == row.raises, repr(error)
    assert row.says.replace("{other}", other) in str(error)
    for name, value in row.told.items():
        assert getattr(error, name) == value, name
    assert str(error).isprintable()
    assert len(str(error)) < 700
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert vars(copied) == vars(error)
    assert (str(copied), repr(copied)) == (str(error), repr(error))
    for secret in (KEY, quote(KEY, safe="")):
        assert secret not in str(error) + repr(error) + repr(vars(error))
        assert secret.encode() not in pickle.dumps(error)
        assert secret not in shown(error)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    assert any(package(CALLS[call][0]).__name__ in frame.filename for frame in frames)


def check_answer(package: Any, row: Row, call: str, found: Any) -> None:
    """The answer is there with its pictures and with all that came, and can be pickled."""
    assert not isinstance(found, Exception), repr(found)
    module = package(CALLS[call][0])
    assert [picture.data for picture in module.images_of(found)] == list(row.pictures)
    last = row.script[-1]["body"]
    value = last(call in IMAGES) if callable(last) else last
    if isinstance(value, dict):
        assert found.to_dict() == value
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert [picture.data for picture in module.images_of(again)] == list(row.pictures)
