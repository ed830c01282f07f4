"""Text of a gateway's on which nothing acts, and lists of which the first names are shown."""

from __future__ import annotations

import pytest

from wirecheck.reports.plain import cut_list, plain, whole


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")]
)
def test_the_first_names_are_cut_list(names: list[str], text: str) -> None:
    """Two of them, and how many more there are."""
    assert cut_list(names, 2) == text


def test_a_long_text_is_cut() -> None:
    """With an ellipsis in its last place; a command is shown whole or not at all."""
    assert (plain("abcde", 5), plain("abcdef", 5)) == ("abcde", "abcd…")
    assert whole("curl a", 5) == "the command has 6 characters; the JSON report has it"
