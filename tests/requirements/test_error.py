"""Requirements on errors, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WRONG = {"contents": [], "generationConfig": {"responseModalities": ["IMAGE"]}}
TRACED = (("Content-Type", "application/json"), ("X-Request-Id", "a1b2"))

ROWS = [
    ("error/is-never-a-2xx", "held", "a picture", lambda m: m.gemini()),
    ("error/is-never-a-2xx", "held", "null beside a picture", lambda m: m.gemini(answer=m.answer(error=None))),
    ("error/is-never-a-2xx", "broken", "an object", lambda m: m.gemini(answer=m.error())),
    ("error/is-never-a-2xx", "broken", "a text", lambda m: m.images(answer={"error": "no"})),
    ("error/is-json", "held", "an object", lambda m: m.gemini(status=400)),
    (
        "error/is-json",
        "held",
        "a list of one, as upstream's streams",
        lambda m: m.gemini(status=400, answer=[m.error()]),
    ),
    ("error/is-json", "broken", "a page", lambda m: m.gemini(body=WRONG, status=400, raw=b"<html>Bad Request</html>")),
    ("error/is-json", "not_judged", "a proxy's page", lambda m: m.gemini(status=502, raw=b"<html>Bad Gateway</html>")),
    ("error/is-json", "broken", "nothing", lambda m: m.gemini(status=400, raw=b"")),
    ("error/is-json", "broken", "a text", lambda m: m.gemini(status=400, answer="no")),
    ("error/has-a-message", "held", "inside", lambda m: m.gemini(status=400)),
    ("error/has-a-message", "held", "beside", lambda m: m.gemini(status=400, answer={"error": "bad", "message": "no"})),
    (
        "error/has-a-message",
        "held",
        "a list of details",
        lambda m: m.gemini(status=422, answer={"detail": [{"msg": "no"}]}),
    ),
    ("error/has-a-message", "broken", "empty", lambda m: m.gemini(status=400, answer=m.error(""))),
    ("error/has-a-message", "broken", "a bare string", lambda m: m.gemini(status=400, answer={"error": "no"})),
    ("error/has-a-message", "broken", "an empty object", lambda m: m.gemini(status=400, answer={})),
    ("error/client-mistake-is-a-4xx", "held", "400", lambda m: m.gemini(body=WRONG, status=400)),
    ("error/client-mistake-is-a-4xx", "held", "422", lambda m: m.gemini(body=b"{", status=422)),
    ("error/client-mistake-is-a-4xx", "broken", "500", lambda m: m.gemini(body=WRONG, status=500)),
    ("error/client-mistake-is-a-4xx", "broken", "500 to half a document", lambda m: m.gemini(body=b"{", status=500)),
    ("error/client-mistake-is-a-4xx", "not_applicable", "no mistake", lambda m: m.gemini(status=500)),
    ("error/code-is-the-status", "held", "the same", lambda m: m.gemini(status=400)),
    (
        "error/code-is-the-status",
        "held",
        "as a text",
        lambda m: m.gemini(status=429, answer={"error": {"message": "no", "code": "429"}}),
    ),
    (
        "error/code-is-the-status",
        "held",
        "a word of the gateway's own",
        lambda m: m.gemini(body=WRONG, status=500, answer=m.error(code="convert_request_failed", status="Bad Request")),
    ),
    (
        "error/code-is-the-status",
        "held",
        "another kind of number",
        lambda m: m.gemini(status=400, answer=m.error(code=1210, status="")),
    ),
    ("error/code-is-the-status", "broken", "another", lambda m: m.gemini(status=401, answer=m.error())),
    (
        "error/code-is-the-status",
        "broken",
        "another word",
        lambda m: m.gemini(body=WRONG, status=503, answer=m.error(code=503, status="INTERNAL")),
    ),
    ("error/names-the-request", "held", "in a header", lambda m: m.images(status=400, headers=TRACED)),
    (
        "error/names-the-request",
        "held",
        "in words",
        lambda m: m.images(status=400, answer=m.error("no (request id: 20261120)")),
    ),
    ("error/names-the-request", "broken", "nowhere", lambda m: m.images(status=400)),
    ("error/names-the-request", "not_applicable", "not documented", lambda m: m.gemini(status=400)),
    (
        "error/names-the-request",
        "held",
        "a trace",
        lambda m: m.images(status=400, headers=(*TRACED[:1], ("traceparent", "00-4bf92f35-00f067aa-01"))),
    ),
    (
        "error/has-a-message",
        "held",
        "by member",
        lambda m: m.gemini(status=400, answer={"errors": {"contents": ["no"]}}),
    ),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
