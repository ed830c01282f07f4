"""Faults in a picture: in its base64, its bytes, its shape and its size."""

from __future__ import annotations

from collections.abc import Callable

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.hook_makers import draws, understands
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks
from wirecheck.spec.spec import Operation


def in_base64(change: Callable[[str, str], str]) -> Hooks:
    """A fault in the base64 of every picture; the change gets the base64 and the picture's media type."""

    def answer(call: EmulatedCall, body: Body) -> Body:
        for place in list(call.dialect.pictures(body)):
            place.holder[place.member] = change(place.holder[place.member], place.media_type)
        return body

    return Hooks(answer=answer)


def has_ratios(operation: Operation) -> bool:
    """Whether a picture is asked for by its ratio."""
    return bool(dialect_of(operation).ratio_member)


ERROR_PAGE = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>" * 20
SIZE_IGNORED = "size-ignored"
"""The dialect adds what this fault does: a size that nobody asked for."""

FAULTS = (
    Fault(
        "ratio-ignored",
        "Every picture is square.",
        "https://github.com/su-kaka/gcli2api/issues/57",
        ("picture/ratio-is-honoured",),
        understands(ratio="1:1"),
        has_ratios,
    ),
    Fault(
        SIZE_IGNORED,
        "Every picture has the default size; where models have no sizes by name, a size that nobody asked for.",
        "https://github.com/diegosouzapw/OmniRoute/pull/11952",
        ("picture/size-is-honoured",),
        applies=lambda operation: SIZE_IGNORED in dialect_of(operation).additions,
    ),
    Fault(
        "base64-url-safe",
        "Base64 uses the alphabet for URLs.",
        "https://github.com/lmnr-ai/lmnr/pull/1275",
        ("picture/base64-is-strict",),
        in_base64(lambda text, _: text.replace("+", "-").replace("/", "_")),
    ),
    Fault(
        "data-url-in-base64",
        "A data URL comes instead of base64.",
        "https://github.com/Anionex/banana-slides/pull/369",
        ("picture/base64-is-strict",),
        in_base64(lambda text, media_type: f"data:{media_type};base64,{text}"),
    ),
    Fault(
        "base64-cut",
        "The picture is cut off.",
        "https://github.com/runpod-workers/worker-comfyui/issues/126",
        ("picture/is-whole",),
        Hooks(picture=lambda _, data: data[: len(data) * 2 // 3]),
    ),
    Fault(
        "not-a-picture",
        "The bytes are those of an error page and not of a picture.",
        "inferred",
        ("picture/format-is-known",),
        Hooks(picture=lambda _, data: ERROR_PAGE),
    ),
    Fault(
        "blank-picture", "The picture has only one colour.", "inferred", ("picture/is-not-blank",), draws(blank=True)
    ),
)
