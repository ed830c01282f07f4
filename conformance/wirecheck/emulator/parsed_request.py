"""
What a request asks for: read off its body, with the documented or upstream's default for whatever is left out.

Reading never fails: what cannot be understood counts as left out. Whether it ought to be refused is another question
(`refusals`).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from wirecheck.spec import upstream
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json

PIXELS = re.compile(r"(\d{2,5})x(\d{2,5})")
RATIO = re.compile(r"(\d{1,3}):(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Ask:
    """
    What is asked for.

    `size` is a tier (`1K`) in Gemini's dialect and `1024x1024` in OpenAI's; `pictures` are those that came with the
    request, in base64; `closing` is a word that the system instruction asks for.
    """

    model: Model
    prompt: str = ""
    text: bool = False
    image: bool = True
    ratio: str = "1:1"
    size: str = "1K"
    quality: str = ""
    format: str = "png"
    background: str = "opaque"
    count: int = 1
    link: bool = False
    thoughts: bool = False
    search: bool = False
    pictures: tuple[str, ...] = field(default=(), repr=False)
    closing: str = ""
    seed: int = 0


def read(operation: Operation, request: Request) -> Ask:
    """What a request asks for."""
    reader = _gemini if operation.dialect == "gemini" else _images
    return reader(operation, request, snake_or_camel(request.document.value))


def fingerprint(request: Request) -> str:
    """Hexadecimal digits that only the same request gives again."""
    return sha256(b"\0".join((request.method.encode(), request.url.encode(), request.body))).hexdigest()


def snake_or_camel(value: Json) -> dict[str, Any]:
    """A request's body with camelCase names, as both spellings are taken; empty where it is no object."""
    found = _camel(value)
    return found if isinstance(found, dict) else {}


def get(value: Any, *path: str) -> Any:
    """The member at a path, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def facts(model: Model) -> upstream.Model:
    """What is known of a model; of the current picture model where nothing is known of it."""
    found = model.facts
    return found if found and (found.pixels or found.sizes or found.kind == "text") else _stand_in()


def tier_of(model: Model, size: Any) -> str | None:
    """The tier that a size names: a tier of the model's, or the pixels of one of its pictures. None otherwise."""
    known = facts(model)
    if not isinstance(size, str) or size in known.tiers:
        return size if isinstance(size, str) else None
    found = PIXELS.fullmatch(size)
    wanted = (int(found[1]), int(found[2])) if found else None
    return next((tier for tiers in known.pixels.values() for tier, sizes in tiers.items() if wanted in sizes), None)


def documented(operation: Operation, path: str, value: Any) -> bool:
    """Whether a value stands in the closed set that the page has for a member, whatever upstream's model takes."""
    member = operation.member(path)
    return member is not None and value in member.values


def pixels_of(ask: Ask) -> tuple[int, int]:
    """Width and height of the picture that is asked for: upstream's for ratio and tier."""
    found = PIXELS.fullmatch(ask.size)
    if found:
        return int(found[1]), int(found[2])
    known = facts(ask.model)
    if ask.ratio in known.pixels:
        tiers = known.pixels[ask.ratio]
        return (tiers.get(ask.size) or tiers[known.default_size])[0]
    square = known.pixels["1:1"].get(ask.size) or known.pixels["1:1"][known.default_size]
    width, height = (int(part) for part in ask.ratio.split(":"))
    scale = (square[0][0] * square[0][1] / (width * height)) ** 0.5
    return max(1, round(width * scale)), max(1, round(height * scale))


@functools.cache
def any_size(model: Model, width: int, height: int) -> bool:
    """Whether a model draws any width and height, and these too."""
    rule = model.facts.any_size if model.facts else {}
    if not rule or not min(width, height):
        return False
    step = rule["multiple_of"]
    return bool(
        width % step == height % step == 0
        and max(width, height) <= rule["max_edge"]
        and max(width, height) <= rule["max_ratio"] * min(width, height)
        and rule["min_pixels"] <= width * height <= rule["max_pixels"]
    )


