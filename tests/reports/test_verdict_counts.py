"""Promises in numbers, as the tables of reports show them."""

from __future__ import annotations

from dataclasses import replace

from wirecheck.engine.runner import Run
from wirecheck.reports.verdict_counts import verdict_counts


def test_what_binds_is_counted(sample: Run) -> None:
    """Held, broken and not judged, of one operation; nothing that is observed only, or does not apply."""
    elsewhere = tuple(replace(result, operation="apiyi:other") for result in sample.results[:1])
    run = replace(sample, results=(*sample.results, *elsewhere))
    assert verdict_counts(run, sample.operations[0]) == (1, 3, 1)
    assert verdict_counts(run, "apiyi:other") == (1, 0, 0)
