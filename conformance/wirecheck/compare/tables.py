"""Where two operations differ, side by side: in how they are called, what may be sent, and what answers promise."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.compare.comparison import Lost, Row
from wirecheck.compare.prediction import spelling
from wirecheck.compare.requests import shown
from wirecheck.diff.difference import Difference, WireBreak
from wirecheck.diff.rules import RuleSide
from wirecheck.diff.schema_comparison import SchemaComparison
from wirecheck.spec.spec import Member, Operation
from wirecheck.wire.lenient_json import items

ABSENT = "not on the page"


WORDS = {
    "response-property-removed": "is not documented there",
    "response-property-citation-changed": "is not promised there",
    "response-property-became-optional": "may be missing there",
    "response-property-became-nullable": "may be null there",
}
SAID = {
    "response": "is not promised there",
    "media-type": "is not promised to be JSON there",
    "errors": "carry an id of the request here, which is not documented there",
}


def calls(a: Operation, b: Operation) -> Iterator[Row]:
    """The differences in how they are called."""
    sides = [_call(a), _call(b)]
    for what, here in sides[0].items():
        if here != sides[1][what]:
            yield Row(what, here, sides[1][what])


def _call(operation: Operation) -> dict[str, str]:
    spec = operation.spec
    name, value = spec.credential(operation, "KEY")
    return {
        "server": spec.server or "your own",
        "method": operation.method,
        "path": operation.path,
        "key": f"{name}: {value}",
        "variable of the key": spec.key_env,
        "models": ", ".join(map(str, operation.models)),
        "default model": str(operation.default_model or "none"),
        "charged": "yes" if operation.billable else "no",
        "retried on": ", ".join(map(str, operation.retry)),
    }


def members(a: Operation, b: Operation) -> Iterator[Row]:
    """The differences in members of requests; members inside a missing one are left out."""
    lacking: list[str] = []
    paths = [member.path for member in a.members]
    for path in [*paths, *(member.path for member in b.members if member.path not in paths)]:
        if any(path.startswith((f"{outer}.", f"{outer}[]")) for outer in lacking):
            continue
        if a.member(path) is None and spelling(a, path) is not None:
            continue  # reported under its other spelling
        here, there = _said(a, path), _said(b, path)
        if ABSENT in (here, there):
            lacking.append(path)
        if here != there:
            yield Row(path, here, there)


def _said(operation: Operation, path: str) -> str:
    member = operation.member(path)
    unsupported = [one for one in operation.unsupported if one == path or one.startswith((f"{path}.", f"{path}[]"))]
    if path in unsupported:
        return "not supported"
    if member is None:
        twin = spelling(operation, path)
        return f"spelt `{twin.rpartition('.')[2]}`" if twin is not None else ABSENT
    parts = ["required" if member.required else "optional", _values(operation, member)]
    if member.default is not None:
        parts.append(f"default `{shown(member.default)}`")
    if unsupported:
        parts.append(f"not `{unsupported[0].rpartition('.')[2]}`")
    return ", ".join(part for part in parts if part)


def _values(operation: Operation, member: Member) -> str:
    if member.schema.get("type") == "boolean":
        return ""
    if member.values:
        return "one of " + " ".join(f"`{shown(value)}`" for value in member.values)
    outer, _, name = member.path.rpartition(".")
    # the text of a turn is the caller's own
    said = bool(outer) and name in operation.protocol.vocabulary.texts
    listed = [] if said else [shown(value) for value in items(member.schema.get("examples"))]
    return "any, such as " + " ".join(f"`{value}`" for value in listed) if listed else ""


def lost(a: Operation, b: Operation) -> Iterator[Lost]:
    """Every promise about answers that `a` makes and `b` does not."""
    for location, why in SAID.items():
        if a.citation(location) is not None and b.citation(location) is None:
            yield Lost(location, why)
    if a.picture_first and not b.picture_first:
        yield Lost("response", "has the picture in its first part here, and may have a text there")
    walk = SchemaComparison(a.spec, b.spec, RuleSide.RESPONSE, b.name)
    schemas = ((operation.media_type("200") or {}).get("schema") for operation in (a, b))
    promises: dict[str, Lost] = {}
    for difference in walk.compare("response", *schemas):
        if a.citation(difference.location) is not None and _weakens(difference):
            why = WORDS.get(difference.rule, f"{difference.message} there")
            promises.setdefault(difference.location, Lost(difference.location, why))
    yield from promises.values()


def _weakens(difference: Difference) -> bool:
    """Whether a promise is withdrawn or weakened."""
    if difference.rule == "response-property-citation-changed" and difference.after is None:
        return True
    return difference.wire in (WireBreak.CALLERS, WireBreak.READERS)
