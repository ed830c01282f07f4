"""Transports for requests: over the network (`live`), or to the emulator (`emulated`)."""

from __future__ import annotations

from typing import Protocol

from wirecheck.secrets.redaction import Secrets
from wirecheck.wire.exchange import Failure, Request, Response


class Transport(Protocol):
    """Sends one request and returns its answer."""

    def send(self, request: Request) -> Response:
        """
        The answer to a request.

        :raises NoAnswer: no answer came, or only a part of it.
        """

    def close(self) -> None:
        """Close all connections."""


class NoAnswer(Exception):
    """No complete answer arrived; `response` is the part that did, if any."""

    def __init__(self, failure: Failure, response: Response | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.response = response


class Keyed:
    """A transport that puts secrets into requests and takes them out of answers."""

    def __init__(self, inner: Transport, secrets: Secrets) -> None:
        self._inner = inner
        self._secrets = secrets

    def send(self, request: Request) -> Response:
        try:
            return self._secrets.response(self._inner.send(self._secrets.fill(request)))
        except NoAnswer as error:
            partial = self._secrets.response(error.response) if error.response else None
            raise NoAnswer(self._secrets.failure(error.failure), partial) from None

    def close(self) -> None:
        self._inner.close()
