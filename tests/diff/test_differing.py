"""What differences are made of: keys that changed, names that are missing, values in words."""

from __future__ import annotations

import pytest

from wirecheck.diff.differing import SHOWN, changed, fit, missing, told, worded


def test_keys_that_say_the_same_are_no_difference() -> None:
    """Nor are those that are compared elsewhere; the others come by name."""
    old, new = {"b": 1, "a": 1, "same": 1, "apart": 1}, {"b": 2, "c": 3, "same": 1, "apart": 2}
    assert list(changed(old, new, {"apart"})) == [("a", 1, None), ("b", 1, 2), ("c", None, 3)]


def test_missing_names_keep_their_order() -> None:
    """As they stand in the spec."""
    assert missing(["c", "a", "b"], ["a"]) == ["c", "b"]


def test_values_are_told_a_few_of_many() -> None:
    """Each in backticks, and what cannot be shown replaced."""
    assert told([]) == "nothing"
    assert told(["a", 1, None]) == "`a`, `1` and `null`"
    assert told(["a"] * (SHOWN + 2)).endswith("`a` and 2 more")
    assert fit("a\x07b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("description", "api-description-changed"),
        ("summary", "api-summary-changed"),
        ("x-citation", "api-citation-changed"),
        ("x-note", "api-annotation-changed"),
    ],
)
def test_what_no_program_reads_is_about_words(key: str, rule: str) -> None:
    """By the key."""
    assert worded(key, "operation", "draw", "a", "b").rule == rule
