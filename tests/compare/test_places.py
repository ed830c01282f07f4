"""Members by their paths: what is there, what is put there, and what is taken away with what is empty around it."""

from __future__ import annotations

import pytest

from wirecheck.compare import places
from wirecheck.wire.lenient_json import Json

BODY: dict[str, Json] = {"contents": [{"parts": [{"text": "a boat"}]}], "n": None}


@pytest.mark.parametrize(
    ("path", "value", "there"),
    [
        ("contents[].parts[].text", "a boat", True),
        ("contents[].role", None, False),
        ("n", None, True),
        ("size", None, False),
        ("contents[]", {"parts": [{"text": "a boat"}]}, True),
    ],
)
def test_looked_up(path: str, value: Json, there: bool) -> None:
    """`[]` is the first item; null is there."""
    assert (places.value(BODY, path), places.has(BODY, path)) == (value, there)


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        ({}, "a.b[].c", {"a": {"b": [{"c": 1}]}}),
        ({"a": "text"}, "a.b", {"a": {"b": 1}}),
        ({"a": [{"b": 0, "c": 2}]}, "a[].b", {"a": [{"b": 1, "c": 2}]}),
    ],
)
def test_put(body: dict[str, Json], path: str, expected: Json) -> None:
    """What is around it is made where it is missing or of another type."""
    assert places.put(body, path, 1) == expected


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        ({"a": {"b": {"c": 1}}, "d": 2}, "a.b.c", {"d": 2}),
        ({"a": {"b": 1, "c": 2}}, "a.b", {"a": {"c": 2}}),
        ({"a": [{"b": 1}]}, "a[].b", {}),
    ],
)
def test_taken_away(body: dict[str, Json], path: str, expected: Json) -> None:
    """An object that is left empty goes, too."""
    assert places.without(body, path) == expected
