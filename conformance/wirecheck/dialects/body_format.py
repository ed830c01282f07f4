"""How the members of a request become the bytes of its body, and back: as JSON, or in a format of a dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from wirecheck.spec.operation import JSON_TYPE
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json, members

if TYPE_CHECKING:
    from wirecheck.spec.operation import Operation


@dataclass(frozen=True, slots=True)
class RequestBody:
    """The members that a request's body holds, named as on the page, and why it cannot be read, if it cannot."""

    value: Json
    problem: str = ""


class BodyFormat(Protocol):
    """One way to put members into a body."""

    malformed: str
    """What a body that ends too early is called, such as `malformed JSON`."""

    def write(self, body: Mapping[str, Json]) -> tuple[str, bytes]:
        """The body that holds these members, and its `Content-Type`."""

    def read(self, request: Request) -> RequestBody:
        """The members of a body."""

    def break_off(self, body: bytes) -> bytes:
        """A body that ends too early, so that it cannot be read."""


class JsonBody:
    """A body that is one JSON object."""

    malformed = "malformed JSON"

    def write(self, body: Mapping[str, Json]) -> tuple[str, bytes]:
        """Members as JSON."""
        return JSON_TYPE, json.dumps(body).encode()

    def read(self, request: Request) -> RequestBody:
        """The JSON of a body; if it departs from the standard, no page promises to read it."""
        document = request.document
        sound = document.read and not document.slips
        return RequestBody(document.value, "" if sound else "the body is not valid JSON")

    def break_off(self, body: bytes) -> bytes:
        """JSON without its last bracket."""
        return body.rstrip()[:-2]


def format_of(operation: Operation) -> BodyFormat:
    """The format in which the requests of an operation are written."""
    formats = operation.protocol.body_formats
    return formats[operation.request_type or next(iter(formats))]


def body_of(operation: Operation, request: Request) -> dict[str, Json]:
    """The members of a request; None if its body cannot be read."""
    return members(format_of(operation).read(request).value)


def with_body(operation: Operation, request: Request, body: Mapping[str, Json]) -> Request:
    """The same request with other members."""
    media_type, content = format_of(operation).write(body)
    headers = tuple((name, media_type if name == "Content-Type" else value) for name, value in request.headers)
    return Request(request.method, request.url, headers, content)
