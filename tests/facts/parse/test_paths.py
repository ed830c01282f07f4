"""Paths of members."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import paths


@pytest.mark.parametrize("text", ["data[0].url", "data[].url", "data.[].url", "data[*].url", "`data.*.url`"])
def test_spellings_are_one(text: str) -> None:
    """Items are `[]`, however a page writes them."""
    assert paths.normal(text) == "data[].url"


@pytest.mark.parametrize("text", ["", "two words", "1st", "a..b c", "x" * 500])
def test_other_words_are_no_paths(text: str) -> None:
    """What cannot be a member's name is no path."""
    assert paths.normal(text) is None


def test_short_names_are_found_by_their_ends() -> None:
    """A name may end one known path, more than one, or none; one that begins at the root is full."""
    known = paths.Known(["config.style.name", "config.size", "other.size"])
    assert known.full("style.name") == ["config.style.name"]
    assert known.full("size") == ["config.size", "other.size"]
    assert known.full("style.new") == ["config.style.new"]
    assert known.full("config.new") == []
    assert known.full("nothing") == []


def test_arrays_are_marked() -> None:
    """A known array has `[]` wherever something stands below it."""
    known = paths.Known(["data.url"], ["data"])
    assert known.spelt("data.url") == "data[].url"
    assert known.spelt("data") == "data"
