"""Lies about what may be asked: documented things refused, unsupported ones ignored, defaults that are others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from wirecheck.emulator.hooks import Bend, Body, Call, Fault, Refusal, Stage
from wirecheck.emulator.parsed_request import Ask, facts, get, snake_or_camel
from wirecheck.emulator.refusals import bad
from wirecheck.spec.spec import Member, Operation
from wirecheck.wire.lenient_json import Json, at, dotted, walk

SIZE = "generationConfig.imageConfig.imageSize"
RATIO = "generationConfig.imageConfig.aspectRatio"


def closed(operation: Operation) -> Member | None:
    """The documented member with the largest closed set that the served model takes; truth values do not count."""
    model = operation.model(operation.served_model)
    found = [
        member
        for member in operation.members
        if len(member.values) > 1
        and member.citation
        and member.schema.get("type") != "boolean"
        and "[]" not in member.path
        and model.takes(member.path)
    ]
    return max(found, key=lambda member: len(member.values), default=None)


def _value_refused(call: Call) -> Refusal | None:
    member = closed(call.operation)
    if member and dotted(call.request.document.value, member.path) == member.values[-1]:
        return bad(member.path, f"{member.values[-1]!r} is not supported.")
    return None


def _example_refused(call: Call) -> Refusal | None:
    examples = [_shape(example.value) for example in call.operation.examples]
    if call.request.document.read and _shape(call.request.document.value) in examples:
        return Refusal(Stage.WORK, 400, "Unknown parameter: 'tools[0].n'.", "tools[0].n", "unknown_parameter")
    return None


def _shape(value: Json) -> tuple[tuple[str, str], ...]:
    """A document without its prompts."""
    leaves = ((path, inner) for path, inner in walk(value) if not isinstance(inner, dict | list))
    return tuple(sorted((path, repr(inner)) for path, inner in leaves if not path.endswith(("text", "prompt"))))


def optional(operation: Operation) -> tuple[str, ...]:
    """Documented members that may be left out and that the served model takes."""
    model = operation.model(operation.served_model)
    return tuple(
        member.path
        for member in operation.members
        if member.citation and not member.required and "[]" not in member.path and model.takes(member.path)
    )


def _left_out(operation: Operation) -> str | None:
    """The optional member that is demanded: the ratio, or OpenAI's size."""
    return next((path for path in (RATIO, "size") if path in optional(operation)), None)


def _optional_demanded(call: Call) -> Refusal | None:
    member = _left_out(call.operation)
    asked = not call.gemini or get(
        snake_or_camel(call.request.document.value), "generationConfig", "responseModalities"
    )
    if member and asked and call.ask.image and dotted(call.request.document.value, member) is None:
        return bad(member, "it is required.", "missing_required_parameter")
    return None


def _refused_member(operation: Operation) -> str | None:
    """The optional member that is not known: one that no example sends, with no set of values in it, and supported."""
    sent = {path for example in operation.examples for path, _ in walk(example.value)}
    for path in optional(operation):
        inner = [m for m in operation.members if m.path == path or m.path.startswith((f"{path}.", f"{path}[]"))]
        shapeless = len(inner) == 1 and inner[0].schema.get("type") == "object"
        unsupported = any(name.startswith(path) for name in operation.unsupported)
        if path not in sent and not shapeless and not unsupported and not any(member.values for member in inner):
            return path
    return None


def _member_refused(call: Call) -> Refusal | None:
    member = _refused_member(call.operation)
    if member and at(call.request.document.value, *member.split(".")) is not None:
        return bad(member, f'Unknown name "{member.rpartition(".")[2]}": Cannot find field.')
    return None


def _default_differs(call: Call) -> Ask:
    image = get(snake_or_camel(call.request.document.value), "generationConfig", "imageConfig")
    tiers = [tier for tier in facts(call.ask.model).tiers if tier != call.ask.size]
    return call.ask if get(image, "imageSize") is not None or not tiers else replace(call.ask, size=tiers[0])


def _has_default_size(operation: Operation) -> bool:
    member = operation.member(SIZE)
    return member is not None and member.default is not None


def _unsupported_ignored(_: Call, refusal: Refusal) -> Refusal | None:
    return None if refusal.stage is Stage.SUPPORT else refusal


def _not_searched(call: Call) -> Ask:
    return replace(call.ask, search=False)


def _pictures_dropped(call: Call) -> Ask:
    return replace(call.ask, pictures=())


