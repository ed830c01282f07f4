"""The key, which stands in nothing that is printed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from urllib.parse import quote

import httpx2


class Key(httpx2.Auth):
    """
    A key, put into a request at the last moment.

    :param header: the header that carries it, after `prefix`.
    """

    def __init__(self, value: str, header: str = "Authorization", prefix: str = "Bearer ") -> None:
        self._value, self._header, self._prefix = value, header, prefix

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """For httpx2, which calls it with each request."""
        request.headers[self._header] = self._prefix + self._value
        yield request

    def under(self, header: str, prefix: str) -> Key:
        """The same key for an operation that takes it in another header."""
        return Key(self._value, header, prefix)

    def redacted(self, value: Any) -> Any:
        """A gateway's words, JSON or text, without the key as it is and as an address would write it."""
        if isinstance(value, str):
            return value.replace(self._value, "[key]").replace(quote(self._value, safe=""), "[key]")
        if isinstance(value, dict):
            return {self.redacted(name): self.redacted(inner) for name, inner in value.items()}
        return [self.redacted(inner) for inner in value] if isinstance(value, list) else value

    def __repr__(self) -> str:
        return "<Key>"
