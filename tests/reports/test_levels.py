"""How a level is worded."""

from __future__ import annotations

from wirecheck.reports.levels import ASKED_BY, MEANING, broken, listed, not_judged
from wirecheck.requirements.requirement import Level


def test_every_level_has_its_words() -> None:
    """None is left without who asks for it, and what it means; the most binding comes first."""
    assert list(ASKED_BY) == list(MEANING) == list(Level)


def test_levels_are_listed_by_weight_and_once() -> None:
    """The most binding first, and no word for where it does not apply."""
    assert listed([Level.SHOULD, None, Level.MUST, Level.SHOULD]) == "must/should"


def test_what_broke_is_counted_by_level() -> None:
    """In the words of a badge."""
    assert (broken(2, Level.SHOULD), not_judged(1, Level.MUST)) == ("2 should broken", "1 must not judged")
