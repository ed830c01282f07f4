"""The order in which manners and faults of dialects are listed among those that every dialect has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from wirecheck.emulator.hooks import Manner
from wirecheck.emulator.listing import _in_order


def _manner(id: str, dialect: str = "", after: str = "") -> Manner:
    return Manner(id, "", "inferred", dialect=dialect, listed_after=after)


@pytest.mark.parametrize(
    ("own", "listed"),
    [
        ([], "a b"),
        ([_manner("x", "one", "a"), _manner("y", "one")], "a x y b"),
        ([_manner("x", "one", "a"), _manner("y", "two", "a"), _manner("z", "two", "b")], "a x y b z"),
        ([_manner("x", "one", "a"), _manner("y", "two")], "a x b y"),
        ([_manner("x", "one", "gone")], "a b x"),
    ],
)
def test_own_ones_follow_what_they_name(own: Sequence[Manner], listed: str) -> None:
    """One goes after the general one that it names, else after the one before it in its dialect, else at the end."""
    assert [entry.id for entry in _in_order([_manner("a"), _manner("b")], own)] == listed.split()
