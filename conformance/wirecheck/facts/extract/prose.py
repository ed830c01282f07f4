"""What a page says in sentences of operations rather than members: servers, keys, statuses, what is not supported."""

from __future__ import annotations

import re

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import Attr, Basis, Side
from wirecheck.facts.parse import literals, tables
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


_HINTS = (
    "support",
    "available",
    "不支持",
    "http",
    "authorization",
    "api-key",
    "地址",
    "域名",
    "server",
    "host",
    "scheme",
)
_CODE = re.compile(r"(?<!\d)[2-5]\d\d(?!\d)")


def is_unsupported(text: str) -> bool:
    """Whether a heading or a line begins a list of what is not supported."""
    return bool(_UNSUPPORTED.search(text)) and (len(text) < 60 or text.rstrip().endswith((":", "：")))


def read(claims: Claims, block: Prose, listing: bool) -> bool:
    """
    Claims of a line of prose.

    :param listing: whether the line stands in a list of what is not supported.
    :returns: whether the next line does.
    """
    text = block.text
    low = text.lower()
    if not listing and not any(hint in low for hint in _HINTS) and not _CODE.search(text):
        return False
    if listing and (item := _BULLET.match(text)):
        _unsupported(claims, item["text"], block)
        return True
    if is_unsupported(text) and not _sentence(claims, block):
        claims.mark(block.first, block.last)
        return True
    if "support" in low or "available" in low or "不支持" in low:
        _sentence(claims, block)
    if "http" in low:
        _server(claims, block)
    for found in _HEADER.finditer(text) if "authorization" in low or "api-key" in low else ():
        carrier = auth(found["name"], found["value"])
        # `Authorization: http` names a kind of scheme, and nothing that is sent
        if carrier and (
            ":" in carrier or not re.fullmatch(r"(?:http|apiKey|oauth2|required|string)\W*", found["value"])
        ):
            claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.PROSE, block.first, block.last)
            break
    if scheme := _SCHEME.fullmatch(text):
        carrier = f"Authorization: {(scheme[1] or scheme[2]).capitalize()}"
        claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.PROSE, block.first, block.last)
    for found in _STATUSES.finditer(text) if _CODE.search(text) else ():
        if re.match(
            r"\s*(?:px|x|×|characters|tokens|ms|kb|mb|images?|%|words|seconds|s\b|\()", found["after"], re.IGNORECASE
        ):
            continue
        for code in re.findall(r"\d{3}", found["codes"]):
            claims.claim(Side.RESPONSE, "", Attr.STATUS, int(code), Basis.PROSE, block.first, block.last)
    return False


def _server(claims: Claims, block: Prose) -> None:
    text = block.text.strip("`*<> ")
    before = " ".join(claims.lines[max(0, block.first - 3) : block.first - 1])
    alone = _URL.fullmatch(text)
    if (alone and _BASE_LINE.search(before)) or (
        (found := _BASE.search(block.text)) and (alone := _URL.match(found[1]))
    ):
        url = alone[0].rstrip("/.") if alone else ""
        claims.claim(Side.OPERATION, "", Attr.SERVER, url, Basis.PROSE, block.first, block.last)


def _sentence(claims: Claims, block: Prose) -> bool:
    """Claims of `stream` is not supported; False where no member is named."""
    done = False
    for sentence in re.split(r"(?<=[.。])\s+", block.text):
        found = _UNSUPPORTED.search(sentence)
        if found is None:
            continue
        head, after = sentence[: found.start()], sentence[found.end() :]
        names = _NAMED.findall(head)
        names += _NAMED.findall(after) if re.match(r"\s*(?:参数|字段)?\s*[:：]?\s*`", after) else []
        for name in names if not re.search(r"\b(?:if|when|where|unless|for)\b", head) else ():
            claims.claim(Side.REQUEST, name, Attr.UNSUPPORTED, True, Basis.PROSE, block.first, block.last)
            done = True
    return done


def _unsupported(claims: Claims, text: str, block: Prose) -> None:
    name = re.split(r"\s*[:：]\s|\s+[–—-]\s+", text)[0].strip("*` ")
    members: list[str] = []
    for found in _MEMBER.finditer(text):
        node = literals.literal(text, found.end())
        if node:
            below = [
                where for where, _ in walk(node.plain(), found[1] + ("[]" if isinstance(node.value, list) else ""))
            ]
            members += [where.replace("[][]", "[]") for where in below] or [found[1]]
    members += [one for one in _NAMED.findall(text) if not members and ("_" in one or one[0].islower())]
    for member in members:
        claims.claim(Side.REQUEST, member, Attr.UNSUPPORTED, True, Basis.PROSE, block.first, block.last)
    if not members:
        claims.claim(Side.OPERATION, "", Attr.UNSUPPORTED, name, Basis.PROSE, block.first, block.last)


def code(claims: Claims, block: Code) -> None:
    """Claims of code that is no sample: a base URL, a header."""
    for number, line in enumerate(block.text.split("\n"), start=block.first):
        for found in _HEADER.finditer(line):
            if carrier := auth(found["name"], found["value"]):
                claims.claim(Side.OPERATION, "", Attr.AUTH, carrier, Basis.PROSE, number)
        text = line.strip()
        before = " ".join(claims.lines[max(0, block.first - 6) : number - 1])
        if (alone := _URL.fullmatch(text)) and _BASE_LINE.search(before) and block.text.count("\n") < 5:
            claims.claim(Side.OPERATION, "", Attr.SERVER, alone[0].rstrip("/"), Basis.PROSE, number)


def statuses(claims: Claims, table: Table) -> None:
    """Claims of a table of statuses."""
    shape = tables.columns(table.header.cells) or ()
    at = shape.index("status") if "status" in shape else 0
    for row in table.rows:
        found = re.search(r"(?<!\d)([1-5]\d\d)(?!\d)", row.cells[at]) if len(row.cells) > at else None
        if found:
            claims.mark(table.header.line)
            claims.claim(Side.RESPONSE, "", Attr.STATUS, int(found[1]), Basis.TABLE, row.line)
