"""Sending: one request, what is tried again, and the answer or the error that comes of it."""

from __future__ import annotations

import copy
import itertools
import logging
import os
import random
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Self, TypeAlias, TypeVar
from urllib.parse import quote

import anyio
import httpx2

from . import errors
from ._answers import answer_of, error_of, request_id
from ._key import Key
from .pictures import Picture
from .types import UNSET, Model, Unset

TIMEOUT = httpx2.Timeout(300.0, connect=10.0)
"""Seconds: pictures take up to a minute as a rule, and longer at the worst; a connection does not."""

MAX_RETRIES = 2
LONGEST_WAIT = 60.0
"""Seconds: where a gateway asks for longer, the error is raised at once, with its `retry_after`."""

FIRST_BACKOFF, LONGEST_BACKOFF, JITTER = 0.5, 8.0, 0.25
"""Seconds, doubled from try to try up to the longest; and the share that chance takes off."""

NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
"""Failures before a byte of the request left: only after these can nothing have been made and charged."""

Timeout: TypeAlias = "float | httpx2.Timeout | None"
NO_ADDRESS = (httpx2.InvalidURL, UnicodeError)
"""What comes of an address that is none; the second of a name that cannot be asked for."""

A = TypeVar("A", bound=Model)
R = TypeVar("R")

