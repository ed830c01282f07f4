"""Words taken as values."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.value_words import Words, listed, phrase, token, typed, values_among
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(("text", "expected"), [
    (' "png" ', "png"), ("`'png'`", "png"), ("“png”", "png"), ("png", "png"), ('"', '"'),
])  # fmt: skip
def test_quotes_are_cut_off(text: str, expected: str) -> None:
    """A value stands without its quotes, two pairs of them at most."""
    assert token(text) == expected


@pytest.mark.parametrize(("text", "type", "expected"), [
    ("1", "integer", 1), ("1.5", "number", 1.5), ("few", "integer", "few"), ("True", "boolean", True),
    ("[1]", "array", [1]), ("[", "array", "["), ("1", "string", "1"), ("1", None, 1), ("true", None, True),
])  # fmt: skip
def test_a_type_reads_its_values(text: str, type: str | None, expected: Json) -> None:
    """What is no value of the type stays text."""
    assert typed(text, type) == expected


def test_a_list_in_words_has_items() -> None:
    """Commas, slashes and `or` divide items; remarks in brackets are none of them."""
    assert listed("`a` (slow), b / c or d") == ["`a`", "b", "c", "d"]


def test_words_in_both_cases_are_no_values_by_themselves() -> None:
    """A capital at the beginning is a word's of a sentence, unless the phrase makes every word a value."""
    assert values_among(["png", "Fast", "`Slow`", "the"], "string") == ["png", "Slow"]
    assert values_among(["png", "Fast", "the"], "string", any_word=True) == ["png", "Fast"]
    assert values_among(["1", "two"], "integer") == ["1"]


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
