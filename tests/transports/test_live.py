"""Requests over the network, against small servers that drip, cut, lie and redirect."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from wirecheck.transports import NoAnswer, live
from wirecheck.transports.live import Live
from wirecheck.wire.exchange import FailureKind, Request, Response

Serve = Callable[..., "Gateway"]
HEAD = b"HTTP/1.1 200 OK\r\n"


class Gateway:
    """A server of one script: the pieces of bytes that go out after a request, with a pause between them."""

    def __init__(self, pieces: tuple[bytes, ...], pause: float) -> None:
        self.pieces, self.pause = pieces, pause
        self.seen: list[bytes] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                try:
                    self.seen.append(connection.recv(65536))
                    for piece in self.pieces:
                        connection.sendall(piece)
                        if self.stopped.wait(self.pause):
                            return
                    # what is left unread would turn the end into a reset, and lose what was sent
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(2)
                    while connection.recv(65536):
                        pass
                except OSError:
                    continue

    def close(self) -> None:
        self.stopped.set()
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(timeout=5)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, and stops them."""
    started: list[Gateway] = []

    def start(*pieces: bytes, pause: float = 0.0) -> Gateway:
        started.append(Gateway(pieces, pause))
        return started[-1]

    yield start
    for gateway in started:
        gateway.close()


def whole(body: bytes, *headers: bytes) -> bytes:
    return HEAD + b"".join(h + b"\r\n" for h in headers) + b"Content-Length: %d\r\n\r\n" % len(body) + body


def send(base: str, request: Request, timeout: float = 5.0) -> Response:
    transport = Live(base, timeout=timeout, connections=2)
    try:
        return transport.send(request)
    finally:
        transport.close()


def trouble(base: str, request: Request | None = None, timeout: float = 5.0) -> tuple[FailureKind, NoAnswer]:
    with pytest.raises(NoAnswer) as caught:
        send(base, request or Request("POST", f"{base}/x", (), b"{}"), timeout)
    return caught.value.failure.kind, caught.value


def test_headers_keep_their_case_and_bodies_their_bytes(serve: Serve) -> None:
    """What came is what is kept: the body still packed, names as they were sent, twice where they came twice."""
    packed = gzip.compress(b'{"a": 1}')
    gateway = serve(whole(packed, b"X-Request-ID: a", b"x-request-id: b", b"Content-Encoding: gzip"))
    response = send(gateway.url, Request("POST", f"{gateway.url}/x", (("X-Sent", "c"),), b"{}"))
    wanted = (("X-Request-ID", "a"), ("x-request-id", "b"), ("Content-Encoding", "gzip"))
    assert (200, wanted, packed) == (response.status, response.headers[:3], response.body)
    assert (response.document.value, response.first_byte is not None) == ({"a": 1}, True)
    assert gateway.seen[0].startswith(b"POST /x HTTP/1.1\r\n")
    assert b"X-Sent: c\r\n" in gateway.seen[0]


