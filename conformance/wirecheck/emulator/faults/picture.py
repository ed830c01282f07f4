"""Lies in a picture: in its base64, its bytes, its type, its shape and its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wirecheck.emulator.hooks import Bend, Body, Call, Fault
from wirecheck.emulator.manners import items, parts
from wirecheck.emulator.parsed_request import Ask, facts
from wirecheck.emulator.pictures import Drawing


def encoded(body: Body) -> Iterator[tuple[Body, str, str]]:
    """Where the base64 of a picture stands: the object, the member, and the picture's media type."""
    for part in parts(body):
        if part.get("inlineData"):
            yield part["inlineData"], "data", part["inlineData"].get("mimeType", "image/png")
    for item in items(body):
        if item.get("b64_json"):
            yield item, "b64_json", f"image/{body.get('output_format', 'png')}"


def _each(change: Callable[[str, str], str]) -> Callable[[Call, Body], Body]:
    def answer(_: Call, body: Body) -> Body:
        for holder, name, media_type in encoded(body):
            holder[name] = change(holder[name], media_type)
        return body

    return answer


def _url_safe(text: str, _: str) -> str:
    return text.replace("+", "-").replace("/", "_")


def _data_url(text: str, media_type: str) -> str:
    return f"data:{media_type};base64,{text}"


def _cut(_: Call, data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _no_picture(_: Call, __: bytes) -> bytes:
    return b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>" * 20


def _as_jpeg(_: Call, drawing: Drawing) -> Drawing:
    return replace(drawing, format="jpeg")


def _called_png(_: Call, body: Body) -> Body:
    for part in parts(body):
        if part.get("inlineData"):
            part["inlineData"]["mimeType"] = "image/png"
    return body


def _square(call: Call) -> Ask:
    return replace(call.ask, ratio="1:1")


def _default_tier(call: Call) -> Ask:
    return replace(call.ask, size=facts(call.ask.model).default_size or "1K") if call.gemini else call.ask


def _own_size(call: Call, drawing: Drawing) -> Drawing:
    """Where OpenAI's size is asked for: what a chat bridge makes of it."""
    return drawing if call.gemini else replace(drawing, width=1254, height=1254)


def _blank(_: Call, drawing: Drawing) -> Drawing:
    return replace(drawing, blank=True)


FAULTS = (
    Fault(
        "ratio-ignored",
        "Every picture is square.",
        "https://github.com/su-kaka/gcli2api/issues/57",
        ("picture/ratio-is-honoured",),
        Bend(ask=_square),
        ("gemini",),
    ),
    Fault(
        "size-ignored",
        "Every picture has the default size; over OpenAI's protocol, one that nobody asked for.",
        "https://github.com/diegosouzapw/OmniRoute/pull/11952",
        ("picture/size-is-honoured",),
        Bend(ask=_default_tier, draw=_own_size),
    ),
    Fault(
        "jpeg-called-png",
        "A JPEG is declared as PNG.",
        "https://github.com/googleapis/python-genai/issues/1824",
        ("picture/declared-type-is-true",),
        Bend(draw=_as_jpeg, answer=_called_png),
        ("gemini",),
    ),
    Fault(
        "base64-url-safe",
        "Base64 in the alphabet for addresses.",
        "https://github.com/lmnr-ai/lmnr/pull/1275",
        ("picture/base64-is-strict",),
        Bend(answer=_each(_url_safe)),
    ),
    Fault(
        "data-url-in-base64",
        "A data URL where base64 is due.",
        "https://github.com/Anionex/banana-slides/pull/369",
        ("picture/base64-is-strict",),
        Bend(answer=_each(_data_url)),
    ),
    Fault(
        "base64-cut",
        "The picture ends early.",
        "https://github.com/runpod-workers/worker-comfyui/issues/126",
        ("picture/is-whole",),
        Bend(picture=_cut),
    ),
    Fault(
        "not-a-picture",
        "The bytes of an error page instead of a picture's.",
        "inferred",
        ("picture/format-is-known",),
        Bend(picture=_no_picture),
    ),
    Fault("blank-picture", "A picture of one colour.", "inferred", ("picture/is-not-blank",), Bend(draw=_blank)),
)
