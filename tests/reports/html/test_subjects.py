"""Days, times and counts as the report for a browser words them."""

from __future__ import annotations

import pytest

from wirecheck.reports.html.subjects import counted, day, lasting, moment, printable


def test_days_and_moments() -> None:
    """Of the first second since the epoch, and of the leap day of 2024, in UTC."""
    assert (day(0), moment(0)) == ("1 January 1970", "1970-01-01 00:00 UTC")
    assert (day(1_709_210_096), moment(1_709_210_096)) == ("29 February 2024", "2024-02-29 12:34 UTC")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.000_4, "0.4 ms"), (0.25, "250 ms"), (1.23, "1.2 s"), (12.3, "12 s"), (60, "1 min 0 s"), (185, "3 min 5 s")],
)
def test_lasting(seconds: float, told: str) -> None:
    """With about two digits."""
    assert lasting(seconds) == told


@pytest.mark.parametrize(
    ("count", "noun", "plural", "told"),
    [(1, "request", "", "1 request"), (1_200, "request", "", "1,200 requests"), (2, "reply", "replies", "2 replies")],
)
def test_counted(count: int, noun: str, plural: str, told: str) -> None:
    """With a plural of its own where there is one."""
    assert counted(count, noun, plural) == told


def test_lines_are_kept() -> None:
    """What acts is replaced, but for breaks of lines."""
    assert printable("a\nb\x1b\u202e") == "a\nb\ufffd\ufffd"
