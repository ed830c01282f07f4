"""Texts of others on which nothing acts when they are shown."""

from __future__ import annotations


def printable(text: str) -> str:
    """A text without control characters, line breaks, marks of direction and halves of letters."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