logger = logging.getLogger(__name__.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    Where an operation is.

    :param path: below the base URL, with its parameters in braces.
    :param key_header: the header that carries the key, after `key_prefix`.
    :param retried: the statuses that the page says to retry.
    """

    method: str
    path: str
    key_header: str
    key_prefix: str
    retried: Collection[int]


@dataclass(slots=True)
class Received:
    """What came back so far; header names are in lower case, and no header holds the key."""

    key: Key
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray, repr=False)

    # The loops over chunks are here because their locals, in which a gateway may echo the key, are gone with them.

    def take(self, response: httpx2.Response) -> None:
        """Take an answer in, as far as it comes."""
        self._begin(response)
        for chunk in response.iter_bytes():
            self.body += chunk

    async def take_async(self, response: httpx2.Response) -> None:
        """Take an answer in, as far as it comes."""
        self._begin(response)
        async for chunk in response.aiter_bytes():
            self.body += chunk

    def _begin(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = {name.lower(): self.key.redacted(value) for name, value in response.headers.items()}
        logger.debug("%d from %s (request id %s)", self.status, response.url.host, request_id(self.headers))


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """
    A request, without the key.

    :param options: for `httpx2.Client.stream`.
    :param read: makes of what came back the answer, or raises the error that it is.
    """

    options: Mapping[str, Any] = field(repr=False)
    retried: Collection[int]
    read: Callable[[Received], R]


class BaseClient:
    """What the client and the asynchronous client have in common: the settings, and what is to be tried again."""

    _server: ClassVar[str | None]
    _key_env: ClassVar[str]
    _user_agent: ClassVar[str]

    def __init__(
        self,
        *,
        api_key: str | None,
        base_url: str | None,
        timeout: Timeout,
        max_retries: int,
        headers: Mapping[str, str] | None,
    ) -> None:
        self._key = self._checked_key(api_key or os.environ.get(self._key_env))
        self._base_url = self._checked_url(base_url or self._server)
        self._timeout = timeout
        self._max_retries = max_retries
        self._headers = _merged({"User-Agent": self._user_agent}, headers)

    @property
    def base_url(self) -> str:
        """Where the gateway is."""
        return self._base_url

    def with_options(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout | Unset = UNSET,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """
        A client with some settings of its own, and the connections of this one, which stays as it is.

        :param headers: added to those of this client.
        """
        other = copy.copy(self)
        if api_key is not None:
            other._key = self._checked_key(api_key)
        if base_url is not None:
            other._base_url = self._checked_url(base_url)
        if not isinstance(timeout, Unset):
            other._timeout = timeout
        if max_retries is not None:
            other._max_retries = max_retries
        other._headers = _merged(self._headers, headers)
        return other

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r}, max_retries={self._max_retries})"

    # -- one call ------------------------------------------------------------------------------------------------------

    def _call(
        self,
        endpoint: Endpoint,
        model: type[A],
        body: Model,
        *,
        path: Mapping[str, str],
        timeout: Timeout | Unset,
        extra_headers: Mapping[str, str] | None,
        extra_body: Mapping[str, Any] | None,
    ) -> Call[A]:
        key = self._key
        return Call(
            {
                "method": endpoint.method,
                "url": self._base_url
                + endpoint.path.format_map({name: quote(value, safe="") for name, value in path.items()}),
                "json": {**body.to_dict(), **(extra_body or {})},
                "headers": _merged(self._headers, extra_headers),
                "timeout": self._timeout if isinstance(timeout, Unset) else timeout,
                "auth": key.under(endpoint.key_header, endpoint.key_prefix),
                # The key would go along, and a redirected POST arrives without its body.
                "follow_redirects": False,
            },
            endpoint.retried,
            lambda received: answer_of(model, received.status, received.headers, received.body, key),
        )

    def _download(self, url: str, timeout: Timeout | Unset) -> Call[Picture]:
        """The call for a picture at an address, which is often on another host: without the key."""
        return Call(
            {
                "method": "GET",
                "url": url,
                "headers": {"User-Agent": self._user_agent},
                "timeout": self._timeout if isinstance(timeout, Unset) else timeout,
                "auth": None,
                "follow_redirects": True,
            },
            (429, 503),
            self._picture,
        )

    def _picture(self, received: Received) -> Picture:
        if not 200 <= received.status < 300:
            raise error_of(received.status, received.headers, received.body, self._key)
        return Picture(bytes(received.body), received.headers.get("content-type"))

    def _failed(self, failure: Exception, received: Received) -> errors.APIError:
        """The error for a request without an answer, or with a part of one."""
        if isinstance(failure, NO_ADDRESS):
            return errors.ConfigurationError(f"the address cannot be used: {self._key.redacted(str(failure))}")
        if received.status >= 300:
            return error_of(received.status, received.headers, received.body, self._key)
        late = isinstance(failure, httpx2.TimeoutException)
        unsent = isinstance(failure, NOT_SENT)
        told = f": {failure}" if str(failure) else ""
        message = f"no answer in time{told}" if late else f"the connection failed{told}"
        if received.status:
            message += f"; {len(received.body)} bytes of the answer had come"
        if not unsent:
            message += "; what was asked for may have been made and charged"
        kind = errors.APITimeoutError if late else errors.APIConnectionError
        error = kind(
            self._key.redacted(message),
            status_code=received.status or None,
            request_id=request_id(received.headers),
        )
        error.unsent = unsent
        return error

    def _wait_after(self, error: errors.APIError, attempt: int, retried: Collection[int]) -> float:
        """
        Seconds to wait before the next attempt.

        :raises APIError: the error itself, where there is to be none.
        """
        if isinstance(error, errors.APIConnectionError):
            again = error.unsent
        else:
            again = isinstance(error, errors.APIStatusError) and error.status_code in retried
        asked = error.retry_after or 0.0
        if not again or attempt >= self._max_retries or asked > LONGEST_WAIT:
            # without the frames that read the answer, and their locals
            raise error.with_traceback(None)
        backoff = min(FIRST_BACKOFF * 2**attempt, LONGEST_BACKOFF) * (1 - JITTER * random.random())  # noqa: S311 - chance, not a secret
        wait = asked or backoff
        logger.warning("%s; trying again in %.2f s, %d of %d", error, wait, attempt + 1, self._max_retries)
        return wait

    # -- settings ------------------------------------------------------------------------------------------------------

    def _checked_key(self, key: str | None) -> Key:
        found = (key or "").strip()
        if not found:
            raise errors.ConfigurationError(f"no key: set the variable {self._key_env}, or give `api_key`")
        if not (found.isascii() and found.isprintable()) or " " in found:
            raise errors.ConfigurationError("the key holds characters that no header can carry")
        return Key(found)

    def _checked_url(self, url: str | None) -> str:
        if not url:
            raise errors.ConfigurationError("no base URL: this provider has no server of its own, so give `base_url`")
        try:
            parsed = httpx2.URL(url)
        except httpx2.InvalidURL as failure:
            raise errors.ConfigurationError(f"{url!r} is not a valid base URL: {failure}") from None
        if parsed.scheme not in ("http", "https") or not parsed.host or "%" in parsed.host:
            raise errors.ConfigurationError(
                f"{url!r} is not a valid base URL: it has to begin with http:// or https://, and to have a host"
            )
        return url.rstrip("/")


def _merged(headers: Mapping[str, str], more: Mapping[str, str] | None) -> httpx2.Headers:
    """Headers with others in place of those of the same name, in whatever case."""
    found = httpx2.Headers(headers)
    found.update(more)
    return found


class SyncClient(BaseClient):
    """Sends and waits."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        headers: Mapping[str, str] | None = None,
        proxy: str | None = None,
        verify: ssl.SSLContext | str | bool = True,
        http_client: httpx2.Client | None = None,
    ) -> None:
        super().__init__(api_key=api_key, base_url=base_url, timeout=timeout, max_retries=max_retries, headers=headers)
        self._http = http_client or httpx2.Client(proxy=proxy, verify=verify)

    def close(self) -> None:
        """Close the connections, those of the clients that `with_options` made included."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def download(self, url: str, *, timeout: Timeout | Unset = UNSET) -> Picture:
        """
        The picture at an address that an answer gave. The key is not sent.

        :raises APIError: it cannot be had.
        """
        return self._send(self._download(url, timeout))

    def _send(self, call: Call[R]) -> R:
        for attempt in itertools.count():
            received = Received(self._key)
            error: errors.APIError
            try:
                with self._http.stream(**call.options) as response:
                    received.take(response)
            except (httpx2.RequestError, *NO_ADDRESS) as failure:
                error = self._failed(failure, received)
            else:
                try:
                    return call.read(received)
                except errors.APIError as found:
                    error = found
            time.sleep(self._wait_after(error, attempt, call.retried))
        raise AssertionError  # itertools.count() has no end


class AsyncioClient(BaseClient):
    """Sends and lets others run meanwhile, on asyncio or trio."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: Timeout = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        headers: Mapping[str, str] | None = None,
        proxy: str | None = None,
        verify: ssl.SSLContext | str | bool = True,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        super().__init__(api_key=api_key, base_url=base_url, timeout=timeout, max_retries=max_retries, headers=headers)
        self._http = http_client or httpx2.AsyncClient(proxy=proxy, verify=verify)

    async def close(self) -> None:
        """Close the connections, those of the clients that `with_options` made included."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def download(self, url: str, *, timeout: Timeout | Unset = UNSET) -> Picture:
        """
        The picture at an address that an answer gave. The key is not sent.

        :raises APIError: it cannot be had.
        """
        return await self._send(self._download(url, timeout))

    async def _send(self, call: Call[R]) -> R:
        for attempt in itertools.count():
            received = Received(self._key)
            error: errors.APIError
            try:
                async with self._http.stream(**call.options) as response:
                    await received.take_async(response)
            except (httpx2.RequestError, *NO_ADDRESS) as failure:
                error = self._failed(failure, received)
            else:
                try:
                    return call.read(received)
                except errors.APIError as found:
                    error = found
            await anyio.sleep(self._wait_after(error, attempt, call.retried))
        raise AssertionError  # itertools.count() has no end
