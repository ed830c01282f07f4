"""Forms of a value: each is found where it stands, however it is mixed, and nothing else is."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecheck.secrets.encodings import LONG, between, forms, runs

CORE = "Canary0123456789~?>abcXYZ"
KEY = f"sk-{CORE}"
DUMP = json.dumps({"user": "u", "headers": {"authorization": f"Bearer {KEY}"}}, indent=1)


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04X}" for char in text)


def utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


def b64(text: str) -> bytes:
    return base64.b64encode(text.encode())


def mimed(text: str) -> bytes:
    """In lines of 76 characters, as mail has it, one of which ends in the value."""
    return base64.encodebytes(b"a" * 30 + text.encode())


SENT: list[tuple[str, str | bytes]] = [
    ("plain", KEY),
    ("without its prefix", CORE),
    ("in lower case", KEY.lower()),
    ("in upper case", KEY.upper()),
    ("URL-encoded", quote(KEY, safe="")),
    ("URL-encoded, digits in lower case", quote(KEY, safe="").lower()),
    ("URL-encoded to the last character", "".join(f"%{ord(char):02x}" for char in KEY)),
    ("URL-encoded in part", KEY.replace("n", "%6e").replace("~", "%7E")),
    ("URL-encoded twice", quote(quote(KEY, safe=""), safe="")),
    ("escaped in JSON", escaped(KEY)),
    ("escaped in JSON in part", KEY.replace("a", "\\u0061", 1)),
    ("escaped in JSON within JSON", escaped(KEY).replace("\\", "\\\\")),
    ("escaped in JavaScript", KEY.replace("a", "\\x61").replace("C", "\\u{43}")),
    ("HTML, by number", "".join(f"&#{ord(char)};" for char in KEY)),
    ("HTML, by hex number", "".join(f"&#x{ord(char):X};" for char in KEY)),
    ("HTML, by name", html.escape(KEY)),
    ("HTML twice", html.escape(html.escape(KEY))),
    ("HTML in the JSON of Go", html.escape(KEY).replace("&", "\\u0026")),
    ("hex", KEY.encode().hex()),
    ("hex in upper case", KEY.encode().hex().upper()),
    ("UTF-16", utf16(KEY)),
    ("base64", b64(KEY)),
    ("base64 of the header", b64(f"Bearer {KEY}")),
    *((f"base64 at {n}", b64(f"{'user'[:n]}:{KEY}:more")) for n in range(1, 4)),
    ("base64 of a dump", b64(DUMP)),
    ("base64 for URLs", base64.urlsafe_b64encode(DUMP.encode())),
    ("base64 in lines", mimed(KEY)),
    ("base64 in lines in JSON", mimed(KEY).replace(b"\n", b"\\n")),
    ("base64 with the slashes of PHP", b64(DUMP).replace(b"/", b"\\/")),
    ("base64 of base64", b64(f"Basic {b64(f'user:{KEY}').decode()}")),
    ("hex of the URL-encoded", quote(KEY, safe="").encode().hex()),
]


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize(("form", "sent"), SENT, ids=[row[0] for row in SENT])
def test_a_form_is_found(form: str, sent: str | bytes) -> None:
    """All of the value is found, wherever it stands, and nothing of what stands around."""
    body = b'{"a": "%b", "b": 1}' % as_bytes(sent)
    spans = forms(KEY).spans(body, runs(body))
    assert spans
    assert all(7 <= start < end <= len(body) - 10 for start, end in spans)


WAYS: list[Callable[[str], str]] = [
    lambda char: char,
    str.lower,
    str.upper,
    lambda char: f"%{ord(char):02X}",
    lambda char: f"%25{ord(char):02x}",
    lambda char: f"\\u{ord(char):04x}",
    lambda char: f"\\\\u{ord(char):04X}",
    lambda char: f"\\x{ord(char):02x}",
    lambda char: f"&#{ord(char)};",
    lambda char: f"&amp;#x{ord(char):x};",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WAYS), min_size=len(CORE), max_size=len(CORE)), st.sampled_from([b"", b"A" * LONG]))
def test_any_mixture_of_escapes_is_found(ways: list[Callable[[str], str]], picture: bytes) -> None:
    """Each character may be escaped in a way of its own, in a short string and in a long one."""
    mixed = "".join(way(char) for way, char in zip(ways, CORE, strict=True)).encode()
    body = b'["%b", "%b"]' % (picture + mixed, mixed)
    spans = forms(KEY).spans(body, runs(body))
    assert [body[start:end] for start, end in spans] == [mixed, mixed]


@pytest.mark.parametrize("cut", [KEY[:20], KEY[:6], CORE[:10], quote(KEY, safe="")[:-2], escaped(KEY)[:-3]])
def test_the_beginning_of_a_value_is_found_at_the_end(cut: str) -> None:
    """A text that was cut off in the middle of a value ends before it; elsewhere a beginning is a masked key."""
    body = f"no such key: {cut}".encode()
    assert [(13, len(body))] == forms(KEY).spans(body, [])
    assert forms(KEY).spans(f"no such key: {KEY[:9]}****{KEY[-4:]}".encode(), []) == []


CLEAN = ["", "sk-", "Canary", KEY[:-3] + "...", CORE[::-1], b64("a user and a password").decode(), "%73%6B%2D" * 9]


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_not_the_value_is_not_found(text: str) -> None:
    """A part of the value in the middle of a text, or another one's escapes, are not it."""
    assert forms(KEY).spans(f"{text} and more".encode(), []) == []


