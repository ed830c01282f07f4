"""Schemas as a diff sees them: unions, `allOf` and nulls put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from wirecheck.diff.schema_shape import shape
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec, load, providers

SPEC: Spec = load(providers()[0])
NULL = {"type": "null"}
OBJECT = {"type": "object", "title": "A", "properties": {"a": {}}, "required": ["a"]}


@pytest.mark.parametrize(
    ("node", "types", "nullable"),
    [
        (None, set(), False),
        ({"type": ["string", "null"]}, {"string"}, True),
        ({"anyOf": [{"type": "string"}, NULL]}, {"string"}, True),
        ({"anyOf": [{"type": "string"}, {}]}, set(), False),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"string", "integer"}, False),
        ({"enum": ["a", 1, None]}, {"string", "integer"}, True),
        ({"properties": {}}, {"object"}, False),
    ],
)
def test_types_are_those_that_go_through(node: Any, types: set[str], nullable: bool) -> None:
    """Whichever way it is written."""
    seen = shape(SPEC, node)
    assert (set(seen.types), seen.nullable) == (types, nullable)


def test_a_union_with_one_object_is_that_object() -> None:
    """Its members, its duties and its title; with two of them, they are branches."""
    alone = shape(SPEC, {"anyOf": [OBJECT, NULL]})
    assert (set(alone.properties), set(alone.required), alone.titles, dict(alone.branches)) == (
        {"a"},
        {"a"},
        ("A",),
        {},
    )
    two = shape(SPEC, {"anyOf": [OBJECT, {"type": "array", "items": {}}]})
    assert list(two.branches) == ["A", "1"]
    assert dict(two.properties) == {}


def test_a_set_that_a_type_opens_is_open() -> None:
    """All branches have to be closed, or the whole is not."""
    closed: Mapping[str, Any] = {"type": "string", "enum": ["a"]}
    assert shape(SPEC, {"anyOf": [closed, NULL]}).closed
    assert not shape(SPEC, {"anyOf": [closed, {"type": "string"}]}).closed


def test_parts_of_a_schema_are_one() -> None:
    """What is nearer wins, and members of both stay."""
    whole = shape(SPEC, {"title": "B", "required": ["b"], "allOf": [OBJECT, {"properties": {"b": {}}}]})
    assert (set(whole.properties), set(whole.required), whole.titles) == ({"a", "b"}, {"a", "b"}, ("B",))


def test_what_is_no_schema_is_refused() -> None:
    """With its text."""
    with pytest.raises(SpecError, match="`7`"):
        shape(SPEC, 7)
