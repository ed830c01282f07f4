"""From a page's text to its facts: its kind is detected, it is cut into blocks, the blocks are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wirecheck.facts.extract import page_walk
from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.extract.operation_draft import OperationDraft
from wirecheck.facts.page import RANKS, Attr, Basis, DocumentedOperation, Fact, Page, PageUnreadable, Side
from wirecheck.facts.parse import embedded, lines, system
from wirecheck.facts.parse.blocks import Block, EndpointLine, OpenApi

# The largest number of characters of a page.
LARGEST = 10 * 2**20

_FOLDED = re.compile("[\u00a0\u202f\u2007\u2028\u2029\x0c\x0b\u200b\u200c\u200d\ufeff\u2060\u00ad\0]")
_BLANKS = {"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2028": "\n", "\u2029": "\n", "\x0c": "\n", "\x0b": "\n"}
_LOGIN = re.compile(
    r"\b(?:sign in|log ?in|sign up|please (?:log|sign)|password|captcha|verify you are human|access denied"
    r"|just a moment|"
    r"enable javascript|javascript is (?:required|disabled)|you need to enable)\b|登录|请先登录|启用\s*JavaScript",
    re.IGNORECASE,
)
_ENDPOINT = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\s+(\S*/\S+)", re.IGNORECASE)
# The beginnings of common binary formats, as decoding has left them.
_BINARY = re.compile(r"\A(?:\ufffd?PNG|GIF8|%PDF|\ufffd{2}|PK\x03\x04|RIFF)")


def read(text: str, name: str) -> Page:
    """
    Read a page: HTML, Markdown, or text as a browser copies it.

    :param text: the page, whole.
    :param name: a file or URL, for people.
    :raises PageUnreadable: no endpoint could be read, so nothing is known about the gateway.
    """
    _refuse_unfit(text, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FOLDED.sub(lambda blank: _BLANKS.get(blank[0], ""), text)
    if not text.strip():
        raise PageUnreadable(f"`{name}` is empty", hint="open it in a browser, and save the page")
    documents: list[str] = []
    if system.is_html(text):
        from wirecheck.facts.parse import markup

        kind = system.html(text)
        rows, documents = markup.shown(text)
    else:
        kind, rows = system.kind(text), text.split("\n")
    claims = Claims(rows)
    operations = page_walk.read(claims, _blocks(rows, documents))
    _claim_targets(claims, operations.values())
    facts, contradictions = claims.facts(list(operations))
    if not operations or not any(fact.path or fact.attr is Attr.STATUS for fact in facts):
        raise _unreadable(name, text, rows, list(operations))
    read_lines, unread = claims.counts()
    documented = tuple(_operation(target, facts) for target in operations.values())
    return Page(name, kind, documented, facts, contradictions, read_lines, unread)


def _refuse_unfit(text: str, name: str) -> None:
    if len(text) > LARGEST:
        raise PageUnreadable(f"`{name}` is longer than {LARGEST // 2**20} MiB", hint="name one page, not a whole site")
    if _BINARY.match(text) or text[:4_000].count("\ufffd") > 40 or text[:4_000].count("\0") > 4:
        raise PageUnreadable(f"`{name}` is not text", hint="name the page itself, as HTML, Markdown or text")


def _blocks(rows: list[str], documents: Sequence[str]) -> list[Block]:
    """The blocks of a page; the documents that it carries out of sight are added after its lines."""
    end = len(rows)
    kept, members, start = embedded.front(rows)
    blocks: list[Block] = [*kept]
    for key in ("openapi", "api"):
        value, line = members.get(key, ("", 0))
        if endpoint := _ENDPOINT.search(value):
            blocks.append(EndpointLine(endpoint[1].upper(), endpoint[2], line, line))
    for document in documents:
        first = len(rows) + 1
        # out of sight, yet with line numbers of their own, so that facts can name them
        rows += document.split("\n")
        blocks.append(OpenApi(document, first, len(rows)))
    return [*blocks, *lines.blocks(rows, start, end)]


def _claim_targets(claims: Claims, targets: Iterable[OperationDraft]) -> None:
    """Claim where operations are found: their servers, and the members in their paths."""
    for target in targets:
        claims.op = target.name
        for server, (basis, first, last) in target.servers.items():
            claims.claim(Side.OPERATION, "", Attr.SERVER, server, basis, first, last)
        if target.lines:
            claims.claim(Side.OPERATION, "", Attr.EXISTS, True, Basis.PATH, *target.lines)
            for member in target.members():
                claims.member(Side.PATH, member, Basis.PATH, *target.lines)


def _operation(target: OperationDraft, facts: Iterable[Fact]) -> DocumentedOperation:
    """An operation with its servers and keys, the most trusted first; a mere header's name adds nothing to a scheme."""
    of_it = sorted((fact for fact in facts if fact.op == target.name), key=lambda fact: RANKS[fact.basis])
    servers = dict.fromkeys(str(fact.value) for fact in of_it if fact.attr is Attr.SERVER)
    carriers = dict.fromkeys(str(fact.value) for fact in of_it if fact.attr is Attr.AUTH)
    distinct = [carrier for carrier in carriers if not any(other.startswith(f"{carrier}:") for other in carriers)]
    return DocumentedOperation(target.method, target.path, tuple(servers), " or ".join(distinct) or None)


def _unreadable(name: str, text: str, rows: Sequence[str], operations: Sequence[str]) -> PageUnreadable:
    """Why no endpoint, or no member of one, was read."""
    shown = sum(len(row) for row in rows)
    if shown < 2_000 and _LOGIN.search(text):
        return PageUnreadable(
            f"`{name}` asks to log in, or to run scripts, before it shows anything",
            hint="open it in a browser, and save the page",
        )
    twin = "its Markdown twin may be at the same address with `.md`"
    if shown < 200 and len(text) > 2 * shown:
        return PageUnreadable(f"`{name}` is empty until its scripts run", hint=twin)
    if operations:
        message = f"`{name}` names {operations[0]}, but no member of a request or an answer was found in it"
        return PageUnreadable(message, hint=twin)
    return PageUnreadable(
        f"`{name}` has no endpoint that could be read: no method with a path, no sample, no OpenAPI document",
        hint="name the page of one endpoint, or its Markdown twin",
    )
