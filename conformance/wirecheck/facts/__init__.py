"""
A documentation page, read into facts.

Held by `tests/facts/test_samples.py` and held by `tests/facts/test_unreadable.py`.
"""

from __future__ import annotations

from wirecheck.facts.fact_report import render_json, render_text
from wirecheck.facts.page import (
    Attr,
    Basis,
    Claim,
    Contradiction,
    DocumentedOperation,
    Fact,
    Page,
    PageUnreadable,
    Qualifier,
    Side,
)
from wirecheck.facts.page_reader import read as read

__all__ = [
    "Attr",
    "Basis",
    "Claim",
    "Contradiction",
    "DocumentedOperation",
    "Fact",
    "Page",
    "PageUnreadable",
    "Qualifier",
    "Side",
    "read",
    "render_json",
    "render_text",
]
