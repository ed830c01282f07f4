"""
The encodings of a secret: plain, URL-encoded, escaped, as base64 or as hex; and where it stands in a body.

A body may be tens of millions of characters of base64, and nearly all of them hold no secret. Fixed forms are looked
for everywhere, with `bytes.find`, at a tenth of a nanosecond a byte. Forms that vary from character to character are
looked for among words, and in long strings only if these contain escapes.
"""

from __future__ import annotations

import base64
import functools
import html.entities
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

Span = tuple[int, int]
"""Where something begins, and where it has ended."""

LONG = 4096
"""The length in bytes from which on a quoted string without a space is data, such as a picture, and not words."""

STRONG = 16
"""The length in characters from which on a value is looked for ignoring case, and also without its prefix (`sk-`)."""

EVERYWHERE = 12
"""The length in bytes from which on a form is looked for in pictures; a shorter one occurs in them by chance."""

CUT_OFF = 6
"""How many characters of a strong value have to stand at the end of a text that may have been cut off."""

_PIECE = 1 << 20
_LONG_STRING = re.compile(rb"""["'][^"']{%d,}""" % LONG)
_PREFIX = re.compile(
    r"(?:bearer |basic )?(?:[a-z]{2,8}[-_])?(?:(?:ant|proj|or|svcacct|admin|live|test|api\d\d|v\d)-)*", re.IGNORECASE
)
_TEXT = bytes(byte for byte in range(256) if byte > 31 or byte in b"\t\n\f\r")
_ESCAPES = (b"%", b"&", b"\\u", b"\\x")
"""How escapes in a long string begin; an escaped slash is not one, as PHP escapes every slash of a picture."""

_LINES = (b"\n", b"\r", b"\\n", b"\\r")
_BREAK = rb"(?:[\r\n\t ]|\\{1,4}[rnt]){0,8}"
_NOTHING_MORE = rb"(?:[\\%&][\\#%&\w;]{0,8})?\Z"
"""The end, or the first half of an escape and the end."""


def runs(body: bytes) -> list[Span]:
    """The parts of a body that are data and not words: long strings without a space, and the whole of a binary body."""
    head = body[:1024]
    if len(head.translate(None, _TEXT)) * 20 > len(head):
        return [(0, len(body))]
    first = body.find(b'"')
    first = len(body) if first < 0 else first
    long = [(0, first)] if first > LONG else []
    long += [match.span() for match in _LONG_STRING.finditer(body)]
    return [span for span in long if body.find(b" ", *span) < 0]


def between(spans: Sequence[Span], end: int) -> Iterator[Span]:
    """The gaps between spans, which are in order, in a body of so many bytes."""
    at = 0
    for start, stop in spans:
        if start > at:
            yield at, start
        at = max(at, stop)
    if at < end:
        yield at, end


