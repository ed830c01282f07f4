"""Requirements on answers of images/generations, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wirecheck.judging.judge import assess
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Request, Response

URL = "https://cdn.test/a.png"
DALLE = {"model": "dall-e-3", "prompt": "a boat", "response_format": "url"}


def opened(
    make: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = (("Content-Type", "image/png"),)
) -> Any:
    """An answer with an address, and what came when it was opened."""
    asked = make.images(body=DALLE, answer=make.created(data=[{"url": URL}]))
    body = make.picture_bytes(1024, 1024) if status == 200 else b"gone"
    return asked, Exchange(Request("GET", URL), Response(status, headers, body))


def linked(make: Any, url: str, failure: Failure | None = None) -> Any:
    """An answer with an address, and what came of opening it, if it was tried."""
    asked = make.images(body=DALLE, answer=make.created(data=[{"url": url}]))
    return (asked, Exchange(Request("GET", url), failure=failure)) if failure else asked


def held(make: Any, media_type: str = "image/png") -> Any:
    """An answer whose address is the picture itself."""
    return linked(make, f"data:{media_type};base64,{make.data(1024, 1024)}")


INNER = Failure(FailureKind.UNSENT, "`10.0.0.1` is not a public address")
GONE = Failure(FailureKind.UNREACHABLE, "`cdn.test`: no such host")
RELATIVE = "/api/v1/files/9f1c/content"


def two(make: Any) -> Any:
    return make.created(data=[{"b64_json": make.data(1024, 1024)}] * 2)


ROWS = [
    ("images/created-is-the-time", "held", "now", lambda m: m.images()),
    (
        "images/created-is-the-time",
        "held",
        "half an hour off",
        lambda m: m.images(answer=m.created(created=1_799_998_200)),
    ),
    (
        "images/created-is-the-time",
        "broken",
        "milliseconds",
        lambda m: m.images(answer=m.created(created=1_800_000_000_000)),
    ),
    ("images/created-is-the-time", "broken", "zero", lambda m: m.images(answer=m.created(created=0))),
    ("images/created-is-the-time", "broken", "missing", lambda m: m.images(answer=m.created(created=None))),
    ("images/as-many-as-asked", "held", "one", lambda m: m.images()),
    ("images/as-many-as-asked", "held", "two", lambda m: m.images(extra={"n": 2}, answer=two(m))),
    ("images/as-many-as-asked", "broken", "one of two", lambda m: m.images(extra={"n": 2})),
    ("images/as-many-as-asked", "broken", "two unasked", lambda m: m.images(answer=two(m))),
    ("images/base64-or-url", "held", "base64", lambda m: m.images()),
    (
        "images/base64-or-url",
        "held",
        "an empty url beside it",
        lambda m: m.images(answer=m.created(data=[{"b64_json": m.data(1024, 1024), "url": ""}])),
    ),
    (
        "images/base64-or-url",
        "broken",
        "both",
        lambda m: m.images(answer=m.created(data=[{"b64_json": m.data(1024, 1024), "url": URL}])),
    ),
    ("images/base64-or-url", "broken", "neither", lambda m: m.images(answer=m.created(data=[{}]))),
    ("images/response-format-is-honoured", "held", "base64", lambda m: m.images()),
    ("images/response-format-is-honoured", "held", "url", lambda m: opened(m)),
    ("images/response-format-is-honoured", "broken", "base64 for url", lambda m: m.images(body=DALLE)),
    (
        "images/response-format-is-honoured",
        "broken",
        "url of a GPT model",
        lambda m: m.images(answer=m.created(data=[{"url": URL}])),
    ),
    ("images/output-format-is-honoured", "held", "png", lambda m: m.images()),
    (
        "images/output-format-is-honoured",
        "broken",
        "png for webp",
        lambda m: m.images(extra={"output_format": "webp"}),
    ),
    ("images/echoes-are-true", "held", "none", lambda m: m.images()),
    (
        "images/echoes-are-true",
        "held",
        "true ones",
        lambda m: m.images(answer=m.created(size="1024x1024", output_format="png", quality="low")),
    ),
    ("images/echoes-are-true", "held", "auto", lambda m: m.images(extra={"quality": "auto"})),
    ("images/echoes-are-true", "broken", "another size", lambda m: m.images(answer=m.created(size="1536x1024"))),
    (
        "images/echoes-are-true",
        "broken",
        "another format",
        lambda m: m.images(answer=m.created(output_format="jpeg")),
    ),
    (
        "images/echoes-are-true",
        "broken",
        "another quality",
        lambda m: m.images(extra={"quality": "low"}, answer=m.created(quality="high")),
    ),
    ("images/url-opens", "held", "200", lambda m: opened(m)),
    ("images/url-opens", "broken", "403", lambda m: opened(m, 403)),
    ("images/url-opens", "broken", "no such host", lambda m: linked(m, URL, GONE)),
    ("images/url-opens", "held", "the picture itself", lambda m: held(m)),
    ("images/url-opens", "not_judged", "nobody opened it", lambda m: linked(m, URL)),
    ("images/url-opens", "not_judged", "an inner address", lambda m: linked(m, "http://10.0.0.1/a.png", INNER)),
    ("images/url-opens", "not_judged", "a relative address", lambda m: linked(m, RELATIVE)),
    ("images/url-opens", "not_applicable", "base64", lambda m: m.images()),
    ("images/url-is-absolute", "held", "https", lambda m: opened(m)),
    ("images/url-is-absolute", "held", "the picture itself", lambda m: held(m)),
    ("images/url-is-absolute", "broken", "a path", lambda m: linked(m, RELATIVE)),
    ("images/url-is-absolute", "broken", "without a scheme", lambda m: linked(m, "//cdn.test/a.png")),
    ("images/url-is-absolute", "broken", "ftp", lambda m: linked(m, "ftp://cdn.test/a.png")),
    ("images/url-is-absolute", "broken", "a file", lambda m: linked(m, "file:///tmp/a.png")),
    ("images/url-is-absolute", "not_applicable", "base64", lambda m: m.images()),
    ("images/created-is-the-time", "held", "1.0 for 1", lambda m: m.images(answer=m.created(created=1_800_000_000.0))),
    (
        "images/echoes-are-true",
        "held",
        "in other spellings",
        lambda m: m.images(answer=m.created(output_format="image/png", size="1024*1024")),
    ),
    ("images/has-pictures", "held", "one", lambda m: m.images()),
    ("images/has-pictures", "broken", "no list", lambda m: m.images(answer=m.created(data={"b64_json": m.data()}))),
    ("images/has-pictures", "broken", "an empty one", lambda m: m.images(answer=m.created(data=[]))),
    ("images/has-pictures", "broken", "nothing", lambda m: m.images(answer={})),
    ("images/has-pictures", "broken", "another protocol", lambda m: m.images(answer={"choices": [{"index": 0}]})),
    ("images/as-many-as-asked", "not_judged", "none", lambda m: m.images(answer=m.created(data=[]))),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)


PICTURES = ("picture/format-is-known", "picture/is-whole", "picture/is-not-blank")


@pytest.mark.parametrize(
    "build", [lambda m: linked(m, RELATIVE), lambda m: linked(m, URL, INNER), lambda m: linked(m, URL)]
)
def test_a_picture_that_was_not_opened_is_not_judged(make: Any, build: Callable[[Any], Any]) -> None:
    """Nothing holds of what nobody saw, and no message has a `None` in it."""
    made = build(make)
    judgement = assess(made if isinstance(made, tuple) else (made,), load("deerapi").operations)
    by_id = {r.requirement: r for r in judgement.results if r.operation == "deerapi:createImage"}
    assert {by_id[id].verdict for id in PICTURES} == {"not_judged"}
    assert all("the picture was not opened" in by_id[id].why for id in PICTURES)
    assert not any(
        "None" in text for text in (*(r.why for r in judgement.results), *(f.message for f in judgement.findings))
    )


def test_the_picture_in_an_address_is_judged(make: Any) -> None:
    """As base64 elsewhere: its type, its bytes and its size."""
    for media_type, verdict in (("image/png", "held"), ("image/webp", "broken")):
        judgement = assess([held(make, media_type)], load("deerapi").operations)
        by_id = {r.requirement: r.verdict for r in judgement.results if r.operation == "deerapi:createImage"}
        assert (by_id["picture/is-whole"], by_id["picture/declared-type-is-true"]) == ("held", verdict)
