"""Pictures are real, small, many-coloured and quick."""

from __future__ import annotations

import time
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from wirecheck.emulator.drawings import FORMATS, Drawing, colour, draw, named


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("width", "height"), [(512, 512), (192, 1536), (4096, 4096), (12288, 1536)])
def test_any_size_and_format(format: str, width: int, height: int) -> None:
    """A file has the size and format asked for, more than one colour, and stays under 400 kB."""
    data = draw(Drawing(width, height, format, 3))
    picture = Image.open(BytesIO(data))
    picture.load()
    assert (picture.size, picture.format) == ((width, height), format.upper())
    assert len(picture.convert("RGB").resize((16, 16)).getcolors() or []) > 100
    assert len(data) < 400_000


def test_a_picture_again_costs_nothing() -> None:
    """The same picture is made once."""
    drawing = Drawing(4096, 4096, "png", 1)
    draw(drawing)
    started = time.perf_counter()
    for _ in range(100):
        draw(drawing)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("format", ["png", "jpeg"])
def test_seeds_differ(format: str) -> None:
    """No two seeds give the same bytes."""
    assert len({draw(Drawing(64, 64, format, seed)) for seed in range(40)}) == 40


def test_a_name_leads_back() -> None:
    """A drawing's name is read as the drawing."""
    drawing = Drawing(640, 480, "webp", 12)
    assert named(f"/v1{drawing.name}") == drawing


def test_blank() -> None:
    """A blank picture has one colour."""
    picture = Image.open(BytesIO(draw(Drawing(64, 64, blank=True)))).convert("RGB")
    assert len(picture.getcolors() or []) == 1


@pytest.mark.parametrize("data", ["", "AA==", "not base64", b64encode(b"GIF89a").decode()])
def test_no_picture_has_no_colour(data: str) -> None:
    """What is no picture has no colour, and raises nothing."""
    assert colour(data) is None