@dataclass(frozen=True, slots=True, repr=False)
class Forms:
    """
    How a value is looked for; its repr does not show the value.

    :param prefix: what may stand before it and goes with it.
    :param ignores_case: whether matching ignores case; the fixed forms are then lower case.
    :param everywhere: fixed forms that are looked for everywhere.
    :param among_words: fixed forms that are looked for among words.
    :param escaped: the value with any of its characters escaped.
    :param wrapped: its base64 with line breaks in it.
    :param endings: fixed forms of which the beginning may end a text that was cut off.
    :param escaped_ending: any other form halfway, at the end.
    """

    prefix: bytes
    ignores_case: bool
    everywhere: tuple[bytes, ...]
    among_words: tuple[bytes, ...]
    escaped: re.Pattern[bytes]
    wrapped: tuple[re.Pattern[bytes], ...]
    endings: tuple[bytes, ...]
    escaped_ending: re.Pattern[bytes]

    def spans(self, body: bytes, long: Sequence[Span]) -> list[Span]:
        """
        Where the value stands in a body, in any form: spans in order, none inside another.

        :param long: the parts of the body that are data and not words, in order.
        """
        reach = max(map(len, self.everywhere), default=1) - 1
        pieces = ((start, min(start + _PIECE + reach, len(body))) for start in range(0, len(body), _PIECE))
        words = list(between(long, len(body)))
        spans = [*self._fixed(self.everywhere, body, pieces), *self._fixed(self.among_words, body, words)]
        for parts, escapes in ((words, (b"%", b"&", b"\\")), (long, _ESCAPES)):
            for part in parts:
                spans += self._varying(body, part, escapes)
        return _merged([*spans, *self._cut_off(body)])

    def _fixed(self, forms: Sequence[bytes], body: bytes, parts: Iterable[Span]) -> Iterator[Span]:
        for start, end in parts:
            piece = body[start:end].lower() if self.ignores_case else body[start:end]
            for form in forms:
                at = piece.find(form)
                while at >= 0:
                    before = self.prefix if piece.endswith(self.prefix, 0, at) else b""
                    yield start + at - len(before), start + at + len(form)
                    at = piece.find(form, at + len(form))

    def _varying(self, body: bytes, part: Span, escapes: Sequence[bytes]) -> Iterator[Span]:
        """The forms that differ from character to character, in a part that holds what they are made with."""
        patterns = [self.escaped] if _any(body, escapes, part) else []
        if _any(body, _LINES, part):
            patterns += self.wrapped
        for pattern in patterns:
            yield from (match.span() for match in pattern.finditer(body, *part))

    def _cut_off(self, body: bytes) -> Iterator[Span]:
        """The beginning of the value that a text ends with."""
        size = len(body)
        for form in self.endings:
            length = next((n for n in range(len(form) - 1, CUT_OFF - 1, -1) if body.endswith(form[:n])), 0)
            if length:
                yield size - length, size
        escaped = self.escaped_ending.search(body, max(0, size - 16 * max(map(len, self.endings), default=0)))
        if escaped:
            yield escaped.span()


@functools.lru_cache(maxsize=256)
def forms(value: str) -> Forms:
    """The forms of a value; those of only a few characters are left out, as they occur everywhere."""
    prefix = _prefix(value)
    core = value[len(prefix) :]
    strong = len(core) >= STRONG
    as_is, *quoted = _plain(core)
    simple = [as_is, *quoted, *_encoded(as_is)]
    double = _doubly_encoded([as_is, *quoted], simple)
    if strong:
        simple, double = list(map(bytes.lower, simple)), list(map(bytes.lower, double))
    everywhere = {form for form in simple if len(form) >= EVERYWHERE}
    starts = [value, core] if strong else []
    return Forms(
        prefix=prefix.lower().encode() if strong else prefix.encode(),
        ignores_case=strong,
        everywhere=tuple(sorted(everywhere)),
        among_words=tuple(sorted({*simple, *double} - everywhere)),
        escaped=re.compile(b"".join(_any_way(char, strong) for char in core)),
        wrapped=tuple(map(_wrapped, dict.fromkeys(_base64(as_is)))),
        endings=tuple(dict.fromkeys(form for start in starts for form in (start.encode(), *_encoded(start.encode())))),
        escaped_ending=re.compile(b"|".join(_begun(start) for start in starts) or rb"(?!)"),
    )


def _prefix(value: str) -> str:
    """The prefix of a key that names its issuer (`sk-`), if the rest is long enough without it."""
    known = _PREFIX.match(value)
    return known[0] if known and len(value) - len(known[0]) >= STRONG else ""


def _doubly_encoded(plain: Sequence[bytes], simple: Sequence[bytes]) -> list[bytes]:
    """Forms of a value after it was encoded or quoted a second time."""
    once = [form for source in plain for form in _encoded(source)]
    twice = [form for source in (*plain, *once) for form in _encoded(source)]
    quoted = [quote(form).encode() for form in simple]
    return [*once, *twice, *quoted, *(form.replace(b"/", rb"\/") for form in simple)]


