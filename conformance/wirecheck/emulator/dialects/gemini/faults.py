"""Faults in the shape and the parts of a generateContent answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wirecheck.emulator.dialects.gemini.bodies import candidates, contents, parts, picture_parts
from wirecheck.emulator.dialects.gemini.parsing import published
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hook_makers import in_error
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, promised
from wirecheck.emulator.parsed_request import ParsedRequest

REASON = promised("response.candidates[].finishReason")
MEDIA_TYPE = promised("response.candidates[].content.parts[].inlineData.mimeType")
THOUGHTS = promised("request.generationConfig.thinkingConfig.includeThoughts")


def in_candidates(change: Callable[[Body], object]) -> Hooks:
    """A fault in every candidate."""

    def answer(_: EmulatedCall, body: Body) -> Body:
        for candidate in candidates(body):
            change(candidate)
        return body

    return Hooks(answer=answer)


def in_pictures(change: Callable[[Body], object]) -> Hooks:
    """A fault in every part that is a picture."""

    def answer(_: EmulatedCall, body: Body) -> Body:
        for part in picture_parts(body):
            change(part)
        return body

    return Hooks(answer=answer)


def with_parts(change: Callable[[EmulatedCall, list[Body]], list[Body]]) -> Hooks:
    """Other parts in every candidate."""

    def answer(call: EmulatedCall, body: Body) -> Body:
        for content in contents(body):
            content["parts"] = change(call, content["parts"])
        return body

    return Hooks(answer=answer)


def pictures_called(media_type: str, format: str) -> Hooks:
    """Pictures of one format that are declared with the media type of another."""

    def draw(_: EmulatedCall, drawing: Drawing) -> Drawing:
        return replace(drawing, format=format)

    declared = in_pictures(lambda part: part["inlineData"].update(mimeType=media_type))
    return Hooks(draw=draw, answer=declared.answer)


def _instead_of_pictures(text: str) -> Hooks:
    def change(_: EmulatedCall, parts: list[Body]) -> list[Body]:
        rest = [part for part in parts if not part.get("inlineData")]
        return [{"text": text}, *rest] if len(rest) < len(parts) else parts

    return with_parts(change)


def _unfit_reason(_: EmulatedCall, body: Body) -> Body:
    reason = "NO_IMAGE" if any(picture_parts(body)) else "FINISH_REASON_UNSPECIFIED"
    for candidate in candidates(body):
        candidate["finishReason"] = reason
    return body


def _text_first(call: EmulatedCall, parts: list[Body]) -> list[Body]:
    if not call.parsed.image:
        return parts
    words = [part for part in parts if part.get("text")] or [{"text": "Here is the picture."}]
    return [*words, *(part for part in parts if not part.get("text"))]


def _thoughts(call: EmulatedCall, parts: list[Body]) -> list[Body]:
    thought = {"text": "Let me think about the light.", "thought": True}
    return parts if call.parsed.thoughts else [*parts, thought]


def _thoughts_unmarked(_: EmulatedCall, body: Body) -> Body:
    for part in parts(body):
        part.pop("thought", None)
    return body


def _another_model(_: EmulatedCall, body: Body) -> Body:
    newer = "2.5" not in str(body.get("modelVersion", ""))
    return {
        **body,
        "modelVersion": "gemini-2.5-flash-image" if newer else "gemini-2.0-flash-preview-image-generation",
    }


def _snake(_: EmulatedCall, body: Body) -> Body:
    return {_snake_name(name): _snaked(value) for name, value in body.items()}


def _snaked(value: Any) -> Any:
    if isinstance(value, dict):
        return {_snake_name(name): _snaked(inner) for name, inner in value.items()}
    return [_snaked(inner) for inner in value] if isinstance(value, list) else value


def _snake_name(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda letter: f"_{letter[1].lower()}", name)


def _default_size(call: EmulatedCall) -> ParsedRequest:
    return replace(call.parsed, size=published(call.parsed.model).default_size or "1K")


def _other_word(_: EmulatedCall, error: Body) -> None:
    error["status"] = "UNAVAILABLE" if error.get("status") != "UNAVAILABLE" else "INTERNAL"


FAULTS = (
    Fault(
        "candidates-empty",
        "There is no candidate.",
        "https://github.com/maximhq/bifrost/pull/1326",
        ("answer/has-a-candidate",),
        Hooks(answer=lambda _, body: {**body, "candidates": []}),
    ),
    Fault(
        "candidates-not-a-list",
        "`candidates` is a single candidate and not a list.",
        "inferred",
        ("answer/has-a-candidate",),
        Hooks(answer=lambda _, body: {**body, "candidates": next(candidates(body), {})}),
        promised("response.candidates"),
    ),
    Fault(
        "role-is-assistant",
        "The role is one of another dialect.",
        "inferred",
        ("answer/role-is-model",),
        in_candidates(lambda candidate: candidate["content"].update(role="assistant")),
    ),
    Fault(
        "finish-reason-missing",
        "There is no finishReason.",
        "inferred",
        ("answer/has-a-finish-reason",),
        in_candidates(lambda candidate: candidate.pop("finishReason", None)),
        REASON,
    ),
    Fault(
        "finish-reason-unfit",
        "The finishReason says that there is no picture, although there is one.",
        "https://github.com/BerriAI/litellm/issues/20357",
        ("answer/finish-reason-fits",),
        Hooks(answer=_unfit_reason),
    ),
    Fault(
        "picture-as-link",
        "The picture is a link in a text.",
        "https://github.com/snailyp/gemini-balance/pull/344",
        ("answer/has-the-picture",),
        _instead_of_pictures("![image](https://pictures.example.com/7f3a.png)"),
    ),
    Fault(
        "picture-lost",
        "A text comes instead of the picture, and is charged.",
        "https://github.com/agentgateway/agentgateway/issues/3438",
        ("answer/has-the-picture",),
        _instead_of_pictures("Here is the picture."),
    ),
    Fault(
        "picture-is-a-thought",
        "The only picture is marked as a thought.",
        "https://github.com/suurt8ll/open_webui_functions/issues/224",
        ("answer/has-the-picture",),
        in_pictures(lambda part: part.update(thought=True)),
    ),
    Fault(
        "text-lost",
        "The text that was asked for is missing.",
        "inferred",
        ("answer/has-the-text",),
        with_parts(lambda _, parts: [part for part in parts if not part.get("text") or part.get("thought")]),
        lambda operation: operation.text_model is not None,
    ),
    Fault(
        "text-before-picture",
        "A text comes first, where the page's sample reads the picture.",
        "https://docs.apiyi.com",
        ("answer/picture-comes-first",),
        with_parts(_text_first),
        lambda operation: operation.picture_first,
    ),
    Fault(
        "thoughts-unasked",
        "Thoughts come that were not asked for.",
        "https://github.com/decocms/studio/pull/3938",
        ("answer/thoughts-only-when-asked",),
        with_parts(_thoughts),
    ),
    Fault(
        "thoughts-withheld",
        "Thoughts that were asked for are missing.",
        "inferred",
        ("answer/thoughts-come-when-asked",),
        with_parts(lambda _, parts: [part for part in parts if not part.get("thought")]),
        THOUGHTS,
    ),
    Fault(
        "thoughts-unmarked",
        "Thoughts are not marked as thoughts.",
        "https://github.com/suurt8ll/open_webui_functions/issues/224",
        ("answer/thoughts-come-when-asked",),
        Hooks(answer=_thoughts_unmarked),
        THOUGHTS,
    ),
    Fault(
        "another-model",
        "Another model answers than the one that was asked for.",
        "https://github.com/lbjlaq/Antigravity-Manager/pull/2193",
        ("answer/model-is-the-one-asked",),
        Hooks(answer=_another_model),
    ),
    Fault(
        "snake-case-answer",
        "Members are spelt with underscores.",
        "https://github.com/parvezrob/llmdispatch/pull/45",
        ("answer/members-are-camel-case",),
        Hooks(answer=_snake),
    ),
    Fault(
        "mime-type-missing",
        "A picture has no media type.",
        "https://github.com/smg-project/smg/pull/1407",
        ("picture/declared-type-is-true",),
        in_pictures(lambda part: part["inlineData"].pop("mimeType", None)),
        MEDIA_TYPE,
    ),
    Fault(
        "jpeg-called-png",
        "A JPEG is declared as PNG.",
        "https://github.com/googleapis/python-genai/issues/1824",
        ("picture/declared-type-is-true",),
        pictures_called("image/png", "jpeg"),
        listed_after="size-ignored",
    ),
    Fault(
        "media-type-unregistered",
        "A JPEG is declared as `image/jpg`, which is registered nowhere.",
        "inferred",
        ("picture/declared-type-is-registered",),
        pictures_called("image/jpg", "jpeg"),
    ),
    Fault(
        "number-as-text",
        "A number is sent as a text.",
        "inferred",
        ("body/numbers-are-numbers", "body/matches-the-schema"),
        in_candidates(lambda candidate: candidate.update(index="0")),
    ),
    Fault(
        "status-word-differs",
        "`status` is the name of another status.",
        "inferred",
        ("error/code-is-the-status",),
        in_error(_other_word),
        listed_after="code-differs",
    ),
)
"""The dialect's own faults, after those in what may be asked."""

ADDITIONS = {"size-ignored": Hooks(parsed=_default_size)}
"""What the dialect adds to the faults of every dialect, by their ids."""
