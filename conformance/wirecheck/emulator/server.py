"""
The emulator on a port, for clients in any language.

Header names are sent in the letter case that the emulator gives them.

Held by `tests/emulator/test_serve.py`.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Incoming
from starlette.routing import Mount

from wirecheck.emulator import Emulator
from wirecheck.errors import UsageError, WirecheckError
from wirecheck.wire.exchange import MAX_BODY, Request, Response

CHUNK = 8192

Receive = Callable[[], Any]
Send = Callable[[Any], Any]


def app(emulator: Emulator) -> Starlette:
    """The emulator as an ASGI application."""

    async def endpoint(scope: Any, receive: Receive, send: Send) -> None:
        try:
            request = await _request(Incoming(scope, receive))
        except ClientDisconnect:
            return
        response = (
            await run_in_threadpool(emulator.respond, request)
            if len(request.body) <= MAX_BODY
            else Response(
                413, (("content-type", "application/json"),), b'{"error":{"code":413,"message":"Too large."}}'
            )
        )
        await _send(response, request.method, send)

    return Starlette(routes=[Mount("/", app=endpoint)])


async def _request(incoming: Incoming) -> Request:
    body = b""
    async for chunk in incoming.stream():
        body += chunk
        if len(body) > MAX_BODY:
            break
    scope = incoming.scope
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    host = incoming.headers.get("host") or "{}:{}".format(*(scope.get("server") or ("127.0.0.1", 80)))
    url = f"{scope['scheme']}://{host}{path}" + (f"?{query}" if query else "")
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    return Request(scope["method"], url, headers, body)


async def _send(response: Response, method: str, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    in_chunks = response.header("transfer-encoding") is not None
    if response.header("content-length") is None and not in_chunks and response.status != 204 and method != "HEAD":
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = response.body
    while in_chunks and len(body) > CHUNK:
        await send({"type": "http.response.body", "body": body[:CHUNK], "more_body": True})
        body = body[CHUNK:]
    await send({"type": "http.response.body", "body": body})


def serve(
    emulator: Emulator,
    host: str = "127.0.0.1",
    port: int = 0,
    on_ready: Callable[[str], object] = lambda url: None,
) -> None:
    """
    Serve until interrupted.

    :param port: 0 takes a free one.
    :param on_ready: called with the URL as soon as connections are taken.
    :raises UsageError: the port is not valid, or is already in use.
    """
    listening = _listen(host, port)
    with contextlib.closing(listening), contextlib.suppress(KeyboardInterrupt):
        on_ready(_url(listening, host))
        _server(emulator).run(sockets=[listening])


@contextlib.contextmanager
def running(emulator: Emulator, host: str = "127.0.0.1") -> Iterator[str]:
    """A server in a thread, on a free port, while the block runs; yields its URL."""
    listening = _listen(host, 0)
    server = _server(emulator)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise WirecheckError(
                    "the emulator's server did not start", hint="try again, or check what keeps it from starting"
                )
            time.sleep(0.01)
        yield _url(listening, host)
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def _server(emulator: Emulator) -> uvicorn.Server:
    config = uvicorn.Config(
        app(emulator),
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _listen(host: str, port: int) -> socket.socket:
    if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port <= 65535:
        raise UsageError(f"`{port}` is not a valid port", hint="choose one from 1 to 65535, or 0 for any free one")
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"cannot listen on `{host}:{port}`: {reason}", hint="choose another port, or 0 for any free one"
        ) from error
    # asyncio sets TCP_NODELAY only for sockets that name TCP, which this one does not: without it, an answer in two
    # packets would be delayed by 40 ms
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _url(listening: socket.socket, host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}"
