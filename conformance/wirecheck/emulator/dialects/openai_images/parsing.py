"""What an images/generations request asks for, and what upstream publishes about the model that it names."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from wirecheck.emulator.dialects.json_over_post import json_problem
from wirecheck.emulator.parsed_request import ParsedRequest, documented, seed
from wirecheck.spec import upstream
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json, members, text

DEFAULTED = (
    *("background", "model", "moderation", "n", "output_compression", "output_format", "partial_images"),
    *("quality", "response_format", "size", "stream", "style"),
)
"""The members that may be null upstream, and have their defaults then."""

PIXELS = re.compile(r"(\d{2,5})x(\d{2,5})")


def parse(operation: Operation, request: Request) -> ParsedRequest:
    """What a request asks for."""
    read = without_nulls(request.document.value)
    body = members(read)
    model = operation.model(operation.model_asked(request))
    known = published(model)
    chooses_format = bool(known.formats)
    count = body.get("n")
    return ParsedRequest(
        model=model,
        prompt=text(body, "prompt") or "",
        size=_size(operation, model, body.get("size")),
        quality=_named(operation, "quality", body.get("quality"), known.qualities)
        or ("medium" if chooses_format else known.qualities[0]),
        format=_named(operation, "output_format", body.get("output_format"), known.formats, drawn=current().formats)
        or "png",
        background=_named(operation, "background", body.get("background"), ("transparent",) if chooses_format else ())
        or "opaque",
        count=count if type(count) is int and 1 <= count <= known.max_n else 1,
        link=_wants_link(operation, model, body.get("response_format")),
        seed=seed(request),
        members=read,
        readable=request.document.read,
        problem=json_problem(request),
    )


def without_nulls(body: Json) -> Json:
    """A request without the members that are null where null is the default."""
    if not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if not (value is None and name in DEFAULTED)}


def pixels(parsed: ParsedRequest) -> tuple[int, int]:
    """Width and height in pixels of the picture that is asked for."""
    width, height = (int(edge) for edge in parsed.size.split("x"))
    return width, height


def published(model: Model) -> upstream.PublishedModel:
    """What upstream publishes about a model; about the current one if it publishes nothing about this one."""
    return model.facts or current()


def current() -> upstream.PublishedModel:
    """What upstream publishes about its current model."""
    return upstream.models("openai-images")["gpt-image-2"]


def draws(model: Model, size: str) -> bool:
    """Whether a model has a rule for sizes, and a width and height keep to it."""
    edges = PIXELS.fullmatch(size)
    return edges is not None and _any_size(model, int(edges[1]), int(edges[2]))


@functools.cache
def _any_size(model: Model, width: int, height: int) -> bool:
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


def _wants_link(operation: Operation, model: Model, asked: Json) -> bool:
    """Whether the picture comes as an address: as was asked, else by the documented default, else as upstream does."""
    if not model.takes("response_format"):
        return False
    member = operation.member("response_format")
    default = member.default if member is not None else None
    return (asked or default or ("b64_json" if published(model).formats else "url")) != "b64_json"


def _size(operation: Operation, model: Model, value: Json) -> str:
    known = published(model)
    if not isinstance(value, str) or not PIXELS.fullmatch(value):
        return known.default_size
    taken = value in known.sizes or documented(operation, "size", value) or draws(model, value)
    return value if taken else known.default_size


def _named(
    operation: Operation, member: str, value: Json, known: Sequence[str], drawn: Sequence[str] | None = None
) -> str | None:
    """A value that the model has, or the page for it, and that can be drawn; else None."""
    if not isinstance(value, str) or (drawn is not None and value not in drawn):
        return None
    return value if value in known or documented(operation, member, value) else None
