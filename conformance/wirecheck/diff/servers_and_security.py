"""
Servers and keys compared: where requests go, and how they authenticate.

Held by `tests/diff/test_mutations.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.diff.difference import Difference, WireBreak
from wirecheck.diff.differing import changed, difference, missing, told, worded
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec

Node = Mapping[str, Any]

# The keywords of a security scheme that do not affect requests.
APART = frozenset({"description", "x-citation", "x-key-env", "bearerFormat"})


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
        message = f"is {_listed(after)}, and was {_listed(before)}"
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
    shown = (old.keys() | new.keys()) - APART
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
        schemes = {name: _named(spec, name) for name in sorted(entry)}
        words = [_way(scheme, entry[name]) for name, scheme in schemes.items()]
        ways[" and ".join(sorted(words)) or "no key"] = list(schemes.values())
    return ways


def _named(spec: Spec, name: str) -> Node:
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
        rest = {key: value for key, value in scheme.items() if key not in APART and not key.startswith("x-")}
        text = json.dumps(rest, sort_keys=True)
    return f"{text} for {', '.join(map(str, scopes))}" if scopes else text


def _listed(ways: Mapping[str, Any]) -> str:
    return " or ".join(told([way]) for way in ways)
