"""
What changed between two specs, whom it breaks, and which part of the client's version goes up.

Two specs are compared as callers see them: by operation, side of the wire and member, with all references resolved.
How a schema is written, in which order, and under which name, makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wirecheck.diff.diff_report import render_json, render_markdown, render_rules, render_text
from wirecheck.diff.difference import Bump, Client, Difference, Impact, WireBreak, impact
from wirecheck.diff.differing import changed, difference, told, worded
from wirecheck.diff.operations import PlacedOperation, by, compare, matched, places
from wirecheck.diff.rules import RULES, DiffRule, get
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec

__all__ = [
    "RULES",
    "Bump",
    "Client",
    "DiffRule",
    "Difference",
    "Impact",
    "WireBreak",
    "diff",
    "get",
    "impact",
    "render_json",
    "render_markdown",
    "render_rules",
    "render_text",
]

# Locations that all operations of a spec may share.
SHARED = ("server", "security")

ELSEWHERE = frozenset({"components", "info", "openapi", "paths", "security", "servers"})


def diff(old: Spec, new: Spec) -> tuple[Difference, ...]:
    """
    Every difference between two specs, in the order of the new operation.

    Operations are matched by method and path, or else by their `operationId`.

    :raises SpecError: a reference does not resolve, or a spec is not valid.
    """
    try:
        return tuple(_diff(old, new))
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        # a mapping in place of a list, for example: there are too many kinds of invalid specs to check for each
        names = " and ".join(dict.fromkeys(f"`{spec.path or spec.provider}`" for spec in (old, new)))
        raise SpecError(
            f"{names} cannot be compared: {type(error).__name__}: {error}",
            hint="check that both are valid OpenAPI 3.1",
        ) from error


def _diff(old: Spec, new: Spec) -> Iterator[Difference]:
    pairs, gone = matched(
        places(new),
        places(old),
        by(lambda operation: operation.address, lambda operation: operation.address),
        by(lambda operation: operation.name, lambda operation: operation.name),
    )
    within: list[Difference] = []
    for operation, counterpart in pairs:
        within += compare(counterpart, operation) if counterpart is not None else [_present("added", operation)]
    # a difference that all operations have is reported once, for the document
    everywhere = _everywhere(within, sum(counterpart is not None for _, counterpart in pairs))
    differences: list[Difference] = []
    for each in [*_whole(old, new), *within]:
        shown = replace(each, operation="") if replace(each, operation="") in everywhere else each
        if shown not in differences:
            differences.append(shown)
    yield from differences
    for operation in gone:
        yield _present("removed", operation)


def _everywhere(differences: list[Difference], count: int) -> list[Difference]:
    """The differences that all `count` operations share, without the operation, so that each is reported once."""
    shared = [replace(each, operation="") for each in differences if each.location in SHARED]
    return [each for each in shared if shared.count(each) == count]


def _present(action: str, operation: PlacedOperation) -> Difference:
    """An operation that is `added` or `removed`."""
    what, before, after = ("new", None, operation.path) if action == "added" else ("gone", operation.path, None)
    message = f"{operation.method.upper()} {told([operation.path])} is {what}"
    return difference(f"api-operation-{action}", "operation", operation.name, message, before, after)


def _whole(old: Spec, new: Spec) -> Iterator[Difference]:
    """The differences in what a document says about itself."""
    was, now = (dict(spec.document.get("info") or {}) for spec in (old, new))
    for key, before, after in changed(was, now):
        yield difference("api-info-changed", "info", "", f"has another `{key}`", before, after)
    for key, before, after in changed(old.document, new.document, ELSEWHERE):
        yield worded(key, "document", "", before, after)
