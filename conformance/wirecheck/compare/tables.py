"""Where two operations differ in how they are called and in what may be sent, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck.compare.comparison import Row
from wirecheck.compare.prediction import spelling
from wirecheck.compare.requests import shown
from wirecheck.spec.spec import Member, Operation
from wirecheck.wire.lenient_json import items

ABSENT = "not on the page"


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
