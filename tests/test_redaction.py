"""Secrets put in and taken out: the canary is gone from all that is kept, and pictures stay as they were."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from urllib.parse import quote, quote_plus

import pytest

from wirecheck.exchange import Failure, Request, Response, Trouble
from wirecheck.reading import REDACTED
from wirecheck.redaction import Secrets
from wirecheck.transports import Keyed, NoAnswer

KEY = 'sk-canary/+"7Q=='
SECRETS = Secrets({"THE_KEY": KEY, "SHORT": "abc"})
JSON = json.dumps(KEY)[1:-1]

BODIES = [
    ("plain", KEY.encode()),
    ("bearer", f"Bearer {KEY}".encode()),
    ("in JSON", json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()),
    ("in JSON within JSON", json.dumps({"text": json.dumps({"key": KEY})}).encode()),
    ("URL-encoded", b"?key=" + quote(KEY, safe="").encode()),
    ("as a form", b"key=" + quote_plus(KEY).encode()),
    ("base64", base64.b64encode(KEY.encode())),
    ("base64 of the header", base64.b64encode(f"Bearer {KEY}".encode())),
    ("base64 without padding", base64.b64encode(KEY.encode()).rstrip(b"=")),
]
FORMS = [
    KEY.encode(),
    JSON.encode(),
    quote(KEY, safe="").encode(),
    base64.b64encode(KEY.encode()).rstrip(b"="),
    base64.b64encode(f"Bearer {KEY}".encode()).rstrip(b"="),
    b"canary",
]


def leaks(content: bytes) -> list[bytes]:
    return [form for form in FORMS if form in content]


@pytest.mark.parametrize(("form", "body"), BODIES, ids=[row[0] for row in BODIES])
def test_the_key_is_gone_from_a_body(form: str, body: bytes) -> None:
    """In whatever form a gateway sends the key back, it is gone, and something stands in its place."""
    found = SECRETS.response(Response(200, (), b"before " + body + b" after"))
    assert (leaks(found.body), REDACTED.encode() in found.body) == ([], True)


@pytest.mark.parametrize(("form", "body"), BODIES, ids=[row[0] for row in BODIES])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_the_key_is_gone_from_a_packed_body(form: str, body: bytes, pack: object) -> None:
    """A packed body is opened, cleaned and packed anew, under a label that is true."""
    assert callable(pack)
    label = "gzip" if pack is gzip.compress else "deflate"
    found = SECRETS.response(Response(200, (("Content-Encoding", label),), pack(b"{" + body + b"}")))
    assert (leaks(found.content), REDACTED.encode() in found.content, found.decoded.problem) == ([], True, "")


def test_the_key_is_gone_from_headers() -> None:
    """Values lose the key, names and order stay."""
    headers = (("X-Debug", f"Bearer {KEY}"), ("Location", f"https://a.test/?k={quote(KEY, safe='')}"), ("Date", "now"))
    found = SECRETS.response(Response(302, headers))
    assert [name for name, _ in found.headers] == ["X-Debug", "Location", "Date"]
    assert (leaks(repr(found.headers).encode()), found.header("date")) == ([], "now")


def test_the_key_is_gone_from_failures() -> None:
    """What a library says of a connection that broke is cleaned as well."""
    found = SECRETS.failure(Failure(Trouble.NOT_HTTP, f"illegal header value b'Bearer {KEY}'"))
    assert (found.trouble, leaks(found.message.encode())) == (Trouble.NOT_HTTP, [])


PICTURE = bytes(range(256)) * 64
UNTOUCHED = [
    Response(200, (("Content-Type", "image/png"),), PICTURE),
    Response(200, (("Content-Encoding", "gzip"), ("X-Cased", "a")), gzip.compress(PICTURE)),
    Response(200, (("Content-Encoding", "gzip"),), PICTURE),
    Response(400, (), b"abc: a secret too short to be looked for"),
]


@pytest.mark.parametrize("response", UNTOUCHED)
def test_what_holds_no_key_is_untouched(response: Response) -> None:
    """Pictures, packed or not, are byte for byte what came."""
    assert SECRETS.response(response) is response


def test_a_key_is_filled_into_headers_only() -> None:
    """A request leaves with the key in place of its name; what is no name of a secret stays."""
    request = Request("POST", "https://a.test/$THE_KEY", (("A", "Bearer $THE_KEY"), ("B", "$OTHER $5")), b"$THE_KEY")
    filled = SECRETS.fill(request)
    assert (("A", f"Bearer {KEY}"), ("B", "$OTHER $5")) == filled.headers
    assert (request.url, request.body) == (filled.url, filled.body)


def test_secrets_do_not_show_themselves() -> None:
    """A traceback that prints the object prints no key."""
    assert "canary" not in repr(SECRETS)


class Echo:
    """Sends back what it got, or breaks off with it."""

    def __init__(self, breaks: bool) -> None:
        self.breaks = breaks

    def send(self, request: Request) -> Response:
        said = repr(request.headers)
        response = Response(400, (("X-Echo", said.replace("\\", "")),), said.encode())
        if self.breaks:
            raise NoAnswer(Failure(Trouble.CUT, said), response)
        return response

    def close(self) -> None:
        """There is nothing to let go of."""


def test_a_keyed_transport_keeps_the_key_from_its_caller() -> None:
    """The inner transport sees the key, the caller never, in answers and in failures."""
    request = Request("POST", "https://a.test", (("Authorization", "Bearer $THE_KEY"),))
    answer = Keyed(Echo(False), SECRETS).send(request)
    with pytest.raises(NoAnswer) as caught:
        Keyed(Echo(True), SECRETS).send(request)
    assert caught.value.response is not None
    parts = (answer.body, repr(answer.headers).encode(), str(caught.value).encode(), caught.value.response.body)
    assert [leaks(part) for part in parts] == [[]] * 4
    assert caught.value.__cause__ is None
