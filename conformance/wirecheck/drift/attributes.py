"""The attributes of one member in two readings of a page: type, duty, default, values, limits, examples."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wirecheck.diff.differing import told
from wirecheck.drift.statements import WORDS, Statements, parents, qualified
from wirecheck.drift.values import Against, Drift
from wirecheck.facts import Attr, Fact, Qualifier, Side
from wirecheck.wire.lenient_json import Json

CLOSED = (Qualifier.CLOSED, Qualifier.WHOLE)
LISTED = (Attr.TYPE, Attr.REQUIRED, Attr.DEFAULT, Attr.VALUES)
"""What is said of a member that a page lists, and not of one that is known by what is in it."""

UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")


def holder(side: Side) -> str:
    """What the rules of a diff call a member there."""
    if side is Side.RESPONSE:
        return "response-property"
    return "request-property" if side is Side.REQUEST else "request-parameter"


def kinds(text: str) -> frozenset[str]:
    """The types in a page's words, arrays of anything as arrays."""
    return frozenset("array" if kind.endswith("[]") else kind for kind in text.split("|"))


def type_rule(side: Side, was: str, now: str) -> str | None:
    """The rule of a change of type, None where both are the same."""
    before, after = kinds(was), kinds(now)
    wide, wider = (one | ({"integer"} if "number" in one else set()) for one in (before, after))
    if before == after:
        items = {was.removesuffix("[]"), now.removesuffix("[]")}
        return f"{holder(side)}-type-changed" if len(items) == 2 and "array" not in items else None
    if wide >= wider:
        return f"{holder(side)}-type-specialized"
    return f"{holder(side)}-type-generalized" if wider >= wide else f"{holder(side)}-type-changed"


def limits(side: Side, was: dict[str, Json], now: dict[str, Json]) -> Iterator[tuple[str, str, Json, Json]]:
    """The rules of changes of limits, each with the keyword and both of its values."""
    for key in sorted({*was, *now}):
        before, after = was.get(key), now.get(key)
        if before == after:
            continue
        action = "constraint-changed"
        if key in UPPER or key in LOWER:
            tighter = before is None
            if isinstance(before, int | float) and isinstance(after, int | float):
                tighter = after < before if key in UPPER else after > before
            action = "limit-tightened" if tighter else "limit-loosened"
        yield f"{holder(side)}-{action}", key, before, after


def limited(facts: Sequence[Fact]) -> dict[str, Json]:
    """All limits that facts state, the most trusted first."""
    found: dict[str, Json] = {}
    for fact in facts:
        if isinstance(fact.value, dict):
            found = {**fact.value, **found}
    return found


def listed(values: Json) -> list[Json]:
    return values if isinstance(values, list) else [values]


