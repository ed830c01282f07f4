"""A schema as a diff sees it: what it allows, regardless of how that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json, members

UNIONS = ("anyOf", "oneOf")
# The keywords that a shape is made from; all others are unchanged in its `keywords`.
READ = frozenset(
    {"$ref", "allOf", "const", "enum", "items", "properties", "required", "title", "type", "x-values", *UNIONS}
)

NAMES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
}
STRUCTURED = frozenset({"object", "array"})
# The most levels of nested `allOf` and unions that are read.
MOST = 20


@dataclass(frozen=True, slots=True, eq=False)
class SchemaShape:
    """
    What a schema allows.

    :param types: JSON's names without `null`; empty if any type is allowed.
    :param nullable: whether null is allowed.
    :param values: the values that it lists, in its order, null left out.
    :param closed: whether no other values are allowed.
    :param properties: the schemas of the members of an object, as they stand in the document.
    :param required: the names of required members.
    :param items: the schema of the items of an array, None if any items are allowed.
    :param branches: the objects and arrays of a union by their names, where there is more than one.
    :param titles: its titles, the outer one first.
    :param keywords: all other keywords.
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
        """Whether it allows only objects or arrays."""
        return bool(self.types) and self.types <= STRUCTURED

    @property
    def may_be_structured(self) -> bool:
        """Whether it allows objects or arrays, possibly among others."""
        return not self.types or bool(self.types & STRUCTURED)

    @property
    def is_null(self) -> bool:
        """Whether it names null and nothing else."""
        return self.nullable and not self.types and not self.values


# A shape without any information.
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


def shape(spec: Spec, node: Any) -> SchemaShape:
    """
    The shape of a schema; a missing schema allows anything.

    A union of null and one object or array is merged into one shape, and so is a union of values and the types that
    open their set.

    :raises SpecError: a reference does not resolve, or a schema is not valid.
    """
    return _shape(spec, node, 0)


def _shape(spec: Spec, node: Any, depth: int) -> SchemaShape:
    if depth > MOST:
        raise SpecError(
            f"a schema of `{spec.provider}` contains itself", hint="correct its `allOf`, `anyOf` or `oneOf`"
        )
    # first the schema with its `allOf` is read as one, then the branches of its unions are joined to it
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
        keywords={key: value for key, value in whole.items() if key not in READ},
    )
    branches = [branch for key in UNIONS for branch in whole.get(key) or ()]
    return _joined(spec, outer, branches, depth) if branches else outer


def _as_mapping(spec: Spec, node: Any) -> Mapping[str, Any]:
    """A schema as a mapping, even where it is true, false, or missing."""
    if node is None or node is True:
        return {}
    if node is False:
        return {"not": {}}
    if isinstance(node, dict):
        return node
    raise SpecError(
        f"`{str(node)[:60]}` in the spec of `{spec.provider}` is not a valid schema", hint="a schema is a mapping"
    )


def _merged(spec: Spec, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """A schema with its reference resolved and its `allOf` merged; the keyword nearest to the schema wins."""
    whole = spec.resolve(node)
    if "$ref" in node and "description" in node:
        # the client shows both descriptions: the outer one for the member, the inner one for its class
        _describe(whole, spec.resolve({"$ref": node["$ref"]}))
    # `allOf` is flattened depth first, so that schemas differ only in what they allow and not in how they are split
    for part in whole.pop("allOf", None) or ():
        if depth > MOST or not isinstance(part, dict):
            raise SpecError(f"an `allOf` of `{spec.provider}` cannot be read", hint="its parts are schemas")
        whole = _over(whole, _merged(spec, part, depth + 1))
    return whole


def _over(outer: dict[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """Two schemas merged: the keywords of the outer one win, and the members of both are kept."""
    whole = {**inner, **outer}
    if required := [*(inner.get("required") or ()), *(outer.get("required") or ())]:
        whole["required"] = required
    if properties := {**members(inner.get("properties")), **members(outer.get("properties"))}:
        whole["properties"] = properties
    return whole


def _joined(spec: Spec, outer: SchemaShape, nodes: list[Any], depth: int) -> SchemaShape:
    """A shape merged with the branches of its union."""
    branches = [(node, _shape(spec, node, depth + 1)) for node in nodes]
    if any(branch.nullable for _, branch in branches):
        outer = replace(outer, nullable=True)
    return _with_branches(outer, [(node, branch) for node, branch in branches if not branch.is_null])


def _with_branches(outer: SchemaShape, branches: list[tuple[Any, SchemaShape]]) -> SchemaShape:
    """A shape merged with the plain branches of its union, and with its only object or array."""
    # plain types of a union merge into one set of types and values; two objects cannot merge and stay named branches
    shapes = [branch for _, branch in branches]
    structured = [(node, branch) for node, branch in branches if branch.may_be_structured]
    single = structured[0][1] if len(structured) == 1 else NOTHING
    inner = [*(branch for branch in shapes if not branch.may_be_structured), single]
    return SchemaShape(
        types=outer.types or _every_type(shapes),
        nullable=outer.nullable,
        values=outer.values or _chained(inner, "values"),
        closed=outer.closed or (bool(shapes) and all(each.closed for each in shapes)),
        properties={**single.properties, **outer.properties},
        required=single.required | outer.required,
        items=single.items if outer.items is None else outer.items,
        branches=dict(_named(structured)) if len(structured) > 1 else single.branches,
        titles=(*outer.titles, *_chained(inner, "titles")),
        keywords=_joined_keywords(outer, inner),
    )


def _chained(shapes: list[SchemaShape], name: str) -> tuple[Any, ...]:
    return tuple(value for each in shapes for value in getattr(each, name))


def _every_type(branches: list[SchemaShape]) -> frozenset[str]:
    """The types of some shapes; empty, which means any, if one of them allows any type."""
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
    """Append the description of an inner schema to that of the outer one."""
    if "description" in outer and "description" in inner:
        outer["description"] = f"{outer['description']}\n{inner['description']}"


def _named(branches: list[tuple[Any, SchemaShape]]) -> Iterator[tuple[str, Any]]:
    """Branches by their titles, else by the names of their schemas, else by their positions."""
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
