"""The emulator as a transport: no socket, no waiting."""

from __future__ import annotations

from collections.abc import Callable

from wirecheck.exchange import Request, Response

ADDRESS = "http://127.0.0.1:8460"
"""Where `wirecheck serve` listens unless told otherwise, so that a `curl` line of a report finds it there."""

KEY = "sk-wirecheck"
"""The key that the emulator takes where the provider's variable is not set."""


class Emulated:
    """Answers from a `respond` function."""

    def __init__(self, respond: Callable[[Request], Response]) -> None:
        self._respond = respond

    def send(self, request: Request) -> Response:
        return self._respond(request)

    def close(self) -> None:
        """There is nothing to let go of."""