def key(value: Json) -> str:
    """A value as a text; pages write `1` for "1" and for 1."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def stands_alone(told: Statements, side: Side, path: str) -> bool:
    """Whether a page lists a member, which is not known by what is in it alone."""
    return any(told.firm(side, path, attr) for attr in LISTED)


@dataclass(frozen=True)
class Attributes:
    """Compares the members of two readings; `same_kind` where what is no longer said is told, too."""

    page: str
    old: Statements
    new: Statements
    same_kind: bool

    def compare(self, side: Side, path: str) -> Iterator[Drift]:
        """Every drift in what is said of a member that stands in both."""
        before, after = (stands_alone(one, side, path) for one in (self.old, self.new))
        if before and not after:
            if self.same_kind and self.new.documented(side, path) is not None:
                message = "is no longer listed, and is known by what is in it"
                yield self._drift("page-claim-dropped", side, path, Attr.EXISTS, message, True, None)
        elif before or not after:
            yield from self._type(side, path)
            yield from self._required(side, path)
            yield from self._default(side, path)
            yield from self._values(side, path)
            yield from self._limits(side, path)
            yield from self._elsewhere(side, path)
        elif self.old.documented(side, path) is not None:
            yield from self._newly(side, path)
        yield from self._shown_type(side, path)
        yield from self._examples(side, path)

    def _newly(self, side: Side, path: str) -> Iterator[Drift]:
        """Of a member that was known by what is in it alone."""
        yield from self._type(side, path)
        yield from self._required(side, path)
        yield from self._default(side, path)
        yield from self._values(side, path)

    # -- one attribute each --------------------------------------------------------------------------------------------

    def _type(self, side: Side, path: str) -> Iterator[Drift]:
        was, now = self._both(side, path, Attr.TYPE)
        if was is None or now is None:
            yield from self._stated(side, path, Attr.TYPE, "its type", was, now)
            return
        rule = type_rule(side, str(was.value), str(now.value))
        if rule is not None:
            message = f"is of type {told([now.value])}, and was of {told([was.value])}"
            yield self._drift(rule, side, path, Attr.TYPE, message, was.value, now.value, now)

    def _required(self, side: Side, path: str) -> Iterator[Drift]:
        was, now = self._both(side, path, Attr.REQUIRED)
        before, after = _duty(was), _duty(now)
        if before == after:
            return
        values = (was.value if was else None, now.value if now else None)
        if "required" in (before, after):
            if "conditional" in (before, after) and self._around_changed(side, path):
                return
            if after == "required":
                message = _required(side) + (", and was not labelled so" if before == "unsaid" else "")
                yield self._drift(f"{holder(side)}-became-required", side, path, Attr.REQUIRED, message, *values, now)
            elif self.same_kind or after != "unsaid":
                message = {
                    "unsaid": "is no longer said to be required",
                    "conditional": "is required of those only who use the member around it",
                }.get(after, "is no longer required")
                yield self._drift(f"{holder(side)}-became-optional", side, path, Attr.REQUIRED, message, *values, now)
        elif "conditional" in (before, after):
            if self._around_changed(side, path):
                return
            needed = after == "conditional"
            message = "is required where" if needed else "is no longer required where"
            message += " the member around it is used"
            rule = "page-claim-changed" if needed else f"{holder(side)}-became-optional"
            yield self._drift(rule, side, path, Attr.REQUIRED, message, *values, now)
        else:
            explicit = next((one for one in (was, now) if one and one.qualifier is Qualifier.EXPLICIT), None)
            if explicit is not None and (was is None or now is None):
                yield from self._stated(side, path, Attr.REQUIRED, "that it may be left out", was, now)

    def _around_changed(self, side: Side, path: str) -> bool:
        """Whether the duty of a member around it has changed, of which its condition is a consequence."""
        return any(
            _duty(self.old.best(side, one, Attr.REQUIRED)) != _duty(self.new.best(side, one, Attr.REQUIRED))
            for one in parents(path)
        )

    def _default(self, side: Side, path: str) -> Iterator[Drift]:
        was, now = self._both(side, path, Attr.DEFAULT)
        if was is not None and now is not None:
            if key(was.value) != key(now.value):
                message = f"is {told([now.value])} when left out, and was {told([was.value])}"
                rule = f"{holder(side)}-default-value-changed"
                yield self._drift(rule, side, path, Attr.DEFAULT, message, was.value, now.value, now)
        elif now is not None:
            message = f"is said to be {told([now.value])} when left out"
            yield self._drift(
                f"{holder(side)}-default-value-added", side, path, Attr.DEFAULT, message, None, now.value, now
            )
        elif was is not None and self.same_kind:
            message = f"is no longer said to be {told([was.value])} when left out"
            yield self._drift(
                f"{holder(side)}-default-value-removed", side, path, Attr.DEFAULT, message, was.value, None
            )

    def _values(self, side: Side, path: str) -> Iterator[Drift]:
        was, now = (self._set(one, side, path) for one in (self.old, self.new))
        if was is not None and now is not None:
            yield from self._sets(side, path, was, now)
        elif now is not None:
            message = f"is one of {told(listed(now.value))} alone"
            yield self._drift(f"{holder(side)}-became-enum", side, path, Attr.VALUES, message, None, now.value, now)
        elif was is not None and (fewer := self._left(side, path, was)):
            gone = [value for value in listed(was.value) if key(value) not in {key(fact.value) for fact in fewer}]
            message = f"is no longer said to take {told(gone)}"
            rule = f"{holder(side)}-enum-value-removed"
            left: list[Json] = [fact.value for fact in fewer]
            yield self._drift(rule, side, path, Attr.VALUES, message, was.value, left, fewer[0])
        elif was is not None and (self.same_kind or self._open(self.new, side, path)):
            message = f"is no longer said to be one of {told(listed(was.value))} alone"
            yield self._drift(f"{holder(side)}-became-not-enum", side, path, Attr.VALUES, message, was.value, None)
        yield from self._counts(side, path)
        yield from self._opened(side, path)

    def _sets(self, side: Side, path: str, was: Fact, now: Fact) -> Iterator[Drift]:
        before, after = ({key(one): one for one in listed(fact.value)} for fact in (was, now))
        come = [value for name, value in after.items() if name not in before]
        gone = [value for name, value in before.items() if name not in after]
        if come:
            message = f"may be {told(come)}, which is new"
            yield self._drift(
                f"{holder(side)}-enum-value-added", side, path, Attr.VALUES, message, was.value, now.value, now
            )
        if gone:
            message = f"is no longer said to take {told(gone)}" if side is not Side.RESPONSE else (
                f"is no longer said to be {told(gone)} ever"
            )  # fmt: skip
            yield self._drift(
                f"{holder(side)}-enum-value-removed", side, path, Attr.VALUES, message, was.value, now.value, now
            )

    def _counts(self, side: Side, path: str) -> Iterator[Drift]:
        was, now = (self._count(one, side, path) for one in (self.old, self.new))
        if was is not None and now is not None:
            if not isinstance(was.value, int) or not isinstance(now.value, int) or was.value == now.value:
                return
            action = "added" if now.value > was.value else "removed"
            message = f"has {now.value} values, and had {was.value}"
            rule = f"{holder(side)}-enum-value-{action}"
            yield self._drift(rule, side, path, Attr.VALUES, message, was.value, now.value, now)
        elif (was is None) != (now is None):
            yield from self._stated(side, path, Attr.VALUES, "how many values it has", was, now)

    def _count(self, one: Statements, side: Side, path: str) -> Fact | None:
        return next((fact for fact in one.firm(side, path, Attr.VALUES) if qualified(fact, Qualifier.COUNT)), None)

    def _opened(self, side: Side, path: str) -> Iterator[Drift]:
        """What is listed as such and such, where no set is closed."""
        was, now = (self._open(one, side, path) for one in (self.old, self.new))
        names = [{key(value) for fact in facts for value in listed(fact.value)} for facts in (was, now)]
        if names[0] != names[1] and (now or self.same_kind) and was:
            message = f"is such as {told(sorted(names[1]))}, and was such as {told(sorted(names[0]))}"
            message = message if names[1] else f"is no longer said to be such as {told(sorted(names[0]))}"
            rule = f"{holder(side)}-example-changed"
            yield self._drift(
                rule, side, path, Attr.VALUES, message, [*sorted(names[0])], [*sorted(names[1])], *now[:1]
            )
        elif names[1] and not was and self._set(self.old, side, path) is None:
            message = f"is such as {told(sorted(names[1]))}"
            rule = f"{holder(side)}-example-changed"
            yield self._drift(rule, side, path, Attr.VALUES, message, None, [*sorted(names[1])], *now[:1])

    def _set(self, one: Statements, side: Side, path: str) -> Fact | None:
        return next((fact for fact in one.firm(side, path, Attr.VALUES) if qualified(fact, *CLOSED)), None)

    def _left(self, side: Side, path: str, was: Fact) -> list[Fact]:
        """What is left of a set where the page names some of its values now, and calls them no set."""
        known = {key(value) for value in listed(was.value)}
        shown = [fact for fact in self.new.firm(side, path, Attr.EXAMPLE) if key(fact.value) in known]
        before = {key(fact.value) for fact in self.old.firm(side, path, Attr.EXAMPLE)}
        return [] if all(key(fact.value) in before for fact in shown) else shown

    def _open(self, one: Statements, side: Side, path: str) -> list[Fact]:
        return [fact for fact in one.firm(side, path, Attr.VALUES) if qualified(fact, Qualifier.OPEN)]

    def _limits(self, side: Side, path: str) -> Iterator[Drift]:
        facts = [one.firm(side, path, Attr.CONSTRAINT) for one in (self.old, self.new)]
        if not facts[1] and not self.same_kind:
            return
        for rule, name, before, after in limits(side, limited(facts[0]), limited(facts[1])):
            message = f"has `{name}` {key(after)}" if after is not None else f"no longer has a `{name}`"
            message += f", and had {key(before)}" if before is not None and after is not None else ""
            yield self._drift(rule, side, path, Attr.CONSTRAINT, message, before, after, *facts[1][:1])

    def _elsewhere(self, side: Side, path: str) -> Iterator[Drift]:
        """What is said in a place that is trusted less, where the most trusted one says what it said."""
        if not self.same_kind:
            return
        for attr, what in ((Attr.TYPE, "type"), (Attr.DEFAULT, "default"), (Attr.REQUIRED, "duty")):
            was, now = self._both(side, path, attr)
            if was is None or now is None:
                continue
            if attr is not Attr.TYPE and key(was.value) != key(now.value):
                continue
            if attr is Attr.TYPE and type_rule(side, str(was.value), str(now.value)) is not None:
                continue
            sets = [{key(fact.value) for fact in one.firm(side, path, attr)} for one in (self.old, self.new)]
            if sets[0] != sets[1]:
                message = f"has its {what} said as {told(sorted(sets[1]))}, and had it as {told(sorted(sets[0]))}"
                odd = next((fact for fact in self.new.firm(side, path, attr) if key(fact.value) not in sets[0]), now)
                yield self._drift(
                    "page-claim-changed", side, path, attr, message, [*sorted(sets[0])], [*sorted(sets[1])], odd
                )
        sets = [
            {key([*sorted(map(key, listed(fact.value)))]) for fact in one.firm(side, path, Attr.VALUES)
             if qualified(fact, *CLOSED)}
            for one in (self.old, self.new)
        ]  # fmt: skip
        was, now = (self._set(one, side, path) for one in (self.old, self.new))
        if was is None or now is None or sets[0] == sets[1]:
            return
        if {*map(key, listed(was.value))} == {*map(key, listed(now.value))}:
            message = "has its values listed otherwise in another place"
            yield self._drift("page-claim-changed", side, path, Attr.VALUES, message, was.value, now.value, now)

    # -- samples -------------------------------------------------------------------------------------------------------

    def _shown_type(self, side: Side, path: str) -> Iterator[Drift]:
        if self.old.firm(side, path, Attr.TYPE) or self.new.firm(side, path, Attr.TYPE):
            return
        was, now = (next(iter(one.of.get((side, path, Attr.TYPE), ())), None) for one in (self.old, self.new))
        if was is None or now is None:
            return
        rule = type_rule(side, str(was.value), str(now.value))
        if rule is not None:
            message = f"is of type {told([now.value])} in samples, and was of {told([was.value])}"
            yield self._drift(rule, side, path, Attr.TYPE, message, was.value, now.value, now, sample=True)

    def _examples(self, side: Side, path: str) -> Iterator[Drift]:
        was, now = (
            {key(fact.value): fact for fact in one.of.get((side, path, Attr.EXAMPLE), ()) if fact.value != WORDS}
            for one in (self.old, self.new)
        )
        if was.keys() == now.keys() or (not self.same_kind and not now):
            return
        if was and now:
            message = f"is shown as {told(sorted(now))}, and was as {told(sorted(was))}"
        else:
            message = f"is shown as {told(sorted(now))}" if now else f"is no longer shown as {told(sorted(was))}"
        fact = next((fact for name, fact in now.items() if name not in was), next(iter(now.values()), None))
        before, after = ([fact.value for fact in one.values()] or None for one in (was, now))
        rule = f"{holder(side)}-example-changed"
        yield self._drift(rule, side, path, Attr.EXAMPLE, message, before, after, fact, sample=True)

    # -- both readings -------------------------------------------------------------------------------------------------

    def _both(self, side: Side, path: str, attr: Attr) -> tuple[Fact | None, Fact | None]:
        return self.old.best(side, path, attr), self.new.best(side, path, attr)

    def _stated(
        self, side: Side, path: str, attr: Attr, what: str, was: Fact | None, now: Fact | None
    ) -> Iterator[Drift]:
        """Something that only one reading says."""
        if was is not None and self.same_kind:
            message = f"no longer says {what}, which was {told([was.value])}"
            message = message if attr is not Attr.REQUIRED else f"no longer says {what}"
            yield self._drift("page-claim-dropped", side, path, attr, message, was.value, None)
        elif now is not None:
            message = f"says {what}, {told([now.value])}" if attr is not Attr.REQUIRED else f"says {what}"
            yield self._drift("page-claim-changed", side, path, attr, message, None, now.value, now)

    @property
    def _drift(self) -> Callable[..., Drift]:
        return functools.partial(Drift.seen, self.page, Against.ACCEPTED, self.new.op)


def _duty(fact: Fact | None) -> str:
    """What a page says of whether a member has to be there."""
    if fact is None:
        return "unsaid"
    if fact.value is not True:
        return "optional"
    return "conditional" if fact.qualifier is Qualifier.CONDITIONAL else "required"


def _required(side: Side) -> str:
    return "is always there" if side is Side.RESPONSE else "has to be sent"
