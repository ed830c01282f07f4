"""Samples: what a piece of code sends, where to and with which headers, or what an answer looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from wirecheck.facts.parse.literals import Node, Scalar, Unknown, literal
from wirecheck.wire.lenient_json import Json

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_URL = re.compile(r"""(?:https?|wss?)://[^\s"'`<>|\\]+|(?<=["'`])/(?:v\d\w*|api)/[^\s"'`<>|\\]+""")
_CURL = re.compile(r"(?:^|[\s$>;])curl(?:\.exe)?\s", re.IGNORECASE)
_METHOD = re.compile(
    r"""(?:requests|httpx\w*|axios|client|session|http|got|ky)\s*\.\s*(post|get|put|patch|delete)\s*\("""
    r"""|method["']?\s*[:=]\s*["'](POST|GET|PUT|PATCH|DELETE)["']|requests\.request\(\s*["'](POST|GET|PUT|PATCH|DELETE)["']"""
    r"""|NewRequest\w*\(\s*["'](POST|GET|PUT|PATCH|DELETE)["']|^\s*(POST|GET|PUT|PATCH|DELETE)\s+(?:https?:/)?/""",
    re.IGNORECASE | re.MULTILINE,
)
_BODY = re.compile(
    r"""(?<![\w.])(?:json|body|data|payload|params)["']?\s*[:=]\s*(?:JSON\.stringify\(|json\.dumps\()?\s*(?=[\[{])"""
    r"""|JSON\.stringify\(\s*(?=[\[{])|json\.dumps\(\s*(?=[\[{])|axios\.post\(\s*["'`][^"'`]+["'`]\s*,\s*(?=\{)""",
)
_HEADERS = re.compile(r"""["']?headers["']?\s*[:=]\s*(?=\{)""", re.IGNORECASE)
_CONSTANT = re.compile(r"""^\s*(?:const |let |var )?([A-Za-z_]\w*)\s*=\s*(?=["'`\d\[{])""", re.MULTILINE)
_PLAIN = ("content-type", "accept", "user-agent", "host", "content-length", "accept-encoding", "connection")


# The most lines of a command.
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Sample:
    """
    A sample.

    :param url: where it is sent; None of an answer or a body alone.
    :param headers: names and values, those left out that every request has.
    :param body: what is sent, or the answer; its places count from the beginning of the code.
    :param form: names of the parts of a form.
    """

    method: str | None
    url: str | None
    headers: tuple[tuple[str, str], ...]
    body: Node | None
    form: tuple[tuple[str, str], ...] = ()


def sample(code: str) -> Sample | None:
    """The sample in a piece of code, or None."""
    if code.lstrip()[:1] in ("{", "["):
        return answer(code)
    command = _CURL.search(code)
    return _curl(code, command.start()) if command else _program(code)


def answer(code: str) -> Sample | None:
    """A body alone, of a request or an answer."""
    start = len(code) - len(code.lstrip())
    node = literal(code, start)
    if node is None or not is_body(node):
        return None
    return Sample(None, None, (), node)


def is_body(node: Node) -> bool:
    """Whether a literal can be a body: an object with members, or an array of such."""
    match node.value:
        case dict() as members:
            return any(not isinstance(member.value, Unknown) for member in members.values())
        case [first, *_]:
            return isinstance(first.value, dict) and bool(first.value)
    return False


def _curl(code: str, start: int) -> Sample | None:
    text = code[start:]
    body, quoted = _data(text)
    # the body may name other addresses
    url = _URL.search(f"{text[: quoted[0]]} {text[quoted[1] :]}" if quoted else text)
    if url is None:
        return None
    node = literal(text, body) if body is not None else None
    method = re.search(r"(?:-X|--request)[\s=]*[\"']?([A-Z]+)", text)
    parts = tuple(_pairs("-F|--form", text, "="))
    return Sample(
        method[1] if method else "POST" if quoted or parts else "GET",
        url[0].rstrip(",;)"),
        _telling((name.strip(), value.strip()) for name, value in _pairs("-H|--header", text, ":")),
        _moved(node, start) if node and is_body(node) else None,
        parts,
    )


def _pairs(option: str, command: str, sign: str) -> Iterator[tuple[str, str]]:
    """What an option of a command gives in quotes, parted at a sign."""
    for double, single in re.findall(rf"""(?:{option})[\s=]+(?:"([^"]*)"|'([^']*)')""", command):
        name, there, value = (double or single).partition(sign)
        if there:
            yield name, value


