"""
No key reaches what wirecheck leaves behind, whatever a gateway does with it.

A gateway that sends the caller's key back in every form, in bodies, headers, redirects, answers that are cut off and
bytes that are no HTTP, is tested with the real command line and the real pytest; then stdout, stderr and every file are
searched. The searcher shares nothing with the package: it undoes encodings until there is nothing left to undo.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import json
import os
import re
import socketserver
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest

from wirecheck.emulator import Emulator
from wirecheck.wire.exchange import Request

pytestmark = pytest.mark.exhaustive

CORE = "c4naryKq7ZtW2mXb9LdR5vHs8JpF3gYe6NuQ1aT0wB"
KEY = f"sk-{CORE}"
THEIRS = "AIzaSyD3xW8nK5vP2rT9mL6qB4hJ7fG1cZ0yU5s"
"""Somebody else's, which is not to be kept either."""
WINDOW = 12
"""So many characters of the key in a row are a leak."""

BARE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "APIYI"))}


# -- the gateway -------------------------------------------------------------------------------------------------------


def in_lines(content: bytes) -> str:
    return base64.encodebytes(content).decode()


def forms(key: str) -> list[str]:
    """A key as gateways, proxies and frameworks write it, each fit to stand in a JSON string."""
    dump = json.dumps({"headers": {"authorization": f"Bearer {key}", "host": "gateway.test"}})
    escaped = "".join(f"\\u{ord(char):04x}" for char in key)
    found = [
        key,
        key.removeprefix("sk-"),
        key.upper(),
        key.lower(),
        f"Bearer {key}",
        f"https://inner.test/v1?key={quote(key)}&alt=sse",
        "".join(f"%{ord(char):02X}" for char in key),
        "".join(f"%{ord(char):02x}" for char in key),
        "".join(f"%25{ord(char):02x}" for char in key),
        key.replace("a", "%61").replace("K", "%4b"),
        escaped,
        escaped.replace("\\", "\\\\"),
        key.replace("n", "\\u006e").replace("7", "\\u0037"),
        "".join(f"&#{ord(char)};" for char in key),
        "".join(f"&#x{ord(char):x};" for char in key),
        "".join(f"\\u0026#{ord(char)};" for char in key),
        key.encode().hex(),
        key.encode().hex().upper(),
        *("Basic " + base64.b64encode(f"{'user'[:n]}:{key}".encode()).decode() for n in range(3)),
        base64.b64encode(dump.encode()).decode(),
        base64.urlsafe_b64encode(dump.encode()).decode().rstrip("="),
        base64.b64encode(dump.encode()).decode().replace("/", "\\/"),
        in_lines(dump.encode()).replace("\n", "\\n"),
        base64.b64encode(base64.b64encode(key.encode())).decode(),
        json.dumps(json.dumps(dump))[1:-1],
        json.dumps(html.escape(dump))[1:-1],
    ]
    return list(dict.fromkeys(found))


def plain(form: str) -> bool:
    """Whether a form can stand in a header."""
    return "\n" not in form and '"' not in form


def told(key: str) -> str:
    return ", ".join(f'"{form}"' for form in forms(key))


def served(key: str, request: Request) -> bytes:
    """What an honest gateway answers, and more of it."""
    found = Emulator("apiyi", key=key).respond(request).content.decode()
    return f'{found.rstrip().removesuffix("}")}, "debug": [{told(key)}, "{THEIRS}"]}}'.encode()


def refused(key: str, request: Request) -> bytes:
    """An error that tells every form, and a page that does where nobody reads JSON."""
    message = " ".join(forms(key)) + f" upstream: https://a.test/v1beta?key={THEIRS}"
    return f'{{"error": {{"code": 400, "message": "{message}", "status": "INVALID_ARGUMENT"}}}}'.encode()


Answer = Callable[[str, Request], bytes]


