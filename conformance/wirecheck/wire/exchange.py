"""
A request, its answer, and the two together: the frozen values that everything else is built on.

Bodies are bytes as they went over the wire, header names keep their case; decoding happens on demand and once.
An exchange never holds a key: its request carries the *name* of the variable that holds the key (`$APIYI_API_KEY`). A
transport puts the key into the request as it is sent, and takes it out of the answer as it arrives (`redaction`).
"""

from __future__ import annotations

import enum
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast
from urllib.parse import urlsplit

from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Document

Headers = tuple[tuple[str, str], ...]
T = TypeVar("T")

MAX_BODY = 64 * 1024 * 1024
"""The largest number of bytes of a body that are read, both as sent and decoded; the rest is ignored."""


def header(headers: Headers, name: str) -> str | None:
    """The first header of that name, whatever its case, or None."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it is planned and recorded; in place of the key it holds the name of the key's variable."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    _memo: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def header(self, name: str) -> str | None:
        return header(self.headers, name)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def document(self) -> Document:
        """The body read as JSON."""
        return _once(self._memo, "document", lambda: lenient_json.read(self.body))


@dataclass(frozen=True, slots=True)
class Response:
    """
    One answer, as it was sent by the gateway.

    `first_byte` is the time of the first byte in seconds since the epoch, where the transport knows it.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    first_byte: float | None = field(default=None, compare=False)
    _memo: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def header(self, name: str) -> str | None:
        return header(self.headers, name)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def decoded(self) -> Decoded:
        """The body without its content encoding."""
        return _once(self._memo, "decoded", lambda: decode(self.body, self.header("content-encoding") or ""))

    @property
    def content(self) -> bytes:
        """The body without its content encoding; if its label is wrong, as much of it as could be decoded."""
        return self.decoded.content

    @property
    def document(self) -> Document:
        """The content read as JSON."""
        return _once(self._memo, "document", lambda: lenient_json.read(self.content))

    def forget(self) -> None:
        """Free the memory of the decoded body; it is decoded again when it is next asked for."""
        self._memo.clear()


class FailureKind(enum.Enum):
    """Why there is no whole answer."""

    UNREACHABLE = "unreachable"
    NOT_HTTP = "not-http"
    TIMEOUT = "timeout"
    CUT = "cut"
    TOO_LARGE = "too-large"
    UNSENT = "unsent"
    """It was not sent: it was left out of the plan, or its address is not safe to open."""


@dataclass(frozen=True, slots=True)
class Failure:
    """No whole answer came, and why."""

    kind: FailureKind
    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    A request and its answer, or the failure to get one.

    Times are seconds since the epoch. `attempt` counts from 1; a retried request is an exchange of its own.
    There may be a `response` beside a `failure`: the part that had arrived before the connection broke.
    """

    request: Request
    response: Response | None = None
    failure: Failure | None = None
    started: float = 0.0
    first_byte: float | None = None
    ended: float = 0.0
    attempt: int = 1


LOST = frozenset({FailureKind.TIMEOUT, FailureKind.CUT, FailureKind.TOO_LARGE})
"""Failures after which an answer may have been generated and charged."""

GAVE_UP = frozenset({408, 499, 504, 524})
"""Statuses with which something before the gateway gave up waiting for an answer that may still have been generated."""


def may_be_charged(exchange: Exchange) -> bool:
    """Whether a request was charged, or may have been: its answer may have been made and lost."""
    if exchange.request.method == "GET":
        return False
    if exchange.failure is not None:
        return exchange.failure.kind in LOST
    return exchange.response is not None and (exchange.response.ok or exchange.response.status in GAVE_UP)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body without its content encoding, and what was wrong with the label, if anything."""

    content: bytes
    problem: str = ""


def decode(body: bytes, encoding: str, limit: int = MAX_BODY) -> Decoded:
    """
    Remove the content encodings, the last one first: `gzip`, `deflate` and `identity`, which are those that we ask for.

    The result has at most `limit` bytes. If the label is wrong, the body stays as it was sent, and `problem` says why.
    """
    content = body
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name == "identity":
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            return Decoded(content, f"encoded as `{name}`, which was not asked for")
        below = inflated(content, _form(content) if name == "deflate" else GZIP, limit)
        if below.too_large:
            return Decoded(b"", f"more than {limit // 2**20} MiB when decoded")
        if below.problem:
            return Decoded(content, f"labelled `{name}`, but it is not: {below.problem}")
        content = below.content
    return Decoded(content)


GZIP, ZLIB, RAW = 31, 15, -15
"""The formats of DEFLATE data (RFC 1952, 1950, 1951), by the numbers that zlib has for them."""

_FIRST, _LARGEST = 512, 2**20
"""How many bytes are decompressed at once: few at first, as there may be many small members."""

_PADDING = re.compile(rb"\0*")


@dataclass(frozen=True, slots=True)
class Inflated:
    """What a compressed body holds, as far as it could be decompressed, and why that is not all of it, if it is not."""

    content: bytes
    problem: str = ""
    too_large: bool = False


def form_of(body: bytes) -> int:
    """How a body is compressed, by its first bytes; as raw DEFLATE, which has no header, if by neither other way."""
    return GZIP if body[:2] == b"\x1f\x8b" else _form(body)


def _form(body: bytes) -> int:
    # `deflate` means zlib in the standard, and raw DEFLATE in some servers
    return ZLIB if body[:1] and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0 else RAW


def inflated(body: bytes, form: int, limit: int = MAX_BODY) -> Inflated:
    """
    Decompress a body into at most `limit` bytes; it never raises.

    gzip may be several members one after another; zeros between and after them are padding.
    """
    view, parts, size, at = memoryview(body), list[bytes](), 0, 0
    while at < len(body):
        inflater, step, begun = zlib.decompressobj(form), _FIRST, at
        while not inflater.eof:
            if at >= len(body):
                return Inflated(b"".join(parts), "it ends too early")
            try:
                parts.append(inflater.decompress(view[at : at + step], limit - size + 1))
            except zlib.error as error:
                parts.append(_before_the_error(view[begun:at], view[at : at + step], form, limit - size))
                return Inflated(b"".join(parts), str(error))
            size += len(parts[-1])
            if size > limit:
                return Inflated(b"".join(parts)[:limit], "it is too large", too_large=True)
            at, step = min(at + step, len(body)), min(4 * step, _LARGEST)
        at -= len(inflater.unused_data)
        padding = _PADDING.match(body, at)
        at = padding.end() if padding else at
        if at < len(body) and form != GZIP:
            # plain text may begin with an empty block by chance: `{` and the end of a line is one
            return Inflated(b"".join(parts), "something follows its end")
    return Inflated(b"".join(parts))


def _before_the_error(read: memoryview, wrong: memoryview, form: int, limit: int) -> bytes:
    """What a broken piece holds up to where it breaks; a reader can get at that much, and it may hold a key."""
    inflater, content = zlib.decompressobj(form), bytearray()
    inflater.decompress(read)
    try:
        for i in range(len(wrong)):
            content += inflater.decompress(wrong[i : i + 1], limit - len(content) + 1)
            if len(content) > limit:
                break
    except zlib.error:
        pass
    return bytes(content[:limit])


def _once(memo: dict[str, object], key: str, make: Callable[[], T]) -> T:
    if key not in memo:
        memo[key] = make()
    return cast(T, memo[key])
