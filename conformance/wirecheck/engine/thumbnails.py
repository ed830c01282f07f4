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
"""Pixels of a thumbnail's longer edge."""

QUALITY = 70

TOTAL = 9_000_000
"""Bytes that all thumbnails of a report may have together."""

SMALLEST = 64
"""Pixels below which an edge is not brought, whatever the bytes are."""

WORKERS = 4
"""Pictures that are decoded at a time, at most."""


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
    """Why a picture is no whole one, in words; empty where it is."""
    if not content:
        return "its address was not opened" if found.url else "there is no data"
    if not image.format:
        return "it is no picture that is known"
    return image.problem or ("one colour only" if image.blank else "")


# -- shapes ------------------------------------------------------------------------------------------------------------


def _came(reading: Reading, image: InspectedPicture, asked: Shape) -> Shape:
    """The shape that came, in the words that it would have been asked for."""
    operation, model = reading.operation, reading.model
    ratio = operation.protocol.ratio_of(operation, model, image, asked.ratio)
    return Shape(ratio, operation.protocol.size_of(model, image), image.width, image.height)


def _departures(reading: Reading, asked: Shape, came: Shape) -> tuple[str, ...]:
    """As the requirements of the pictures judge it."""
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
