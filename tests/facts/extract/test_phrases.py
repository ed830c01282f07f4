"""Patterns with a cheap test in front."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.phrases import Words, phrase

PHRASE = phrase("such_as e.g", r"(?:such as|e\.g\.)\s+(\w+)")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Such as webp", ["webp"]),
        ("Such AS png, e.g. jpeg", ["png", "jpeg"]),
        ("suchas png", []),
        ("such a picture", []),
    ],
)
def test_a_phrase_needs_one_of_its_words(text: str, words: list[str]) -> None:
    """An underscore stands for a space, and case is not minded."""
    assert [match[1] for match in PHRASE.all(Words(text))] == words
    first = PHRASE.first(Words(text))
    assert (first[1] if first else None) == (words[0] if words else None)


@pytest.mark.parametrize(("text", "digits"), [("up to 4", True), ("up to four", False)])
def test_digits(text: str, digits: bool) -> None:
    """Whether bounds need to be looked for."""
    assert Words(text).digits is digits
