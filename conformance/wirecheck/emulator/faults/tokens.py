"""Faults in token counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.dialects.emulated_dialect import UsageMembers
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks
from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import at


def tells_usage(operation: Operation) -> bool:
    """Whether answers in an operation's dialect have a usage."""
    return dialect_of(operation).usage is not None


def promises_usage(operation: Operation) -> bool:
    """Whether an operation's page promises the usage."""
    usage = dialect_of(operation).usage
    return usage is not None and operation.citation(f"response.{usage.member}") is not None


def promises_total(operation: Operation) -> bool:
    """Whether an operation's page promises the total."""
    usage = dialect_of(operation).usage
    return usage is not None and operation.citation(f"response.{usage.member}.{usage.total}") is not None


def in_usage(change: Callable[[UsageMembers, Body], object]) -> Hooks:
    """A fault in the usage object."""

    def answer(call: EmulatedCall, body: Body) -> Body:
        usage = call.dialect.usage
        if usage is not None and isinstance(body.get(usage.member), dict):
            change(usage, body[usage.member])
        return body

    return Hooks(answer=answer)


def without_usage(call: EmulatedCall, body: Body) -> Body:
    usage = call.dialect.usage
    return {name: value for name, value in body.items() if usage is None or name != usage.member}


def _in_counts(change: Callable[[int], Any]) -> Hooks:
    def each(usage: UsageMembers, counts: Body) -> None:
        counts.update({name: change(counts[name]) for name in usage.counts if isinstance(counts.get(name), int)})

    return in_usage(each)


def _off(usage: UsageMembers, counts: Body) -> None:
    if isinstance(counts.get(usage.total), int):
        counts[usage.total] += 500


def _not_counted(usage: UsageMembers, counts: Body) -> None:
    """The answer's count is zero, and the total is the sum of the rest."""
    if isinstance(counts.get(usage.output), int) and isinstance(counts.get(usage.total), int):
        counts[usage.total] -= counts[usage.output]
        counts[usage.output] = 0
        counts.pop(usage.output_details, None)


def _nothing_counted(call: EmulatedCall, body: Body) -> Body:
    usage = call.dialect.usage
    counts = body.get(usage.member) if usage is not None else None
    for holder in _objects(counts):
        holder.update({name: 0 for name, value in holder.items() if type(value) is int})
    return body


def _objects(value: Any) -> Iterator[Body]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inner)


def _details_exceed(call: EmulatedCall, body: Body) -> Body:
    usage = call.dialect.usage
    for details, name in usage.details(body) if usage else ():
        details[name] += 1000
    return body


def _counts_pictures(operation: Operation) -> bool:
    """Whether the page's own sample answer has a count above zero."""
    usage = dialect_of(operation).usage
    return usage is not None and 0 not in (at(a.value, usage.member, usage.output) for a in operation.answers)


FAULTS = (
    Fault(
        "usage-missing",
        "There is no usage.",
        "https://github.com/QuantumNous/new-api",
        ("usage/is-present",),
        Hooks(answer=without_usage),
        applies=promises_usage,
    ),
    Fault(
        "counts-as-strings",
        "Counts are strings.",
        "inferred",
        ("usage/counts-are-whole",),
        _in_counts(str),
        applies=promises_usage,
    ),
    Fault(
        "counts-negative",
        "Counts are negative.",
        "inferred",
        ("usage/counts-are-whole",),
        _in_counts(lambda count: -count - 1),
        applies=promises_usage,
    ),
    Fault(
        "counts-fractional",
        "Counts are not whole numbers.",
        "inferred",
        ("usage/counts-are-whole",),
        _in_counts(lambda count: count + 0.5),
        applies=promises_usage,
    ),
    Fault(
        "counts-absurd",
        "Counts are larger than any call can have.",
        "inferred",
        ("usage/counts-are-whole",),
        _in_counts(lambda count: count + 10**12),
        applies=promises_usage,
    ),
    Fault(
        "picture-not-counted",
        "The answer's count is zero, although a picture came.",
        "https://github.com/googleapis/js-genai/issues/311",
        ("usage/a-picture-is-counted",),
        in_usage(_not_counted),
        applies=_counts_pictures,
    ),
    Fault(
        "nothing-counted",
        "Every count is zero, although there are a prompt and a picture.",
        "inferred",
        ("usage/something-is-counted",),
        Hooks(answer=_nothing_counted),
        applies=tells_usage,
    ),
    Fault(
        "details-exceed",
        "The details of a count add up to more than the count.",
        "inferred",
        ("usage/details-fit-their-count",),
        Hooks(answer=_details_exceed),
        applies=tells_usage,
    ),
    Fault(
        "total-is-off",
        "The total is not the sum.",
        "https://github.com/mozilla-ai/any-llm/issues/1290",
        ("usage/total-is-the-sum",),
        in_usage(_off),
        applies=tells_usage,
    ),
)
