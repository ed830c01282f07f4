"""Texts of others on which nothing acts when they are shown."""

from __future__ import annotations

import pytest

from wirecheck.wire.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("größe", "größe"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\nb", "a\ufffdb"),
        ("\u202eabc", "\ufffdabc"),
        ("\ud800", "\ufffd"),
    ],
)
def test_what_acts_is_replaced(text: str, shown: str) -> None:
    """Orders to a terminal, breaks of lines, turns of direction, and halves of letters."""
    assert printable(text) == shown
