"""A page as text, cut into blocks line by line: as a browser copies it, or what Markdown leaves between its fences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from wirecheck.facts.parse import copied, embedded, entries, literals, mdx, page_tables, samples, sections
from wirecheck.facts.parse.blocks import Block, Blocks, Code, EndpointLine, Heading, Nesting, Prose, Status
from wirecheck.facts.parse.sections import ALONE, EXACT, METHOD, side, skip_blank

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
_WHOLE = re.compile(rf"[`*]*{_TARGET}[`*]*(?=$|[^\x00-\x7f])")
_SIGNS = frozenset("|{}<>\t=\\")
_METHODS = ("POST", "GET", "PUT", "PATCH", "DELETE")


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
        begun = None if _is_sentence(line) else _begun(lines, at, blank)
        here, at = begun or ([Prose(line.strip(), at + 1, at + 1)], at + 1)
        yield from here
        blank = False


def _is_sentence(line: str) -> bool:
    """Whether a line can be nothing but prose; most lines of long pages are."""
    long = len(line) > 70 and line[0].isupper() and line[1].islower() and line.count(" ") > 6
    return long and _SIGNS.isdisjoint(line) and not any(method in line for method in _METHODS)


def _begun(lines: Sequence[str], at: int, blank: bool) -> Blocks | None:
    """The blocks that begin on a line; `blank` where it stands below a blank one."""
    for reader in _READERS:
        if begun := reader(lines, at):
            return begun
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    text = lines[at].strip()
    if looks_like_heading(text) and (blank or following[:1] in ("|", "{") or not following):
        return [Heading(text, 0, at + 1)], at + 1
    return None


def _heading(lines: Sequence[str], at: int) -> Blocks | None:
    """A line that is marked as a heading; it may name an endpoint."""
    text = lines[at].strip()
    if hashes := _HASHES.fullmatch(text):
        if endpoint := _ENDPOINT.fullmatch(hashes[2].strip("`")):
            return [EndpointLine(endpoint[1].upper(), endpoint[2], at + 1, at + 1)], at + 1
        return [Heading(hashes[2], len(hashes[1]), at + 1)], at + 1
    bold = _BOLD.fullmatch(text)
    return ([Heading(bold[1], 6, at + 1)], at + 1) if bold and side(bold[1]) is not None else None


def _exact(lines: Sequence[str], at: int) -> Blocks | None:
    """A line that is a heading wherever it stands."""
    text = lines[at].strip()
    return ([Heading(text, 0, at + 1)], at + 1) if EXACT.fullmatch(text) else None


def _mark(lines: Sequence[str], at: int) -> Blocks | None:
    """A line that names a status, or begins or ends the members of a list."""
    text = lines[at].strip()
    if (status := sections.status(text)) is not None:
        return [Status(status, at + 1)], at + 1
    opens = bool(sections.OPENS.fullmatch(text))
    return ([Nesting(opens, at + 1)], at + 1) if opens or sections.CLOSES.fullmatch(text) else None


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


def _endpoint(lines: Sequence[str], at: int) -> Blocks | None:
    text = lines[at].strip()
    if len(text) > 300:
        return None
    if alone := ALONE.fullmatch(text):
        return _below_method(lines, at, alone[1].upper())
    endpoint = _ENDPOINT.match(text)
    if not endpoint or not (endpoint[1].isupper() or endpoint[1].islower()):
        return None
    rest = text[endpoint.end() :].strip("`* ")
    if rest and ((rest[0].isascii() and rest[0] not in "?(（—–-:") or len(rest) > 60):
        return None
    return [EndpointLine(endpoint[1].upper(), endpoint[2].rstrip(".,"), at + 1, at + 1)], at + 1


def _below_method(lines: Sequence[str], at: int, method: str) -> Blocks | None:
    """A path below its method: behind its host, a segment a line, or whole, a title between."""
    start = skip_blank(lines, at + 1)
    host, path, *_ = (*(line.strip() for line in lines[start : start + 2]), "", "")
    if _HOST.fullmatch(host) and re.fullmatch(_TARGET, path):
        return [EndpointLine(method, host.rstrip("/") + path, at + 1, start + 2)], start + 2
    path, end = _crumbs(lines, start)
    if len(path) > 1:
        return [EndpointLine(method, path, at + 1, end)], end
    for place in range(start, min(start + 4, len(lines))):
        text = lines[place].strip()
        if ALONE.fullmatch(text):
            return None
        whole = _WHOLE.match(text)
        if whole and "/" in whole[1][1:]:
            # the title that stands between is read next
            return [EndpointLine(method, whole[1], at + 1, place + 1)], at + 1 if place > start else place + 1
    return None


def _crumbs(lines: Sequence[str], at: int) -> tuple[str, int]:
    """A path that stands a segment a line, each after its slash, and the line after it."""
    path = ""
    while at < len(lines):
        text = lines[at].strip()
        is_slash = text == "/" and not path.endswith("/")
        is_segment = path.endswith("/") and _SEGMENT.fullmatch(text)
        is_verb = path.endswith("}") and re.fullmatch(r":\w+", text)
        if not (is_slash or is_segment or is_verb):
            break
        path += text
        at += 1
    return path, at


def _fence(lines: Sequence[str], at: int) -> Blocks | None:
    fence = _FENCE.match(lines[at])
    if fence is None:
        return None
    closing = re.compile(rf"\s*{fence[1][0]}{{{len(fence[1])},}}\s*")
    for end in range(at + 1, len(lines)):
        if closing.fullmatch(lines[end]):
            code = Code("\n".join(lines[at + 1 : end]), fence[2].strip(), at + 2, max(at + 2, end))
            return [embedded.opened(code)], end + 1
    return None


def _curl(lines: Sequence[str], at: int) -> Blocks | None:
    """A command, and what its last line says behind it where the page lost its line breaks."""
    if not _CURL.match(lines[at]):
        return None
    end, cut = samples.curl_end(lines, at)
    text = "\n".join(lines[at:end])
    if cut is None:
        return [Code(text, "curl", at + 1, end)], end
    rest = lines[end - 1][cut:].strip()
    command = Code(text[: len(text) - len(lines[end - 1]) + cut], "curl", at + 1, end)
    return ([command, Heading(rest, 0, end)] if looks_like_heading(rest) else [command]), end


def _literal(lines: Sequence[str], at: int) -> Blocks | None:
    """An object that begins on a line and ends where a line does, with what the line says behind it."""
    start = len(lines[at]) - len(lines[at].lstrip())
    if lines[at][start] not in "{[":
        return None
    text = "\n".join(lines[at : at + 5_000])
    node = literals.literal(text, start)
    if node is None or not samples.is_body(node):
        return None
    body = text[: node.end]
    end = at + body.count("\n")
    rest = lines[end][node.end - (body.rfind("\n") + 1) :].strip()
    here: list[Block] = [Code(body, "", at + 1, end + 1)]
    if _CURL.match(rest):
        here.append(Code(rest, "curl", end + 1, end + 1))
    elif rest and rest[0] not in ",;)'\"" and looks_like_heading(rest):
        here.append(Heading(rest, 0, end + 1))
    return here, end + 1


def _program(lines: Sequence[str], at: int) -> Blocks | None:
    """Code without a fence: to the first line after a gap that does not look like code."""
    if not _PROGRAM.match(lines[at].strip()):
        return None
    end = at + 1
    while end < len(lines):
        if not lines[end].strip():
            ahead = skip_blank(lines, end)
            if not _goes_on(lines, ahead):
                break
            end = ahead
        end += 1
    return [Code("\n".join(lines[at:end]), "", at + 1, end)], end


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether code goes on behind a gap: the line looks like code, and begins nothing else."""
    if at >= len(lines) or not _CODE.search(lines[at]) or EXACT.fullmatch(lines[at].strip()):
        return False
    if _CURL.match(lines[at]) or entries.starts(lines, at) or page_tables.glued(lines, at):
        return False
    return lines[at].startswith("# ") or not _HASHES.fullmatch(lines[at].strip())


# What may begin on a line, in the order in which it is looked for: the first that is found is taken.
_READERS: tuple[Callable[[Sequence[str], int], Blocks | None], ...] = (
    _endpoint, embedded.bare, mdx.fields, _fence, _heading, _curl, _literal,
    page_tables.barred, page_tables.tabbed, page_tables.glued, page_tables.stacked,
    _exact, entries.entry, _mark, _program,
)  # fmt: skip
