"""Names of members in errors, read as they are spelled; `tests/judging/test_attribution.py` has whole errors."""

from __future__ import annotations

import pytest

from wirecheck.dialects.rejected_members import in_structure, in_words, steps
from wirecheck.wire.lenient_json import Json

STRUCTURES: list[tuple[Json, list[str]]] = [
    ({"error": {"param": "size"}}, ["size"]),
    ({"error": {"param": None}}, []),
    ({"detail": [{"loc": ["body", "contents", 0, "parts"]}]}, ["body.contents.parts"]),
    ({"errors": {"size": ["no"], "n": ["no"]}}, ["size", "n"]),
    ({"errors": ["size"]}, []),
    ("size", []),
    (None, []),
]


@pytest.mark.parametrize(("answer", "names"), STRUCTURES)
def test_names_stand_in_members_for_names(answer: Json, names: list[str]) -> None:
    """Only members that are there for names are read."""
    assert names == list(in_structure(answer))


WORDS = [
    ("Unknown parameter: 'size'.", ["$.size"]),
    ("`n` must be 1", ["$.n"]),
    ("the text 'size' is long", []),
    ("at a.b[0].c: no", ["a.b[0].c"]),
    ("see it. And then", []),
]


@pytest.mark.parametrize(("words", "names"), WORDS)
def test_names_stand_in_words_that_say_so(words: str, names: list[str]) -> None:
    """A word in quotes is a name where the words before or after it say that it is one."""
    assert names == list(in_words(words))


STEPS = [
    ("generation_config.image_config", ("generationconfig", "imageconfig")),
    ("contents[0].parts[12].text", ("contents", "parts", "text")),
    ("$.contents[*]['text']", ("$", "contents", "text")),
    ("#/generationConfig/imageSize", ("$", "generationconfig", "imagesize")),
    ("GenerateContentRequest.contents", ("$", "contents")),
    ("body", ("body",)),
    ("", ()),
]


@pytest.mark.parametrize(("name", "expected"), STEPS)
def test_all_spellings_of_a_path_have_the_same_steps(name: str, expected: tuple[str, ...]) -> None:
    """Positions, cases, underscores and what stands for the request do not matter."""
    assert expected == steps(name)
