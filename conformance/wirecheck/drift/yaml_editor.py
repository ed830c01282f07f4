"""
Edit a YAML file only where something changes, and keep comments, order and blanks everywhere else.

The text is edited by lines: ruamel.yaml gives the position of each key and writes new values. A full round trip through
ruamel.yaml would reformat lines that nobody changed.

Held by `tests/drift/test_proposing.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from wirecheck.wire.lenient_json import Json

Steps = tuple[str | int, ...]

# Texts that need no quotes in any version of YAML, except for the words below.
PLAIN = re.compile(r"[A-Za-z_](?:[\w./()#{}-]|:(?=\S)| (?!#))*", re.ASCII)

WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"})
# Each level is indented by this many blanks.
STEP = 2


class YamlEditor:
    """
    A YAML text together with its parsed document.

    :raises ValueError: it is not valid YAML, or an edit has no place in it.
    """

    def __init__(self, text: str) -> None:
        self._take(text)

    def _take(self, text: str) -> None:
        self.text = text
        try:
            self.document = _yaml().load(text)
        except YAMLError as error:
            problem = str(getattr(error, "problem", None) or type(error).__name__)
            raise ValueError(f"it is written in a way that is not edited here: {problem}") from None

    def at(self, steps: Sequence[str | int]) -> Any:
        """The value at a path of keys and indices, or None."""
        node: Any = self.document
        for step in steps:
            listed = isinstance(node, list) and isinstance(step, int) and step < len(node)
            if not listed and not (isinstance(node, Mapping) and step in node):
                return None
            node = node[step]
        return node

    def put(self, steps: Steps, key: str, value: Json) -> None:
        """Set a key of a mapping: a known key keeps its place, and a new one is added at the end."""
        node = self._mapping(steps)
        # a mapping in braces has no lines of its own, so that only the whole document can be written anew
        if node.fa.flow_style():
            node[key] = _value(value)
            self._take(_dumped(self.document))
            return
        lines = self.text.split("\n")
        indent = self._indent(node)
        if key in node:
            first, last = self._span(lines, node, key)
            trail = _remark(lines[first]) if last == first + 1 else ""
        else:
            first = last = self._end(lines, node)
            trail = ""
        written = _block({key: value}, indent)
        if key in node:
            # the first entry of an item stands behind its dash
            written[0] = lines[first][:indent] + written[0][indent:]
        if trail and len(written) == 1:
            written = [f"{written[0]}  {trail}"]
        self._take("\n".join([*lines[:first], *written, *lines[last:]]))

    def remove(self, steps: Steps, key: str) -> None:
        """Remove a key and its value from a mapping, with the comments right above it."""
        node = self._mapping(steps)
        if key not in node:
            return
        if len(node) == 1 and steps:
            parent, name = steps[:-1], steps[-1]
            if isinstance(name, str):
                self.remove(parent, name)
                return
        if node.fa.flow_style():
            del node[key]
            self._take(_dumped(self.document))
            return
        lines = self.text.split("\n")
        first, last = self._span(lines, node, key)
        indent = self._indent(node)
        if lines[first][:indent].strip():
            # what comes next stands behind the dash of its item now
            lines[last] = lines[first][:indent] + lines[last][indent:]
        while first and lines[first - 1].startswith(f"{' ' * indent}#"):
            first -= 1
        self._take("\n".join([*lines[:first], *lines[last:]]))

    def rename(self, steps: Steps, key: str, name: str) -> None:
        """Rename a key of a mapping."""
        node = self._mapping(steps)
        if node.fa.flow_style() or key not in node:
            raise ValueError(f"`{key}` has no line of its own")
        lines = self.text.split("\n")
        line, column = node.lc.key(key)
        rest = lines[line][column:]
        if not rest.startswith(f"{key}:"):
            raise ValueError(f"`{key}` is written in quotes")
        lines[line] = lines[line][:column] + name + rest[len(key) :]
        self._take("\n".join(lines))

    def _mapping(self, steps: Steps) -> CommentedMap:
        node = self.at(steps)
        if not isinstance(node, CommentedMap):
            raise ValueError(f"there is no mapping at `{'.'.join(map(str, steps))}`")
        return node

    def _indent(self, node: CommentedMap) -> int:
        return int(node.lc.key(next(iter(node)))[1])

    def _span(self, lines: list[str], node: CommentedMap, key: str) -> tuple[int, int]:
        """The first line of an entry, and the one after its last."""
        first, column = node.lc.key(key)
        return int(first), _after(lines, int(first), int(column))

    def _end(self, lines: list[str], node: CommentedMap) -> int:
        """The line after the last entry of a mapping."""
        return max(self._span(lines, node, key)[1] for key in node)


def _after(lines: list[str], first: int, indent: int) -> int:
    """The line after an entry: deeper lines belong to it, and so do the items of a list at the same depth."""
    last = first + 1
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        item = depth == indent and line.lstrip().startswith("- ")
        if depth < indent or (depth == indent and not item):
            break
        last = at + 1
    # comments at the end that are indented as what comes next belong to that
    return last


def _remark(line: str) -> str:
    remark = re.search(r"\s(#\s.*)$", line)
    return remark[1] if remark and line[: remark.start()].count("'") % 2 == 0 else ""


def _block(value: dict[str, Json], indent: int) -> list[str]:
    written = _dumped(_value(value)).rstrip("\n").split("\n")
    return [" " * indent + line for line in written]


def _value(value: Json) -> Any:
    """A value in the style of our specs: lists on one line, texts in quotes where YAML might misread them."""
    if isinstance(value, dict):
        made = CommentedMap()
        for name, inner in value.items():
            made[name] = _value(inner)
        return made
    if isinstance(value, list):
        listed = CommentedSeq([_value(inner) for inner in value])
        listed.fa.set_flow_style()
        return listed
    if isinstance(value, str) and (not PLAIN.fullmatch(value) or value.lower() in WORDS or value != value.strip()):
        return SingleQuotedScalarString(value)
    return value


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=STEP, sequence=2 * STEP, offset=STEP)
    return yaml


def _dumped(document: Any) -> str:
    out = io.StringIO()
    _yaml().dump(document, out)
    return out.getvalue()
