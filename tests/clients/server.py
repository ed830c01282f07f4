"""A scripted HTTP server: it says what a test wrote down, in that order, and breaks the wire where it is told to."""

from __future__ import annotations

import gzip
import json
import socket
import socketserver
import struct
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEEP, CLOSE, RESET, HANG = "keep", "close", "reset", "hang"
PIECE = 4096


@dataclass(frozen=True)
class Reply:
    """
    One answer.

    :param body: bytes as they are, text in UTF-8, and anything else as JSON.
    :param headers: sent besides those of the body.
    :param zipped: whether the body is compressed on the way.
    :param chunked: whether its length is left open, and it comes in chunks.
    :param cut: how many bytes of the body come, though all were promised; negative, how many are missing.
    :param end: what happens after it: the connection is kept, closed, reset, or stays silent.
    :param raw: all that is sent, instead of everything above but `end`.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    zipped: bool = False
    chunked: bool = False
    cut: int | None = None
    end: str = KEEP
    raw: bytes | None = None

    def wire(self) -> bytes:
        """What is sent, to the last byte."""
        if self.raw is not None:
            return self.raw
        body = self._bytes()
        headers = dict(self.headers)
        if self.zipped:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        headers["Transfer-Encoding" if self.chunked else "Content-Length"] = (
            "chunked" if self.chunked else f"{len(body)}"
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sent = body[: self.cut]
        if self.chunked:
            pieces = [sent[start : start + PIECE] for start in range(0, len(sent), PIECE)]
            sent = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
            sent += b"0\r\n\r\n" if self.cut is None else b""
        return f"HTTP/1.1 {self.status} Scripted\r\n{head}\r\n".encode("latin-1") + sent

    def _bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass(frozen=True)
class Seen:
    """A request as it came; header names are in lower case, and `target` is a whole address where a proxy is asked."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body's JSON value."""
        return json.loads(self.body)


class Server:
    """The server, on a port of its own; to be used with `with`."""

    def __enter__(self) -> Server:
        self._lock = threading.Condition()
        self._release = threading.Event()
        self._script: list[Reply] = []
        self.seen: list[Seen] = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                server.talk(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler, bind_and_activate=True)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *exc: object) -> None:
        self._release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def play(self, *script: Reply) -> None:
        """What to answer from now on, and forget what was asked; after the last one, 599 is answered."""
        with self._lock:
            self._release.set()
            self._release = threading.Event()
            self._script = list(script)
            self.seen = []

    def asked(self, count: int) -> list[Seen]:
        """The requests that came, once there are so many of them: a client may give up before one was read."""
        with self._lock:
            self._lock.wait_for(lambda: len(self.seen) >= count, timeout=5)
            return list(self.seen)

    # -- the wire ------------------------------------------------------------------------------------------------------

    def talk(self, handler: socketserver.StreamRequestHandler) -> None:
        """One connection."""
        try:
            while seen := self._read(handler):
                with self._lock:
                    self.seen.append(seen)
                    reply = self._script.pop(0) if self._script else Reply(599, "the script has ended")
                    release = self._release
                    self._lock.notify_all()
                handler.wfile.write(reply.wire())
                if reply.end == HANG:
                    release.wait(10)
                if reply.end == RESET:
                    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    # The reset is sent when the last of them is closed, so without a goodbye of the server's own.
                    handler.rfile.close()
                    handler.connection.close()
                if reply.end != KEEP:
                    return
        except OSError:
            return

    def _read(self, handler: socketserver.StreamRequestHandler) -> Seen | None:
        first = handler.rfile.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers = {}
        while line := handler.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = handler.rfile.read(int(headers.get("content-length", "0")))
        return Seen(first[0], first[1], headers, body)
