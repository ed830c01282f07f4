"""
The changes in what a page states about a member since the page was accepted.

Held by `tests/drift/test_page_changes.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from wirecheck.diff.differing import told
from wirecheck.drift.attributes import (
    CLOSED,
    AttributeComparison,
    KnownMember,
    Wording,
    closed_set,
    duty,
    key,
    limited,
    listed,
    type_rule,
)
from wirecheck.drift.statements import WORDS, At, Statements, above
from wirecheck.drift.values import Drift, DriftSubject
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

# What a page states only about members that it lists, not about those that it merely shows around others.
LISTED = (Attr.TYPE, Attr.REQUIRED, Attr.DEFAULT, Attr.VALUES)

_NOT_LABELLED = ", and was not labelled so"
_UNSAID = "is no longer documented as required"
_FREE = "is no longer required"
_LESS = "is now required only where the member around it is used"
_WHERE = "is required where the member around it is used"
_NOWHERE = "is no longer required where the member around it is used"
DUTIES = {
    ("unsaid", "required"): ("became-required", f"has to be sent{_NOT_LABELLED}", f"is always there{_NOT_LABELLED}"),
    ("optional", "required"): ("became-required", "has to be sent", "is always there"),
    ("conditional", "required"): ("became-required", "has to be sent", "is always there"),
    ("required", "unsaid"): ("became-optional", _UNSAID, _UNSAID),
    ("required", "optional"): ("became-optional", _FREE, _FREE),
    ("required", "conditional"): ("became-optional", _LESS, _LESS),
    ("unsaid", "conditional"): ("page-claim-changed", _WHERE, _WHERE),
    ("optional", "conditional"): ("page-claim-changed", _WHERE, _WHERE),
    ("conditional", "unsaid"): ("became-optional", _NOWHERE, _NOWHERE),
    ("conditional", "optional"): ("became-optional", _NOWHERE, _NOWHERE),
}


def stands_alone(statements: Statements, at: At) -> bool:
    """Whether a page lists a member, which is not known by what is in it alone."""
    return any(statements.firm(at, attr) for attr in LISTED)


@dataclass(frozen=True)
class AttributeChanges(AttributeComparison):
    """
    Compares what a page states about members with what it stated before.

    :param same_kind: whether both readings are of the same documentation system, so that missing statements count.
    """

    old: Statements
    same_kind: bool
    wording = Wording(
        type="is of type {now}, and was of {was}",
        default_changed="defaults to {now}, and defaulted to {was}",
        default_added="now defaults to {now}",
        became_closed="may only be one of {now}",
        values_added="may be {now}, which is new",
        values_removed="is no longer documented to accept {was}",
        values_removed_from_answers="is no longer documented to be {was}",
        limit_changed="has `{name}` {now}, and had {was}",
        limit_added="has `{name}` {now}",
        limit_removed="no longer has a `{name}`",
    )
    duties = DUTIES

    def drifts(self, subject: DriftSubject) -> Iterator[Drift]:
        before, after = (stands_alone(each, subject.at) for each in (self.old, self.stated))
        if after and not before:
            # it was known only by the members in it, and is listed now: that is news where it was documented
            for compare in (self._type, self._duty, self._default, self._values):
                yield from compare(subject) if self.old.documented(subject.at) is not None else ()
        elif before and not after:
            if self.same_kind and self.stated.documented(subject.at) is not None:
                message = "is no longer listed, and is known by what is in it"
                yield subject.drift("page-claim-dropped", Attr.EXISTS, message, True, None)
        else:
            yield from self._all(subject)
            if self.same_kind:
                yield from self._elsewhere(subject)
                yield from self._sets_elsewhere(subject)
        yield from self._shown_type(subject)
        yield from self._examples(subject)

    # -- one attribute each --------------------------------------------------------------------------------------------

    def _type(self, subject: DriftSubject) -> Iterator[Drift]:
        was, now = self._both(subject, Attr.TYPE)
        if was is None or now is None:
            yield from self._stated(subject, Attr.TYPE, "its type", was, now)
        else:
            yield from self._retyped(subject, was.value, now)

    def _duty(self, subject: DriftSubject) -> Iterator[Drift]:
        was, now = self._both(subject, Attr.REQUIRED)
        before, after = duty(was), duty(now)
        if "conditional" in (before, after) and self._around_changed(subject):
            return
        if {before, after} == {"unsaid", "optional"}:
            if any(fact.qualifier is Qualifier.EXPLICIT for fact in (was, now) if fact):
                yield from self._stated(subject, Attr.REQUIRED, "that it may be left out", was, now)
        elif self.same_kind or after != "unsaid" or before != "required":
            yield from super()._duty(subject)

    def known(self, subject: DriftSubject) -> KnownMember:
        required, closed = self.old.best(subject.at, Attr.REQUIRED), closed_set(self.old, subject.at)
        # a reading of another system may show no limits at all, which says nothing about them
        comparable = self.same_kind or self.stated.firm(subject.at, Attr.CONSTRAINT)
        return KnownMember(
            duty=duty(required),
            required=required.value if required else None,
            default=[fact.value for fact in self.old.firm(subject.at, Attr.DEFAULT)[:1]],
            values=closed.value if closed else None,
            closed=closed is not None,
            limits=limited(self.old.firm(subject.at, Attr.CONSTRAINT)) if comparable else {},
        )

    def _around_changed(self, subject: DriftSubject) -> bool:
        """Whether the duty of a member around it has changed, which explains a new condition."""
        return any(
            duty(self.old.best(around, Attr.REQUIRED)) != duty(self.stated.best(around, Attr.REQUIRED))
            for around in above(subject.at)
        )

    def _default(self, subject: DriftSubject) -> Iterator[Drift]:
        was, now = self._both(subject, Attr.DEFAULT)
        if was is not None and now is None and self.same_kind:
            message = f"is no longer documented to default to {told([was.value])}"
            yield subject.member_drift("default-value-removed", Attr.DEFAULT, message, was.value, None)
        yield from super()._default(subject)

    # -- sets of values ------------------------------------------------------------------------------------------------

    def _values(self, subject: DriftSubject) -> Iterator[Drift]:
        yield from super()._values(subject)
        known = closed_set(self.old, subject.at)
        if known is not None and closed_set(self.stated, subject.at) is None:
            yield from self._set_dropped(subject, known)
        yield from self._counts(subject)
        yield from self._opened(subject)

    def _set_dropped(self, subject: DriftSubject, known: Fact) -> Iterator[Drift]:
        if left := self._left(subject, known):
            names = {key(fact.value) for fact in left}
            gone = [value for value in listed(known.value) if key(value) not in names]
            message = f"is no longer documented to accept {told(gone)}"
            values: list[Json] = [fact.value for fact in left]
            yield subject.member_drift("enum-value-removed", Attr.VALUES, message, known.value, values, left[0])
        elif self.same_kind or self.stated.qualified(subject.at, Qualifier.OPEN):
            message = f"is no longer documented as a closed set of {told(listed(known.value))}"
            yield subject.member_drift("became-not-enum", Attr.VALUES, message, known.value, None)

    def _left(self, subject: DriftSubject, known: Fact) -> list[Fact]:
        """The rest of a closed set, where the page now lists some of its values without closing the set."""
        # a sentence that names three of the five is read as examples: the other two are gone
        names = {key(value) for value in listed(known.value)}
        shown = [fact for fact in self.stated.firm(subject.at, Attr.EXAMPLE) if key(fact.value) in names]
        before = {key(fact.value) for fact in self.old.firm(subject.at, Attr.EXAMPLE)}
        return [] if all(key(fact.value) in before for fact in shown) else shown

    def _counts(self, subject: DriftSubject) -> Iterator[Drift]:
        was, now = (next(iter(each.qualified(subject.at, Qualifier.COUNT)), None) for each in (self.old, self.stated))
        if was is None or now is None:
            if was or now:
                yield from self._stated(subject, Attr.VALUES, "how many values it has", was, now)
        elif isinstance(was.value, int) and isinstance(now.value, int) and was.value != now.value:
            action = "added" if now.value > was.value else "removed"
            message = f"has {now.value} values, and had {was.value}"
            yield subject.member_drift(f"enum-value-{action}", Attr.VALUES, message, was.value, now.value, now)

    def _opened(self, subject: DriftSubject) -> Iterator[Drift]:
        """The listed values of a member without a closed set."""
        was, now = (each.qualified(subject.at, Qualifier.OPEN) for each in (self.old, self.stated))
        before, after = _sorted_names(was), _sorted_names(now)
        if was:
            comparable = bool(now) or self.same_kind
            told_now = f"is such as {told(after)}, and was such as {told(before)}"
            message = told_now if after else f"no longer has the listed values {told(before)}"
        else:
            comparable = bool(after) and closed_set(self.old, subject.at) is None
            message = f"is such as {told(after)}"
        if comparable and before != after:
            known = before if was else None
            yield subject.member_drift("example-changed", Attr.VALUES, message, known, after, *now[:1])

    # -- other places --------------------------------------------------------------------------------------------------

    def _elsewhere(self, subject: DriftSubject) -> Iterator[Drift]:
        """Changes in a less trusted place, where the most trusted one is unchanged."""
        for attr, name in ((Attr.TYPE, "type"), (Attr.DEFAULT, "default"), (Attr.REQUIRED, "duty")):
            was, now = self._both(subject, attr)
            if was is None or now is None or not _is_same(subject.side, was, now):
                continue
            before, after = (
                {key(fact.value) for fact in each.firm(subject.at, attr)} for each in (self.old, self.stated)
            )
            if before != after:
                message = f"has its {name} said as {told(sorted(after))}, and had it as {told(sorted(before))}"
                odd = next((fact for fact in self.stated.firm(subject.at, attr) if key(fact.value) not in before), now)
                yield subject.drift("page-claim-changed", attr, message, [*sorted(before)], [*sorted(after)], odd)

    def _sets_elsewhere(self, subject: DriftSubject) -> Iterator[Drift]:
        """The same of sets of values."""
        was, now = (closed_set(each, subject.at) for each in (self.old, self.stated))
        if was is None or now is None or _names(was) != _names(now):
            return
        before, after = (
            {tuple(sorted(map(key, listed(fact.value)))) for fact in each.qualified(subject.at, *CLOSED)}
            for each in (self.old, self.stated)
        )
        if before != after:
            message = "has other values listed in another place"
            yield subject.drift("page-claim-changed", Attr.VALUES, message, was.value, now.value, now)

    # -- samples -------------------------------------------------------------------------------------------------------

    def _shown_type(self, subject: DriftSubject) -> Iterator[Drift]:
        if any(each.firm(subject.at, Attr.TYPE) for each in (self.old, self.stated)):
            return
        was, now = (next(iter(each.facts(subject.at, Attr.TYPE)), None) for each in (self.old, self.stated))
        if was is None or now is None:
            return
        rule = type_rule(subject.side, str(was.value), str(now.value))
        if rule is not None:
            message = f"is of type {told([now.value])} in samples, and was of {told([was.value])}"
            yield subject.drift(rule, Attr.TYPE, message, was.value, now.value, now, sample=True)

    def _examples(self, subject: DriftSubject) -> Iterator[Drift]:
        was, now = (_shown(each, subject.at) for each in (self.old, self.stated))
        if was.keys() == now.keys() or (not self.same_kind and not now):
            return
        if now:
            message = f"is shown as {told(sorted(now))}" + (f", and was as {told(sorted(was))}" if was else "")
        else:
            message = f"is no longer shown as {told(sorted(was))}"
        fact = next((fact for name, fact in now.items() if name not in was), next(iter(now.values()), None))
        before, after = ([fact.value for fact in shown.values()] or None for shown in (was, now))
        yield subject.member_drift("example-changed", Attr.EXAMPLE, message, before, after, fact, sample=True)

    # -- both readings -------------------------------------------------------------------------------------------------

    def _both(self, subject: DriftSubject, attr: Attr) -> tuple[Fact | None, Fact | None]:
        return self.old.best(subject.at, attr), self.stated.best(subject.at, attr)

    def _stated(
        self, subject: DriftSubject, attr: Attr, what: str, was: Fact | None, now: Fact | None
    ) -> Iterator[Drift]:
        """A statement that only one reading has."""
        if was is not None and self.same_kind:
            message = f"no longer says {what}" + ("" if attr is Attr.REQUIRED else f", which was {told([was.value])}")
            yield subject.drift("page-claim-dropped", attr, message, was.value, None)
        elif now is not None:
            message = f"says {what}" + ("" if attr is Attr.REQUIRED else f", {told([now.value])}")
            yield subject.drift("page-claim-changed", attr, message, None, now.value, now)


def _is_same(side: Side, was: Fact, now: Fact) -> bool:
    if was.attr is Attr.TYPE:
        return type_rule(side, str(was.value), str(now.value)) is None
    return key(was.value) == key(now.value)


def _sorted_names(facts: list[Fact]) -> list[Json]:
    return [*sorted({key(value) for fact in facts for value in listed(fact.value)})]


def _names(fact: Fact) -> Set[str]:
    return {key(value) for value in listed(fact.value)}


def _shown(statements: Statements, at: At) -> dict[str, Fact]:
    """The examples of a member by their text."""
    return {key(fact.value): fact for fact in statements.facts(at, Attr.EXAMPLE) if fact.value != WORDS}
