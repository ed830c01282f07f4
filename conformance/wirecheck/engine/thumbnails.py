"""
Every picture that came back, small: what was asked for, what came, and a thumbnail to look at.

Nothing here trusts a picture: one that is too large to be decoded, or is none, has no thumbnail and says why.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import gcd, sqrt

from PIL import Image

from wirecheck.judging.judge import readings
from wirecheck.reading.reading import Found, Reading
from wirecheck.requirements.picture import nearest_ratio, nearest_tier, ratio_is_honoured, size_is_honoured
from wirecheck.spec import upstream
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange, Request
from wirecheck.wire.picture_bytes import InspectedPicture, parse_ratio, parse_size

EDGE = 320
"""Pixels of a thumbnail's longer edge."""

QUALITY = 70

TOTAL = 9_000_000
"""Bytes that all thumbnails of a report may have together."""

SMALLEST = 64
"""Pixels below which an edge is not brought, whatever the bytes are."""

WORKERS = 4
"""Pictures that are decoded at a time, at most."""

CUSTOMARY = "gemini-3.1-flash-image"
"""Whose pixels are meant by a tier where the model that was asked for is not known."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture's shape, in words where there are any (`21:9`, `2K`), and in pixels, 0 where they are not known."""

    ratio: str = ""
    size: str = ""
    width: int = 0
    height: int = 0

    def __str__(self) -> str:
        return " ".join(word for word in (self.ratio, self.size) if word)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """
    One picture that came back.

    :param where: the place in the answer.
    :param asked: the shape that was asked for; its pixels are 0 where nobody can know them.
    :param came: the shape of the picture itself.
    :param length: bytes of the file.
    :param content: the thumbnail as WebP; empty where there is none.
    :param departures: in what it is not what was asked for: `ratio`, `size`.
    :param problem: why it is no whole picture, or none to look at.
    :param draft: it belongs to a thought.
    """

    operation: str
    case: str
    model: str
    where: str
    asked: Shape
    came: Shape
    format: str = ""
    length: int = 0
    content: bytes = b""
    departures: tuple[str, ...] = ()
    problem: str = ""
    draft: bool = False


def thumbnails(
    exchanges: Iterable[Exchange],
    operations: Sequence[Operation],
    cases: Mapping[Request, str],
    total: int = TOTAL,
) -> list[Thumbnail]:
    """
    The pictures of all answers, in the order of the exchanges.

    :param cases: the id of the case behind a request, where there is one.
    :param total: how many bytes all thumbnails may have together; where they would have more, they get smaller.
    """

    def of(reading: Reading) -> list[Thumbnail]:
        made = list(_of(reading, cases.get(reading.exchange.request, ""))) if reading.served else []
        reading.forget()
        return made

    # a decoder lets go of the interpreter while it works; a few at a time keep memory within bounds
    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        found = [one for made in pool.map(of, readings(exchanges, operations)) for one in made]
    return list(within(found, total))


def within(found: Sequence[Thumbnail], total: int = TOTAL) -> tuple[Thumbnail, ...]:
    """Thumbnails that together have no more bytes than that: each smaller, where they would have more."""
    if sum(len(one.content) for one in found) <= total:
        return tuple(found)
    each = total // len(found)
    return tuple(replace(one, content=smaller(one.content, each)) for one in found)


def _of(reading: Reading, case: str) -> Iterator[Thumbnail]:
    for found in reading.pictures:
        content = _content(found)
        image = found.image or InspectedPicture()
        problem = _problem(found, content, image)
        pixels = (image.width, image.height)
        asked = _asked(reading, image)
        came = _came(reading, image, asked) if all(pixels) else Shape()
        yield Thumbnail(
            operation=reading.operation.id,
            case=case,
            model=reading.model.name,
            where=found.where,
            asked=asked,
            came=came,
            format=image.format,
            length=len(content),
            content=b"" if image.problem or not image.format else small(content),
            departures=_departures(reading, asked, came) if all(pixels) and not found.thought else (),
            problem=problem,
            draft=found.thought,
        )


