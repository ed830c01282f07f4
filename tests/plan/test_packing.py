"""Sets of values packed into the fewest rows."""

from __future__ import annotations

from wirecheck.document import Json
from wirecheck.plan.packing import Column, rows, told


def test_each_value_comes_once_and_the_rest_is_as_told() -> None:
    """There are as many rows as the longest column has values; the others then take their rest, or are left out."""
    found = rows([Column("a", [1, 2, 3]), Column("b", ["x"], "rest"), Column("c", [True]), Column("d", [], 0)])
    assert found == [
        {"a": 1, "b": "x", "c": True, "d": 0},
        {"a": 2, "b": "rest", "d": 0},
        {"a": 3, "b": "rest", "d": 0},
    ]


def test_nothing_makes_no_rows() -> None:
    """Where no value is left there is nothing to ask for."""
    assert (rows([]), rows([Column("a", [], "rest")])) == ([], [])


def test_a_row_is_told_in_words() -> None:
    """Last names and values; lists are joined."""
    row: dict[str, Json] = {
        "generationConfig.responseModalities": ["TEXT", "IMAGE"],
        "generationConfig.imageConfig.imageSize": "1K",
    }
    assert told(row) == "responseModalities TEXT+IMAGE, imageSize 1K"
