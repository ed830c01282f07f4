"""
Compare pages with their accepted facts and with their specs: what has changed, and whom it breaks.

    page ─> facts ─┬─> against the accepted facts ─┐
                   └─> against the spec ───────────┴─> drifts ─> reports, or a patch of the spec
"""

from __future__ import annotations

from wirecheck.drift.accepted import Accepted
from wirecheck.drift.compared import ComparedPage, DriftReport, PageSource, compare
from wirecheck.drift.drift_report import render_json, render_markdown, render_text
from wirecheck.drift.exceptions import Excepted
from wirecheck.drift.page_changes import changes
from wirecheck.drift.page_vs_spec import drifts_from_spec
from wirecheck.drift.values import OWN, Against, Breaks, Drift

__all__ = [
    "OWN",
    "Accepted",
    "Against",
    "Breaks",
    "ComparedPage",
    "Drift",
    "DriftReport",
    "Excepted",
    "PageSource",
    "changes",
    "compare",
    "drifts_from_spec",
    "render_json",
    "render_markdown",
    "render_text",
]
