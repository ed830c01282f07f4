"""Certificates, proxies, and the end of what is in flight."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from wirecheck.engine.session import Options, prepare
from wirecheck.errors import UsageError
from wirecheck.transports import NoAnswer
from wirecheck.transports.live import Live
from wirecheck.wire.exchange import FailureKind, Request

ENVIRON = {"APIYI_API_KEY": "sk-canary-1"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hold: threading.Event | None = None

    def do_GET(self) -> None:
        server: Any = self.server
        server.seen.append(self.path)
        if server.hold is not None:
            server.held.set()
            server.hold.wait(30)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    servers: list[Any] = []

    def start(context: ssl.SSLContext | None = None, hold: threading.Event | None = None) -> Any:
        server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.seen, server.hold, server.held = [], hold, threading.Event()
        server.daemon_threads = True
        server.handle_error = lambda *_: None
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(serve: Callable[..., Any], authority: trustme.CA) -> str:
    """The address of a server whose certificate nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return f"https://127.0.0.1:{serve(context).server_address[1]}"


def ask(url: str, **given: Any) -> int:
    live = Live(url, timeout=10, **given)
    try:
        return live.send(Request("GET", f"{url}/x")).status
    finally:
        live.close()


def test_a_certificate_that_nobody_knows_is_refused(secure: str) -> None:
    """Nothing is sent, and the message says what to do."""
    with pytest.raises(NoAnswer) as caught:
        ask(secure)
    assert caught.value.failure.kind is FailureKind.UNREACHABLE
    assert "`--ca-cert FILE`" in caught.value.failure.message


def test_certificates_of_ones_own(secure: str, authority: trustme.CA, tmp_path: Path) -> None:
    """Those in the file are trusted, and without any check everything is."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    assert (ask(secure, ca_cert=tmp_path / "ca.pem"), ask(secure, insecure=True)) == (200, 200)
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    with pytest.raises(NoAnswer, match="is not trusted"):
        ask(secure, ca_cert=other)


@pytest.mark.parametrize(("content", "message"), [(None, "No such file"), ("no PEM", "it contains no certificates")])
def test_a_wrong_file_of_certificates_is_told(tmp_path: Path, content: str | None, message: str) -> None:
    """Before anything is sent."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=message) as caught:
        prepare("live:apiyi", Options(ca_cert=path), ENVIRON)
    assert caught.value.hint


@pytest.mark.parametrize("given", [{"insecure": True}, {"ca_cert": Path("ca.pem")}])
def test_an_emulator_has_no_certificate(given: dict[str, Any]) -> None:
    """The options are for live targets."""
    with pytest.raises(UsageError, match="is for `live:` targets"):
        prepare("apiyi", Options(**given), {})


def test_a_proxy_of_the_environment_is_used(serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests go by the proxy that the environment names, but for what it excepts."""
    proxy = serve()
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_address[1]}")
    assert ask("http://gateway.invalid") == 200
    assert proxy.seen == ["http://gateway.invalid/x"]
    here = serve()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert ask(f"http://127.0.0.1:{here.server_address[1]}") == 200
    assert (len(proxy.seen), here.seen) == (1, ["/x"])


def test_closing_ends_what_is_in_flight(serve: Callable[..., Any]) -> None:
    """Who waits for an answer in another thread is told that it was interrupted, and nothing is sent any more."""
    server = serve(hold=threading.Event())
    url = f"http://127.0.0.1:{server.server_address[1]}"
    live = Live(url, timeout=60)
    found: list[Exception] = []

    def wait() -> None:
        try:
            live.send(Request("GET", f"{url}/x"))
        except NoAnswer as error:
            found.append(error)

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert server.held.wait(10)
    live.close()
    for thread in threads:
        thread.join(10)
    server.hold.set()
    assert [str(error) for error in found] == ["it was interrupted before an answer arrived"] * 4
    with pytest.raises(NoAnswer, match="interrupted"):
        live.send(Request("GET", f"{url}/x"))
    live.close()
