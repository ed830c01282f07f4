"""The contact sheet: every picture that came back, in a grid of size by ratio, true to its shape."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from wirecheck.engine.thumbnails import Thumbnail
from wirecheck.reports.html.subjects import Subject, counted, printable
from wirecheck.wire.picture_bytes import parse_ratio, parse_size

BOX = 100
"""The edge of the square that a picture and the shape that was asked for are drawn into; all lengths are in percent."""

LEAST = 4
"""Below which no edge is drawn."""

OPEN = "left open"
"""The row or column of pictures whose ratio or size was left to the gateway."""

Pixels = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """
    A picture, drawn.

    :param address: its thumbnail as a data URI; empty where there is none.
    :param width: of the drawing, in percent of the square that it stands in.
    :param overlay: width and height of the shape that was asked for, where the picture departs from it.
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
    case: str

    @property
    def overlay_at(self) -> Pixels:
        width, height = self.overlay or (0, 0)
        return round((BOX - width) / 2, 1), round((BOX - height) / 2, 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """The pictures of one size and ratio."""

    ratio: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The pictures of one size."""

    size: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pictures of one operation."""

    subject: str
    kind: str
    operation: str
    ratios: tuple[str, ...]
    rows: tuple[Row, ...]
    summary: str


def sheet(subject: Subject, operation: str, pictures: Sequence[Thumbnail]) -> Sheet:
    """The contact sheet of an operation's pictures."""
    sizes = sorted({_size(picture) for picture in pictures}, key=_size_order)
    ratios = sorted({_ratio(picture) for picture in pictures}, key=_ratio_order)
    groups: dict[tuple[str, str], list[Tile]] = {}
    for picture in pictures:
        groups.setdefault((_size(picture), _ratio(picture)), []).append(_tile(picture))
    rows = [Row(size, tuple(Cell(ratio, tuple(groups.get((size, ratio), ()))) for ratio in ratios)) for size in sizes]
    return Sheet(
        subject.name,
        subject.kind_said,
        operation.partition(":")[2] or operation,
        tuple(ratios),
        tuple(rows),
        _summary(pictures),
    )


def _summary(pictures: Sequence[Thumbnail]) -> str:
    departing = sum(bool(picture.departures) for picture in pictures)
    spoilt = sum(bool(picture.problem) for picture in pictures)
    drafts = sum(picture.draft for picture in pictures)
    parts = [f"{departing} not of the shape that was asked for"] if departing else []
    parts += [f"{spoilt} empty or not whole"] if spoilt else []
    parts = parts or ["all as asked for" if len(pictures) > 1 else "as asked for"]
    parts += [f"{drafts} of them {'drafts' if drafts > 1 else 'a draft'}"] if drafts else []
    return f"{counted(len(pictures), 'picture')}, {', '.join(parts)}"


def _ratio(picture: Thumbnail) -> str:
    return picture.asked.ratio or OPEN


def _size(picture: Thumbnail) -> str:
    """The column of a picture: its tier, or the megapixels of a size that is told in pixels."""
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
    # an edge in pixels: of a tier, or of the square that has as many of them
    edge = sqrt(value) * 1000 if size.endswith("MP") else value * 1000 if size.endswith("K") else value
    return False, edge, size


def _ratio_order(ratio: str) -> tuple[bool, float]:
    value = parse_ratio(ratio)
    return value is None, value or 0


def _tile(picture: Thumbnail) -> Tile:
    came: Pixels = (picture.came.width, picture.came.height)
    asked: Pixels = (picture.asked.width, picture.asked.height)
    departs = bool(picture.departures)
    shown = [shape for shape in (came, asked if departs or not all(came) else came) if all(shape)] or [(1, 1)]
    scale = BOX / max(edge for shape in shown for edge in shape)
    width, height = _scaled(came if all(came) else shown[0], scale)
    notes = []
    if departs:
        notes += [f"asked {picture.asked}", f"got {picture.came}"]
    if picture.problem:
        notes.append(printable(picture.problem))
    pixels = f"{picture.came.width}×{picture.came.height}" if all(came) else ""
    words = f"{pixels or 'Picture of unknown size'}, {', '.join(notes) if notes else 'as asked for'}"
    return Tile(
        address=f"data:image/webp;base64,{b64encode(picture.content).decode()}" if picture.content else "",
        width=width,
        height=height,
        overlay=_scaled(asked, scale) if departs and all(asked) else None,
        state="broken" if departs or picture.problem else "draft" if picture.draft else "held",
        pixels=pixels,
        notes=tuple(notes),
        alternative=f"Draft, {words}" if picture.draft else words,
        case=picture.case,
    )


def _scaled(shape: Pixels, scale: float) -> Pixels:
    return max(LEAST, round(shape[0] * scale, 1)), max(LEAST, round(shape[1] * scale, 1))
