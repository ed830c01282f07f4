"""Two schemas compared, member by member, for one side of the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wirecheck.diff.difference import Client, Difference, Wire
from wirecheck.diff.rules import Side, get
from wirecheck.diff.shape import Shape, shape
from wirecheck.errors import SpecError
from wirecheck.spec.spec import Spec
from wirecheck.wire.lenient_json import Json

UPPER = ("exclusiveMaximum", "maxItems", "maxLength", "maxProperties", "maximum")
LOWER = ("exclusiveMinimum", "minItems", "minLength", "minProperties", "minimum")
CONDITIONS = ("dependentRequired", "dependentSchemas", "else", "if", "then")
ENCODINGS = ("contentEncoding", "contentMediaType", "contentSchema")
EXAMPLES = ("example", "examples")
CONSTRAINTS = (
    "contains",
    "maxContains",
    "minContains",
    "multipleOf",
    "not",
    "pattern",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
)
APART = frozenset({*UPPER, *LOWER, *CONDITIONS, "additionalProperties", "default"})
"""Keywords that are compared in ways of their own."""

MOST = 100_000
"""Members that are compared; a spec with more of them is knotted."""


@dataclass
class Walk:
    """
    Compares the schemas of one message.

    :param holder: what its differences are about, `property` or `parameter`.
    """

    old: Spec
    new: Spec
    side: Side
    operation: str
    holder: str = "property"
    _above: set[tuple[int, int]] = field(default_factory=set)
    _seen: int = 0

    def compare(self, location: str, old: Any, new: Any) -> Iterator[Difference]:
        """The differences of two schemas and of all that is in them; None is a schema that is not there."""
        pair = (id(old), id(new))
        if isinstance(old, dict) and pair in self._above:
            return
        self._seen += 1
        if self._seen > MOST:
            raise SpecError(
                f"the schemas of `{self.new.provider}` are knotted", hint="they refer to each other too often"
            )
        self._above.add(pair)
        before, after = shape(self.old, old), shape(self.new, new)
        yield from self._kind(location, before, after)
        yield from self._listed(location, before, after)
        yield from self._keywords(location, before, after)
        yield from self._inside(location, before, after)
        self._above.discard(pair)

    # -- one schema ----------------------------------------------------------------------------------------------------

    def _kind(self, location: str, old: Shape, new: Shape) -> Iterator[Difference]:
        here, there = _wide(old.types), _wide(new.types)
        if here != there:
            action = "changed"
            if here and (not there or here < there):
                action = "generalized"
            elif there and (not here or there < here):
                action = "specialized"
            was, now = list[Json](sorted(old.types)), list[Json](sorted(new.types))
            message = f"was {_kinds(was)}, and is {_kinds(now)}"
            yield self._found(f"type-{action}", location, message, was, now)
        if old.nullable != new.nullable and old.types and new.types:
            typed = self.side is Side.RESPONSE and (old.structured or bool(old.values) or _encoded(old))
            yield self._found(
                "became-nullable" if new.nullable else "became-not-nullable",
                location,
                "may be null" if new.nullable else "is no longer null",
                client=Client.NONE if typed else None,
            )
        if old.titles != new.titles:
            classed = "object" in old.types | new.types or bool(old.values or new.values)
            yield self._found(
                "title-changed",
                location,
                _entitled(old.titles, new.titles),
                list(old.titles),
                list(new.titles),
                client=None if classed else Client.NONE,
            )

    def _listed(self, location: str, old: Shape, new: Shape) -> Iterator[Difference]:
        """What became of a set of values."""
        was, now = {_key(v): v for v in old.values}, {_key(v): v for v in new.values}
        added = [value for key, value in now.items() if key not in was]
        removed = [value for key, value in was.items() if key not in now]
        takes = "takes" if self.side is Side.REQUEST else "is"
        if old.closed and not new.closed:
            message = f"{takes} more than the values that were listed"
            yield self._found("became-not-enum", location, message, list(old.values), list(new.values))
        if new.closed and not old.closed:
            message = f"{takes} {_told(new.values)} and nothing else"
            yield self._found("became-enum", location, message, list(old.values), list(new.values))
        if not old.values or not new.values:
            return
        both = "takes" if self.side is Side.REQUEST else "may be"
        if added:
            yield self._found("enum-value-added", location, f"{both} {_told(added)} as well", None, added)
        if removed:
            ended = "no longer takes" if self.side is Side.REQUEST else "is no longer"
            yield self._found("enum-value-removed", location, f"{ended} {_told(removed)}", removed, None)

    def _keywords(self, location: str, old: Shape, new: Shape) -> Iterator[Difference]:
        was, now = old.keywords, new.keywords
        yield from self._default(location, was, now)
        for key in (*UPPER, *LOWER):
            if was.get(key) != now.get(key):
                tighter = _tighter(was.get(key), now.get(key), upper=key in UPPER)
                message = f"has {_limit(key, now)}, and had {_limit(key, was)}"
                action = "limit-tightened" if tighter else "limit-loosened"
                yield self._found(action, location, message, was.get(key), now.get(key))
        here, there = ({key: words[key] for key in CONDITIONS if key in words} for words in (was, now))
        if here != there:
            action = "changed" if here and there else "added" if there else "removed"
            said = {
                "added": "is required, or refused, on a condition",
                "removed": "is no longer required, or refused, on a condition",
                "changed": "is required, or refused, on another condition",
            }
            yield self._found(f"condition-{action}", location, said[action], here or None, there or None)
        yield from self._others(location, was.get("additionalProperties"), now.get("additionalProperties"))
        for key in sorted({*was, *now} - APART):
            if was.get(key) != now.get(key):
                action, message = _plain(key, was.get(key), now.get(key))
                yield self._found(action, location, message, was.get(key), now.get(key))

    def _default(self, location: str, was: Mapping[str, Json], now: Mapping[str, Json]) -> Iterator[Difference]:
        if "default" in was and "default" in now:
            if _key(was["default"]) != _key(now["default"]):
                message = f"is {_told([now['default']])} when it is left out, and no longer {_told([was['default']])}"
                yield self._found("default-value-changed", location, message, was["default"], now["default"])
        elif "default" in now:
            message = f"is {_told([now['default']])} when it is left out"
            yield self._found("default-value-added", location, message, None, now["default"])
        elif "default" in was:
            message = f"is no longer said to be {_told([was['default']])} when it is left out"
            yield self._found("default-value-removed", location, message, was["default"], None)

    def _others(self, location: str, was: Json, now: Json) -> Iterator[Difference]:
        """What became of members that are not named."""
        was, now = (True if value is None or value == {} else value for value in (was, now))
        if isinstance(was, dict) and isinstance(now, dict):
            yield from self.compare(f"{location}.*", was, now)
        elif was != now:
            closed = now is False or was is True
            message = "refuses members that are not named" if now is False else "takes members that are not named"
            if isinstance(now, dict):
                message = "takes members that are not named if they fit a schema"
            action = "additional-properties-closed" if closed else "additional-properties-opened"
            yield self._found(action, location, message, was, now)

    # -- what is in it -------------------------------------------------------------------------------------------------

    def _inside(self, location: str, old: Shape, new: Shape) -> Iterator[Difference]:
        names = [*old.properties, *(name for name in new.properties if name not in old.properties)]
        named = old.required | new.required
        for name in [*names, *sorted(named.difference(names))]:
            where = f"{location}.{name}"
            if name in old.properties and name not in new.properties:
                yield self._found("removed", where, "is no longer documented")
            elif name in new.properties and name not in old.properties:
                yield self._added(where, name in new.required)
            else:
                if (name in old.required) != (name in new.required):
                    action = "became-required" if name in new.required else "became-optional"
                    yield self._found(action, where, _duty(self.side, name in new.required))
                yield from self.compare(where, old.properties.get(name), new.properties.get(name))
        if old.items is not None or new.items is not None:
            yield from self.compare(f"{location}[]", old.items, new.items)
        for name in sorted({*old.branches, *new.branches}):
            if name not in new.branches:
                yield self._found("one-of-removed", location, f"is no longer of the shape `{name}`", name, None)
            elif name not in old.branches:
                yield self._found("one-of-added", location, f"may be of the shape `{name}`", None, name)
            else:
                yield from self.compare(f"{location}({name})", old.branches[name], new.branches[name])

    def _added(self, where: str, required: bool) -> Difference:
        if self.side is Side.RESPONSE:
            return self._finished("response-property-added", where, "is documented now")
        kind = "required" if required else "optional"
        message = "is new, and has to be sent" if required else "is new, and may be left out"
        return self._finished(f"request-{kind}-{self.holder}-added", where, message)

    def _found(
        self,
        action: str,
        location: str,
        message: str,
        before: Json = None,
        after: Json = None,
        *,
        client: Client | None = None,
    ) -> Difference:
        return self._finished(f"{self.side}-{self.holder}-{action}", location, message, before, after, client=client)

    def _finished(
        self,
        rule: str,
        location: str,
        message: str,
        before: Json = None,
        after: Json = None,
        *,
        client: Client | None = None,
    ) -> Difference:
        return difference(rule, location, self.operation, message, before, after, client=client)


def difference(
    rule: str,
    location: str,
    operation: str,
    message: str,
    before: Json = None,
    after: Json = None,
    *,
    wire: Wire | None = None,
    client: Client | None = None,
) -> Difference:
    """A difference with the verdicts of its rule, but those that are given."""
    known = get(rule)
    return Difference(
        rule, location, operation, wire or known.wire, client or known.client, message, before=before, after=after
    )


def told(values: Sequence[Json]) -> str:
    """Values in words, each in backticks and fit to be shown, a few of many."""
    return _told(values)


SHOWN = 8
LONGEST = 160


def _told(values: Sequence[Json]) -> str:
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    quoted = [f"`{_fit(text)}`" for text in texts[:SHOWN]]
    if len(texts) > SHOWN:
        return f"{', '.join(quoted)} and {len(texts) - SHOWN} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted) or "nothing"


def _fit(text: str) -> str:
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[:LONGEST])
    return shown + ("…" if len(text) > LONGEST else "")


def _wide(types: frozenset[str]) -> frozenset[str]:
    """Every whole number is a number."""
    return types | {"integer"} if "number" in types else types


def _kinds(types: Sequence[Json]) -> str:
    return " or ".join(f"`{kind}`" for kind in types) or "of any type"


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def _encoded(old: Shape) -> bool:
    return old.keywords.get("contentEncoding") == "base64"


def _tighter(was: Json, now: Json, *, upper: bool) -> bool:
    if not isinstance(was, int | float) or not isinstance(now, int | float):
        return now is not None
    return now < was if upper else now > was


def _limit(key: str, words: Mapping[str, Json]) -> str:
    return f"`{key}` {json.dumps(words[key])}" if key in words else f"no `{key}`"


def _entitled(was: Sequence[str], now: Sequence[str]) -> str:
    if not now:
        return f"no longer has the title {_told(was)}"
    return f"has the title {_told(now)}" + (f", and had {_told(was)}" if was else "")


def _duty(side: Side, required: bool) -> str:
    if side is Side.REQUEST:
        return "has to be sent" if required else "may be left out"
    return "is always there" if required else "may be missing"


def _plain(key: str, was: Json, now: Json) -> tuple[str, str]:
    """The action and message for a keyword that is compared as it stands."""
    if key == "description":
        return "description-changed", "is described otherwise"
    if key in EXAMPLES:
        return "example-changed", "has other examples"
    if key == "x-citation":
        if was is None or now is None:
            return "citation-changed", "is promised by its page" if was is None else "is no longer promised by its page"
        return "citation-changed", f"is promised at {_told([now])}, and no longer at {_told([was])}"
    said = f"has `{key}` {_fit(json.dumps(now))}" if now is not None else f"no longer has `{key}`"
    if was is not None and now is not None:
        said += f", and had {_fit(json.dumps(was))}"
    if key == "format":
        return "format-changed", said
    if key in ENCODINGS:
        return "encoding-changed", said
    return ("constraint-changed" if key in CONSTRAINTS else "annotation-changed"), said
