"""Things matched one to one: each with its counterpart among others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def matched(
    things: Iterable[A], others: Iterable[B], *finders: Callable[[A, list[B]], B | None]
) -> tuple[list[tuple[A, B | None]], list[B]]:
    """
    Each thing with its counterpart, None where it has none, and the others that are left.

    :param finders: pick a counterpart among those that are left; each is asked for all things before the next one.
    """
    # greedy: what is sure is settled for all things before what is only likely is tried for any
    left = list(others)
    pairs: list[tuple[A, B | None]] = [(thing, None) for thing in things]
    for find in finders:
        for at, (thing, counterpart) in enumerate(pairs):
            picked = find(thing, left) if counterpart is None else None
            if picked is not None:
                pairs[at] = (thing, picked)
                left.remove(picked)
    return pairs, left
