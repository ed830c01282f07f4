"""How differences are built: with the verdicts of their rules, and with values as text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from wirecheck.diff.difference import Client, Difference, WireBreak
from wirecheck.diff.rules import get
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.printable import printable

# The most values that a message lists.
SHOWN = 8

# The most characters of a value that are shown.
LONGEST = 160


def difference(  # noqa: PLR0913 - they are the members of a difference
    rule: str,
    location: str,
    operation: str,
    message: str,
    before: Json = None,
    after: Json = None,
    *,
    wire: WireBreak | None = None,
    client: Client | None = None,
) -> Difference:
    """A difference with the verdicts of its rule, where none are given."""
    known = get(rule)
    return Difference(
        rule, location, operation, wire or known.wire, client or known.client, message, before=before, after=after
    )


def changed(
    old: Mapping[str, Any], new: Mapping[str, Any], apart: Set[str] = frozenset()
) -> Iterator[tuple[str, Any, Any]]:
    """The keys that differ between two mappings, by name, with both values; None where a mapping lacks the key."""
    for key in sorted({*old, *new} - apart):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def missing(names: Iterable[str], others: Collection[str]) -> list[str]:
    """The names that are missing from others."""
    return [name for name in names if name not in others]


def worded(key: str, location: str, operation: str, was: Json, now: Json, *, side: str = "api") -> Difference:
    """A difference that no program sees: in descriptions, citations, and keys that no rule covers."""
    area, message = {
        "description": ("description", "has another description"),
        "summary": ("summary", "has another summary"),
    }.get(key, ("annotation", f"has another `{key}`"))
    if key == "x-citation":
        area = "citation"
        message = f"is promised at {told([now])}" if now is not None else "is no longer promised by its page"
        message += f", and was at {told([was])}" if was is not None and now is not None else ""
    return difference(f"{side}-{area}-changed", location, operation, message, was, now)


def told(values: Sequence[Json]) -> str:
    """Values as text, each in backticks; only the first few of many."""
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    quoted = [f"`{fit(text)}`" for text in texts[:SHOWN]]
    if len(texts) > SHOWN:
        return f"{', '.join(quoted)} and {len(texts) - SHOWN} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted) or "nothing"


def fit(text: str) -> str:
    """A text of a spec made safe to show: on one line, and cut to length."""
    return printable(text[:LONGEST]) + ("…" if len(text) > LONGEST else "")
