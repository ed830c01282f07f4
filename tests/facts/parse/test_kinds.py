"""Types of members, from how pages write them to JSON's names."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import kinds
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("String", "string"),
        ("`int32`", "integer"),
        ("array of strings", "string[]"),
        ("List<Integer>", "integer[]"),
        ("object[][]", "object[][]"),
        ("string | null", "string"),
        ("integer or string", "integer|string"),
        ("enum<string>", "string"),
        ("map from strings to any", "object"),
        ("string <uri>", "string"),
        ("字符串", "string"),
        ("any", None),
        ("picture", None),
    ],
)
def test_normal(written: str, name: str | None) -> None:
    """Null beside a type only says that it may be missing; `any` says nothing."""
    assert kinds.normal(written) == name


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("string", True), ("array of objects", True), ("a string", False), ("string of pearls", False)],
)
def test_a_type_and_nothing_else(written: str, is_one: bool) -> None:
    """A sentence that names one is none."""
    assert kinds.is_type(written) is is_one


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "boolean"),
        (1.5, "number"),
        ("a", "string"),
        ({}, "object"),
        ([1, 2], "number[]"),
        ([1, "a"], "array"),
        (None, "null"),
    ],
)
def test_the_type_of_a_value(value: Json, name: str) -> None:
    """True is no number, and a mixed array has no type of items."""
    assert kinds.of_value(value) == name


@pytest.mark.parametrize(
    ("one", "other", "agreed"),
    [
        ("array", "object[]", True),
        ("number", "integer", True),
        ("string|null", "string", True),
        ("string", "integer", False),
    ],
)
def test_types_agree(one: str, other: str, agreed: bool) -> None:
    """Either way around."""
    assert kinds.agree(one, other) is kinds.agree(other, one) is agreed
