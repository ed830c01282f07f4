"""
What an honest gateway refuses: what its page calls required or closed, and what upstream's model does not take.

Members that nobody documented are let through unread, as gateways do.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from wirecheck.emulator.hooks import Call, Refusal, Stage
from wirecheck.emulator.parsed_request import PIXELS, any_size, documented, facts, get, snake_or_camel, tier_of
from wirecheck.spec import upstream
from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import Json, Slip, walk

LEVELS = ("minimal", "low", "medium", "high")
RANGES = (("temperature", 2), ("topP", 1))
RATIO = "generationConfig.imageConfig.aspectRatio"
SIZE = "generationConfig.imageConfig.imageSize"


def refusals(call: Call) -> Iterator[Refusal]:
    """Every reason to refuse a request, in no order."""
    if not call.found:
        yield Refusal(Stage.PATH, 404, "Not Found", code="not_found")
        return
    if call.request.method != call.operation.method:
        yield Refusal(Stage.METHOD, 405, f"{call.request.method[:20]} is not allowed here.", code="method_not_allowed")
    if call.given is None:
        yield Refusal(Stage.KEY, 401, "No API key was given.", code="invalid_api_key")
    elif call.given != call.key:
        yield Refusal(Stage.KEY, 401, "The API key is not valid.", code="invalid_api_key")
    document = call.request.document
    if not document.read or document.slips:
        problem = document.slip(*Slip) or "it cannot be read"
        yield Refusal(Stage.JSON, 400, f"The body is not valid JSON: {problem}", code="invalid_json")
        return
    model = call.operation.model_asked(call.request)
    if isinstance(model, str) and not _known(call.operation, model):
        yield Refusal(Stage.MODEL, 404, f"The model `{model[:80]}` does not exist.", "model", "model_not_found")
    if not isinstance(document.value, dict):
        yield Refusal(Stage.PROMPT, 400, "The body is no object.", code="invalid_value")
        return
    yield from _schema(call, document.value)
    yield from _unsupported(call, document.value)
    yield from (_gemini if call.gemini else _images)(call, snake_or_camel(document.value))


def bad(member: str, message: str, code: str = "invalid_value", stage: Stage = Stage.MEMBERS) -> Refusal:
    """A 400 over a member."""
    return Refusal(stage, 400, f"Invalid value at `{member}`: {message}", member, code)


def _known(operation: Operation, name: str) -> bool:
    if operation.fixed_model is not None:
        return name in operation.models
    found = upstream.models(operation.dialect).get(name)
    return name in operation.models or (found is not None and not found.retired)


@functools.lru_cache(maxsize=64)
def _validator(schema: str) -> Any:
    return jsonschema_rs.validator_for(json.loads(schema))


def _schema(call: Call, body: Json) -> Iterator[Refusal]:
    """Departures from the documented schema, but those that would ask of a model what it does not take."""
    try:
        errors = list(_validator(json.dumps(call.operation.request_schema)).iter_errors(body))
    except ValueError as problem:  # a lone surrogate, a number that no machine has
        yield bad("body", f"it cannot be read: {type(problem).__name__}")
        return
    for error in errors:
        missing = error.kind.property if error.kind.name == "required" else None
        names = [step for step in error.instance_path if isinstance(step, str)]
        member = ".".join([*names, *([missing] if missing else [])]) or "body"
        if missing and not call.ask.model.takes(member):
            continue
        code = "missing_required_parameter" if missing else "invalid_value"
        text = "it is required" if missing else error.message[:200]
        yield bad(member, text, code)


def _unsupported(call: Call, body: Json) -> Iterator[Refusal]:
    sent = {_plain(path) for path, _ in walk(body)}
    for path in call.operation.unsupported:
        if _plain(path) in sent:
            yield bad(path, "it is not supported here", "unsupported_parameter", Stage.SUPPORT)
    for member in call.operation.members:
        if _plain(member.path) in sent and not call.ask.model.takes(member.path):
            # A page may require of every model what one of them does not have: its one size is then taken.
            own = facts(call.ask.model).default_size
            if member.path == SIZE and member.required and get(body, *SIZE.split(".")) == own:
                continue
            yield Refusal(Stage.SUPPORT, 400, f"Unknown parameter: '{member.path}'.", member.path, "unknown_parameter")


def _plain(path: str) -> str:
    return re.sub(r"_", "", path).lower()


def _gemini(call: Call, body: dict[str, Any]) -> Iterator[Refusal]:
    ask, known = call.ask, facts(call.ask.model)
    if not ask.prompt.strip() and not ask.pictures:
        yield Refusal(
            Stage.PROMPT, 400, "`contents` is not specified or empty.", "contents", "missing_required_parameter"
        )
    config = get(body, "generationConfig")
    modalities = get(config, "responseModalities")
    for name in modalities if isinstance(modalities, list) else ():
        if str(name).upper() not in ("TEXT", "IMAGE"):
            yield bad("generationConfig.responseModalities", f"`{str(name)[:40]}` is no modality of this model")
    if ask.model.kind == "text":
        if isinstance(modalities, list) and any(str(name).upper() == "IMAGE" for name in modalities):
            yield bad("generationConfig.responseModalities", "the model makes no pictures")
    else:
        image = get(config, "imageConfig")
        ratio, size = get(image, "aspectRatio"), get(image, "imageSize")
        if ratio is not None and ratio not in known.ratios and not documented(call.operation, RATIO, ratio):
            listed = ", ".join(f"'{name}'" for name in known.ratios)
            yield bad("generationConfig.imageConfig.aspectRatio", f"aspect_ratio must be one of {listed}.")
        if size is not None and ask.model.takes(SIZE) and not _size_fits(call, size):
            yield bad(SIZE, f"image_size must be one of {', '.join(known.tiers)}.")
    level = get(config, "thinkingConfig", "thinkingLevel")
    if level is not None and str(level).lower() not in LEVELS:
        yield bad("generationConfig.thinkingConfig.thinkingLevel", f"it must be one of {', '.join(LEVELS)}.")
    for name, top in RANGES:
        value = get(config, name)
        if isinstance(value, int | float) and not 0 <= value <= top:
            yield bad(f"generationConfig.{name}", f"it must lie between 0 and {top}.")


def _size_fits(call: Call, size: Any) -> bool:
    """A tier of the model's; pixels too, where the page's own examples are pixels."""
    if not isinstance(size, str):
        return False
    known = facts(call.ask.model)
    if size in known.tiers or documented(call.operation, SIZE, size):
        return True
    member = call.operation.member(SIZE)
    shown = [text for text in (member.schema.get("examples") or () if member else ()) if isinstance(text, str)]  # type: ignore[union-attr]
    return any(PIXELS.fullmatch(text) for text in shown) and tier_of(call.ask.model, size) in known.tiers


def _images(call: Call, body: dict[str, Any]) -> Iterator[Refusal]:
    model = call.ask.model
    known = model.facts or upstream.models("openai-images")["gpt-image-2"]
    gpt = bool(known.formats)
    if not call.ask.prompt.strip():
        yield Refusal(Stage.PROMPT, 400, "`prompt` is required.", "prompt", "missing_required_parameter")
    size = body.get("size")
    ours = documented(call.operation, "size", size)
    if isinstance(size, str) and size not in known.sizes and not ours and not (gpt and size == "auto"):
        found = PIXELS.fullmatch(size)
        if not (found and any_size(model, int(found[1]), int(found[2]))):
            yield bad("size", f"Supported values are: {', '.join(known.sizes)}.")
    sets = {"quality": known.qualities, "outputFormat": known.formats}
    for name, values in sets.items():
        value = body.get(name)
        if (
            isinstance(value, str)
            and values
            and value not in values
            and not documented(call.operation, _snake(name), value)
            and not (gpt and name == "quality" and value == "auto")
        ):
            yield bad(_snake(name), f"Supported values are: {', '.join(values)}.")
    count = body.get("n")
    if type(count) is int and not 1 <= count <= known.max_n:
        yield bad("n", f"it must lie between 1 and {known.max_n}.", stage=Stage.SUPPORT)
    background = body.get("background")
    if background is not None and background not in ("transparent", "opaque", "auto"):
        yield bad("background", "Supported values are: transparent, opaque, auto.")
    if background == "transparent" and body.get("outputFormat") == "jpeg":
        yield bad("background", "a JPEG has no transparency.")


def _snake(name: str) -> str:
    return "output_format" if name == "outputFormat" else name


__all__ = ["bad", "refusals"]