def _snake_dropped(call: Call) -> Ask:
    """A picture is taken in the spelling of upstream's pages only."""
    return replace(call.ask, pictures=()) if b"inline_data" in call.request.body else call.ask


def _search_rewritten(call: Call, body: Body) -> Body:
    if call.ask.search:
        body["candidates"] = [{"finishReason": "MALFORMED_FUNCTION_CALL", "index": 0}]
    return body


def _takes_pictures(spelt: str) -> Callable[[Operation], bool]:
    def applies(operation: Operation) -> bool:
        offered = any(operation.citation(f"request.contents[].parts[].{name}") for name in spelt.split())
        spoken = any("TEXT" in pair for pair in _modalities(operation))
        return offered and (spoken or operation.text_model is not None)

    return applies


def _modalities(operation: Operation) -> Iterator[Any]:
    """What the page lets an answer hold, in its sets and its samples."""
    member = operation.member("generationConfig.responseModalities")
    yield from member.values if member else ()
    for example in operation.examples:
        yield dotted(example.value, "generationConfig.responseModalities") or ()


def _instruction_dropped(call: Call) -> Ask:
    return replace(call.ask, closing="")


def _takes_instructions(operation: Operation) -> bool:
    return operation.citation("request.systemInstruction") is not None


def _has_search(operation: Operation) -> bool:
    return operation.citation("request.tools") is not None and not operation.unsupported


def _has_unsupported(operation: Operation) -> bool:
    return bool(operation.unsupported)


FAULTS = (
    Fault(
        "example-refused",
        "The page's own example is refused.",
        "https://github.com/alasano/gpt-image-playground/issues/29",
        ("request/documented-example-is-served",),
        Bend(refuse=_example_refused),
    ),
    Fault(
        "value-refused",
        "One value of a documented set is refused.",
        "inferred",
        ("request/documented-value-is-served",),
        Bend(refuse=_value_refused),
        applies=lambda operation: closed(operation) is not None,
    ),
    Fault(
        "member-refused",
        "A documented member is refused as unknown.",
        "inferred",
        ("request/documented-member-is-served",),
        Bend(refuse=_member_refused),
        dialects=("gemini",),
        applies=lambda operation: _refused_member(operation) is not None,
    ),
    Fault(
        "optional-demanded",
        "An optional member is demanded.",
        "inferred",
        ("request/optional-may-be-left-out",),
        Bend(refuse=_optional_demanded),
        applies=lambda operation: _left_out(operation) is not None,
    ),
    Fault(
        "default-size-differs",
        "The size that is made when none is asked for is not the documented one.",
        "inferred",
        ("request/documented-default-applies",),
        Bend(ask=_default_differs),
        ("gemini",),
        _has_default_size,
    ),
    Fault(
        "unsupported-ignored",
        "What is not supported is passed over, and the rest is served and charged.",
        "https://github.com/basketikun/infinite-canvas/pull/197",
        ("request/unsupported-is-not-ignored",),
        Bend(refusal=_unsupported_ignored, ask=_not_searched),
        applies=_has_unsupported,
    ),
    Fault(
        "input-picture-dropped",
        "A picture in the request does not reach the model.",
        "https://github.com/QuantumNous/new-api/pull/1145",
        ("request/input-picture-reaches-the-model",),
        Bend(ask=_pictures_dropped),
        ("gemini",),
        _takes_pictures("inlineData inline_data"),
    ),
    Fault(
        "snake-picture-dropped",
        "A picture that is spelt `inline_data` does not reach the model.",
        "https://github.com/QuantumNous/new-api/pull/1145",
        ("request/input-picture-reaches-the-model",),
        Bend(ask=_snake_dropped),
        ("gemini",),
        _takes_pictures("inline_data"),
    ),
    Fault(
        "system-instruction-dropped",
        "The system instruction does not reach the model.",
        "https://github.com/QuantumNous/new-api",
        ("request/system-instruction-reaches-the-model",),
        Bend(ask=_instruction_dropped),
        ("gemini",),
        _takes_instructions,
    ),
    Fault(
        "search-tool-rewritten",
        "The search tool becomes another one, which the model cannot call: there is no picture.",
        "https://github.com/fawney19/Aether/pull/831",
        ("answer/has-the-picture",),
        Bend(answer=_search_rewritten),
        ("gemini",),
        _has_search,
    ),
)
