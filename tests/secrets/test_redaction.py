"""Secrets put in and taken out: the canary is gone from all that is kept, and pictures stay as they were."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecheck.reading.reading import Credential, Reading
from wirecheck.secrets.key_patterns import KEY_LIKE, REDACTED, WRONG_KEY
from wirecheck.secrets.redaction import COOKIE, LEFT_OUT, OTHER, Secrets, carried, foreign
from wirecheck.spec.spec import load
from wirecheck.transports import Keyed, NoAnswer
from wirecheck.wire.exchange import GZIP, RAW, ZLIB, Exchange, Failure, FailureKind, Request, Response, inflated

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


def test_the_key_is_gone_from_the_names_of_headers() -> None:
    """A name is as public as a value."""
    found = SECRETS.response(Response(200, ((f"X-{KEY}", "1"),)))
    assert found.headers == ((f"X-{REDACTED}", "1"),)


def test_cookies_are_gone_without_a_word() -> None:
    """What a cookie is set to is nobody's to keep, and no key of the caller's; its name and its terms stay."""
    headers = (("Set-Cookie", "sid=4f9aB2; Path=/; HttpOnly"), ("set-cookie", "a=1; Path=/\nb=2"), ("Cookie", "c=3"))
    found = SECRETS.response(Response(200, (*headers, ("Set-Cookie", f"k={KEY}; Secure"))))
    assert [value for _, value in found.headers] == [
        f"sid={COOKIE}; Path=/; HttpOnly",
        f"a={COOKIE}; Path=/\nb={COOKIE}",
        "c=3",
        f"k={REDACTED}; Secure",
    ]


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


PACKED = [
    ("cut off", "gzip", gzip.compress(b"%b %b" % (KEY.encode(), bytes(range(256)) * 9))[:-20], False),
    ("cut off, without its check", "gzip", gzip.compress(KEY.encode())[:-8], False),
    ("deflate without a head", "deflate", deflated(KEY.encode()), True),
    ("deflate, cut off", "deflate", deflated(KEY.encode())[:-1], False),
    ("twice", "gzip, gzip", gzip.compress(gzip.compress(KEY.encode())), True),
    ("not packed further", "gzip", gzip.compress(KEY.encode(), 0), True),
    ("without a label", "", gzip.compress(KEY.encode()), True),
    ("not packed at all", "gzip", KEY.encode(), False),
    ("with a wrong check", "gzip", gzip.compress(KEY.encode())[:-8] + b"wrongsum", False),
    ("broken in the middle", "gzip", gzip.compress(KEY.encode() + bytes(range(256)) * 9)[:-99] + b"\xff" * 99, False),
    ("in a second member", "gzip", gzip.compress(b"{}") + gzip.compress(KEY.encode())[:-8], False),
    ("beginning like deflate by chance", "deflate", b'{\n  "key": "' + KEY.encode() + b'"\n}', False),
    ("under a label for nothing", "identity", KEY.encode(), True),
]


@pytest.mark.parametrize(("how", "label", "body", "whole"), PACKED, ids=[row[0] for row in PACKED])
def test_the_key_is_gone_however_a_body_is_packed(how: str, label: str, body: bytes, whole: bool) -> None:
    """What can be unpacked is, as far as it goes; what had no end has none afterwards."""
    found = SECRETS.response(Response(200, (("Content-Encoding", label),) if label else (), body))
    unpacked = zlib.decompressobj(47).decompress(found.body) if found.body[:2] == b"\x1f\x8b" else found.body
    assert (leaks(found.body), leaks(unpacked), REDACTED.encode() in unpacked) == ([], [], True)
    assert (not found.decoded.problem) == whole
    assert (found.body[:2] == b"\x1f\x8b") == (body[:2] == b"\x1f\x8b" or (label == "deflate" and body[:1] != b"{"))


def found_by_unpacking(body: bytes, times: int = 3) -> list[bytes]:
    """Forms of the key that somebody finds who unpacks a body in every way, as far as it goes, again and again."""
    # half of a key is none
    found = [form for form in leaks(body) if form != b"canary"]
    for form in (GZIP, ZLIB, RAW) if times else ():
        content = inflated(body, form).content
        found += found_by_unpacking(content, times - 1) if content else []
    return found


@given(st.data())
def test_nobody_unpacks_the_key(data: st.DataObject) -> None:
    """In whatever way a body is packed, and spoilt, and labelled."""
    body = data.draw(st.sampled_from([form for _, form in BODIES]), "form")
    body = data.draw(st.sampled_from([b'{"error": "%b"}', b'{\n  "error": "%b"\n}', b"<p>%b", b"%b"]), "around") % body
    body = data.draw(st.sampled_from([b"", bytes(range(256)) * 5, b"a " * 35_000]), "before") + body
    for form in data.draw(st.lists(st.sampled_from([GZIP, ZLIB, RAW]), min_size=1, max_size=2), "packed"):
        packer = zlib.compressobj(data.draw(st.sampled_from([0, 6]), "level"), wbits=form)
        body = packer.compress(body) + packer.flush()
    spoilt = data.draw(st.sampled_from(["not", "cut", "changed", "longer"]), "spoilt")
    if spoilt == "cut":
        body = body[: data.draw(st.integers(1, len(body)), "at")]
    elif spoilt == "changed":
        at = data.draw(st.integers(0, len(body) - 1), "at")
        body = body[:at] + bytes([body[at] ^ data.draw(st.integers(1, 255), "by")]) + body[at + 1 :]
    elif spoilt == "longer":
        body += data.draw(st.sampled_from([b"\0\0", b"\n", b"more"]), "with")
    label = data.draw(
        st.sampled_from(["", "gzip", "deflate", "gzip, gzip", "deflate, gzip", "identity", "br"]), "label"
    )
    found = SECRETS.response(Response(200, (("Content-Encoding", label),) if label else (), body))
    assert found_by_unpacking(found.body) == []


def test_the_key_is_gone_from_failures() -> None:
    """What a library says of a connection that broke is cleaned as well."""
    found = SECRETS.failure(Failure(FailureKind.NOT_HTTP, f"illegal header value b'Bearer {KEY}'"))
    assert (found.kind, leaks(found.message.encode())) == (FailureKind.NOT_HTTP, [])


PICTURE = bytes(range(256)) * 64
UNTOUCHED = [
    Response(200, (("Content-Type", "image/png"),), PICTURE),
    Response(200, (("Content-Encoding", "gzip"), ("X-Cased", "a")), gzip.compress(PICTURE)),
    Response(200, (("Content-Encoding", "gzip"),), PICTURE),
    Response(400, (), b"abc: a secret too short to be looked for"),
    Response(401, (("X-Request-Id", "req_011CSHoEeqs5C35K2UUqR7Fy"), ("CF-Ray", "8f2b1c3d-FRA")), b"{}"),
    Response(401, (), b'{"error": "no such key: sk-ca**********7Q=="}'),
    Response(401, (), f'{{"error": "no such key: sk-{WRONG_KEY}0123456789abcdef0123"}}'.encode()),
    Response(200, (("Set-Cookie", f"a={COOKIE}"),), f"{REDACTED} {KEY_LIKE}: sk-...]".encode()),
    Response(200, (("Content-Encoding", "br"),), b"\x1f\x8b\x08 and no more"),
]


@pytest.mark.parametrize("response", UNTOUCHED)
def test_what_holds_no_key_is_untouched(response: Response) -> None:
    """Pictures, packed or not, are byte for byte what came."""
    assert SECRETS.response(response) is response


OTHERS = "AIzaSy" + "0aB1cD2eF3" * 4
LONG = base64.b64encode(bytes(range(256)) * 16).decode().replace("AAEC", OTHERS, 1)
KEPT = [
    f'{{"inlineData": {{"mimeType": "image/png", "data": "x{OTHERS}"}}}}',
    f'{{"b64_json" : "{OTHERS}", "a": 1.0}}',
    f'{{"thoughtSignature":\n"{OTHERS}"}}',
    f'{{"thought_signature":"{OTHERS}"}}',
    f'{{"url": "https:\\/\\/a.test/x.png?key={OTHERS}"}}',
    f'{{"uri": "gs://a/{OTHERS}"}}',
    json.dumps({"text": json.dumps({"data": OTHERS})}),
    f'{{"anything": "{LONG}"}}',
    f"{{'data': '{LONG}'}}",
    f"data:image/png;base64,{LONG}",
    f'{{"data": "{OTHERS}',
]


@pytest.mark.parametrize("body", KEPT)
def test_pictures_signatures_and_links_are_kept(body: str) -> None:
    """What looks like a key in them does so by chance, or is a link's own business."""
    response = Response(200, (), body.encode())
    assert SECRETS.response(response) is response


