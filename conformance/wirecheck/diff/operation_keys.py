"""
What two operations say about themselves: descriptions, servers, how requests authenticate, and keys that promise.

Held by `tests/diff/test_mutations.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wirecheck.diff.difference import Difference, WireBreak
from wirecheck.diff.differing import changed, difference, missing, told, worded
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec

Node = Mapping[str, Any]

ELSEWHERE = frozenset({"operationId", "parameters", "requestBody", "responses", "security", "servers"})
# The keywords of a security scheme that do not affect requests.
UNSEEN = frozenset({"description", "x-citation", "x-key-env", "bearerFormat"})
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
            if bool(was) != bool(now):
                yield difference(rule, location, name, message, bool(was), bool(now))
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


def servers(name: str, old: list[Node], new: list[Node]) -> Iterator[Difference]:
    """The differences of two lists of servers; the first is the one that is called."""
    was, now = (str(listed[0].get("url", "")) if listed else "/" for listed in (old, new))
    if was != now:
        same = was.rstrip("/") == now.rstrip("/")
        message = f"is {told([now])}, and was {told([was])}"
        yield difference("api-server-changed", "server", name, message, was, now, wire=WireBreak.NONE if same else None)
    elif old and new:
        yield from _server(name, old[0], new[0])
    before, after = ([str(server.get("url", "")) for server in listed] for listed in (old, new))
    for url in missing(after, [*before, now]):
        yield difference("api-server-added", "server", name, f"may also be {told([url])}", None, url)
    for url in missing(before, [*after, was]):
        yield difference("api-server-removed", "server", name, f"is no longer {told([url])} as well", url, None)


def _server(name: str, old: Node, new: Node) -> Iterator[Difference]:
    for key, was, now in changed(old, new, {"url"}):
        if key == "variables":
            yield difference("api-server-variable-changed", "server", name, "has other variables", was, now)
        else:
            yield worded(key, "server", name, was, now)


def security(name: str, old: Spec, new: Spec, was: Node, now: Node) -> Iterator[Difference]:
    """The differences in how the requests of two operations authenticate."""
    before, after = _ways(old, was), _ways(new, now)
    if not before.keys() & after.keys():
        message = f"is {_ways_told(after)}, and was {_ways_told(before)}"
        yield difference("api-security-changed", "security", name, message, list(before), list(after))
        return
    for way in missing(after, before):
        message = f"may also be {told([way])}"
        yield difference("api-security-alternative-added", "security", name, message, None, way)
    for way in missing(before, after):
        message = f"is no longer {told([way])} as well"
        yield difference("api-security-alternative-removed", "security", name, message, way, None)
    shared = next(way for way in before if way in after)
    for first, second in zip(before[shared], after[shared], strict=True):
        yield from _scheme(name, first, second)


def _scheme(name: str, old: Node, new: Node) -> Iterator[Difference]:
    """The differences of two schemes that look the same in requests."""
    shown = (old.keys() | new.keys()) - UNSEEN
    for key, was, now in changed(old, new, shown):
        if key == "x-key-env":
            message = f"has its key in {told([now])}, and no longer in {told([was])}"
            yield difference("api-key-variable-changed", "security", name, message, was, now)
        else:
            yield worded(key, "security", name, was, now)


def _ways(spec: Spec, operation: Node) -> dict[str, list[Node]]:
    """The ways in which a request may authenticate, as text, with the schemes of each."""
    wanted = operation["security"] if "security" in operation else spec.document.get("security")
    ways: dict[str, list[Node]] = {}
    for entry in wanted or [{}]:
        if not isinstance(entry, dict):
            raise SpecError(f"`security` of `{spec.provider}` cannot be read", hint="it is a list of schemes by name")
        schemes = {name: _scheme_named(spec, name) for name in sorted(entry)}
        words = [_way(scheme, entry[name]) for name, scheme in schemes.items()]
        ways[" and ".join(sorted(words)) or "no key"] = list(schemes.values())
    return ways


def _scheme_named(spec: Spec, name: str) -> Node:
    schemes = (spec.document.get("components") or {}).get("securitySchemes") or {}
    if name not in schemes:
        raise SpecError(
            f"`{spec.provider}` has no security scheme `{name}`", hint="it stands in `components.securitySchemes`"
        )
    return spec.resolve(schemes[name])


def _way(scheme: Node, scopes: Any) -> str:
    """A scheme as text, with everything that a request shows of it."""
    kind = str(scheme.get("type"))
    if kind == "apiKey":
        text = f"the {scheme.get('in')} {scheme.get('name')}"
    elif kind == "http":
        text = f"{str(scheme.get('scheme')).lower()} authorization"
    else:
        rest = {key: value for key, value in scheme.items() if key not in UNSEEN and not key.startswith("x-")}
        text = json.dumps(rest, sort_keys=True)
    return f"{text} for {', '.join(map(str, scopes))}" if scopes else text


def _ways_told(ways: Mapping[str, Any]) -> str:
    return " or ".join(told([way]) for way in ways)
