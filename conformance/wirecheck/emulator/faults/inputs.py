"""Faults in what is accepted: documented things refused, optional ones demanded, unsupported ones ignored."""

from __future__ import annotations

from dataclasses import replace

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.hook_makers import lifts, refuses, understands
from wirecheck.emulator.hooks import EmulatedCall, Fault, Hooks, RefusalReason, Stage
from wirecheck.emulator.parsed_request import optional
from wirecheck.emulator.refusals import bad
from wirecheck.spec.spec import Member, Operation
from wirecheck.wire.lenient_json import Json, dotted, walk


def _largest_set(operation: Operation) -> Member | None:
    """The documented member with the largest closed set that the served model takes; booleans do not count."""
    model = operation.model(operation.served_model)
    closed = [
        member
        for member in operation.members
        if len(member.values) > 1
        and member.citation
        and member.schema.get("type") != "boolean"
        and "[]" not in member.path
        and model.takes(member.path)
    ]
    return max(closed, key=lambda member: len(member.values), default=None)


def _value_refused(call: EmulatedCall) -> RefusalReason | None:
    member = _largest_set(call.operation)
    if member and dotted(call.parsed.members, member.path) == member.values[-1]:
        return bad(member.path, f"{member.values[-1]!r} is not supported.")
    return None


def _value_crashes(call: EmulatedCall) -> RefusalReason | None:
    return RefusalReason(Stage.WORK, 500, "Something went wrong.") if _value_refused(call) is not None else None


def _example_refused(call: EmulatedCall) -> RefusalReason | None:
    examples = [_shape(example.value) for example in call.operation.examples]
    if call.parsed.readable and _shape(call.parsed.members) in examples:
        return RefusalReason(Stage.WORK, 400, "Unknown parameter: 'tools[0].n'.", "tools[0].n", "unknown_parameter")
    return None


def _shape(value: Json) -> tuple[tuple[str, str], ...]:
    """A request's members without the prompts."""
    leaves = ((path, inner) for path, inner in walk(value) if not isinstance(inner, dict | list))
    return tuple(sorted((path, repr(inner)) for path, inner in leaves if not path.endswith(("text", "prompt"))))


def _demands_an_optional_member(operation: Operation) -> bool:
    return dialect_of(operation).demanded_member in optional(operation)


def _optional_demanded(call: EmulatedCall) -> RefusalReason | None:
    member, parsed = call.dialect.demanded_member, call.parsed
    asked = parsed.image and parsed.image_named
    if asked and member in optional(call.operation) and dotted(parsed.members, member) is None:
        return bad(member, "it is required.", "missing_required_parameter")
    return None


FAULTS = (
    Fault(
        "example-refused",
        "The page's own example is refused.",
        "https://github.com/alasano/gpt-image-playground/issues/29",
        ("request/documented-example-is-served",),
        Hooks(refuse=_example_refused),
    ),
    Fault(
        "value-refused",
        "One value of a documented set is refused.",
        "inferred",
        ("request/documented-value-is-served",),
        Hooks(refuse=_value_refused),
        applies=lambda operation: _largest_set(operation) is not None,
    ),
    Fault(
        "value-crashes",
        "One value of a documented set is answered with 500.",
        "inferred",
        ("request/documented-value-is-served",),
        Hooks(refuse=_value_crashes),
        applies=lambda operation: _largest_set(operation) is not None,
    ),
    Fault(
        "harmless-prompt-refused",
        "Every prompt is refused on grounds of safety.",
        "inferred",
        ("request/harmless-prompt-is-served",),
        refuses(Stage.WORK, 400, "Your request was rejected by the safety system.", code="moderation_blocked"),
    ),
    Fault(
        "optional-demanded",
        "An optional member is demanded.",
        "inferred",
        ("request/optional-may-be-left-out",),
        Hooks(refuse=_optional_demanded),
        applies=_demands_an_optional_member,
    ),
    Fault(
        "unsupported-ignored",
        "Unsupported members are ignored, and the rest is served and charged.",
        "https://github.com/basketikun/infinite-canvas/pull/197",
        ("request/unsupported-is-not-ignored",),
        replace(lifts(Stage.SUPPORT), parsed=understands(search=False).parsed),
        applies=lambda operation: bool(operation.unsupported),
    ),
)