TAKEN = [
    '{"a":1.50,  "a": 2e400, "error":{"message":"%s"}}\r\n',
    '{"url": "https://a.test/", "message": "%s", "data": "AAAA"}',
    '{"message": "%s", "data": ',
    '{"message": "%s", "data": ["%s"]}',
    "<html><a href='x'>%s</a></html>",
    '{"message": "' + "a long story " * 400 + '%s"}',
    '{"data": "' + "A" * 5000 + '", "message": "%s"}',
    '{"message": "%s\\n"}',
    "\xff%s\xfe",
    "%s",
]


@pytest.mark.parametrize("body", TAKEN)
def test_what_looks_like_a_key_is_taken_out(body: str) -> None:
    """Somebody else's key becomes a text that says so; whatever stands around stays byte for byte, JSON or not."""
    found = SECRETS.response(Response(502, (), body.replace("%s", OTHERS).encode("latin-1")))
    assert found.body == body.replace("%s", f"{KEY_LIKE}: AIza...]").encode("latin-1")


def test_what_looks_like_a_key_is_taken_out_of_headers_and_failures() -> None:
    """Wherever somebody else's key is shown, it is not kept."""
    found = SECRETS.response(Response(502, (("X-Upstream", f"Bearer {OTHERS}"),)))
    assert found.headers == (("X-Upstream", f"Bearer {KEY_LIKE}]"),)
    assert SECRETS.text(f"GET https://a.test/?key={OTHERS}") == f"GET https://a.test/?key={KEY_LIKE}]"
    assert SECRETS.text("\N{SNOWMAN} \udcff nothing") == "\N{SNOWMAN} \udcff nothing"


