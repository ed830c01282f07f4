"""
The members that a JSON Schema documents, found by following references and branches, also circular ones.

A branch is what `allOf`, `anyOf` or `oneOf` lists; frameworks write an optional member as a choice with null.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from wirecheck.wire.lenient_json import Json

if TYPE_CHECKING:
    from wirecheck.spec.operation import Citation

BRANCHES = ("allOf", "anyOf", "oneOf")

Resolve: TypeAlias = "Callable[[Any], dict[str, Any]]"
"""Follows the reference of a node."""


@dataclass(frozen=True, slots=True)
class Member:
    """
    A documented member of a request.

    `values` is its closed set (of whole arrays, where the page gives such), empty for an open one;
    `default` is None where none is documented.
    """

    path: str
    schema: Mapping[str, Json]
    required: bool
    values: tuple[Json, ...]
    default: Json
    citation: Citation | None


def branches(resolve: Resolve, node: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """
    A schema and its branches, each once, with references followed; and of each, whether it applies to every value.
    """
    seen: set[int] = set()
    ahead = deque([(node, True)])
    while ahead:
        here, always = ahead.popleft()
        if id(here) in seen:
            continue
        seen.add(id(here))
        schema = resolve(here)
        yield schema, always
        ahead += [
            (branch, always and keyword == "allOf") for keyword in BRANCHES for branch in schema.get(keyword) or ()
        ]


def crowded(resolve: Resolve, node: Any, limit: int) -> bool:
    """Whether a schema has more branches than that; branches of branches count each time that they are reached."""
    ahead, count = [node], 0
    while ahead and count <= limit:
        count += 1
        schema = resolve(ahead.pop())
        ahead += [branch for keyword in BRANCHES for branch in schema.get(keyword) or ()]
    return count > limit


def step(resolve: Resolve, node: Any, name: str) -> Any:
    """The schema of a member by its name, or that of the items by `[]`; None if there is none."""
    for branch, _ in branches(resolve, node):
        found = branch.get("items") if name == "[]" else (branch.get("properties") or {}).get(name)
        if found is not None:
            return found
    return None


def nullable(resolve: Resolve, node: Any) -> bool:
    """Whether null is valid."""
    kinds = (branch.get("type") for branch, _ in branches(resolve, node))
    return any(kind == "null" or (isinstance(kind, list) and "null" in kind) for kind in kinds)


def walk(
    resolve: Resolve,
    cite: Callable[[str], Citation | None],
    node: Any,
    prefix: str = "",
    around: frozenset[int] = frozenset(),
) -> Iterator[Member]:
    """
    Every member of a schema, outer ones first; a schema that contains itself is entered once.

    :param cite: gives the citation of the member at a path.
    :param around: the objects that the schema stands in.
    """
    told: set[str] = set()
    here = [(branch, always) for branch, always in branches(resolve, node) if branch.get("properties")]
    within = around | {id(branch["properties"]) for branch, _ in here}
    for branch, always in here:
        if id(branch["properties"]) in around:
            continue
        for name, inner in branch["properties"].items():
            if name in told:
                continue
            told.add(name)
            path = f"{prefix}{name}"
            found = resolve(inner)
            required = always and name in (branch.get("required") or ())
            yield Member(path, found, required, _closed_set(resolve, inner), found.get("default"), cite(path))
            listed = step(resolve, inner, "[]")
            if listed is not None:
                yield from walk(resolve, cite, listed, f"{path}[].", within)
            else:
                yield from walk(resolve, cite, inner, f"{path}.", within)


def _closed_set(resolve: Resolve, node: Any) -> tuple[Json, ...]:
    """The closed set of a schema; for a choice between null and another schema, that of the other."""
    schema = resolve(node)
    choice = [resolve(branch) for branch in (*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ()))]
    others = [branch for branch in choice if branch.get("type") != "null"]
    optional = len(choice) == 2 and len(others) == 1 and not others[0].keys() & {"anyOf", "oneOf"}
    return _stated_set(schema) or (_stated_set(others[0]) if optional else ())


def _stated_set(schema: Mapping[str, Any]) -> tuple[Json, ...]:
    """The values that a schema closes by itself, without its branches."""
    for keyword in ("x-values", "enum"):
        if keyword in schema:
            return tuple(schema[keyword])
    if "const" in schema:
        return (schema["const"],)
    return (True, False) if schema.get("type") == "boolean" else ()


def widen(schema: dict[str, Any], name: str, values: Sequence[Json]) -> None:
    """Let a member of a self-contained schema have more values than its closed set has; the schema is changed."""
    parts = schema.get("components") or {}
    inner = (outer.get("properties", {}).get(name) for outer in list(_in_place(schema, parts)))
    for node in {id(node): node for start in inner for node in _in_place(start, parts)}.values() if values else ():
        if "const" in node:
            node["enum"] = [node.pop("const")]
        if "enum" in node:
            node["enum"] = [*node["enum"], *values]


def _in_place(start: Any, parts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema, its branches and what they refer to, each once and itself rather than a copy."""
    seen: set[int] = set()
    ahead = [start]
    while ahead:
        node = ahead.pop()
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        ahead += [branch for keyword in BRANCHES for branch in node.get(keyword) or ()]
        if isinstance(node.get("$ref"), str):
            section, _, target = str(node["$ref"]).removeprefix("#/components/").partition("/")
            ahead.append((parts.get(section) or {}).get(unquote(target).replace("~1", "/").replace("~0", "~")))


def with_enums(node: Any) -> Any:
    """The same schema with each closed set of arrays (`x-values`) written as JSON Schema has it."""
    if isinstance(node, dict):
        found = {key: with_enums(value) for key, value in node.items()}
        if "x-values" in node:
            found["enum"] = node["x-values"]
        return found
    if isinstance(node, list):
        return [with_enums(value) for value in node]
    return node
