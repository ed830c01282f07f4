"""
YAML or JSON with the line of each value; a value is converted only when it is read.

Scalars stay as a reader of the page sees them: `16:9` is a ratio, not a number to the base of sixty; `on` is a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress

import yaml

from wirecheck.wire.lenient_json import MAX_DEPTH, Json

_TAG = "tag:yaml.org,2002:"
_PLAIN, _QUOTED = f"{_TAG}plain", f"{_TAG}str"
_BASE: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc, valid-type]
    """A loader that distinguishes plain scalars from quoted ones, and converts nothing yet."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool] | bool) -> str:
        if kind is yaml.ScalarNode:
            return _PLAIN if isinstance(implicit, tuple) and implicit[0] else _QUOTED
        return f"{_TAG}{'seq' if kind is yaml.SequenceNode else 'map'}"


_INT = re.compile(r"[+-]?\d{1,18}")
_START = yaml.Mark("", 0, 0, 0, "", 0)
_EMPTY = yaml.MappingNode(f"{_TAG}map", [], _START, _START)
_FLOAT = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+|\d+(?:\.\d*)?[eE][+-]?\d+)")


class LocatedValue:
    """
    A value in a document.

    :param line: of the document, from 0.
    """

    __slots__ = ("_found", "node")

    def __init__(self, node: yaml.Node) -> None:
        self.node = node
        self._found: dict[str, tuple[LocatedValue, yaml.Mark]] | None = None

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line)

    @property
    def column(self) -> int:
        """Where on its line the value begins, from 0."""
        return int(self.node.start_mark.column)

    @property
    def end(self) -> int:
        """The last line of the value."""
        mark = self.node.end_mark
        return max(self.line, mark.line - (mark.column == 0))

    def _members(self) -> dict[str, tuple[LocatedValue, yaml.Mark]]:
        if self._found is None:
            # of a key that stands twice the first counts, as a reader of the page sees it first
            self._found = {}
            if isinstance(self.node, yaml.MappingNode):
                for key, value in self.node.value:
                    if isinstance(key, yaml.ScalarNode):
                        self._found.setdefault(key.value, (LocatedValue(value), key.start_mark))
        return self._found

    def get(self, *names: str) -> LocatedValue | None:
        """The value below these names, or None."""
        if len(names) == 1:
            members = self._found if self._found is not None else self._members()
            return members[names[0]][0] if names[0] in members else None
        value: LocatedValue | None = self
        for name in names:
            value = value._members().get(name, (None, _START))[0] if value is not None else None
        return value

    def under(self, *names: str) -> LocatedValue:
        """The value below these names, or an empty one."""
        value = self.get(*names)
        return LocatedValue(_EMPTY) if value is None else value

    def line_of(self, name: str) -> int:
        """Where a member's name stands."""
        return int(self._members()[name][1].line)

    def column_of(self, name: str) -> int:
        """Where on its line a member's name begins, from 0."""
        return int(self._members()[name][1].column)

    def pairs(self) -> Iterator[tuple[str, LocatedValue]]:
        for name, (value, _) in self._members().items():
            yield name, value

    def items(self) -> list[LocatedValue]:
        return [LocatedValue(item) for item in self.node.value] if isinstance(self.node, yaml.SequenceNode) else []

    @property
    def is_object(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_array(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    def text(self, *names: str) -> str | None:
        """The text of a scalar, or None."""
        value = self.get(*names)
        return str(value.node.value) if value is not None and isinstance(value.node, yaml.ScalarNode) else None

    def plain(self, depth: int = 0, budget: list[int] | None = None) -> Json:
        """The value without places; what nests too deep, or is too much, ends as null."""
        left = [20_000] if budget is None else budget
        left[0] -= 1
        if depth > MAX_DEPTH or left[0] < 0:
            return None
        if self.is_object:
            return {name: value.plain(depth + 1, left) for name, value in self.pairs()}
        if self.is_array:
            return [value.plain(depth + 1, left) for value in self.items()]
        return _scalar(self.node)


def _scalar(node: yaml.Node) -> Json:
    text = str(node.value)
    if node.tag != _PLAIN:
        return text
    if text.lower() in ("null", "~", ""):
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def load(text: str) -> LocatedValue | None:
    """The document in a text, or None where it is neither YAML nor JSON, or holds no object."""
    texts = [text]
    # JSON that YAML trips over (tabs, escapes) is written anew; its lines are lost
    with suppress(ValueError, RecursionError):
        texts += [json.dumps(json.loads(text), ensure_ascii=False)] if text.lstrip()[:1] == "{" else []
    for written in texts:
        with suppress(yaml.YAMLError, RecursionError, ValueError):
            node = yaml.compose(written, Loader=_Loader)
            if isinstance(node, yaml.MappingNode):
                return LocatedValue(node)
    return None
