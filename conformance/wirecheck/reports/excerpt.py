"""
Excerpts of exchanges: short, printable, with a mark on each line in which two answers differ.

Pictures are folded to what they are, and what two answers share to `…`. Figures that hang on how a picture was
compressed are left out, so that the same exchange makes the same excerpt with every version of every library.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.wire import picture_bytes
from wirecheck.wire.exchange import Exchange, Request, Response

SHARED = 40
"""Characters up to which an object that both answers have is shown, and not folded."""

LONG = 100
"""Characters from which on a string is looked at for base64."""

LONG_VALUE = 250
"""Characters from which on an object is told by the way to what differs in it alone."""

STRANGER_LINES = 10
"""Lines of a body that has nothing in common with the other one, at its beginning."""

RAW_LINES = 8
"""Lines of a body that is no JSON, at its beginning."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{48,}={0,2}")

Tree: TypeAlias = "str | list[Tree] | tuple[tuple[str, Tree], ...]"
"""JSON as it is drawn: leaves as text, arrays, and objects as pairs, so that a member may be there twice."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and whether the other answer has another one in its place."""

    text: str
    differs: bool = False


def asked(request: Request, width: int) -> list[Line]:
    """A request: its line, the header that carries a key, and its body."""
    head = [f"{request.method} /{request.url.partition('://')[2].partition('/')[2]}"]
    head += [f"{name}: {value}" for name, value in request.headers if "$" in value or WRONG_KEY in value]
    lines = [Line(part) for line in head for part in _wrap(printable(line), width)]
    if request.body:
        body = request.body.decode("utf-8", errors="replace")
        lines += [Line(""), *_body(body, None, width, alone=True)]
    return lines


def answered(exchange: Exchange, other: Exchange | None, width: int) -> list[Line]:
    """
    An answer: its status, the headers that matter, and its body.

    :param other: the answer that it is shown beside; None where it is shown alone, and then whole.
    """
    alone, response, beside = other is None, exchange.response, other.response if other else None
    failed = [Line(f"<{steady(exchange.failure.message)}>", not alone)] if exchange.failure else []
    if response is None:
        return failed
    lines = [Line(f"HTTP/1.1 {response.status}", not alone and (beside is None or beside.status != response.status))]
    for name, value in _headers(response, beside):
        differs = not alone and (beside is None or beside.header(name) != value)
        lines += [Line(part, differs) for part in _wrap(steady(f"{name.lower()}: {value}"), width)]
    if response.content:
        lines += [Line(""), *_content(response, beside, width, alone=alone)]
    return [*lines, *failed]


def steady(text: str) -> str:
    """A printable text without base64 and keys, and without what hangs on how a picture was compressed."""
    text = _BASE64.sub(lambda found: _folded(found[0]) if _mixed(found[0]) else found[0], printable(text))
    text = re.sub(r"\b((?:AIza|sk-)\w{3})[\w-]{12,}", r"\1…", text)
    # the end of base64 that a message begins with
    text = re.sub(r"…[A-Za-z0-9+/]{1,40}={0,2}(?=\")", "…", text)
    text = re.sub(r"\breq_[0-9a-f]{8,}", "req_…", text)
    return re.sub(r"\b\d+ of \d+ bytes\b", "… of … bytes", text)


def _mixed(text: str) -> bool:
    """Whether there are small letters, capitals and digits in it, as in base64 and in few words."""
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


