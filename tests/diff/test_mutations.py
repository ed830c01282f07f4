"""Each spec of the repository with one thing changed: the right rule, at the right places, of the right class."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from wirecheck.diff import Client, Difference, WireBreak, diff
from wirecheck.errors import SpecError
from wirecheck.spec.spec import JSON_TYPE, Spec, load, providers

pytestmark = pytest.mark.exhaustive

Change = Callable[[dict[str, Any]], object]
Changed = Callable[[Spec, Change], Spec]

SPECS = [pytest.param(load(name), id=name) for name in providers()]


@dataclass(frozen=True)
class Spot:
    """
    A member as it stands in a schema of the document, and every place where it is met.

    :param places: side, operation and location of each.
    """

    schema: str
    name: str
    places: frozenset[tuple[str, str, str]]

    def node(self, document: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.owner(document)["properties"][self.name]
        return found

    def owner(self, document: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = document["components"]["schemas"][self.schema]
        return found

    def expected(self, action: str, name: str = "") -> set[tuple[str, str, str]]:
        """Rule, operation and location of each place, the member under another name where one is given."""
        return {
            (f"{side}-{action}", operation, f"{location.rpartition('.')[0]}.{name or self.name}")
            for side, operation, location in self.places
        }


def spots(spec: Spec) -> list[Spot]:
    """Every member of every schema that an operation leads to."""
    met: dict[tuple[str, str], set[tuple[str, str, str]]] = {}

    def walk(node: dict[str, Any], side: str, operation: str, location: str) -> None:
        if "$ref" in node:
            schema = node["$ref"].rpartition("/")[2]
            for name, inner in spec.document["components"]["schemas"][schema].get("properties", {}).items():
                met.setdefault((schema, name), set()).add((side, operation, f"{location}.{name}"))
                walk(inner, side, operation, f"{location}.{name}")
        for branch in node.get("anyOf", ()):
            walk(branch, side, operation, location)
        if "items" in node:
            walk(node["items"], side, operation, f"{location}[]")

    for operation in spec.operations:
        node = operation.node
        walk(node["requestBody"]["content"][JSON_TYPE]["schema"], "request", operation.name, "request")
        walk(node["responses"]["200"]["content"][JSON_TYPE]["schema"], "response", operation.name, "response")
    return [Spot(schema, name, frozenset(places)) for (schema, name), places in met.items()]


def every(wanted: Callable[[dict[str, Any], Spot], object]) -> list[Any]:
    """The members of all specs whose node is wanted, with their specs."""
    return [
        pytest.param(spec, spot, id=f"{spec.provider}-{spot.schema}.{spot.name}")
        for spec in map(load, providers())
        for spot in spots(spec)
        if wanted(spot.node(copy.deepcopy(dict(spec.document))), spot)
    ]


def seen(found: tuple[Difference, ...]) -> set[tuple[str, str, str]]:
    return {(one.rule, one.operation, one.location) for one in found}


def wires(found: tuple[Difference, ...]) -> dict[str, set[WireBreak]]:
    """The classes by side of the wire."""
    sides = {one.rule.partition("-")[0] for one in found}
    return {side: {one.wire for one in found if one.rule.startswith(side)} for side in sides}


def sides(spot: Spot, **classes: WireBreak) -> dict[str, set[WireBreak]]:
    return {side: {classes[side]} for side, _, _ in spot.places}


# -- nothing changed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", SPECS)
def test_a_spec_does_not_differ_from_itself(spec: Spec, changed: Changed) -> None:
    """The same spec, read anew, has no difference."""
    assert diff(spec, changed(spec, lambda document: None)) == ()


@pytest.mark.parametrize("spec", SPECS)
def test_how_a_schema_is_written_is_no_difference(spec: Spec, changed: Changed) -> None:
    """The order of members and values, and the name of a schema in the document, are nothing that callers meet."""

    def rewritten(document: dict[str, Any]) -> None:
        def turned(node: Any) -> Any:
            if isinstance(node, dict):
                found = {key: turned(value) for key, value in reversed(node.items())}
                for key in ("enum", "required"):
                    if isinstance(found.get(key), list):
                        found[key] = found[key][::-1]
                if "$ref" in found:
                    found["$ref"] += "X"
                return found
            return [turned(value) for value in node] if isinstance(node, list) else node

        schemas = turned(document["components"]["schemas"])
        paths = turned(document["paths"])
        document["paths"] = paths
        document["components"]["schemas"] = {f"{name}X": schema for name, schema in schemas.items()}

    assert diff(spec, changed(spec, rewritten)) == ()


# -- one member changed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: True))
def test_a_renamed_member(spec: Spec, spot: Spot, changed: Changed) -> None:
    """A member under another name is gone under the old one and new under the other."""

    def change(document: dict[str, Any]) -> None:
        owner = spot.owner(document)
        owner["properties"] = {("renamed" if n == spot.name else n): p for n, p in owner["properties"].items()}
        owner["required"] = ["renamed" if name == spot.name else name for name in owner.get("required", ())]

    found = diff(spec, changed(spec, change))
    duty = "required" if spot.name in spot.owner(dict(spec.document)).get("required", ()) else "optional"
    added = {
        (rule.replace("request-", f"request-{duty}-"), operation, location)
        for rule, operation, location in spot.expected("property-added", "renamed")
    }
    conditions = {one for one in seen(found) if one[0] == "request-property-condition-changed"}
    assert seen(found) - conditions == spot.expected("property-removed") | added
    assert {one.wire for one in found if one.rule.endswith("-removed")} == {WireBreak.CALLERS}
    assert {one.client for one in found if one.rule.endswith("-removed")} == {Client.BREAKING}


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: True))
def test_a_member_whose_duty_is_flipped(spec: Spec, spot: Spot, changed: Changed) -> None:
    """What becomes required breaks callers in requests and nobody in answers; what becomes optional the other way."""
    was = spot.name in spot.owner(dict(spec.document)).get("required", ())

    def change(document: dict[str, Any]) -> None:
        names = [name for name in spot.owner(document).get("required", ()) if name != spot.name]
        spot.owner(document)["required"] = names if was else [*names, spot.name]

    found = diff(spec, changed(spec, change))
    assert seen(found) == spot.expected(f"property-became-{'optional' if was else 'required'}")
    if was:
        assert wires(found) == sides(spot, request=WireBreak.NONE, response=WireBreak.READERS)
    else:
        assert wires(found) == sides(spot, request=WireBreak.CALLERS, response=WireBreak.NONE)


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: isinstance(node.get("type"), str)))
def test_a_member_of_another_type(spec: Spec, spot: Spot, changed: Changed) -> None:
    """Another type breaks callers on both sides, and the client."""

    def change(document: dict[str, Any]) -> None:
        node = spot.node(document)
        node["type"] = "boolean" if node["type"] != "boolean" else "string"

    found = diff(spec, changed(spec, change))
    assert seen(found) == spot.expected("property-type-changed")
    assert wires(found) == sides(spot, request=WireBreak.CALLERS, response=WireBreak.CALLERS)
    assert {one.client for one in found} == {Client.BREAKING}


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: isinstance(node.get("type"), str)))
def test_a_member_that_may_be_null(spec: Spec, spot: Spot, changed: Changed) -> None:
    """Null breaks strict readers of answers, and no caller."""

    def change(document: dict[str, Any]) -> None:
        node = spot.node(document)
        node["type"] = [node["type"], "null"]

    found = diff(spec, changed(spec, change))
    assert seen(found) == spot.expected("property-became-nullable")
    assert wires(found) == sides(spot, request=WireBreak.NONE, response=WireBreak.READERS)


def listed(node: dict[str, Any]) -> tuple[dict[str, Any], str] | None:
    """The node and keyword that hold a member's set of values."""
    for holder in (node, *node.get("anyOf", ())):
        for key in ("x-values", "enum"):
            if key in holder:
                return holder, key
    return None


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: listed(node)))
def test_a_value_that_is_added(spec: Spec, spot: Spot, changed: Changed) -> None:
    """A new value breaks nobody in requests, and in answers those who read strictly; the client takes one more."""

    def change(document: dict[str, Any]) -> None:
        holder, key = listed(spot.node(document)) or ({}, "")
        holder[key].append(["AUDIO"] if key == "x-values" else "added")

    found = diff(spec, changed(spec, change))
    assert seen(found) == spot.expected("property-enum-value-added")
    assert wires(found) == sides(spot, request=WireBreak.NONE, response=WireBreak.READERS)
    assert {one.client for one in found} == {Client.ADDITIVE}


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: listed(node)))
def test_a_value_that_is_dropped(spec: Spec, spot: Spot, changed: Changed) -> None:
    """Any value that goes breaks callers who send it, and nobody who reads; it is named."""
    holder, key = listed(spot.node(copy.deepcopy(dict(spec.document)))) or ({}, "")
    for value in holder[key]:

        def change(document: dict[str, Any], value: Any = value) -> None:
            holder, key = listed(spot.node(document)) or ({}, "")
            holder[key].remove(value)

        found = diff(spec, changed(spec, change))
        assert seen(found) == spot.expected("property-enum-value-removed")
        assert wires(found) == sides(spot, request=WireBreak.CALLERS, response=WireBreak.NONE)
        assert [one.before for one in found] == [[value]] * len(spot.places)


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: "enum" in node))
def test_a_set_that_is_opened(spec: Spec, spot: Spot, changed: Changed) -> None:
    """A set that is no longer closed breaks nobody who sends."""
    found = diff(spec, changed(spec, lambda document: spot.node(document).pop("enum")))
    assert seen(found) == spot.expected("property-became-not-enum")
    assert wires(found) == sides(spot, request=WireBreak.NONE, response=WireBreak.READERS)


