"""The last line of a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wirecheck.engine.runner import Run
from wirecheck.reports.conclusion import conclusion

BROKEN = "1 `must` requirement broken, 1 `should` requirement broken, 1 known, 1 `must` requirement not judged"
PAID = "42 requests, 15 of them charged, 1 sent again"
CHANGES: list[tuple[dict[str, object], str, str]] = [
    ({}, BROKEN, PAID),
    ({"findings": (), "results": ()}, "all held", PAID),
    ({"interrupted": True}, f"interrupted; {BROKEN}", PAID),
    ({"target": "emulated:apiyi"}, BROKEN, "42 requests, 15 of them served, 1 sent again"),
]


@pytest.mark.parametrize(("changes", "verdict", "requests"), CHANGES)
def test_it_tells_what_broke_and_what_it_took(
    sample: Run, changes: dict[str, object], verdict: str, requests: str
) -> None:
    """Requirements, each counted once; what is nought is left out."""
    run = replace(sample, **changes)  # type: ignore[arg-type]  # a table of changes
    assert conclusion([run]) == f"1 operation: {verdict}. {requests}, in 12.3 s."


def test_a_tape_is_judged_again(sample: Run) -> None:
    """Where nothing was sent, the answers that were there already are counted."""
    run = replace(sample, counts=replace(sample.counts, sent=0), findings=(), results=())
    assert conclusion([run, run]).startswith("2 operations: all held. 80 answers judged again, 30 of them charged")
