"""
Requests over the network, with httpx2: one deadline for each exchange, bounded bodies, no redirects followed.

A redirect is an answer like any other, so that a key never follows one to another host. An address that an answer names
is opened only if it has the target's own origin, is public, or is in the network of a target that is not public itself.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import ssl
import threading
import time
from collections.abc import Collection
from concurrent.futures import CancelledError
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import httpx2

from wirecheck.errors import UsageError
from wirecheck.transports import NoAnswer
from wirecheck.wire import links
from wirecheck.wire.exchange import MAX_BODY, Failure, FailureKind, Request, Response

THREAD = "wirecheck-live"
LOGGERS = ("httpx2", *(f"httpcore2.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")))
"""Loggers that log answers as they arrive, before the key is removed from them."""

EXCHANGE = "wirecheck exchange"
INTERRUPTED = Failure(FailureKind.CUT, "it was interrupted before an answer arrived")

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

NETWORKS = tuple(
    tuple(map(ipaddress.ip_network, names))
    for names in (
        ("127.0.0.0/8", "::1/128"),
        ("10.0.0.0/8",),
        ("172.16.0.0/12",),
        ("192.168.0.0/16",),
        ("100.64.0.0/10",),
        ("fc00::/7",),
    )
)
"""Networks that are not public; link-local ones are left out, as clouds keep their secrets there."""

CONNECT_TIMEOUT = 15.0
"""Seconds to connect to a host; pictures take long, a handshake does not."""


class Live:
    """
    Sends requests to a base URL's origin.

    Thread-safe: one event loop of its own serves all callers, so that a deadline cuts even a body that drips.

    :param base: the base URL; other origins are opened by GET only, and only public ones and those of its own network.
    :param timeout: seconds for a whole exchange.
    :param connections: how many at once.
    :param ca_cert: a file of certificates (PEM) to trust, in place of those of the system.
    :param insecure: certificates are not checked.
    :param largest: bytes of a body, as it is sent; `MAX_BODY` where left out.
    :raises UsageError: the certificates cannot be read.
    """

    def __init__(
        self,
        base: str,
        *,
        timeout: float = 300.0,
        connections: int = 8,
        ca_cert: Path | None = None,
        insecure: bool = False,
        largest: int | None = None,
        own_network: bool = True,
    ) -> None:
        verify = verifying(ca_cert, insecure)
        for name in LOGGERS:
            logging.getLogger(name).addFilter(_others)
        self._origin = origin(base)
        self._timeout = timeout
        self._largest = MAX_BODY if largest is None else largest
        self._own_network = own_network
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=THREAD, daemon=True)
        self._lock = threading.Lock()
        self._closed = False
        self._thread.start()
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout, connect=min(CONNECT_TIMEOUT, timeout)),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            headers={"User-Agent": f"wirecheck/{version('wirecheck')}", "Accept-Encoding": "gzip, deflate"},
            follow_redirects=False,
            verify=verify,
        )

    def send(self, request: Request) -> Response:
        with self._lock:
            if self._closed:
                raise NoAnswer(INTERRUPTED)
            flying = asyncio.run_coroutine_threadsafe(self._named(request), self._loop)
        try:
            return flying.result()
        except CancelledError:
            raise NoAnswer(INTERRUPTED) from None

    def close(self) -> None:
        """Close all connections; requests in flight in other threads end with NoAnswer."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _named(self, request: Request) -> Response:
        return await self._loop.create_task(self._send(request), name=EXCHANGE)

    async def _end(self) -> None:
        # tasks of the library end with the exchange that they belong to
        flying = [task for task in asyncio.all_tasks() if task.get_name() == EXCHANGE]
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        await self._client.aclose()

    async def _send(self, request: Request) -> Response:
        if origin(request.url) != self._origin:
            await self._allow(request)
        partial: list[Response] = []
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(request, partial)
        except (TimeoutError, httpx2.TransportError, httpx2.InvalidURL, OSError, ValueError) as error:
            failure = self._failure(error, begun=bool(partial))
        raise NoAnswer(failure, partial[0] if partial else None)

    def _failure(self, error: Exception, *, begun: bool) -> Failure:
        """Why there is no complete answer; `begun` says whether a part of it had arrived."""
        if isinstance(error, httpx2.ConnectTimeout):
            return Failure(FailureKind.UNREACHABLE, "cannot be reached in time")
        if isinstance(error, (TimeoutError, httpx2.TimeoutException)):
            return Failure(FailureKind.TIMEOUT, f"no complete answer within {self._timeout:g} s")
        words = _words(error)
        if isinstance(error, httpx2.RemoteProtocolError):
            return _protocol(words, begun)
        broke = begun or isinstance(error, httpx2.ReadError)
        told = f"the connection broke before the answer ended: {words}" if broke else words
        if "CERTIFICATE_VERIFY_FAILED" in words:
            told = f"its certificate is not trusted ({words}); use `--ca-cert FILE` to trust another one"
        return Failure(FailureKind.CUT if broke else FailureKind.UNREACHABLE, told)

    async def _exchange(self, request: Request, partial: list[Response]) -> Response:
        async with self._client.stream(
            request.method, request.url, headers=list(request.headers), content=request.body or None
        ) as got:
            first_byte = time.time()
            headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in got.headers.raw)
            partial.append(Response(got.status_code, headers, b"", first_byte))
            body = bytearray()
            try:
                async for chunk in got.aiter_raw():
                    body += chunk
                    if len(body) > self._largest:
                        text = f"the body is longer than {self._largest // 2**20} MiB"
                        raise NoAnswer(Failure(FailureKind.TOO_LARGE, text), partial[0])
            finally:
                partial[0] = Response(got.status_code, headers, bytes(body), first_byte)
            return partial[0]

    async def _allow(self, request: Request) -> None:
        """Refuse to open an address from an answer that leads into a private network other than the target's own."""
        _, host, port = origin(request.url)
        if request.method != "GET" or not links.can_be_opened(request.url):
            raise NoAnswer(
                Failure(FailureKind.UNSENT, f"`{request.url[:120]}` was not opened: it is not an address of HTTP")
            )
        inner = [address for address in await self._addresses(host, port) if not address.is_global]
        if not inner:
            return
        try:
            own = await self._addresses(*self._origin[1:]) if self._own_network else []
        except NoAnswer:
            own = []
        if own and not any(address.is_global for address in own) and all(_near(address, own) for address in inner):
            return
        raise NoAnswer(Failure(FailureKind.UNSENT, f"`{host}` was not opened: it is not a public address"))

    async def _addresses(self, host: str, port: int | None) -> list[Address]:
        """
        The addresses of a host.

        :raises NoAnswer: it has none.
        """
        try:
            found = await self._loop.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NoAnswer(Failure(FailureKind.UNREACHABLE, f"`{host}`: {_words(error)}")) from None
        return [_plain(ipaddress.ip_address(entry[4][0])) for entry in found]


