"""
The engine that compares statements about one member: its type, duty, default, values and limits.

The other side of the comparison is a source: the accepted facts in `attribute_changes`, the spec in
`attributes_vs_spec`.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from wirecheck.diff.differing import missing, told
from wirecheck.diff.schema_comparison import LOWER, UPPER
from wirecheck.drift.statements import At, Statements
from wirecheck.drift.subject import DriftSubject, holder
from wirecheck.drift.values import Drift
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

CLOSED = (Qualifier.CLOSED, Qualifier.WHOLE)


def kinds(text: str) -> frozenset[str]:
    """The types in a page's words, arrays of anything as arrays."""
    return frozenset("array" if kind.endswith("[]") else kind for kind in text.split("|"))


def type_rule(side: Side, was: str, now: str) -> str | None:
    """The rule of a change of type, None where both are the same."""
    before, after = kinds(was), kinds(now)
    if before == after:
        items = {was.removesuffix("[]"), now.removesuffix("[]")}
        return f"{holder(side)}-type-changed" if len(items) == 2 and "array" not in items else None
    # every whole number is a number
    wide, wider = (types | ({"integer"} if "number" in types else set()) for types in (before, after))
    if wide >= wider:
        return f"{holder(side)}-type-specialized"
    return f"{holder(side)}-type-generalized" if wider >= wide else f"{holder(side)}-type-changed"


def limits(side: Side, was: dict[str, Json], now: dict[str, Json]) -> Iterator[tuple[str, str, Json, Json]]:
    """The rules of changes of limits, each with the keyword and both of its values."""
    for name in sorted({*was, *now}):
        before, after = was.get(name), now.get(name)
        if before == after:
            continue
        action = "constraint-changed"
        if name in UPPER or name in LOWER:
            tighter = before is None
            if isinstance(before, int | float) and isinstance(after, int | float):
                tighter = after < before if name in UPPER else after > before
            action = "limit-tightened" if tighter else "limit-loosened"
        yield f"{holder(side)}-{action}", name, before, after


def limited(facts: Sequence[Fact]) -> dict[str, Json]:
    """All limits that facts state, the most trusted first."""
    stated: dict[str, Json] = {}
    for fact in facts:
        if isinstance(fact.value, dict):
            stated = {**fact.value, **stated}
    return stated


def listed(values: Json) -> list[Json]:
    return values if isinstance(values, list) else [values]


