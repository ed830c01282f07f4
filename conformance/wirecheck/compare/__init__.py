"""
What moving from one gateway to another means: what one accepts and the other refuses or does not promise.

Both are judged by their pages; where a page is silent, the upstream model decides what is served.

Held by `tests/compare/test_compare.py` and held by `tests/compare/test_proof.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence

from wirecheck.compare import requests
from wirecheck.compare.comparison import Comparison, Lost, Objected, Objection, Rewritten, Row, Sent, Weight
from wirecheck.compare.comparison_report import render_json, render_markdown, render_text
from wirecheck.compare.migration import rewritten
from wirecheck.compare.prediction import knows, objections, refused
from wirecheck.compare.tables import calls, lost, members
from wirecheck.errors import SpecError, UsageError
from wirecheck.spec.spec import Operation

__all__ = [
    "Comparison",
    "Lost",
    "Objected",
    "Objection",
    "Rewritten",
    "Row",
    "Sent",
    "Weight",
    "accepted",
    "compare",
    "knows",
    "matched",
    "objections",
    "refused",
    "render_json",
    "render_markdown",
    "render_text",
]


def compare(a: Operation, b: Operation) -> Comparison:
    """
    What moving from `a` to `b` means.

    :raises UsageError: they speak different protocols.
    :raises SpecError: a spec is not valid.
    """
    if a.dialect != b.dialect:
        raise UsageError(
            f"`{a.id}` speaks `{a.dialect}`, and `{b.id}` speaks `{b.dialect}`",
            hint="operations of one dialect are compared; name others of these providers",
        )
    try:
        return _compared(a, b)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        # a mapping in place of a list, for example: there are too many kinds of invalid specs to check for each
        raise SpecError(
            f"`{a.id}` and `{b.id}` cannot be compared: {type(error).__name__}: {error}",
            hint="check that both are valid OpenAPI 3.1",
        ) from error


def _compared(a: Operation, b: Operation) -> Comparison:
    sent = list(accepted(a))
    texts = a.protocol.vocabulary.texts
    # reversed twice: of samples that differ only in their prompts the first is kept, in the order of the page
    samples = {_structure(one, texts): one for one in reversed(sent) if not one.member}
    return Comparison(
        a=a.id,
        b=b.id,
        calls=tuple(calls(a, b)),
        requests=tuple(members(a, b)),
        objections=tuple(_together(one for each in sent for one in objections(b, each))),
        lost=tuple(lost(a, b)),
        rewritten=tuple(rewritten(a, b, one) for one in reversed(samples.values())),
    )


def _structure(sent: Sent, texts: Collection[str]) -> str:
    """A request without its prompt: samples that differ only in that count once."""
    said = rf'"({"|".join(map(re.escape, sorted(texts)))})": "(\\.|[^"\\])*"'
    return re.sub(said, "", json.dumps([sent.model, sent.body], sort_keys=True))


def accepted(operation: Operation) -> Iterator[Sent]:
    """The requests that an operation documents and that upstream does not refuse."""
    return (sent for sent in requests.documented(operation) if not refused(operation, sent))


def matched(
    a: Sequence[Operation], b: Sequence[Operation]
) -> tuple[list[tuple[Operation, Operation]], list[Operation]]:
    """
    The pairs of operations that correspond, and those of `a` without a counterpart.

    They are matched by dialect; among several of one dialect by name, else the first is taken.
    """
    pairs, left = [], []
    for one in a:
        others = [other for other in b if other.dialect == one.dialect]
        named = next((other for other in others if other.name == one.name), None)
        other = named or next(iter(others), None)
        if other is None:
            left.append(one)
        else:
            pairs.append((one, other))
    return pairs, left


def _together(found: Iterator[Objection]) -> list[Objected]:
    """Objections grouped by member and reason: refusals first, otherwise in the order of the requests."""
    groups: dict[tuple[Weight, str, str], list[Objection]] = {}
    for one in dict.fromkeys(found):
        groups.setdefault((one.weight, one.member, one.why), []).append(one)
    ordered = sorted(groups.items(), key=lambda group: group[0][0] is not Weight.REFUSED)
    return [
        Objected(weight, member, tuple(one.value for one in group if one.value is not None), why)
        for (weight, member, why), group in ordered
    ]
