"""
Pictures as bytes: their base64, read strictly, their format and size in pixels, and whether they are whole and blank.

The bytes are not trusted: the number of pixels is checked before they are decoded.
"""

from __future__ import annotations

import binascii
import io
import re
import struct
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 64_000_000
"""The largest number of pixels that is decoded; the largest documented picture has 19 million."""

LOSSY_NOISE = 4
"""How far the values (0 to 255) of one colour may lie apart after lossy compression."""

MEDIA_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
}


FORMATS = ["PNG", "JPEG", "WEBP", "GIF", "AVIF"]
"""The formats that count as pictures, by Pillow's names."""

HEADS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff", "GIF": b"GIF8", "WEBP": b"RIFF"}


@dataclass(frozen=True, slots=True)
class DecodedBase64:
    """Decoded base64: the bytes, as far as they could be decoded, and what was wrong with the text, if anything."""

    content: bytes
    problem: str = ""


def unbase64(text: str) -> DecodedBase64:
    """Decode base64 by RFC 4648, section 4; if the text departs from it, say how, and decode as much as possible."""
    if not text:
        return DecodedBase64(b"", "it is empty")
    try:
        content = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        return DecodedBase64(_decoded_leniently(text), _problem_of_base64(text))
    # the library accepts padding after complete groups of four
    padded = len(text) % 4 or text.endswith("===")
    return DecodedBase64(content, "its padding is more than it needs" if padded else "")


def _is_data_url(text: str) -> bool:
    return text.lstrip()[:5].lower() == "data:"


def _problem_of_base64(text: str) -> str:
    if _is_data_url(text):
        return "it is a data URL, not bare base64"
    if re.search(r"[-_]", text):
        return "it uses the alphabet for URLs (`-` and `_` in place of `+` and `/`)"
    if re.search(r"\s", text):
        return "it contains white space"
    stranger = re.search(r"[^A-Za-z0-9+/=]", text)
    if stranger:
        return f"its character at position {stranger.start()} is not in the base64 alphabet"
    return "its length or padding is not valid"


def _decoded_leniently(text: str) -> bytes:
    """The bytes that a text holds as base64, in either alphabet; empty if it cannot be decoded."""
    if _is_data_url(text):
        text = text.partition(",")[2]
    clean = re.sub(r"[^A-Za-z0-9+/]", "", text.translate(str.maketrans("-_", "+/")))
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    try:
        return binascii.a2b_base64(clean + "=" * (-len(clean) % 4))
    except (binascii.Error, ValueError):
        return b""


@dataclass(frozen=True, slots=True)
class InspectedPicture:
    """
    What is known of the bytes of a picture.

    `format` is Pillow's name (`PNG`, `JPEG`, `WEBP`), empty if it is not a known one; `problem` says why the picture is
    not whole; `blank` is true if all pixels have the same colour.
    """

    format: str = ""
    width: int = 0
    height: int = 0
    problem: str = ""
    blank: bool = False

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES.get(self.format, f"image/{self.format.lower()}" if self.format else "")


def format_of(content: bytes) -> str:
    """Pillow's name of a picture's format, by its first bytes; empty if they are not those of a known format."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            return opened.format or ""
    except Exception:  # noqa: BLE001 - a decoder may raise anything on hostile bytes
        return _begun(content)


def inspect(content: bytes) -> InspectedPicture:
    """Look at a picture; never raises, whatever the bytes are."""
    from PIL import Image, UnidentifiedImageError

    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
    try:
        opened = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        begun = _begun(content)
        return InspectedPicture(begun, problem="it ends before the part that holds its size" if begun else "")
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on hostile bytes
        return InspectedPicture(_begun(content), problem=_words(error))
    with opened as image:
        width, height = image.size
        format = "JPEG" if image.format == "MPO" else image.format or ""
        too_large = f"{width}x{height} is more than {MAX_PIXELS // 10**6} megapixels"
        problem = too_large if width * height > MAX_PIXELS else _end_missing(format, content)
        if problem:
            return InspectedPicture(format, width, height, problem)
        try:
            image.load()
            blank = _is_blank(image, LOSSY_NOISE if format in ("JPEG", "WEBP") else 0)
        except Exception as error:  # noqa: BLE001 - a decoder may raise anything on hostile bytes
            return InspectedPicture(format, width, height, _words(error))
        return InspectedPicture(format, width, height, "", blank)


def _is_blank(image: Image.Image, noise: int) -> bool:
    # if a corner has two colours, millions of other pixels need not be looked at
    corner = image.crop((0, 0, min(image.width, 64), min(image.height, 64)))
    return _one_colour(corner, noise) and _one_colour(image, noise)


def _one_colour(image: Image.Image, noise: int) -> bool:
    """Whether the values (0 to 255) in each band of a picture lie at most so many steps apart."""
    extrema = image.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(band[1] - band[0] <= noise for band in bands)


COLOURS = {
    "red": ("red", "crimson", "scarlet", "maroon"),
    "green": ("green", "lime", "emerald"),
    "blue": ("blue", "navy", "azure"),
    "yellow": ("yellow", "gold"),
    "orange": ("orange", "amber"),
    "purple": ("purple", "violet", "magenta"),
    "white": ("white",),
    "black": ("black",),
}
"""Colours by name, with the words for them."""

_RGB = {
    "red": (220, 20, 30),
    "green": (20, 160, 60),
    "blue": (30, 70, 210),
    "yellow": (240, 220, 40),
    "orange": (245, 140, 20),
    "purple": (130, 40, 160),
    "white": (250, 250, 250),
    "black": (5, 5, 5),
}


def colour(content: bytes) -> str | None:
    """The colour of a picture of one colour, as a key of `COLOURS`; None if it has several or is not a picture."""
    from PIL import Image

    picture = inspect(content)
    if not picture.blank:
        return None
    with Image.open(io.BytesIO(content)) as opened:
        pixel = opened.convert("RGB").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return min(_RGB, key=lambda name: sum((a - b) ** 2 for a, b in zip(_RGB[name], pixel, strict=True)))


def _begun(content: bytes) -> str:
    """The format that the first bytes belong to."""
    return next((name for name, head in HEADS.items() if content.startswith(head)), "")


def _end_missing(format: str, content: bytes) -> str:
    """What is missing at the end: a decoder does not notice it if the end marker is lost."""
    # searched from the end, where it is found at once
    if format == "PNG" and content.rfind(b"IEND\xaeB`\x82") < 0:
        return "it ends before its end marker (IEND)"
    if format == "JPEG" and b"\xff\xd9" not in content[-65536:]:
        return "it ends before its end marker (EOI)"
    if format == "WEBP" and struct.unpack_from("<I", content, 4)[0] + 8 > len(content):
        return "it is shorter than the length in its header"
    return ""


def _words(error: Exception) -> str:
    return " ".join(f"it cannot be decoded: {error}".split())[:200]


def parse_ratio(text: str | None) -> float | None:
    """Width by height of `16:9` or `1024x1024`, or None."""
    sides = re.fullmatch(r"\s*(\d{1,5})\s*[:x×]\s*(\d{1,5})\s*", text or "")
    if not sides or not int(sides[1]) or not int(sides[2]):
        return None
    return int(sides[1]) / int(sides[2])


def parse_size(text: str | None) -> tuple[int, int] | None:
    """Width and height of `1024x1024`, or None."""
    sides = re.fullmatch(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*", text or "")
    return (int(sides[1]), int(sides[2])) if sides and int(sides[1]) and int(sides[2]) else None
