"""
What two operations say about themselves: descriptions, and the keys that promise something.

Held by `tests/diff/test_mutations.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wirecheck.diff.difference import Difference
from wirecheck.diff.differing import changed, difference, missing, told, worded

Node = Mapping[str, Any]

ELSEWHERE = frozenset({"operationId", "parameters", "requestBody", "responses", "security", "servers"})
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})

# Boolean keys: what each is about, and the rule and message for becoming false and for becoming true.
FLAGS: Mapping[str, tuple[str, tuple[str, str], tuple[str, str]]] = {
    "x-billable": (
        "operation",
        ("api-operation-became-free", "is no longer charged"),
        ("api-operation-became-billable", "is charged when it is served"),
    ),
    "x-picture-first": (
        "response",
        ("api-picture-order-removed", "the picture is no longer the first part"),
        ("api-picture-order-added", "the picture is the first part"),
    ),
}


def keys(name: str, old_item: Node, old: Node, new_item: Node, new: Node) -> Iterator[Difference]:
    """The differences in what two operations, and the entries of their paths, say about themselves."""
    was, now = old.get("operationId"), new.get("operationId")
    if was != now:
        message = f"is called {told([now])}, and was called {told([was])}"
        yield difference("api-operation-id-changed", "operation", name, message, was, now)
    for key, was, now in changed(old, new, ELSEWHERE):
        if key in FLAGS:
            location, *outcomes = FLAGS[key]
            rule, message = outcomes[bool(now)]
            yield from (
                [difference(rule, location, name, message, bool(was), bool(now))] if bool(was) != bool(now) else []
            )
        elif key in _BY_KEY:
            yield from _BY_KEY[key](name, was, now)
        else:
            yield worded(key, "operation", name, was, now)
    for key, was, now in changed(old_item, new_item, ELSEWHERE | METHODS):
        yield worded(key, "operation", name, was, now)


def _dialect(name: str, was: Any, now: Any) -> Iterator[Difference]:
    message = f"speaks {told([now])}, and spoke {told([was])}"
    yield difference("api-dialect-changed", "operation", name, message, was, now)


def _retry(name: str, was: Any, now: Any) -> Iterator[Difference]:
    message = f"is retried on {_listed(now)}, and was on {_listed(was)}"
    yield difference("api-retry-changed", "operation", name, message, was, now)


def _listed(statuses: Any) -> str:
    return told(list(statuses)) if statuses else "no status that the page names"


def _tags(name: str, was: Any, now: Any) -> Iterator[Difference]:
    before, after = (next(iter(tags or [None])) for tags in (was, now))
    if before == after:
        yield worded("tags", "operation", name, was, now)
        return
    message = f"is grouped under {told([after])}, and was under {told([before])}"
    yield difference("api-tag-changed", "operation", name, message, before, after)


def _unsupported(name: str, was: Any, now: Any) -> Iterator[Difference]:
    before, after = list(was or ()), list(now or ())
    for member in missing(after, before):
        yield difference("api-unsupported-added", f"request.{member}", name, "is not supported", None, member)
    for member in missing(before, after):
        message = "is no longer documented as unsupported"
        yield difference("api-unsupported-removed", f"request.{member}", name, message, member, None)


def _models(name: str, was: Any, now: Any) -> Iterator[Difference]:
    old, new = was or {}, now or {}
    yield from _default_model(name, old.get("default"), new.get("default"))
    here, there = old.get("models") or {}, new.get("models") or {}
    for model in missing(there, here):
        yield difference("api-model-added", "operation", name, f"has the model {told([model])}", None, model)
    for model, entry in here.items():
        if model not in there:
            message = f"no longer has the model {told([model])}"
            yield difference("api-model-removed", "operation", name, message, model, None)
        elif entry != there[model]:
            message = f"the model {told([model])} is known otherwise"
            yield difference("api-model-entry-changed", "operation", name, message, entry, there[model])
    for key, before, after in changed(old, new, {"default", "models"}):
        message = f"`{key}` of its models is {told([after])}, and was {told([before])}"
        yield difference("api-model-entry-changed", "operation", name, message, before, after)


def _default_model(name: str, was: Any, now: Any) -> Iterator[Difference]:
    if was != now:
        message = f"has the default model {told([now])}" if now else "no longer has a default model"
        message += f", and had {told([was])}" if was and now else ""
        yield difference("api-default-model-changed", "operation", name, message, was, now)


_BY_KEY: Mapping[str, Callable[[str, Any, Any], Iterator[Difference]]] = {
    "tags": _tags,
    "x-dialect": _dialect,
    "x-models": _models,
    "x-retry": _retry,
    "x-unsupported": _unsupported,
}
