"""Calls of a client library in a sample: `client.images.generate(model="m", n=2)`, with the address it is given."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from wirecheck.facts.parse.literals import Unknown, literal
from wirecheck.wire.lenient_json import Json

_BASE = re.compile(r"""\bbase_?url["']?\s*[:=]\s*["'`](https?://[^"'`\s]+)["'`]""", re.IGNORECASE)
_CALL = re.compile(r"\b[A-Za-z_]\w*((?:\.[a-z]\w*){2,4})\(\s*(?=\{)")
_ASIDE = frozenset(["timeout", "extra_headers", "extra_query", "max_retries", "headers", "http_client"])
_VERBS = ("create", "generate", "edit", "run", "convert", "submit", "complete", "embed")


@dataclass(frozen=True, slots=True)
class ClientCall:
    """
    A call.

    :param names: of the resource, such as `("images", "generate")`.
    :param body: its arguments with plain values.
    :param lines: of each member of the body, from 0.
    """

    names: tuple[str, ...]
    body: dict[str, Json]
    lines: dict[str, int]
    base: str | None


def call(code: str) -> ClientCall | None:
    """The first call of a client's resource in a sample, or None."""
    match = _BASE.search(code)
    base = match[1].rstrip("/") if match else None
    return _python(code, base) or _script(code, base)


def _python(code: str, base: str | None) -> ClientCall | None:
    """A call in a sample that is whole Python."""
    if "(" not in code or len(code) > 20_000:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    calls = (_called(node, base) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return next((made for made in calls if made), None)


def _called(node: ast.Call, base: str | None) -> ClientCall | None:
    """A call of a resource with plain values; `extra_body` has further members of the body."""
    names = _names(node.func)
    body: dict[str, Json] = {}
    lines: dict[str, int] = {}
    for keyword in node.keywords if names else ():
        given = _value(keyword.value)
        members = given if keyword.arg == "extra_body" and isinstance(given, dict) else {keyword.arg or "": given}
        for name, value in members.items():
            if name and name not in _ASIDE and value is not None:
                body[name], lines[name] = value, keyword.value.lineno - 1
    return ClientCall(names, body, lines, base) if body else None


def _names(node: ast.expr) -> tuple[str, ...]:
    """The names behind a client's, where they end in a verb."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return tuple(names) if isinstance(node, ast.Name) and len(names) > 1 and names[-1] in _VERBS else ()


def _value(node: ast.expr) -> Json:
    try:
        value: Json = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str | int | float | bool | list | dict) else None


def _script(code: str, base: str | None) -> ClientCall | None:
    """A call with an object, as JavaScript has them."""
    for match in _CALL.finditer(code):
        names = tuple(match[1].strip(".").split("."))
        node = literal(code, match.end()) if names[-1] in _VERBS else None
        if node is None or not isinstance(node.value, dict):
            continue
        known = {name: member for name, member in node.value.items() if not isinstance(member.value, Unknown)}
        lines = {name: code.count("\n", 0, member.start) for name, member in known.items()}
        return ClientCall(names, {name: member.plain() for name, member in known.items()}, lines, base)
    return None
