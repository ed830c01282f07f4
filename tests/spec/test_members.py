"""Schemas walked through their branches and references."""

from __future__ import annotations

from typing import Any

import pytest

from wirecheck.spec.members import branches, crowded, nullable, step, with_enums

DEFINED = {"#/Size": {"type": ["string", "null"], "enum": ["1K", "2K", None]}}


def resolve(node: Any) -> dict[str, Any]:
    return DEFINED[node["$ref"]] if "$ref" in node else node


def test_a_branch_holds_of_every_value_where_all_of_them_do() -> None:
    """`allOf` does; `anyOf` does not, and nothing inside of it."""
    schema = {"allOf": [{"title": "a"}], "anyOf": [{"title": "b", "allOf": [{"title": "c"}]}]}
    always = {branch["title"]: always for branch, always in branches(resolve, schema) if "title" in branch}
    assert always == {"a": True, "b": False, "c": False}


@pytest.mark.parametrize(
    ("schema", "may_be_null"),
    [
        ({"type": "string"}, False),
        ({"type": ["string", "null"]}, True),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, True),
        ({"$ref": "#/Size"}, True),
    ],
)
def test_nullable(schema: dict[str, Any], may_be_null: bool) -> None:
    """However OpenAPI 3.1 says it."""
    assert nullable(resolve, schema) is may_be_null


@pytest.mark.parametrize(("name", "found"), [("size", {"$ref": "#/Size"}), ("[]", {"type": "integer"}), ("n", None)])
def test_step(name: str, found: Any) -> None:
    """Into a member or the items, through branches."""
    schema = {"anyOf": [{"properties": {"size": {"$ref": "#/Size"}}}, {"items": {"type": "integer"}}]}
    assert step(resolve, schema, name) == found


def test_a_schema_without_end_is_crowded() -> None:
    """One that has itself twice among its branches is counted each time, as far as the limit."""
    schema: dict[str, Any] = {}
    schema["anyOf"] = [schema, schema]
    assert crowded(resolve, schema, 1_000)
    assert not crowded(resolve, {"anyOf": [{}, {}]}, 3)
    assert crowded(resolve, {"anyOf": [{}, {}]}, 2)


def test_closed_sets_of_arrays_are_enums() -> None:
    """At any depth."""
    schema = {"properties": {"a": {"x-values": [["IMAGE"]]}}}
    assert with_enums(schema) == {"properties": {"a": {"x-values": [["IMAGE"]], "enum": [["IMAGE"]]}}}