@pytest.mark.parametrize(
    ("spec", "spot"),
    every(lambda node, spot: node.get("type") == "string" and "enum" not in node and "contentEncoding" not in node),
)
def test_a_set_that_is_closed(spec: Spec, spot: Spot, changed: Changed) -> None:
    """A set that is closed breaks callers who send what is not in it, and nobody who reads."""
    found = diff(spec, changed(spec, lambda document: spot.node(document).update(enum=["a", "b"])))
    assert seen(found) == spot.expected("property-became-enum")
    assert wires(found) == sides(spot, request=WireBreak.CALLERS, response=WireBreak.NONE)


@pytest.mark.parametrize(("spec", "spot"), every(lambda node, spot: "default" in node))
def test_a_default(spec: Spec, spot: Spot, changed: Changed) -> None:
    """A default that changes, or goes, is behaviour; the client tells it, and does not send it."""
    other = diff(spec, changed(spec, lambda document: spot.node(document).update(default="other")))
    gone = diff(spec, changed(spec, lambda document: spot.node(document).pop("default")))
    assert seen(other) == spot.expected("property-default-value-changed")
    assert seen(gone) == spot.expected("property-default-value-removed")
    assert {(one.wire, one.client) for one in (*other, *gone)} == {(WireBreak.BEHAVIOUR, Client.NONE)}