CLEANED = [*(body for _, body in BODIES), *(body.replace("%s", OTHERS).encode() for body in TAKEN)]


@pytest.mark.parametrize("body", CLEANED)
def test_what_is_clean_stays_as_it_is(body: bytes) -> None:
    """Nothing is taken out twice."""
    once = SECRETS.response(Response(200, (("Set-Cookie", "a=b"), ("X-A", KEY)), body))
    assert SECRETS.response(once) is once


def test_several_secrets_are_taken_out_at_once() -> None:
    """Also one inside of another, and one that is part of a value with several."""
    secrets = Secrets({"A": "sk-0123456789abcdef", "B": "0123456789abcdef0123", "C": "lang=en; sid=a1b2c3d4e5f6a7b8c9"})
    found = secrets.content(b'["sk-0123456789abcdef0123", "a1b2c3d4e5f6a7b8c9", "en"]')
    assert found == f'["{REDACTED}", "{REDACTED}", "en"]'.encode()


def test_the_wrong_key_is_no_secret() -> None:
    """A request from elsewhere that was sent with it may be shown with it."""
    body = f"no such key: {WRONG_KEY}0123456789".encode()
    assert Secrets({"A": f"{WRONG_KEY}0123456789"}).content(body) is body


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
            raise NoAnswer(Failure(FailureKind.CUT, said), response)
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


def asked(url: str = "https://a.test/v1/x", body: bytes = b"{}", **headers: str) -> Request:
    return Request("POST", url, tuple((name.replace("_", "-"), value) for name, value in headers.items()), body)


