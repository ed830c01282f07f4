"""A schema as a diff sees it: what it lets through, apart from the way in which that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json, members

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
STRUCTURED = frozenset({"object", "array"})
MOST = 20
"""Levels of `allOf` and of unions in unions that are read."""


@dataclass(frozen=True, slots=True, eq=False)
class SchemaShape:
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
        return bool(self.types) and self.types <= STRUCTURED

    @property
    def may_be_structured(self) -> bool:
        """Whether objects or arrays are among what it lets through."""
        return not self.types or bool(self.types & STRUCTURED)

    @property
    def is_null(self) -> bool:
        """Whether it lets through null, and nothing else that it names."""
        return self.nullable and not self.types and not self.values


NOTHING = SchemaShape(
    types=frozenset(),
    nullable=False,
    values=(),
    closed=False,
    properties={},
    required=frozenset(),
    items=None,
    branches={},
    titles=(),
    keywords={},
)
"""A shape that says nothing."""


def shape(spec: Spec, node: Any) -> SchemaShape:
    """
    The shape of a schema; of one that lets anything through where there is none.

    A union with null and one object or array, or of values and the types that open their set, is one shape.

    :raises SpecError: a reference leads nowhere, or a schema is none.
    """
    return _shape(spec, node, 0)


def _shape(spec: Spec, node: Any, depth: int) -> SchemaShape:
    if depth > MOST:
        raise SpecError(f"a schema of `{spec.provider}` is made of itself", hint="mend its `allOf`, `anyOf` or `oneOf`")
    whole = _merged(spec, _as_mapping(spec, node), depth)
    values, closed = _values(whole)
    types = _types(whole, values)
    outer = SchemaShape(
        types=types - {"null"},
        nullable="null" in types or None in values,
        values=tuple(value for value in values if value is not None),
        closed=closed,
        properties=members(whole.get("properties")),
        required=frozenset(map(str, whole.get("required") or ())),
        items=whole.get("items"),
        branches={},
        titles=(str(whole["title"]),) if "title" in whole else (),
        keywords=_unread(whole),
    )
    branches = [branch for key in UNIONS for branch in whole.get(key) or ()]
    return _joined(spec, outer, branches, depth) if branches else outer


def _unread(whole: Mapping[str, Any]) -> dict[str, Json]:
    return {key: value for key, value in whole.items() if key not in READ}


def _as_mapping(spec: Spec, node: Any) -> Mapping[str, Any]:
    """A schema as a mapping, also where it stands as true, false, or not at all."""
    if node is None or node is True:
        return {}
    if node is False:
        return {"not": {}}
    if isinstance(node, dict):
        return node
    raise SpecError(f"`{str(node)[:60]}` in the spec of `{spec.provider}` is no schema", hint="a schema is a mapping")


def _merged(spec: Spec, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """A schema with its reference followed and the parts of its `allOf` put into it; what is nearer wins."""
    whole = spec.resolve(node)
    if "$ref" in node and "description" in node:
        # both are words of the client: the outer one of the member, the inner one of its class
        _describe(whole, spec.resolve({"$ref": node["$ref"]}))
    for part in whole.pop("allOf", None) or ():
        if depth > MOST or not isinstance(part, dict):
            raise SpecError(f"an `allOf` of `{spec.provider}` cannot be read", hint="its parts are schemas")
        whole = _over(whole, _merged(spec, part, depth + 1))
    return whole


def _over(outer: dict[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """A schema put over another: its keywords win, and the members of both stay."""
    whole = {**inner, **outer}
    if required := [*(inner.get("required") or ()), *(outer.get("required") or ())]:
        whole["required"] = required
    if properties := {**members(inner.get("properties")), **members(outer.get("properties"))}:
        whole["properties"] = properties
    return whole


def _joined(spec: Spec, outer: SchemaShape, nodes: list[Any], depth: int) -> SchemaShape:
    """A shape with the branches of its union put into it."""
    branches = [(node, _shape(spec, node, depth + 1)) for node in nodes]
    if any(branch.nullable for _, branch in branches):
        outer = replace(outer, nullable=True)
    return _with_branches(outer, [(node, branch) for node, branch in branches if not branch.is_null])


def _with_branches(outer: SchemaShape, branches: list[tuple[Any, SchemaShape]]) -> SchemaShape:
    """A shape with branches that are more than null: all plain ones, and the object or array where it is alone."""
    # texts and numbers of a union can be told as one set; two objects cannot, and stay branches by their names
    shapes = [branch for _, branch in branches]
    structured = [(node, branch) for node, branch in branches if branch.may_be_structured]
    single = structured[0][1] if len(structured) == 1 else NOTHING
    inner = [*(branch for branch in shapes if not branch.may_be_structured), single]
    return SchemaShape(
        types=outer.types or _every_type(shapes),
        nullable=outer.nullable,
        values=outer.values or _chained(inner, "values"),
        closed=outer.closed or _all_closed(shapes),
        properties={**single.properties, **outer.properties},
        required=single.required | outer.required,
        items=single.items if outer.items is None else outer.items,
        branches=dict(_named(structured)) if len(structured) > 1 else single.branches,
        titles=(*outer.titles, *_chained(inner, "titles")),
        keywords=_joined_keywords(outer, inner),
    )


def _chained(shapes: list[SchemaShape], name: str) -> tuple[Any, ...]:
    return tuple(value for each in shapes for value in getattr(each, name))


def _all_closed(shapes: list[SchemaShape]) -> bool:
    return bool(shapes) and all(each.closed for each in shapes)


def _every_type(branches: list[SchemaShape]) -> frozenset[str]:
    """The types of some shapes; none, which is any, where one lets anything through."""
    types = [branch.types for branch in branches]
    return frozenset[str]().union(*types) if all(types) else frozenset()


def _joined_keywords(outer: SchemaShape, inner: list[SchemaShape]) -> dict[str, Json]:
    inside: dict[str, Json] = {}
    words = dict(outer.keywords)
    for branch in inner:
        inside.update(branch.keywords)
        _describe(words, branch.keywords)
    return {**inside, **words}


def _describe(outer: dict[str, Any], inner: Mapping[str, Any]) -> None:
    """Put the words of what is inside below those of what is around it."""
    if "description" in outer and "description" in inner:
        outer["description"] = f"{outer['description']}\n{inner['description']}"


def _named(branches: list[tuple[Any, SchemaShape]]) -> Iterator[tuple[str, Any]]:
    """Branches by their titles or the names of their schemas; by their place where they have neither."""
    for at, (node, branch) in enumerate(branches):
        reference = str(node.get("$ref") or "").rpartition("/")[2] if isinstance(node, dict) else ""
        yield next(iter(branch.titles), "") or reference or str(at), node


def _values(whole: Mapping[str, Any]) -> tuple[tuple[Json, ...], bool]:
    if "const" in whole:
        return (whole["const"],), True
    for key in ("x-values", "enum"):
        if isinstance(whole.get(key), list):
            return tuple(whole[key]), True
    return (), False


def _types(whole: Mapping[str, Any], values: tuple[Json, ...]) -> frozenset[str]:
    named = whole.get("type")
    if named is not None:
        return frozenset(str(name) for name in (named if isinstance(named, list) else [named]))
    if values:
        return frozenset("null" if value is None else NAMES[type(value)] for value in values)
    if "properties" in whole:
        return frozenset({"object"})
    return frozenset({"array"}) if "items" in whole else frozenset()
