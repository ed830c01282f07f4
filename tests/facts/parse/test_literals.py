"""Literals in samples, as people write them."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse.literals import literal, unescaped
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        ("{'a': True, 'b': None}", {"a": True, "b": None}),
        ("{a: 1, // one\n b: 'x',}", {"a": 1, "b": "x"}),
        ('{"a": 1, ...}', {"a": 1}),
        ('{"key": api_key}', {"key": "<api_key>"}),
        ('{"n": COUNT}', {"n": 4}),
        ('"tab\\tand \\u00e9"', "tab\tand \u00e9"),
    ],
)
def test_literal(text: str, value: Json) -> None:
    """JSON, JavaScript and Python; what is not known stands by its name."""
    node = literal(text, names={"COUNT": 4})
    assert node is not None
    assert node.plain() == value


@pytest.mark.parametrize("text", ["", "{", '{"a": ', "[1, 2"])
def test_what_is_no_literal(text: str) -> None:
    """What does not end is none."""
    assert literal(text) is None


def test_members_have_their_places() -> None:
    """By their paths, `[]` for items, from the first letter of the name."""
    text = '{"a": [{"b": 1}]}'
    node = literal(text)
    assert node is not None
    assert [(path, text[inner.start : inner.end]) for path, inner in node.walk()][-1] == ("a[].b", '"b": 1')


@pytest.mark.parametrize(("text", "plain"), [(r"a\nb", "a\nb"), (r"\"a\"", '"a"'), ("a\\\nb", "ab"), (r"\u0041", "A")])
def test_unescaped(text: str, plain: str) -> None:
    """As JSON's standard has it; a backslash at the end of a line joins it to the next."""
    assert unescaped(text) == plain