THEIRS = "sk-0123456789abcdef0123456789abcdef"
FOREIGN = [
    (asked(authorization=f"Bearer {THEIRS}"), asked(authorization="Bearer $THE_KEY")),
    (asked(AUTHORIZATION=THEIRS), asked(AUTHORIZATION="$THE_KEY")),
    (asked(Authorization=f"bearer   {THEIRS}"), asked(Authorization="bearer   $THE_KEY")),
    (asked(Authorization="Bearer $OTHER_KEY"), asked(Authorization="Bearer $OTHER_KEY")),
    (asked(Authorization="Bearer "), asked(Authorization="Bearer ")),
    (asked(Authorization=f"Bearer {WRONG_KEY}01"), asked(Authorization=f"Bearer {WRONG_KEY}01")),
    (asked(X_Api_Key=THEIRS), asked(X_Api_Key=LEFT_OUT)),
    (asked(x_goog_api_key=THEIRS), asked(x_goog_api_key=LEFT_OUT)),
    (asked(x_api_key=f"{WRONG_KEY}01"), asked(x_api_key=f"{WRONG_KEY}01")),
    (
        asked(Cookie="a=1; b=2", Proxy_Authorization="Basic YTpi"),
        asked(Cookie=LEFT_OUT, Proxy_Authorization=f"Basic {LEFT_OUT}"),
    ),
    (asked(Idempotency_Key="a1b2c3", X_Goog_AuthUser="0"), asked(Idempotency_Key="a1b2c3", X_Goog_AuthUser="0")),
    (asked(f"https://a.test/x?key={THEIRS}&alt=sse"), asked("https://a.test/x?key=%5Bleft%20out%5D&alt=sse")),
    (
        asked("https://a.test/x?a=1&access_token=1&token=2"),
        asked("https://a.test/x?a=1&access_token=%5Bleft%20out%5D&token=%5Bleft%20out%5D"),
    ),
    (asked(f"https://a.test/x?key={WRONG_KEY}1"), asked(f"https://a.test/x?key={WRONG_KEY}1")),
    (asked("https://me:pass@a.test/x"), asked("https://%5Bleft%20out%5D@a.test/x")),
    (
        asked(Authorization=f"Bearer {THEIRS}", Referer=f"https://a.test/{THEIRS}", body=THEIRS.encode()),
        asked(Authorization="Bearer $THE_KEY", Referer=f"https://a.test/{REDACTED}", body=REDACTED.encode()),
    ),
]


@pytest.mark.parametrize(("given", "expected"), FOREIGN)
def test_a_request_from_elsewhere_loses_its_secrets(given: Request, expected: Request) -> None:
    """The documented credential becomes a name, any other one a word, and a second look changes nothing."""
    found = foreign(given, "Authorization", "THE_KEY")
    assert (expected, expected) == (found, foreign(found, "Authorization", "THE_KEY"))


CREDENTIALS = [
    (asked(Authorization=f"Bearer {THEIRS}"), Credential.CALLERS),
    (asked(Authorization=f"Bearer {WRONG_KEY}01"), Credential.WRONG),
    (asked(Authorization="Bearer ", x_goog_api_key=THEIRS), Credential.ELSEWHERE),
    (asked(api_key=THEIRS), Credential.ELSEWHERE),
    (asked(f"https://a.test/v1/x?key={THEIRS}"), Credential.ELSEWHERE),
    (asked(Authorization="Bearer "), Credential.NONE),
    (asked(Cookie="a=b"), Credential.NONE),
]


@pytest.mark.parametrize(("given", "expected"), CREDENTIALS)
def test_whose_key_it_was_can_still_be_told(given: Request, expected: Credential) -> None:
    """A key in another place than the documented one is known as such without its value."""
    operation = load("apiyi").operations[0]
    name, _ = operation.spec.credential(operation, "")
    assert expected == Reading(operation, Exchange(foreign(given, name, "THE_KEY"))).credential


def test_what_a_request_carries_is_looked_for_in_its_answer() -> None:
    """The answer to a request from elsewhere may repeat any of its secrets."""
    request = asked(
        f"https://a.test/?key={OTHERS}", Authorization=f"Bearer {THEIRS}", Cookie="lang=en; sid=a1b2c3d4e5f6a7b8c9"
    )
    secrets = carried(request, "Authorization", "THE_KEY")
    assert secrets.values["THE_KEY"] == THEIRS
    assert secrets.text(f"{THEIRS} {OTHERS} a1b2c3d4e5f6a7b8c9 en") == f"{REDACTED} {OTHER} {OTHER} en"
    assert carried(asked(Authorization="Bearer $THE_KEY", api_key=WRONG_KEY), "Authorization", "THE_KEY") == Secrets()
