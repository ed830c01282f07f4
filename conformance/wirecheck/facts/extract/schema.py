"""Schemas of an OpenAPI document, made into claims member by member."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TypeAlias

from wirecheck.facts.extract import wording
from wirecheck.facts.extract.claims import Claims, Mention
from wirecheck.facts.extract.merged_schema import DEEPEST, MergedSchema
from wirecheck.facts.page import Attr, Basis, Qualifier, Side
from wirecheck.facts.parse import kinds, literals
from wirecheck.facts.parse.located_yaml import LocatedValue
from wirecheck.facts.parse.samples import placeholder
from wirecheck.wire.lenient_json import Json, walk

# The most members of a document that are read, because shared schemas may unfold without end.
MOST = 5_000

# At most this many lines of a set of values are quoted.
LONGEST_SET = 60

BOUNDS = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
    "minItems", "maxItems", "uniqueItems", "format",
)  # fmt: skip

# Whether a member is required, and how the document says so.
Requirement: TypeAlias = "tuple[bool, Qualifier]"


class Schemas:
    """
    Reads the schemas of a document.

    :param first: the page's line that the document begins on.
    :param last: the page's line that it ends on.
    """

    def __init__(self, claims: Claims, root: LocatedValue, first: int, last: int) -> None:
        self._claims = claims
        self._root = root
        self._first = first
        self._last = last
        self._left = MOST

    def line(self, line: int) -> int:
        """The page's line of one of the document."""
        return min(self._first + line, self._last)

    def walk(self, side: Side, schema: LocatedValue) -> None:
        """Claim all members of a schema."""
        self._enter(side, "", MergedSchema(self._root, [schema]), ())

    def member(
        self, mention: Mention, column: int | None, schemas: Sequence[LocatedValue], required: Requirement
    ) -> None:
        """
        Claims of one member and of those below it.

        :param mention: where the document names it.
        :param column: where on the line.
        """
        self._member(mention, column, MergedSchema(self._root, schemas), required, ())

    def _member(
        self,
        mention: Mention,
        column: int | None,
        schema: MergedSchema,
        required: Requirement | None,
        around: tuple[int, ...],
    ) -> None:
        self._left -= 1
        if self._left < 0 or len(around) > DEEPEST * 2:
            return
        self._claims.spot = column
        mention.claim(Attr.EXISTS, True)
        kind = schema.kind()
        if kind:
            self._at(mention, schema, "type").claim(Attr.TYPE, kind)
        if required:
            mention.claim(Attr.REQUIRED, *required)
        self._attributes(mention, schema.with_only_branch(), kind)
        if len(schema.branches) > 1:
            _united_values(mention, schema.branches)
        self._enter(mention.side, mention.path, schema, around)

    def _enter(self, side: Side, path: str, schema: MergedSchema, around: tuple[int, ...], sure: bool = True) -> None:
        """
        Claims of what is below a schema, unless it stands within itself.

        :param around: the schemas that it stands within.
        :param sure: whether it applies to every message, because it is not one branch of several.
        """
        # a schema on the way to itself closes a cycle, and is not entered again
        nodes = schema.nodes
        if not nodes or not set(nodes).isdisjoint(around):
            return
        around = (*around, *nodes)
        self._properties(side, path, schema, around, sure)
        if path.count("[]") < DEEPEST:
            self._enter(side, path and f"{path}[]", schema.items, around)
        for branch in schema.branches:
            self._enter(side, path, branch, around, sure and len(schema.branches) == 1)

    def _properties(self, side: Side, path: str, schema: MergedSchema, around: tuple[int, ...], sure: bool) -> None:
        hidden = "readOnly" if side is Side.REQUEST else "writeOnly"
        needed = schema.required
        for name, properties in schema.properties.items():
            member = schema.member(name)
            if member.says(hidden):
                continue
            line = self.line(properties.line_of(name))
            mention = Mention(self._claims, side, f"{path}.{name}" if path else name, Basis.OPENAPI, line)
            required = (True, Qualifier.EXPLICIT) if name in needed else (False, Qualifier.IMPLICIT)
            conditional = name in needed and not sure
            self._member(mention, properties.column_of(name), member, None if conditional else required, around)
            if conditional:
                mention.claim(Attr.REQUIRED, True, Qualifier.CONDITIONAL)

    def _at(self, mention: Mention, schema: MergedSchema, *names: str) -> Mention:
        """The line of the first keyword that the schema has of these, or else the line of the member."""
        for name in names:
            for part in schema.parts:
                if part.get(name) is not None:
                    return mention.at(self.line(part.line_of(name)))
        return mention

    def _attributes(self, mention: Mention, schema: MergedSchema, kind: str | None) -> None:
        """What a schema states of its member itself."""
        values, of_items = schema.values, schema.items.values
        if values:
            first = self._at(mention, schema, "enum", "const").lines[0]
            last = next((self.line(listed.end) for listed in schema.all("enum")), first)
            mention.at(first, min(last, first + LONGEST_SET)).claim(Attr.VALUES, values, Qualifier.CLOSED)
        if of_items:
            self._at(mention, schema.items, "enum").claim(Attr.VALUES, of_items, Qualifier.CLOSED)
        for part in schema.parts:
            for attr, value, line in _stated(part):
                mention.at(self.line(line)).claim(attr, value)
        # what the schema states, its description does not state again
        known = {Attr.CONSTRAINT}
        known.update([Attr.DEFAULT] if schema.all("default") else [])
        known.update([Attr.VALUES] if values or of_items else [])
        self._words(mention, schema, kind, known)

    def _words(self, mention: Mention, schema: MergedSchema, kind: str | None, known: Container[Attr]) -> None:
        """What a description states beyond the schema."""
        text = schema.parts[0].text("description") if schema.parts else None
        if not text:
            return
        line = self.line(schema.parts[0].line_of("description"))
        for statement in wording.stated(text, kind):
            if not statement.child and statement.attr not in known and statement.qualifier is not Qualifier.COUNT:
                mention.at(line, basis=Basis.PROSE).claim(statement.attr, statement.value, statement.qualifier)

    def example(self, side: Side, node: LocatedValue) -> None:
        """A whole sample, and the members in it."""
        value = node.plain()
        if isinstance(value, str) and (literal := literals.literal(value)):
            value = literal.plain()
        if not isinstance(value, dict | list):
            return
        self._claims.spot = node.column
        whole = Mention(self._claims, side, "", Basis.SAMPLE, self.line(node.line), self.line(node.end))
        whole.claim(Attr.EXAMPLE, value)
        for path, inner in walk(value):
            _shown(whole.of(path), inner)


