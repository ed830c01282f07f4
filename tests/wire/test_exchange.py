"""Requests and answers as values: headers as they were sent, bodies decoded on demand, once and within bounds."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecheck.wire import exchange
from wirecheck.wire.exchange import Decoded, Request, Response, decode, header

TEXT = b'{"a": "' + b"picture" * 50 + b'"}'


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


RIGHT = [
    ("", TEXT),
    ("identity", TEXT),
    ("gzip", gzip.compress(TEXT, mtime=0)),
    ("GZIP", gzip.compress(TEXT, mtime=0)),
    ("x-gzip", gzip.compress(TEXT, mtime=0)),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", zlib.compress(TEXT, 1)),
    ("deflate", raw_deflate(TEXT)),
    ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
    ("gzip", gzip.compress(TEXT, mtime=0) + b"\0" * 512),
    ("gzip", gzip.compress(b"", mtime=0) * 100_000 + gzip.compress(TEXT, mtime=0)),
    ("deflate, gzip", gzip.compress(zlib.compress(TEXT), mtime=0)),
    ("gzip, identity", gzip.compress(TEXT, mtime=0)),
    (" , gzip ,", gzip.compress(TEXT, mtime=0)),
]
WRONG = [
    ("gzip", TEXT, "labelled `gzip`, but it is not"),
    ("deflate", TEXT, "labelled `deflate`, but it is not"),
    ("deflate", b'{\n  "a": 1\n}', "labelled `deflate`, but it is not: something follows its end"),
    ("deflate", zlib.compress(TEXT) + b"more", "labelled `deflate`, but it is not: something follows its end"),
    ("gzip", zlib.compress(TEXT), "labelled `gzip`, but it is not"),
    ("gzip", gzip.compress(TEXT, mtime=0)[:-12], "labelled `gzip`, but it is not"),
    ("gzip", gzip.compress(TEXT, mtime=0) + b"more", "labelled `gzip`, but it is not"),
    ("br", TEXT, "encoded as `br`, which was not asked for"),
    ("utf-8", TEXT, "encoded as `utf-8`, which was not asked for"),
]


@pytest.mark.parametrize(("encoding", "body"), RIGHT, ids=range(len(RIGHT)))
def test_an_encoding_is_taken_off(encoding: str, body: bytes) -> None:
    """What we ask for is decoded, the spellings that servers have included."""
    found = decode(body, encoding)
    assert (found.content, found.problem) == (TEXT, "")


@pytest.mark.parametrize(("encoding", "body", "problem"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_label_leaves_the_body_as_it_was(encoding: str, body: bytes, problem: str) -> None:
    """A body that is not what its label says is kept, and the problem told."""
    found = decode(body, encoding)
    assert (body, True) == (found.content, found.problem.startswith(problem))


def test_an_empty_body_is_no_wrong_label() -> None:
    """A 204 labelled gzip is blameless."""
    assert (decode(b"", "gzip").problem, decode(b"", "gzip").content) == ("", b"")


def test_a_bomb_does_not_go_off() -> None:
    """Ten megabytes of zeros, packed twice over and labelled so, never take more than the limit."""
    layer = gzip.compress(b"\0" * 10_000_000, mtime=0)
    bomb = gzip.compress(layer * 2000, mtime=0)
    tracemalloc.start()
    began = time.monotonic()
    found = decode(bomb, "gzip, gzip", limit=2**20)
    seconds, peak = time.monotonic() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.content, found.problem) == (b"", "more than 1 MiB when decoded")
    assert peak < 8 * 2**20
    assert seconds < 5


@pytest.mark.parametrize(("size", "problem"), [(1000, ""), (1001, "more than 0 MiB when decoded")])
def test_the_limit_is_exact(size: int, problem: str) -> None:
    """As many bytes as are allowed come out, and not one more."""
    assert problem == decode(gzip.compress(b"a" * size, mtime=0), "gzip", limit=1000).problem


def test_the_limit_counts_all_members() -> None:
    """Members of one gzip share the limit."""
    assert decode(gzip.compress(b"a" * 600, mtime=0) * 2, "gzip", limit=1000).problem


@given(st.binary(), st.sampled_from(["gzip", "deflate", "identity", "gzip, deflate", "br", ""]))
def test_no_bytes_make_it_raise(body: bytes, encoding: str) -> None:
    """Whatever a body is labelled, something comes out."""
    found = decode(body, encoding)
    assert isinstance(found.content, bytes)


@given(st.binary(), st.sampled_from([gzip.compress, zlib.compress, raw_deflate]))
def test_what_was_packed_comes_out(data: bytes, pack: object) -> None:
    """Every body comes back, in each way of packing."""
    assert callable(pack)
    assert data == decode(pack(data), "gzip" if pack is gzip.compress else "deflate").content


def test_header_names_keep_their_case() -> None:
    """A name is found whatever its case, and kept as it was sent."""
    response = Response(200, (("X-Request-ID", "a"), ("x-request-id", "b")))
    assert (response.header("x-REQUEST-id"), response.header("x-request")) == ("a", None)
    assert response.headers == (("X-Request-ID", "a"), ("x-request-id", "b"))
    assert header((), "a") is None


def test_a_body_is_decoded_and_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty megabytes of base64 are not read again for every requirement."""
    calls: list[str] = []
    really = exchange.decode

    def counted(body: bytes, encoding: str) -> Decoded:
        calls.append(encoding)
        return really(body, encoding)

    monkeypatch.setattr(exchange, "decode", counted)
    response = Response(200, (("Content-Encoding", "gzip"),), gzip.compress(b'{"a": 1}', mtime=0))
    assert response.document is response.document
    assert (response.content, response.document.value, calls) == (b'{"a": 1}', {"a": 1}, ["gzip"])


def test_values_are_equal_by_what_was_sent() -> None:
    """What was worked out of a value, or when it came, does not tell two equal ones apart."""
    one, other = Response(200, (), b"{}", first_byte=1.0), Response(200, (), b"{}", first_byte=2.0)
    assert one.document.read
    assert one == other
    assert hash(Request("POST", "https://a.test/b")) == hash(Request("POST", "https://a.test/b"))


@pytest.mark.parametrize(
    ("status", "ok"), [(199, False), (200, True), (204, True), (299, True), (302, False), (400, False)]
)
def test_success_is_a_2xx(status: int, ok: bool) -> None:
    """A redirect is no success."""
    assert ok == Response(status).ok


def test_a_path_is_without_its_query() -> None:
    """The path of a request is that of its address."""
    assert Request("GET", "https://a.test/v1/x?key=1#y").path == "/v1/x"
