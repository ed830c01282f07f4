"""
Pages against what was agreed that they state, and against their specs: what has changed, and whom it breaks.

    page ─> facts ─┬─> against the accepted facts ─┐
                   └─> against the spec ───────────┴─> drifts ─> reports, or a patch of the spec
"""

from __future__ import annotations

from wirecheck.drift.accepted import Accepted
from wirecheck.drift.compared import Reading, Report, Source, look
from wirecheck.drift.drift_report import render_json, render_markdown, render_text
from wirecheck.drift.exceptions import Excepted
from wirecheck.drift.page_changes import changes
from wirecheck.drift.page_vs_spec import against
from wirecheck.drift.values import OWN, Against, Breaks, Drift

__all__ = [
    "OWN",
    "Accepted",
    "Against",
    "Breaks",
    "Drift",
    "Excepted",
    "Reading",
    "Report",
    "Source",
    "against",
    "changes",
    "look",
    "render_json",
    "render_markdown",
    "render_text",
]
