"""The emulator on a port."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx2
import pytest

from wirecheck.emulator import Emulator
from wirecheck.emulator.server import running, serve
from wirecheck.errors import UsageError
from wirecheck.spec.spec import load

OPERATION = load("apiyi").operation("generateContent")
HEADERS = {"Authorization": "Bearer sk-wirecheck", "Content-Type": "application/json"}


def test_it_serves() -> None:
    """An example is served over HTTP, and a link in an answer opens."""
    images = load("deerapi").operation("createImage")
    with running(Emulator("deerapi")) as url:
        answer = httpx2.post(images.url(url), headers=HEADERS, json={"model": "dall-e-3", "prompt": "a boat"}).json()
        assert httpx2.get(answer["data"][0]["url"]).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("manner", "names"),
    [("plain", {"content-type", "x-request-id"}), ("header-case", {"CONTENT-TYPE", "X-Request-ID"})],
)
def test_header_case_goes_out(manner: str, names: set[str]) -> None:
    """Header names reach the wire in the case that they were given."""
    with running(Emulator("apiyi", manner=manner)) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        connection.request("POST", OPERATION.path, json.dumps(OPERATION.examples[0].value), HEADERS)
        response = connection.getresponse()
        response.read()
        sent = {name for name, _ in response.getheaders()}
        connection.close()
    assert (response.status, names <= sent) == (200, True)


def test_a_cut_body_is_cut() -> None:
    """A body shorter than its declared length breaks the connection."""
    with running(Emulator("apiyi", fault="body-cut")) as url, pytest.raises(httpx2.RemoteProtocolError):
        httpx2.post(OPERATION.url(url), headers=HEADERS, json=OPERATION.examples[0].value)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "GET"])
def test_other_methods(method: str) -> None:
    """Other methods are answered as they should be, bodies or none."""
    with running(Emulator("apiyi")) as url:
        response = httpx2.request(method, OPERATION.url(url))
    assert (response.status_code, response.headers["allow"]) == (204 if method == "OPTIONS" else 405, "POST, OPTIONS")


@pytest.mark.parametrize("port", [-1, 70000])
def test_no_such_port(port: int) -> None:
    """A number that is no port is our error, with a hint."""
    with pytest.raises(UsageError) as error:
        serve(Emulator("apiyi"), port=port)
    assert error.value.hint


def test_a_port_in_use() -> None:
    """A port that is taken is our error, with a hint."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError) as error:
        serve(Emulator("apiyi"), port=taken.getsockname()[1])
    assert "another port" in error.value.hint


def test_it_stops_when_interrupted() -> None:
    """Ctrl-C ends the server without a traceback."""
    code = (
        "import os, signal, threading\n"
        "from wirecheck.emulator import Emulator\n"
        "from wirecheck.emulator.server import serve\n"
        # where the tests run in the background, it is ignored from the start
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "stop = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "serve(Emulator('apiyi'), on_ready=lambda url: (print(url), threading.Timer(1, stop).start()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("http://127.0.0.1:")