def _stand_in() -> upstream.Model:
    return next(m for m in upstream.models("gemini").values() if m.pixels and m.state == "current")


def _closing(instruction: Any) -> str:
    """The word in capitals that a system instruction asks for, as in "end with the word HARBOUR"."""
    texts = " ".join(text for part in _list(get(instruction, "parts")) if isinstance(text := get(part, "text"), str))
    found = re.search(r"\bword ([A-Z]{2,})\b", texts)
    return found[1] if found else ""


def _seed(request: Request) -> int:
    return int(fingerprint(request)[:4], 16)


def _gemini(operation: Operation, request: Request, body: dict[str, Any]) -> Ask:
    model = operation.model(operation.model_asked(request))
    known = facts(model)
    config = get(body, "generationConfig")
    image = get(config, "imageConfig")
    modalities = {str(name).upper() for name in _list(get(config, "responseModalities"))}
    if not modalities:
        modalities = {"TEXT"} if model.kind == "text" else {"TEXT", "IMAGE"}
    parts = [part for turn in _list(get(body, "contents")) for part in _list(get(turn, "parts"))]
    default_ratio = _default(operation, "generationConfig.imageConfig.aspectRatio") or known.default_ratio or "1:1"
    default_size = _default(operation, "generationConfig.imageConfig.imageSize")
    tiers = known.tiers
    asked = tier_of(model, get(image, "imageSize")) or default_size
    return Ask(
        model=model,
        prompt=" ".join(part["text"] for part in parts if isinstance(get(part, "text"), str)),
        text="TEXT" in modalities,
        image="IMAGE" in modalities and model.kind != "text",
        ratio=_ratio(get(image, "aspectRatio")) or default_ratio,
        size=asked if asked in tiers else known.default_size or "1K",
        thoughts=get(config, "thinkingConfig", "includeThoughts") is True,
        closing=_closing(get(body, "systemInstruction")),
        search=any(get(tool, "googleSearch") is not None for tool in _list(get(body, "tools"))),
        pictures=tuple(d for part in parts if isinstance(d := get(part, "inlineData", "data"), str)),
        seed=_seed(request),
    )


def _images(operation: Operation, request: Request, body: dict[str, Any]) -> Ask:
    model = operation.model(operation.model_asked(request))
    known = model.facts or upstream.models("openai-images")["gpt-image-2"]
    gpt = bool(known.formats)
    size, quality, count = body.get("size"), body.get("quality"), body.get("n")
    wanted = PIXELS.fullmatch(size) if isinstance(size, str) else None
    fits = wanted and (
        size in known.sizes or documented(operation, "size", size) or any_size(model, int(wanted[1]), int(wanted[2]))
    )
    format = body.get("outputFormat")
    fallback = "medium" if gpt else known.qualities[0]
    return Ask(
        model=model,
        prompt=body["prompt"] if isinstance(body.get("prompt"), str) else "",
        size=size if isinstance(size, str) and fits else known.default_size,
        quality=quality if isinstance(quality, str) and quality in known.qualities else fallback,
        format=format if isinstance(format, str) and format in known.formats else "png",
        background="transparent" if gpt and body.get("background") == "transparent" else "opaque",
        count=count if type(count) is int and 1 <= count <= known.max_n else 1,
        link=not gpt and body.get("responseFormat") != "b64_json",
        seed=_seed(request),
    )


def _default(operation: Operation, path: str) -> str | None:
    member = operation.member(path)
    return member.default if member and isinstance(member.default, str) else None


def _ratio(value: Any) -> str | None:
    """A ratio that can be drawn, in whatever set it is."""
    found = RATIO.fullmatch(value) if isinstance(value, str) else None
    across, down = (int(found[1]), int(found[2])) if found else (0, 0)
    return value if down and across and down <= 8 * across and across <= 8 * down else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {re.sub(r"(?<=[a-z0-9])_([a-z])", lambda m: m[1].upper(), name): _camel(v) for name, v in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value
