"""Paths of what departs from a schema."""

from __future__ import annotations

import pytest

from wirecheck.reading.departures import member_path


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([], ""),
        (["n"], "n"),
        (["contents", 0, "parts", 3, "text"], "contents[].parts[].text"),
        (["a", 0, 1], "a[][]"),
    ],
)
def test_a_path_is_dotted(steps: list[str | int], path: str) -> None:
    """With `[]` for any item."""
    assert member_path(steps) == path