def _any(body: bytes, marks: Iterable[bytes], span: Span) -> bool:
    slashes = body.find(b"\\", *span) >= 0
    # one byte is found many times faster than two
    return any(body.find(mark, *span) >= 0 for mark in marks if slashes or mark[:1] != b"\\")


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _plain(text: str) -> list[bytes]:
    """A text as bytes, as it is and as whole texts are quoted; the text itself first."""
    escaped = json.dumps(text)[1:-1]
    # a body told in a message is escaped twice over
    texts = (text, quote(text, safe=""), quote_plus(text), escaped, json.dumps(escaped)[1:-1])
    utf_8 = [some.encode() for some in texts]
    return list(dict.fromkeys([*utf_8, text.encode("latin-1", "replace"), text.encode("utf-16-le")[:-1]]))


def _encoded(source: bytes) -> Iterator[bytes]:
    """Bytes as hex, and as what base64 makes of them wherever they stand in something longer."""
    yield source.hex().encode()
    yield source.hex().upper().encode()
    yield from _base64(source)


def _base64(source: bytes) -> Iterator[bytes]:
    for ahead in range(3):
        # the characters that are made of these bytes alone
        first, last = -(-ahead * 8 // 6), (ahead + len(source)) * 8 // 6
        text = base64.b64encode(b"\0" * ahead + source)[first:last]
        yield text
        yield text.translate(bytes.maketrans(b"+/", b"-_"))


def _wrapped(form: bytes) -> re.Pattern[bytes]:
    """A pattern for a text with line breaks in it."""
    return re.compile(_BREAK.join(re.escape(bytes([byte])) for byte in form))


def _any_way(char: str, ignores_case: bool) -> bytes:
    """A pattern for a character, plain or escaped in any of the ways of URLs, JSON, JavaScript and HTML."""
    cases = dict.fromkeys((char, char.lower(), char.upper()) if ignores_case else (char,))
    # in capitals, some letters are two
    ways = [way for case in cases if len(case) == 1 for way in _ways(case)]
    if char in "\"'\\/":
        ways.append(rb"\\\\{0,7}" + re.escape(char.encode()))
    if char == " ":
        ways.append(rb"\+")
    return b"(?:%b)" % b"|".join(dict.fromkeys(ways))


def _ways(char: str) -> Iterator[bytes]:
    utf_8, latin_1, point = char.encode(), char.encode("latin-1", "ignore"), ord(char)
    yield re.escape(utf_8)
    yield re.escape(latin_1 or utf_8)
    for octets in {utf_8, latin_1 or utf_8}:
        yield b"".join(rb"%%(?:25){0,4}%b" % _hex(b"%02x" % octet) for octet in octets)
    yield rb"\\\\{0,7}(?:u%b|u\{0{0,6}%b\}|x%b)" % (_hex(b"%04x" % point), _hex(b"%x" % point), _hex(b"%02x" % point))
    named = b"".join(rb"|%b" % re.escape(name.encode()) for name in _named(char))
    entity = rb"(?:amp;){0,4}(?:#0{0,6}%d;|#[xX]0{0,6}%b;%b)" % (point, _hex(b"%x" % point), named)
    yield rb"&" + entity
    yield rb"\\\\{0,7}u0026" + entity


def _begun(value: str) -> bytes:
    """A pattern for the beginning of a value at the end of a text."""
    ways = [_any_way(char, True) for char in value]
    rest = b"".join(rb"(?:%b|(?=%b))" % (way, _NOTHING_MORE) for way in ways[CUT_OFF:])
    return b"".join(ways[:CUT_OFF]) + rest + _NOTHING_MORE


def _hex(digits: bytes) -> bytes:
    """Hex digits in either case, as a pattern."""
    return b"".join(b"[%c%c]" % (digit, digit - 32) if digit > 57 else b"%c" % digit for digit in digits)


@functools.cache
def _names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, char in html.entities.html5.items():
        if name.endswith(";"):
            names.setdefault(char, []).append(name)
    return names


def _named(char: str) -> list[str]:
    return _names().get(char, [])
