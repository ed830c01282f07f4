"""
Looks up in a spec what a page names: an operation by its address, a member by its side and path.

Held by `tests/drift/test_page_vs_spec.py`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wirecheck.diff.operations import PlacedOperation, by, matched, places
from wirecheck.diff.schema_shape import SchemaShape, shape
from wirecheck.drift.endpoints import address
from wirecheck.drift.statements import At
from wirecheck.facts import DocumentedOperation, Side
from wirecheck.spec.members import with_enums
from wirecheck.spec.spec import JSON_TYPE, Spec

# The most levels of nested unions that are searched.
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class SpecMember:
    """
    What a spec says of a member.

    :param required: whether the object around it always requires it.
    :param conditional: whether the object around it requires it under a condition, or in one branch of a union.
    """

    shape: SchemaShape
    required: bool
    conditional: bool = False


def placed_operations(spec: Spec, operations: tuple[DocumentedOperation, ...]) -> dict[str, PlacedOperation | None]:
    """The operation of a spec that each operation of a page is: the one at its address, or else the only candidate."""
    remaining = functools.partial(_remaining, alone=len(operations) == 1)
    pairs, _ = matched(operations, places(spec), by(address, address), remaining)
    return {operation.name: placed for operation, placed in pairs}


def _remaining(operation: DocumentedOperation, left: list[PlacedOperation], *, alone: bool) -> PlacedOperation | None:
    """The only operation whose path ends the same, or the only one of the spec if the page has only one as well."""
    same = [placed for placed in left if _end(placed.path) == _end(operation.path)]
    candidates = left if alone and len(same) != 1 else same
    return candidates[0] if len(candidates) == 1 else None


def _end(path: str) -> str:
    """The part of a path that stays when it moves: its last segment, or the action behind a model's name."""
    return path.rpartition("/")[2].rpartition(":")[2]


def find(placed: PlacedOperation, at: At) -> SpecMember | None:
    """What a spec says about a member, or None if it does not have that member."""
    side, path = at
    if side in (Side.REQUEST, Side.RESPONSE):
        schema = body(placed, side)
        return None if schema is None else _walk(placed.spec, schema, path)
    name = path.lower() if side is Side.HEADER else path
    parameter = placed.parameters.get(f"{side.value}.{name}")
    if parameter is None:
        return None
    schema = parameter.get("schema") or {}
    return SpecMember(shape(placed.spec, schema), bool(parameter.get("required")))


def body(placed: PlacedOperation, side: Side) -> Any:
    """The schema of the body of a request, or of the answer with status 200."""
    node = placed.node
    holder = node.get("requestBody") if side is Side.REQUEST else (node.get("responses") or {}).get("200")
    content = placed.spec.resolve(holder).get("content") or {} if holder else {}
    media = content.get(JSON_TYPE) or next(iter(content.values()), None)
    return media.get("schema") if isinstance(media, dict) else None


def _walk(spec: Spec, schema: Any, path: str) -> SpecMember | None:
    member: SpecMember | None = SpecMember(shape(spec, schema), True)
    for step in steps(path):
        member = _step(spec, member, step, 0) if member is not None else None
    return member


def steps(path: str) -> list[str]:
    """The names on the way to a member, `[]` for items."""
    return re.findall(r"[^.\[\]]+|\[\]", path)


def _step(spec: Spec, around: SpecMember, step: str, depth: int) -> SpecMember | None:
    here = around.shape
    if step == "[]":
        schema, required, conditional = here.items, True, False
    else:
        schema, required = here.properties.get(step), step in here.required
        conditional = not required and _conditional(here.keywords, step)
    if schema is not None:
        return SpecMember(shape(spec, schema), required, conditional)
    if depth < DEEPEST:
        for branch in here.branches.values():
            inner = _step(spec, SpecMember(shape(spec, branch), True), step, depth + 1)
            if inner is not None:
                # a member that one branch requires has to be sent only by callers who use that branch
                return SpecMember(inner.shape, False, inner.required or inner.conditional)
    return None


def _conditional(keywords: Mapping[str, Any], name: str) -> bool:
    """Whether an object requires one of its members under a condition."""
    branches = [keywords.get(key) or {} for key in ("then", "else")]
    if any(name in (branch.get("required") or ()) for branch in branches if isinstance(branch, dict)):
        return True
    dependent = keywords.get("dependentRequired") or {}
    return isinstance(dependent, dict) and any(name in names for names in dependent.values())


def servers(placed: PlacedOperation) -> list[str]:
    """The base URLs of an operation, with the defaults of their variables filled in."""
    urls = []
    for server in placed.servers:
        url = str(server.get("url", ""))
        for name, variable in (server.get("variables") or {}).items():
            url = url.replace(f"{{{name}}}", str((variable or {}).get("default", "")))
        urls.append(url.rstrip("/"))
    return urls


def carriers(placed: PlacedOperation) -> list[str]:
    """The headers or parameters that carry the key, as pages write them: `Authorization: Bearer`, `x-api-key`."""
    return list(_carriers(placed))


def _carriers(placed: PlacedOperation) -> Iterator[str]:
    schemes = (placed.spec.document.get("components") or {}).get("securitySchemes") or {}
    for name in [name for entry in placed.security or () for name in entry]:
        scheme = placed.spec.resolve(schemes.get(name))
        if scheme.get("type") == "http":
            yield f"Authorization: {str(scheme.get('scheme', '')).capitalize()}"
        elif scheme.get("type") == "apiKey":
            yield str(scheme.get("name")) if scheme.get("in") == "header" else f"?{scheme.get('name')}"


def statuses(placed: PlacedOperation) -> set[str]:
    """The statuses that a spec names, including those that are to be retried."""
    responses = {str(code) for code in placed.node.get("responses") or {}}
    return responses | {str(code) for code in placed.node.get("x-retry") or ()}


def samples(placed: PlacedOperation, side: Side) -> dict[str, Any]:
    """The schema for whole samples of a side, with all that it refers to, and with closed sets of arrays as enums."""
    document = placed.spec.document
    schema = body(placed, side)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **with_enums(dict(schema) if isinstance(schema, dict) else {}),
        "components": {"schemas": with_enums(dict((document.get("components") or {}).get("schemas") or {}))},
    }
