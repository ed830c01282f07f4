"""Lies in a picture: in its base64, its bytes, its shape and its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks
from wirecheck.emulator.parsed_request import ParsedRequest
from wirecheck.spec.spec import Operation


def in_base64(change: Callable[[str, str], str]) -> Hooks:
    """A lie in the base64 of every picture, which is given with the picture's media type."""

    def answer(call: EmulatedCall, body: Body) -> Body:
        for place in list(call.dialect.pictures(body)):
            place.holder[place.member] = change(place.holder[place.member], place.media_type)
        return body

    return Hooks(answer=answer)


def has_ratios(operation: Operation) -> bool:
    """Whether a picture is asked for by its ratio."""
    return bool(dialect_of(operation).ratio_member)


def _has_another_size(operation: Operation) -> bool:
    """Whether the dialect knows a size that nobody asked for."""
    return SIZE_IGNORED in dialect_of(operation).additions


def _url_safe(text: str, _: str) -> str:
    return text.replace("+", "-").replace("/", "_")


def _data_url(text: str, media_type: str) -> str:
    return f"data:{media_type};base64,{text}"


def _cut(_: EmulatedCall, data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _no_picture(_: EmulatedCall, __: bytes) -> bytes:
    return b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>" * 20


def _square(call: EmulatedCall) -> ParsedRequest:
    return replace(call.parsed, ratio="1:1")


def _blank(_: EmulatedCall, drawing: Drawing) -> Drawing:
    return replace(drawing, blank=True)


SIZE_IGNORED = "size-ignored"

FAULTS = (
    Fault(
        "ratio-ignored",
        "Every picture is square.",
        "https://github.com/su-kaka/gcli2api/issues/57",
        ("picture/ratio-is-honoured",),
        Hooks(parsed=_square),
        has_ratios,
    ),
    Fault(
        SIZE_IGNORED,
        "Every picture has the default size; over OpenAI's protocol, one that nobody asked for.",
        "https://github.com/diegosouzapw/OmniRoute/pull/11952",
        ("picture/size-is-honoured",),
        applies=_has_another_size,
    ),
    Fault(
        "base64-url-safe",
        "Base64 in the alphabet for addresses.",
        "https://github.com/lmnr-ai/lmnr/pull/1275",
        ("picture/base64-is-strict",),
        in_base64(_url_safe),
    ),
    Fault(
        "data-url-in-base64",
        "A data URL where base64 is due.",
        "https://github.com/Anionex/banana-slides/pull/369",
        ("picture/base64-is-strict",),
        in_base64(_data_url),
    ),
    Fault(
        "base64-cut",
        "The picture ends early.",
        "https://github.com/runpod-workers/worker-comfyui/issues/126",
        ("picture/is-whole",),
        Hooks(picture=_cut),
    ),
    Fault(
        "not-a-picture",
        "The bytes of an error page instead of a picture's.",
        "inferred",
        ("picture/format-is-known",),
        Hooks(picture=_no_picture),
    ),
    Fault("blank-picture", "A picture of one colour.", "inferred", ("picture/is-not-blank",), Hooks(draw=_blank)),
)
