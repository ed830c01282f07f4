"""The contact sheet: every picture that came back, in a grid of size by ratio, drawn in its own proportions."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from wirecheck.dialects.picture_shape import Shape
from wirecheck.engine.thumbnails import Thumbnail
from wirecheck.reports.html.subjects import ReportedSubject, counted, printable
from wirecheck.wire.picture_bytes import parse_ratio, parse_size

BOX = 100
"""The edge of the square that a picture and the requested shape are drawn into; all lengths are in percent."""

LEAST = 4
"""The shortest edge that is drawn."""

OPEN = "left open"
"""The row or column of pictures whose ratio or size was left to the gateway."""

Pixels = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """
    A picture, drawn.

    :param address: its thumbnail as a data URI; empty where there is none.
    :param width: of the drawing, in percent of the square around it.
    :param overlay: width and height of the requested shape, where the picture differs from it.
    :param state: `held`, `broken`, or `draft`.
    """

    address: str
    width: float
    height: float
    overlay: Pixels | None
    state: str
    pixels: str
    notes: tuple[str, ...]
    alternative: str

    @property
    def overlay_at(self) -> Pixels:
        width, height = self.overlay or (0, 0)
        return round((BOX - width) / 2, 1), round((BOX - height) / 2, 1)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """The pictures of one size and ratio."""

    ratio: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The pictures of one size."""

    size: str
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """The pictures of one operation."""

    subject: str
    operation: str
    ratios: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    summary: str


def sheet(subject: ReportedSubject, operation: str, pictures: Sequence[Thumbnail]) -> ContactSheet:
    """The contact sheet of an operation's pictures."""
    # a grid: each picture goes into the cell of the size and the ratio that were requested, both in ascending order
    sizes = sorted({_size(picture) for picture in pictures}, key=_size_order)
    ratios = sorted({_ratio(picture) for picture in pictures}, key=_ratio_order)
    groups: dict[tuple[str, str], list[Tile]] = {}
    for picture in pictures:
        groups.setdefault((_size(picture), _ratio(picture)), []).append(_tile(picture))
    rows = []
    for size in sizes:
        cells = [SheetCell(ratio, tuple(groups.get((size, ratio), ()))) for ratio in ratios]
        rows.append(SheetRow(size, tuple(cells)))
    return ContactSheet(
        subject.name,
        operation.partition(":")[2] or operation,
        tuple(ratios),
        tuple(rows),
        _summary(pictures),
    )


def _summary(pictures: Sequence[Thumbnail]) -> str:
    departing = sum(bool(picture.departures) for picture in pictures)
    spoilt = sum(bool(picture.problem) for picture in pictures)
    drafts = sum(picture.draft for picture in pictures)
    parts = [f"{departing} not of the requested shape"] if departing else []
    parts += [f"{spoilt} empty or not whole"] if spoilt else []
    parts = parts or ["all as asked for" if len(pictures) > 1 else "as asked for"]
    parts += [f"{drafts} of them {'drafts' if drafts > 1 else 'a draft'}"] if drafts else []
    return f"{counted(len(pictures), 'picture')}, {', '.join(parts)}"


def _ratio(picture: Thumbnail) -> str:
    return picture.asked.ratio or OPEN


def _size(picture: Thumbnail) -> str:
    """The row of a picture: its tier, or the megapixels of a size in pixels."""
    pixels = parse_size(picture.asked.size)
    if pixels is not None:
        return f"{pixels[0] * pixels[1] / 1e6:.1f} MP"
    return picture.asked.size or OPEN


def _size_order(size: str) -> tuple[bool, float, str]:
    number = "".join(c for c in size if c.isdigit() or c == ".")
    try:
        value = float(number)
    except ValueError:
        return True, 0, size
    # sizes are ordered by an edge in pixels: that of the tier, or of a square with as many pixels
    edge = sqrt(value) * 1000 if size.endswith("MP") else value * 1000 if size.endswith("K") else value
    return False, edge, size


def _ratio_order(ratio: str) -> tuple[bool, float]:
    value = parse_ratio(ratio)
    return value is None, value or 0


def _tile(picture: Thumbnail) -> Tile:
    came, asked = _pixels(picture.came), _pixels(picture.asked)
    overlay = asked if picture.departures else None
    # the picture and its overlay share one scale; a picture of unknown size is drawn in the requested shape
    shapes = [shape for shape in (came, overlay if came else asked) if shape is not None] or [(1.0, 1.0)]
    scale = _scale(shapes)
    width, height = _scaled(shapes[0], scale)
    pixels = f"{picture.came.width}×{picture.came.height}" if came is not None else ""
    notes = tuple(_notes(picture))
    words = f"{pixels or 'Picture of unknown size'}, {', '.join(notes) or 'as asked for'}"
    return Tile(
        address=_address(picture.content),
        width=width,
        height=height,
        overlay=_scaled(overlay, scale) if overlay is not None else None,
        state=_state(picture),
        pixels=pixels,
        notes=notes,
        alternative=f"Draft, {words}" if picture.draft else words,
    )


def _address(thumbnail: bytes) -> str:
    return f"data:image/webp;base64,{b64encode(thumbnail).decode()}" if thumbnail else ""


def _scale(shapes: Sequence[Pixels]) -> float:
    """The factor that makes the longest edge of some shapes as long as the square's."""
    return BOX / max(edge for shape in shapes for edge in shape)


def _pixels(shape: Shape) -> Pixels | None:
    """Width and height, where both are known."""
    return (shape.width, shape.height) if shape.width and shape.height else None


def _notes(picture: Thumbnail) -> Iterator[str]:
    if picture.departures:
        yield f"asked {picture.asked}"
        yield f"got {picture.came}"
    if picture.problem:
        yield printable(picture.problem)


def _state(picture: Thumbnail) -> str:
    if picture.departures or picture.problem:
        return "broken"
    return "draft" if picture.draft else "held"


def _scaled(shape: Pixels, scale: float) -> Pixels:
    return max(LEAST, round(shape[0] * scale, 1)), max(LEAST, round(shape[1] * scale, 1))
