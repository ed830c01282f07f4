"""
What the whole samples of an operation show, and showed when the page was accepted.

Held by `tests/drift/test_page_changes.py`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from wirecheck.drift.endpoints import share
from wirecheck.drift.statements import At, Statements
from wirecheck.drift.subject import DriftSubject
from wirecheck.drift.values import Drift
from wirecheck.facts import Attr, Basis, Fact, Side
from wirecheck.wire.lenient_json import walk

# The share of names that two samples have in common if one is what became of the other.
SAME_SAMPLE = 0.5

# The members that a sample shows.
Paths = frozenset[str]


@dataclass(frozen=True)
class SampleChanges:
    """The samples of two readings of one operation."""

    subject: DriftSubject
    old: Statements
    new: Statements

    def member(self, at: At) -> Iterator[Drift]:
        """A member that a sample shows, or ceases to show, which is otherwise what it was."""
        side, path = at
        dropped, gained = (any(path in paths for paths in samples) for samples in self._resampled[side])
        if dropped == gained:
            return
        where = "in the sample" if len(_samples(self.new, side)) == 1 else "in one of the samples"
        message = f"is {where} now" if gained else f"is no longer {where}"
        fact = next((fact for fact in self.new.shown[at] if fact.basis is Basis.SAMPLE), None) if gained else None
        yield self.subject.member(at).drift("page-sample-changed", Attr.EXISTS, message, dropped, gained, fact)

    @functools.cached_property
    def _resampled(self) -> dict[Side, tuple[list[Paths], list[Paths]]]:
        return {side: _resampled(_samples(self.old, side), _samples(self.new, side)) for side in Side}

    def whole(self, side: Side) -> Iterator[Drift]:
        """Samples of a side that are new or gone, whatever they show."""
        at = (side, "")
        was, now = ({_text(fact) for fact in each.facts(at, Attr.EXAMPLE)} for each in (self.old, self.new))
        if was == now:
            return
        counts = ((len(now - was), "new"), (len(was - now), "gone"))
        parts = [f"{count} {'is' if count == 1 else 'are'} {what}" for count, what in counts if count]
        message = f"of its sample {'requests' if side is Side.REQUEST else 'answers'}, {' and '.join(parts)}"
        fact = next((fact for fact in self.new.facts(at, Attr.EXAMPLE) if _text(fact) not in was), None)
        yield self.subject.member(at).drift("page-sample-changed", Attr.EXAMPLE, message, None, None, fact)


def _resampled(old: list[Paths], new: list[Paths]) -> tuple[list[Paths], list[Paths]]:
    """What samples no longer show, and what they show now, each beside the old one that it is most like."""
    # one of two that were alike may have changed alone
    left = [paths for paths in old if paths not in new] or old
    dropped, gained = [], []
    for now in new:
        # samples have no names: each is held against the old one that shows most of the same names
        was = max(left, key=functools.partial(_likeness, now), default=None)
        if now not in old and was is not None and _likeness(now, was) >= SAME_SAMPLE:
            dropped.append(was - now)
            gained.append(now - was)
    return dropped, gained


def _text(fact: Fact) -> str:
    return json.dumps(fact.value, sort_keys=True)


def _likeness(paths: Paths, others: Paths) -> float:
    """The share of names that two samples have in common, wherever they stand."""
    mine, theirs = ({path.rpartition(".")[2] for path in each} for each in (paths, others))
    return share(mine, theirs)


def _samples(stated: Statements, side: Side) -> list[Paths]:
    """The members that each whole sample of a side shows."""
    return [frozenset(path for path, _ in walk(fact.value)) for fact in stated.facts((side, ""), Attr.EXAMPLE)]
