"""Lies about what may be asked: documented things refused, unsupported ones ignored, defaults that are others."""

from __future__ import annotations

from dataclasses import replace

from wirecheck.document import Json, at, dotted, walk
from wirecheck.emulator.ask import Ask, facts, get, snake_or_camel
from wirecheck.emulator.bends import Bend, Call, Fault, Refusal, Stage
from wirecheck.emulator.refusals import bad
from wirecheck.spec import Member, Operation

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
)
