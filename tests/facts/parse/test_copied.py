"""What a browser leaves of a page when it is copied is set apart again, line by line."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse.copied import apart


@pytest.mark.parametrize(
    ("copied", "lines"),
    [
        (["1", "curl https://a.example \\", "2", "  -d '{}'"], ["", "curl https://a.example \\", "\\", "  -d '{}'"]),
        (["promptstringRequired", "seedintegerOptional", "sizestring"], None),
        (["temperature?number", "prompt*string"], ["temperature number optional", "prompt string required"]),
        (["temperature?number", "Is it so?"], ["temperature?number", "Is it so?"]),
        (["n?integer", "size?string", "Default1", "Range1 <= value <= 4"],
         ["n integer optional", "size string optional", "Default: 1", "Required range: 1 <= value <= 4"]),
        (["1", "Pictures a day"], ["1", "Pictures a day"]),
    ],
)  # fmt: skip
def test_apart(copied: list[str], lines: list[str] | None) -> None:
    """One line alone that looks run together may be a word, and stays."""
    expected = lines or ["promptstringRequired", "seedintegerOptional", "size string"]
    assert apart(copied) == expected
