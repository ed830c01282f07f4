"""Schemas of an OpenAPI document, made into claims member by member."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wirecheck.facts.extract import wording
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import Attr, Basis, Qualifier, Side
from wirecheck.facts.parse import kinds
from wirecheck.facts.parse.located_yaml import Document
from wirecheck.facts.parse.samples import placeholder
from wirecheck.wire.lenient_json import Json, walk

DEEPEST = 12
"""Members within members that are followed."""

MOST = 5_000
"""Members of one document that are read: shared parts may unfold without end."""

BOUNDS = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
    "minItems", "maxItems", "uniqueItems", "format",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member stands in the message, and its line on the page, with the column on it."""

    side: Side
    path: str
    line: int
    column: int | None = None


class Schemas:
    """
    Reads the schemas of a document.

    :param first: the page's line that the document begins on.
    """

    def __init__(self, claims: Claims, root: Document, first: int, last: int) -> None:
        self._claims = claims
        self._root = root
        self._first = first
        self._last = last
        self._left = MOST

    def _line(self, line: int) -> int:
        return min(self._first + line, self._last)

    def resolved(self, node: Document | None) -> Document | None:
        """The value that a reference leads to, or the value itself; None where it leads nowhere."""
        for _ in range(10):
            pointer = node.text("$ref") if node else None
            if pointer is None:
                return node
            if not pointer.startswith("#/"):
                return None
            names = [part.replace("~1", "/").replace("~0", "~") for part in pointer[2:].split("/")]
            node = self._root.get(*names)
        return None

    def _parts(self, schemas: Iterable[Document], depth: int = 0) -> list[Document]:
        """Schemas that hold at once: references followed, `allOf` laid open."""
        found: list[Document] = []
        for schema in schemas:
            one = self.resolved(schema)
            if one is None or depth > DEEPEST:
                continue
            found.append(one)
            found += self._parts(one.under("allOf").items(), depth + 1)
        return found

    def _branches(self, parts: Sequence[Document]) -> list[Document]:
        """Schemas of which one holds, those for null left out."""
        branches = [branch for part in parts for name in ("oneOf", "anyOf") for branch in part.under(name).items()]
        return [one for one in branches if (self.resolved(one) or one).text("type") != "null"]

    def member(self, place: Place, schemas: Sequence[Document], required: bool | None, *, explicit: bool) -> None:
        """Claims of one member and of those below it."""
        self._member(place, schemas, required, explicit, ())

    def _member(
        self,
        place: Place,
        schemas: Sequence[Document],
        required: bool | None,
        explicit: bool,
        around: tuple[int, ...],
    ) -> None:
        self._left -= 1
        parts = self._parts(schemas)
        marks = tuple(id(part.node) for part in parts if part.is_object)
        if self._left < 0 or len(around) > DEEPEST * 2:
            return
        claims, side, path = self._claims, place.side, place.path
        claims.spot = place.column
        claims.member(side, path, Basis.OPENAPI, place.line)
        branches = self._branches(parts)
        kind = self._kind(parts, branches)
        if kind:
            claims.claim(side, path, Attr.TYPE, kind, Basis.OPENAPI, self._at(parts, "type") or place.line)
        if required is not None:
            qualifier = Qualifier.EXPLICIT if explicit else Qualifier.IMPLICIT
            claims.claim(side, path, Attr.REQUIRED, required, Basis.OPENAPI, place.line, None, qualifier)
        self._attributes(place, [*parts, *(branches if len(branches) == 1 else [])], kind)
        if len(branches) > 1:
            self._united(place, branches)
        if set(marks) & set(around):
            return
        self._below(side, path, parts, (*around, *marks))

    def _united(self, place: Place, branches: Sequence[Document]) -> None:
        """The values of branches that all have a set."""
        sets = [self._values(self._parts([branch])) for branch in branches]
        if all(one is not None for one in sets):
            values = [value for one in sets if one for value in one]
            unique = [value for at, value in enumerate(values) if value not in values[:at]]
            self._claims.claim(
                place.side, place.path, Attr.VALUES, unique, Basis.OPENAPI, place.line, None, Qualifier.CLOSED
            )
        elif any(sets):
            values = [value for one in sets if one for value in one]
            self._claims.claim(
                place.side, place.path, Attr.VALUES, values, Basis.OPENAPI, place.line, None, Qualifier.OPEN
            )

    def walk(self, side: Side, path: str, schemas: Sequence[Document]) -> None:
        """Claims of all members below a schema."""
        parts = self._parts(schemas)
        self._below(side, path, parts, tuple(id(part.node) for part in parts))

    def _below(
        self, side: Side, path: str, parts: Sequence[Document], around: tuple[int, ...], sure: bool = True
    ) -> None:
        needed = {name for part in parts for name in _needed(part)}
        done: set[str] = set()
        for part in parts:
            properties = part.under("properties")
            for name, schema in properties.pairs():
                if name in done or not schema.is_object:
                    continue
                done.add(name)
                same = [one for other in parts if (one := other.get("properties", name))]
                if self._hidden(side, same):
                    continue
                line = self._line(properties.line_of(name))
                where = f"{path}.{name}" if path else name
                required = name in needed if sure or name not in needed else None
                self._member(
                    Place(side, where, line, properties.column_of(name)), same, required, name in needed, around
                )
                if required is None:
                    self._claims.claim(
                        side, where, Attr.REQUIRED, True, Basis.OPENAPI, line, None, Qualifier.CONDITIONAL
                    )
        items = [one for part in parts if (one := part.get("items")) and one.is_object]
        if items and path.count("[]") < DEEPEST:
            inner = self._parts(items)
            marks = tuple(id(part.node) for part in inner)
            if not set(marks) & set(around):
                self._below(side, f"{path}[]" if path else "", inner, (*around, *marks))
        for branch in self._branches(parts):
            inner = self._parts([branch])
            marks = tuple(id(part.node) for part in inner)
            if not set(marks) & set(around):
                several = len(self._branches(parts)) > 1
                self._below(side, path, inner, (*around, *marks), sure=sure and not several)

    def _hidden(self, side: Side, schemas: Sequence[Document]) -> bool:
        name = "readOnly" if side is Side.REQUEST else "writeOnly"
        return any(part.text(name) == "true" for part in self._parts(schemas))

    def _kind(self, parts: Sequence[Document], branches: Sequence[Document], depth: int = 0) -> str | None:
        """The type in JSON's words."""
        for part in parts:
            named = part.get("type")
            names = [one for item in named.items() if (one := item.text())] if named and named.is_array else []
            names = names or ([one] if (one := part.text("type")) else [])
            found = [
                self._array(part, depth) if name == "array" else kinds.normal(name) for name in names if name != "null"
            ]
            known = [one for one in found if one]
            if known:
                return "|".join(dict.fromkeys(known))
        if branches and depth < DEEPEST:
            several = []
            for branch in branches:
                inner = self._parts([branch])
                several.append(self._kind(inner, self._branches(inner), depth + 1))
            known = list(dict.fromkeys(one for one in several if one))
            return "|".join(known) or None
        if any(part.get("properties") for part in parts):
            return "object"
        if any(part.get("items") for part in parts):
            return self._array(next(part for part in parts if part.get("items")), depth)
        values = self._values(parts)
        if values:
            found_kinds = {kinds.of_value(value) for value in values}
            return found_kinds.pop() if len(found_kinds) == 1 else None
        return None

    def _array(self, part: Document, depth: int) -> str:
        items = part.get("items")
        if items is None or depth > DEEPEST:
            return "array"
        inner = self._parts([items])
        kind = self._kind(inner, self._branches(inner), depth + 1)
        return f"{kind}[]" if kind and "|" not in kind else "array"

    def _at(self, parts: Sequence[Document], name: str) -> int | None:
        return next((self._line(part.line_of(name)) for part in parts if part.get(name) is not None), None)

    def _values(self, parts: Sequence[Document]) -> list[Json] | None:
        for part in parts:
            listed = part.get("enum")
            if listed and listed.is_array:
                return [value for one in listed.items() if (value := (one.get("value") or one).plain()) is not None]
            only = part.get("const")
            if only is not None:
                return [only.plain()]
        return None

    def _attributes(self, place: Place, parts: Sequence[Document], kind: str | None) -> None:
        claims, side, path = self._claims, place.side, place.path
        parts = self._parts(parts)
        values = self._values(parts)
        if values:
            at = self._at(parts, "enum") or self._at(parts, "const") or place.line
            last = next((self._line(one.end) for part in parts if (one := part.get("enum"))), at)
            claims.claim(
                side, path, Attr.VALUES, values, Basis.OPENAPI, at, max(at, min(last, at + 60)), Qualifier.CLOSED
            )
        inner = [item for part in parts if (item := part.get("items"))]
        of_items = self._values(self._parts(inner)) if inner else None
        if of_items:
            at = self._at(self._parts(inner), "enum") or place.line
            claims.claim(side, path, Attr.VALUES, of_items, Basis.OPENAPI, at, None, Qualifier.CLOSED)
        for part in parts:
            for name, attr in (("default", Attr.DEFAULT), ("example", Attr.EXAMPLE)):
                value = part.get(name)
                plain = value.plain() if value else None
                if value and plain is not None and not (attr is Attr.EXAMPLE and placeholder(plain)):
                    claims.claim(side, path, attr, plain, Basis.OPENAPI, self._line(part.line_of(name)))
            examples = part.under("examples")
            for one in examples.items():
                claims.claim(side, path, Attr.EXAMPLE, one.plain(), Basis.OPENAPI, self._line(one.line))
            for _, one in examples.pairs():
                if value := one.get("value"):
                    claims.claim(side, path, Attr.EXAMPLE, value.plain(), Basis.OPENAPI, self._line(one.line))
            for name in BOUNDS:
                bound = part.get(name)
                if bound and not bound.is_object:
                    claims.claim(
                        side,
                        path,
                        Attr.CONSTRAINT,
                        {name: bound.plain()},
                        Basis.OPENAPI,
                        self._line(part.line_of(name)),
                    )
        self._words(place, parts, kind, bool(values or of_items))

    def _words(self, place: Place, parts: Sequence[Document], kind: str | None, listed: bool) -> None:
        """What a description states beyond the schema."""
        for part in parts[:1]:
            text = part.text("description")
            if not text:
                continue
            line = self._line(part.line_of("description"))
            for said in wording.stated(text, kind):
                told = said.attr in (Attr.DEFAULT, Attr.CONSTRAINT) and any(part.get("default") for part in parts)
                if said.child or told or said.attr is Attr.CONSTRAINT or (listed and said.attr is Attr.VALUES):
                    continue
                if said.attr is Attr.VALUES and said.qualifier is Qualifier.COUNT:
                    continue
                self._claims.claim(
                    place.side, place.path, said.attr, said.value, Basis.PROSE, line, None, said.qualifier
                )

    def example(self, side: Side, node: Document) -> None:
        """A whole sample, and the members in it."""
        value = node.plain()
        if isinstance(value, str):
            from wirecheck.facts.parse import literals

            inner = literals.literal(value)
            value = inner.plain() if inner else value
        if not isinstance(value, dict | list):
            return
        first, last = self._line(node.line), self._line(node.end)
        self._claims.spot = node.column
        self._claims.claim(side, "", Attr.EXAMPLE, value, Basis.SAMPLE, first, last)
        for path, one in walk(value):
            self._claims.member(side, path, Basis.SAMPLE, first, last)
            if one is not None and one != []:
                self._claims.claim(side, path, Attr.TYPE, kinds.of_value(one), Basis.SAMPLE, first, last)
            plain: Json = one if not isinstance(one, list) else _leaves(one)
            if not isinstance(plain, dict) and plain != [] and not placeholder(plain):
                self._claims.claim(side, path, Attr.EXAMPLE, plain, Basis.SAMPLE, first, last)


def _leaves(items: list[Json]) -> list[Json]:
    return [item for item in items if not isinstance(item, dict | list)]


def _needed(part: Document) -> list[str]:
    for name in ("required", "requiredProperties"):
        found = part.get(name)
        if found and found.is_array:
            return [one for item in found.items() if (one := item.text())]
    return []
