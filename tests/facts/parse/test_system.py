"""Which system made a page, by the marks that each leaves."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import system


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("openapi: 3.1.0\npaths: {}", "openapi"),
        ('{"openapi": "3.0.0"}', "openapi"),
        ("# Draw\n\n<ParamField body='n'>", "mintlify-md"),
        ("# Draw\n\n# OpenAPI definition\n", "readme-md"),
        ("# Draw\n\nx-apifox-folder: a", "apifox-md"),
        ("Skip to main content\nDraw", "mintlify-text"),
        ("Draw\nBody Params\nn", "readme-text"),
        ("Draw\nThis endpoint expects an object.", "fern-text"),
        ("# Draw\n\nDraws.", "markdown"),
        ("| n | integer |", "tables-text"),
        ("Draws a picture.", "text"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    """Markdown by its marks first, and text where there are none."""
    assert system.kind(text) == kind


@pytest.mark.parametrize(
    ("text", "is_html"),
    [("<!-- a --> <!DOCTYPE html>", True), ("\n<body>", True), ("<ParamField>", False), ("# <html>", False)],
)
def test_is_html(text: str, is_html: bool) -> None:
    """By how it begins."""
    assert system.is_html(text) is is_html


@pytest.mark.parametrize(
    ("text", "kind"),
    [('<div data-component-part="a">', "mintlify-html"), ("rm-Markdown", "readme-html"), ("<p>", "html")],
)
def test_html(text: str, kind: str) -> None:
    """By names that stand in it."""
    assert system.html(text) == kind
