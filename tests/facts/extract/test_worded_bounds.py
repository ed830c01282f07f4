"""Bounds in labels."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.worded_bounds import of_label
from wirecheck.wire.lenient_json import Json

LABELS: list[tuple[str, str, list[Json]]] = [
    ("Required range: 1 <= x < 10", "integer", [{"minimum": 1}, {"exclusiveMaximum": 10}]),
    (">= 2", "number", [{"minimum": 2}]),
    ("0 to 2", "number", [{"minimum": 0}, {"maximum": 2}]),
    ("Maximum string length: 1,000", "string", [{"maxLength": 1000}]),
    ("Minimum array length: 2", "object[]", [{"minItems": 2}]),
    ("non-empty", "string", [{"minLength": 1}]),
    ("Pattern: `^a+$`", "string", [{"pattern": "^a+$"}]),
    ("any", "string", []),
]


@pytest.mark.parametrize(("text", "kind", "expected"), LABELS, ids=[text for text, _, _ in LABELS])
def test_labels_name_bounds(text: str, kind: str, expected: list[Json]) -> None:
    """A label's numbers are bounds of the value, or of its length or its items by the type or the words beside it."""
    assert of_label(text, kind) == expected
