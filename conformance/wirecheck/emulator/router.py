"""
The emulator for test suites: a respx router that intercepts httpx and httpx2, sync and async.

respx patches the whole process while it is active, and keeps every answer: it is for tests, not for long runs.
Requests to other hosts pass through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpcore2
import httpx
import respx
from respx.mocks import HTTPCoreMocker
from respx.models import AllMockedAssertionError, PassThrough

from wirecheck.emulator import Emulator
from wirecheck.errors import UsageError
from wirecheck.spec.spec import Spec
from wirecheck.wire.exchange import Request, Response


class HTTPCore2Mocker(HTTPCoreMocker):
    """Patches httpcore2, which httpx2 is built on, in the way that respx patches httpcore."""

    name = "httpcore2"
    targets: ClassVar[list[str]] = [target.replace("httpcore.", "httpcore2.", 1) for target in HTTPCoreMocker.targets]

    @classmethod
    def from_sync_httpx_response(cls, httpx_response: httpx.Response, target: Any, **kwargs: Any) -> httpcore2.Response:
        return httpcore2.Response(
            status=httpx_response.status_code,
            headers=httpx_response.headers.raw,
            content=httpx_response.stream,
            extensions=httpx_response.extensions,
        )


class Router(respx.MockRouter):
    """A respx router that is active for both httpcore and httpcore2."""

    def start(self) -> None:
        super().start()
        HTTPCore2Mocker.register(self)
        HTTPCore2Mocker.start()

    def stop(self, clear: bool = True, reset: bool = True, quiet: bool = False) -> None:
        HTTPCore2Mocker.unregister(self)
        HTTPCore2Mocker.stop()
        super().stop(clear=clear, reset=reset, quiet=quiet)

    def handler(self, request: httpx.Request) -> httpx.Response:
        with self._others(request):
            return super().handler(request)

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        with self._others(request):
            return await super().async_handler(request)

    @contextmanager
    def _others(self, request: httpx.Request) -> Iterator[None]:
        """Passes a request through if this is the last active router; otherwise leaves it to the next one."""
        try:
            yield
        except AllMockedAssertionError:
            if HTTPCoreMocker.routers[-1] is self:
                raise PassThrough("not for this host", request=request, origin=self.routes[0]) from None
            raise


class _Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that respx does not read in advance, as reading it fails if its encoding label is wrong."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body

    async def __aiter__(self) -> Any:
        yield self._body


def router(
    provider: Emulator | Spec | str,
    *,
    manner: str | Sequence[str] = "plain",
    fault: str | Sequence[str] = (),
    key: str = "sk-wirecheck",
    base_url: str | None = None,
    assert_all_called: bool = False,
) -> respx.MockRouter:
    """
    A router that answers for a provider's host; active as a context manager, or between `start()` and `stop()`.

    :param provider: an emulator; or a spec or its name, from which one is made with `manner`, `fault` and `key`.
    :param base_url: the provider's base URL; its documented server if left out.
    :raises UsageError: the provider's page names no server, and no `base_url` is given.
    """
    emulator = provider if isinstance(provider, Emulator) else Emulator(provider, manner=manner, fault=fault, key=key)
    base = base_url or emulator.spec.server
    if base is None:
        raise UsageError(
            f"the page of `{emulator.spec.provider}` names no server",
            hint="give a `base_url`, such as https://api.test",
        )
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"`{base}` is not a valid base URL", hint="it should begin with https://")
    found = Router(assert_all_called=assert_all_called, assert_all_mocked=True)
    root = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"
    found.route(url__startswith=root, name=emulator.spec.provider).mock(side_effect=_answering(emulator))
    return found


@contextmanager
def mocked(
    provider: Emulator | Spec | str,
    *,
    manner: str | Sequence[str] = "plain",
    fault: str | Sequence[str] = (),
    key: str = "sk-wirecheck",
    base_url: str | None = None,
) -> Iterator[respx.MockRouter]:
    """An active router, while the block runs."""
    with router(provider, manner=manner, fault=fault, key=key, base_url=base_url) as active:
        yield active


def _answering(emulator: Emulator) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
        response = emulator.respond(Request(request.method, str(request.url), headers, request.content))
        return _httpx(response)

    return answer


def _httpx(response: Response) -> httpx.Response:
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
    if response.decoded.problem:
        return httpx.Response(response.status, headers=headers, stream=_Stream(response.body))
    return httpx.Response(response.status, headers=headers, content=response.body)
