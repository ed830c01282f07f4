"""Exchanges as HAR and back: nothing is lost of ours, and what browsers and proxies write is understood."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecheck.tape.har import Entry, Purpose, Unusable, from_har, to_har
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

NAMES = st.sampled_from(["Content-Type", "content-encoding", "X-Request-ID", "Location", "Set-Cookie", "Ünïcode"])
HEADERS = st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=4).map(tuple)
URLS = st.sampled_from(["https://a.test/v1", "https://a.test/v1?key=a&b=%20c&b=", "http://[::1]:80/"])
BODIES = st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode), st.just(gzip.compress(b'{"a": 1}')))
REQUESTS = st.builds(Request, st.sampled_from(["GET", "POST"]), URLS, HEADERS, BODIES)
TIMES = st.floats(0, 4e9)
RESPONSES = st.builds(Response, st.integers(100, 999), HEADERS, BODIES, st.none() | TIMES)
FAILURES = st.builds(Failure, st.sampled_from(FailureKind), st.text(max_size=20))
PURPOSES = st.builds(Purpose, *[st.text(max_size=9)] * 6, st.integers(0, 999))
EXCHANGES = st.one_of(
    st.builds(Exchange, REQUESTS, RESPONSES, st.none() | FAILURES, TIMES, st.none(), TIMES, st.integers(1, 3)).map(
        lambda found: replace(found, first_byte=found.response.first_byte if found.response else None)
    ),
    st.builds(Exchange, REQUESTS, st.none(), FAILURES, TIMES, st.none(), TIMES, st.integers(1, 3)),
)


@given(EXCHANGES, st.none() | PURPOSES)
def test_nothing_is_lost(exchange: Exchange, purpose: Purpose | None) -> None:
    """Whatever bytes, labels and times an exchange has, it comes back from its text as it was."""
    entry = Entry(exchange, purpose)
    found = from_har(json.loads(json.dumps(to_har(entry))))
    assert found == entry
    came, went = found.exchange.response, exchange.response
    assert (came and came.first_byte) == (went and went.first_byte)


MEMBERS: dict[tuple[str, ...], dict[str, Any]] = {
    (): {
        "startedDateTime": str,
        "time": (int, float),
        "request": dict,
        "response": dict,
        "cache": dict,
        "timings": dict,
    },
    ("request",): {
        "method": str,
        "url": str,
        "httpVersion": str,
        "cookies": list,
        "headers": list,
        "queryString": list,
        "headersSize": int,
        "bodySize": int,
    },
    ("response",): {
        "status": int,
        "statusText": str,
        "httpVersion": str,
        "cookies": list,
        "headers": list,
        "content": dict,
        "redirectURL": str,
        "headersSize": int,
        "bodySize": int,
    },
    ("response", "content"): {"size": int, "mimeType": str},
    ("timings",): {"send": (int, float), "wait": (int, float), "receive": (int, float)},
}
"""What HAR 1.2 asks for, object by object."""


@given(EXCHANGES)
def test_what_the_format_asks_for_is_there(exchange: Exchange) -> None:
    """Every member that HAR 1.2 requires is there, with its type, also where no answer came."""
    entry = to_har(Entry(exchange))
    for path, wanted in MEMBERS.items():
        node: Any = entry
        for name in path:
            node = node[name]
        assert {name: isinstance(node.get(name), kind) for name, kind in wanted.items()} == dict.fromkeys(wanted, True)
    if exchange.request.body:
        assert {"mimeType", "text"} <= set(entry["request"]["postData"])


@pytest.mark.parametrize(("label", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_viewer_sees_the_text(label: str, pack: Any) -> None:
    """The text of a packed body is what was packed, as the format wants it; the bytes that came stand beside it."""
    wire = pack(b'{"candidates": []}')
    exchange = Exchange(Request("POST", "https://a.test"), Response(200, (("Content-Encoding", label),), wire))
    found = to_har(Entry(exchange))
    content = found["response"]["content"]
    assert (content["text"], content["size"], found["response"]["bodySize"]) == ('{"candidates": []}', 18, len(wire))
    assert base64.b64decode(found["_wirecheck"]["wire"]) == wire


OPENED = Response(200, (("Content-Type", "image/png"),), b"\x89P")


def test_bytes_that_are_no_text_are_base64() -> None:
    """A picture is kept as it is, under the encoding that the format has for it."""
    exchange = Exchange(
        Request("GET", "https://a.test/p.png"), Response(200, (("Content-Type", "image/png"),), b"\x89P")
    )
    content = to_har(Entry(exchange))["response"]["content"]
    assert content == {"size": 2, "mimeType": "image/png", "text": "iVA=", "encoding": "base64"}


def foreign(**changes: Any) -> dict[str, Any]:
    """An entry as a browser writes it; a change names its place with dots, `None` takes away."""
    entry: dict[str, Any] = {
        "startedDateTime": "2026-11-20T10:00:00.500Z",
        "time": 2500.0,
        "request": {
            "method": "post",
            "url": "https://a.test/v1",
            "headers": [
                {"name": ":authority", "value": "a.test"},
                {"name": "content-type", "value": "application/json"},
            ],
            "bodySize": 2,
            "postData": {"mimeType": "application/json", "text": "{}"},
        },
        "response": {
            "status": 200,
            "headers": [
                {"name": "content-encoding", "value": "br"},
                {"name": "content-length", "value": "7"},
                {"name": "x-request-id", "value": "1"},
            ],
            "content": {"size": 13, "mimeType": "application/json", "text": '{"text": "ü"}'},
            "bodySize": 7,
        },
        "timings": {"blocked": -1, "send": 1, "wait": 1999, "receive": 500},
    }
    for path, value in changes.items():
        *outer, last = path.split("__")
        node = entry
        for name in outer:
            node = node[name]
        if value is None:
            del node[last]
        else:
            node[last] = value
    return entry


def test_an_entry_of_a_browser_is_read() -> None:
    """Decoded text goes without the labels of its packing; pseudo headers are no headers; times are seconds."""
    found = from_har(foreign())
    assert found.purpose is None
    assert found.exchange == Exchange(
        Request("POST", "https://a.test/v1", (("content-type", "application/json"),), b"{}"),
        Response(200, (("x-request-id", "1"),), '{"text": "ü"}'.encode()),
        None,
        1795168800.5,
        1795168802.5,
        1795168803.0,
    )


def test_base64_of_a_proxy_is_read() -> None:
    """A body that a proxy took for bytes is those bytes; without an encoding, every label stays."""
    content = {"size": 2, "mimeType": "", "text": "e30=", "encoding": "base64"}
    headers = [{"name": "Content-Length", "value": "2"}]
    found = from_har(foreign(response__content=content, response__headers=headers)).exchange.response
    assert found == Response(200, (("Content-Length", "2"),), b"{}")


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({"response__content__text": None}, "the body of the answer was not recorded"),
    ({"response__content__size": 999}, "the body of the answer was cut off in the recording"),
    ({"response__content__encoding": "base64"}, "the body of the answer is labelled base64, but is not valid base64"),
    ({"response__status": 0}, "no answer was recorded"),
    ({"response__status": "200"}, "no answer was recorded"),
    ({"response": None}, "no answer was recorded"),
    ({"request__postData": None}, "the body of the request was not recorded"),
    ({"request__url": None}, "it has no request"),
    ({"request": None}, "it has no request"),
    ({"startedDateTime": "yesterday"}, "it has no valid time of sending"),
    ({"startedDateTime": None}, "it has no valid time of sending"),
    ({"_wirecheck": {"times": [1, 2]}}, "the data that wirecheck wrote into it was changed"),
    ({"_wirecheck": {"times": [1, 2, 3], "attempt": 1, "failure": {"trouble": "no-such"}}}, "was changed"),
]


@pytest.mark.parametrize(("changes", "why"), UNUSABLE)
def test_what_tells_nothing_says_why(changes: dict[str, Any], why: str) -> None:
    """An entry of which something is missing is passed over with the reason."""
    with pytest.raises(Unusable, match=why):
        from_har(foreign(**changes))


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_no_entry_trips_the_reader(raw: Any) -> None:
    """Whatever stands in the place of an entry, it is read or passed over."""
    with pytest.raises(Unusable):
        from_har(raw)
