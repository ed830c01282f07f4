"""
The parts that a page is cut into before anything is understood, whatever its form; each with its lines, from 1.

Held by `tests/facts/parse/test_lines.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from wirecheck.facts.page import Side


@dataclass(frozen=True, slots=True)
class Heading:
    """
    A heading.

    :param level: 1 to 6 where the page marks it as one; 0 where it only looks like one.
    """

    text: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """A method with a path or a whole URL."""

    method: str
    target: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Code:
    """
    A piece of code.

    :param info: the words on its fence, or the line above that says what it is.
    :param first: where its first line stands.
    """

    text: str
    info: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells of a table, with their lines; more than one reading where cells ran together."""

    cells: tuple[str, ...]
    line: int
    others: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row."""

    header: TableRow
    rows: tuple[TableRow, ...]


@dataclass(slots=True)
class MemberEntry:
    """
    A member and what is declared about it; filled in while its lines are read.

    :param type: as the page writes it; empty where it does not.
    :param required: what its label says, or None without a label.
    :param labelled: whether the page marks required members, so that no label says something.
    :param side: where the page says it at the member itself.
    :param words: its description.
    :param children: how many of the members after it stand below it.
    """

    path: str
    type: str
    first: int
    last: int
    required: bool | None = None
    labelled: bool = False
    side: Side | None = None
    default: str | None = None
    options: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    bounds: list[str] = field(default_factory=list)
    words: str = ""
    children: int = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """Words."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Status:
    """A line that names a status of answers, such as `200 - application/json`."""

    code: int
    line: int


@dataclass(frozen=True, slots=True)
class Nesting:
    """A line that says that members of the last array's items follow, or that they end."""

    opens: bool
    line: int


@dataclass(frozen=True, slots=True)
class OpenApi:
    """
    A machine-readable part.

    :param only: the operations that the page is about, such as `POST /v1/images`; empty for all.
    """

    text: str
    first: int
    last: int
    only: tuple[str, ...] = ()


Block: TypeAlias = Heading | EndpointLine | Code | Table | MemberEntry | Prose | Status | Nesting | OpenApi
# Blocks that begin on a line, and the line after them.
Blocks: TypeAlias = tuple[Sequence[Block], int]
