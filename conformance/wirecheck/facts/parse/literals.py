"""
Literals in samples, read leniently and with their places: JSON, JavaScript's objects, Python's dictionaries.

Samples are written for people: comments, trailing commas, names in place of values, `...` for the rest.
No library reads all of these and says where each member stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from wirecheck.wire.lenient_json import MAX_DEPTH, Json

Scalar: TypeAlias = "str | int | float | bool | None"

_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/|#[^\n]*|…|\.\.\.,?)*", re.DOTALL)
_STRING = re.compile(r"""[fbru]{0,2}("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)""", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_KEY_END = re.compile(r"\s*[:=](?!=)")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
WORDS: dict[str, Scalar] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "None": None, "undefined": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a sample leaves to a name or a call."""

    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """
    A value with its place.

    :param value: the members by name, the items, or a plain value; `Unknown` where the sample has an expression.
    :param start: where the member begins, its name included.
    """

    value: dict[str, Node] | list[Node] | Unknown | str | int | float | bool | None
    start: int
    end: int

    def plain(self) -> Json:
        """The value without places; what is not known stands as `<name>`."""
        match self.value:
            case dict():
                return {name: node.plain() for name, node in self.value.items()}
            case list():
                return [node.plain() for node in self.value]
            case Unknown(text):
                return f"<{text}>"
        return self.value

    def walk(self, path: str = "") -> Iterator[tuple[str, Node]]:
        """Every member below with its path, `[]` for items."""
        match self.value:
            case dict():
                for name, node in self.value.items():
                    where = f"{path}.{name}" if path else name
                    yield where, node
                    yield from node.walk(where)
            case list():
                for node in self.value:
                    yield from node.walk(f"{path}[]")


class NoLiteral(Exception):
    """This place does not begin a literal."""


def literal(text: str, at: int = 0, names: Mapping[str, Scalar] | None = None) -> Node | None:
    """The literal that begins at a place, or None; `names` are constants of the sample."""
    try:
        reader = _Reader(text, names or {})
        return reader.value(reader.skip(at), 0)
    except (NoLiteral, IndexError):
        return None


class _Reader:
    """A recursive-descent parser: each method takes the place where something begins, and returns where it ends."""

    def __init__(self, text: str, names: Mapping[str, Scalar]) -> None:
        self._text = text
        self._names = {**names, **WORDS} if names else WORDS

    def skip(self, at: int) -> int:
        """The next place that is neither blank nor a comment."""
        space = _SPACE.match(self._text, at)
        return space.end() if space else at

    def value(self, at: int, depth: int) -> Node:
        text = self._text
        if at >= len(text) or depth > MAX_DEPTH:
            raise NoLiteral
        if text[at] == "{":
            return self._object(at, depth)
        if text[at] == "[":
            return self._array(at, depth)
        node = self._string(at) or self._number(at) or self._name(at)
        return node if node and (depth == 0 or self._stands_alone(node.end)) else self._expression(at, depth)

    def _stands_alone(self, end: int) -> bool:
        """Whether a value that ends here is whole, and not the beginning of an expression."""
        after = self.skip(end)
        return after >= len(self._text) or self._text[after] in ",]}" or self._ends(end)

    def _ends(self, at: int) -> bool:
        """Whether a line ends here: some samples lack their commas."""
        end = self._text.find("\n", at)
        rest = self._text[at : end if end >= 0 else len(self._text)]
        return not rest.split("//")[0].split("#")[0].strip()

    def _string(self, at: int) -> Node | None:
        string = _STRING.match(self._text, at)
        return Node(unescaped(string[1][1:-1]), at, string.end()) if string else None

    def _number(self, at: int) -> Node | None:
        match = _NUMBER.match(self._text, at)
        if not match or len(match[0]) > 40:
            return None
        digits = match[0]
        return Node(float(digits) if re.search(r"[.eE]", digits) else int(digits), at, match.end())

    def _name(self, at: int) -> Node | None:
        name = _NAME.match(self._text, at)
        return Node(self._names[name[0]], at, name.end()) if name and name[0] in self._names else None

    def _expression(self, at: int, depth: int) -> Node:
        """A name, a call, a placeholder: everything to the next comma or bracket of the object around it."""
        if depth == 0:
            raise NoLiteral
        # brackets are counted, and strings are skipped whole, so that a comma in a call does not end it
        level, end = 0, at
        while end < len(self._text):
            char = self._text[end]
            if string := _STRING.match(self._text, end):
                end = string.end()
                continue
            if level == 0 and char in ",]}\n":
                break
            level += (char in "([{") - (char in ")]}")
            end += 1
        shown = " ".join(self._text[at:end].split())
        if not shown or end - at > 300:
            raise NoLiteral
        return Node(Unknown(shown.strip("<>")[:60]), at, end)

    def _object(self, at: int, depth: int) -> Node:
        members: dict[str, Node] = {}
        start, at = at, self.skip(at + 1)
        while self._text[at] != "}":
            name, after = self._key(at)
            end = _KEY_END.match(self._text, after)
            if end is None:
                if not _NAME.match(self._text, at):
                    raise NoLiteral
                node = Node(Unknown(name), at, after)  # { prompt, size } of JavaScript
            else:
                node = self.value(self.skip(end.end()), depth + 1)
            members.setdefault(name, Node(node.value, at, node.end))
            at = self._comma(node.end, "}")
        return Node(members, start, at + 1)

    def _key(self, at: int) -> tuple[str, int]:
        if (string := self._string(at)) and isinstance(string.value, str):
            return string.value, string.end
        name = _NAME.match(self._text, at)
        if not name:
            raise NoLiteral
        return name[0], name.end()

    def _array(self, at: int, depth: int) -> Node:
        items: list[Node] = []
        start, at = at, self.skip(at + 1)
        while self._text[at] != "]":
            node = self.value(at, depth + 1)
            items.append(node)
            at = self._comma(node.end, "]")
        return Node(items, start, at + 1)

    def _comma(self, at: int, close: str) -> int:
        end = self.skip(at)
        if self._text[end] == ",":
            return self.skip(end + 1)
        if self._text[end] == close or "\n" in self._text[at:end]:
            return end
        raise NoLiteral


def unescaped(text: str) -> str:
    """The text of a string, without its backslashes."""
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) == 5:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, "" if code == "\n" else code)
