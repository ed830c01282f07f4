"""Lines that begin another part of a page."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import marks


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("200", 200),
        ("HTTP 404", 404),
        ("200 - OK", 200),
        ("429 Too Many Requests", 429),
        ("🟢 200 成功", 200),
        ("请求有误(400)", 400),
        ("524", 524),
        ("299", None),
        ("1024", None),
        ("200 pictures a day", None),
    ],
)
def test_status(line: str, status: int | None) -> None:
    """A code of the standard's or of a proxy's, alone or with its phrase."""
    assert marks.status(line) == status


@pytest.mark.parametrize(
    ("line", "begins"),
    [("POST", True), ("get", True), ("`POST`", True), ("**get**", True),
     ("Array [", True), ("]", True), ("ADD string", True), ("200", True),
     ("Post a letter", False), ("`post` a letter", False), ("", False), ("Up to 200 letters.", False)],
)  # fmt: skip
def test_begins(line: str, begins: bool) -> None:
    """No line of a description is taken for one."""
    assert marks.begins(line) is begins


@pytest.mark.parametrize(("at", "following"), [(0, 0), (1, 3), (4, 5)])
def test_blank_lines_are_skipped(at: int, following: int) -> None:
    """As far as the end."""
    assert marks.skip_blank(["a", "", " \t", "b", ""], at) == following
