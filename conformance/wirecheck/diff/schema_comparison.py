"""
Two schemas compared, member by member, for one side of the wire.

Held by `tests/diff/test_mutations.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wirecheck.diff.difference import Client, Difference
from wirecheck.diff.differing import changed, difference, fit, missing, told
from wirecheck.diff.rules import RuleSide
from wirecheck.diff.schema_shape import SchemaShape, shape
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json

UPPER = ("exclusiveMaximum", "maxItems", "maxLength", "maxProperties", "maximum")
LOWER = ("exclusiveMinimum", "minItems", "minLength", "minProperties", "minimum")
CONDITIONS = ("dependentRequired", "dependentSchemas", "else", "if", "then")
# Keywords that have comparisons of their own.
APART = frozenset({*UPPER, *LOWER, *CONDITIONS, "additionalProperties", "default"})

# The area of each keyword that is reported with its values; all other keywords are annotations.
AREAS: Mapping[str, str] = {
    "contains": "constraint",
    "contentEncoding": "encoding",
    "contentMediaType": "encoding",
    "contentSchema": "encoding",
    "format": "format",
    "maxContains": "constraint",
    "minContains": "constraint",
    "multipleOf": "constraint",
    "not": "constraint",
    "pattern": "constraint",
    "patternProperties": "constraint",
    "prefixItems": "constraint",
    "propertyNames": "constraint",
    "unevaluatedItems": "constraint",
    "unevaluatedProperties": "constraint",
    "uniqueItems": "constraint",
}

EXAMPLES = ("example", "examples")

CONDITION_MESSAGES = {
    "added": "is required or refused under a condition",
    "removed": "is no longer required or refused under a condition",
    "changed": "is required or refused under another condition",
}

# The verbs for a set of values on each side: for the whole set, an added value, and a removed value.
VERBS: Mapping[RuleSide, tuple[str, str, str]] = {
    RuleSide.REQUEST: ("takes", "takes", "no longer takes"),
    RuleSide.RESPONSE: ("is", "may be", "is no longer"),
}

# What it means on each side that a member is optional, and that it is required.
DUTIES: Mapping[RuleSide, tuple[str, str]] = {
    RuleSide.REQUEST: ("may be left out", "has to be sent"),
    RuleSide.RESPONSE: ("may be missing", "is always there"),
}

# The most members that are compared; a spec with more has too many nested references.
MOST = 100_000


@dataclass
class SchemaComparison:
    """
    Compares the schemas of one message.

    :param holder: what the differences are about: `property` or `parameter`.
    """

    old: Spec
    new: Spec
    side: RuleSide
    operation: str
    holder: str = "property"
    _above: set[tuple[int, int]] = field(default_factory=set)
    """The pairs of schemas that are being compared; a pair that occurs again inside itself is skipped."""
    _count: int = 0

    def compare(self, location: str, old: Any, new: Any) -> Iterator[Difference]:
        """The differences of two schemas and of everything in them; None is a missing schema."""
        # a depth-first walk over two graphs at once; a pair that is already on the path closes a cycle and is skipped
        pair = (id(old), id(new))
        if isinstance(old, dict) and pair in self._above:
            return
        self._count += 1
        if self._count > MOST:
            raise SpecError(
                f"the schemas of `{self.new.provider}` are nested too deeply", hint="they refer to each other too often"
            )
        self._above.add(pair)
        before, after = shape(self.old, old), shape(self.new, new)
        for shapes in (self._types, self._null, self._titles, self._closing, self._values):
            yield from shapes(location, before, after)
        for keywords in (self._default, self._limits, self._conditions, self._unnamed, self._others):
            yield from keywords(location, before.keywords, after.keywords)
        yield from self._members(location, before, after)
        if before.items is not None or after.items is not None:
            yield from self.compare(f"{location}[]", before.items, after.items)
        yield from self._branches(location, before.branches, after.branches)
        self._above.discard(pair)

    # -- one schema ----------------------------------------------------------------------------------------------------

    def _types(self, location: str, old: SchemaShape, new: SchemaShape) -> Iterator[Difference]:
        here, there = _wide(old.types), _wide(new.types)
        if here == there:
            return
        action = "changed"
        if here and (not there or here < there):
            action = "generalized"
        elif there and (not here or there < here):
            action = "specialized"
        was, now = list[Json](sorted(old.types)), list[Json](sorted(new.types))
        yield self._difference(f"type-{action}", location, f"was {_kinds(was)}, and is {_kinds(now)}", was, now)

    def _null(self, location: str, old: SchemaShape, new: SchemaShape) -> Iterator[Difference]:
        if old.nullable == new.nullable or not old.types or not new.types:
            return
        # the client's types for answers already allow null
        typed = self.side is RuleSide.RESPONSE and (
            old.structured or bool(old.values) or old.keywords.get("contentEncoding") == "base64"
        )
        action, message = (
            ("became-nullable", "may be null") if new.nullable else ("became-not-nullable", "is no longer null")
        )
        yield self._difference(action, location, message, client=Client.NONE if typed else None)

    def _titles(self, location: str, old: SchemaShape, new: SchemaShape) -> Iterator[Difference]:
        if old.titles == new.titles:
            return
        has_class = "object" in old.types | new.types or bool(old.values or new.values)
        message = f"has the title {told(new.titles)}" if new.titles else f"no longer has the title {told(old.titles)}"
        message += f", and had {told(old.titles)}" if new.titles and old.titles else ""
        was, now = list[Json](old.titles), list[Json](new.titles)
        yield self._difference("title-changed", location, message, was, now, client=None if has_class else Client.NONE)

    def _closing(self, location: str, old: SchemaShape, new: SchemaShape) -> Iterator[Difference]:
        """Whether a set of values became closed or open."""
        if old.closed == new.closed:
            return
        takes = VERBS[self.side][0]
        action, message = (
            ("became-enum", f"{takes} {told(new.values)} and nothing else")
            if new.closed
            else ("became-not-enum", f"{takes} more than the values that were listed")
        )
        yield self._difference(action, location, message, list(old.values), list(new.values))

    def _values(self, location: str, old: SchemaShape, new: SchemaShape) -> Iterator[Difference]:
        """How the values of a set changed, where both schemas have one."""
        was, now = ({_key(value): value for value in each.values} for each in (old, new))
        if not was or not now:
            return
        _, also, no_longer = VERBS[self.side]
        if added := [now[key] for key in missing(now, was)]:
            yield self._difference("enum-value-added", location, f"{also} {told(added)} as well", None, added)
        if removed := [was[key] for key in missing(was, now)]:
            yield self._difference("enum-value-removed", location, f"{no_longer} {told(removed)}", removed, None)

    # -- keywords ------------------------------------------------------------------------------------------------------

    def _others(self, location: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Difference]:
        """The keywords whose values are compared as a whole."""
        for key, was, now in changed(old, new, APART):
            area, message = _plain(key, was, now)
            yield self._difference(f"{area}-changed", location, message, was, now)

    def _default(self, location: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Difference]:
        was, now = old.get("default"), new.get("default")
        if "default" in old and "default" not in new:
            action, message = "removed", f"no longer has the default {told([was])}"
        elif "default" in new and "default" not in old:
            action, message = "added", f"has the default {told([now])}"
        elif _key(was) != _key(now):
            action, message = "changed", f"has the default {told([now])}, and had {told([was])}"
        else:
            return
        yield self._difference(f"default-value-{action}", location, message, was, now)

    def _limits(self, location: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Difference]:
        for key in (*UPPER, *LOWER):
            was, now = old.get(key), new.get(key)
            if was != now:
                action = "limit-tightened" if _tighter(was, now, upper=key in UPPER) else "limit-loosened"
                message = f"has {_limit(key, new)}, and had {_limit(key, old)}"
                yield self._difference(action, location, message, was, now)

    def _conditions(self, location: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Difference]:
        was, now = ({key: keywords[key] for key in CONDITIONS if key in keywords} for keywords in (old, new))
        if was != now:
            action = "removed" if not now else "changed" if was else "added"
            message = CONDITION_MESSAGES[action]
            yield self._difference(f"condition-{action}", location, message, was or None, now or None)

    def _unnamed(self, location: str, old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Difference]:
        """How the treatment of unnamed members changed."""
        was, now = (words.get("additionalProperties") for words in (old, new))
        was, now = (True if value is None or value == {} else value for value in (was, now))
        if isinstance(was, dict) and isinstance(now, dict):
            yield from self.compare(f"{location}.*", was, now)
        elif was != now:
            closed = now is False or was is True
            message = "refuses members that are not named" if now is False else "accepts members that are not named"
            message += " if they fit a schema" if isinstance(now, dict) else ""
            action = "additional-properties-closed" if closed else "additional-properties-opened"
            yield self._difference(action, location, message, was, now)

    # -- what is in it -------------------------------------------------------------------------------------------------

    def _members(self, location: str, old: SchemaShape, new: SchemaShape) -> Iterator[Difference]:
        names = {**old.properties, **new.properties}
        undescribed = sorted((old.required | new.required).difference(names))
        for name in (*names, *undescribed):
            where = f"{location}.{name}"
            required = name in new.required
            if name in old.properties and name not in new.properties:
                yield self._difference("removed", where, "is no longer documented")
            elif name in new.properties and name not in old.properties:
                yield self._added(where, required)
            else:
                if (name in old.required) != required:
                    action = "became-required" if required else "became-optional"
                    yield self._difference(action, where, DUTIES[self.side][required])
                yield from self.compare(where, old.properties.get(name), new.properties.get(name))

    def _added(self, where: str, required: bool) -> Difference:
        if self.side is RuleSide.RESPONSE:
            return difference("response-property-added", where, self.operation, "is documented now")
        kind = "required" if required else "optional"
        message = f"is new, and {DUTIES[self.side][required]}"
        return difference(f"request-{kind}-{self.holder}-added", where, self.operation, message)

    def _branches(self, location: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
        for name in sorted({*old, *new}):
            if name not in new:
                yield self._difference("one-of-removed", location, f"is no longer of the shape `{name}`", name, None)
            elif name not in old:
                yield self._difference("one-of-added", location, f"may be of the shape `{name}`", None, name)
            else:
                yield from self.compare(f"{location}({name})", old[name], new[name])

    def _difference(
        self,
        action: str,
        location: str,
        message: str,
        before: Json = None,
        after: Json = None,
        *,
        client: Client | None = None,
    ) -> Difference:
        rule = f"{self.side}-{self.holder}-{action}"
        return difference(rule, location, self.operation, message, before, after, client=client)


def _wide(types: frozenset[str]) -> frozenset[str]:
    """Every whole number is a number."""
    return types | {"integer"} if "number" in types else types


def _kinds(types: Sequence[Json]) -> str:
    return " or ".join(f"`{kind}`" for kind in types) or "of any type"


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def _tighter(was: Json, now: Json, *, upper: bool) -> bool:
    if not isinstance(was, int | float) or not isinstance(now, int | float):
        return now is not None
    return now < was if upper else now > was


def _limit(key: str, words: Mapping[str, Json]) -> str:
    return f"`{key}` {json.dumps(words[key])}" if key in words else f"no `{key}`"


def _plain(key: str, was: Json, now: Json) -> tuple[str, str]:
    """The area and message for a keyword whose values are compared as a whole."""
    if key == "description":
        return "description", "has another description"
    if key in EXAMPLES:
        return "example", "has other examples"
    if key == "x-citation":
        return "citation", _cited(was, now)
    message = f"has `{key}` {fit(json.dumps(now))}" if now is not None else f"no longer has `{key}`"
    message += f", and had {fit(json.dumps(was))}" if was is not None and now is not None else ""
    return AREAS.get(key, "annotation"), message


def _cited(was: Json, now: Json) -> str:
    if was is None:
        return "is promised by its page"
    if now is None:
        return "is no longer promised by its page"
    return f"is promised at {told([now])}, and no longer at {told([was])}"
