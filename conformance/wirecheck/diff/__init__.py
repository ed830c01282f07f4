"""
What changed between two specs, whom it breaks, and which part of the client's version goes up.

Two specs are compared as callers meet them: by operation, side of the wire and member, with every reference followed.
How a schema is written, in what order, and under what name it stands in the document, is no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wirecheck.diff.access import worded
from wirecheck.diff.diff_report import render_json, render_markdown, render_rules, render_text
from wirecheck.diff.difference import Bump, Client, Difference, Verdict, Wire, verdict
from wirecheck.diff.members import difference, told
from wirecheck.diff.operations import Place, compare, places
from wirecheck.diff.rules import RULES, Rule, get
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec

__all__ = [
    "RULES",
    "Bump",
    "Client",
    "Difference",
    "Rule",
    "Verdict",
    "Wire",
    "diff",
    "get",
    "render_json",
    "render_markdown",
    "render_rules",
    "render_text",
    "verdict",
]

SHARED = ("server", "security")
"""Locations that all operations of a spec may share."""

ELSEWHERE = frozenset({"components", "info", "openapi", "paths", "security", "servers"})


def diff(old: Spec, new: Spec) -> tuple[Difference, ...]:
    """
    Every difference between two specs, in the order of the new one.

    Operations are matched by method and path, and else by their `operationId`.

    :raises SpecError: a reference leads nowhere, or something in a spec is not what it has to be.
    """
    try:
        return tuple(_diff(old, new))
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        # a mapping where a list has to be, and the like: there are too many ways to be broken to ask for each
        names = " and ".join(dict.fromkeys(f"`{spec.path or spec.provider}`" for spec in (old, new)))
        raise SpecError(
            f"{names} cannot be compared: {type(error).__name__}: {error}",
            hint="something in there is not what OpenAPI 3.1 says it is",
        ) from error


def _diff(old: Spec, new: Spec) -> Iterator[Difference]:
    before, after = places(old), places(new)
    pairs = _matched(before, after)
    found: list[Difference] = [*_whole(old, new)]
    within: list[Difference] = []
    for one in after:
        other = pairs.get(id(one))
        within += compare(other, one) if other is not None else [_added(one)]
    count = len(pairs)
    for each in within:
        everywhere = each.location in SHARED and sum(_alike(each, other) for other in within) == count
        told = replace(each, operation="") if everywhere else each
        if told not in found:
            found.append(told)
    paired = {id(other) for other in pairs.values()}
    yield from found
    yield from (_removed(one) for one in before if id(one) not in paired)


def _matched(before: list[Place], after: list[Place]) -> dict[int, Place]:
    """The old operation of each new one, by the new one's identity."""
    left = list(before)
    pairs: dict[int, Place] = {}
    for key in ("address", "name"):
        for one in after:
            other = next((each for each in left if getattr(each, key) == getattr(one, key)), None)
            if id(one) not in pairs and other is not None:
                pairs[id(one)] = other
                left.remove(other)
    return pairs


def _added(one: Place) -> Difference:
    message = f"{one.method.upper()} {told([one.path])} is new"
    return difference("api-operation-added", "operation", one.name, message, None, one.path)


def _removed(one: Place) -> Difference:
    message = f"{one.method.upper()} {told([one.path])} is gone"
    return difference("api-operation-removed", "operation", one.name, message, one.path, None)


def _whole(old: Spec, new: Spec) -> Iterator[Difference]:
    """The differences in what a document says of itself."""
    was, now = (dict(spec.document.get("info") or {}) for spec in (old, new))
    for key in sorted({*was, *now}):
        if was.get(key) != now.get(key):
            message = f"has another `{key}`"
            yield difference("api-info-changed", "info", "", message, was.get(key), now.get(key))
    for key in sorted({*old.document, *new.document} - ELSEWHERE):
        here, there = old.document.get(key), new.document.get(key)
        if here != there:
            yield worded(key, "document", "", here, there)


def _alike(one: Difference, other: Difference) -> bool:
    return replace(one, operation="") == replace(other, operation="")
