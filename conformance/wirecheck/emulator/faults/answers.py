"""Lies in the shape and the parts of a generateContent answer."""

from __future__ import annotations

import re
from typing import Any

from wirecheck.emulator.hooks import Bend, Body, Call, Fault
from wirecheck.emulator.manners import candidates, parts
from wirecheck.spec.spec import Operation

GEMINI = ("gemini",)


def promised(location: str) -> Any:
    """Whether an operation's page promises what stands at a location."""

    def applies(operation: Operation) -> bool:
        return operation.citation(location) is not None

    return applies


def _wrapped(_: Call, body: Body) -> Body:
    return {"code": 0, "message": "success", "data": body}


def _no_candidates(_: Call, body: Body) -> Body:
    return {**body, "candidates": []}


def _not_a_list(_: Call, body: Body) -> Body:
    return {**body, "candidates": next(candidates(body), {})}


def _role(_: Call, body: Body) -> Body:
    for candidate in candidates(body):
        candidate["content"]["role"] = "assistant"
    return body


def _no_reason(_: Call, body: Body) -> Body:
    for candidate in candidates(body):
        candidate.pop("finishReason", None)
    return body


def _unfit_reason(_: Call, body: Body) -> Body:
    for candidate in candidates(body):
        candidate["finishReason"] = (
            "NO_IMAGE" if any(part.get("inlineData") for part in parts(body)) else "FINISH_REASON_UNSPECIFIED"
        )
    return body


def _link(_: Call, body: Body) -> Body:
    return _replace_pictures(body, [{"text": "![image](https://pictures.example.com/7f3a.png)"}])


def _lost(_: Call, body: Body) -> Body:
    return _replace_pictures(body, [{"text": "Here is the picture."}])


def _replace_pictures(body: Body, instead: list[Body]) -> Body:
    for candidate in candidates(body):
        found = candidate["content"]["parts"]
        if any(part.get("inlineData") for part in found):
            candidate["content"]["parts"] = [*instead, *(part for part in found if not part.get("inlineData"))]
    return body


def _text_lost(call: Call, body: Body) -> Body:
    for candidate in candidates(body):
        found = candidate["content"]["parts"]
        candidate["content"]["parts"] = [part for part in found if not part.get("text") or part.get("thought")]
    return body


def _text_first(call: Call, body: Body) -> Body:
    if call.ask.image:
        for candidate in candidates(body):
            found = candidate["content"]["parts"]
            words = [part for part in found if part.get("text")] or [{"text": "Here is the picture."}]
            candidate["content"]["parts"] = [*words, *(part for part in found if not part.get("text"))]
    return body


def _thoughts(call: Call, body: Body) -> Body:
    if not call.ask.thoughts:
        for candidate in candidates(body):
            found = candidate["content"]["parts"]
            candidate["content"]["parts"] = [*found, {"text": "Let me think about the light.", "thought": True}]
    return body


def _thoughts_withheld(_: Call, body: Body) -> Body:
    for candidate in candidates(body):
        found = candidate["content"]["parts"]
        candidate["content"]["parts"] = [part for part in found if not part.get("thought")]
    return body


def _thoughts_unmarked(_: Call, body: Body) -> Body:
    for part in parts(body):
        part.pop("thought", None)
    return body


def _another_model(_: Call, body: Body) -> Body:
    asked = str(body.get("modelVersion", ""))
    body["modelVersion"] = (
        "gemini-2.5-flash-image" if "2.5" not in asked else "gemini-2.0-flash-preview-image-generation"
    )
    return body


def _only_thought(_: Call, body: Body) -> Body:
    for part in parts(body):
        if part.get("inlineData"):
            part["thought"] = True
    return body


def _snake(_: Call, body: Body) -> Body:
    found = _snaked(body)
    assert isinstance(found, dict)
    return found


def _snaked(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: f"_{m[1].lower()}", k): _snaked(v) for k, v in value.items()}
    return [_snaked(inner) for inner in value] if isinstance(value, list) else value


def _no_media_type(_: Call, body: Body) -> Body:
    for part in parts(body):
        if part.get("inlineData"):
            part["inlineData"].pop("mimeType", None)
    return body


