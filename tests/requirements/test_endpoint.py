"""Requirements on addresses, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GONE = "wirecheck-no-such-model"
LOST = "models/gemini-3.1-flash-image-preview is not found for API version v1beta"

ROWS = [
    ("endpoint/documented-path-exists", "held", "served", lambda m: m.gemini()),
    ("endpoint/documented-path-exists", "held", "refused with 401", lambda m: m.gemini(status=401, key=None)),
    (
        "endpoint/documented-path-exists",
        "held",
        "404 about the model",
        lambda m: m.gemini(status=404, answer=m.error(LOST)),
    ),
    (
        "endpoint/documented-path-exists",
        "broken",
        "404",
        lambda m: m.gemini(status=404, answer=m.error("page not found")),
    ),
    (
        "endpoint/documented-path-exists",
        "broken",
        "404 that repeats the address",
        lambda m: m.gemini(
            status=404,
            answer=m.error("Invalid URL (POST /v1beta/models/gemini-3.1-flash-image-preview:generateContent)"),
        ),
    ),
    ("endpoint/documented-path-exists", "broken", "405", lambda m: m.images(status=405)),
    ("endpoint/model-is-served", "held", "served", lambda m: m.gemini()),
    ("endpoint/model-is-served", "broken", "404", lambda m: m.gemini(status=404, answer=m.error(LOST))),
    (
        "endpoint/model-is-served",
        "not_judged",
        "no channel, which is trouble of the account",
        lambda m: m.gemini(status=503, answer=m.error("no available channel for model gemini-3.1-flash-image-preview")),
    ),
    (
        "endpoint/model-is-served",
        "not_applicable",
        "a retired model is beyond what is promised",
        lambda m: m.gemini(
            "dgrid",
            model="gemini-2.0-flash-preview-image-generation",
            config={"imageConfig": {"aspectRatio": "1:1", "imageSize": "1024x1024"}},
            status=404,
            answer=m.error("the model is not found"),
        ),
    ),
    ("endpoint/other-methods-are-refused", "held", "405", lambda m: m.gemini(method="GET", body=b"", status=405)),
    (
        "endpoint/other-methods-are-refused",
        "held",
        "a page for people",
        lambda m: m.gemini(method="GET", body=b"", raw=b"<!doctype html><html></html>"),
    ),
    ("endpoint/other-methods-are-refused", "broken", "a picture", lambda m: m.gemini(method="GET", body=b"")),
    ("endpoint/other-methods-are-refused", "not_applicable", "HEAD", lambda m: m.gemini(method="HEAD", body=b"")),
    ("endpoint/unknown-model-is-refused", "held", "404", lambda m: m.gemini(model=GONE, status=404)),
    ("endpoint/unknown-model-is-refused", "broken", "200", lambda m: m.gemini(model=GONE)),
    ("endpoint/unknown-model-is-refused", "broken", "200 (images)", lambda m: m.images(extra={"model": GONE})),
    ("endpoint/unknown-model-refusal-is-final", "held", "400", lambda m: m.gemini(model=GONE, status=400)),
    ("endpoint/unknown-model-refusal-is-final", "broken", "503", lambda m: m.gemini(model=GONE, status=503)),
    ("endpoint/unknown-model-refusal-is-final", "broken", "409", lambda m: m.gemini(model=GONE, status=409)),
    ("endpoint/unknown-model-refusal-is-final", "not_judged", "429", lambda m: m.gemini(model=GONE, status=429)),
    (
        "endpoint/model-is-served",
        "held",
        "a value that the model does not take",
        lambda m: m.gemini(status=400, answer=m.error("Thinking level MINIMAL is not supported for this model.")),
    ),
    (
        "endpoint/model-is-served",
        "broken",
        "in Google's words",
        lambda m: m.gemini(status=404, answer=m.error("Requested entity was not found.", code=404, status="NOT_FOUND")),
    ),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
