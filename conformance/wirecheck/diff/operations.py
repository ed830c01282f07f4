"""Two operations compared: how they are addressed, what the page promises of them, what goes in and what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wirecheck.diff.access import security, servers, worded
from wirecheck.diff.difference import Client, Difference
from wirecheck.diff.members import Walk, difference, told
from wirecheck.diff.promises import promises
from wirecheck.diff.rules import Side
from wirecheck.errors import SpecError
from wirecheck.spec.spec import JSON_TYPE, METHODS, Spec

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """
    An operation where it stands in its spec.

    :param item: the entry of its path, for what all methods share.
    """

    spec: Spec
    method: str
    path: str
    item: Node
    node: Node

    @property
    def name(self) -> str:
        return str(self.node.get("operationId") or f"{self.method.upper()} {self.path}")

    @property
    def address(self) -> tuple[str, str]:
        """Method and path, whatever the path's parameters are called."""
        return self.method, re.sub(r"\{[^{}]*\}", "{}", self.path)

    @property
    def servers(self) -> list[Node]:
        for holder in (self.node, self.item, self.spec.document):
            if holder.get("servers"):
                return [one for one in holder["servers"] if isinstance(one, dict)]
        return []

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """The parameters by location, such as `path.model`; those of the operation win over those of its path."""
        found = {}
        for entry in [*(self.item.get("parameters") or ()), *(self.node.get("parameters") or ())]:
            one = self.spec.resolve(entry)
            name = str(one.get("name"))
            found[f"{one.get('in')}.{name.lower() if one.get('in') == 'header' else name}"] = one
        return found


def places(spec: Spec) -> list[Place]:
    """
    Every operation of a spec, in its order.

    :raises SpecError: the paths are none.
    """
    found = []
    for path, entry in (spec.document.get("paths") or {}).items():
        item = spec.resolve(entry)
        for method in METHODS:
            if method in item:
                if not isinstance(item[method], dict):
                    raise SpecError(f"`{method}` of `{path}` is no operation", hint="it is a mapping with `responses`")
                found.append(Place(spec, method, str(path), item, item[method]))
    return found


def compare(old: Place, new: Place) -> Iterator[Difference]:
    """The differences of two operations that are taken for one."""
    name = new.name
    if old.address[1] != new.address[1]:
        message = f"is at {told([new.path])}, and was at {told([old.path])}"
        yield difference("api-path-changed", "operation", name, message, old.path, new.path)
    if old.method != new.method:
        message = f"is a {new.method.upper()}, and was a {old.method.upper()}"
        yield difference("api-method-changed", "operation", name, message, old.method.upper(), new.method.upper())
    yield from servers(name, old.servers, new.servers)
    yield from security(name, old.spec, new.spec, old.node, new.node)
    yield from promises(name, old.item, old.node, new.item, new.node)
    yield from _parameters(old, new)
    yield from _bodies(old, new)
    yield from _answers(old, new)


# -- what goes in ------------------------------------------------------------------------------------------------------


def _parameters(old: Place, new: Place) -> Iterator[Difference]:
    was, now, name = old.parameters, new.parameters, new.name
    renamed = _renamed(old, new)
    for before, after in renamed.items():
        message = f"is called {told([after])}, and was called {told([before])}"
        yield difference("request-parameter-renamed", f"path.{after}", name, message, before, after)
    was = {
        f"path.{renamed[key[5:]]}" if key[:5] == "path." and key[5:] in renamed else key: one
        for key, one in was.items()
    }
    for location in [*was, *(key for key in now if key not in was)]:
        if location not in now:
            yield difference("request-parameter-removed", location, name, "is no longer documented")
        elif location not in was:
            required = bool(now[location].get("required"))
            rule = f"request-{'required' if required else 'optional'}-parameter-added"
            message = "is new, and has to be sent" if required else "is new, and may be left out"
            yield difference(rule, location, name, message)
        else:
            yield from _parameter(old, new, location, was[location], now[location])


def _parameter(old: Place, new: Place, location: str, was: Node, now: Node) -> Iterator[Difference]:
    walk = Walk(old.spec, new.spec, Side.REQUEST, new.name, "parameter")
    if bool(was.get("required")) != bool(now.get("required")):
        rule = f"request-parameter-became-{'required' if now.get('required') else 'optional'}"
        message = "has to be sent" if now.get("required") else "may be left out"
        yield difference(rule, location, new.name, message)
    for key in sorted({*was, *now} - {"name", "in", "required", "schema"}):
        if was.get(key) == now.get(key):
            continue
        if key in ("example", "examples"):
            yield difference("request-parameter-example-changed", location, new.name, "has other examples")
        elif key in ("style", "explode", "allowReserved", "content"):
            message = f"has another `{key}`"
            yield difference(
                "request-parameter-constraint-changed", location, new.name, message, was.get(key), now.get(key)
            )
        else:
            yield worded(key, location, new.name, was.get(key), now.get(key), side="request-parameter")
    yield from walk.compare(location, was.get("schema"), now.get("schema"))