def _shown(member: Mention, value: Json) -> None:
    """A member of a sample: its type, and its value or the plain ones among its items."""
    member.claim(Attr.EXISTS, True)
    if value is not None and value != []:
        member.claim(Attr.TYPE, kinds.of_value(value))
    if isinstance(value, list):
        value = [item for item in value if not isinstance(item, dict | list)]
    if not isinstance(value, dict) and not placeholder(value):
        member.claim(Attr.EXAMPLE, value)


def _united_values(mention: Mention, branches: Sequence[MergedSchema]) -> None:
    """The values of branches: a set where all have one, an open list where some have."""
    sets = [branch.values for branch in branches]
    values = [value for listed in sets for value in listed or ()]
    if None not in sets:
        unique = [value for at, value in enumerate(values) if value not in values[:at]]
        mention.claim(Attr.VALUES, unique, Qualifier.CLOSED)
    elif values:
        mention.claim(Attr.VALUES, values, Qualifier.OPEN)


def _stated(part: LocatedValue) -> Iterator[tuple[Attr, Json, int]]:
    """The default, examples and bounds of a schema, each with its line in the document."""
    default, example, examples = part.get("default"), part.get("example"), part.under("examples")
    if default and (value := default.plain()) is not None:
        yield Attr.DEFAULT, value, part.line_of("default")
    if example and not placeholder(value := example.plain()):
        yield Attr.EXAMPLE, value, part.line_of("example")
    for shown in examples.items():
        yield Attr.EXAMPLE, shown.plain(), shown.line
    for _, named in examples.pairs():
        if inner := named.get("value"):
            yield Attr.EXAMPLE, inner.plain(), named.line
    for name in BOUNDS:
        bound = part.get(name)
        if bound and not bound.is_object:
            yield Attr.CONSTRAINT, {name: bound.plain()}, part.line_of(name)
