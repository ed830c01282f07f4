"""Lists of entries in TOML, as people keep them beside a spec: each checked, and none there twice."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from wirecheck.errors import UsageError

T = TypeVar("T")


def read(
    text: str,
    key: str,
    name: str,
    *,
    hint: str,
    none: str,
    entry: Callable[[Mapping[str, Any], str], T],
    same: Callable[[T, T], bool],
) -> tuple[T, ...]:
    """
    The entries of `[[key]]` tables.

    :param name: what errors call the text.
    :param hint: what the text should look like.
    :param none: what it is not where it holds something else, such as `is no baseline`.
    :param entry: reads one; it is given the table, and what errors call it.
    :param same: whether two entries say the same.
    :raises UsageError: the text says something else, or the same twice.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"`{name}` is no TOML: {error}", hint=hint) from None
    entries = table.get(key, [])
    if set(table) - {key} or not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UsageError(f"`{name}` {none}", hint=hint)
    found: list[T] = []
    for number, raw in enumerate(entries, 1):
        one = entry(raw, f"entry {number} of `{name}`")
        if any(same(one, other) for other in found):
            raise UsageError(f"entry {number} of `{name}` is there twice: {one}", hint="leave one of them")
        found.append(one)
    return tuple(found)
