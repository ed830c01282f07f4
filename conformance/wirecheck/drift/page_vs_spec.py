"""
What a page states otherwise than its spec, has and the spec misses, or closes and the spec leaves open.

Only what the page states is compared: what it is silent on is no drift, as pages fold members away.
A drift is what would change if the spec said what the page says.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wirecheck.diff.differing import told
from wirecheck.diff.shape import shape
from wirecheck.drift import places
from wirecheck.drift.attributes import CLOSED, holder, key, kinds, limited, limits, listed, type_rule
from wirecheck.drift.endpoints import agrees, carriers, unnamed
from wirecheck.drift.statements import WORDS, Statements, parents, qualified, statements, wordless
from wirecheck.drift.values import Against, Drift
from wirecheck.facts import Attr, Fact, Operation, Page, Qualifier, Side
from wirecheck.spec.operation import compiled
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json

IMPLIED = frozenset({"authorization", "content-type", "accept", "user-agent", "content-length", "host"})
"""Headers that no spec has to name as parameters."""

SHOWN = 3
"""Ways in which a sample is invalid that are told."""


def against(spec: Spec, page: Page, name: str) -> tuple[Drift, ...]:
    """
    Every drift of a page from a spec, operation by operation.

    :param name: the page's key.
    :raises SpecError: something in the spec is not what it has to be.
    """
    page = wordless(page)
    stated = statements(page)
    found: list[Drift] = []
    matched = places.matched(spec, page.operations)
    for operation in page.operations:
        place = matched[operation.name]
        if place is None:
            message = "is on the page, and the spec has no such operation"
            found.append(_missing(name, stated[operation.name], operation, message))
        else:
            found += _Comparison(name, stated[operation.name], operation, place).drifts()
    return tuple(found)


def _missing(name: str, told: Statements, operation: Operation, message: str) -> Drift:
    fact = next(iter(told.of.get((Side.OPERATION, "", Attr.EXISTS), ())), None)
    return Drift(
        *(name, Against.SPEC, operation.name, Side.OPERATION, "", Attr.EXISTS, "api-operation-added", message),
        *(None, operation.name),
        lines=fact.lines if fact else None,
        quote=fact.quote if fact else "",
    )


@dataclass(frozen=True)
class _Comparison:
    """An operation of a page beside its place in a spec."""

    name: str
    page: Statements
    operation: Operation
    place: places.Place

    def drifts(self) -> list[Drift]:
        return [*self._endpoint(), *self._unsupported(), *self._statuses(), *self._members(), *self._samples()]

    # -- the operation as a whole --------------------------------------------------------------------------------------

    def _endpoint(self) -> Iterator[Drift]:
        operation, place = self.operation, self.place
        fact = next(iter(self.page.of.get((Side.OPERATION, "", Attr.EXISTS), ())), None)
        if operation.method != place.method.upper():
            yield self._whole(Attr.EXISTS, "api-method-changed", place.method.upper(), operation.method, fact)
        if unnamed("", operation.path) != unnamed("", place.path):
            yield self._whole(Attr.EXISTS, "api-path-changed", place.path, operation.path, fact)
        elif operation.path != place.path:
            yield self._whole(Attr.EXISTS, "request-parameter-renamed", place.path, operation.path, fact)
        known = places.servers(place)
        mine = [url.rstrip("/") for url in operation.servers]
        facts = {str(one.value).rstrip("/"): one for one in self._facts(Side.OPERATION, "", Attr.SERVER)}
        strange = [url for url in mine if url not in known]
        if strange and not set(mine) & set(known):
            yield self._whole(Attr.SERVER, "api-server-changed", [*known] or None, strange[0], facts.get(strange[0]))
        else:
            for url in strange:
                yield self._whole(Attr.SERVER, "api-server-added", None, url, facts.get(url))
        yield from self._auth()

    def _auth(self) -> Iterator[Drift]:
        said, known = carriers(self.operation.auth), places.carriers(self.place)
        facts = {str(one.value): one for one in self._facts(Side.OPERATION, "", Attr.AUTH)}
        strange = [one for one in said if not agrees(one, known)]
        if strange and len(strange) == len(said):
            yield self._whole(Attr.AUTH, "api-security-changed", [*known] or None, strange[0], facts.get(strange[0]))
        else:
            for one in strange:
                yield self._whole(Attr.AUTH, "api-security-alternative-added", None, one, facts.get(one))

    def _whole(self, attr: Attr, rule: str, before: Json, after: Json, fact: Fact | None) -> Drift:
        message = f"is {told([after])} on the page"
        if before:
            message += f", and {told(listed(before))} in the spec"
        return self._drift(rule, Side.OPERATION, "", attr, message, before, after, fact)

    def _statuses(self) -> Iterator[Drift]:
        known = places.statuses(self.place)
        for fact in self._facts(Side.RESPONSE, "", Attr.STATUS):
            code = str(fact.value)
            kind = "success" if code.startswith("2") else "error"
            ranges = {f"{code[:1]}XX", f"{code[:1]}xx", *(() if kind == "success" else ("default",))}
            if code not in known and not ranges & known:
                message = f"status {code} is named on the page, and not in the spec"
                rule = f"response-{kind}-status-added"
                yield self._drift(rule, Side.RESPONSE, "", Attr.STATUS, message, None, fact.value, fact)

    def _unsupported(self) -> Iterator[Drift]:
        known = [str(one) for one in self.place.node.get("x-unsupported") or ()]
        for (side, path, attr), facts in self.page.of.items():
            if attr is not Attr.UNSUPPORTED:
                continue
            for fact in facts:
                if fact.path and fact.path in known:
                    continue
                message = "is called unsupported on the page, and not in the spec"
                if not fact.path:
                    message = f"something {message}, in words"
                elif fact.value is not True:
                    message = "is called unsupported for some on the page, and not in the spec"
                yield self._drift("api-unsupported-added", side, path, attr, message, None, fact.value, fact)

    # -- members -------------------------------------------------------------------------------------------------------

    def _members(self) -> Iterator[Drift]:
        missing: set[tuple[Side, str]] = set()
        for side, path in self.page.members:
            if side is Side.HEADER and (path.lower() in IMPLIED or self._carries(path)):
                continue
            if side is Side.QUERY and self._carries(path):
                continue
            if missing.intersection((side, one) for one in parents(path)):
                continue
            found = places.find(self.place, side, path)
            if found is None:
                missing.add((side, path))
                yield self._missing(side, path)
            else:
                yield from self._member(side, path, found)

    def _carries(self, name: str) -> bool:
        known = [*places.carriers(self.place), *carriers(self.operation.auth)]
        return name.lower() in {one.partition(":")[0].removeprefix("?").lower() for one in known}

    def _missing(self, side: Side, path: str) -> Drift:
        fact = self.page.documented(side, path)
        required = self.page.best(side, path, Attr.REQUIRED)
        needed = required is not None and required.value is True and required.qualifier is not Qualifier.CONDITIONAL
        kind = "required" if needed else "optional"
        rule = {
            Side.REQUEST: f"request-{kind}-property-added",
            Side.RESPONSE: "response-property-added",
        }.get(side, f"request-{kind}-parameter-added")
        shown = next(iter(self.page.shown[side, path]))
        message = "is on the page, and not in the spec" if fact else "is in a sample of the page, and not in the spec"
        message += ", and has to be sent" if needed and side is not Side.RESPONSE else ""
        return self._drift(rule, side, path, Attr.EXISTS, message, None, True, fact or shown, sample=fact is None)

    def _member(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        yield from self._type(side, path, found)
        yield from self._required(side, path, found)
        yield from self._default(side, path, found)
        yield from self._values(side, path, found)
        yield from self._limits(side, path, found)
        yield from self._examples(side, path, found)

    def _type(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        firm = self.page.best(side, path, Attr.TYPE)
        fact = firm or next(iter(self._facts(side, path, Attr.TYPE)), None)
        if fact is None:
            return
        said = str(fact.value)
        mine = found.shape.types
        if not mine:
            if firm is not None:
                message = f"is of type {told([said])} on the page, and of any type in the spec"
                yield self._drift(f"{holder(side)}-type-specialized", side, path, Attr.TYPE, message, None, said, fact)
            return
        if not firm and (said == "null" or kinds(said) & {*mine, *({"number"} if "integer" in mine else ())}):
            # a number in a sample may well be an integer, and a null anything that may be null
            return
        spelt = self._spelt(found)
        rule = type_rule(side, spelt, said)
        if rule is None or (said == "array" and "array" in mine):
            return
        message = f"is of type {told([said])} on the page, and of {told([spelt])} in the spec"
        yield self._drift(rule, side, path, Attr.TYPE, message, spelt, said, fact, sample=not firm)

    def _spelt(self, found: places.Found) -> str:
        """The type of a spec as pages write it."""
        names = []
        for name in sorted(found.shape.types):
            if name == "array" and found.shape.items is not None:
                items = shape(self.place.spec, found.shape.items).types
                names.append(f"{next(iter(items))}[]" if len(items) == 1 else "array")
            else:
                names.append(name)
        return "|".join(names)

    def _required(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        fact = self.page.best(side, path, Attr.REQUIRED)
        if fact is None:
            return
        if fact.value is True and fact.qualifier is Qualifier.CONDITIONAL:
            if found.required or found.conditional:
                return
            message = "is required on the page of those who use the member around it, and never in the spec"
            yield self._drift("page-claim-changed", side, path, Attr.REQUIRED, message, False, True, fact)
        elif fact.value is True and not found.required:
            where = "and in the spec on a condition" if found.conditional else "and may be left out by the spec"
            where = "and may be missing by the spec" if side is Side.RESPONSE else where
            message = f"is required on the page, {where}"
            yield self._drift(f"{holder(side)}-became-required", side, path, Attr.REQUIRED, message, False, True, fact)
        elif fact.value is False and found.required:
            label = (
                "may be left out by the page" if fact.qualifier is Qualifier.EXPLICIT else "has no label on the page"
            )
            message = f"{label}, and is required in the spec"
            yield self._drift(f"{holder(side)}-became-optional", side, path, Attr.REQUIRED, message, True, False, fact)

    def _default(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        fact = self.page.best(side, path, Attr.DEFAULT)
        if fact is None:
            return
        known = "default" in found.shape.keywords
        mine = found.shape.keywords.get("default")
        if known and key(mine) == key(fact.value):
            return
        said = f"is {told([fact.value])} by the page when left out"
        message = f"{said}, and {told([mine])} by the spec" if known else f"{said}, which the spec does not say"
        rule = f"{holder(side)}-default-value-{'changed' if known else 'added'}"
        yield self._drift(rule, side, path, Attr.DEFAULT, message, mine, fact.value, fact)

    def _values(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        facts = self.page.firm(side, path, Attr.VALUES)
        known = {key(value): value for value in found.shape.values}
        mine: list[Json] = list(found.shape.values)
        closed = next((fact for fact in facts if qualified(fact, *CLOSED)), None)
        if closed is not None:
            yield from self._closed(side, path, found, closed, known)
        for fact in facts:
            if qualified(fact, Qualifier.COUNT) and len(mine) != fact.value and isinstance(fact.value, int):
                action = "added" if fact.value > len(mine) else "removed"
                have = len(mine) if found.shape.closed else "an open set"
                message = f"has {fact.value} values on the page, and {have} in the spec"
                rule = f"{holder(side)}-enum-value-{action}" if found.shape.closed else f"{holder(side)}-became-enum"
                yield self._drift(rule, side, path, Attr.VALUES, message, mine or None, fact.value, fact)
            if qualified(fact, Qualifier.OPEN) and found.shape.closed and closed is None and side is not Side.RESPONSE:
                message = f"is such as {told(listed(fact.value))} on the page, and closed in the spec"
                rule = f"{holder(side)}-became-not-enum"
                yield self._drift(rule, side, path, Attr.VALUES, message, mine, fact.value, fact)

    def _closed(
        self, side: Side, path: str, found: places.Found, fact: Fact, known: dict[str, Json]
    ) -> Iterator[Drift]:
        said = {key(value): value for value in listed(fact.value)}
        mine = list(known.values())
        if not known or (not found.shape.closed and side is not Side.RESPONSE):
            message = f"is one of {told(list(said.values()))} alone on the page, and open in the spec"
            yield self._drift(
                f"{holder(side)}-became-enum", side, path, Attr.VALUES, message, mine or None, fact.value, fact
            )
            return
        come = [value for name, value in said.items() if name not in known]
        gone = [value for name, value in known.items() if name not in said]
        if come:
            message = f"may be {told(come)} on the page, which the spec does not list"
            yield self._drift(
                f"{holder(side)}-enum-value-added", side, path, Attr.VALUES, message, mine, fact.value, fact
            )
        if gone and found.shape.closed:
            message = f"may be {told(gone)} in the spec, which the page does not list"
            yield self._drift(
                f"{holder(side)}-enum-value-removed", side, path, Attr.VALUES, message, mine, fact.value, fact
            )

    def _limits(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        facts = self.page.firm(side, path, Attr.CONSTRAINT)
        said = limited(facts)
        mine = {name: found.shape.keywords[name] for name in said if name in found.shape.keywords}
        for rule, name, before, after in limits(side, mine, said):
            message = f"has `{name}` {key(after)} on the page, and "
            message += f"{key(before)} in the spec" if before is not None else "none in the spec"
            yield self._drift(rule, side, path, Attr.CONSTRAINT, message, before, after, *facts[:1])

    # -- samples -------------------------------------------------------------------------------------------------------

    def _examples(self, side: Side, path: str, found: places.Found) -> Iterator[Drift]:
        """Examples of one member; those in whole samples are judged with them."""
        for fact in self.page.firm(side, path, Attr.EXAMPLE):
            allowed = {key(value) for value in found.shape.values}
            if found.shape.closed and fact.value != WORDS and key(fact.value) not in allowed:
                message = f"is {told([fact.value])} in an example of the page, which the spec refuses"
                rule = f"{'response' if side is Side.RESPONSE else 'request'}-sample-invalid"
                yield self._drift(rule, side, path, Attr.EXAMPLE, message, None, fact.value, fact)

    def _samples(self) -> Iterator[Drift]:
        for side in (Side.REQUEST, Side.RESPONSE):
            if places.body(self.place, side) is None:
                continue
            validator = compiled(places.samples(self.place, side))
            seen: set[tuple[str, str]] = set()
            for fact in self._facts(side, "", Attr.EXAMPLE):
                for error in list(validator.iter_errors(fact.value))[:SHOWN]:
                    path = _dotted(error.instance_path)
                    told_of = (path, error.message)
                    if told_of in seen:
                        continue
                    seen.add(told_of)
                    value = _at(fact.value, error.instance_path)
                    said = "stands" if isinstance(value, dict | list) else f"is {told([value])}"
                    message = f"{said} in a sample of the page, which the spec refuses: {_short(error.message)}"
                    yield self._drift(
                        f"{side.value}-sample-invalid", side, path, Attr.EXAMPLE, message, None, value, fact
                    )

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _facts(self, side: Side, path: str, attr: Attr) -> Sequence[Fact]:
        return self.page.of.get((side, path, attr), ())

    @property
    def _drift(self) -> Callable[..., Drift]:
        return functools.partial(Drift.seen, self.name, Against.SPEC, self.operation.name)


def _dotted(steps: Sequence[str | int]) -> str:
    """A way into a value in the words of locations."""
    path = ""
    for step in steps:
        path += "[]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _at(value: Json, steps: Sequence[str | int]) -> Json:
    for step in steps:
        if isinstance(value, list):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value[str(step)]
    return value


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 200 else f"{flat[:199]}…"
