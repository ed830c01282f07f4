"""
A request, its answer, and the two together: the frozen values that everything else is built on.

Bodies are bytes as they went over the wire, header names keep their case; decoding happens on demand and once.
A key is never in here: a request carries the *name* of the variable that holds it (`$APIYI_API_KEY`), a transport puts
the key in as the request leaves, and takes it out of the answer as it comes (`redaction`).
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
"""Bytes of a body that are read, as sent and decoded; the rest is not wanted."""


def header(headers: Headers, name: str) -> str | None:
    """The first header of that name, whatever its case, or None."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it is planned and recorded; the key stands in it by the name of its variable only."""

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
    One answer, as it was sent.

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
        """The body without its content encoding; what could be decoded of it, where its label is wrong."""
        return self.decoded.content

    @property
    def document(self) -> Document:
        """The content read as JSON."""
        return _once(self._memo, "document", lambda: lenient_json.read(self.content))

    def forget(self) -> None:
        """Let go of what was decoded; it is decoded anew where it is asked for again."""
        self._memo.clear()


class Trouble(enum.Enum):
    """Why there is no whole answer."""

    UNREACHABLE = "unreachable"
    NOT_HTTP = "not-http"
    TIMEOUT = "timeout"
    CUT = "cut"
    TOO_LARGE = "too-large"
    UNSENT = "unsent"
    """We did not send it: left out of the plan, or an address that is not safe to open."""


@dataclass(frozen=True, slots=True)
class Failure:
    """No whole answer came, and why."""

    trouble: Trouble
    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    A request and what came of it.

    Times are seconds since the epoch. `attempt` counts from 1; a retried request is an exchange of its own.
    `response` may be there beside a `failure`: what had arrived before the connection broke.
    """

    request: Request
    response: Response | None = None
    failure: Failure | None = None
    started: float = 0.0
    first_byte: float | None = None
    ended: float = 0.0
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body without its content encoding, and what was wrong with the label, if anything."""

    content: bytes
    problem: str = ""


def decode(body: bytes, encoding: str, limit: int = MAX_BODY) -> Decoded:
    """
    Take the content encodings off, last one first: `gzip`, `deflate` and `identity`, the ones that we ask for.

    Never more than `limit` bytes come out. A wrong label leaves the body as it was sent, with the problem told.
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
            return Decoded(content, f"labelled `{name}`, and is not: {below.problem}")
        content = below.content
    return Decoded(content)


GZIP, ZLIB, RAW = 31, 15, -15
"""Forms of what DEFLATE makes (RFC 1952, 1950, 1951), by the numbers that zlib has for them."""

_FIRST, _LARGEST = 512, 2**20
"""Bytes that are unpacked at once: few at first, as members may be small and many."""

_PADDING = re.compile(rb"\0*")


@dataclass(frozen=True, slots=True)
class Inflated:
    """What came out of a packed body, as far as it goes, and why that is not all of it, if it is not."""

    content: bytes
    problem: str = ""
    too_large: bool = False


def form_of(body: bytes) -> int:
    """How a body is packed, by its head; as raw DEFLATE, which has none, where it has neither of the others."""
    return GZIP if body[:2] == b"\x1f\x8b" else _form(body)


def _form(body: bytes) -> int:
    # `deflate` is zlib by the standard, and raw in some servers
    return ZLIB if body[:1] and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0 else RAW


def inflated(body: bytes, form: int, limit: int = MAX_BODY) -> Inflated:
    """
    Unpack a body; never more than `limit` bytes come out, and it never raises.

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
            # plain text may begin with what ends at once by chance: `{` and a line's end is an empty block
            return Inflated(b"".join(parts), "something follows its end")
    return Inflated(b"".join(parts))


def _before_the_error(read: memoryview, wrong: memoryview, form: int, limit: int) -> bytes:
    """What a piece holds that breaks somewhere; whoever finds it can read that much, and a key may be in it."""
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
