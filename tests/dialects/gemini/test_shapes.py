"""Ratios and tiers of pictures, by the sizes that Google's page publishes."""

from __future__ import annotations

import pytest

from wirecheck.dialects.gemini.shapes import CUSTOMARY, NO_TIER, asked_shape, meant_size, ratio_of, tier_of
from wirecheck.dialects.picture_shape import Shape
from wirecheck.dialects.requested import RequestedOutput
from wirecheck.spec.spec import load
from wirecheck.wire.picture_bytes import InspectedPicture

OPERATION = load("gemini-native").operation("generateContent")
MODEL = OPERATION.model(CUSTOMARY)


def picture(width: int, height: int) -> InspectedPicture:
    return InspectedPicture("image/png", width, height)


@pytest.mark.parametrize(
    ("width", "height", "tier"),
    [
        (1376, 768, "1K"),
        (2752, 1536, "2K"),
        (5504, 3072, "4K"),
        (792, 168, "512"),  # published for 21:9, though nearer to 4:1
        (1300, 760, "1K"),
        (1448, 1448, "1K"),  # on the way to 2K, and nearer to 1K
        (200, 200, NO_TIER),
        (9000, 9000, NO_TIER),
    ],
)
def test_a_tier_is_the_nearest_area(width: int, height: int, tier: str) -> None:
    """A few percent off is still the tier; twice off is none."""
    assert tier_of(MODEL, picture(width, height)) == tier


@pytest.mark.parametrize(
    ("width", "height", "asked", "ratio"),
    [(1376, 768, "16:9", "16:9"), (1024, 1024, "16:9", "1:1"), (792, 168, "21:9", "21:9"), (1264, 848, "1:1", "3:2")],
)
def test_a_ratio_is_the_nearest_name(width: int, height: int, asked: str, ratio: str) -> None:
    """The one asked for where these very pixels are published for it."""
    assert ratio_of(OPERATION, MODEL, picture(width, height), asked) == ratio


@pytest.mark.parametrize(
    ("size", "tier"), [("2K", "2K"), ("2048x2048", "2K"), ("5K", None), ("large", None), (None, None)]
)
def test_a_size_means_a_tier(size: str | None, tier: str | None) -> None:
    """In pixels or by its name."""
    assert meant_size(MODEL, size) == tier


@pytest.mark.parametrize(
    ("asked", "shape"),
    [
        (RequestedOutput(True, False, ratio="16:9", size="2K"), Shape("16:9", "2K", 2752, 1536)),
        (RequestedOutput(True, False, ratio="4:1"), Shape("4:1", "", 2048, 512)),
        (RequestedOutput(True, False), Shape()),
    ],
)
def test_what_was_asked_for_has_pixels(asked: RequestedOutput, shape: Shape) -> None:
    """Those that are published, else the area of the picture that came, here 1024x1024."""
    assert asked_shape(MODEL, asked, picture(1024, 1024)) == shape
