"""Types in the spellings of pages."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import kinds
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(("text", "kind"), [
    ("String", "string"), ("int64", "integer"), ("array of strings", "string[]"), ("list<object>", "object[]"),
    ("string | null", "string"), ("null", "null"), ("string or integer", "string|integer"), ("enum<string>", "string"),
    ("字符串", "string"), ("object[][]", "object[][]"), ("map from string to integer", "object"), ("any", None),
    ("Picture", None), ("", None),
])  # fmt: skip
def test_types_have_one_name(text: str, kind: str | None) -> None:
    """A type is told in JSON's words, and what is no type is none."""
    assert kinds.normal(text) == kind


def test_types_of_samples() -> None:
    """An array has the type of its items, where they are of one."""
    values: list[Json] = [True, 1, "a", {}, [1, 2.5], [1, "a"], None]
    expected = ["boolean", "number", "string", "object", "number[]", "array", "null"]
    assert list(map(kinds.of_value, values)) == expected


def test_types_that_agree() -> None:
    """A sample's number may be an integer, and an array is one whatever its items."""
    assert kinds.agree("integer", "number")
    assert kinds.agree("array", "object[]")
    assert not kinds.agree("string", "integer")
