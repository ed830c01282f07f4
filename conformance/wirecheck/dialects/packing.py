"""Sets of values packed into the fewest rows: each value once, and the cheapest where there is a choice."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wirecheck.wire.lenient_json import Json


@dataclass(frozen=True, slots=True)
class Column:
    """
    The values of one member that have not been asked for yet.

    :param rest: the value in a row when no other is left; None leaves the member out.
    """

    member: str
    values: Sequence[Json]
    rest: Json = None


def rows(columns: Sequence[Column]) -> list[dict[str, Json]]:
    """As many rows as the longest column has values; a row maps members to values, without those that are left out."""
    longest = max((len(column.values) for column in columns), default=0)
    found: list[dict[str, Json]] = []
    for i in range(longest):
        row = {c.member: c.values[i] if i < len(c.values) else c.rest for c in columns}
        found.append({member: value for member, value in row.items() if value is not None})
    return found


def pairs(columns: Sequence[Column]) -> list[dict[str, Json]]:
    """Rows in which every value of a member meets every value of every other, once at least (a covering array)."""
    from allpairspy import AllPairs  # type: ignore[import-untyped] # the library has no types

    wide = [column for column in columns if len(column.values) > 1]
    fixed = {c.member: c.values[0] if c.values else c.rest for c in columns if c not in wide}
    # the library hashes values, and lists cannot be hashed, so it gets indices; it cannot make rows from a single set
    places = [list(range(len(column.values))) for column in wide]
    met = AllPairs(places) if len(wide) > 1 else itertools.product(*places)
    found = []
    for row in met:
        values = {column.member: column.values[at] for column, at in zip(wide, row, strict=True)}
        found.append({member: value for member, value in {**fixed, **values}.items() if value is not None})
    return found


def told(row: Mapping[str, Json]) -> str:
    """A row as text: the last part of each member's path, with its value."""
    said = []
    for member, value in row.items():
        name = member.rpartition(".")[2]
        shown = "+".join(map(str, value)) if isinstance(value, list) else str(value)
        said.append(f"{name} {shown}")
    return ", ".join(said)
