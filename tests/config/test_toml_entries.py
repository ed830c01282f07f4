"""Lists of entries in TOML: each is read, and what is no list of them is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from wirecheck.config.toml_entries import read
from wirecheck.errors import UsageError


def entries(text: str) -> tuple[str, ...]:
    def entry(table: Mapping[str, Any], called: str) -> str:
        return f"{called}: {table['id']}"

    def same(one: str, other: str) -> bool:
        return one.rpartition(": ")[2] == other.rpartition(": ")[2]

    return read(text, "known", "a.toml", hint="a hint", none="is no baseline", entry=entry, same=same)


def test_entries_are_read_in_their_order() -> None:
    """Each is told by its number; no text holds none."""
    assert entries("[[known]]\nid='a'\n[[known]]\nid='b'") == ("entry 1 of `a.toml`: a", "entry 2 of `a.toml`: b")
    assert entries("") == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[known]", "`a.toml` is not valid TOML"),
        ("known = 1", "`a.toml` is no baseline"),
        ("known = [1]", "`a.toml` is no baseline"),
        ("[[known]]\nid='a'\n[other]", "`a.toml` is no baseline"),
        ("[[known]]\nid='a'\n[[known]]\nid='a'", "entry 2 of `a.toml` is a duplicate"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    """Another form, another key, and an entry that is there twice."""
    with pytest.raises(UsageError, match=why):
        entries(text)