@pytest.mark.parametrize("head", [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", HEAD + b"Content-Length: 9999\r\n\r\n"])
def test_a_dripping_body_meets_the_deadline(serve: Serve, head: bytes) -> None:
    """A byte now and then does not keep an exchange alive; what had come is kept."""
    drip = b"1\r\n{\r\n" if b"chunked" in head else b"{"
    gateway = serve(head, *[drip] * 200, pause=0.05)
    began = time.monotonic()
    found, error = trouble(gateway.url, timeout=0.5)
    assert (found, time.monotonic() - began < 3) == (FailureKind.TIMEOUT, True)
    assert error.response is not None
    assert error.response.body.startswith(b"{")


def test_dripping_headers_meet_the_deadline(serve: Serve) -> None:
    """Neither does a header now and then."""
    gateway = serve(HEAD, *[b"X-A: b\r\n"] * 200, pause=0.05)
    began = time.monotonic()
    found, error = trouble(gateway.url, timeout=0.5)
    assert (found, error.response, time.monotonic() - began < 3) == (FailureKind.TIMEOUT, None, True)


def test_a_body_beyond_the_limit_is_not_read(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless body ends at the limit."""
    monkeypatch.setattr(live, "MAX_BODY", 100_000)
    gateway = serve(HEAD + b"\r\n", *[b"x" * 50_000] * 20)
    found, error = trouble(gateway.url)
    assert found == FailureKind.TOO_LARGE
    assert error.response is not None
    assert len(error.response.body) < 1_000_000


def test_a_flood_of_headers_is_an_answer_that_failed(serve: Serve) -> None:
    """A megabyte of headers is not taken, and raises nothing of a library's."""
    gateway = serve(HEAD, *[b"X-A: " + b"b" * 1000 + b"\r\n"] * 1000)
    assert trouble(gateway.url)[0] in (FailureKind.NOT_HTTP, FailureKind.CUT, FailureKind.UNREACHABLE)


CUT = [
    HEAD + b'Content-Length: 100\r\n\r\n{"a"',
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{abcd\r\n",
]


@pytest.mark.parametrize("sent", CUT)
def test_a_cut_body_is_told_and_kept(serve: Serve, sent: bytes) -> None:
    """Fewer bytes than announced, or no last chunk: what had come is there."""
    gateway = serve(sent)
    found, error = trouble(gateway.url)
    assert found == FailureKind.CUT
    assert error.response is not None
    assert (error.response.status, error.response.body[:1]) == (200, b"{")


def test_a_connection_closed_without_an_answer_is_a_cut(serve: Serve) -> None:
    """The answer may have been made: it is no reason to pay again."""
    assert trouble(serve().url)[0] == FailureKind.CUT


BANNERS = [
    (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", FailureKind.NOT_HTTP),
    (b"220 mail ESMTP\r\n250 OK\r\n\r\n", FailureKind.NOT_HTTP),
    (b"\x00\x01\x02\r\n\r\n", FailureKind.NOT_HTTP),
    # a line and no more could still have become an answer
    (b"SSH-2.0-OpenSSH_9.9\r\n", FailureKind.CUT),
]


@pytest.mark.parametrize(("banner", "told"), BANNERS)
def test_a_port_without_http_is_told(serve: Serve, banner: bytes, told: FailureKind) -> None:
    """Another protocol's greeting is no answer."""
    found, error = trouble(serve(banner).url)
    assert (told, None) == (found, error.response)


def test_a_refused_connection_is_told() -> None:
    """Where nothing listens, nothing can be judged."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    found, error = trouble(f"http://127.0.0.1:{port}")
    assert (found, error.response, bool(error.failure.message)) == (FailureKind.UNREACHABLE, None, True)


@pytest.mark.parametrize("status", [b"301", b"302", b"307", b"308"])
def test_a_redirect_is_an_answer(serve: Serve, status: bytes) -> None:
    """It is not followed, so that the key goes nowhere else."""
    other = serve(whole(b"{}"))
    head = b"HTTP/1.1 %s Moved\r\nLocation: %s/x\r\nContent-Length: 0\r\n\r\n" % (status, other.url.encode())
    gateway = serve(head)
    response = send(gateway.url, Request("POST", f"{gateway.url}/x", (("Authorization", "Bearer k"),), b"{}"))
    assert (int(status), []) == (response.status, other.seen)


INNER = ["http://127.0.0.1:{port}/a", "http://localhost:{port}/a", "http://[::1]:{port}/a", "http://0.0.0.0:{port}/a"]
INNER += ["http://169.254.169.254/latest", "http://10.0.0.1/", "file:///etc/passwd", "http://2130706433:{port}/a"]
INNER += ["http://[::ffff:127.0.0.1]:{port}/a", "http:///a", "gopher://127.0.0.1:{port}/"]


@pytest.mark.parametrize("url", INNER)
def test_an_inner_address_is_not_opened(serve: Serve, url: str) -> None:
    """An answer that names an address of somebody's own network gets nobody to open it."""
    inner = serve(whole(b"secret"))
    found, _ = trouble("https://gateway.test", Request("GET", url.format(port=inner.port)))
    assert (inner.seen, found in (FailureKind.UNSENT, FailureKind.UNREACHABLE)) == ([], True)


def test_the_own_origin_is_opened(serve: Serve) -> None:
    """A gateway in an inner network may name its own addresses."""
    gateway = serve(whole(b"picture"))
    assert send(f"{gateway.url}/prefix", Request("GET", f"{gateway.url}/a.png")).body == b"picture"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_the_own_network_is_opened(serve: Serve, host: str) -> None:
    """The files of a gateway in an inner network stand beside it, on another port or under another name."""
    gateway, files = serve(whole(b"{}")), serve(whole(b"picture"))
    url = f"http://{host}:{files.port}/a.png"
    try:
        assert send(gateway.url, Request("GET", url)).body == b"picture"
    except NoAnswer as error:
        # a machine may have no way to addresses of version 6
        assert (host[0], error.failure.kind) == ("[", FailureKind.UNREACHABLE)  # noqa: PT017 - it may also answer


HOSTS = {
    "loop.test": "127.0.0.1",
    "ten.test": "10.1.2.3",
    "ten-too.test": "10.200.0.1",
    "home.test": "192.168.1.1",
    "docker.test": "172.18.0.5",
    "docker-too.test": "172.19.0.9",
    "cloud.test": "169.254.169.254",
    "cloud-too.test": "169.254.1.1",
    "public.test": "93.184.216.34",
    "local.test": "fd00::1",
    "local-too.test": "fdff::9",
}
NEAR = [
    ("ten.test", "ten-too.test", True),
    ("docker.test", "docker-too.test", True),
    ("local.test", "local-too.test", True),
    ("cloud.test", "cloud.test", True),
    ("ten.test", "home.test", False),
    ("ten.test", "loop.test", False),
    ("loop.test", "ten.test", False),
    ("home.test", "cloud.test", False),
    ("cloud-too.test", "cloud.test", False),
    ("public.test", "ten.test", False),
    ("public.test", "loop.test", False),
    ("ten.test", "public.test", True),
]


@pytest.mark.parametrize(("base", "named", "allowed"), NEAR)
def test_which_network_is_the_own_one(base: str, named: str, allowed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same kind of private addresses as those of a target that is not public; never those of a cloud's secrets."""
    transport = Live(f"http://{base}:8080/v1")

    async def resolved(host: str, port: int, **_: object) -> list[object]:
        return [(0, 0, 0, "", (HOSTS[host], port))]

    monkeypatch.setattr(transport._loop, "getaddrinfo", resolved)
    asked = asyncio.run_coroutine_threadsafe(
        transport._allow(Request("GET", f"https://{named}/a.png")), transport._loop
    )
    try:
        if allowed:
            asked.result(timeout=5)
        else:
            with pytest.raises(NoAnswer) as caught:
                asked.result(timeout=5)
            assert caught.value.failure.kind is FailureKind.UNSENT
    finally:
        transport.close()


@pytest.mark.parametrize("url", ["/api/v1/files/9f1c", "http://[::1/a", "//cdn.test/a"])
def test_what_is_no_address_is_not_opened(serve: Serve, url: str) -> None:
    """It is told as it stands, and not as a host that is not there."""
    found, error = trouble(serve(whole(b"{}")).url, Request("GET", url))
    assert (found, "None" in error.failure.message, url in error.failure.message) == (FailureKind.UNSENT, False, True)


def test_only_a_get_goes_to_another_origin(serve: Serve) -> None:
    """A request with a body belongs to the target and to nobody else."""
    other = serve(whole(b"{}"))
    found, _ = trouble("http://127.0.0.1:1", Request("POST", f"{other.url}/x", (("Authorization", "Bearer k"),), b"{}"))
    assert (found, other.seen) == (FailureKind.UNSENT, [])


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "\x00"])
def test_a_header_that_cannot_be_sent_is_a_failure(serve: Serve, value: str) -> None:
    """A library's complaint is told as a failure, and nothing is smuggled in."""
    gateway = serve(whole(b"{}"))
    _, error = trouble(gateway.url, Request("POST", f"{gateway.url}/x", (("X-A", value),), b"{}"))
    assert error.failure.message
    assert not any(b"X-Evil" in seen for seen in gateway.seen)
