"""
Excerpts of exchanges: short and printable, with a mark on each line where two answers differ.

A picture is replaced by a short description, and long parts that two answers share by `…`. Numbers that depend on how
a picture was compressed are left out, so that an excerpt is the same with every version of the picture libraries.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.wire import picture_bytes
from wirecheck.wire.exchange import Exchange, Request, Response

SHARED = 40
"""An object that both answers share is folded if it has more characters than this."""

LONG = 100
"""Strings of at least this many characters are checked for base64."""

LONG_VALUE = 250
"""Of an object with more characters than this, only the members that differ are shown."""

STRANGER_LINES = 10
"""How many lines are shown of a body that has nothing in common with the other one."""

RAW_LINES = 8
"""How many lines are shown of a body that is not JSON."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{48,}={0,2}")

Tree: TypeAlias = "str | list[Tree] | tuple[tuple[str, Tree], ...]"
"""JSON to be drawn: leaves are text, and objects are pairs, because a member may occur twice."""


@dataclass(frozen=True, slots=True)
class ExcerptLine:
    """A line, and whether it differs from the other answer."""

    text: str
    differs: bool = False


def asked(request: Request, width: int) -> list[ExcerptLine]:
    """A request: its line, the header that carries a key, and its body."""
    head = [f"{request.method} /{request.url.partition('://')[2].partition('/')[2]}"]
    head += [f"{name}: {value}" for name, value in request.headers if "$" in value or WRONG_KEY in value]
    lines = [ExcerptLine(part) for line in head for part in _wrap(printable(line), width)]
    if request.body:
        body = request.body.decode("utf-8", errors="replace")
        lines += [ExcerptLine(""), *_unmarked(_body(body, None, width, alone=True))]
    return lines


def answered(exchange: Exchange, other: Exchange | None, width: int) -> list[ExcerptLine]:
    """
    An answer: its status, the headers that matter, and its body.

    :param other: the answer that it is compared with; None to show it alone and in full.
    """
    lines: list[ExcerptLine] = []
    if exchange.response is not None:
        lines += _response(exchange.response, other.response if other else None, width, alone=other is None)
    if exchange.failure:
        lines.append(ExcerptLine(f"<{steady(exchange.failure.message)}>", True))
    return lines if other is not None else _unmarked(lines)


def _unmarked(lines: Iterable[ExcerptLine]) -> list[ExcerptLine]:
    """Lines of something that is shown alone, and so differs from nothing."""
    return [ExcerptLine(line.text) for line in lines]


def _response(response: Response, beside: Response | None, width: int, *, alone: bool) -> Iterator[ExcerptLine]:
    yield ExcerptLine(f"HTTP/1.1 {response.status}", beside is None or beside.status != response.status)
    for name, value in _headers(response, beside):
        differs = beside is None or beside.header(name) != value
        yield from (ExcerptLine(part, differs) for part in _wrap(steady(f"{name.lower()}: {value}"), width))
    if response.content:
        yield ExcerptLine("")
        yield from _content(response, beside, width, alone=alone)


def steady(text: str) -> str:
    """A printable text without base64, keys, and numbers that depend on how a picture was compressed."""
    text = _BASE64.sub(lambda match: _folded(match[0]) if _mixed(match[0]) else match[0], printable(text))
    text = re.sub(r"\b((?:AIza|sk-)\w{3})[\w-]{12,}", r"\1…", text)
    # a message may begin with the end of some base64
    text = re.sub(r"…[A-Za-z0-9+/]{1,40}={0,2}(?=\")", "…", text)
    text = re.sub(r"\breq_[0-9a-f]{8,}", "req_…", text)
    return re.sub(r"\b\d+ of \d+ bytes\b", "… of … bytes", text)


def _mixed(text: str) -> bool:
    """Whether a text has lower case, upper case and digits, as base64 does and words rarely do."""
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