def _content(found: Found) -> bytes:
    return found.base64.content if found.base64 is not None else found.fetched or b""


def _problem(found: Found, content: bytes, image: InspectedPicture) -> str:
    """Why a picture is no whole one, in words; empty where it is."""
    if not content:
        return "its address was not opened" if found.url else "there is no data"
    if not image.format:
        return "it is no picture that is known"
    return image.problem or ("one colour only" if image.blank else "")


# -- shapes ------------------------------------------------------------------------------------------------------------


def _asked(reading: Reading, image: InspectedPicture) -> Shape:
    """The shape that was asked for, with its pixels where they can be known."""
    asked = reading.asked
    if reading.dialect == "openai-images":
        pixels = parse_size(asked.size)
        return Shape(_ratio(*pixels), asked.size or "", *pixels) if pixels else Shape("", asked.size or "")
    ratio, size = asked.ratio or "", asked.size or ""
    facts = reading.model.facts
    table = facts.pixels if facts is not None and facts.pixels else upstream.models("gemini")[CUSTOMARY].pixels
    known = table.get(ratio, {}).get(size) or ((parse_size(size) or (0, 0)),)
    width, height = known[0]
    shape = parse_ratio(ratio)
    if not width and shape is not None and image.width and image.height:
        # of no known size: as large as what came
        height = max(1, round(sqrt(image.width * image.height / shape)))
        width = max(1, round(height * shape))
    return Shape(ratio, size, width, height)


def _came(reading: Reading, image: InspectedPicture, asked: Shape) -> Shape:
    """The shape that came, in the words that it would have been asked for."""
    if reading.dialect == "openai-images":
        return Shape(_ratio(image.width, image.height), f"{image.width}x{image.height}", image.width, image.height)
    return Shape(nearest_ratio(reading, image, asked.ratio), nearest_tier(reading, image), image.width, image.height)


def _departures(reading: Reading, asked: Shape, came: Shape) -> tuple[str, ...]:
    """As the requirements of the pictures judge it."""
    found = []
    if reading.dialect == "gemini" and ratio_is_honoured.asked(reading) and came.ratio != asked.ratio:
        found.append("ratio")
    if size_is_honoured.asked(reading):
        pixels = parse_size(asked.size)
        meant = asked.size
        if pixels is not None and reading.dialect == "gemini":
            meant = nearest_tier(reading, InspectedPicture("", *pixels))
        if came.size != meant:
            found.append("size")
    return tuple(found)


def _ratio(width: int, height: int) -> str:
    """Width by height in the lowest terms: `3:2`."""
    by = gcd(width, height)
    return f"{width // by}:{height // by}"


# -- pixels ------------------------------------------------------------------------------------------------------------


def small(content: bytes, edge: int = EDGE) -> bytes:
    """A thumbnail as WebP, without anything of the file but its pixels; empty where it cannot be made."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            # a JPEG is decoded at the eighth of its size at once
            image.draft("RGB", (edge * 2, edge * 2))
            image.thumbnail((edge, edge), Image.Resampling.BOX, reducing_gap=2.0)
            return _webp(image, QUALITY)
    except Exception:  # noqa: BLE001 - a decoder may raise anything on hostile bytes
        return b""


def smaller(content: bytes, limit: int) -> bytes:
    """A thumbnail brought below a number of bytes, as far as it can still be looked at."""
    edge = EDGE
    while content and len(content) > limit and edge > SMALLEST:
        edge = edge * 3 // 4
        with Image.open(io.BytesIO(content)) as image:
            image.thumbnail((edge, edge))
            content = _webp(image, QUALITY - 10)
    return content


def _webp(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    seen = image.convert("RGBA" if image.has_transparency_data else "RGB")
    seen.info.clear()
    seen.save(out, "WEBP", quality=quality, alpha_quality=30, method=2)
    return out.getvalue()
