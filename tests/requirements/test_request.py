"""Requirements on what is accepted, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PROMPT = [{"parts": [{"text": "a boat"}]}]
IMAGE = {"aspectRatio": "16:9", "imageSize": "2K"}


def body(**config: Any) -> dict[str, Any]:
    return {"contents": PROMPT, "generationConfig": {"responseModalities": ["IMAGE"], **config}}


def example(make: Any, **given: Any) -> Any:
    """The page's own request, with a prompt of ours."""
    return make.gemini("apiyi", body=body(imageConfig=IMAGE), **given)


def apiyi(make: Any, status: int = 200, **config: Any) -> Any:
    return make.gemini("apiyi", body=body(**config), status=status)


def square(make: Any, width: int = 1024, height: int = 1024, **image: str) -> Any:
    answer = make.answer(make.part(width, height))
    given = {"imageConfig": image} if image else {}
    return make.gemini("apiyi", body=body(**given), answer=answer)


def searching(make: Any, **candidate: Any) -> Any:
    asked = {**body(imageConfig=IMAGE), "tools": [{"google_search": {}}]}
    return make.gemini("apiyi", body=asked, answer=make.candidate(**candidate))


def finding(make: Any, **candidate: Any) -> Any:
    """A search, where the page supports it."""
    asked = {"contents": PROMPT, "tools": [{"google_search": {}}]}
    return make.gemini("deerapi", body=asked, answer=make.candidate(**candidate))


def said(make: Any, text: str, **extra: Any) -> Any:
    """A request for words, and the words."""
    return make.gemini(
        model="gemini-2.5-pro",
        body={"contents": PROMPT, **extra},
        answer=make.answer({"text": text} if text else {"thought": True, "text": "hm"}),
    )


def coloured(make: Any, text: str, ask: str = "Which colour is this picture?", **extra: Any) -> Any:
    blue = {"inline_data": {"mime_type": "image/png", "data": make.data(64, 64, blank=True)}}
    return said(make, text, contents=[{"role": "user", "parts": [blue, {"text": ask}]}], **extra)


def instructed(make: Any, text: str, told: str = "End with the word HARBOUR.") -> Any:
    return coloured(make, text, systemInstruction={"parts": [{"text": told}]})


RARE: dict[str, Any] = {"imageConfig": {"aspectRatio": "1:8", "imageSize": "512"}}
OURS = [{"parts": [{"text": "A paper boat on calm water at sunrise"}]}]


def unsafe(make: Any, contents: Any = OURS) -> Any:
    """A prompt that is refused on grounds of safety."""
    asked = {**body(), "contents": contents}
    return make.gemini("apiyi", body=asked, status=400, answer=make.error("Rejected by our safety system."))


