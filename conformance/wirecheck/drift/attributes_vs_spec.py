"""
Compares statements about a member on a page and in its spec; what the page does not state is not a drift.

Held by `tests/drift/test_page_vs_spec.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wirecheck.diff.differing import told
from wirecheck.diff.operations import PlacedOperation
from wirecheck.diff.schema_shape import shape
from wirecheck.drift.attributes import (
    AttributeComparison,
    KnownMember,
    Wording,
    closed_set,
    key,
    kinds,
    limited,
    listed,
)
from wirecheck.drift.spec_lookup import SpecMember, find
from wirecheck.drift.statements import WORDS, At
from wirecheck.drift.values import Drift, DriftSubject
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

_NEVER = "is required on the page where the member around it is used, and never in the spec"
_NEEDED = "is required on the page, and"
_MISSING = f"{_NEEDED} may be missing by the spec"
_FREE = "may be left out by the page, and is required in the spec"
_UNLABELLED = "has no label on the page, and is required in the spec"

DUTIES = {
    ("optional", "conditional"): ("page-claim-changed", _NEVER, _NEVER),
    ("optional", "required"): ("became-required", f"{_NEEDED} may be left out by the spec", _MISSING),
    ("conditional", "required"): ("became-required", f"{_NEEDED} in the spec on a condition", _MISSING),
    ("required", "optional"): ("became-optional", _FREE, _FREE),
    ("required, unlabelled", "optional"): ("became-optional", _UNLABELLED, _UNLABELLED),
}


@dataclass(frozen=True)
class AttributesVsSpec(AttributeComparison):
    """Compares what a page states about members with the spec of the operation."""

    placed: PlacedOperation
    _members: dict[At, SpecMember | None] = field(default_factory=dict)
    wording = Wording(
        type="is of type {now} on the page, and of {was} in the spec",
        default_changed="defaults to {now} on the page, and to {was} in the spec",
        default_added="defaults to {now} on the page, and has no default in the spec",
        became_closed="may only be one of {now} on the page, and is open in the spec",
        values_added="may be {now} on the page, which the spec does not list",
        values_removed="may be {was} in the spec, which the page does not list",
        values_removed_from_answers="may be {was} in the spec, which the page does not list",
        limit_changed="has `{name}` {now} on the page, and {was} in the spec",
        limit_added="has `{name}` {now} on the page, and none in the spec",
        limit_removed="",
    )
    duties = DUTIES

    def drifts(self, subject: DriftSubject) -> Iterator[Drift]:
        yield from self._all(subject)
        yield from self._examples(subject)

    def member(self, at: At) -> SpecMember | None:
        """What the spec says of a member, or None where it does not know it."""
        if at not in self._members:
            self._members[at] = find(self.placed, at)
        return self._members[at]

    def _in_spec(self, subject: DriftSubject) -> SpecMember:
        member = self.member(subject.at)
        assert member is not None
        return member

    def known(self, subject: DriftSubject) -> KnownMember:
        member = self._in_spec(subject)
        keywords, values = member.shape.keywords, {key(value): value for value in member.shape.values}
        fact = self.stated.best(subject.at, Attr.REQUIRED)
        # a page that labels a member as optional has another message than a page without a label
        labelled = fact is not None and fact.qualifier is Qualifier.EXPLICIT
        needed = "required" if labelled else "required, unlabelled"
        # pages leave out what they fold away, so that only limits on the page are compared
        stated = limited(self.stated.firm(subject.at, Attr.CONSTRAINT))
        return KnownMember(
            duty=needed if member.required else "conditional" if member.conditional else "optional",
            required=member.required,
            default=[keywords["default"]] if "default" in keywords else [],
            values=list(values.values()) or None,
            # in answers, a set stays one when the spec leaves it open for values that may come
            closed=bool(values) and (member.shape.closed or subject.side is Side.RESPONSE),
            limits={name: keywords[name] for name in stated if name in keywords},
            complete=member.shape.closed,
        )

    # -- types ---------------------------------------------------------------------------------------------------------

    def _type(self, subject: DriftSubject) -> Iterator[Drift]:
        firm = self.stated.best(subject.at, Attr.TYPE)
        fact = firm or next(iter(self.stated.facts(subject.at, Attr.TYPE)), None)
        if fact is None:
            return
        said = str(fact.value)
        known = self._in_spec(subject).shape.types
        if not known:
            if firm is not None:
                message = f"is of type {told([said])} on the page, and of any type in the spec"
                yield subject.member_drift("type-specialized", Attr.TYPE, message, None, said, fact)
        elif (firm or not _may_show(said, known)) and not (said == "array" and "array" in known):
            yield from self._retyped(subject, self._spelt(subject), fact, sample=not firm)

    def _spelt(self, subject: DriftSubject) -> str:
        """The type of a spec as pages write it."""
        known = self._in_spec(subject).shape
        names = sorted(known.types)
        if "array" in names and known.items is not None:
            items = shape(self.placed.spec, known.items).types
            if len(items) == 1:
                names[names.index("array")] = f"{next(iter(items))}[]"
        return "|".join(names)

    # -- values --------------------------------------------------------------------------------------------------------

    def _values(self, subject: DriftSubject) -> Iterator[Drift]:
        yield from super()._values(subject)
        known = self._in_spec(subject).shape
        values: list[Json] = list(known.values)
        closed_here = closed_set(self.stated, subject.at) is not None
        for fact in self.stated.qualified(subject.at, Qualifier.COUNT, Qualifier.OPEN):
            if fact.qualifier is Qualifier.COUNT:
                yield from self._count(subject, fact, values, closed=known.closed)
            elif known.closed and not closed_here and subject.side is not Side.RESPONSE:
                message = f"is such as {told(listed(fact.value))} on the page, and closed in the spec"
                yield subject.member_drift("became-not-enum", Attr.VALUES, message, values, fact.value, fact)

    def _count(self, subject: DriftSubject, fact: Fact, values: list[Json], *, closed: bool) -> Iterator[Drift]:
        if not isinstance(fact.value, int) or len(values) == fact.value:
            return
        action, known = "became-enum", "an open set"
        if closed:
            action = "enum-value-added" if fact.value > len(values) else "enum-value-removed"
            known = str(len(values))
        message = f"has {fact.value} values on the page, and {known} in the spec"
        yield subject.member_drift(action, Attr.VALUES, message, values or None, fact.value, fact)

    # -- examples ------------------------------------------------------------------------------------------------------

    def _examples(self, subject: DriftSubject) -> Iterator[Drift]:
        """Examples of one member; those in whole samples are judged with them."""
        known = self._in_spec(subject).shape
        allowed = {key(value) for value in known.values}
        for fact in self.stated.firm(subject.at, Attr.EXAMPLE):
            if known.closed and fact.value != WORDS and key(fact.value) not in allowed:
                message = f"is {told([fact.value])} in an example of the page, which the spec refuses"
                yield subject.drift(invalid_sample(subject.side), Attr.EXAMPLE, message, None, fact.value, fact)


def invalid_sample(side: Side) -> str:
    """The rule of a sample that the spec refuses; parameters are sent with requests."""
    return f"{'response' if side is Side.RESPONSE else 'request'}-sample-invalid"


def _may_show(said: str, known: frozenset[str]) -> bool:
    """Whether a sample may show that type: its number may be an integer, and its null anything that may be null."""
    return said == "null" or bool(kinds(said) & (known | ({"number"} if "integer" in known else set())))
