"""Findings as commands: each runs as it is pasted, and shows what its finding says."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from wirecheck.emulator import Emulator, faults_for
from wirecheck.emulator.server import running
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, Session, prepare
from wirecheck.judging.curl_line import LONGEST_WORD, curl
from wirecheck.judging.judge import assess
from wirecheck.secrets.key_patterns import WRONG_KEY
from wirecheck.spec.spec import load, providers
from wirecheck.transports.emulated import ADDRESS
from wirecheck.wire.exchange import Exchange, Failure, FailureKind, Headers, Request, Response

if shutil.which("curl") is None:
    pytest.skip("there is no `curl` to run the lines with", allow_module_level=True)

SHELLS = [shell for shell in ("sh", "bash") if shutil.which(shell)]
JSON = (("Content-Type", "application/json"),)
KEY = (("Authorization", "Bearer $APIYI_API_KEY"),)


class Recorder(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def record(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.seen.append((self.command, self.path, self.headers.items(), body))  # type: ignore[attr-defined]
        self.send_response(204, "as it should")
        self.send_header("X-Told", "yes")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_HEAD = record

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def recorder() -> Iterator[HTTPServer]:
    """A server on a free port that keeps what it is sent."""
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    server.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def pasted(line: str, environ: Mapping[str, str] = {}, shell: str = "sh") -> subprocess.CompletedProcess[bytes]:
    """A line pasted into a shell that has these variables."""
    environ = {"PATH": "/usr/bin:/bin", "HOME": "/", **environ}
    return subprocess.run([shell], input=line.encode(), env=environ, capture_output=True, timeout=60, check=False)


def sent(
    recorder: HTTPServer, request: Request, environ: Mapping[str, str], default: str = "", shell: str = "sh"
) -> tuple[str, str, list[tuple[str, str]], bytes]:
    """What arrives of a request to the recorder: method, path, headers and body."""
    request = replace(request, url=f"http://127.0.0.1:{recorder.server_port}{request.url}")
    line = curl(request, None, "Authorization", default)
    assert line.isprintable()
    done = pasted(line, environ, shell)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"204 as it should\r\n" in done.stdout
    assert b"X-Told: yes" in done.stdout
    ((method, path, headers, body),) = recorder.seen  # type: ignore[attr-defined]
    return method, path, headers, body


BODIES = {
    "plain": b'{"a": "b"}',
    "quotes": b"""{"a": "it's \\"so\\" `here` $HOME !x \\\\ %s %d"}""",
    "text beyond ASCII": '{"a": "ü日本"}'.encode(),
    "lines": b'{\n\t"a": "b\\n"\r\n}\n',
    "an at sign": b"@/etc/hostname",
    "half a document": b'{"a": "b',
    "marks of direction": '{"a": "\u202eb\u200b"}'.encode(),
    "not UTF-8": bytes(range(256)) + b"%s \\n '",
    "long": b'{"a": "%s\'"}' % (b"x" * LONGEST_WORD),
    "long and not UTF-8": b"\xff%" * LONGEST_WORD,
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("what", BODIES)
def test_a_body_is_sent_byte_for_byte(recorder: HTTPServer, what: str, shell: str) -> None:
    """Whatever stands in it, a shell sends the very same."""
    _, _, headers, body = sent(recorder, Request("POST", "/v1", (*KEY, *JSON), BODIES[what]), {}, shell=shell)
    assert (body, dict(headers)["Content-Type"]) == (BODIES[what], "application/json")


REQUESTS = [
    Request("GET", "/v1/models/it's%20a:generateContent?a=b&c=$d"),
    Request("POST", "/v1", (), b"{}"),
    Request("PUT", "/v1", JSON, b"{}"),
    Request("GET", "/v1", JSON, b"{}"),
    Request("POST", "/v1"),
    Request("HEAD", "/v1"),
    Request("POST", "/v1/{model}/[1-3]", JSON, b"{}"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_method_address_and_media_type_are_those_of_the_request(recorder: HTTPServer, request_: Request) -> None:
    """Also where curl would choose another: for a body without a type, a GET with a body, and brackets."""
    method, path, headers, body = sent(recorder, request_, {})
    found = method, path, dict(headers).get("Content-Type"), body
    assert found == (request_.method, request_.url, request_.header("Content-Type"), request_.body)


KEYS = [
    ({"APIYI_API_KEY": "sk-1"}, "", "Bearer sk-1"),
    ({"APIYI_API_KEY": 'sk-$x`y"z'}, "", 'Bearer sk-$x`y"z'),
    ({}, "sk-wirecheck", "Bearer sk-wirecheck"),
    ({"APIYI_API_KEY": "sk-1"}, "sk-wirecheck", "Bearer sk-1"),
]


@pytest.mark.parametrize(("environ", "default", "key"), KEYS)
def test_the_key_comes_from_its_variable(recorder: HTTPServer, environ: dict[str, str], default: str, key: str) -> None:
    """The line has its name; for an emulator, also the key that it takes where the variable is not set."""
    headers = sent(recorder, Request("POST", "/v1", (*KEY, *JSON), b"{}"), environ, default)[2]
    assert key == dict(headers)["Authorization"]


def test_the_key_may_stand_in_another_header(recorder: HTTPServer) -> None:
    """As in the one request that asks whether it is served there."""
    request = Request("POST", "/v1", (("x-goog-api-key", "$APIYI_API_KEY"), ("X-Note", "$OTHER")), b"{}")
    headers = dict(sent(recorder, request, {"APIYI_API_KEY": "sk-1"})[2])
    assert (headers["x-goog-api-key"], headers["X-Note"]) == ("sk-1", "$OTHER")


NOTES = ["plain", 'it\'s "so" & `more`', 'it costs $5, "more" or `less`', "$HOME and away", "$HOME", "a: b; c", ""]


@pytest.mark.parametrize("note", NOTES)
def test_a_header_of_the_callers_own_is_sent_as_it_is(recorder: HTTPServer, note: str) -> None:
    """What a caller put into a header is text to the shell, whatever stands in it."""
    headers = sent(recorder, Request("POST", "/v1", (*KEY, *JSON, ("X-Note", note)), b"{}"), {"HOME": "/here"})[2]
    assert note == dict(headers)["X-Note"]


CONFIG = '{"api_key": "$WIRECHECK_X_CONFIG", "to": "$HOME", "also": "`a`!b"}'


def test_a_secret_header_asks_for_its_variable(recorder: HTTPServer) -> None:
    """Where it is set, the line sends it; where it is not, the shell says which one to set and sends nothing."""
    request = Request("POST", "/v1", (("X-Config", CONFIG), ("X-Token", "Key $WIRECHECK_X_TOKEN")), b"{}")
    secrets = {"WIRECHECK_X_CONFIG": "$hush", "WIRECHECK_X_TOKEN": "a b"}
    headers = dict(sent(recorder, request, secrets)[2])
    assert headers["X-Config"] == CONFIG.replace("$WIRECHECK_X_CONFIG", "$hush")
    assert headers["X-Token"] == "Key a b"
    done = pasted(curl(request), {"WIRECHECK_X_CONFIG": "$hush"})
    assert (done.returncode != 0, done.stdout) == (True, b"")
    assert b"WIRECHECK_X_TOKEN: set it to the secret of this header" in done.stderr


def test_what_curl_sets_by_itself_is_left_to_it(recorder: HTTPServer) -> None:
    """A request of a browser names a length and encodings of its own, which are not true of this one."""
    headers: Headers = (("Host", "127.0.0.1"), ("Content-Length", "99"), ("Accept-Encoding", "br, zstd"), *JSON)
    found = sent(recorder, Request("POST", "/v1", headers, b"{}"), {})[2]
    assert [value for name, value in found if name in ("Content-Length", "Accept-Encoding")] == ["2"]
    assert "Host" not in curl(Request("GET", "http://a.test:80/v1", (("host", "a.test:80"),)))


ENCODED = [
    ((), b"{}", ""),
    ((("Content-Encoding", "gzip"),), gzip.compress(b"{}", mtime=0), "--compressed"),
    ((("content-encoding", "gzip"),), b"{}", "-H 'Accept-Encoding: gzip, deflate' -o -"),
    ((("Content-Encoding", "br"),), b"{}", "-H 'Accept-Encoding: gzip, deflate' -o -"),
]


@pytest.mark.parametrize(("headers", "body", "options"), ENCODED)
def test_an_encoding_is_undone_unless_it_is_wrong(headers: Headers, body: bytes, options: str) -> None:
    """A body that is not what its label says is asked for as it was, and shown as it comes."""
    line = curl(Request("GET", "http://a.test/v1"), Response(200, headers, body))
    assert " ".join(filter(None, ["curl -sSi", options, "http://a.test/v1"])) == line


# -- every finding -----------------------------------------------------------------------------------------------------

LIES = [
    (name, fault)
    for name in providers()
    for fault in dict.fromkeys(fault.id for o in load(name).operations for fault in faults_for(o))
]


def shown(line: str, address: str, session: Session) -> tuple[Response | None, Failure | None]:
    """What a line shows of a gateway at an address, read as an answer."""
    done = pasted(line.replace(ADDRESS, address))
    assert done.returncode in (0, 18), done.stderr
    output = done.stdout.replace(address.encode(), ADDRESS.encode())
    while output.startswith(b"HTTP/1.1 100"):
        output = output.partition(b"\r\n\r\n")[2]
    head, _, body = output.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (text.partition(":") for text in lines)]
    if "--compressed" in line:
        headers = [(name, value) for name, value in headers if name.lower() != "content-encoding"]
    response = session.secrets.response(Response(int(status.split(" ")[1]), tuple(headers), body))
    return response, Failure(FailureKind.CUT, "as curl says") if done.returncode else None


def as_shown(run: Run, session: Session, address: str) -> list[Exchange]:
    """The exchanges of a run, with what curl shows for those that have a finding."""
    lines = {finding.curl for finding in run.findings}
    told = {line: shown(line, address, session) for line in lines}
    exchanges = []
    for exchange in run.exchanges:
        operation = session.operations[0]
        key_header, _ = operation.spec.credential(operation, "")
        line = curl(exchange.request, exchange.response, key_header, session.key_default)
        if line in told:
            response, failure = told[line]
            exchange = replace(exchange, response=response, failure=failure)
            lines.discard(line)
        exchanges.append(exchange)
    assert not lines
    return exchanges


@pytest.mark.in_part(25)
@pytest.mark.parametrize(("provider", "fault"), LIES)
def test_a_finding_shows_itself(provider: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its line prints, run against the gateway, is a breach of the same requirement when it is judged."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    session = prepare(provider, Options(fault=(fault,)), {})
    run = session.run()
    with running(Emulator(provider, fault=fault)) as address:
        exchanges = as_shown(run, session, address)
    cases = {case.request: case.id for case in run.cases}
    again = assess(exchanges, session.operations, cases=cases, key_default=session.key_default)
    missing = {f.fingerprint: (f.message, f.curl) for f in run.findings}
    for finding in again.findings:
        missing.pop(finding.fingerprint, None)
    assert missing == {}


def test_a_probe_of_keys_shows_the_key_that_it_sends() -> None:
    """The wrong key stands in the line, and a request without a key names none."""
    run = prepare("apiyi", Options(fault=("wrong-key-served",)), {}).run()
    assert run.findings
    assert all(WRONG_KEY in finding.curl for finding in run.findings)
    run = prepare("apiyi", Options(fault=("no-key-served",)), {}).run()
    assert run.findings
    assert not any("KEY" in finding.curl for finding in run.findings)


def test_a_link_that_does_not_open_is_opened() -> None:
    """The line of such a finding asks for the link, as the request that it came from would be served."""
    run = prepare("emulated:deerapi:createImage", Options(fault=("url-dead",)), {}).run()
    lines = {finding.curl for finding in run.findings if finding.requirement == "images/url-opens"}
    assert [line.partition("?")[0].rpartition("/")[0] for line in lines] == [f"curl -sSi {ADDRESS}/pictures"]
