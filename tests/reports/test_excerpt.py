"""Excerpts of exchanges: what two answers differ in is marked, what they share is folded, and nothing acts."""

from __future__ import annotations

import base64
import gzip
import io
import json
from typing import Any

import pytest
from PIL import Image

from wirecheck.reports.excerpt import ExcerptLine, answered, asked, steady
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

JSON = (("Content-Type", "application/json"),)
REQUEST = Request("POST", "https://a.test/v1/pictures?x=1", (("Authorization", "Bearer $KEY"), *JSON), b'{"n": 1}')


def png(width: int, height: int, *, level: int = 6, colours: int = 2) -> bytes:
    """A picture; its bytes hang on the level of compression, and what it is does not."""
    image = Image.new("L", (width, height))
    image.putdata([i % colours * 200 for i in range(width * height)])
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=level)
    return out.getvalue()


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def exchange(body: Any, *headers: tuple[str, str], status: int = 200) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(REQUEST, Response(status, (*JSON, *headers), content))


def told(one: Exchange, other: Exchange | None, width: int = 80) -> list[str]:
    """The lines of an answer, each with its mark."""
    return [f"{'*' if line.differs else ' '}{line.text}" for line in answered(one, other, width)]


def body(one: Any, other: Any, width: int = 80) -> list[str]:
    """The lines of a body beside another one's."""
    lines = told(exchange(one), exchange(other), width)
    return lines[lines.index(" ") + 1 :]


USAGE = {"promptTokenCount": 16, "candidatesTokenCount": 1680, "totalTokenCount": 1913}
REST = {"text": "word " * 60, "numbers": list(range(30))}

PAIRS: dict[str, tuple[Any, Any, list[str]]] = {
    "what is alike is folded": ({"usage": USAGE}, {"usage": USAGE}, [" {…}"]),
    "what is alike and short is not": ({"total": 1}, {"total": 1}, [' {"total": 1}']),
    "a member that differs is marked": (
        {"usage": USAGE},
        {"usage": {**USAGE, "totalTokenCount": 1}},
        [
            " {",
            '   "usage": {',
            '     "promptTokenCount": 16,',
            '     "candidatesTokenCount": 1680,',
            '*    "totalTokenCount": 1913',
            "   }",
            " }",
        ],
    ),
    "so is one that the other has not": (
        {"a": 1, "b": 2},
        {"a": 1},
        ['*{"a": 1, "b": 2}'],
    ),
    "and all the lines of it": (
        {"a": 1, "usage": USAGE},
        {"a": 1},
        [
            " {",
            '   "a": 1,',
            '*  "usage": {',
            '*    "promptTokenCount": 16,',
            '*    "candidatesTokenCount": 1680,',
            '*    "totalTokenCount": 1913',
            "*  }",
            " }",
        ],
    ),
    "the way to a difference leaves out what is beside it": (
        {**REST, "usage": {"total": 1, "parts": [{"of": "a picture", "count": 1, "more": "words"}]}, "last": 1},
        {**REST, "usage": {"total": 1, "parts": [{"of": "a picture", "count": 2, "more": "words"}]}, "last": 1},
        [
            " {",
            "   …",
            '   "usage": {',
            '     "total": 1,',
            '     "parts": [{',
            '       "of": "a picture",',
            '*      "count": 1,',
            '       "more": "words"',
            "     }]",
            "   },",
            "   …",
            " }",
        ],
    ),
    "an item more is marked alone": (
        {"parts": [{"text": "the first of several parts"}, {"text": "more"}]},
        {"parts": [{"text": "the first of several parts"}]},
        [" {", '   "parts": [', '     {"text": "the first of several parts"},', '*    {"text": "more"}', "   ]", " }"],
    ),
    "another kind of value is another value": ({"error": "no"}, {"error": {"message": "no"}}, ['*{"error": "no"}']),
    "a mark before the document has its line": (b'\xef\xbb\xbf{"a": 1}', b'{"a": 1}', ["*\\ufeff", ' {"a": 1}']),
    "what follows the document has its line": (b'{"a": 1}\n{"b": 2}', b'{"a": 1}', [' {"a": 1}', '*{"b": 2}']),
    "a member that comes twice is there twice": (b'{"a": 1, "a": 1}', b'{"a": 1}', ['*{"a": 1, "a": 1}']),
    "no number stays what it is": (b'{"a": NaN}', b'{"a": 1}', ['*{"a": NaN}']),
    "what is no JSON is told as text": (
        b"<html>\n<b>busy</b>\x1b[2J</html>\n\n",
        b'{"a": 1}',
        ["*<html>", "*<b>busy</b>\\u001b[2J</html>"],
    ),
    "of a long text, the beginning is told": (
        b"a\n" * 20,
        b'{"a": 1}',
        [*["*a"] * 8, "*…"],
    ),
    "what is too deep is told as text": (b"[" * 100_000, b"[]", ["*" + "[" * 80, *["*    " + "[" * 76] * 7, "*…"]),
}


@pytest.mark.parametrize(("one", "other", "lines"), PAIRS.values(), ids=PAIRS)
def test_a_body_is_told_beside_another(one: Any, other: Any, lines: list[str]) -> None:
    """Where the other has another line, there is a mark; what both have and is long, is folded."""
    assert body(one, other) == lines


def test_the_head_is_told_where_it_matters() -> None:
    """The status and the media type always, and of other headers those that the other answer has otherwise."""
    one = exchange({"a": 1}, ("X-Same", "1"), ("Retry-After", "2"), ("Content-Length", "8"), status=429)
    other = exchange({"a": 1}, ("x-same", "1"), ("Content-Length", "9"), status=503)
    assert told(one, other) == ["*HTTP/1.1 429", " content-type: application/json", "*retry-after: 2", " ", ' {"a": 1}']
    assert told(one, None) == [" HTTP/1.1 429", " content-type: application/json", " ", ' {"a": 1}']


