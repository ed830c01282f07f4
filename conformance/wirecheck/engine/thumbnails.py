"""
Every returned picture: what was asked for, what was returned, and a thumbnail.

Pictures are not trusted: one that is too large to decode, or is not a picture, has a reason in place of a thumbnail.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from PIL import Image

from wirecheck.dialects.picture_shape import Shape
from wirecheck.dialects.returned_picture import ReturnedPicture
from wirecheck.judging.judge import readings
from wirecheck.reading.reading import Reading
from wirecheck.requirements.picture import ratio_is_honoured, size_is_honoured
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Exchange, Request
from wirecheck.wire.picture_bytes import InspectedPicture

EDGE = 320
"""The length of a thumbnail's longer edge, in pixels."""

QUALITY = 70

TOTAL = 9_000_000
"""The largest total size of all thumbnails of a report, in bytes."""

SMALLEST = 64
"""The smallest edge of a thumbnail in pixels, whatever its size in bytes."""

WORKERS = 4
"""The largest number of pictures decoded at a time."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """
    One returned picture.

    :param where: the place in the answer.
    :param asked: the shape that was asked for; its pixels are 0 where they are not known.
    :param came: the actual shape of the picture.
    :param length: bytes of the file.
    :param content: the thumbnail as WebP; empty where there is none.
    :param departures: how it differs from what was asked for: `ratio`, `size`.
    :param problem: why it is not a complete picture, or cannot be shown.
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
    :param total: the largest total size of all thumbnails, in bytes; they are made smaller to fit.
    """

    def of(reading: Reading) -> list[Thumbnail]:
        made = list(_of(reading, cases.get(reading.exchange.request, ""))) if reading.served else []
        reading.forget()
        return made

    # a decoder releases the GIL while it works; only a few run at a time, to limit memory
    with ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        found = [one for made in pool.map(of, readings(exchanges, operations)) for one in made]
    return list(within(found, total))


def within(found: Sequence[Thumbnail], total: int = TOTAL) -> tuple[Thumbnail, ...]:
    """Thumbnails within a total size in bytes: each is made smaller where they exceed it."""
    if sum(len(one.content) for one in found) <= total:
        return tuple(found)
    each = total // len(found)
    return tuple(replace(one, content=smaller(one.content, each)) for one in found)


def _of(reading: Reading, case: str) -> Iterator[Thumbnail]:
    for found in reading.pictures:
        content = found.content
        image = found.image or InspectedPicture()
        problem = _problem(found, content, image)
        pixels = (image.width, image.height)
        asked = reading.operation.protocol.asked_shape(reading.model, reading.asked, image)
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


def _problem(found: ReturnedPicture, content: bytes, image: InspectedPicture) -> str:
    """Why a picture is not complete, in words; empty where it is."""
    if not content:
        return "its address was not opened" if found.url else "there is no data"
    if not image.format:
        return "its format is not a known picture format"
    return image.problem or ("one colour only" if image.blank else "")


# -- shapes ------------------------------------------------------------------------------------------------------------


def _came(reading: Reading, image: InspectedPicture, asked: Shape) -> Shape:
    """The actual shape, in the words of a request for it."""
    operation, model = reading.operation, reading.model
    ratio = operation.protocol.ratio_of(operation, model, image, asked.ratio)
    return Shape(ratio, operation.protocol.size_of(model, image), image.width, image.height)


def _departures(reading: Reading, asked: Shape, came: Shape) -> tuple[str, ...]:
    """The shape, judged as the requirements on pictures judge it."""
    departing = []
    if ratio_is_honoured.asked(reading) and came.ratio != asked.ratio:
        departing.append("ratio")
    if size_is_honoured.asked(reading):
        meant = reading.operation.protocol.meant_size(reading.model, asked.size)
        if came.size != meant:
            departing.append("size")
    return tuple(departing)


# -- pixels ------------------------------------------------------------------------------------------------------------


def small(content: bytes, edge: int = EDGE) -> bytes:
    """A thumbnail as WebP, with nothing of the file but its pixels; empty where it cannot be made."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            # a JPEG can be decoded directly at an eighth of its size
            image.draft("RGB", (edge * 2, edge * 2))
            image.thumbnail((edge, edge), Image.Resampling.BOX, reducing_gap=2.0)
            return _webp(image, QUALITY)
    except Exception:  # noqa: BLE001 - a decoder may raise anything on hostile bytes
        return b""


def smaller(content: bytes, limit: int) -> bytes:
    """A thumbnail below a number of bytes, as far as it stays recognisable."""
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
