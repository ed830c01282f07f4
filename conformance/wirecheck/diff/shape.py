"""A schema as a diff sees it: what it lets through, apart from the way in which that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json

UNIONS = ("anyOf", "oneOf")
READ = frozenset(
    {"$ref", "allOf", "const", "enum", "items", "properties", "required", "title", "type", "x-values", *UNIONS}
)
"""The keywords that a shape has read; all others are in its `keywords` as they stand."""

NAMES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}
MOST = 20
"""Levels of `allOf` and of unions in unions that are read."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """
    What a schema lets through.

    :param types: JSON's names without `null`; empty where anything goes.
    :param nullable: whether null goes.
    :param values: the values that it lists, in its order, null left out.
    :param closed: whether they are all that goes.
    :param properties: the schemas of the members of an object, as they stand in the document.
    :param required: the names of members that have to be there.
    :param items: the schema of the items of an array, None where any go.
    :param branches: the objects and arrays of a union by their names, where there is more than one.
    :param titles: its titles, the outer one first.
    :param keywords: all else that it says.
    """

    types: frozenset[str]
    nullable: bool
    values: tuple[Json, ...]
    closed: bool
    properties: Mapping[str, Any]
    required: frozenset[str]
    items: Any
    branches: Mapping[str, Any]
    titles: tuple[str, ...]
    keywords: Mapping[str, Json]

    @property
    def structured(self) -> bool:
        """Whether it lets through objects or arrays alone."""
        return bool(self.types) and self.types <= {"object", "array"}


def shape(spec: Spec, node: Any) -> Shape:
    """
    The shape of a schema; of one that lets anything through where there is none.

    A union with null and one object or array, or of values and the types that open their set, is one shape.

    :raises SpecError: a reference leads nowhere, or a schema is none.
    """
    return _shape(spec, node, 0)


def _shape(spec: Spec, node: Any, depth: int) -> Shape:
    if depth > MOST:
        raise SpecError(f"a schema of `{spec.provider}` is made of itself", hint="mend its `allOf`, `anyOf` or `oneOf`")
    if node is None or node is True:
        node = {}
    if node is False:
        node = {"not": {}}
    if not isinstance(node, dict):
        raise SpecError(
            f"`{str(node)[:60]}` in the spec of `{spec.provider}` is no schema", hint="a schema is a mapping"
        )
    whole = _merged(spec, node, depth)
    values, closed = _values(whole)
    types = _types(whole, values)
    found = Shape(
        types=types - {"null"},
        nullable="null" in types or None in values,
        values=tuple(value for value in values if value is not None),
        closed=closed,
        properties=_mapping(whole.get("properties")),
        required=frozenset(str(name) for name in whole.get("required") or ()),
        items=whole.get("items"),
        branches={},
        titles=(str(whole["title"]),) if "title" in whole else (),
        keywords={key: value for key, value in whole.items() if key not in READ},
    )
    listed = [branch for key in UNIONS for branch in whole.get(key) or ()]
    return _joined(spec, found, listed, depth) if listed else found


def _merged(spec: Spec, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """A schema with its reference followed and the parts of its `allOf` put into it; what is nearer wins."""
    found = spec.resolve(node)
    if "$ref" in node and "description" in node:
        # both are words of the client: the outer one of the member, the inner one of its class
        _describe(found, spec.resolve({"$ref": node["$ref"]}))
    for part in found.pop("allOf", None) or ():
        if depth > MOST or not isinstance(part, dict):
            raise SpecError(f"an `allOf` of `{spec.provider}` cannot be read", hint="its parts are schemas")
        inner = _merged(spec, part, depth + 1)
        names = [*(inner.get("required") or ()), *(found.get("required") or ())]
        properties = {**_mapping(inner.get("properties")), **_mapping(found.get("properties"))}
        found = {**inner, **found}
        if names:
            found["required"] = names
        if properties:
            found["properties"] = properties
    return found


def _joined(spec: Spec, outer: Shape, listed: list[Any], depth: int) -> Shape:
    """A shape with the branches of its union put into it."""
    branches = [(branch, _shape(spec, branch, depth + 1)) for branch in listed]
    nullable = outer.nullable or any(one.nullable for _, one in branches)
    kept = [(branch, one) for branch, one in branches if one.types or one.values or not one.nullable]
    structured = [(branch, one) for branch, one in kept if not one.types or one.types & {"object", "array"}]
    plain = [one for _, one in kept if one.types and not one.types & {"object", "array"}]
    single = structured[0][1] if len(structured) == 1 else None
    inner = [*plain, *([single] if single else [])]
    every: dict[str, Json] = {}
    for one in inner:
        every.update(one.keywords)
    words = dict(outer.keywords)
    for one in inner:
        _describe(words, one.keywords)
    anything = any(not one.types for _, one in kept)
    types = frozenset[str]() if anything else frozenset[str]().union(*(one.types for _, one in kept))
    return Shape(
        types=outer.types or types,
        nullable=nullable,
        values=outer.values or tuple(value for one in inner for value in one.values),
        closed=outer.closed or (bool(kept) and all(one.closed for _, one in kept)),
        properties={**(single.properties if single else {}), **outer.properties},
        required=(single.required if single else frozenset()) | outer.required,
        items=single.items if single and outer.items is None else outer.items,
        branches=dict(_named(structured)) if len(structured) > 1 else single.branches if single else {},
        titles=(*outer.titles, *(title for one in inner for title in one.titles)),
        keywords={**every, **words},
    )


def _describe(outer: dict[str, Any], inner: Mapping[str, Any]) -> None:
    """Put the words of what is inside below those of what is around it."""
    if "description" in outer and "description" in inner:
        outer["description"] = f"{outer['description']}\n{inner['description']}"


def _named(branches: list[tuple[Any, Shape]]) -> Iterator[tuple[str, Any]]:
    """Branches by their titles or the names of their schemas; by their place where they have neither."""
    for at, (branch, one) in enumerate(branches):
        reference = str(branch.get("$ref") or "").rpartition("/")[2] if isinstance(branch, dict) else ""
        yield next(iter(one.titles), "") or reference or str(at), branch


def _values(whole: Mapping[str, Any]) -> tuple[tuple[Json, ...], bool]:
    if "const" in whole:
        return (whole["const"],), True
    for key in ("x-values", "enum"):
        if isinstance(whole.get(key), list):
            return tuple(whole[key]), True
    return (), False


def _types(whole: Mapping[str, Any], values: tuple[Json, ...]) -> frozenset[str]:
    said = whole.get("type")
    if said is not None:
        return frozenset(str(one) for one in (said if isinstance(said, list) else [said]))
    if values:
        return frozenset("null" if value is None else NAMES[type(value)] for value in values)
    if "properties" in whole:
        return frozenset({"object"})
    return frozenset({"array"}) if "items" in whole else frozenset()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