def test_an_encoded_body_is_told_decoded() -> None:
    """gzip is no difference in the body, and one in the head."""
    packed = Exchange(REQUEST, Response(200, (*JSON, ("Content-Encoding", "gzip")), gzip.compress(b'{"a": 1}')))
    lines = told(packed, exchange(b'{"a": 1}'))
    assert lines[1:] == [" content-type: application/json", "*content-encoding: gzip", " ", ' {"a": 1}']


def test_an_answer_alone_is_told_whole() -> None:
    """Without another one, nothing is folded and nothing is marked."""
    assert told(exchange({"usage": USAGE, **REST}), None)[3:8] == [
        " {",
        '   "usage": {',
        '     "promptTokenCount": 16,',
        '     "candidatesTokenCount": 1680,',
        '     "totalTokenCount": 1913',
    ]


def test_of_a_body_with_nothing_in_common_the_beginning_is_told() -> None:
    """A whole answer beside an error is cut short, in lines."""
    lines = body({f"member{i}": i for i in range(30)}, {"error": "no"})
    assert (len(lines), lines[1], lines[-2:]) == (12, '*  "member0": 0,', ["*  …", " }"])


def test_what_broke_off_is_told() -> None:
    """An answer that ended too early has that as its last line; one that never came has nothing else."""
    failure = Failure(FailureKind.CUT, "the connection ended before the answer did: 5 of 8 bytes")
    cut = Exchange(REQUEST, Response(200, JSON, b'{"a":'), failure)
    ended = "*<the connection ended before the answer did: … of … bytes>"
    assert told(cut, exchange(b'{"a": 1}'))[-2:] == ['*{"a":', ended]
    assert told(Exchange(REQUEST, None, failure), exchange({})) == [ended]


def test_a_picture_is_told_by_what_it_is() -> None:
    """Bytes of a picture become its format and size, and so does its base64, with what is wrong with it."""
    fetched = Exchange(REQUEST, Response(200, (("Content-Type", "image/png"),), png(40, 30)))
    assert told(fetched, None)[-1] == " <PNG 40x30>"
    whole = png(400, 300, colours=199)
    table = {
        coded(whole): "<base64: PNG 400x300>",
        coded(png(400, 300, colours=1)): "<base64: PNG 400x300, of one colour>",
        coded(whole[:-40]): "<base64: PNG 400x300; not whole>",
        coded(b"<html>" * 60): "<base64: no picture>",
        f"data:image/png;base64,{coded(whole)}": "data:image/png;base64,<base64: PNG 400x300>",
        "word " * 60: "word " * 60,
    }
    leaves = [told(exchange([text]), None, 1000)[-1] for text in table]
    assert leaves == [f' ["{text}"]' for text in table.values()]
    odd = told(exchange([coded(whole)[:200] + "\n" + coded(whole)[200:]]), None, 1000)[-1]
    assert odd == ' ["<base64: PNG 400x300; it contains white space>"]'


def test_nothing_hangs_on_the_compression() -> None:
    """Two libraries that make other bytes of the same picture make the same excerpt, whole or cut."""
    one, other = png(300, 200, level=0), png(300, 200, level=9)
    assert len(one) != len(other)
    for cut in (0, 12):
        pages = {
            tuple(
                told(
                    exchange({"data": coded(content[: len(content) - cut])}, ("Content-Length", f"{len(content)}")),
                    None,
                )
            )
            for content in (one, other)
        }
        assert len(pages) == 1


STEADY = {
    "the connection ended: 54473 of 72631 bytes": "the connection ended: … of … bytes",
    "46 characters follow it": "46 characters follow it",
    "`id` is req_0123456789abcdef0123": "`id` is req_…",
    '`data`: …CC","mimeType"': '`data`: …","mimeType"',
    f"at: `{coded(png(90, 90))}`": "at: `<base64: PNG 90x90>`",
    f"key=AIza{'Sy0' * 12}": "key=AIzaSy0…",
    f"key sk-abc{'0123' * 10}": "key sk-abc…",
    "a\x1b[2J\r\n\u202eb": "a\\u001b[2J\\u000d\\u000a\\u202eb",
    "日本 é": "日本 é",
    "/v1beta/models/gemini-3.1-flash-image-preview:generateContent": (
        "/v1beta/models/gemini-3.1-flash-image-preview:generateContent"
    ),
}


@pytest.mark.parametrize(("text", "shown"), STEADY.items())
def test_a_text_is_the_same_each_time(text: str, shown: str) -> None:
    """What is another one each time is left out; nothing is left that acts, and nothing that looks like a key."""
    assert steady(text) == shown


def test_a_request_is_told_with_its_key_by_name() -> None:
    """The line without the host, the header with the key, and the body; no other header."""
    assert asked(REQUEST, 80) == [
        ExcerptLine("POST /v1/pictures?x=1"),
        ExcerptLine("Authorization: Bearer $KEY"),
        ExcerptLine(""),
        ExcerptLine('{"n": 1}'),
    ]
    assert asked(Request("GET", "https://a.test"), 80) == [ExcerptLine("GET /")]


@pytest.mark.parametrize("width", [40, 76, 96])
def test_no_line_is_wider_than_asked(width: int) -> None:
    """Long strings are folded, with or without spaces."""
    long = {"a": {"b": ["x" * 300, "word " * 60, {"c": "y-" * 100}]}}
    lines = [
        *answered(exchange(long), exchange({"a": 1}), width),
        *asked(Request("POST", "https://a.test/" + "p" * 200, (), json.dumps(long).encode()), width),
    ]
    assert [line.text for line in lines if len(line.text) > width] == []
