"""What an honest generateContent refuses: values outside the page's sets, and what the model does not take."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.emulator.dialects.gemini.parsing import PIXELS, RATIO, SIZE, published, tier_of
from wirecheck.emulator.dialects.gemini.proto_json import json_names
from wirecheck.emulator.hooks import EmulatedCall, RefusalReason, Stage
from wirecheck.emulator.parsed_request import documented
from wirecheck.emulator.refusals import bad
from wirecheck.wire.lenient_json import Json, at, items

MODALITIES = "generationConfig.responseModalities"
LEVEL = "generationConfig.thinkingConfig.thinkingLevel"
LEVELS = ("minimal", "low", "medium", "high")
RANGES = (("temperature", 2), ("topP", 1))


def refusals(call: EmulatedCall) -> Iterator[RefusalReason]:
    """Reasons to refuse a JSON object, in addition to those of its schema."""
    config = at(json_names(call.parsed.members), "generationConfig")
    if not call.parsed.prompt.strip() and not call.parsed.pictures:
        message = "`contents` is not specified or empty."
        yield RefusalReason(Stage.PROMPT, 400, message, "contents", "missing_required_parameter")
    yield from _modalities(call, items(config, "responseModalities"))
    if call.parsed.model.kind != "text":
        yield from _ratio(call, at(config, "imageConfig", "aspectRatio"))
        yield from _size(call, at(config, "imageConfig", "imageSize"))
    level = at(config, "thinkingConfig", "thinkingLevel")
    if level is not None and str(level).lower() not in LEVELS and not documented(call.operation, LEVEL, level):
        yield bad(LEVEL, f"it must be one of {', '.join(LEVELS)}.")
    for name, top in RANGES:
        value = at(config, name)
        if isinstance(value, int | float) and not 0 <= value <= top:
            yield bad(f"generationConfig.{name}", f"it must lie between 0 and {top}.")


def _modalities(call: EmulatedCall, modalities: list[Json]) -> Iterator[RefusalReason]:
    for name in modalities:
        if str(name).upper() not in ("TEXT", "IMAGE"):
            yield bad(MODALITIES, f"`{str(name)[:40]}` is not a modality of this model")
    if call.parsed.model.kind == "text" and any(str(name).upper() == "IMAGE" for name in modalities):
        yield bad(MODALITIES, "the model makes no pictures")


def _ratio(call: EmulatedCall, ratio: Json) -> Iterator[RefusalReason]:
    known = published(call.parsed.model)
    if ratio is not None and ratio not in known.ratios and not documented(call.operation, RATIO, ratio):
        listed = ", ".join(f"'{name}'" for name in known.ratios)
        yield bad(RATIO, f"aspect_ratio must be one of {listed}.")


def _size(call: EmulatedCall, size: Json) -> Iterator[RefusalReason]:
    model = call.parsed.model
    if size is not None and model.takes(SIZE) and not _size_fits(call, size):
        yield bad(SIZE, f"image_size must be one of {', '.join(published(model).tiers)}.")


def _size_fits(call: EmulatedCall, size: Json) -> bool:
    """Whether a size is a tier of the model; sizes in pixels count too if the page's own examples are in pixels."""
    if not isinstance(size, str):
        return False
    tiers = published(call.parsed.model).tiers
    if size in tiers or documented(call.operation, SIZE, size):
        return True
    member = call.operation.member(SIZE)
    shown = items(dict(member.schema), "examples") if member else []
    shows_pixels = any(isinstance(example, str) and PIXELS.fullmatch(example) for example in shown)
    return shows_pixels and tier_of(call.parsed.model, size) in tiers
