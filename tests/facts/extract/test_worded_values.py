"""Defaults, sets of values and examples, read off set phrases."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.value_words import Statement, Words
from wirecheck.facts.extract.worded_values import arrays, default, values
from wirecheck.facts.page import Attr, Qualifier
from wirecheck.wire.lenient_json import Json


@pytest.mark.parametrize(
    ("text", "type", "value"),
    [
        ("How many. Default: 1", "integer", 1),
        ("Defaults to `png`.", "string", "png"),
        ("默认为 true", "boolean", True),
        ("`2K` by default.", "string", "2K"),
        ("The default behaviour is kept.", "string", None),
        ("Default: many", "integer", None),
    ],
)
def test_default(text: str, type: str, value: Json) -> None:
    """Read by the member's type; words that cannot be a value are none."""
    assert [statement.value for statement in default(Words(text), type)] == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One of `png`, `jpeg` or `webp`.", Statement(Attr.VALUES, ["png", "jpeg", "webp"], Qualifier.CLOSED)),
        ("Formats such as `png`, `jpeg`.", Statement(Attr.VALUES, ["png", "jpeg"], Qualifier.OPEN)),
        ("A size, e.g. `1024x1024`.", Statement(Attr.EXAMPLE, "1024x1024")),
        ('Always "user".', Statement(Attr.VALUES, ["user"], Qualifier.CLOSED)),
        ("Any of 14 aspect ratios.", None),
        ("14 aspect ratios.", Statement(Attr.VALUES, 14, Qualifier.COUNT)),
    ],
)
def test_values(text: str, expected: Statement | None) -> None:
    """A closed set, an open list, one example, or a count of what is listed elsewhere."""
    assert list(values(Words(text), "string", None)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["TEXT"] or ["IMAGE"]', [Statement(Attr.VALUES, [["TEXT"], ["IMAGE"]], Qualifier.WHOLE)]),
        ('such as ["IMAGE"]', [Statement(Attr.EXAMPLE, ["IMAGE"])]),
        ('It is ["IMAGE"].', [Statement(Attr.EXAMPLE, ["IMAGE"])]),
        ("[not a literal at all]", []),
    ],
)
def test_arrays(text: str, expected: list[Statement]) -> None:
    """Two or more are a set, one is an example."""
    assert list(arrays(text)) == expected