WEAK = [("secret", "a secret!", 1), ("secret", "a Secret!", 0), ("secret", "c2VjcmV0", 1), ("secret", "s%65cret", 1)]
WEAK += [
    ("secret", b"secret".hex().upper(), 1),
    ("my-gateway", "the gateway", 0),
    ("sk-wirecheck", "wirecheck", 0),
    ("sk-wirecheck", "sk-wirecheck", 1),
]


@pytest.mark.parametrize(("value", "text", "count"), WEAK)
def test_a_short_value_is_found_as_it_is_only(value: str, text: str, count: int) -> None:
    """In another case, or without its prefix, it may be any word."""
    assert len(forms(value).spans(text.encode(), [])) == count


PICTURE = b"A" * 5000
RUNS: list[tuple[bytes, list[bytes]]] = [
    (b"", []),
    (b'{"a": "b"}', []),
    (PICTURE, [PICTURE]),
    (b'{"data": "%b", "b": 1}' % PICTURE, [b'"' + PICTURE]),
    (b'"%b"' % (PICTURE + b" "), []),
    (b'"%b' % PICTURE, [b'"' + PICTURE]),
    (b"%b" % (bytes(range(256)) * 3), [bytes(range(256)) * 3]),
    ("\N{CJK UNIFIED IDEOGRAPH-9470}".encode() * 9, []),
]


@pytest.mark.parametrize(("body", "expected"), RUNS)
def test_long_strings_without_a_blank_are_no_words(body: bytes, expected: list[bytes]) -> None:
    """Pictures and signatures are told from words by their length, and by what no word has: no blank at all."""
    found = runs(body)
    assert [body[start:end] for start, end in found] == expected
    parts = sorted([*found, *between(found, len(body))])
    assert b"".join(body[start:end] for start, end in parts) == body


@pytest.mark.parametrize(
    "body", [b"\\" * 300_000, b"%25" * 100_000, b"&amp;" * 60_000, b"sk-C" * 80_000, b'"' * 300_000]
)
def test_escapes_of_nothing_end(body: bytes) -> None:
    """What looks like the beginning of a form at every byte holds nobody up."""
    assert forms(KEY).spans(body, runs(body)) == []


def test_a_value_is_found_across_the_pieces_that_are_read() -> None:
    """A large body is read in pieces of a power of two."""
    body = b"A" * ((1 << 20) - 9) + CORE.encode() + b"A" * 9
    assert forms(KEY).spans(body, [(0, len(body))]) == [((1 << 20) - 9, len(body) - 9)]


def test_a_value_does_not_show_itself() -> None:
    """A traceback that prints the forms prints no key."""
    assert "anary" not in repr(forms(KEY))
