"""What a generateContent request asks for, and what upstream publishes about the model that it names."""

from __future__ import annotations

import re

from wirecheck.emulator.dialects.gemini.proto_json import as_documented, json_names, standard_base64
from wirecheck.emulator.dialects.json_over_post import json_problem
from wirecheck.emulator.parsed_request import ParsedRequest, seed
from wirecheck.spec import upstream
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json, at, items, text

RATIO = "generationConfig.imageConfig.aspectRatio"
SIZE = "generationConfig.imageConfig.imageSize"
PIXELS = re.compile(r"(\d{2,5})x(\d{2,5})")

_RATIO = re.compile(r"(\d{1,3}):(\d{1,3})")


def parse(operation: Operation, request: Request) -> ParsedRequest:
    """What a request asks for."""
    documented, problem = as_documented(operation, request.document.value)
    body = json_names(documented)
    model = operation.model(operation.model_asked(request))
    config, image = at(body, "generationConfig"), at(body, "generationConfig", "imageConfig")
    modalities = _modalities(model, config)
    parts = [part for turn in items(body, "contents") for part in items(turn, "parts")]
    return ParsedRequest(
        model=model,
        prompt=" ".join(words for part in parts if (words := text(part, "text")) is not None),
        text="TEXT" in modalities,
        image="IMAGE" in modalities and model.kind != "text",
        image_named=bool(at(config, "responseModalities")),
        ratio=_ratio(operation, model, at(image, "aspectRatio")),
        size=_size(operation, model, at(image, "imageSize")),
        thoughts=at(config, "thinkingConfig", "includeThoughts") is True,
        closing=_closing(at(body, "systemInstruction")),
        search=any(at(tool, "googleSearch") is not None for tool in items(body, "tools")),
        pictures=tuple(
            standard_base64(data) for part in parts if (data := text(part, "inlineData", "data")) is not None
        ),
        seed=seed(request),
        members=documented,
        readable=request.document.read,
        problem=json_problem(request) or problem,
    )


def pixels(parsed: ParsedRequest) -> tuple[int, int]:
    """Width and height in pixels of the picture that is asked for: those that upstream has for its ratio and tier."""
    known = published(parsed.model)
    if parsed.size not in known.tiers and parsed.size in current().tiers:
        known = current()
    if parsed.ratio in known.pixels:
        tiers = known.pixels[parsed.ratio]
        return (tiers.get(parsed.size) or tiers[known.default_size])[0]
    square = known.pixels["1:1"].get(parsed.size) or known.pixels["1:1"][known.default_size]
    width, height = (int(part) for part in parsed.ratio.split(":"))
    scale = (square[0][0] * square[0][1] / (width * height)) ** 0.5
    return max(1, round(width * scale)), max(1, round(height * scale))


def published(model: Model) -> upstream.PublishedModel:
    """What upstream publishes about a model; about the current picture model if it publishes no pixels for this one."""
    known = model.facts
    if known and (known.pixels or known.sizes or known.kind == "text"):
        return known
    return current()


def current() -> upstream.PublishedModel:
    """What upstream publishes about its current picture model."""
    return next(m for m in upstream.models("gemini").values() if m.pixels and m.state == "current")


def tier_of(model: Model, size: Json) -> str | None:
    """The tier that a size names: one of the model's tiers, or the pixels of one of its pictures. Otherwise None."""
    known = published(model)
    if not isinstance(size, str) or size in known.tiers:
        return size if isinstance(size, str) else None
    named = PIXELS.fullmatch(size)
    wanted = (int(named[1]), int(named[2])) if named else None
    return next((tier for tiers in known.pixels.values() for tier, sizes in tiers.items() if wanted in sizes), None)


def _modalities(model: Model, config: Json) -> set[str]:
    """What the answer should contain; by default, everything that the model makes."""
    asked = {str(name).upper() for name in items(config, "responseModalities")}
    return asked or ({"TEXT"} if model.kind == "text" else {"TEXT", "IMAGE"})


def _ratio(operation: Operation, model: Model, value: Json) -> str:
    """The asked ratio if it can be drawn, whether the set has it or not; else the documented default, or upstream's."""
    ratio = _RATIO.fullmatch(value) if isinstance(value, str) else None
    across, down = (int(ratio[1]), int(ratio[2])) if ratio else (0, 0)
    if ratio and across and down and down <= 8 * across and across <= 8 * down:
        return ratio[0]
    return _default(operation, RATIO) or published(model).default_ratio or "1:1"


def _size(operation: Operation, model: Model, value: Json) -> str:
    known = published(model)
    # an own page outranks upstream: it may have a tier that upstream's model lacks
    own = current().tiers if operation.spec.is_page and model.takes(SIZE) else ()
    named = value if isinstance(value, str) and value in own else tier_of(model, value)
    asked = named or _default(operation, SIZE)
    return asked if asked is not None and asked in (*known.tiers, *own) else known.default_size or "1K"


def _default(operation: Operation, path: str) -> str | None:
    member = operation.member(path)
    return member.default if member and isinstance(member.default, str) else None


def _closing(instruction: Json) -> str:
    """The word in capitals that a system instruction asks for, as in "end with the word HARBOUR"."""
    words = " ".join(said for part in items(instruction, "parts") if (said := text(part, "text")) is not None)
    closing = re.search(r"\bword ([A-Z]{2,})\b", words)
    return closing[1] if closing else ""
