"""What a page says in sentences of operations rather than members: servers, keys, statuses, what is not supported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import Attr, Basis, Side
from wirecheck.facts.parse import literals, page_tables
from wirecheck.facts.parse.blocks import Code, Prose, Table
from wirecheck.facts.parse.samples import auth
from wirecheck.wire.lenient_json import walk

_URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w.-]+)*/?")
_BASE = re.compile(
    r"(?:base\s*url|server|host|endpoint base|接口地址|请求地址|服务器|域名)[^\n]{0,40}?[:：=]?\s*[`*\"]*(https?://[\w.:-]+(?:/[\w.-]+)*)",
    re.I,
)
_BASE_LINE = re.compile(r"\bbase\s*url\b|接口地址|服务地址", re.IGNORECASE)
_HEADER = re.compile(
    r"[`*\"]*(?P<name>Authorization|x-goog-api-key|x-api-key|api-key)[`*\"]*\s*[:：]\s*(?P<value>[\w<$-]+[^`\n]{0,60})",
    re.I,
)
_SCHEME = re.compile(r"scheme\s*[:：]\s*(bearer|basic)|Authorization\s*(Bearer|Basic)\s*<[\w -]+>", re.IGNORECASE)
_STATUSES = re.compile(
    r"(?:retry|retries|returns?|responds? with|status(?:es)?(?: codes?)?|http|on|with)\b[^.\n]{0,40}?"
    r"(?P<codes>\b[2-5]\d\d\b(?:\s*(?:,|and|or|/|、|和|,\s*(?:and|or))\s*\b[2-5]\d\d\b)*)(?P<after>[^.\n]{0,30})",
    re.IGNORECASE,
)
_UNSUPPORTED = re.compile(
    r"\bunsupported\b|\b(?:is|are)?\s*not (?:currently )?(?:supported|available)\b|不支持", re.IGNORECASE
)
_BULLET = re.compile(r"\s*[•·*‣◦-]\s+(?P<text>.+)")
_NAMED = re.compile(r"`([A-Za-z_][\w.\[\]]*)`")
_MEMBER = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*:\s*(?=[\[{])")

_UNSUPPORTED_HINTS = ("support", "available", "不支持")
_KEY_HINTS = ("authorization", "api-key", "scheme")
# A line without any of these, and without a status, states nothing about an operation.
_HINTS = (*_UNSUPPORTED_HINTS, *_KEY_HINTS, "http", "地址", "域名", "server", "host")

_CODE = re.compile(r"(?<!\d)[2-5]\d\d(?!\d)")
_ANY_CODE = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")
# A number before one of these words is not a status.
_UNIT = re.compile(r"\s*(?:px|x|×|characters|tokens|ms|kb|mb|images?|%|words|seconds|s\b|\()", re.IGNORECASE)

_KIND_OF_SCHEME = re.compile(r"(?:http|apiKey|oauth2|required|string)\W*")
_CONDITION = re.compile(r"\b(?:if|when|where|unless|for)\b")
_LIST_BEHIND = re.compile(r"\s*(?:参数|字段)?\s*[:：]?\s*`")


def is_unsupported(text: str) -> bool:
    """Whether a heading or a line begins a list of what is not supported."""
    return bool(_UNSUPPORTED.search(text)) and (len(text) < 60 or text.rstrip().endswith((":", "：")))


def read(claims: Claims, block: Prose, listing: bool) -> bool:
    """
    Claims of a line of prose.

    :param listing: whether the line belongs to a list of what is not supported.
    :returns: whether the next line does.
    """
    text = block.text
    if listing and (item := _BULLET.match(text)):
        _unsupported(claims, item["text"], block)
        return True
    # most lines have none of these, and need no further look
    if not _has(text, _HINTS) and not _CODE.search(text):
        return False
    if _has(text, _UNSUPPORTED_HINTS) and not _sentences(claims, block) and is_unsupported(text):
        claims.mark(block.first, block.last)
        return True
    if "http" in text:
        _server(claims, block)
    if _has(text, _KEY_HINTS) and (carrier := _key(text)):
        claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.PROSE, block.first, block.last)
    for code in _named_statuses(text):
        claims.claim(Side.RESPONSE, "", Attr.STATUS, code, Basis.PROSE, block.first, block.last)
    return False


def _has(text: str, hints: Iterable[str]) -> bool:
    """Whether a text contains one of the hints; this is far faster than a pattern that does not match."""
    low = text.lower()
    return any(hint in low for hint in hints)


def _key(text: str) -> str | None:
    """What carries the key by this line: a scheme, or a header (`Authorization: http` only names a kind of scheme)."""
    for header in _HEADER.finditer(text):
        carrier = auth(header["name"], header["value"])
        if carrier and (":" in carrier or not _KIND_OF_SCHEME.fullmatch(header["value"])):
            return carrier
    scheme = _SCHEME.fullmatch(text)
    return f"Authorization: {(scheme[1] or scheme[2]).capitalize()}" if scheme else None


def _named_statuses(text: str) -> Iterator[int]:
    """The statuses that a sentence names, without numbers of other things."""
    for phrase in _STATUSES.finditer(text) if _CODE.search(text) else ():
        if not _UNIT.match(phrase["after"]):
            yield from map(int, re.findall(r"\d{3}", phrase["codes"]))


def _server(claims: Claims, block: Prose) -> None:
    """The base URL in a line, or in a line of its own below one that announces it."""
    before = " ".join(claims.lines[max(0, block.first - 3) : block.first - 1])
    url = _URL.fullmatch(block.text.strip("`*<> ")) if _BASE_LINE.search(before) else None
    if url is None and (named := _BASE.search(block.text)):
        url = _URL.match(named[1])
    if url is not None:
        server = url[0].rstrip("/.")
        claims.claim(Side.OPERATION, "", Attr.SERVER, server, Basis.PROSE, block.first, block.last)


def _sentences(claims: Claims, block: Prose) -> bool:
    """Claims of `stream` is not supported; False where no member is named."""
    members = [name for sentence in re.split(r"(?<=[.。])\s+", block.text) for name in _not_supported(sentence)]
    for member in members:
        claims.claim(Side.REQUEST, member, Attr.UNSUPPORTED, True, Basis.PROSE, block.first, block.last)
    return bool(members)


def _not_supported(sentence: str) -> list[str]:
    """The members that a sentence says are not supported, whatever else holds."""
    phrase = _UNSUPPORTED.search(sentence)
    if phrase is None or _CONDITION.search(sentence[: phrase.start()]):
        return []
    after = sentence[phrase.end() :]
    return _NAMED.findall(sentence[: phrase.start()]) + (_NAMED.findall(after) if _LIST_BEHIND.match(after) else [])


def _unsupported(claims: Claims, text: str, block: Prose) -> None:
    """Claims of an item in a list of what is not supported: members, or else something of the operation."""
    members = [path for shape in _MEMBER.finditer(text) for path in _drawn(text, shape)]
    members = members or [name for name in _NAMED.findall(text) if "_" in name or name[0].islower()]
    for member in members:
        claims.claim(Side.REQUEST, member, Attr.UNSUPPORTED, True, Basis.PROSE, block.first, block.last)
    if not members:
        name = re.split(r"\s*[:：]\s|\s+[–—-]\s+", text)[0].strip("*` ")
        claims.claim(Side.OPERATION, "", Attr.UNSUPPORTED, name, Basis.PROSE, block.first, block.last)


def _drawn(text: str, name: re.Match[str]) -> list[str]:
    """The members below a name that is followed by the shape of its value: `tools: [{type}]`."""
    node = literals.literal(text, name.end())
    if node is None:
        return []
    root = f"{name[1]}[]" if isinstance(node.value, list) else name[1]
    return [path.replace("[][]", "[]") for path, _ in walk(node.plain(), root)] or [name[1]]


def code(claims: Claims, block: Code) -> None:
    """Claim what code states that is not a sample: a base URL, a header."""
    for number, line in enumerate(block.text.split("\n"), start=block.first):
        for header in _HEADER.finditer(line):
            if carrier := auth(header["name"], header["value"]):
                claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.PROSE, number)
        before = " ".join(claims.lines[max(0, block.first - 6) : number - 1])
        if (alone := _URL.fullmatch(line.strip())) and _BASE_LINE.search(before) and block.text.count("\n") < 5:
            claims.claim(Side.OPERATION, "", Attr.SERVER, alone[0].rstrip("/"), Basis.PROSE, number)


def statuses(claims: Claims, table: Table) -> None:
    """Claims of a table of statuses."""
    shape = page_tables.columns(table.header.cells) or ()
    at = shape.index("status") if "status" in shape else 0
    for row in table.rows:
        code = _ANY_CODE.search(row.cells[at]) if len(row.cells) > at else None
        if code:
            claims.mark(table.header.line)
            claims.claim(Side.RESPONSE, "", Attr.STATUS, int(code[0]), Basis.TABLE, row.line)
