"""Statements of a page: where members stand, and what is told of them without its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wirecheck.drift.statements import WORDS, above, digest, is_firmly_required, statements, wordless
from wirecheck.facts import Attr, Basis, Fact, Operation, Page, Qualifier, Side

EXISTS = Fact("POST /v1", Side.REQUEST, "a", Attr.EXISTS, True, None, Basis.DECLARED, (1, 1), "")
POST = Operation("POST", "/v1", (), None)


def page(*facts: Fact) -> Page:
    return Page("page", "kind", (POST,), facts, (), 1, ())


def test_members_around_one_come_outermost_first() -> None:
    """On its side, items of arrays as the array."""
    assert above((Side.REQUEST, "a.b[].c")) == [(Side.REQUEST, "a"), (Side.REQUEST, "a.b")]
    assert above((Side.REQUEST, "a")) == []


def test_members_stand_in_order_and_know_what_is_in_them() -> None:
    """Outer ones first, whatever the page has first."""
    inner, shown = replace(EXISTS, path="a.b"), replace(EXISTS, path="c", basis=Basis.SAMPLE)
    stated = statements(page(inner, shown, EXISTS))[POST.name]
    assert [path for _, path in stated.shown] == ["a", "c", "a.b"]
    assert stated.inside[Side.REQUEST, "a"] == 1
    assert stated.documented((Side.REQUEST, "a")) == EXISTS
    assert stated.documented((Side.REQUEST, "c")) is None


def test_the_words_of_a_page_are_not_kept() -> None:
    """A prompt is text and no more; a value stays."""
    prompts = [replace(EXISTS, attr=Attr.EXAMPLE, value=value) for value in ("a red boat", "a blue one", "1024x1024")]
    assert [fact.value for fact in wordless(page(*prompts)).facts] == [WORDS, "1024x1024"]


def test_white_space_makes_no_other_digest() -> None:
    """Pages are wrapped anew."""
    assert digest("a  b\n c") == digest("a b c") != digest("ab c")


@pytest.mark.parametrize(
    ("value", "qualifier", "expected"),
    [(True, Qualifier.EXPLICIT, True), (True, Qualifier.CONDITIONAL, False), (False, Qualifier.EXPLICIT, False)],
)
def test_a_condition_is_no_firm_duty(value: bool, qualifier: Qualifier, expected: bool) -> None:
    """It binds those only who use the member around it."""
    assert is_firmly_required(replace(EXISTS, attr=Attr.REQUIRED, value=value, qualifier=qualifier)) is expected
