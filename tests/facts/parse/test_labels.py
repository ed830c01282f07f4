"""Labels of members: which lines are read, and where a list of options ends."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import MemberEntry
from wirecheck.facts.parse.labels import is_label, labels, take


def no_member(lines: Sequence[str], at: int) -> bool:
    return False


def draft() -> MemberEntry:
    return MemberEntry("size", "string", 1, 1)


OPTIONS = [
    (["Allowed values: a, b", "c"], ["a", "b"], 1),
    (["Allowed values: a,", "b,", "c", "d"], ["a", "b", "c"], 3),
    (["Allowed values: a,", "b", ", c", "d"], ["a", "b", "c"], 3),
    (["Available options:", "", "", "", "", "a", "b", "More words"], ["a", "b"], 7),
    (["Available options:", "a, b", "c"], ["a", "b"], 2),
    (["Available options:", "a", ",b", "c"], ["a", "b"], 3),
    (["Available options:", "two words", "other words"], ["two words"], 2),
    (["Allowed values: [a | b]"], ["a", "b"], 1),
    (["Allowed values: \"a b\" 'c'"], ["a b", "c"], 1),
    (["Allowed values: `a` `b`"], ["a", "b"], 1),
]


@pytest.mark.parametrize(("lines", "options", "last"), OPTIONS)
def test_options(lines: list[str], options: list[str], last: int) -> None:
    """They stand on the label's line, or below it with commas or a word a line."""
    member = draft()
    assert take(member, lines[0], lines, 0, no_member)
    assert (member.options, member.last) == (options, last)


def test_options_that_are_a_range_are_bounds() -> None:
    """`>= 3` is no value."""
    member = draft()
    assert take(member, "Allowed values: >= 3", [], 0, no_member)
    assert (member.options, member.bounds) == ([], [">= 3"])


def test_an_example_may_go_on() -> None:
    """Its brackets say where it ends."""
    member = draft()
    assert take(member, "Example:", ["Example:", "{", '"a": 1', "}", "x"], 0, no_member)
    assert (member.examples, member.last) == (['{\n"a": 1\n}'], 4)


def test_a_second_default_is_no_label() -> None:
    """It is left to the words, so that the two are seen to differ."""
    member = draft()
    assert take(member, "Default: a", ["Default: a"], 0, no_member)
    assert not take(member, "Default: b", ["Default: b"], 0, no_member)
    assert member.default == "a"


def test_labels_that_ran_together() -> None:
    """Each is read."""
    member = draft()
    assert take(member, "Possible values: a, bDefault: a", [""], 0, no_member)
    assert (member.options, member.default) == (["a", "b"], "a")


def test_lines_of_labels() -> None:
    """They end where something else begins; a blank line may stand before another label."""
    member = draft()
    assert labels(member, ["required", "query", "nullable", "", "Default: a", "Words of it"], 0, no_member) == 5
    assert (member.required, member.side, member.default, member.last) == (True, Side.QUERY, "a", 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("required", True),
        ("Default: 1", True),
        ("Example: x", True),
        ("Maximum length: 10", True),
        ("Defaults to a, unless it is b", False),
        ("Some words", False),
    ],
)
def test_what_is_a_label(text: str, expected: bool) -> None:
    """A sentence that begins as one is none."""
    assert is_label(text) is expected
