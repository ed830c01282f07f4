"""Lies about tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirecheck.emulator.bends import Bend, Body, Call, Fault
from wirecheck.spec import Operation

COUNTS = (
    "promptTokenCount",
    "candidatesTokenCount",
    "thoughtsTokenCount",
    "totalTokenCount",
    "input_tokens",
    "output_tokens",
    "total_tokens",
)
MEMBERS = ("usageMetadata", "usage")


def _missing(_: Call, body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in MEMBERS}


def _each(change: Callable[[str, int], Any]) -> Callable[[Call, Body], Body]:
    def answer(_: Call, body: Body) -> Body:
        for member in MEMBERS:
            counts = body.get(member) or {}
            counts.update({name: change(name, counts[name]) for name in COUNTS if isinstance(counts.get(name), int)})
        return body

    return answer


def _off(name: str, count: int) -> int:
    return count + 500 if name.startswith("total") else count


def _promised(operation: Operation) -> bool:
    return any(operation.citation(f"response.{member}") for member in MEMBERS)


FAULTS = (
    Fault(
        "usage-missing",
        "There is no usage.",
        "https://github.com/QuantumNous/new-api",
        ("usage/is-present",),
        Bend(answer=_missing),
        applies=_promised,
    ),
    Fault(
        "counts-as-strings",
        "Counts are strings.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: str(count))),
        applies=_promised,
    ),
    Fault(
        "counts-negative",
        "Counts are below zero.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: -count - 1)),
        applies=_promised,
    ),
    Fault(
        "counts-fractional",
        "Counts are no whole numbers.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: count + 0.5)),
        applies=_promised,
    ),
    Fault(
        "total-is-off",
        "The total is not the sum.",
        "https://github.com/mozilla-ai/any-llm/issues/1290",
        ("usage/total-is-the-sum",),
        Bend(answer=_each(_off)),
    ),
)
