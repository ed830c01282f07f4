"""How a level is worded."""

from __future__ import annotations

from wirecheck.reports.levels import ASKED_BY, MEANING, all_held, broken, listed, not_judged
from wirecheck.requirements.requirement import Level


def test_every_level_has_its_words() -> None:
    """None is left without who asks for it, and what it means; the most binding comes first."""
    assert list(ASKED_BY) == list(MEANING) == list(Level)


def test_levels_are_listed_by_weight_and_once() -> None:
    """The most binding first, and no word for where it does not apply."""
    assert listed([Level.SHOULD, None, Level.MUST, Level.SHOULD]) == "must/should"


def test_what_broke_is_counted_by_level() -> None:
    """As the last line of a run has it, and a badge."""
    assert broken(2, Level.SHOULD) == "2 `should` requirements broken"
    assert broken(1, Level.MUST, total=30) == "1 of 30 `must` requirements broken"
    assert not_judged(1, Level.MUST) == "1 `must` requirement not judged"
    assert all_held(Level.MUST) == "every `must` requirement held"
