"""
The accepted facts of a page, with lines and a digest of the text, but without any text of the page.

One TOML file per page, `facts/<page>.toml` beside the spec, with a table for each operation and each member:

    kind = "mintlify-text"
    digest = "..."                              # SHA-256 of the text that was read, white space folded
    read = 140                                  # lines that facts were taken from
    unread = 15                                 # lines that no fact was taken from

    [[operation]]
    method = "POST"
    path = "/v1/images/generations"
    servers = ["https://api.example.com"]
    auth = "Authorization: Bearer"

    [[operation.member]]
    side = "request"
    path = "n"
    facts = [
      {attr = "type", value = "integer", basis = "declared", lines = [12, 15]},
    ]

A value that TOML cannot represent is written as JSON text: `json = "..."`.

Held by `tests/drift/test_command.py`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import tomlkit  # noqa: TID251 - this module alone writes accepted facts

from wirecheck.drift.statements import bare, wordless
from wirecheck.errors import UsageError
from wirecheck.facts import Attr, Basis, DocumentedOperation, Fact, Page, Qualifier, Side
from wirecheck.wire.lenient_json import Json

HEAD = (
    "What the page states, as it was agreed: facts, lines, and no words of the page.",
    "Written by `wirecheck drift --accept`, then reviewed; not to be edited by hand.",
)
FOLDER = "facts"


@dataclass(frozen=True, slots=True)
class Accepted:
    """
    The accepted facts of a page.

    :param key: the page's name in `pages.toml`.
    :param page: its facts, without quotes.
    :param digest: SHA-256 of the text that was read.
    """

    key: str
    page: Page
    digest: str


def read_all(folder: Path) -> dict[str, Accepted]:
    """
    The accepted facts beside a spec, by page.

    :param folder: the folder of the spec.
    :raises UsageError: a file cannot be read, or is not valid.
    """
    accepted = {}
    for path in sorted((folder / FOLDER).glob("*.toml")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"`{path}` cannot be read: {error}", hint=_HINT) from None
        accepted[path.stem] = parse(text, path.stem, str(path))
    return accepted


_HINT = "`wirecheck drift --page FILE --accept` writes it again"


def parse(text: str, key: str, name: str) -> Accepted:
    """
    The accepted facts in a text.

    :param name: the name of the file in errors.
    :raises UsageError: it is not valid.
    """
    try:
        table = tomllib.loads(text)
        operations, facts = [], []
        for entry in table["operation"]:
            operation = DocumentedOperation(
                _text(entry, "method"),
                _text(entry, "path"),
                tuple(map(str, entry.get("servers", ()))),
                str(entry["auth"]) if "auth" in entry else None,
            )
            operations.append(operation)
            facts += [fact for member in entry.get("member", ()) for fact in _facts(operation.name, member)]
        page = Page(
            key, _text(table, "kind"), tuple(operations), tuple(facts), (), int(table["read"]),
            tuple(range(int(table["unread"]))),
        )  # fmt: skip
        return Accepted(key, page, _text(table, "digest"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"`{name}` is not valid TOML: {error}", hint=_HINT) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"`{name}` has no valid accepted facts: {type(error).__name__}: {error}", hint=_HINT) from None


def _text(table: Mapping[str, Any], name: str) -> str:
    if not isinstance(table[name], str):
        raise ValueError(f"`{name}` is not a text")
    return str(table[name])


def _facts(op: str, member: Mapping[str, Any]) -> Iterator[Fact]:
    side, path = Side(member["side"]), str(member.get("path", ""))
    for entry in member["facts"]:
        value: Json = json.loads(entry["json"]) if "json" in entry else entry["value"]
        qualifier = Qualifier(entry["qualifier"]) if "qualifier" in entry else None
        first, last = entry["lines"]
        yield Fact(op, side, path, Attr(entry["attr"]), value, qualifier, Basis(entry["basis"]), (first, last), "")


def render(page: Page, digest: str) -> str:
    """
    A page as the file of its accepted facts, without quotes and prompts.

    :param digest: SHA-256 of the text that was read.
    """
    page = bare(wordless(page))
    document = tomlkit.document()
    for line in HEAD:
        document.add(tomlkit.comment(line))
    document.update({"kind": page.kind, "digest": digest, "read": page.read, "unread": len(page.unread)})
    operations = tomlkit.aot()
    for operation in page.operations:
        entry = tomlkit.table()
        entry.update({"method": operation.method, "path": operation.path, "servers": list(operation.servers)})
        if operation.auth is not None:
            entry["auth"] = operation.auth
        members = tomlkit.aot()
        mine = [fact for fact in page.facts if fact.op == operation.name]
        for (side, path), facts in groupby(mine, key=lambda fact: (fact.side, fact.path)):
            members.append(_member(side, path, facts))
        entry["member"] = members
        operations.append(entry)
    document["operation"] = operations
    return tomlkit.dumps(document)


def dated(text: str, key: str, digest: str, day: date) -> str:
    """
    A `pages.toml` with the new day and digest of a page; unchanged if it does not have that page.

    :raises UsageError: it is not valid TOML.
    """
    try:
        document = tomlkit.parse(text)
    except tomlkit.exceptions.ParseError as error:
        raise UsageError(f"`pages.toml` is not valid TOML: {error}", hint="it needs a table for each page") from None
    entry = document.get(key)
    if isinstance(entry, dict):
        entry["read_on"] = day
        entry["digest"] = digest
    return tomlkit.dumps(document)


def _member(side: Side, path: str, facts: Iterable[Fact]) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.update({"side": side.value, "path": path} if path else {"side": side.value})
    listed = tomlkit.array().multiline(True)
    for fact in facts:
        value = {"value": fact.value} if _plain(fact.value) else {"json": json.dumps(fact.value, ensure_ascii=False)}
        qualifier = {"qualifier": fact.qualifier.value} if fact.qualifier is not None else {}
        entry = tomlkit.inline_table()
        entry.update({"attr": fact.attr.value, **value, **qualifier, "basis": fact.basis.value, "lines": [*fact.lines]})
        listed.append(entry)
    table["facts"] = listed
    return table


def _plain(value: Json) -> bool:
    """Whether TOML can represent a value so that it is read back unchanged."""
    if isinstance(value, list):
        return all(_plain(item) and not isinstance(item, dict) for item in value)
    return isinstance(value, str | bool | int | float)
