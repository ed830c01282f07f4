"""Which sizes a model draws that takes any: by the rule of OpenAI's reference for gpt-image-2."""

from __future__ import annotations

import pytest

from wirecheck.emulator.dialects.openai_images.parsing import draws
from wirecheck.spec.spec import load

OPERATION = load("deerapi").operation("createImage")


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ("1024x1024", True),
        ("3840x2160", True),
        ("1040x1024", True),
        ("1041x1024", False),  # no multiple of 16
        ("3856x2160", False),  # an edge over 3840
        ("3072x1008", False),  # wider than 3:1
        ("3072x1024", True),  # 3:1
        ("800x800", False),  # under 655,360 pixels
        ("3840x3840", False),  # over 8,294,400 pixels
        ("0x0", False),
        ("auto", False),
    ],
)
def test_any_size_has_its_bounds(size: str, drawn: bool) -> None:
    """Multiples of 16, 1:3 to 3:1, no edge over 3840, 655,360 to 8,294,400 pixels."""
    assert draws(OPERATION.model("gpt-image-2"), size) is drawn
