"""
Two operations compared: their address, what the page promises about them, their requests and their answers.

Held by `tests/diff/test_mutations.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wirecheck.diff.difference import Client, Difference
from wirecheck.diff.differing import changed, difference, told, worded
from wirecheck.diff.operation_keys import keys, security, servers
from wirecheck.diff.rules import RuleSide
from wirecheck.diff.schema_comparison import SchemaComparison
from wirecheck.errors import SpecError
from wirecheck.spec.spec import JSON_TYPE, METHODS, Spec

Node = Mapping[str, Any]
A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class PlacedOperation:
    """
    An operation at its place in its spec.

    :param item: the entry of its path, which has what all methods share.
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
        """Method and path, regardless of the names of the path's parameters."""
        return self.method, re.sub(r"\{[^{}]*\}", "{}", self.path)

    @property
    def servers(self) -> list[Node]:
        for holder in (self.node, self.item, self.spec.document):
            if holder.get("servers"):
                return [server for server in holder["servers"] if isinstance(server, dict)]
        return []

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """The parameters by location, such as `path.model`; those of the operation override those of its path."""
        parameters = {}
        for entry in [*(self.item.get("parameters") or ()), *(self.node.get("parameters") or ())]:
            parameter = self.spec.resolve(entry)
            place, name = parameter.get("in"), str(parameter.get("name"))
            parameters[f"{place}.{name.lower() if place == 'header' else name}"] = parameter
        return parameters

    @property
    def security(self) -> Any:
        """The security schemes: those of the operation, or else those of the whole document."""
        return self.node["security"] if "security" in self.node else self.spec.document.get("security")


def places(spec: Spec) -> list[PlacedOperation]:
    """
    Every operation of a spec, in its order.

    :raises SpecError: the paths are not valid.
    """
    placed = []
    for path, entry in (spec.document.get("paths") or {}).items():
        item = spec.resolve(entry)
        for method in METHODS:
            if method in item:
                if not isinstance(item[method], dict):
                    raise SpecError(
                        f"`{method}` of `{path}` is not a valid operation", hint="it is a mapping with `responses`"
                    )
                placed.append(PlacedOperation(spec, method, str(path), item, item[method]))
    return placed


def matched(
    things: Iterable[A], others: Iterable[B], *finders: Callable[[A, list[B]], B | None]
) -> tuple[list[tuple[A, B | None]], list[B]]:
    """
    Each thing with its counterpart, or None where it has none, and the others that are left over.

    :param finders: pick a counterpart from those that are left, the most certain finder first.
    """
    # a greedy matching in rounds: each finder runs over all things before the next one starts, so that a likely match
    # of one thing never takes the certain match of another
    left = list(others)
    pairs: list[tuple[A, B | None]] = [(thing, None) for thing in things]
    for find in finders:
        for at, (thing, counterpart) in enumerate(pairs):
            picked = find(thing, left) if counterpart is None else None
            if picked is not None:
                pairs[at] = (thing, picked)
                left.remove(picked)
    return pairs, left


def by(key: Callable[[A], object], other_key: Callable[[B], object]) -> Callable[[A, list[B]], B | None]:
    """A finder for `matched`: the first of those that are left that has the same key."""
    return lambda thing, left: next((other for other in left if other_key(other) == key(thing)), None)


def compare(old: PlacedOperation, new: PlacedOperation) -> Iterator[Difference]:
    """The differences of two operations that were matched."""
    name = new.name
    if old.address[1] != new.address[1]:
        message = f"is at {told([new.path])}, and was at {told([old.path])}"
        yield difference("api-path-changed", "operation", name, message, old.path, new.path)
    if old.method != new.method:
        message = f"is a {new.method.upper()}, and was a {old.method.upper()}"
        yield difference("api-method-changed", "operation", name, message, old.method.upper(), new.method.upper())
    yield from servers(name, old.servers, new.servers)
    yield from security(name, old.spec, new.spec, old.node, new.node)
    yield from keys(name, old.item, old.node, new.item, new.node)
    yield from _parameters(old, new)
    yield from _bodies(old, new)
    yield from _answers(old, new)


# -- what goes in ------------------------------------------------------------------------------------------------------


def _parameters(old: PlacedOperation, new: PlacedOperation) -> Iterator[Difference]:
    # a renamed parameter of the path is compared with what it was, and not as one that is gone and one that is new
    renamed = _renamed(old, new)
    for before, after in renamed.items():
        message = f"is called {told([after])}, and was called {told([before])}"
        yield difference("request-parameter-renamed", f"path.{after}", new.name, message, before, after)
    now_at = {f"path.{before}": f"path.{after}" for before, after in renamed.items()}
    was = {now_at.get(location, location): parameter for location, parameter in old.parameters.items()}
    now = new.parameters
    for location in {**was, **now}:
        if location not in now:
            yield difference("request-parameter-removed", location, new.name, "is no longer documented")
        elif location not in was:
            kind, message = _duty(now[location])
            yield difference(f"request-{kind}-parameter-added", location, new.name, f"is new, and {message}")
        else:
            yield from _parameter(old, new, location, was[location], now[location])


def _duty(node: Node) -> tuple[str, str]:
    """Whether a parameter or a body is required, in the words of rules and of messages."""
    return ("required", "has to be sent") if node.get("required") else ("optional", "may be left out")