def printable(text: str) -> str:
    """A text on which nothing acts: what cannot be printed is told by its number."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _headers(response: Response, beside: Response | None) -> Iterator[tuple[str, str]]:
    """The media type, and what the other answer has not or has otherwise."""
    for name, value in response.headers:
        if name.lower() == "content-length":
            # it hangs on how a picture was compressed
            continue
        if name.lower() == "content-type" or (beside is not None and beside.header(name) != value):
            yield name, value


def _content(response: Response, beside: Response | None, width: int, *, alone: bool) -> Iterator[Line]:
    """What came: a picture by what it is, anything else as text."""
    found = picture_bytes.inspect(response.content)
    if found.format:
        yield Line(f"<{_described(found)}>", not alone and (beside is None or beside.content != response.content))
    else:
        yield from _body(_text(response), _text(beside) if beside is not None else None, width, alone=alone)


def _text(response: Response) -> str:
    return response.content.decode("utf-8", errors="replace")


def _body(text: str, twin: str | None, width: int, *, alone: bool) -> Iterator[Line]:
    """A body as JSON where it is some, else as text; what is before and after a JSON document has its own line."""
    read, beside = _parse(text), _parse(twin) if twin is not None else None
    if read is None:
        yield from (Line(line, not alone and text != twin) for line in _raw(text, width))
        return
    before, tree, after = read
    if before:
        yield Line(steady(before), not alone and (beside is None or beside[0] != before))
    drawn = list(_draw(tree, beside[1] if beside else None, width, alone=alone))
    long = len(drawn) > STRANGER_LINES + 2 and all(line.differs for line in drawn[1:-1])
    yield from [*drawn[:STRANGER_LINES], Line("  …", True), drawn[-1]] if long else drawn
    if after:
        differs = not alone and (beside is None or beside[2] != after)
        yield from (Line(line, differs) for line in _raw(after, width))


def _raw(text: str, width: int) -> list[str]:
    shown = (steady(line)[: width * (RAW_LINES + 1)] for line in text.rstrip().splitlines())
    lines = [part for line in itertools.islice(shown, RAW_LINES + 1) for part in _wrap(line, width)]
    return [*lines[:RAW_LINES], "…"] if len(lines) > RAW_LINES else lines


def _parse(text: str) -> tuple[str, Tree, str] | None:
    """What stands before a JSON document, the document, and what stands after it; None where there is none."""
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
    """What base64 holds, in place of it."""
    read = picture_bytes.unbase64(text)
    found = picture_bytes.inspect(read.content)
    notes = [read.problem] if read.problem else ["not whole"] if found.format and found.problem else []
    return f"<base64: {'; '.join([_described(found), *notes])}>"


def _described(found: picture_bytes.InspectedPicture) -> str:
    if not found.format:
        return "no picture"
    size = f" {found.width}x{found.height}" if found.width else ""
    return f"{found.format}{size}{', of one colour' if found.blank else ''}"


# -- JSON as lines -----------------------------------------------------------------------------------------------------


def _draw(
    tree: Tree, twin: Tree | None, width: int, head: str = "", tail: str = "", depth: int = 0, *, alone: bool
) -> Iterator[Line]:
    """
    A value as lines, on one where there is room.

    :param twin: what stands in its place in the other answer.
    :param head: what stands before it on its first line: its name.
    :param tail: what stands after it on its last line: a comma.
    :param alone: there is no other answer, so that nothing differs and nothing is folded.
    """
    indent, differs = "  " * depth, not alone and tree != twin
    comparable = not alone and bool(twin) and type(tree) is type(twin)
    flat = _flat(tree)
    if comparable and not differs and not isinstance(tree, str) and len(flat) > SHARED:
        flat = "[…]" if isinstance(tree, list) else "{…}"
    line = f"{indent}{head}{flat}{tail}"
    apart = comparable and differs and len(flat) > SHARED
    if isinstance(tree, str) or not tree or (len(line) <= width and not apart):
        yield from (Line(part, differs) for part in _wrap(line, width))
        return
    children = list(_children(tree, twin if comparable else None))
    if isinstance(tree, list) and len(tree) == 1 and not isinstance(tree[0], str) and tree[0]:
        # an array of one has no lines of its own
        yield from _draw(tree[0], children[0][2], width, f"{head}[", f"]{tail}", depth, alone=alone)
        return
    opening, closing = "[]" if isinstance(tree, list) else "{}"
    yield Line(f"{indent}{head}{opening}", not alone and not comparable)
    # where much of a long value differs not at all, it is left out
    brief = comparable and len(flat) > LONG_VALUE and any(_deeper(inner, beside) for _, inner, beside in children)
    for i, (name, inner, beside) in enumerate(children):
        if brief and inner == beside:
            if i == 0 or children[i - 1][1] != children[i - 1][2]:
                yield Line(f"{indent}  …")
            continue
        comma = "," if i < len(children) - 1 else ""
        yield from _draw(inner, beside, width, f"{name}: " if name else "", comma, depth + 1, alone=alone)
    yield Line(f"{indent}{closing}{tail}", not alone and not comparable)


def _children(tree: Tree, twin: Tree | None) -> Iterator[tuple[str, Tree, Tree | None]]:
    """Members or items, each with its name and what stands in its place in the twin."""
    if isinstance(tree, tuple):
        named = dict(twin) if isinstance(twin, tuple) else {}
        for name, inner in tree:
            # of members of one name, the first takes the twin
            yield name, inner, named.pop(name, None)
    elif isinstance(tree, list):
        others = twin if isinstance(twin, list) else []
        for i, inner in enumerate(tree):
            yield "", inner, others[i] if i < len(others) else None


def _deeper(tree: Tree, twin: Tree | None) -> bool:
    """Whether both have an object or an array here, and not the same one."""
    return bool(tree) and bool(twin) and type(tree) is type(twin) and not isinstance(tree, str) and tree != twin


def _flat(tree: Tree) -> str:
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return f"[{', '.join(map(_flat, tree))}]"
    return f"{{{', '.join(f'{name}: {_flat(inner)}' for name, inner in tree)}}}"


def _wrap(line: str, width: int) -> list[str]:
    """A line folded at spaces, what was folded set in below it."""
    inner = line[: len(line) - len(line.lstrip())] + "    "
    return textwrap.wrap(line, max(width, len(inner) + 20), subsequent_indent=inner, break_on_hyphens=False) or [""]
