"""Requirements on candidates and parts, each on exchanges that hold it and that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TEXT = {"text": "here you are"}
ASK_TEXT = {"responseModalities": ["TEXT"]}
BOTH = {"responseModalities": ["TEXT", "IMAGE"]}
THINKING = {"thinkingConfig": {"includeThoughts": True}}


def draft(make: Any) -> dict[str, Any]:
    return {**make.part(), "thought": True}


def snake(make: Any) -> Any:
    return make.answer({"inline_data": {"mime_type": "image/png", "data": make.data()}})


def role(make: Any, **members: Any) -> Any:
    return make.candidate(content={"parts": [make.part()], **members})


def thinking(make: Any, *thoughts: dict[str, Any], level: str = "High", of: str = "apiyi") -> Any:
    """A request that asks for thoughts, and an answer with these."""
    config = {"thinkingConfig": {"thinkingLevel": level, "includeThoughts": True}}
    return make.gemini(of, config=config, answer=make.answer(make.part(), *thoughts))


def named(make: Any, model: str) -> Any:
    return make.gemini(model="gemini-3.1-flash-image-preview", answer=make.answer(modelVersion=model))


ROWS = [
    ("answer/has-a-candidate", "held", "one", lambda m: m.gemini()),
    ("answer/has-a-candidate", "broken", "none", lambda m: m.gemini(answer=m.answer(candidates=[]))),
    ("answer/has-a-candidate", "broken", "no member", lambda m: m.gemini(answer={"usageMetadata": {}})),
    (
        "answer/has-a-candidate",
        "not_judged",
        "blocked",
        lambda m: m.gemini(answer={"promptFeedback": {"blockReason": "SAFETY"}}),
    ),
    ("answer/role-is-model", "held", "model", lambda m: m.gemini("dgrid", answer=role(m, role="model"))),
    ("answer/role-is-model", "held", "none where none is shown", lambda m: m.gemini("apiyi", answer=role(m))),
    ("answer/role-is-model", "broken", "assistant", lambda m: m.gemini("apiyi", answer=role(m, role="assistant"))),
    ("answer/role-is-model", "broken", "none where one is shown", lambda m: m.gemini("dgrid", answer=role(m))),
    ("answer/has-a-finish-reason", "held", "STOP", lambda m: m.gemini()),
    ("answer/has-a-finish-reason", "broken", "none", lambda m: m.gemini(answer=m.candidate(finishReason=None))),
    ("answer/has-a-finish-reason", "broken", "empty", lambda m: m.gemini(answer=m.candidate(finishReason=""))),
    (
        "answer/has-a-finish-reason",
        "not_applicable",
        "not documented",
        lambda m: m.gemini("deerapi", answer=m.candidate(finishReason=None)),
    ),
    ("answer/finish-reason-fits", "held", "STOP", lambda m: m.gemini()),
    (
        "answer/finish-reason-fits",
        "held",
        "one nobody knows",
        lambda m: m.gemini(answer=m.candidate(finishReason="IMAGE_TIRED", content={"parts": [TEXT]})),
    ),
    ("answer/finish-reason-fits", "broken", "OpenAI's", lambda m: m.gemini(answer=m.candidate(finishReason="stop"))),
    (
        "answer/finish-reason-fits",
        "broken",
        "a refusal beside a picture",
        lambda m: m.gemini(answer=m.candidate(finishReason="IMAGE_SAFETY")),
    ),
    ("answer/has-the-picture", "held", "one", lambda m: m.gemini()),
    ("answer/has-the-picture", "held", "after a text", lambda m: m.gemini(answer=m.answer(TEXT, m.part()))),
    (
        "answer/has-the-picture",
        "broken",
        "a link",
        lambda m: m.gemini(answer=m.answer({"text": "![](https://cdn.test/a.png)"})),
    ),
    ("answer/has-the-picture", "broken", "a draft only", lambda m: m.gemini(answer=m.answer(draft(m)))),
    (
        "answer/has-the-picture",
        "not_judged",
        "refused for safety",
        lambda m: m.gemini(answer=m.candidate(finishReason="IMAGE_SAFETY", content={"parts": []})),
    ),
    ("answer/has-the-picture", "not_applicable", "text asked for", lambda m: m.gemini("deerapi", config=ASK_TEXT)),
    ("answer/has-the-text", "held", "some", lambda m: m.gemini("deerapi", config=ASK_TEXT, answer=m.answer(TEXT))),
    (
        "answer/has-the-text",
        "broken",
        "thoughts only",
        lambda m: m.gemini("deerapi", config=ASK_TEXT, answer=m.answer({"text": "hm", "thought": True})),
    ),
    ("answer/has-the-text", "broken", "a picture", lambda m: m.gemini("deerapi", config=ASK_TEXT)),
    ("answer/picture-comes-first", "held", "first", lambda m: m.gemini("apiyi")),
    (
        "answer/picture-comes-first",
        "broken",
        "a text first",
        lambda m: m.gemini("apiyi", answer=m.answer(TEXT, m.part())),
    ),
    (
        "answer/picture-comes-first",
        "not_applicable",
        "a text was asked for too",
        lambda m: m.gemini("apiyi", config=BOTH, answer=m.answer(TEXT, m.part())),
    ),
    (
        "answer/picture-comes-first",
        "not_applicable",
        "a text may come by default",
        lambda m: m.gemini("apiyi", config={"responseModalities": None}, answer=m.answer(TEXT, m.part())),
    ),
    (
        "answer/picture-comes-first",
        "broken",
        "a draft first",
        lambda m: m.gemini("apiyi", answer=m.answer(draft(m), m.part())),
    ),
    (
        "answer/picture-comes-first",
        "not_applicable",
        "no sample reads it so",
        lambda m: m.gemini("dgrid", answer=m.answer(TEXT, m.part())),
    ),
    ("answer/thoughts-only-when-asked", "held", "none", lambda m: m.gemini("apiyi")),
    (
        "answer/thoughts-only-when-asked",
        "not_applicable",
        "asked for",
        lambda m: m.gemini("apiyi", config=THINKING, answer=m.answer({"text": "hm", "thought": True}, m.part())),
    ),
    (
        "answer/thoughts-only-when-asked",
        "broken",
        "one",
        lambda m: m.gemini("apiyi", answer=m.answer({"text": "hm", "thought": True}, m.part())),
    ),
    ("answer/members-are-camel-case", "held", "all", lambda m: m.gemini()),
    ("answer/members-are-camel-case", "held", "unknown ones", lambda m: m.gemini(answer=m.answer(my_own=1))),
    ("answer/members-are-camel-case", "broken", "inline_data", lambda m: m.gemini(answer=snake(m))),
    (
        "answer/members-are-camel-case",
        "broken",
        "usage_metadata",
        lambda m: m.gemini(answer={"candidates": m.answer()["candidates"], "usage_metadata": {}}),
    ),
    (
        "answer/members-are-camel-case",
        "held",
        "both spellings",
        lambda m: m.gemini(answer=m.answer(usage_metadata={})),
    ),
    ("answer/thoughts-come-when-asked", "held", "marked", lambda m: thinking(m, {"text": "hm", "thought": True})),
    ("answer/thoughts-come-when-asked", "broken", "none", lambda m: thinking(m)),
    ("answer/thoughts-come-when-asked", "broken", "no mark", lambda m: thinking(m, {"text": "hm"})),
    ("answer/thoughts-come-when-asked", "not_applicable", "little", lambda m: thinking(m, level="minimal")),
    ("answer/thoughts-come-when-asked", "not_applicable", "on another page", lambda m: thinking(m, of="gemini-native")),
    ("answer/model-is-the-one-asked", "held", "the same", lambda m: named(m, "gemini-3.1-flash-image-preview")),
    ("answer/model-is-the-one-asked", "held", "its release", lambda m: named(m, "gemini-3.1-flash-image")),
    ("answer/model-is-the-one-asked", "held", "a version", lambda m: named(m, "models/gemini-3.1-flash-image-001")),
    ("answer/model-is-the-one-asked", "held", "the gateway's own", lambda m: named(m, "nano-banana-2")),
    ("answer/model-is-the-one-asked", "held", "no name", lambda m: m.gemini()),
    ("answer/model-is-the-one-asked", "broken", "another", lambda m: named(m, "gemini-2.5-flash-image")),
    ("answer/model-is-the-one-asked", "broken", "another's preview", lambda m: named(m, "gemini-3-pro-image-preview")),
    (
        "answer/finish-reason-fits",
        "held",
        "a new word beside a picture",
        lambda m: m.gemini(answer=m.candidate(finishReason="IMAGE_COMPLETE")),
    ),
]


def test_verdicts(make: Any, verdict: Callable[..., str], row: tuple[str, str, str, Callable[[Any], Any]]) -> None:
    """An exchange gets the verdict that the statement of the requirement gives it."""
    id, expected, _, build = row
    made = build(make)
    exchanges = made if isinstance(made, tuple) else (made,)
    assert expected == verdict(id, *exchanges)