def _telling(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers without those that every request has."""
    return tuple((name, value) for name, value in headers if name.lower() not in _PLAIN)


def _data(text: str) -> tuple[int | None, tuple[int, int] | None]:
    """Where the body of a command begins, and where its quotes stand."""
    option = re.search(
        r"(?:^|\s)(?:-d|--data(?:-raw|-binary|-ascii)?|--json)[\s=]*(?:\$?(['\"])|<<\s*['\"]?\w+['\"]?|@-)", text
    )
    if not option:
        return None, None
    quote = option[1]
    start = option.end()
    if not quote:
        start = text.find("{", start)
        node = literal(text, start) if start >= 0 else None
        return (start, (start, node.end)) if node else (None, None)
    if quote == '"':
        node = literal(text, start)
        return (start, (start, node.end)) if node else (None, (start, len(text)))
    end = text.find("'", start)
    node = literal(text, start)
    end = node.end if node else end
    return start, (start, end if end >= 0 else len(text))


def curl_end(lines: Sequence[str], at: int) -> tuple[int, int | None]:
    """
    Where a command that begins on a line ends: the line after it, and where on its last line the rest begins, if any.

    Pages that lose their line breaks put a heading right behind the closing quote.
    """
    # a small scanner: quotes are skipped whole, and a line break ends the command unless a backslash precedes it
    text = "\n".join(lines[at : at + LONGEST])
    place = 0
    while place < len(text):
        char = text[place]
        if char in "'\"":
            place = _quoted(text, place, char)
            rest = text[place : text.find("\n", place) if "\n" in text[place:] else len(text)]
            ends = text[text.rfind("\n", 0, place - 1) + 1 : place].strip(" }])") == char
            if ends and rest.strip() and rest.strip()[0] not in "\\-|;&>":
                taken = text[:place].count("\n")
                return at + taken + 1, place - (text.rfind("\n", 0, place) + 1)
            continue
        if char == "\n" and text[:place].rstrip(" \t")[-1:] != "\\":
            return at + text[:place].count("\n") + 1, None
        place += 1
    return min(len(lines), at + LONGEST), None


def _quoted(text: str, place: int, quote: str) -> int:
    """Where what a quote opens ends, its closing quote included; a body may have quotes of its own."""
    # a body is read as a literal first, for its own quotes would end it too early
    node = literal(text, place + 1) if re.match(r"\s*[{\[]", text[place + 1 : place + 40]) else None
    start = node.end if node else place + 1
    while start < len(text):
        if text[start] == "\\" and quote == '"':
            start += 2
            continue
        if text[start] == quote:
            return start + 1
        start += 1
    return len(text)


def _moved(node: Node, by: int) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {name: _moved(member, by) for name, member in value.items()}
    elif isinstance(value, list):
        value = [_moved(item, by) for item in value]
    return Node(value, node.start + by, node.end + by)


def _program(code: str) -> Sample | None:
    url = _URL.search(code)
    method = _METHOD.search(code)
    if url is None or (method is None and "fetch(" not in code):
        return None
    names = constants(code)
    nodes = (literal(code, lead.end(), names) for lead in _BODY.finditer(code))
    body = next((node for node in nodes if node and is_body(node)), None) or _named_body(code)
    named = next(filter(None, method.groups())) if method else "POST"
    return Sample(named.upper(), url[0].rstrip(",;)"), _telling(_program_headers(code, names)), body)


def _program_headers(code: str, names: Mapping[str, Scalar]) -> Iterator[tuple[str, str]]:
    lead = _HEADERS.search(code)
    node = literal(code, lead.end(), names) if lead else None
    for name, header in node.value.items() if node and isinstance(node.value, dict) else ():
        if isinstance(header.value, str):
            yield name, header.value


def _named_body(code: str) -> Node | None:
    """The object that a name stands for in `json=payload`."""
    used = re.search(
        r"(?<![\w.])(?:json|data|body)\s*[:=]\s*(?:JSON\.stringify\(|json\.dumps\()?\s*([A-Za-z_]\w*)", code
    )
    used = used or re.search(r"axios\.post\(\s*[\"'`][^\"'`]+[\"'`]\s*,\s*([A-Za-z_]\w*)", code)
    if not used:
        return None
    made = re.search(rf"(?:^|\s){re.escape(used[1])}\s*=\s*(?:json\.dumps\(|JSON\.stringify\()?\s*(?=[\[{{])", code)
    node = literal(code, made.end(), constants(code)) if made else None
    return node if node and is_body(node) else None


def constants(code: str) -> dict[str, Scalar]:
    """Names that a sample gives plain values to."""
    values: dict[str, Scalar] = {}
    for match in _CONSTANT.finditer(code):
        node = literal(code, match.end())
        if node and not isinstance(node.value, dict | list | Unknown):
            values[match[1]] = node.value
    return values


def auth(name: str, value: str) -> str | None:
    """How a header carries the key, such as `Authorization: Bearer`; None where it carries none."""
    if name.lower() == "authorization":
        scheme = re.match(r"(Bearer|Basic|Key|Token|Api-Key)\b", value, re.IGNORECASE)
        return f"{name}: {scheme[1]}" if scheme else name
    if re.fullmatch(
        r"(?:x-)?(?:goog-)?(?:api[-_]?key|auth[-_]?token|access[-_]?token)|x-goog-api-key|\w+-api-key", name, re.I
    ):
        return name
    return None


def split(url: str) -> tuple[str, str, tuple[str, ...]]:
    """A URL as server, path and the names of its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url, ()
    server = f"{parts.scheme}://{parts.netloc}" if parts.netloc.isascii() and parts.netloc else ""
    query = tuple(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return server, parts.path, query


def placeholder(value: Json) -> bool:
    """Whether a value only holds the place of one."""
    if isinstance(value, bool) or value is None:
        return value is None
    if isinstance(value, int | float):
        return value == 123
    if isinstance(value, str):
        text = value.strip()
        return (
            not text
            or text in ("string", "...", "…", "null")
            or bool(re.fullmatch(r"<[^<>]*>|\{[^{}]*\}|\{\{.*\}\}|\$\{?\w+\}?|\[[^\]]*\]", text))
            or bool(re.search(r"\.\.\.|…|<[\w\s/-]+>", text))
            or bool(re.match(r"(?:YOUR|your|MY)[_-]|(?:Bearer|Basic)\s|sk-x+", text))
        )
    return not value
