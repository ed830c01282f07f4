"""What a heading says of the part below it."""

from __future__ import annotations

import pytest

from wirecheck.facts.page import Side
from wirecheck.facts.parse import sections
from wirecheck.facts.parse.sections import EXACT, side


@pytest.mark.parametrize(
    ("heading", "about"),
    [
        ("## Request body", Side.REQUEST),
        ("Body Params", Side.REQUEST),
        ("Path Parameters", Side.PATH),
        ("Query 参数", Side.QUERY),
        ("Request headers", Side.HEADER),
        ("Response fields", Side.RESPONSE),
        ("返回响应", Side.RESPONSE),
        ("Authorization", "auth"),
        ("Error codes", "status"),
        ("Rate limits of requests", None),
        ("Overview", None),
        ("request " * 11, None),
    ],
)
def test_side(heading: str, about: Side | str | None) -> None:
    """In English and in Chinese; what is about neither side, and what is too long to be a heading, is not taken."""
    assert side(heading) == about


def test_a_sentence_is_no_heading() -> None:
    """Where no mark says so, Chinese that has more in it than the words of headings is a sentence."""
    assert side("请求参数", marked=False) is Side.REQUEST
    assert side("请求会在五分钟内返回", marked=False) is None


@pytest.mark.parametrize(
    ("line", "exact"), [("Body (required)", True), ("请求参数：", True), ("The body is JSON", False)]
)
def test_lines_that_are_headings_wherever_they_stand(line: str, exact: bool) -> None:
    """With a remark in brackets or a colon, and nothing else."""
    assert bool(EXACT.fullmatch(line)) is exact


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
    assert sections.status(line) == status


@pytest.mark.parametrize(
    ("line", "begins"),
    [("POST", True), ("get", True), ("`POST`", True), ("**get**", True),
     ("Array [", True), ("]", True), ("ADD string", True), ("200", True),
     ("Post a letter", False), ("`post` a letter", False), ("", False), ("Up to 200 letters.", False)],
)  # fmt: skip
def test_begins(line: str, begins: bool) -> None:
    """No line of a description is taken for one."""
    assert sections.begins(line) is begins


@pytest.mark.parametrize(("at", "following"), [(0, 0), (1, 3), (4, 5)])
def test_blank_lines_are_skipped(at: int, following: int) -> None:
    """As far as the end."""
    assert sections.skip_blank(["a", "", " \t", "b", ""], at) == following
