"""One-to-one matching of two lists: operations of specs, endpoints of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def matched(
    things: Iterable[A], others: Iterable[B], *finders: Callable[[A, list[B]], B | None]
) -> tuple[list[tuple[A, B | None]], list[B]]:
    """
    Each thing with its counterpart, or None where it has none, and the others that are left over.

    :param finders: pick a counterpart from those that are left, the most certain finder first.
    """
    # a greedy matching in rounds: each finder runs over all things before the next one starts, so that a likely match
    # of one thing never takes the certain match of another
    left = list(others)
    pairs: list[tuple[A, B | None]] = [(thing, None) for thing in things]
    for find in finders:
        for at, (thing, counterpart) in enumerate(pairs):
            picked = find(thing, left) if counterpart is None else None
            if picked is not None:
                pairs[at] = (thing, picked)
                left.remove(picked)
    return pairs, left
