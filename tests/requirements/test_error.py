"""Requirements on errors, each on exchanges that hold it and that break it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

WRONG = {"contents": [], "generationConfig": {"responseModalities": ["IMAGE"]}}
TRACED = (("Content-Type", "application/json"), ("X-Request-Id", "a1b2"))


NO_MESSAGES: tuple[Any, ...] = ("", " ", "…", "400", "null", "None", "[object Object]", "-", {}, [], 7, None, True)


def refused(make: Any, message: Any) -> Any:
    """A refusal whose message is this."""
    error = {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}
    return make.gemini(status=400, answer={"error": error})


ROWS = [
    ("error/is-never-a-2xx", "held", "a picture", lambda m: m.gemini()),
    ("error/is-never-a-2xx", "held", "null beside a picture", lambda m: m.gemini(answer=m.answer(error=None))),
    ("error/is-never-a-2xx", "broken", "an object", lambda m: m.gemini(answer=m.error())),
    ("error/is-never-a-2xx", "broken", "a text", lambda m: m.images(answer={"error": "no"})),
    ("error/is-never-a-2xx", "held", "a flag beside a picture", lambda m: m.images(answer=m.created(success=False))),
    ("error/is-never-a-2xx", "held", "success, and nothing else", lambda m: m.images(answer={"code": 0, "msg": "ok"})),
    ("error/is-never-a-2xx", "held", "a health check", lambda m: m.gemini(method="GET", answer={"message": "hello"})),
    ("error/is-never-a-2xx", "broken", "to a GET", lambda m: m.gemini(method="GET", answer=m.error())),
    (
        "error/is-never-a-2xx",
        "broken",
        "in the gateway's envelope",
        lambda m: m.images(answer={"code": 422, "msg": "no such size", "data": None}),
    ),
    ("error/is-json", "held", "texts in a list", lambda m: m.images(status=400, answer={"errors": ["no size"]})),
    (
        "error/is-json",
        "held",
        "a message, and texts in a list",
        lambda m: m.images(status=400, answer={"status": "failure", "message": "went wrong", "errors": ["no size"]}),
    ),
    ("error/is-json", "not_applicable", "a redirect", lambda m: m.gemini(status=307, raw=b"")),
    (
        "error/has-a-message",
        "held",
        "beside texts in a list",
        lambda m: m.images(status=400, answer={"status": "failure", "message": "went wrong", "errors": ["no size"]}),
    ),
    ("error/has-a-message", "held", "in Chinese", lambda m: m.gemini(status=400, answer=m.error("尺寸无效"))),
    *(
        ("error/has-a-message", "broken", repr(message), functools.partial(refused, message=message))
        for message in NO_MESSAGES
    ),
    ("error/has-a-message", "broken", "an object", lambda m: refused(m, {"detail": "no such size"})),
    ("error/has-a-message", "broken", "a list", lambda m: refused(m, ["no such size"])),
    ("error/sdk-shows-the-message", "held", "in `error`", lambda m: m.images(status=400)),
    (
        "error/sdk-shows-the-message",
        "held",
        "in the body",
        lambda m: m.images(status=400, answer={"success": False, "message": "no such size"}),
    ),
    ("error/sdk-shows-the-message", "held", "a list", lambda m: m.images(status=400, answer=[m.error()])),
    ("error/sdk-shows-the-message", "broken", "texts", lambda m: m.images(status=400, answer={"errors": ["no size"]})),
    (
        "error/sdk-shows-the-message",
        "broken",
        "beside a text",
        lambda m: m.images(status=400, answer={"error": "Bad Request", "message": "no such size"}),
    ),
    (
        "error/sdk-shows-the-message",
        "held",
        "of a framework",
        lambda m: m.images(status=422, answer={"detail": [{"loc": ["body", "size"], "msg": "no such size"}]}),
    ),
    ("error/sdk-shows-the-message", "not_judged", "a text", lambda m: m.images(status=400, answer={"error": "no"})),
    (
        "error/sdk-shows-the-message",
        "broken",
        "by another name",
        lambda m: m.images(status=400, answer={"code": 400, "msg": "no such size"}),
    ),
    (
        "error/sdk-shows-the-message",
        "held",
        "in a body that is shown whole",
        lambda m: m.gemini(status=400, answer={"code": 400, "msg": "no such size"}),
    ),
    ("error/client-mistake-is-a-4xx", "held", "a redirect", lambda m: m.gemini(body=WRONG, status=307, raw=b"")),
    ("error/client-mistake-is-a-4xx", "broken", "500 to a list", lambda m: m.gemini(body=b"[{}]", status=500)),
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
