"""The emulator as a transport: no socket, no waiting."""

from __future__ import annotations

from collections.abc import Callable

from wirecheck.transports import NoAnswer
from wirecheck.wire.exchange import Failure, FailureKind, Request, Response

ADDRESS = "http://127.0.0.1:8460"
"""The default address of `wirecheck serve`, so that a `curl` line of a report works with it."""


class Emulated:
    """Answers from a `respond` function."""

    def __init__(self, respond: Callable[[Request], Response]) -> None:
        self._respond = respond

    def send(self, request: Request) -> Response:
        response = self._respond(request)
        length = response.header("content-length")
        if length is not None and length.isdigit() and int(length) > len(response.body) and request.method != "HEAD":
            # as on a real connection: fewer bytes than `Content-Length` announces
            text = f"the connection ended before the answer did: {len(response.body)} of {length} bytes"
            raise NoAnswer(Failure(FailureKind.CUT, text), response)
        return response

    def close(self) -> None:
        """Nothing to close."""
