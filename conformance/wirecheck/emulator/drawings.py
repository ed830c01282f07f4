"""
Pictures of any size: real files with many colours, cheap to make and small.

A picture is an enlarged grid of random colours, so that a 4096x4096 file is made quickly and needs little memory.
"""

from __future__ import annotations

import binascii
import colorsys
import functools
import io
import random
import re
import struct
import zlib
from base64 import b64decode
from dataclasses import dataclass, replace

FORMATS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
"""The formats that can be made, with their media types."""

SEEDS = 16
"""The number of different pictures of one size."""

MAX_EDGE = 12288
MAX_PIXELS = 20_000_000
"""The largest picture that is made: a little larger than the largest documented one."""

_NAME = re.compile(r"/pictures/(\d{1,5})x(\d{1,5})-(\d{1,6})\.(png|jpeg|webp)$")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture to make: width and height in pixels, its format, its seed, and whether it is blank."""

    width: int
    height: int
    format: str = "png"
    seed: int = 0
    blank: bool = False

    @property
    def media_type(self) -> str:
        return FORMATS[self.format]

    @property
    def name(self) -> str:
        """The path at which it can be fetched."""
        return f"/pictures/{self.width}x{self.height}-{self.seed}.{self.format}"

    def another(self, step: int = 1) -> Drawing:
        """The same with another seed, so that it is another picture."""
        return replace(self, seed=self.seed + step)


def named(path: str) -> Drawing | None:
    """The drawing that a path names, or None if it names none, or one that is too large."""
    found = _NAME.search(path)
    if found is None:
        return None
    width, height, seed = (int(found[group]) for group in (1, 2, 3))
    if not (0 < width <= MAX_EDGE and 0 < height <= MAX_EDGE and width * height <= MAX_PIXELS):
        return None
    return Drawing(width, height, found[4], seed)


def draw(drawing: Drawing) -> bytes:
    """
    The file.

    Different seeds give different bytes: the drawing itself repeats after `SEEDS`, but a comment contains the seed.
    """
    seed = drawing.seed % SEEDS
    data = _encoded(drawing.width, drawing.height, drawing.format, seed, drawing.blank)
    mark = f"picture {drawing.seed}".encode()
    if drawing.format == "png":
        chunk = b"tEXtComment\0" + mark
        return data[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    if drawing.format == "jpeg":
        return data[:2] + b"\xff\xfe" + struct.pack(">H", len(mark) + 2) + mark + data[2:]
    return data


@functools.lru_cache(maxsize=128)
def _encoded(width: int, height: int, format: str, seed: int, blank: bool) -> bytes:
    from PIL import Image

    chance = random.Random(seed)  # noqa: S311 - colours, no secrets
    small = Image.new("P", (16, 16))
    small.putpalette([200] * 768 if blank else [chance.randrange(256) for _ in range(768)])
    small.putdata([0 if blank else chance.randrange(256) for _ in range(256)])
    picture = small.resize((width, height), Image.Resampling.NEAREST)
    out = io.BytesIO()
    if format == "png":
        picture.save(out, "PNG", compress_level=1)
    elif format == "jpeg":
        picture.convert("RGB").save(out, "JPEG", quality=40)
    else:
        picture.convert("RGB").save(out, "WEBP", quality=20, method=0)
    return out.getvalue()


def colour(data: str) -> str | None:
    """The name of the colour of a picture in base64; None if it is not a picture that can be read."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(b64decode(data, validate=True)))
        if picture.width * picture.height > MAX_PIXELS:
            return None
        pixel = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return _word(pixel) if isinstance(pixel, tuple) else None


def _word(pixel: tuple[int, ...]) -> str:
    hue, saturation, value = colorsys.rgb_to_hsv(*(part / 255 for part in pixel[:3]))
    if value < 0.15:
        return "black"
    if saturation < 0.15:
        return "white" if value > 0.85 else "grey"
    edges = ((20, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (200, "cyan"), (260, "blue"), (335, "purple"))
    return next((word for edge, word in edges if hue * 360 < edge), "red")
