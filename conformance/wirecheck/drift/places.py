"""Where a spec says something of a member that a page names: found by side and path, references followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wirecheck.diff.operations import PlacedOperation as Place
from wirecheck.diff.operations import places
from wirecheck.diff.shape import Shape, shape
from wirecheck.drift.endpoints import unnamed
from wirecheck.facts import Operation, Side
from wirecheck.spec.members import with_enums
from wirecheck.spec.spec import JSON_TYPE, Spec

__all__ = ["Found", "Place", "matched", "places", "samples"]

DEEPEST = 20
"""Branches in branches that are looked into."""


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a spec says of a member.

    :param schema: its schema as it stands in the document.
    :param required: whether the object around it wants it.
    :param conditional: whether a condition of the object around it names it.
    """

    schema: Any
    shape: Shape
    required: bool
    conditional: bool = False


def matched(spec: Spec, operations: tuple[Operation, ...]) -> dict[str, Place | None]:
    """The place in a spec of each operation of a page: by its address, or else the only ones that are left."""
    left = places(spec)
    found: dict[str, Place | None] = {}
    for one in operations:
        place = next((each for each in left if unnamed(each.method, each.path) == unnamed(one.method, one.path)), None)
        found[one.name] = place
        if place is not None:
            left.remove(place)
    for one in operations:
        if found[one.name] is not None:
            continue
        same = [each for each in left if _end(each.path) == _end(one.path)]
        alone = len(left) == 1 and list(found.values()).count(None) == 1 and len(operations) == 1
        pick = same if len(same) == 1 else left if alone else []
        if pick:
            found[one.name] = pick[0]
            left.remove(pick[0])
    return found


def _end(path: str) -> str:
    """What is left of a path when it moves: its last segment, of a model's its action."""
    return path.rpartition("/")[2].rpartition(":")[2]


def find(place: Place, side: Side, path: str) -> Found | None:
    """What a spec says of a member, or None where it does not know it."""
    if side in (Side.REQUEST, Side.RESPONSE):
        schema = body(place, side)
        return None if schema is None else _walk(place.spec, schema, path)
    name = path.lower() if side is Side.HEADER else path
    parameter = place.parameters.get(f"{side.value}.{name}")
    if parameter is None:
        return None
    schema = parameter.get("schema") or {}
    return Found(schema, shape(place.spec, schema), bool(parameter.get("required")))


def body(place: Place, side: Side) -> Any:
    """The schema of a request's body, or of a 200's."""
    holder = place.node.get("requestBody") if side is Side.REQUEST else (place.node.get("responses") or {}).get("200")
    content = place.spec.resolve(holder).get("content") or {} if holder else {}
    media = content.get(JSON_TYPE) or next(iter(content.values()), None)
    return media.get("schema") if isinstance(media, dict) else None


def _walk(spec: Spec, schema: Any, path: str) -> Found | None:
    found = Found(schema, shape(spec, schema), True)
    for step in re.findall(r"[^.\[\]]+|\[\]", path):
        inner = _step(spec, found, step, 0)
        if inner is None:
            return None
        found = inner
    return found


def _step(spec: Spec, around: Found, step: str, depth: int) -> Found | None:
    here = around.shape
    if step == "[]":
        schema = here.items
        required, conditional = True, False
    else:
        schema = here.properties.get(step)
        required = step in here.required
        conditional = not required and _conditional(here.keywords, step)
    if schema is not None:
        return Found(schema, shape(spec, schema), required, conditional)
    if depth < DEEPEST:
        for branch in here.branches.values():
            inner = _step(spec, Found(branch, shape(spec, branch), True), step, depth + 1)
            if inner is not None:
                # what one branch requires is required of those only who use it
                return Found(inner.schema, inner.shape, False, inner.required or inner.conditional)
    return None


def _conditional(keywords: Mapping[str, Any], name: str) -> bool:
    """Whether a condition of an object requires a member of it."""
    named = [keywords.get(key) or {} for key in ("then", "else")]
    if any(name in (one.get("required") or ()) for one in named if isinstance(one, dict)):
        return True
    dependent = keywords.get("dependentRequired") or {}
    return isinstance(dependent, dict) and any(name in names for names in dependent.values())


def servers(place: Place) -> list[str]:
    """The base URLs of an operation, with the defaults of their variables filled in."""
    found = []
    for server in place.servers:
        url = str(server.get("url", ""))
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str((variable or {}).get("default", "")))
        found.append(url.rstrip("/"))
    return found


def carriers(place: Place) -> list[str]:
    """What carries the key, as pages write it: `Authorization: Bearer`, `x-api-key`."""
    spec = place.spec
    wanted = place.node["security"] if "security" in place.node else spec.document.get("security")
    schemes = (spec.document.get("components") or {}).get("securitySchemes") or {}
    found = []
    for name in [name for entry in wanted or () for name in entry]:
        scheme = spec.resolve(schemes.get(name))
        if scheme.get("type") == "http":
            found.append(f"Authorization: {str(scheme.get('scheme', '')).capitalize()}")
        elif scheme.get("type") == "apiKey":
            found.append(str(scheme.get("name")) if scheme.get("in") == "header" else f"?{scheme.get('name')}")
    return found


def statuses(place: Place) -> set[str]:
    """The statuses that a spec names, those to retry among them."""
    responses = {str(code) for code in place.node.get("responses") or {}}
    return responses | {str(code) for code in place.node.get("x-retry") or ()}


def samples(place: Place, side: Side) -> dict[str, Any]:
    """The schema that samples of a side have to keep to, self-contained, closed sets of arrays as enums."""
    document = place.spec.document
    schema = body(place, side)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **with_enums(dict(schema) if isinstance(schema, dict) else {}),
        "components": {"schemas": with_enums(dict((document.get("components") or {}).get("schemas") or {}))},
    }
