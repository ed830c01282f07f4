"""A page as text, cut into blocks line by line: as a browser copies it, or what Markdown leaves between its fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wirecheck.facts.parse import copied, embedded, entries, literals, marks, mdx, samples, tables
from wirecheck.facts.parse.blocks import Block, Code, Endpoint, Heading, Nesting, Prose, Status
from wirecheck.facts.parse.marks import ALONE, METHOD
from wirecheck.facts.parse.sections import EXACT, side

_TARGET = r"(https?://[^\s`*|\u3000-\u9fff]+|/[\w{}\[\]<>$.:/@~%-]+)"
_ENDPOINT = re.compile(
    rf"[\W_]*(?:(?:endpoint|request url|url|http request|method|path|请求地址|接口地址|端点"
    rf"|请求方式)[\s*`]*[:：]?[\s*`]*)?[*`]*{METHOD}[*`]*\s*[*`]*{_TARGET}",
    re.IGNORECASE,
)
_HOST = re.compile(r"https?://[\w.:-]+/?")
_SEGMENT = re.compile(r"[\w{}.:$@~%-]+")
_CURL = re.compile(r"\s*(?:\$\s*)?curl\s+(?:--|-[A-Za-z]|[\"']?https?:|\\)")
_PROGRAM = re.compile(
    r"(?:import [\w{*]|from [\w.]+ import |const \w|let \w|var \w|#!/|package \w+$|using \w|<\?php|require ['\"]|"
    r"(?:await |return )?fetch\(|[A-Za-z_]\w* = (?:requests|client|OpenAI|\{|\[|\"|')|#include|fn main|public class)"
)
_CODE = re.compile(r"[(){}\[\]=;]|^\s+\S|^\s*(?:#|//)|^(?:import|from|else|try|package|func|end)\b")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)")
_HASHES = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD = re.compile(r"(?:\*\*|__)([^*_]{2,60})(?:\*\*|__)\s*[:：]?")
_BULLET = re.compile(r"\s*[•·*‣-]\s+")


def blocks(lines: Sequence[str], first: int = 0, end: int | None = None) -> Iterator[Block]:
    """The blocks of some lines of a page, from 0, the end left out."""
    at, end = first, len(lines) if end is None else end
    lines = copied.apart(lines[:end])
    blank = True
    while at < end:
        line = lines[at]
        if not line.strip():
            at, blank = at + 1, True
            continue
        found = None if _is_sentence(line) else _block(lines, at, blank)
        if found:
            blocks_here, at = found
            yield from blocks_here
            blank = False
            continue
        yield Prose(line.strip(), at + 1, at + 1)
        at, blank = at + 1, False


_SIGNS = frozenset("|{}<>\t=\\")
_METHODS = ("POST", "GET", "PUT", "PATCH", "DELETE")


def _is_sentence(line: str) -> bool:
    """Whether a line can be nothing but prose; most lines of long pages are."""
    long = len(line) > 70 and line[0].isupper() and line[1].islower() and line.count(" ") > 6
    return long and _SIGNS.isdisjoint(line) and not any(method in line for method in _METHODS)


def _block(lines: Sequence[str], at: int, blank: bool) -> tuple[list[Block], int] | None:
    """The blocks that begin on a line, and the line after them."""
    line = lines[at]
    text = line.strip()
    if found := _endpoint(lines, at):
        return found
    if document := embedded.bare(lines, at):
        return [document], document.last
    if field := mdx.fields(lines, at):
        return field
    if (fence := _FENCE.match(line)) and (fenced := _fenced(lines, at, fence)):
        return fenced
    if hashes := _HASHES.fullmatch(text):
        if endpoint := _ENDPOINT.fullmatch(hashes[2].strip("`")):
            return [Endpoint(endpoint[1].upper(), endpoint[2], at + 1, at + 1)], at + 1
        return [Heading(hashes[2], len(hashes[1]), at + 1)], at + 1
    if (bold := _BOLD.fullmatch(text)) and side(bold[1]) is not None:
        return [Heading(bold[1], 6, at + 1)], at + 1
    if _CURL.match(line):
        return _curl(lines, at)
    if text[0] in "{[" and (found := _literal(lines, at)):
        return found
    for reader in (tables.barred, tables.tabbed, tables.glued, tables.stacked):
        if table := reader(lines, at):
            return [table[0]], table[1]
    if EXACT.fullmatch(text):
        return [Heading(text, 0, at + 1)], at + 1
    if entry := entries.entry(lines, at):
        return [entry[0]], entry[1]
    if (status := marks.status(text)) is not None:
        return [Status(status, at + 1)], at + 1
    if marks.OPENS.fullmatch(text) or marks.CLOSES.fullmatch(text):
        return [Nesting(bool(marks.OPENS.fullmatch(text)), at + 1)], at + 1
    if _PROGRAM.match(text):
        return _program(lines, at)
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if looks_like_heading(text) and (blank or following[:1] in ("|", "{") or not following):
        return [Heading(text, 0, at + 1)], at + 1
    return None


def looks_like_heading(text: str) -> bool:
    """Whether a line may be a heading: short, no sentence, no bullet."""
    return (
        len(text) <= 70
        and len(text.split()) <= 9
        and text[-1] not in ".。,，;；!?！？"
        and not _BULLET.match(text)
        and (text[0].isupper() or ord(text[0]) > 127 or text[0].isdigit())
        and not text.startswith("http")
    )


def _endpoint(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    text = lines[at].strip()
    if len(text) > 300:
        return None
    if alone := ALONE.fullmatch(text):
        return _crumbs(lines, at, alone[1].upper())
    found = _ENDPOINT.match(text)
    if not found or (not found[1].isupper() and not found[1].islower()):
        return None
    rest = text[found.end() :].strip("`* ")
    if rest and ((rest[0].isascii() and rest[0] not in "?(（—–-:") or len(rest) > 60):
        return None
    return [Endpoint(found[1].upper(), found[2].rstrip(".,"), at + 1, at + 1)], at + 1


def _crumbs(lines: Sequence[str], at: int, method: str) -> tuple[list[Block], int] | None:
    """A path that stands a segment a line, each after its slash; or all of it on the line after the method."""
    end = at + 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    if end >= len(lines):
        return None
    path = ""
    place = end
    if _HOST.fullmatch(lines[end].strip()) and lines[end + 1 :] and re.fullmatch(_TARGET, lines[end + 1].strip()):
        return [Endpoint(method, lines[end].strip().rstrip("/") + lines[end + 1].strip(), at + 1, end + 2)], end + 2
    while place < len(lines):
        text = lines[place].strip()
        if not text:
            break
        if text == "/" and not path.endswith("/"):
            path += "/"
        elif (path.endswith("/") and _SEGMENT.fullmatch(text)) or (path.endswith("}") and re.fullmatch(r":\w+", text)):
            path += text
        else:
            break
        place += 1
    if len(path) > 1:
        return [Endpoint(method, path, at + 1, place)], place
    for place in range(end, min(end + 4, len(lines))):
        if ALONE.fullmatch(lines[place].strip()):
            return None
        # a title may stand between a method and its path
        whole = re.match(rf"[`*]*{_TARGET}[`*]*(?=$|[^\x00-\x7f])", lines[place].strip())
        if whole and "/" in whole[1][1:]:
            return [Endpoint(method, whole[1], at + 1, place + 1)], at + 1 if place > end else place + 1
    return None


def _fenced(lines: Sequence[str], at: int, fence: re.Match[str]) -> tuple[list[Block], int] | None:
    for end in range(at + 1, len(lines)):
        if re.fullmatch(rf"\s*{fence[1][0]}{{{len(fence[1])},}}\s*", lines[end]):
            code = Code("\n".join(lines[at + 1 : end]), fence[2].strip(), at + 2, max(at + 2, end))
            return [embedded.opened(code)], end + 1
    return None


def _curl(lines: Sequence[str], at: int) -> tuple[list[Block], int]:
    end, cut = samples.curl_end(lines, at)
    text = "\n".join(lines[at:end])
    if cut is None:
        return [Code(text, "curl", at + 1, end)], end
    rest = lines[end - 1][cut:].strip()
    text = text[: len(text) - len(lines[end - 1]) + cut]
    found: list[Block] = [Code(text, "curl", at + 1, end)]
    if looks_like_heading(rest):
        found.append(Heading(rest, 0, end))
    return found, end


def _literal(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """An object that begins on a line and ends where a line does, with what the line says behind it."""
    text = "\n".join(lines[at : at + 5_000])
    node = literals.literal(text, len(lines[at]) - len(lines[at].lstrip()))
    if node is None or not samples.is_body(node):
        return None
    taken = text[: node.end].count("\n")
    end = at + taken
    rest = lines[end][node.end - (text[: node.end].rfind("\n") + 1) :].strip()
    found: list[Block] = [Code(text[: node.end], "", at + 1, end + 1)]
    if rest and rest[0] not in ",;)'\"":
        if _CURL.match(rest):
            found.append(Code(rest, "curl", end + 1, end + 1))
        elif looks_like_heading(rest):
            found.append(Heading(rest, 0, end + 1))
    return found, end + 1


def _program(lines: Sequence[str], at: int) -> tuple[list[Block], int]:
    """Code without a fence: to the first line after a gap that does not look like code."""
    end = at + 1
    while end < len(lines):
        text = lines[end]
        if not text.strip():
            ahead = end
            while ahead < len(lines) and not lines[ahead].strip():
                ahead += 1
            if ahead >= len(lines) or not _CODE.search(lines[ahead]) or EXACT.fullmatch(lines[ahead].strip()):
                break
            if _CURL.match(lines[ahead]) or entries.starts(lines, ahead) or tables.glued(lines, ahead):
                break
            if _HASHES.fullmatch(lines[ahead].strip()) and not lines[ahead].startswith("# "):
                break
            end = ahead
        end += 1
    return [Code("\n".join(lines[at:end]), "", at + 1, end)], end