ROWS = [
    (
        "request/harmless-prompt-is-served",
        "held",
        "served",
        lambda m: m.gemini("apiyi", body={**body(), "contents": OURS}),
    ),
    ("request/harmless-prompt-is-served", "not_judged", "refused once", lambda m: unsafe(m)),
    ("request/harmless-prompt-is-served", "broken", "refused twice", lambda m: (unsafe(m), unsafe(m))),
    (
        "request/harmless-prompt-is-served",
        "not_applicable",
        "a prompt of the caller's, refused twice",
        lambda m: (unsafe(m, PROMPT), unsafe(m, PROMPT)),
    ),
    (
        "request/harmless-prompt-is-served",
        "held",
        "refused twice, and served once",
        lambda m: (unsafe(m), m.gemini("apiyi", body={**body(), "contents": OURS}), unsafe(m)),
    ),
    ("request/documented-example-is-served", "held", "served", lambda m: example(m)),
    ("request/documented-example-is-served", "broken", "400", lambda m: example(m, status=400)),
    ("request/documented-example-is-served", "not_judged", "no quota", lambda m: example(m, status=402)),
    ("request/documented-example-is-served", "not_applicable", "another", lambda m: apiyi(m, **RARE)),
    ("request/documented-value-is-served", "held", "served", lambda m: apiyi(m, **RARE)),
    ("request/documented-value-is-served", "broken", "400", lambda m: apiyi(m, 400, **RARE)),
    ("request/documented-value-is-served", "not_judged", "429", lambda m: apiyi(m, 429, **RARE)),
    (
        "request/documented-value-is-served",
        "not_applicable",
        "off the set",
        lambda m: apiyi(m, 400, imageConfig={"aspectRatio": "7:5"}),
    ),
    ("request/documented-member-is-served", "held", "served", lambda m: apiyi(m, **RARE)),
    (
        "request/documented-member-is-served",
        "broken",
        "400",
        lambda m: m.gemini(extra={"systemInstruction": {"parts": [{"text": "be brief"}]}}, status=400),
    ),
    ("request/optional-may-be-left-out", "held", "served", lambda m: apiyi(m)),
    ("request/optional-may-be-left-out", "broken", "400", lambda m: apiyi(m, 400)),
    ("request/documented-default-applies", "held", "1:1 at 1K", lambda m: square(m)),
    ("request/documented-default-applies", "held", "1:1 beside a size", lambda m: square(m, 512, 512, imageSize="512")),
    ("request/documented-default-applies", "broken", "another ratio", lambda m: square(m, 1376, 768)),
    ("request/documented-default-applies", "broken", "another size", lambda m: square(m, 2048, 2048)),
    ("request/documented-default-applies", "not_applicable", "all said", lambda m: example(m)),
    ("request/bad-input-is-refused", "held", "refused", lambda m: apiyi(m, 400, imageConfig="x")),
    ("request/bad-input-is-refused", "held", "served: no page promises more", lambda m: apiyi(m, imageConfig="x")),
    ("request/unsupported-is-not-ignored", "held", "it works", lambda m: searching(m, groundingMetadata={"a": 1})),
    ("request/unsupported-is-not-ignored", "broken", "it does not", lambda m: searching(m)),
    ("request/search-is-shown", "held", "it is", lambda m: finding(m, groundingMetadata={"a": 1})),
    ("request/search-is-shown", "held", "it is not: told, not blamed", lambda m: finding(m)),
    ("request/input-picture-reaches-the-model", "held", "named", lambda m: coloured(m, "The picture is blue.")),
    ("request/input-picture-reaches-the-model", "held", "another word", lambda m: coloured(m, "It's navy-ish")),
    ("request/input-picture-reaches-the-model", "broken", "another", lambda m: coloured(m, "It is red.")),
    ("request/input-picture-reaches-the-model", "broken", "unseen", lambda m: coloured(m, "I see no picture here.")),
    ("request/input-picture-reaches-the-model", "not_judged", "no words", lambda m: coloured(m, "")),
    ("request/input-picture-reaches-the-model", "not_applicable", "not asked", lambda m: coloured(m, "x", ask="Hi")),
    (
        "request/input-picture-reaches-the-model",
        "not_judged",
        "about something else",
        lambda m: coloured(m, "Good day, and thank you for asking."),
    ),
    ("request/system-instruction-reaches-the-model", "held", "said", lambda m: instructed(m, "It is blue. Harbour.")),
    ("request/system-instruction-reaches-the-model", "broken", "unsaid", lambda m: instructed(m, "It is blue.")),
    (
        "request/system-instruction-reaches-the-model",
        "not_judged",
        "about something else",
        lambda m: instructed(m, "Good day."),
    ),
    (
        "request/system-instruction-reaches-the-model",
        "not_applicable",
        "another",
        lambda m: instructed(m, "It is blue.", "Be brief."),
    ),
    (
        "request/documented-example-is-served",
        "not_judged",
        "503, and not asked again",
        lambda m: example(m, status=503),
    ),
    (
        "request/documented-example-is-served",
        "not_judged",
        "a country that is not served",
        lambda m: example(m, status=400, answer=m.error("User location is not supported for the API use.")),
    ),
    (
        "request/garbled-is-not-served",
        "held",
        "refused",
        lambda m: m.images(body=b'{"prompt": ', status=400),
    ),
    ("request/garbled-is-not-served", "not_applicable", "an object", lambda m: m.images()),
    ("request/garbled-is-not-served", "broken", "half an object", lambda m: m.images(body=b'{"prompt": "a boat"')),
    ("request/garbled-is-not-served", "broken", "a list", lambda m: m.gemini(body=[body()])),
    ("request/garbled-is-not-served", "broken", "a text", lambda m: m.gemini(body=b'"a boat"')),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
