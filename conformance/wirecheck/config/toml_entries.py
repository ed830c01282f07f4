"""Lists of entries in TOML that people keep beside a spec: each is checked, and none may stand there twice."""

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
    :param none: what an error says of a text that holds anything else, such as `is not a valid baseline`.
    :param entry: reads one entry, from its table and the name that errors call it by.
    :param same: whether two entries state the same.
    :raises UsageError: the text holds anything else, or the same entry twice.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"`{name}` is not valid TOML: {error}", hint=hint) from None
    entries = table.get(key, [])
    if set(table) - {key} or not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UsageError(f"`{name}` {none}", hint=hint)
    found: list[T] = []
    for number, raw in enumerate(entries, 1):
        one = entry(raw, f"entry {number} of `{name}`")
        if any(same(one, other) for other in found):
            raise UsageError(f"entry {number} of `{name}` is a duplicate: {one}", hint="remove one of the two")
        found.append(one)
    return tuple(found)