def key(value: Json) -> str:
    """A value as a text; pages write `1` for "1" and for 1."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """The messages of one source, with `{now}` for the page's value and `{was}` for the source's."""

    type: str
    default_changed: str
    default_added: str
    became_closed: str
    values_added: str
    values_removed: str
    values_removed_from_answers: str


@dataclass(frozen=True, slots=True)
class KnownSet:
    """
    The values that are known of a member.

    :param value: as drifts show them.
    :param whole: whether there are no others.
    """

    value: Json
    whole: bool = True


@dataclass(frozen=True)
class AttributeComparison(ABC):
    """Compares what a page states about members with what a source knows."""

    stated: Statements
    wording: ClassVar[Wording]
    duties: ClassVar[Mapping[tuple[str, str], tuple[str, str, str]]]
    """
    What it is called when the first duty is known and the page states the second.

    An action, or a rule of pages, with the sentence for requests and that for answers.
    """

    @abstractmethod
    def drifts(self, subject: DriftSubject) -> Iterator[Drift]:
        """Every drift in what is said of a member that both know."""

    def _all(self, subject: DriftSubject) -> Iterator[Drift]:
        """Every attribute that both may speak of."""
        yield from self._type(subject)
        yield from self._duty(subject)
        yield from self._default(subject)
        yield from self._values(subject)
        yield from self._limits(subject)

    @abstractmethod
    def _type(self, subject: DriftSubject) -> Iterator[Drift]: ...

    def _retyped(self, subject: DriftSubject, was: Json, fact: Fact, *, sample: bool = False) -> Iterator[Drift]:
        rule = type_rule(subject.side, str(was), str(fact.value))
        if rule is not None:
            message = self.wording.type.format(now=told([fact.value]), was=told([was]))
            yield subject.drift(rule, Attr.TYPE, message, was, fact.value, fact, sample=sample)

    # -- duties --------------------------------------------------------------------------------------------------------

    @abstractmethod
    def _known_duty(self, subject: DriftSubject) -> tuple[str, Json]:
        """What is known of whether a member has to be there, in a word of `duty` and as drifts show it."""

    def _duty(self, subject: DriftSubject) -> Iterator[Drift]:
        fact = self.stated.best(subject.at, Attr.REQUIRED)
        known, before = self._known_duty(subject)
        if (known, duty(fact)) in self.duties:
            action, *sentences = self.duties[known, duty(fact)]
            sentence = sentences[subject.side is Side.RESPONSE]
            rule = action if action.startswith("page-") else subject.rule(action)
            after = fact.value if fact else None
            yield subject.drift(rule, Attr.REQUIRED, sentence, before, after, fact)

    # -- defaults ------------------------------------------------------------------------------------------------------

    @abstractmethod
    def _known_default(self, subject: DriftSubject) -> list[Json]:
        """The default that is known, alone in a list; an empty one where none is."""

    def _default_dropped(self, subject: DriftSubject, was: Json) -> Iterator[Drift]:
        """What it means that the page states none; as a rule nothing, as pages fold away what they say."""
        return iter(())

    def _default(self, subject: DriftSubject) -> Iterator[Drift]:
        fact, known = self.stated.best(subject.at, Attr.DEFAULT), self._known_default(subject)
        if fact is None:
            for was in known:
                yield from self._default_dropped(subject, was)
        elif not known:
            message = self.wording.default_added.format(now=told([fact.value]))
            yield subject.member_drift("default-value-added", Attr.DEFAULT, message, None, fact.value, fact)
        elif key(known[0]) != key(fact.value):
            message = self.wording.default_changed.format(now=told([fact.value]), was=told(known))
            yield subject.member_drift("default-value-changed", Attr.DEFAULT, message, known[0], fact.value, fact)

    # -- sets of values ------------------------------------------------------------------------------------------------

    @abstractmethod
    def _known_set(self, subject: DriftSubject) -> KnownSet | None:
        """The set that is known, None where nothing is or where others may come."""

    def _known_values(self, subject: DriftSubject) -> Json:
        """The values that are known of a member that has no set, for those who look at its drift."""
        return None

    def _set_dropped(self, subject: DriftSubject, known: KnownSet) -> Iterator[Drift]:
        """The same of a set."""
        return iter(())

    @abstractmethod
    def _other_values(self, subject: DriftSubject) -> Iterator[Drift]:
        """What is said of values without closing a set: how many there are, and some of them."""

    def _values(self, subject: DriftSubject) -> Iterator[Drift]:
        fact, known = closed_set(self.stated, subject.at), self._known_set(subject)
        if fact is not None and known is not None:
            yield from self._sets(subject, known, fact)
        elif fact is not None:
            message = self.wording.became_closed.format(now=told(listed(fact.value)))
            before = self._known_values(subject)
            yield subject.member_drift("became-enum", Attr.VALUES, message, before, fact.value, fact)
        elif known is not None:
            yield from self._set_dropped(subject, known)
        yield from self._other_values(subject)

    def _sets(self, subject: DriftSubject, known: KnownSet, fact: Fact) -> Iterator[Drift]:
        # by their texts, as pages put numbers in quotes and out of them
        was, now = ({key(value): value for value in listed(values)} for values in (known.value, fact.value))
        if added := [now[name] for name in missing(now, was)]:
            message = self.wording.values_added.format(now=told(added))
            yield subject.member_drift("enum-value-added", Attr.VALUES, message, known.value, fact.value, fact)
        if known.whole and (removed := [was[name] for name in missing(was, now)]):
            in_answers = subject.side is Side.RESPONSE
            sentence = self.wording.values_removed_from_answers if in_answers else self.wording.values_removed
            message = sentence.format(was=told(removed))
            yield subject.member_drift("enum-value-removed", Attr.VALUES, message, known.value, fact.value, fact)

    # -- limits --------------------------------------------------------------------------------------------------------

    @abstractmethod
    def _known_limits(self, subject: DriftSubject, stated: dict[str, Json]) -> dict[str, Json]:
        """The limits that are known and comparable with those that the page states."""

    @abstractmethod
    def _limit_message(self, name: str, was: Json, now: Json) -> str: ...

    def _limits(self, subject: DriftSubject) -> Iterator[Drift]:
        facts = self.stated.firm(subject.at, Attr.CONSTRAINT)
        now = limited(facts)
        for rule, name, before, after in limits(subject.side, self._known_limits(subject, now), now):
            message = self._limit_message(name, before, after)
            yield subject.drift(rule, Attr.CONSTRAINT, message, before, after, *facts[:1])


def duty(fact: Fact | None) -> str:
    """Whether a page says that a member has to be there: `unsaid`, `optional`, `conditional` or `required`."""
    if fact is None:
        return "unsaid"
    if fact.value is not True:
        return "optional"
    return "conditional" if fact.qualifier is Qualifier.CONDITIONAL else "required"


def closed_set(statements: Statements, at: At) -> Fact | None:
    """The set of values that is trusted most of those that are all that goes."""
    return next(iter(statements.qualified(at, *CLOSED)), None)
