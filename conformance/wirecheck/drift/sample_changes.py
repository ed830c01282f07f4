"""
How the whole samples of an operation changed since the page was accepted.

Held by `tests/drift/test_page_changes.py`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from wirecheck.drift.endpoints import share
from wirecheck.drift.statements import At, Statements
from wirecheck.drift.values import Drift, DriftSubject
from wirecheck.facts import Attr, Basis, Fact, Side
from wirecheck.wire.lenient_json import walk

# Two samples that share fewer names than this are unrelated, and neither is a new version of the other.
SAME_SAMPLE = 0.5

# The paths of the members in one sample.
Paths = frozenset[str]


@dataclass(frozen=True)
class SampleChanges:
    """The samples of one operation, as they were accepted and as they are now."""

    subject: DriftSubject
    old: Statements
    new: Statements

    def member(self, at: At) -> Iterator[Drift]:
        """The drift of a member that appeared in a sample, or vanished from one, and is otherwise unchanged."""
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
        """The drift of samples of one side that are new or gone, whatever members they have."""
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
    """For each changed sample the members that it lost and those that it gained."""
    # of two equal samples only one may have changed: then all old ones are candidates
    left = [paths for paths in old if paths not in new] or old
    dropped, gained = [], []
    for now in new:
        # samples have no names: each new one is paired with the old one that is most similar by the Jaccard index of
        # their member names, because a member that moved within a sample keeps its name
        was = max(left, key=functools.partial(_likeness, now), default=None)
        if now not in old and was is not None and _likeness(now, was) >= SAME_SAMPLE:
            dropped.append(was - now)
            gained.append(now - was)
    return dropped, gained


def _text(fact: Fact) -> str:
    return json.dumps(fact.value, sort_keys=True)


def _likeness(paths: Paths, others: Paths) -> float:
    """How similar two samples are: the share of member names that both have, at whatever place."""
    mine, theirs = ({path.rpartition(".")[2] for path in each} for each in (paths, others))
    return share(mine, theirs)


def _samples(stated: Statements, side: Side) -> list[Paths]:
    """The paths of the members in each whole sample of a side."""
    return [frozenset(path for path, _ in walk(fact.value)) for fact in stated.facts((side, ""), Attr.EXAMPLE)]
