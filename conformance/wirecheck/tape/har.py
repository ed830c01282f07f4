"""
Reading and writing HAR 1.2: one exchange per entry.

http://www.softwareishard.com/blog/har-12-spec/. What HAR has no member for stands under `_wirecheck`, as the format
allows: what an exchange was for, why there is no answer, and the bytes of a body where its text does not give them
back.

The text of a body is what is left when its content encoding is taken off, as the format wants it; where there was one,
`_wirecheck.wire` holds the bytes that came. Entries from elsewhere have none, and so lose the label together with the
encoding.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Headers, Request, Response
from wirecheck.wire.lenient_json import Json, at, items, members

OURS = "_wirecheck"
ENCODING_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that describe how a body was transferred, and are true only of those bytes."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an exchange was for; `order` is its case's place in the plan."""

    target: str
    operation: str
    case: str
    purpose: str
    phase: str
    kind: str
    order: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An exchange on a tape; one from elsewhere has no purpose."""

    exchange: Exchange
    purpose: Purpose | None = None


class Unusable(Exception):
    """Raised for an entry that cannot be used, with the reason; the reader turns it into a value."""


# -- written -----------------------------------------------------------------------------------------------------------


def to_har(entry: Entry) -> dict[str, Any]:
    """An entry as HAR has it."""
    exchange = entry.exchange
    first = exchange.first_byte if exchange.first_byte is not None else exchange.ended
    ours: dict[str, Any] = {
        **(asdict(entry.purpose) if entry.purpose is not None else {}),
        "attempt": exchange.attempt,
        "times": [exchange.started, exchange.first_byte, exchange.ended],
    }
    if exchange.failure is not None:
        ours["failure"] = {"trouble": exchange.failure.kind.value, "message": exchange.failure.message}
    found = {
        "startedDateTime": _iso(exchange.started),
        "time": _milliseconds(exchange.ended - exchange.started),
        "request": request_to_har(exchange.request),
        "response": _response_to_har(exchange.response, ours),
        "cache": {},
        "timings": {
            "send": 0,
            "wait": _milliseconds(first - exchange.started),
            "receive": _milliseconds(exchange.ended - first),
        },
        OURS: ours,
    }
    if exchange.failure is not None:
        found["comment"] = exchange.failure.message
    return found


def request_to_har(request: Request) -> dict[str, Any]:
    """A request as HAR has it."""
    found: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers_to_har(request.headers),
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        text = _utf8(request.body)
        found["postData"] = {"mimeType": request.header("content-type") or "", "text": text or ""}
        if text is None:
            found["postData"]["_base64"] = base64.b64encode(request.body).decode()
    return found


def _response_to_har(response: Response | None, ours: dict[str, Any]) -> dict[str, Any]:
    if response is None:
        # how browsers record that no answer came
        ours["answered"] = False
        nothing = {"size": 0, "mimeType": "x-unknown"}
        return _answer(0, "", [], nothing, "", 0)
    content: dict[str, Any] = {"size": 0, "mimeType": response.header("content-type") or ""}
    decoded = response.content
    content["size"] = len(decoded)
    text = _utf8(decoded)
    if text is not None:
        content["text"] = text
    else:
        content |= {"text": base64.b64encode(decoded).decode(), "encoding": "base64"}
    if decoded != response.body or response.header("content-encoding"):
        ours["wire"] = base64.b64encode(response.body).decode()
    status = response.status
    phrase = next((known.phrase for known in HTTPStatus if known == status), "")
    headers = _headers_to_har(response.headers)
    location = response.header("location") or ""
    response.forget()
    return _answer(status, phrase, headers, content, location, len(response.body))


def _answer(
    status: int, phrase: str, headers: list[dict[str, str]], content: dict[str, Any], location: str, size: int
) -> dict[str, Any]:
    return {
        "status": status,
        "statusText": phrase,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers,
        "content": content,
        "redirectURL": location,
        "headersSize": -1,
        "bodySize": size,
    }


def _headers_to_har(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _utf8(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _milliseconds(seconds: float) -> float:
    return round(max(0.0, seconds) * 1000, 3)


# -- read --------------------------------------------------------------------------------------------------------------


def from_har(raw: Json) -> Entry:
    """
    An entry of a tape, recorded by wirecheck or by another tool.

    :raises Unusable: it does not have a complete exchange.
    """
    ours: dict[str, Any] = dict(members(raw, OURS))
    request = request_from_har(at(raw, "request"))
    if not ours:
        return Entry(_foreign(raw, request))
    try:
        started, first, ended = ours["times"]
        first = None if first is None else float(first)
        failure = ours.get("failure")
        exchange = Exchange(
            request,
            None if ours.get("answered") is False else _answered(raw, ours, first),
            Failure(FailureKind(failure["trouble"]), str(failure["message"])) if failure else None,
            float(started),
            first,
            float(ended),
            int(ours["attempt"]),
        )
        if "case" not in ours:
            return Entry(exchange)
        texts = {name: str(ours[name]) for name in ("target", "operation", "case", "purpose", "phase", "kind")}
        return Entry(exchange, Purpose(**texts, order=int(ours["order"])))
    except (KeyError, TypeError, ValueError) as error:
        raise Unusable("the data that wirecheck wrote into it was changed") from error


def request_from_har(raw: Json) -> Request:
    """
    A request of a tape.

    :raises Unusable: it is not a valid request, or its body was not recorded.
    """
    method, url = at(raw, "method"), at(raw, "url")
    if not isinstance(method, str) or not isinstance(url, str):
        raise Unusable("it has no request")
    data = members(raw, "postData")
    text, encoded = data.get("text"), data.get("_base64")
    try:
        body = _unbase64(encoded) if isinstance(encoded, str) else text.encode() if isinstance(text, str) else b""
    except ValueError as error:
        raise Unusable("the body of the request is not valid text") from error
    size = at(raw, "bodySize")
    if not body and isinstance(size, (int, float)) and size > 0:
        raise Unusable("the body of the request was not recorded")
    return Request(method.upper(), url, _headers(raw), body)


def _answered(raw: Json, ours: dict[str, Any], first: float | None) -> Response:
    status, wire = at(raw, "response", "status"), ours.get("wire")
    body = _unbase64(wire) if isinstance(wire, str) else _content(raw)
    if not isinstance(status, int) or body is None:
        raise ValueError
    # exactly the received bytes, with their headers
    return Response(status, _headers(at(raw, "response")), body, first)


def _foreign(raw: Json, request: Request) -> Exchange:
    """An exchange that another tool recorded."""
    status = at(raw, "response", "status")
    if not isinstance(status, int) or status < 100:
        raise Unusable("no answer was recorded")
    body = _foreign_body(raw)
    headers = _headers(at(raw, "response"))
    if any(name.lower() == "content-encoding" for name, _ in headers):
        headers = tuple(h for h in headers if h[0].lower() not in ENCODING_HEADERS)
    started = _started(raw)
    ended = started + (_number(raw, "time") or 0.0) / 1000
    receive = _number(raw, "timings", "receive")
    first = ended - max(0.0, receive) / 1000 if receive is not None else None
    return Exchange(request, Response(status, headers, body, first), None, started, first, ended)


def _foreign_body(raw: Json) -> bytes:
    """The body of an answer that another tool recorded, after a check that it is complete."""
    try:
        body = _content(raw)
    except ValueError as error:
        raise Unusable("the body of the answer is labelled base64, but is not valid base64") from error
    size = _number(raw, "response", "content", "size") or 0
    if body is None:
        if size > 0 or at(raw, "response", "bodySize") not in (0, -1, None):
            raise Unusable("the body of the answer was not recorded")
        body = b""
    if len(body) < size:
        raise Unusable("the body of the answer was cut off in the recording")
    return body


def _number(raw: Json, *path: str) -> float | None:
    value = at(raw, *path)
    return float(value) if isinstance(value, (int, float)) else None


def _content(raw: Json) -> bytes | None:
    content = members(raw, "response", "content")
    text = content.get("text")
    if not isinstance(text, str):
        return None
    if content.get("encoding") == "base64":
        return _unbase64(text)
    # a lone surrogate, which some recorders write for a broken character, stands for bytes that are lost
    return text.encode(errors="replace")


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _headers(raw: Json) -> Headers:
    # the pseudo headers of HTTP/2 are not headers
    return tuple(
        (name, value)
        for header in items(raw, "headers")
        if isinstance(name := at(header, "name"), str)
        and isinstance(value := at(header, "value"), str)
        and not name.startswith(":")
    )


def _started(raw: Json) -> float:
    text = at(raw, "startedDateTime")
    try:
        started = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        started = None
    if started is None:
        raise Unusable("it has no valid time of sending")
    return (started if started.tzinfo else started.replace(tzinfo=UTC)).timestamp()
