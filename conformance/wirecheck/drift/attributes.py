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
from wirecheck.drift.values import Drift, DriftSubject, holder
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

CLOSED = (Qualifier.CLOSED, Qualifier.WHOLE)


def kinds(text: str) -> frozenset[str]:
    """The types in a page's words, with arrays of whatever items as `array`."""
    return frozenset("array" if kind.endswith("[]") else kind for kind in text.split("|"))


def type_rule(side: Side, was: str, now: str) -> str | None:
    """The rule for a change of type, or None if the types are the same."""
    before, after = kinds(was), kinds(now)
    if before == after:
        items = {was.removesuffix("[]"), now.removesuffix("[]")}
        return f"{holder(side)}-type-changed" if len(items) == 2 and "array" not in items else None
    # an integer is also a number, so that `number` is the wider type
    wide, wider = (types | ({"integer"} if "number" in types else set()) for types in (before, after))
    if wide >= wider:
        return f"{holder(side)}-type-specialized"
    return f"{holder(side)}-type-generalized" if wider >= wide else f"{holder(side)}-type-changed"


def limits(side: Side, was: dict[str, Json], now: dict[str, Json]) -> Iterator[tuple[str, str, Json, Json]]:
    """The rule for each limit that changed, with its keyword and both values."""
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
    """All limits that facts state; if two facts state the same limit, the first one counts."""
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
    limit_changed: str
    limit_added: str
    limit_removed: str


@dataclass(frozen=True, slots=True)
class KnownMember:
    """
    What a source knows of a member, each value as drifts show it.

    :param duty: whether the member has to be there: the first word of a key of the source's `duties`.
    :param default: the default alone in a list, or an empty list.
    :param values: the listed values, or None.
    :param closed: whether the values are a set, with which a set on the page is compared.
    :param complete: whether the set has all values, so that one that the page leaves out is gone.
    :param limits: the limits that can be compared with those on the page.
    """

    duty: str
    required: Json
    default: list[Json]
    values: Json
    closed: bool
    limits: dict[str, Json]
    complete: bool = True


@dataclass(frozen=True)
class AttributeComparison(ABC):
    """Compares what a page states about members with what a source knows."""

    stated: Statements
    wording: ClassVar[Wording]
    duties: ClassVar[Mapping[tuple[str, str], tuple[str, str, str]]]
    """
    What it is called when the first duty is known and the page states the second.

    A rule, or the end of one, with the sentence for requests and the sentence for answers.
    """

    @abstractmethod
    def known(self, subject: DriftSubject) -> KnownMember:
        """What the source knows of a member."""

    @abstractmethod
    def drifts(self, subject: DriftSubject) -> Iterator[Drift]:
        """Every drift of a member that is on the page and in the source."""

    @abstractmethod
    def _type(self, subject: DriftSubject) -> Iterator[Drift]: ...

    def _all(self, subject: DriftSubject) -> Iterator[Drift]:
        """Every attribute that both may speak of."""
        for compare in (self._type, self._duty, self._default, self._values, self._limits):
            yield from compare(subject)

    def _retyped(self, subject: DriftSubject, was: Json, fact: Fact, *, sample: bool = False) -> Iterator[Drift]:
        rule = type_rule(subject.side, str(was), str(fact.value))
        if rule is not None:
            message = self.wording.type.format(now=told([fact.value]), was=told([was]))
            yield subject.drift(rule, Attr.TYPE, message, was, fact.value, fact, sample=sample)

    def _duty(self, subject: DriftSubject) -> Iterator[Drift]:
        fact, known = self.stated.best(subject.at, Attr.REQUIRED), self.known(subject)
        if (known.duty, duty(fact)) in self.duties:
            action, *sentences = self.duties[known.duty, duty(fact)]
            sentence = sentences[subject.side is Side.RESPONSE]
            rule = action if action.startswith("page-") else subject.rule(action)
            yield subject.drift(rule, Attr.REQUIRED, sentence, known.required, fact.value if fact else None, fact)

    def _default(self, subject: DriftSubject) -> Iterator[Drift]:
        fact, known = self.stated.best(subject.at, Attr.DEFAULT), self.known(subject).default
        if fact is not None and not known:
            message = self.wording.default_added.format(now=told([fact.value]))
            yield subject.member_drift("default-value-added", Attr.DEFAULT, message, None, fact.value, fact)
        elif fact is not None and key(known[0]) != key(fact.value):
            message = self.wording.default_changed.format(now=told([fact.value]), was=told(known))
            yield subject.member_drift("default-value-changed", Attr.DEFAULT, message, known[0], fact.value, fact)

    def _values(self, subject: DriftSubject) -> Iterator[Drift]:
        fact, known = closed_set(self.stated, subject.at), self.known(subject)
        if fact is not None and known.closed:
            yield from self._sets(subject, known, fact)
        elif fact is not None:
            message = self.wording.became_closed.format(now=told(listed(fact.value)))
            yield subject.member_drift("became-enum", Attr.VALUES, message, known.values, fact.value, fact)

    def _sets(self, subject: DriftSubject, known: KnownMember, fact: Fact) -> Iterator[Drift]:
        # values are compared as texts, because pages put numbers in quotes and out of them
        was, now = ({key(value): value for value in listed(values)} for values in (known.values, fact.value))
        if added := [now[name] for name in missing(now, was)]:
            message = self.wording.values_added.format(now=told(added))
            yield subject.member_drift("enum-value-added", Attr.VALUES, message, known.values, fact.value, fact)
        if known.complete and (removed := [was[name] for name in missing(was, now)]):
            in_answers = subject.side is Side.RESPONSE
            sentence = self.wording.values_removed_from_answers if in_answers else self.wording.values_removed
            message = sentence.format(was=told(removed))
            yield subject.member_drift("enum-value-removed", Attr.VALUES, message, known.values, fact.value, fact)

    def _limits(self, subject: DriftSubject) -> Iterator[Drift]:
        facts, wording = self.stated.firm(subject.at, Attr.CONSTRAINT), self.wording
        for rule, name, was, now in limits(subject.side, self.known(subject).limits, limited(facts)):
            known = wording.limit_added if was is None else wording.limit_changed
            sentence = wording.limit_removed if now is None else known
            message = sentence.format(name=name, now=key(now), was=key(was))
            yield subject.drift(rule, Attr.CONSTRAINT, message, was, now, *facts[:1])


def duty(fact: Fact | None) -> str:
    """Whether a page says that a member has to be there: `unsaid`, `optional`, `conditional` or `required`."""
    if fact is None:
        return "unsaid"
    if fact.value is not True:
        return "optional"
    return "conditional" if fact.qualifier is Qualifier.CONDITIONAL else "required"


def closed_set(statements: Statements, at: At) -> Fact | None:
    """The most trusted set of values that is said to be complete."""
    return next(iter(statements.qualified(at, *CLOSED)), None)
