"""The shape of a picture in words."""

from __future__ import annotations

import pytest

from wirecheck.dialects.picture_shape import Shape, lowest_terms


@pytest.mark.parametrize(
    ("width", "height", "ratio"), [(1536, 1024, "3:2"), (1920, 1080, "16:9"), (1000, 1000, "1:1"), (7, 13, "7:13")]
)
def test_lowest_terms(width: int, height: int, ratio: str) -> None:
    """What divides both edges is left out."""
    assert lowest_terms(width, height) == ratio


@pytest.mark.parametrize(
    ("shape", "words"), [(Shape("21:9", "2K"), "21:9 2K"), (Shape(size="4K"), "4K"), (Shape(), "")]
)
def test_a_shape_is_told_by_its_words(shape: Shape, words: str) -> None:
    """What has no word is not told."""
    assert str(shape) == words
