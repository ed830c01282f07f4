"""How many requirements of an operation have each verdict."""

from __future__ import annotations

from wirecheck.engine.runner import Run
from wirecheck.requirements.requirement import Level, Verdict

COUNTED = (Verdict.HELD, Verdict.BROKEN, Verdict.NOT_JUDGED)


def verdict_counts(run: Run, operation: str) -> tuple[int, ...]:
    """How many requirements held, were broken, and were not judged; those only observed are not counted."""
    levels = (Level.MUST, Level.SHOULD)
    verdicts = [r.verdict for r in run.results if r.operation == operation and r.level in levels]
    return tuple(map(verdicts.count, COUNTED))