FAULTS = (
    Fault(
        "answer-wrapped",
        "The answer stands inside another one.",
        "inferred",
        ("answer/has-a-candidate",),
        Bend(answer=_wrapped),
        GEMINI,
    ),
    Fault(
        "candidates-empty",
        "There is no candidate.",
        "https://github.com/maximhq/bifrost/pull/1326",
        ("answer/has-a-candidate",),
        Bend(answer=_no_candidates),
        GEMINI,
    ),
    Fault(
        "candidates-not-a-list",
        "A candidate instead of a list of them.",
        "inferred",
        ("body/matches-the-schema",),
        Bend(answer=_not_a_list),
        GEMINI,
        promised("response.candidates"),
    ),
    Fault(
        "role-is-assistant",
        "The role is another dialect's.",
        "inferred",
        ("answer/role-is-model",),
        Bend(answer=_role),
        GEMINI,
    ),
    Fault(
        "finish-reason-missing",
        "There is no finishReason.",
        "inferred",
        ("answer/has-a-finish-reason",),
        Bend(answer=_no_reason),
        GEMINI,
        promised("response.candidates[].finishReason"),
    ),
    Fault(
        "finish-reason-unfit",
        "A finishReason that says there is no picture, beside one.",
        "https://github.com/BerriAI/litellm/issues/20357",
        ("answer/finish-reason-fits",),
        Bend(answer=_unfit_reason),
        GEMINI,
    ),
    Fault(
        "picture-as-link",
        "The picture is a link in a text.",
        "https://github.com/snailyp/gemini-balance/pull/344",
        ("answer/has-the-picture",),
        Bend(answer=_link),
        GEMINI,
    ),
    Fault(
        "picture-lost",
        "A text instead of the picture, which is charged.",
        "https://github.com/agentgateway/agentgateway/issues/3438",
        ("answer/has-the-picture",),
        Bend(answer=_lost),
        GEMINI,
    ),
    Fault(
        "picture-is-a-thought",
        "The only picture is marked as a thought.",
        "https://github.com/suurt8ll/open_webui_functions/issues/224",
        ("answer/has-the-picture",),
        Bend(answer=_only_thought),
        GEMINI,
    ),
    Fault(
        "text-lost",
        "The text that was asked for is not there.",
        "inferred",
        ("answer/has-the-text",),
        Bend(answer=_text_lost),
        GEMINI,
        lambda operation: operation.text_model is not None,
    ),
    Fault(
        "text-before-picture",
        "A text stands where the page's sample reads the picture.",
        "https://docs.apiyi.com",
        ("answer/picture-comes-first",),
        Bend(answer=_text_first),
        GEMINI,
        lambda operation: operation.picture_first,
    ),
    Fault(
        "thoughts-unasked",
        "Thoughts that were not asked for.",
        "https://github.com/decocms/studio/pull/3938",
        ("answer/thoughts-only-when-asked",),
        Bend(answer=_thoughts),
        GEMINI,
    ),
    Fault(
        "thoughts-withheld",
        "Thoughts that were asked for do not come.",
        "inferred",
        ("answer/thoughts-come-when-asked",),
        Bend(answer=_thoughts_withheld),
        GEMINI,
        promised("request.generationConfig.thinkingConfig.includeThoughts"),
    ),
    Fault(
        "thoughts-unmarked",
        "Thoughts come without their mark.",
        "https://github.com/suurt8ll/open_webui_functions/issues/224",
        ("answer/thoughts-come-when-asked",),
        Bend(answer=_thoughts_unmarked),
        GEMINI,
        promised("request.generationConfig.thinkingConfig.includeThoughts"),
    ),
    Fault(
        "another-model",
        "Another model answers than the one that was asked.",
        "https://github.com/lbjlaq/Antigravity-Manager/pull/2193",
        ("answer/model-is-the-one-asked",),
        Bend(answer=_another_model),
        GEMINI,
    ),
    Fault(
        "snake-case-answer",
        "Members with underscores.",
        "https://github.com/parvezrob/llmdispatch/pull/45",
        ("answer/members-are-camel-case",),
        Bend(answer=_snake),
        GEMINI,
    ),
    Fault(
        "mime-type-missing",
        "A picture without its media type.",
        "https://github.com/smg-project/smg/pull/1407",
        ("picture/declared-type-is-true",),
        Bend(answer=_no_media_type),
        GEMINI,
        promised("response.candidates[].content.parts[].inlineData.mimeType"),
    ),
)
