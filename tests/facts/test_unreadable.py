"""A page that cannot be read is said to be unreadable; it is never read as one without members."""

from __future__ import annotations

import pytest

from wirecheck.facts import PageUnreadable, read
from wirecheck.facts.parse import encoding

SHELL = (
    '<!doctype html><html><head><title>Docs</title><script src="/app.js"></script></head>'
    '<body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>'
)
LOGIN = (
    "<!doctype html><html><body><h1>Sign in</h1><form><label>Email</label><input type=email>"
    "<label>Password</label><input type=password><button>Continue</button></form></body></html>"
)
PAGES = {
    "empty": ("", "is empty"),
    "blank": (" \n\u00a0\n\ufeff", "is empty"),
    "a shell": (SHELL, "empty shell|asks to log in, or to run scripts"),
    "a login wall": (LOGIN, "asks to log in"),
    "a login wall as text": ("Welcome back\nPlease log in to continue\nForgot password?", "asks to log in"),
    "a challenge": ("Just a moment...\nVerify you are human", "asks to log in, or to run scripts"),
    "prose": ("# Pictures\n\nOur pictures are the best.\n\nMany people like them. " * 20, "no endpoint"),
    "an endpoint alone": ("# Pictures\n\nPOST /v1/pictures\n\nMakes pictures.", "no member"),
    "names alone": ("| Model | Price |\n|---|---|\n| big | 4 |\n", "no endpoint"),
    "noise": ("\x00\x01\x02\x03" * 200, "is not text"),
    "a broken document": ("```yaml\nopenapi: 3.1.0\npaths: [\n```", "no endpoint"),
    "a document without paths": ('{"openapi": "3.1.0", "paths": {}}', "no endpoint"),
    "no document": ("openapi: 3.1.0\npaths:\n  nothing\n", "no endpoint"),
}


@pytest.mark.parametrize("name", PAGES)
def test_it_is_said_why(name: str) -> None:
    """What is no page of an endpoint is refused, with the reason and what to do."""
    text, why = PAGES[name]
    with pytest.raises(PageUnreadable, match=why) as caught:
        read(text, "page")
    assert caught.value.exit_code == 3
    assert caught.value.hint


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0", b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b\x08"]
)
def test_pictures_and_archives_are_no_pages(data: bytes) -> None:
    """A screenshot of a page is told from the page."""
    with pytest.raises(PageUnreadable, match="not the text of a page"):
        encoding.text(data, "page")


@pytest.mark.parametrize(
    ("data", "label", "expected"),
    [
        ("größe".encode(), "", "größe"),
        ("größe".encode("utf-8-sig"), "", "größe"),
        ("größe".encode("utf-16"), "", "größe"),
        ("größe".encode("latin-1"), "text/html; charset=iso-8859-1", "größe"),
        ('<meta charset="gb18030">大小'.encode("gb18030"), "", '<meta charset="gb18030">大小'),
        (b"gr\xf6\xdfe", "text/plain; charset=nowhere", "gr\ufffd\ufffde"),
    ],
)
def test_bytes_are_decoded_as_they_are_labelled(data: bytes, label: str, expected: str) -> None:
    """A mark, UTF-8, the header, the page's own word: in this order; nothing is ever refused for its letters."""
    assert encoding.text(data, "page", label) == expected


def _deep(levels: int) -> str:
    return "POST /v1/x\n" + '{"a":' * levels + "1" + "}" * levels


BOMB = "\n".join(
    [
        "openapi: 3.1.0",
        "paths:",
        "  /v1/x:",
        "    post:",
        "      requestBody:",
        "        content:",
        "          application/json:",
        "            schema:",
        "              $ref: '#/components/schemas/S0'",
        "components:",
        "  schemas:",
        *(
            f"    S{n}:\n      type: object\n      properties:\n"
            f"        a: {{$ref: '#/components/schemas/S{n + 1}'}}\n"
            f"        b: {{$ref: '#/components/schemas/S{n + 1}'}}"
            for n in range(40)
        ),
        "    S40:\n      type: string",
    ]
)
LOOP = BOMB.split("components:")[0] + (
    "components:\n  schemas:\n    S0:\n      type: object\n      properties:\n"
    "        next: {$ref: '#/components/schemas/S0'}\n"
    "        many: {type: array, items: {$ref: '#/components/schemas/S0'}}\n        lost: {$ref: '#/nowhere'}\n"
)


def test_hostile_pages_end() -> None:
    """Deep nests, endless quotes and documents that unfold without end are read to an end, or refused."""
    pages = (
        _deep(100_000),
        "POST /v1/x\ncurl 'https://x.example/v1/x' -d '" + "{" * 50_000,
        "POST /v1/x\n" + "<ParamField body='a' " * 20_000,
        "POST /v1/x\n" + '<ParamField body="a">\n' * 5_000,
        "|" * 100_000,
        "POST /v1/x\n" + "a" * 300_000,
        "POST /v1/x\nsize\nstring\n" + "x" * 300_000,
        BOMB,
    )
    for page in pages:
        try:
            assert len(read(page, "page").facts) < 50_000
        except PageUnreadable as error:
            assert error.hint  # noqa: PT017 - either is an end


def test_a_schema_that_holds_itself_is_read_once() -> None:
    """A member of the schema's own kind is there, and is not unfolded again."""
    paths = {fact.path for fact in read(LOOP, "page").facts if fact.path}
    assert {"next", "many", "lost"} <= paths
    assert max(path.count(".") for path in paths) <= 1
