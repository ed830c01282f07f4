"""Text of a gateway's on which nothing acts, and lists of which the first names are shown."""

from __future__ import annotations

import pytest

from wirecheck.reports.plain import cut, cut_list, plain, whole


def test_what_acts_is_replaced() -> None:
    """Orders to a terminal, and half a letter."""
    assert plain("\x1b[31mred \ud800") == "\ufffd[31mred \ufffd"


def test_long_texts_are_cut_and_commands_are_not() -> None:
    """The ellipsis is one of the characters; half of a command would do something else."""
    assert (cut("abcdef", 4), cut("abcd", 4), plain("abcdef", 4)) == ("abc…", "abcd", "abc…")
    assert whole("curl", 4) == "curl"
    assert whole("x" * 1_234, 80) == "the command has 1,234 characters; the JSON report has it"


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")]
)
def test_the_first_names_are_shown(names: list[str], text: str) -> None:
    """Two of them, and how many more there are."""
    assert cut_list(names, 2) == text
