"""
A JSON document, read leniently, with a note of everything in which it departs from the standard.

The standard is RFC 8259: one value, UTF-8 without a byte order mark, no NaN or Infinity, no name twice in an object.
Where Python's reader survives a departure, it is noted and reading goes on, so that it does not hide the rest.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from wirecheck.wire.printable import printable

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

MAX_DEPTH = 200
"""The largest number of nested levels that is read; documented answers have fewer than ten."""


class Slip(enum.Enum):
    """A way in which bytes depart from the JSON standard."""

    NOT_UTF8 = "is not UTF-8"
    MARK = "begins with a byte order mark"
    NOT_JSON = "is not JSON"
    TRAILING = "goes on after the first document"
    REPEATED = "has members of the same name"
    NOT_A_NUMBER = "has NaN or Infinity, which JSON does not have"
    TOO_DEEP = "is nested too deep to be read"
    TOO_LONG_A_NUMBER = "has a number too long to be read"


@dataclass(frozen=True, slots=True)
class Document:
    """
    What could be read: the value, whether there is one, and the slips, each with a description.

    `value` is None both for `null` and where nothing could be read; `read` tells them apart.
    """

    value: Json
    read: bool
    slips: tuple[tuple[Slip, str], ...] = ()

    def slip(self, *kinds: Slip) -> str | None:
        """The description of the first slip of these kinds, or None."""
        return next((text for kind, text in self.slips if kind in kinds), None)


def read(body: bytes) -> Document:
    """Read JSON from bytes; never raises, whatever the bytes are."""
    slips: list[tuple[Slip, str]] = []
    if body.startswith(b"\xef\xbb\xbf"):
        slips.append((Slip.MARK, "the body begins with EF BB BF"))
        body = body[3:]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        slips.append((Slip.NOT_UTF8, f"byte {error.start} is not UTF-8"))
        text = body.decode("utf-8", errors="replace")
    text = text.lstrip(" \t\r\n")
    if not text:
        return Document(None, False, (*slips, (Slip.NOT_JSON, "the body is empty")))
    if _depth_exceeds(text):
        return Document(None, False, (*slips, (Slip.TOO_DEEP, f"more than {MAX_DEPTH} levels")))
    reader = _Reader(slips)
    try:
        value, end = reader.decoder.raw_decode(text)
    except json.JSONDecodeError as error:
        what = f"{error.msg} at character {error.pos}: {snippet(text, error.pos)}"
        return Document(None, False, (*slips, (Slip.NOT_JSON, what)))
    except RecursionError:
        return Document(None, False, (*slips, (Slip.TOO_DEEP, f"more than {MAX_DEPTH} levels")))
    rest = text[end:].strip(" \t\r\n")
    if rest:
        slips.append((Slip.TRAILING, f"{len(rest)} characters follow it: {snippet(rest)}"))
    return Document(value, True, tuple(slips))


class _Reader:
    """A decoder that notes what the standard library would accept silently, or fail on."""

    def __init__(self, slips: list[tuple[Slip, str]]) -> None:
        self._slips = slips
        self._noted: set[Slip] = set()
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=self._constant, parse_int=self._integer
        )

    def _note(self, slip: Slip, text: str) -> None:
        if slip not in self._noted:
            self._noted.add(slip)
            self._slips.append((slip, text))

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        values = dict(pairs)
        if len(values) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in values if names.count(name) > 1)
            self._note(Slip.REPEATED, f"`{twice}` appears {names.count(twice)} times in one object")
        return values

    def _constant(self, name: str) -> float:
        self._note(Slip.NOT_A_NUMBER, f"`{name}`")
        return float(name)

    def _integer(self, digits: str) -> int | float:
        if len(digits) > 300:
            self._note(Slip.TOO_LONG_A_NUMBER, f"{len(digits)} digits")
            return float("inf")
        return int(digits)


def _depth_exceeds(text: str) -> bool:
    """Whether the brackets outside of strings are nested more deeply than is read."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth, inside, at = 0, False, 0
    while at < len(text):
        char = text[at]
        if inside:
            # skip the string at once: a picture has millions of characters without a quote
            quote = text.find('"', at)
            if quote < 0:
                return False
            slashes = quote - len(text[at:quote].rstrip("\\")) - at
            at, inside = quote + 1, slashes % 2 == 1
            continue
        if char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif char in "]}":
            depth -= 1
        at += 1
    return False


def at(value: Json, *path: str | int) -> Json:
    """The value at a path of member names and indices, or None where there is none."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def members(value: Json, *path: str | int) -> dict[str, Json]:
    """The object at a path, or an empty one."""
    value = at(value, *path)
    return value if isinstance(value, dict) else {}


def items(value: Json, *path: str | int) -> list[Json]:
    """The array at a path, or an empty one."""
    value = at(value, *path)
    return value if isinstance(value, list) else []


def text(value: Json, *path: str | int) -> str | None:
    """The string at a path, or None."""
    value = at(value, *path)
    return value if isinstance(value, str) else None


def dotted(value: Json, path: str) -> Json:
    """The value at a dotted path of member names, such as `generationConfig.imageConfig.aspectRatio`."""
    return at(value, *path.split("."))


def walk(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every member of a document with its dotted path, `[]` for items, the document itself left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            where = f"{path}.{name}" if path else name
            yield where, inner
            yield from walk(inner, where)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, f"{path}[]")


def snippet(text: str, position: int = 0, length: int = 60) -> str:
    """A few characters of a text of unknown origin, in quotes and safe to show: control characters are escaped."""
    piece = text[position : position + length]
    return f"`{printable(piece)}`" + ("…" if len(text) > position + length else "")


def pick(value: Json, path: str) -> Iterator[Json]:
    """Every value at a dotted path, where `[]` stands for each item."""
    head, _, rest = path.partition(".")
    name, listed = head.removesuffix("[]"), head.endswith("[]")
    if not isinstance(value, dict) or name not in value:
        return
    found = value[name]
    for inner in found if listed and isinstance(found, list) else () if listed else (found,):
        if rest:
            yield from pick(inner, rest)
        else:
            yield inner