def http(
    status: str,
    body: Answer,
    *headers: str,
    cut: int | None = None,
    pack: Callable[[bytes], bytes] = bytes,
    chunked: bool = False,
) -> Answer:
    """An answer on the wire, with the key in the words after its status and in its headers, names included."""

    def send(key: str, request: Request) -> bytes:
        content = pack(body(key, request))
        size = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(content) - (cut or 0)}"
        echoes = [f"X-Echo-{n}: {form}" for n, form in enumerate(filter(plain, forms(key)))]
        lines = [f"HTTP/1.1 {status} {key}", "Content-Type: application/json", size, *headers, *echoes]
        lines += [f"X-{key}: 1", f"Set-Cookie: key={key}; Path=/", f"X-Upstream: Bearer {THEIRS}"]
        head = "\r\n".join(lines).replace("{key}", key).encode()
        if chunked:
            pieces = [content[start : start + 7] for start in range(0, len(content), 7)]
            content = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        return head + b"\r\n\r\n" + content[:cut]

    return send


def cut_in_a_key(key: str, request: Request) -> bytes:
    """Without its prefix, so that nothing but the caller's own key tells what it is."""
    return f'{{"error": {{"message": "no such key: {key.removeprefix("sk-")[:-5]}'.encode()


def deflate(content: bytes) -> bytes:
    return zlib.compress(content)


GZIP, DEFLATE = "Content-Encoding: gzip", "Content-Encoding: deflate"
ANSWERS: dict[str, Answer] = {
    "served": http("200", served),
    "served, packed": http("200", served, GZIP, pack=gzip.compress),
    "served in small pieces": http("200", served, chunked=True),
    "served with a page": http("200", lambda key, _: f"<html><p>{'<br>'.join(forms(key))}</p></html>".encode()),
    "refused": http("400", refused),
    "refused with 401": http("401", refused, 'WWW-Authenticate: Bearer realm="{key}"'),
    "refused, packed": http("500", refused, DEFLATE, pack=deflate),
    "refused, packed without saying so": http("502", refused, pack=gzip.compress),
    "redirected": http("302", refused, "Location: https://other.test/v1?key={key}&next=%2F{key}"),
    "redirected here": http("307", lambda *_: b"", "Location: /{key}/x?access_token={key}"),
    "cut off": http("200", served, cut=-40),
    "cut off in the key": http("400", lambda key, asked: cut_in_a_key(key, asked) + b"....", cut=-4),
    "cut off, packed": http("200", served, GZIP, cut=-40, pack=gzip.compress),
    "cut off in a piece": lambda key, _: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + key.encode(),
    "a length that is a key": lambda key, _: f"HTTP/1.1 200 OK\r\nContent-Length: {key}\r\n\r\n{key}".encode(),
    "no HTTP": lambda key, _: f"SSH-2.0-{key}\r\n{' '.join(forms(key))}\r\n\r\n".encode(),
    "no HTTP after a status": lambda key, _: f"HTTP/1.1 200 OK\r\n{key} {key}\r\n\r\n".encode(),
    "no HTTP, long": lambda key, _: b"HTTP/1.1 200 OK\r\n" + b"y" * 140 + f" {key[3:]}\r\n\r\n".encode(),
    "a status that is a key": lambda key, _: f"HTTP/1.1 {key} {key}\r\n\r\n".encode(),
}


