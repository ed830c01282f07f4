"""Servers and keys compared: where requests go, and how they prove whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.diff.difference import Difference, Wire
from wirecheck.diff.members import difference, told
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json

Node = Mapping[str, Any]

APART = frozenset({"description", "x-citation", "x-key-env", "bearerFormat"})
"""What a security scheme says that no request shows."""


def servers(name: str, old: list[Node], new: list[Node]) -> Iterator[Difference]:
    """The differences of two lists of servers; the first is the one that is called."""
    was, now = (str(listed[0].get("url", "")) if listed else "/" for listed in (old, new))
    if was != now:
        same = was.rstrip("/") == now.rstrip("/")
        message = f"is {told([now])}, and was {told([was])}"
        yield difference("api-server-changed", "server", name, message, was, now, wire=Wire.NONE if same else None)
    elif old and new:
        yield from _server(name, old[0], new[0])
    before, after = ([str(one.get("url", "")) for one in listed] for listed in (old, new))
    for url in after:
        if url not in before and url != now:
            yield difference("api-server-added", "server", name, f"may also be {told([url])}", None, url)
    for url in before:
        if url not in after and url != was:
            yield difference("api-server-removed", "server", name, f"is no longer {told([url])} as well", url, None)


def _server(name: str, old: Node, new: Node) -> Iterator[Difference]:
    for key in sorted({*old, *new} - {"url"}):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        if key == "variables":
            yield difference("api-server-variable-changed", "server", name, "has other variables", was, now)
        else:
            yield worded(key, "server", name, was, now)


def security(name: str, old: Spec, new: Spec, was: Node, now: Node) -> Iterator[Difference]:
    """The differences of how the requests of two operations prove whose they are."""
    before, after = _ways(old, was), _ways(new, now)
    if not before.keys() & after.keys():
        message = f"is {_listed(after)}, and was {_listed(before)}"
        yield difference("api-security-changed", "security", name, message, list(before), list(after))
        return
    for way in after:
        if way not in before:
            message = f"may also be {told([way])}"
            yield difference("api-security-alternative-added", "security", name, message, None, way)
    for way in before:
        if way not in after:
            message = f"is no longer {told([way])} as well"
            yield difference("api-security-alternative-removed", "security", name, message, way, None)
    shared = next(way for way in before if way in after)
    for first, second in zip(before[shared], after[shared], strict=True):
        for key in sorted(APART & {*first, *second}):
            if first.get(key) == second.get(key):
                continue
            if key == "x-key-env":
                message = f"has its key in {told([second.get(key)])}, and no longer in {told([first.get(key)])}"
                yield difference("api-key-variable-changed", "security", name, message, first.get(key), second.get(key))
            else:
                yield worded(key, "security", name, first.get(key), second.get(key))


def _ways(spec: Spec, operation: Node) -> dict[str, list[Node]]:
    """The ways in which a request may prove whose it is, in words, with the schemes that each rests on."""
    wanted = operation["security"] if "security" in operation else spec.document.get("security")
    schemes = (spec.document.get("components") or {}).get("securitySchemes") or {}
    found: dict[str, list[Node]] = {}
    for entry in wanted or [{}]:
        if not isinstance(entry, dict):
            raise SpecError(f"`security` of `{spec.provider}` cannot be read", hint="it is a list of schemes by name")
        used: list[Node] = []
        for name in sorted(entry):
            if name not in schemes:
                raise SpecError(
                    f"`{spec.provider}` has no security scheme `{name}`",
                    hint="it stands in `components.securitySchemes`",
                )
            used.append(spec.resolve(schemes[name]))
        words = [_way(scheme, entry[name]) for name, scheme in zip(sorted(entry), used, strict=True)]
        found[" and ".join(sorted(words)) or "no key"] = used
    return found


def _way(scheme: Node, scopes: Any) -> str:
    """A scheme in words, with everything that a request shows of it."""
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


def worded(key: str, location: str, name: str, was: Json, now: Json, *, side: str = "api") -> Difference:
    """A difference in what no program reads: words, citations, and keys that no rule knows."""
    if key == "description":
        return difference(f"{side}-description-changed", location, name, "is described otherwise", was, now)
    if key == "summary":
        return difference(f"{side}-summary-changed", location, name, "is summed up otherwise", was, now)
    if key == "x-citation":
        message = f"is promised at {told([now])}" if now is not None else "is no longer promised by its page"
        message += f", and was at {told([was])}" if was is not None and now is not None else ""
        return difference(f"{side}-citation-changed", location, name, message, was, now)
    return difference(f"{side}-annotation-changed", location, name, f"has another `{key}`", was, now)