# -- how it is called --------------------------------------------------------------------------------------------------


def each(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The operations of a document."""
    for item in document["paths"].values():
        yield from (node for key, node in item.items() if isinstance(node, dict))


@pytest.mark.parametrize("spec", SPECS)
def test_a_server_that_moves(spec: Spec, changed: Changed) -> None:
    """Another server breaks callers and the client, and is said once for all operations."""
    found = diff(spec, changed(spec, lambda document: document["servers"][0].update(url="https://else.test")))
    assert seen(found) == {("api-server-changed", "", "server")}
    assert [(one.wire, one.client) for one in found] == [(WireBreak.CALLERS, Client.BREAKING)]


@pytest.mark.parametrize("spec", SPECS)
def test_a_path_that_moves(spec: Spec, changed: Changed) -> None:
    """An operation at another path is the same operation, moved."""

    def change(document: dict[str, Any]) -> None:
        document["paths"] = {f"/v2{path}": item for path, item in document["paths"].items()}

    found = diff(spec, changed(spec, change))
    assert seen(found) == {("api-path-changed", operation.name, "operation") for operation in spec.operations}
    assert {one.wire for one in found} == {WireBreak.CALLERS}


@pytest.mark.parametrize("spec", SPECS)
def test_another_method(spec: Spec, changed: Changed) -> None:
    """An operation with another method is the same operation, called otherwise."""

    def change(document: dict[str, Any]) -> None:
        for item in document["paths"].values():
            item["put"] = item.pop("post")

    found = diff(spec, changed(spec, change))
    assert seen(found) == {("api-method-changed", operation.name, "operation") for operation in spec.operations}
    assert {one.wire for one in found} == {WireBreak.CALLERS}


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(("status", "wire"), [("201", WireBreak.READERS), ("429", WireBreak.NONE)])
def test_a_status(spec: Spec, status: str, wire: WireBreak, changed: Changed) -> None:
    """A new success surprises strict readers, a new error nobody; one that goes is missed if it was a success."""

    def change(document: dict[str, Any]) -> None:
        for node in each(document):
            node["responses"][status] = {"description": "New."}

    kind = "success" if status == "201" else "error"
    new = changed(spec, change)
    added, removed = diff(spec, new), diff(new, spec)
    names = [operation.name for operation in spec.operations]
    assert seen(added) == {(f"response-{kind}-status-added", name, f"response({status})") for name in names}
    assert seen(removed) == {(f"response-{kind}-status-removed", name, f"response({status})") for name in names}
    assert {one.wire for one in added} == {wire}
    assert {one.wire for one in removed} == {WireBreak.CALLERS if kind == "success" else WireBreak.NONE}


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "apiKey", "in": "header", "name": "x-goog-api-key"},
        {"type": "apiKey", "in": "query", "name": "key"},
        {"type": "http", "scheme": "basic"},
    ],
    ids=["header", "query", "basic"],
)
def test_another_key(spec: Spec, scheme: dict[str, str], changed: Changed) -> None:
    """Another way to prove whose a request is breaks callers and the client."""
    found = diff(spec, changed(spec, lambda document: document["components"]["securitySchemes"].update(bearer=scheme)))
    assert seen(found) == {("api-security-changed", "", "security")}
    assert [(one.wire, one.client) for one in found] == [(WireBreak.CALLERS, Client.BREAKING)]


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(
    ("key", "value", "rule", "wire"),
    [
        ("x-billable", False, "api-operation-became-free", WireBreak.BEHAVIOUR),
        ("x-retry", [502], "api-retry-changed", WireBreak.BEHAVIOUR),
        ("x-dialect", "other", "api-dialect-changed", WireBreak.CALLERS),
        ("operationId", "other", "api-operation-id-changed", WireBreak.NONE),
        ("x-citation", "page#else", "api-citation-changed", WireBreak.NONE),
    ],
)
def test_what_an_operation_says_of_itself(
    spec: Spec, key: str, value: object, rule: str, wire: WireBreak, changed: Changed
) -> None:
    """The keys that promise something take part, each by its own rule."""
    found = diff(spec, changed(spec, lambda document: [node.update({key: value}) for node in each(document)]))
    assert {(one.rule, one.location, one.wire) for one in found} == {(rule, "operation", wire)}
    assert len(found) == len(spec.operations)


@pytest.mark.parametrize("spec", SPECS)
def test_models(spec: Spec, changed: Changed) -> None:
    """A model that goes breaks callers who ask for it, one that comes nobody, and another default is behaviour."""

    def gone(document: dict[str, Any]) -> None:
        for node in each(document):
            node["x-models"]["models"].popitem()

    def other(document: dict[str, Any]) -> None:
        for node in each(document):
            node["x-models"]["default"] = "other"

    fewer = changed(spec, gone)
    assert {(one.rule, one.wire) for one in diff(spec, fewer)} == {("api-model-removed", WireBreak.CALLERS)}
    assert {(one.rule, one.wire) for one in diff(fewer, spec)} == {("api-model-added", WireBreak.NONE)}
    found = diff(spec, changed(spec, other))
    assert {(one.rule, one.wire) for one in found} == {("api-default-model-changed", WireBreak.BEHAVIOUR)}


# -- everything --------------------------------------------------------------------------------------------------------

STILL = {"$ref", "required", "enum", "x-values", "type"}
"""Keywords whose members are no leaves of their own: they are changed above."""


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all scalars of a document, but those of keywords that are changed above."""
    if isinstance(node, dict | list):
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            if key not in STILL:
                yield from leaves(inner, (*path, key))
    else:
        yield path


def holder(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document


def put(document: Any, path: tuple[Any, ...], value: object = "changed") -> None:
    """Put another value at a path: the opposite of a yes or no."""
    node = holder(document, path)
    node[path[-1]] = not node[path[-1]] if value == "changed" and isinstance(node[path[-1]], bool) else value


def drop(document: Any, path: tuple[Any, ...]) -> None:
    del holder(document, path)[path[-1]]


@pytest.mark.parametrize("spec", SPECS)
def test_no_change_goes_unseen(spec: Spec, changed: Changed) -> None:
    """Every word of a spec, changed alone, is a difference; so is every word that is taken away with its key."""
    paths = [path for path in leaves(dict(spec.document)) if path != ("openapi",)]
    assert len(paths) > 100
    assert [path for path in paths if not diff(spec, changed(spec, partial(put, path=path)))] == []
    # members that are not named go in any case, said or not
    keys = [path for path in paths if isinstance(path[-1], str) and path[-1] != "additionalProperties"]
    assert [path for path in keys if not diff(spec, changed(spec, partial(drop, path=path)))] == []


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("junk", [None, 3, "text", [], [None], {"$ref": "#/nowhere"}, {"a": 1}], ids=str)
def test_a_broken_spec_is_an_error_of_ours(spec: Spec, junk: object, changed: Changed) -> None:
    """Whatever stands where something else ought to stand, there are differences or an error of ours."""
    for path in nodes(dict(spec.document)):
        new = changed(spec, partial(put, path=path, value=junk))
        for old, other in ((spec, new), (new, spec)):
            with contextlib.suppress(SpecError):
                diff(old, other)


def nodes(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all mappings and lists of a document."""
    if isinstance(node, dict | list):
        if path:
            yield path
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from nodes(inner, (*path, key))


def test_a_schema_that_holds_itself_is_compared(changed: Changed) -> None:
    """A schema may refer to itself; what changes in it is seen once at each place where it is met first."""
    spec = load("apiyi")

    def knotted(document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        schemas["Part"]["properties"]["parts"] = {"type": "array", "items": {"$ref": "#/components/schemas/Part"}}

    def typed(document: dict[str, Any]) -> None:
        knotted(document)
        document["components"]["schemas"]["Part"]["properties"]["text"]["type"] = "integer"

    found = diff(changed(spec, knotted), changed(spec, typed))
    assert ("request-property-type-changed", "generateContent", "request.contents[].parts[].text") in seen(found)
    assert len(found) <= 2


def test_a_schema_that_is_made_of_itself_is_an_error(changed: Changed) -> None:
    """A union that is its own branch is told, and does not go on forever."""
    spec = load("apiyi")
    own = {"anyOf": [{"$ref": "#/components/schemas/Part"}, {"type": "object", "properties": {}}]}
    new = changed(spec, lambda document: document["components"]["schemas"].update(Part=own))
    with pytest.raises(SpecError):
        diff(spec, new)
