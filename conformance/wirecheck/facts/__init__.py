"""A documentation page, read into facts."""

from __future__ import annotations

from wirecheck.facts.page import (
    Attr,
    Basis,
    Claim,
    Contradiction,
    Fact,
    Operation,
    Page,
    PageUnreadable,
    Qualifier,
    Side,
)
from wirecheck.facts.reader import read as read
from wirecheck.facts.render import render_json, render_text

__all__ = [
    "Attr",
    "Basis",
    "Claim",
    "Contradiction",
    "Fact",
    "Operation",
    "Page",
    "PageUnreadable",
    "Qualifier",
    "Side",
    "read",
    "render_json",
    "render_text",
]