def _renamed(old: Place, new: Place) -> dict[str, str]:
    """The parameters that stand in one place of the path under another name."""
    if old.address[1] != new.address[1]:
        return {}
    pairs = zip(re.findall(r"\{([^{}]*)\}", old.path), re.findall(r"\{([^{}]*)\}", new.path), strict=True)
    return {was: now for was, now in pairs if was != now}


def _bodies(old: Place, new: Place) -> Iterator[Difference]:
    was, now = (one.spec.resolve(one.node.get("requestBody")) for one in (old, new))
    name = new.name
    if was and not now:
        yield difference("request-body-removed", "request", name, "has no body any more")
    elif now and not was:
        rule = f"request-{'required' if now.get('required') else 'optional'}-body-added"
        yield difference(rule, "request", name, "has a body")
    elif was and now:
        if bool(was.get("required")) != bool(now.get("required")):
            rule = f"request-body-became-{'required' if now.get('required') else 'optional'}"
            message = "has to have a body" if now.get("required") else "may come without a body"
            yield difference(rule, "request", name, message)
        for key in sorted({*was, *now} - {"required", "content"}):
            if was.get(key) != now.get(key):
                yield worded(key, "request", name, was.get(key), now.get(key), side="request")
        yield from _contents(old, new, Side.REQUEST, "request", was, now)


# -- what comes out ----------------------------------------------------------------------------------------------------


def _answers(old: Place, new: Place) -> Iterator[Difference]:
    was, now = (
        {str(status): one.spec.resolve(entry) for status, entry in (one.node.get("responses") or {}).items()}
        for one in (old, new)
    )
    for status in [*was, *(key for key in now if key not in was)]:
        kind = "success" if status.startswith("2") else "error"
        location, said = _of_status(status), f"the {status}" if status != "default" else "the answer to all else"
        if status not in now:
            message = f"{said} is no longer documented"
            client = None if was[status].get("content") else Client.NONE
            yield difference(
                f"response-{kind}-status-removed", location, new.name, message, status, None, client=client
            )
        elif status not in was:
            message = f"{said} is documented now"
            client = None if now[status].get("content") else Client.NONE
            yield difference(f"response-{kind}-status-added", location, new.name, message, None, status, client=client)
        else:
            yield from _answer(old, new, location, was[status], now[status])


def _answer(old: Place, new: Place, location: str, was: Node, now: Node) -> Iterator[Difference]:
    for key in sorted({*was, *now} - {"content", "headers"}):
        if was.get(key) != now.get(key):
            yield worded(key, location, new.name, was.get(key), now.get(key), side="response")
    here, there = ({str(k).lower(): v for k, v in (one.get("headers") or {}).items()} for one in (was, now))
    for header in sorted({*here, *there}):
        where = f"{location}.headers.{header}"
        if header not in there:
            yield difference("response-header-removed", where, new.name, "is no longer documented")
        elif header not in here:
            yield difference("response-header-added", where, new.name, "is documented now")
        elif old.spec.resolve(here[header]) != new.spec.resolve(there[header]):
            yield difference("response-header-changed", where, new.name, "is another", here[header], there[header])
    yield from _contents(old, new, Side.RESPONSE, location, was, now)


def _contents(old: Place, new: Place, side: Side, location: str, was: Node, now: Node) -> Iterator[Difference]:
    """The differences of bodies, media type by media type."""
    here, there = ((one.get("content") or {}) for one in (was, now))
    for kind in [*here, *(key for key in there if key not in here)]:
        where = location if kind == JSON_TYPE else f"{location}({kind})"
        verb = "is sent" if side is Side.REQUEST else "comes"
        if kind not in there:
            message = f"no longer {verb} as {told([kind])}"
            yield difference(f"{side}-media-type-removed", where, new.name, message, kind, None)
        elif kind not in here:
            message = f"{'may be sent' if side is Side.REQUEST else 'may come'} as {told([kind])}"
            yield difference(f"{side}-media-type-added", where, new.name, message, None, kind)
        else:
            yield from _media(old, new, side, where, here[kind] or {}, there[kind] or {})


def _media(old: Place, new: Place, side: Side, where: str, was: Node, now: Node) -> Iterator[Difference]:
    for key in sorted({*was, *now} - {"schema", "examples"}):
        if was.get(key) != now.get(key):
            yield worded(key, where, new.name, was.get(key), now.get(key), side=str(side))
    here, there = ((one.get("examples") or {}) for one in (was, now))
    for sample in [*here, *(key for key in there if key not in here)]:
        before, after = old.spec.resolve(here.get(sample)), new.spec.resolve(there.get(sample))
        if before != after:
            action = "is another" if before and after else "is new" if after else "is gone"
            message = f"the sample {told([str(sample)])} {action}"
            yield difference(f"{side}-example-changed", where, new.name, message, before or None, after or None)
    yield from Walk(old.spec, new.spec, side, new.name).compare(where, was.get("schema"), now.get("schema"))


def _of_status(status: str) -> str:
    return {"200": "response", "default": "errors"}.get(status, f"response({status})")
