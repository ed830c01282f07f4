"""What a request of generateContent asks for, and the texts and pictures in it."""

from __future__ import annotations

from wirecheck.dialects.gemini.canonical import camel_case
from wirecheck.dialects.gemini.member_paths import CONFIG
from wirecheck.dialects.requested import RequestedOutput, RequestInputs
from wirecheck.spec.operation import Model
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, at, items, members
from wirecheck.wire.picture_bytes import unbase64


def requested(body: Json, model: Model) -> RequestedOutput:
    """What is asked for; if the request does not say, an image model may answer with text or with a picture."""
    body = camel_case(body)
    config = members(body, CONFIG)
    modalities = {str(value).upper() for value in items(config, "responseModalities")}
    speaks = not modalities and model.kind == "text"
    thoughts = at(config, "thinkingConfig", "includeThoughts")
    return RequestedOutput(
        picture="IMAGE" in modalities,
        text=modalities == {"TEXT"} or speaks,
        ratio=lenient_json.text(config, "imageConfig", "aspectRatio"),
        size=lenient_json.text(config, "imageConfig", "imageSize"),
        thoughts=thoughts if isinstance(thoughts, bool) else None,
        thinks_long=(lenient_json.text(config, "thinkingConfig", "thinkingLevel") or "").lower() == "high",
        words="TEXT" in modalities or speaks,
        searches=any(at(tool, "googleSearch") is not None for tool in items(body, "tools")),
    )


def wants_picture(body: Json) -> bool:
    """Whether a request asks for a picture."""
    return "IMAGE" in items(camel_case(body), CONFIG, "responseModalities")


def inputs(body: Json) -> RequestInputs:
    """The text and pictures of every turn, and the text of the system instruction."""
    body = camel_case(body)
    parts = _parts(body)
    data = (lenient_json.text(part, "inlineData", "data") for part in parts)
    return RequestInputs(
        prompt=_words(parts),
        system_instruction=_words(items(body, "systemInstruction", "parts")),
        pictures=tuple(unbase64(text).content for text in data if text),
    )


def says_something(body: Json) -> bool:
    """Whether any turn has text or a picture."""
    return any(
        (lenient_json.text(part, "text") or "").strip() or members(part, "inlineData")
        for part in _parts(camel_case(body))
    )


def _parts(body: Json) -> list[Json]:
    return [part for turn in items(body, "contents") for part in items(turn, "parts")]


def _words(parts: list[Json]) -> str:
    return " ".join(text for part in parts if (text := lenient_json.text(part, "text")))