def _parameter(old: PlacedOperation, new: PlacedOperation, location: str, was: Node, now: Node) -> Iterator[Difference]:
    if bool(was.get("required")) != bool(now.get("required")):
        kind, message = _duty(now)
        yield difference(f"request-parameter-became-{kind}", location, new.name, message)
    for key, before, after in changed(was, now, {"name", "in", "required", "schema"}):
        if key in ("example", "examples"):
            yield difference("request-parameter-example-changed", location, new.name, "has other examples")
        elif key in ("style", "explode", "allowReserved", "content"):
            rule, message = "request-parameter-constraint-changed", f"has another `{key}`"
            yield difference(rule, location, new.name, message, before, after)
        else:
            yield worded(key, location, new.name, before, after, side="request-parameter")
    schemas = SchemaComparison(old.spec, new.spec, RuleSide.REQUEST, new.name, "parameter")
    yield from schemas.compare(location, was.get("schema"), now.get("schema"))


def _renamed(old: PlacedOperation, new: PlacedOperation) -> dict[str, str]:
    """The path parameters that have another name at the same place of the path."""
    if old.address[1] != new.address[1]:
        return {}
    pairs = zip(re.findall(r"\{([^{}]*)\}", old.path), re.findall(r"\{([^{}]*)\}", new.path), strict=True)
    return {was: now for was, now in pairs if was != now}


def _bodies(old: PlacedOperation, new: PlacedOperation) -> Iterator[Difference]:
    was, now = (each.spec.resolve(each.node.get("requestBody")) for each in (old, new))
    kind, _ = _duty(now or {})
    if was and now:
        if bool(was.get("required")) != bool(now.get("required")):
            message = "has to have a body" if now.get("required") else "may have no body"
            yield difference(f"request-body-became-{kind}", "request", new.name, message)
        for key, before, after in changed(was, now, {"required", "content"}):
            yield worded(key, "request", new.name, before, after, side="request")
        yield from _contents(old, new, RuleSide.REQUEST, "request", was, now)
    elif was:
        yield difference("request-body-removed", "request", new.name, "no longer has a body")
    elif now:
        yield difference(f"request-{kind}-body-added", "request", new.name, "has a body")


# -- what comes out ----------------------------------------------------------------------------------------------------


def _answers(old: PlacedOperation, new: PlacedOperation) -> Iterator[Difference]:
    was, now = (
        {str(status): each.spec.resolve(entry) for status, entry in (each.node.get("responses") or {}).items()}
        for each in (old, new)
    )
    for status in {**was, **now}:
        location = {"200": "response", "default": "errors"}.get(status, f"response({status})")
        if status in was and status in now:
            yield from _answer(old, new, location, was[status], now[status])
        else:
            yield _status(new.name, location, status, was.get(status), now.get(status))


def _status(name: str, location: str, status: str, was: Node | None, now: Node | None) -> Difference:
    """A status that only one of the two operations documents."""
    answer = f"the {status}" if status != "default" else "the default answer"
    kind = "success" if status.startswith("2") else "error"
    entry, action, message, *values = (
        (was, "removed", "is no longer documented", status, None)
        if was is not None
        else (now, "added", "is documented now", None, status)
    )
    client = None if entry and entry.get("content") else Client.NONE
    return difference(f"response-{kind}-status-{action}", location, name, f"{answer} {message}", *values, client=client)


def _answer(old: PlacedOperation, new: PlacedOperation, location: str, was: Node, now: Node) -> Iterator[Difference]:
    for key, before, after in changed(was, now, {"content", "headers"}):
        yield worded(key, location, new.name, before, after, side="response")
    here, there = (
        {str(header).lower(): node for header, node in (answer.get("headers") or {}).items()} for answer in (was, now)
    )
    for header in sorted({*here, *there}):
        where = f"{location}.headers.{header}"
        if header not in there:
            yield difference("response-header-removed", where, new.name, "is no longer documented")
        elif header not in here:
            yield difference("response-header-added", where, new.name, "is documented now")
        elif old.spec.resolve(here[header]) != new.spec.resolve(there[header]):
            yield difference("response-header-changed", where, new.name, "is another", here[header], there[header])
    yield from _contents(old, new, RuleSide.RESPONSE, location, was, now)


# -- what is in both ---------------------------------------------------------------------------------------------------

# The verbs for a body on each side.
COMES: Mapping[RuleSide, tuple[str, str]] = {
    RuleSide.REQUEST: ("is sent", "may be sent"),
    RuleSide.RESPONSE: ("comes", "may come"),
}


def _contents(
    old: PlacedOperation, new: PlacedOperation, side: RuleSide, location: str, was: Node, now: Node
) -> Iterator[Difference]:
    """The differences of bodies, media type by media type."""
    here, there = ((holder.get("content") or {}) for holder in (was, now))
    comes, may_come = COMES[side]
    for kind in {**here, **there}:
        where = location if kind == JSON_TYPE else f"{location}({kind})"
        if kind not in there:
            message = f"no longer {comes} as {told([kind])}"
            yield difference(f"{side}-media-type-removed", where, new.name, message, kind, None)
        elif kind not in here:
            message = f"{may_come} as {told([kind])}"
            yield difference(f"{side}-media-type-added", where, new.name, message, None, kind)
        else:
            yield from _media(old, new, side, where, here[kind] or {}, there[kind] or {})


def _media(
    old: PlacedOperation, new: PlacedOperation, side: RuleSide, where: str, was: Node, now: Node
) -> Iterator[Difference]:
    for key, before, after in changed(was, now, {"schema", "examples"}):
        yield worded(key, where, new.name, before, after, side=str(side))
    here, there = ((media.get("examples") or {}) for media in (was, now))
    for sample in {**here, **there}:
        before, after = old.spec.resolve(here.get(sample)), new.spec.resolve(there.get(sample))
        if before != after:
            action = "is gone" if not after else "is another" if before else "is new"
            message = f"the sample {told([str(sample)])} {action}"
            yield difference(f"{side}-example-changed", where, new.name, message, before or None, after or None)
    schemas = SchemaComparison(old.spec, new.spec, side, new.name)
    yield from schemas.compare(where, was.get("schema"), now.get("schema"))
