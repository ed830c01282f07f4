"""Schemas that hold at once, read as one: references followed, `allOf` laid open, branches kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from wirecheck.facts.parse import kinds
from wirecheck.facts.parse.located_yaml import LocatedValue
from wirecheck.wire.lenient_json import Json

# The most levels of members within members that are followed.
DEEPEST = 12


def resolved(root: LocatedValue, node: LocatedValue | None) -> LocatedValue | None:
    """The value that a reference leads to, or the value itself; None where it leads nowhere."""
    for _ in range(10):
        pointer = node.text("$ref") if node else None
        if pointer is None:
            return node
        if not pointer.startswith("#/"):
            return None
        names = [part.replace("~1", "/").replace("~0", "~") for part in pointer[2:].split("/")]
        node = root.get(*names)
    return None


class MergedSchema:
    """
    Several schemas that hold at once, read as one.

    :param root: the document that references point into.
    """

    def __init__(self, root: LocatedValue, schemas: Iterable[LocatedValue]) -> None:
        self._root = root
        self.parts = list(_laid_open(root, schemas))

    @cached_property
    def branches(self) -> list[MergedSchema]:
        """The branches of unions, without those that only allow null."""
        among = [branch for part in self.parts for name in ("oneOf", "anyOf") for branch in part.under(name).items()]
        shown = [branch for branch in among if (resolved(self._root, branch) or branch).text("type") != "null"]
        return [MergedSchema(self._root, [branch]) for branch in shown]

    @property
    def nodes(self) -> tuple[int, ...]:
        """Identities of the schemas, by which a schema that contains itself is recognised."""
        return tuple(id(part.node) for part in self.parts if part.is_object)

    def all(self, name: str) -> list[LocatedValue]:
        """What each part has of a name."""
        return [value for part in self.parts if (value := part.get(name))]

    @cached_property
    def items(self) -> MergedSchema:
        """What holds of the items of an array."""
        return MergedSchema(self._root, self.all("items"))

    @cached_property
    def properties(self) -> dict[str, LocatedValue]:
        """The names of members, each with the `properties` that has it first."""
        holders: dict[str, LocatedValue] = {}
        for part in self.parts:
            properties = part.under("properties")
            for name, schema in properties.pairs():
                if schema.is_object:
                    holders.setdefault(name, properties)
        return holders

    def with_only_branch(self) -> MergedSchema:
        """This schema and its branch, where it has one alone."""
        if len(self.branches) != 1:
            return self
        return MergedSchema(self._root, [*self.parts, *self.branches[0].parts])

    def member(self, name: str) -> MergedSchema:
        """What holds of a member."""
        return MergedSchema(self._root, [schema for part in self.parts if (schema := part.get("properties", name))])

    def says(self, name: str) -> bool:
        """Whether a part has a flag set."""
        return any(part.text(name) == "true" for part in self.parts)

    @property
    def required(self) -> set[str]:
        """Members that have to be there."""
        lists = (part.under("required").items() or part.under("requiredProperties").items() for part in self.parts)
        return {name for listed in lists for item in listed if (name := item.text())}

    @property
    def values(self) -> list[Json] | None:
        """The set of values, or None if any value is allowed."""
        for part in self.parts:
            listed = part.get("enum")
            if listed and listed.is_array:
                values = [(item.get("value") or item).plain() for item in listed.items()]
                return [value for value in values if value is not None]
            only = part.get("const")
            if only is not None:
                return [only.plain()]
        return None

    def kind(self, depth: int = 0) -> str | None:
        """The type in JSON's words: as it is named, else of the branches, else of the members, items or values."""
        named = next(filter(None, (self._named_kind(part, depth) for part in self.parts)), None)
        if named:
            return named
        if self.branches and depth < DEEPEST:
            return _either(branch.kind(depth + 1) for branch in self.branches)
        if self.all("properties"):
            return "object"
        if items := self.all("items"):
            return self._array(items[0], depth)
        of_values = {kinds.of_value(value) for value in self.values or ()}
        return of_values.pop() if len(of_values) == 1 else None

    def _named_kind(self, part: LocatedValue, depth: int) -> str | None:
        named = part.get("type")
        texts = [item.text() for item in named.items()] if named and named.is_array else [part.text("type")]
        names = [name for name in texts if name and name != "null"]
        return _either(
            self._array(part.get("items"), depth) if name == "array" else kinds.normal(name) for name in names
        )

    def _array(self, items: LocatedValue | None, depth: int) -> str:
        if items is None or depth > DEEPEST:
            return "array"
        kind = MergedSchema(self._root, [items]).kind(depth + 1)
        return f"{kind}[]" if kind and "|" not in kind else "array"


def _laid_open(root: LocatedValue, schemas: Iterable[LocatedValue], depth: int = 0) -> Iterator[LocatedValue]:
    # depth first, so that the keywords of a schema come before those of its `allOf`
    for schema in schemas if depth <= DEEPEST else ():
        part = resolved(root, schema)
        if part is not None:
            yield part
            yield from _laid_open(root, part.under("allOf").items(), depth + 1)


def _either(types: Iterable[str | None]) -> str | None:
    return "|".join(dict.fromkeys(filter(None, types))) or None
