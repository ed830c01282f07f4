"""Things matched one to one, by the first way that finds a counterpart."""

from __future__ import annotations

from wirecheck.diff.operations import matched


def same(thing: str, left: list[str]) -> str | None:
    return next((other for other in left if other == thing), None)


def same_letter(thing: str, left: list[str]) -> str | None:
    return next((other for other in left if other[0] == thing[0]), None)


def test_the_surest_way_goes_first() -> None:
    """For all things: what is the same is not taken by what is only alike before."""
    pairs, left = matched(["a1", "a2", "c1"], ["a2", "a3", "b1"], same, same_letter)
    assert pairs == [("a1", "a3"), ("a2", "a2"), ("c1", None)]
    assert left == ["b1"]


def test_a_counterpart_goes_to_one_only() -> None:
    """The first that asks for it."""
    assert matched(["a1", "a2"], ["a3"], same_letter) == ([("a1", "a3"), ("a2", None)], [])
