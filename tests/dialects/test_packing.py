"""Sets of values packed into the fewest rows."""

from __future__ import annotations

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from wirecheck.dialects.packing import Column, pairs, rows, told
from wirecheck.wire.lenient_json import Json


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


@given(
    st.lists(st.lists(st.integers(), min_size=1, max_size=6, unique=True), min_size=1, max_size=5),
)
def test_every_pair_is_asked_for(sets: list[list[int]]) -> None:
    """Every value meets every value of every other member, in no more rows than all combinations have."""
    columns = [Column(f"m{at}", values) for at, values in enumerate(sets)]
    found = pairs(columns)
    assert len(found) <= math.prod(map(len, sets))
    for one, other in itertools.combinations(columns, 2):
        wanted = set(itertools.product(one.values, other.values))
        assert wanted <= {(row[one.member], row[other.member]) for row in found}


def test_pairs_of_lists_and_of_one_set() -> None:
    """Values may be lists; a single set is asked for one by one, with the rest at their cheapest."""
    lists: list[Json] = [["IMAGE"], ["TEXT", "IMAGE"]]
    assert len(pairs([Column("a", lists), Column("b", ["x", "y", "z"])])) == 6
    assert pairs([Column("a", ["x", "y"]), Column("b", [], "z"), Column("c", [])]) == [
        {"a": "x", "b": "z"},
        {"a": "y", "b": "z"},
    ]
