"""Lies about tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirecheck.emulator.hooks import Bend, Body, Call, Fault
from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import dotted

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


def _not_counted(_: Call, body: Body) -> Body:
    """The tokens of the answer are nothing, and the total what is left."""
    for member, whole, drawn in (
        ("usageMetadata", "totalTokenCount", "candidatesTokenCount"),
        ("usage", "total_tokens", "output_tokens"),
    ):
        counts = body.get(member) or {}
        if isinstance(counts.get(drawn), int) and isinstance(counts.get(whole), int):
            counts[whole] -= counts[drawn]
            counts[drawn] = 0
            counts.pop("candidatesTokensDetails", None)
    return body


def _details_exceed(_: Call, body: Body) -> Body:
    for entry in (body.get("usageMetadata") or {}).get("candidatesTokensDetails") or ():
        entry["tokenCount"] += 1000
    details = (body.get("usage") or {}).get("input_tokens_details") or {}
    details.update({name: count + 1000 for name, count in details.items()})
    return body


def _counts_pictures(operation: Operation) -> bool:
    """Whether the page's own sample answer counts something."""
    samples = (dotted(a.value, "usageMetadata.candidatesTokenCount") for a in operation.answers)
    return 0 not in samples


def promised(operation: Operation) -> bool:
    """Whether an operation's page promises a usage."""
    return any(operation.citation(f"response.{member}") for member in MEMBERS)


FAULTS = (
    Fault(
        "usage-missing",
        "There is no usage.",
        "https://github.com/QuantumNous/new-api",
        ("usage/is-present",),
        Bend(answer=_missing),
        applies=promised,
    ),
    Fault(
        "counts-as-strings",
        "Counts are strings.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: str(count))),
        applies=promised,
    ),
    Fault(
        "counts-negative",
        "Counts are below zero.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: -count - 1)),
        applies=promised,
    ),
    Fault(
        "counts-fractional",
        "Counts are no whole numbers.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: count + 0.5)),
        applies=promised,
    ),
    Fault(
        "counts-absurd",
        "Counts are of a size that no call has.",
        "inferred",
        ("usage/counts-are-whole",),
        Bend(answer=_each(lambda _, count: count + 10**12)),
        applies=promised,
    ),
    Fault(
        "picture-not-counted",
        "The answer's count is nothing, though a picture came.",
        "https://github.com/googleapis/js-genai/issues/311",
        ("usage/a-picture-is-counted",),
        Bend(answer=_not_counted),
        applies=_counts_pictures,
    ),
    Fault(
        "details-exceed",
        "The details of a count make more than the count.",
        "inferred",
        ("usage/details-fit-their-count",),
        Bend(answer=_details_exceed),
    ),
    Fault(
        "total-is-off",
        "The total is not the sum.",
        "https://github.com/mozilla-ai/any-llm/issues/1290",
        ("usage/total-is-the-sum",),
        Bend(answer=_each(_off)),
    ),
)
