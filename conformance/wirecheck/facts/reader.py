"""A page's text to what it states: its kind told, cut into blocks, read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wirecheck.facts.extract import page_walk
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.target import Target
from wirecheck.facts.page import RANKS, Attr, Basis, Operation, Page, PageUnreadable, Side
from wirecheck.facts.parse import embedded, lines, system
from wirecheck.facts.parse.blocks import Block, Endpoint, OpenApi

LARGEST = 10 * 2**20
"""Characters of a page that are read."""

_FOLDED = re.compile("[\u00a0\u202f\u2007\u2028\u2029\x0c\x0b\u200b\u200c\u200d\ufeff\u2060\u00ad\0]")
_BLANKS = {"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2028": "\n", "\u2029": "\n", "\x0c": "\n", "\x0b": "\n"}
_LOGIN = re.compile(
    r"\b(?:sign in|log ?in|sign up|please (?:log|sign)|password|captcha|verify you are human|access denied"
    r"|just a moment|"
    r"enable javascript|javascript is (?:required|disabled)|you need to enable)\b|登录|请先登录|启用\s*JavaScript",
    re.IGNORECASE,
)
_BINARY = re.compile(r"\A(?:\ufffd?PNG|GIF8|%PDF|\ufffd{2}|PK\x03\x04|RIFF)")


def read(text: str, name: str) -> Page:
    """
    Read a page: HTML, Markdown, or text as a browser copies it.

    :param text: the page, whole.
    :param name: a file or URL, for people.
    :raises PageUnreadable: nothing of an endpoint can be read, which says nothing of what the gateway takes.
    """
    if len(text) > LARGEST:
        raise PageUnreadable(f"`{name}` is longer than {LARGEST // 2**20} MiB", hint="name one page, not a whole site")
    if _BINARY.match(text) or text[:4_000].count("\ufffd") > 40 or text[:4_000].count("\0") > 4:
        raise PageUnreadable(f"`{name}` is no text", hint="name the page itself, as HTML, Markdown or text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FOLDED.sub(lambda found: _BLANKS.get(found[0], ""), text)
    if not text.strip():
        raise PageUnreadable(f"`{name}` is empty", hint="open it in a browser, and save what it shows")
    documents: list[str] = []
    if system.is_html(text):
        from wirecheck.facts.parse import markup

        kind = system.html(text)
        shown = markup.shown(text)
        rows, documents = shown.lines, shown.documents
    else:
        kind, rows = system.kind(text), text.split("\n")
    claims = Claims(rows)
    blocks = _blocks(rows, documents)
    operations = page_walk.read(claims, blocks)
    page = _page(name, kind, claims, operations)
    _readable(page, text, rows)
    return page


def _blocks(rows: list[str], documents: Sequence[str]) -> list[Block]:
    found: list[Block] = []
    kept, members, start = embedded.front(rows)
    found += kept
    for key in ("openapi", "api"):
        value, line = members.get(key, ("", 0))
        if endpoint := re.search(r"\b(GET|POST|PUT|PATCH|DELETE)\s+(\S*/\S+)", value, re.IGNORECASE):
            found.append(Endpoint(endpoint[1].upper(), endpoint[2], line, line))
    for document in documents:
        first = len(rows) + 1
        rows += document.split("\n")
        found.append(OpenApi(document, first, len(rows)))
    end = len(rows) - sum(document.count("\n") + 1 for document in documents)
    return [*found, *lines.blocks(rows, start, end)]


def _page(name: str, kind: str, claims: Claims, operations: Mapping[str, Target]) -> Page:
    for one in operations.values():
        claims.op = one.name
        for server, (basis, first, last) in one.servers.items():
            claims.claim(Side.OPERATION, "", Attr.SERVER, server, basis, first, last)
        if one.lines:
            claims.claim(Side.OPERATION, "", Attr.EXISTS, True, Basis.PATH, *one.lines)
            for member in one.members():
                claims.member(Side.PATH, member, Basis.PATH, *one.lines)
    facts, contradictions = claims.facts(list(operations))
    count, unread = claims.counts()
    made = []
    for one in operations.values():
        of = sorted((fact for fact in facts if fact.op == one.name), key=lambda fact: RANKS[fact.basis])
        servers = tuple(dict.fromkeys(str(fact.value) for fact in of if fact.attr is Attr.SERVER))
        carriers = list(dict.fromkeys(str(fact.value) for fact in of if fact.attr is Attr.AUTH))
        carriers = [carrier for carrier in carriers if not any(other.startswith(carrier + ":") for other in carriers)]
        made.append(Operation(one.method, one.path, servers, " or ".join(carriers) or None))
    return Page(name, kind, tuple(made), facts, contradictions, count, unread)


def _readable(page: Page, text: str, rows: Sequence[str]) -> None:
    """
    Refuse a page of which no endpoint, or no member of one, was read.

    :raises PageUnreadable: it is so.
    """
    name = page.name
    members = [fact for fact in page.facts if fact.path]
    if page.operations and (members or any(fact.attr is Attr.STATUS for fact in page.facts)):
        return
    said = sum(len(row) for row in rows)
    if said < 2_000 and _LOGIN.search(text):
        raise PageUnreadable(
            f"`{name}` asks to log in, or to run scripts, before it shows anything",
            hint="open it in a browser, and save what it shows",
        )
    if said < 200 and len(text) > 2 * said:
        raise PageUnreadable(
            f"`{name}` is an empty shell that scripts fill",
            hint="its Markdown twin may be at the same address with `.md`",
        )
    if page.operations:
        raise PageUnreadable(
            f"`{name}` names {page.operations[0].name}, but no member of a request or an answer was found in it",
            hint="its Markdown twin may be at the same address with `.md`",
        )
    raise PageUnreadable(
        f"`{name}` has no endpoint that could be read: no method with a path, no sample, no OpenAPI document",
        hint="name the page of one endpoint, or its Markdown twin",
    )