def printable(text: str) -> str:
    """A text without active characters: what cannot be printed is shown as its code point."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _headers(response: Response, beside: Response | None) -> Iterator[tuple[str, str]]:
    """The media type, and each header that the other answer lacks or that differs there."""
    for name, value in response.headers:
        if name.lower() == "content-length":
            # the length depends on how a picture was compressed
            continue
        if name.lower() == "content-type" or (beside is not None and beside.header(name) != value):
            yield name, value


def _content(response: Response, beside: Response | None, width: int, *, alone: bool) -> Iterator[ExcerptLine]:
    """The body: a picture as its description, anything else as text."""
    picture = picture_bytes.inspect(response.content)
    if picture.format:
        yield ExcerptLine(f"<{_described(picture)}>", beside is None or beside.content != response.content)
    else:
        yield from _body(_text(response), _text(beside) if beside is not None else None, width, alone=alone)


def _text(response: Response) -> str:
    return response.content.decode("utf-8", errors="replace")


def _body(text: str, twin: str | None, width: int, *, alone: bool) -> Iterator[ExcerptLine]:
    """
    A body as JSON if it is JSON, else as text; text around a JSON document has lines of its own.

    :param alone: whether it is shown in full, without another one beside it.
    """
    parsed = _parse(text)
    if parsed is None:
        yield from (ExcerptLine(line, text != twin) for line in _raw(text, width))
        return
    before, tree, after = parsed
    other_before, other_tree, other_after = (_parse(twin) if twin is not None else None) or (None, None, None)
    if before:
        yield ExcerptLine(steady(before), before != other_before)
    drawn = list(_draw(_Pair(tree, other_tree), width))
    strange = len(drawn) > STRANGER_LINES + 2 and all(line.differs for line in drawn[1:-1])
    if strange and not alone:
        drawn = [*drawn[:STRANGER_LINES], ExcerptLine("  …", True), drawn[-1]]
    yield from drawn
    if after:
        yield from (ExcerptLine(line, after != other_after) for line in _raw(after, width))


def _raw(text: str, width: int) -> list[str]:
    shown = (steady(line)[: width * (RAW_LINES + 1)] for line in text.rstrip().splitlines())
    lines = [part for line in itertools.islice(shown, RAW_LINES + 1) for part in _wrap(line, width)]
    return [*lines[:RAW_LINES], "…"] if len(lines) > RAW_LINES else lines


def _parse(text: str) -> tuple[str, Tree, str] | None:
    """The text before a JSON document, the document, and the text after it; None without a document."""
    body = text.lstrip("\ufeff")
    before, body = text[: len(text) - len(body)], body.lstrip()
    try:
        value, end = json.JSONDecoder(object_pairs_hook=tuple).raw_decode(body)
        return before, _tree(value), body[end:].strip()
    except (ValueError, RecursionError):
        return None


def _tree(value: object) -> Tree:
    if isinstance(value, tuple):
        return tuple((_leaf(name), _tree(inner)) for name, inner in value)
    if isinstance(value, list):
        return [_tree(inner) for inner in value]
    return _leaf(value)


def _leaf(value: object) -> str:
    if isinstance(value, str):
        head, comma, data = value.partition(",") if value[:5] == "data:" else ("", "", value)
        folded = _folded(data) if len(data) >= LONG and re.fullmatch(r"[\w+/=\s-]+", data, re.ASCII) else ""
        if folded and len(data.split()) < len(data) / 20:
            return f'"{printable(head)}{comma}{folded}"'
        value = steady(value)
    return printable(json.dumps(value, ensure_ascii=False))


@functools.lru_cache(maxsize=32)
def _folded(text: str) -> str:
    """A description of what some base64 holds."""
    read = picture_bytes.unbase64(text)
    picture = picture_bytes.inspect(read.content)
    notes = [read.problem] if read.problem else ["not whole"] if picture.format and picture.problem else []
    return f"<base64: {'; '.join([_described(picture), *notes])}>"


def _described(picture: picture_bytes.InspectedPicture) -> str:
    if not picture.format:
        return "no picture"
    size = f" {picture.width}x{picture.height}" if picture.width else ""
    return f"{picture.format}{size}{', of one colour' if picture.blank else ''}"


# -- JSON as lines -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """
    A value, and the value at the same place of the other answer.

    :param twin: None where the other answer has nothing there.
    """

    tree: Tree
    twin: Tree | None

    @property
    def differs(self) -> bool:
        return self.tree != self.twin

    @property
    def comparable(self) -> bool:
        """Whether both answers have a value of the same kind here."""
        return bool(self.twin) and type(self.tree) is type(self.twin)

    @property
    def differs_within(self) -> bool:
        """Whether both answers have an object or an array here, and the two differ."""
        return bool(self.tree) and self.comparable and not isinstance(self.tree, str) and self.differs

    def on_one_line(self) -> str:
        """The value as text; a long object or array that both have is folded."""
        flat = _flat(self.tree)
        if isinstance(self.tree, str) or not self.comparable or self.differs or len(flat) <= SHARED:
            return flat
        return "[…]" if isinstance(self.tree, list) else "{…}"

    def children(self) -> Iterator[tuple[str, _Pair]]:
        """Members or items, each with its name."""
        if isinstance(self.tree, tuple):
            named = dict(self.twin) if isinstance(self.twin, tuple) else {}
            for name, inner in self.tree:
                # where a name occurs twice, the first occurrence is compared
                yield name, _Pair(inner, named.pop(name, None))
        elif isinstance(self.tree, list):
            others = self.twin if isinstance(self.twin, list) else []
            for i, inner in enumerate(self.tree):
                yield "", _Pair(inner, others[i] if i < len(others) else None)

    def only_child(self) -> _Pair | None:
        """The object or array that is the only item of an array."""
        children = list(self.children()) if isinstance(self.tree, list) else []
        if len(children) != 1:
            return None
        [(_, child)] = children
        return child if child.tree and not isinstance(child.tree, str) else None


def _draw(pair: _Pair, width: int, head: str = "", tail: str = "", depth: int = 0) -> Iterator[ExcerptLine]:
    """
    A value as lines; on one line if it fits.

    :param head: the text before it on its first line: its name.
    :param tail: the text after it on its last line: a comma.
    """
    tree, indent, flat = pair.tree, "  " * depth, pair.on_one_line()
    line = f"{indent}{head}{flat}{tail}"
    # a recursive pretty printer and diff in one: what differs is broken up member by member, unless it is short
    apart = pair.comparable and pair.differs and len(flat) > SHARED
    if isinstance(tree, str) or not tree or (len(line) <= width and not apart):
        yield from (ExcerptLine(part, pair.differs) for part in _wrap(line, width))
        return
    only = pair.only_child()
    if only is not None:
        # an array of one item shares the lines of its item
        yield from _draw(only, width, f"{head}[", f"]{tail}", depth)
        return
    opening, closing = "[]" if isinstance(tree, list) else "{}"
    yield ExcerptLine(f"{indent}{head}{opening}", not pair.comparable)
    yield from _draw_children(pair, width, depth + 1, long=len(flat) > LONG_VALUE)
    yield ExcerptLine(f"{indent}{closing}{tail}", not pair.comparable)


def _draw_children(pair: _Pair, width: int, depth: int, *, long: bool) -> Iterator[ExcerptLine]:
    """The lines inside an object or an array; members of a long one that do not differ are left out."""
    children = list(pair.children())
    brief = long and pair.comparable and any(child.differs_within for _, child in children)
    left_out = False
    for i, (name, child) in enumerate(children):
        if brief and not child.differs:
            if not left_out:
                yield ExcerptLine(f"{'  ' * depth}…")
            left_out = True
            continue
        left_out = False
        comma = "," if i < len(children) - 1 else ""
        yield from _draw(child, width, f"{name}: " if name else "", comma, depth)


def _flat(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return f"[{', '.join(map(_flat, tree))}]"
    return f"{{{', '.join(f'{name}: {_flat(inner)}' for name, inner in tree)}}}"


def _wrap(line: str, width: int) -> list[str]:
    """A line wrapped at spaces; the lines after the first are indented."""
    inner = line[: len(line) - len(line.lstrip())] + "    "
    return textwrap.wrap(line, max(width, len(inner) + 20), subsequent_indent=inner, break_on_hyphens=False) or [""]