def _plain(address: Address) -> Address:
    """An address of version 4 as such, also where it is written as one of version 6."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _near(address: Address, own: Collection[Address]) -> bool:
    """Whether an address that is not public is one of the target's, or in a network of its kind."""
    if address in own:
        return True
    return any(
        any(address.version == network.version and address in network for network in kind)
        and any(one.version == network.version and one in network for one in own for network in kind)
        for kind in NETWORKS
    )


def _others(record: logging.LogRecord) -> bool:
    """Whether a log line belongs to other code: ours may contain the key."""
    return record.threadName != THREAD


def verifying(ca_cert: Path | None, insecure: bool) -> ssl.SSLContext | bool:
    """
    How certificates are checked.

    :raises UsageError: the certificates cannot be read.
    """
    if insecure:
        return False
    if ca_cert is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(ca_cert))
    except (OSError, ssl.SSLError) as error:
        why = "it contains no certificates" if isinstance(error, ssl.SSLError) else error.strerror
        raise UsageError(f"`{ca_cert}` cannot be used: {why}", hint="name a file of certificates in PEM") from None


def origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", "", None
    return parts.scheme, (parts.hostname or "").lower(), port or {"http": 80, "https": 443}.get(parts.scheme)


def _protocol(words: str, begun: bool) -> Failure:
    if begun or "disconnected" in words.lower() or "closed" in words.lower():
        return Failure(FailureKind.CUT, f"the connection ended before the answer did: {words}")
    return Failure(FailureKind.NOT_HTTP, f"the server does not speak HTTP: {words}")


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
