"""The shape of a picture, in words and in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture's shape: its ratio and size by name, if they have one (`21:9`, `2K`), and in pixels, 0 if not known."""

    ratio: str = ""
    size: str = ""
    width: int = 0
    height: int = 0

    def __str__(self) -> str:
        return " ".join(word for word in (self.ratio, self.size) if word)


def lowest_terms(width: int, height: int) -> str:
    """Width by height in the lowest terms: `3:2`."""
    by = gcd(width, height)
    return f"{width // by}:{height // by}"
