"""The emulator as a transport: no socket, no waiting."""

from __future__ import annotations

from collections.abc import Callable

from wirecheck.transports import NoAnswer
from wirecheck.wire.exchange import Failure, Request, Response, Trouble

ADDRESS = "http://127.0.0.1:8460"
"""Where `wirecheck serve` listens unless told otherwise, so that a `curl` line of a report finds it there."""


class Emulated:
    """Answers from a `respond` function."""

    def __init__(self, respond: Callable[[Request], Response]) -> None:
        self._respond = respond

    def send(self, request: Request) -> Response:
        response = self._respond(request)
        length = response.header("content-length")
        if length is not None and length.isdigit() and int(length) > len(response.body) and request.method != "HEAD":
            # what a connection would show: fewer bytes than were announced
            text = f"the connection ended before the answer did: {len(response.body)} of {length} bytes"
            raise NoAnswer(Failure(Trouble.CUT, text), response)
        return response

    def close(self) -> None:
        """There is nothing to let go of."""