class Gateway(socketserver.ThreadingTCPServer):
    """Answers each request in the next way of several, with the key that it carries."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, ways: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ways = ways
        self.count = 0
        self.keys: set[str] = set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, request: Request) -> bytes:
        key = (request.header("authorization") or "").removeprefix("Bearer ").strip()
        with self.lock:
            self.keys.add(key)
            # what comes without the key has seen it before
            way = self.ways[self.count % len(self.ways)]
            self.count += 1
        return ANSWERS[way](KEY, request)


class Handler(socketserver.StreamRequestHandler):
    """Reads one request, answers it, and closes."""

    server: Gateway

    def handle(self) -> None:
        first = self.rfile.readline().decode("latin-1").split()
        headers: list[tuple[str, str]] = []
        while (line := self.rfile.readline().decode("latin-1").strip()) != "":
            name, _, value = line.partition(":")
            headers.append((name, value.strip()))
        size = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if len(first) > 1:
            request = Request(first[0], f"{self.server.url}{first[1]}", tuple(headers), self.rfile.read(size))
            self.wfile.write(self.server.answer(request))


@pytest.fixture
def serve() -> Iterator[Callable[..., Gateway]]:
    """Starts gateways, and ends them with the test."""
    started: list[Gateway] = []

    def start(*ways: str) -> Gateway:
        gateway = Gateway(list(ways) or list(ANSWERS))
        threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        started.append(gateway)
        return gateway

    yield start
    for gateway in started:
        gateway.shutdown()
        gateway.server_close()


# -- the searcher ------------------------------------------------------------------------------------------------------

WINDOWS = sorted(
    {word[i : i + WINDOW].lower().encode() for word in (CORE, THEIRS[6:]) for i in range(len(word) - WINDOW + 1)}
)
RUN = re.compile(rb"(?:[A-Za-z0-9+/_-]|\\+[nr/]|[\r\n]){16,}")
DIGITS = re.compile(rb"[0-9A-Fa-f]{24,}")


@dataclass(frozen=True)
class Search:
    """Undoes what can be undone, again and again, and looks for a part of the key in all that comes out."""

    seen: set[bytes] = field(default_factory=set)

    def leaks(self, content: bytes, depth: int = 4) -> list[str]:
        if content in self.seen or len(content) < WINDOW:
            return []
        self.seen.add(content)
        folded = content.lower()
        found = [folded[max(0, at - 60) : at + 60] for window in WINDOWS if (at := folded.find(window)) >= 0][:1]
        if found or not depth:
            return [repr(piece) for piece in found]
        for undone in undo(content):
            found_inside = self.leaks(undone, depth - 1)
            if found_inside:
                return found_inside
        return []


def undo(content: bytes) -> Iterator[bytes]:
    """What a text is when it is taken for encoded, in each way."""
    if b"%" in content:
        yield unquote_to_bytes(content)
    if b"\\" in content:
        unescaped = re.sub(rb"\\+u00([0-9A-Fa-f]{2})|\\+x([0-9A-Fa-f]{2})", _char, content)
        yield re.sub(rb"\\([\"'/\\])", rb"\1", unescaped)
    if b"&" in content:
        yield html.unescape(content.decode("latin-1")).encode("latin-1", "replace")
    if b"\0" in content:
        yield content.replace(b"\0", b"")
    for at in (found.start() for found in re.finditer(rb"\x1f\x8b\x08", content)):
        yield _inflated(content[at:], 47)
    if content[:1] == b"\x78":
        yield _inflated(content, 47)
    for run in RUN.findall(content):
        text = re.sub(rb"\\+[nr]|[\r\n\\]", b"", run).translate(bytes.maketrans(b"-_", b"+/"))
        for skip in range(4):
            part = text[skip:]
            yield base64.b64decode(part[: len(part) // 4 * 4] or b"")
    for run in DIGITS.findall(content):
        for skip in range(2):
            part = run[skip:]
            yield binascii.unhexlify(part[: len(part) // 2 * 2])


def _char(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1] or found[2], 16)])


def _inflated(content: bytes, bits: int) -> bytes:
    try:
        return zlib.decompressobj(bits).decompress(content, 1 << 24)
    except zlib.error:
        return b""


def leaks(folder: Path, done: subprocess.CompletedProcess[bytes]) -> dict[str, list[str]]:
    """Where a part of the key was found: by the file, or the stream."""
    places = {"stdout": done.stdout, "stderr": done.stderr}
    for path in sorted(folder.rglob("*")):
        places[f"the name of {path.name}"] = path.name.encode()
        if path.is_file():
            places[str(path.relative_to(folder))] = path.read_bytes()
    return {place: found for place, content in places.items() if (found := Search().leaks(content))}


# -- the tests ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", forms(KEY))
def test_the_searcher_finds_every_form(form: str) -> None:
    """What a gateway hides, the searcher uncovers; also in base64 within JSON, as tapes have it."""
    wrapped = json.dumps({"text": base64.b64encode(gzip.compress(f'["{form}"]'.encode())).decode()}).encode()
    assert all(Search().leaks(content) for content in (f'["{form}"]'.encode(), json.dumps([form]).encode(), wrapped))


@pytest.mark.parametrize("way", ANSWERS)
def test_the_gateway_leaks_in_every_way(way: str) -> None:
    """Otherwise nothing would be proved by not finding anything."""
    request = Request(
        "POST", "http://a.test/v1beta/models/m:generateContent", (("Authorization", f"Bearer {KEY}"),), b"{}"
    )
    assert Search().leaks(ANSWERS[way](KEY, request))


def test_the_searcher_finds_nothing_in_what_is_clean() -> None:
    """Names of variables, placeholders and masked keys are no leak."""
    text = b"Bearer $APIYI_API_KEY [the caller's key] [what looks like a key: AIza...] sk-c4na****1aT0wB"
    assert Search().leaks(text + base64.b64encode(text)) == []


RUN_LIVE = ("-m", "wirecheck", "run", "live:apiyi", "--yes", "--timeout", "20", "--jobs", "1", "--url", "{url}")
PYTEST = (
    "-m",
    "pytest",
    "-p",
    "no:cacheprovider",
    "--rootdir",
    ".",
    "--wirecheck",
    "live:apiyi",
    "--wirecheck-url",
    "{url}",
)
RECORDED = ("--tape", "tape.har", "--pictures", "pictures", "--report", "json=report.json")

COMMANDS: dict[str, list[tuple[str, ...]]] = {
    "verbose": [(*RUN_LIVE, "--verbose", "--strict")],
    "json": [(*RUN_LIVE, "--format", "json")],
    "recorded, resumed, replayed": [
        (*RUN_LIVE, *RECORDED, "--budget", "8"),
        (*RUN_LIVE, *RECORDED, "--budget", "20", "--resume", "--verbose"),
        ("-m", "wirecheck", "run", "replay:tape.har", "--verbose", "--report", "json=again.json"),
    ],
    "a header that is secret": [
        (*RUN_LIVE, "-H", f"X-Other-Key: {KEY}", "--verbose", "--update-baseline", "--baseline", "b.toml")
    ],
    "pytest": [(*PYTEST, "--junitxml", "junit.xml", "-l", "--tb=long", "-rA", "--wirecheck-strict")],
    "pytest with logs": [(*PYTEST, "--log-level", "DEBUG", "--log-file", "log.txt", "--log-cli-level", "DEBUG", "-l")],
}


def play(folder: Path, arguments: tuple[str, ...], url: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *(argument.replace("{url}", url) for argument in arguments)]
    environ = {**BARE, "APIYI_API_KEY": KEY, "WIRECHECK_TRACEBACK": "1", "COLUMNS": "400", "PYTHONDEVMODE": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=120, env=environ, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_leaves_the_key_behind(name: str, serve: Callable[..., Gateway], tmp_path: Path) -> None:
    """Not on stdout, not on stderr, not in a report, a tape, its journal, a log or a picture's name."""
    gateway = serve("served", *ANSWERS)
    for arguments in COMMANDS[name]:
        done = play(tmp_path, arguments, gateway.url)
        assert (leaks(tmp_path, done), done.returncode in (0, 1, 3)) == ({}, True), done.stderr.decode()
    assert KEY in gateway.keys


@pytest.mark.parametrize("way", ANSWERS)
def test_no_answer_leaves_the_key_behind(way: str, serve: Callable[..., Gateway], tmp_path: Path) -> None:
    """Each way of answering by itself, from the first request to the last."""
    done = play(tmp_path, (*RUN_LIVE, *RECORDED, "--verbose"), serve(way).url)
    assert (leaks(tmp_path, done), done.returncode in (1, 3)) == ({}, True), done.stderr.decode()
