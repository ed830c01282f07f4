"""What two operations say of themselves: words, and the keys that promise something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.diff.access import worded
from wirecheck.diff.difference import Difference
from wirecheck.diff.members import difference, told

Node = Mapping[str, Any]

ELSEWHERE = frozenset({"operationId", "parameters", "requestBody", "responses", "security", "servers"})
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def promises(name: str, old_item: Node, old: Node, new_item: Node, new: Node) -> Iterator[Difference]:
    """The differences in what two operations, and the entries of their paths, say of themselves."""
    was, now = old.get("operationId"), new.get("operationId")
    if was != now:
        message = f"is called {told([now])}, and was called {told([was])}"
        yield difference("api-operation-id-changed", "operation", name, message, was, now)
    for key in sorted({*old, *new} - ELSEWHERE):
        if old.get(key) != new.get(key):
            yield from _key(name, key, old.get(key), new.get(key))
    for key in sorted({*old_item, *new_item} - ELSEWHERE - METHODS):
        if old_item.get(key) != new_item.get(key):
            yield worded(key, "operation", name, old_item.get(key), new_item.get(key))


def _key(name: str, key: str, was: Any, now: Any) -> Iterator[Difference]:
    match key:
        case "x-dialect":
            message = f"speaks {told([now])}, and spoke {told([was])}"
            yield difference("api-dialect-changed", "operation", name, message, was, now)
        case "x-billable":
            if bool(was) != bool(now):
                rule = f"api-operation-became-{'billable' if now else 'free'}"
                message = "is charged when it is served" if now else "is no longer charged"
                yield difference(rule, "operation", name, message, bool(was), bool(now))
        case "x-retry":
            message = f"is sent again on {_listed(now)}, and was on {_listed(was)}"
            yield difference("api-retry-changed", "operation", name, message, was, now)
        case "x-picture-first":
            if bool(was) != bool(now):
                rule = f"api-picture-order-{'added' if now else 'removed'}"
                message = "the picture is the first part" if now else "the picture is no longer the first part"
                yield difference(rule, "response", name, message, bool(was), bool(now))
        case "x-unsupported":
            yield from _unsupported(name, list(was or ()), list(now or ()))
        case "x-models":
            yield from _models(name, was or {}, now or {})
        case "tags":
            before, after = (next(iter(listed or [None])) for listed in (was, now))
            if before != after:
                message = f"stands under {told([after])}, and stood under {told([before])}"
                yield difference("api-tag-changed", "operation", name, message, before, after)
            else:
                yield worded(key, "operation", name, was, now)
        case _:
            yield worded(key, "operation", name, was, now)


def _listed(statuses: Any) -> str:
    return told(list(statuses)) if statuses else "no status of the page's"


def _unsupported(name: str, was: list[str], now: list[str]) -> Iterator[Difference]:
    for member in now:
        if member not in was:
            yield difference("api-unsupported-added", f"request.{member}", name, "is not supported", None, member)
    for member in was:
        if member not in now:
            message = "is no longer said to be unsupported"
            yield difference("api-unsupported-removed", f"request.{member}", name, message, member, None)


def _models(name: str, old: Node, new: Node) -> Iterator[Difference]:
    where = "operation"
    was, now = old.get("default"), new.get("default")
    if was != now:
        message = f"has the default model {told([now])}" if now else "has no default model any more"
        message += f", and had {told([was])}" if was and now else ""
        yield difference("api-default-model-changed", where, name, message, was, now)
    here, there = old.get("models") or {}, new.get("models") or {}
    for model in there:
        if model not in here:
            yield difference("api-model-added", where, name, f"has the model {told([model])}", None, model)
    for model in here:
        if model not in there:
            yield difference("api-model-removed", where, name, f"no longer has the model {told([model])}", model, None)
        elif here[model] != there[model]:
            message = f"the model {told([model])} is known otherwise"
            yield difference("api-model-entry-changed", where, name, message, here[model], there[model])
    for key in sorted({*old, *new} - {"default", "models"}):
        if old.get(key) != new.get(key):
            message = f"`{key}` of its models is {told([new.get(key)])}, and was {told([old.get(key)])}"
            yield difference("api-model-entry-changed", where, name, message, old.get(key), new.get(key))
