"""One router catches every client: httpx and httpx2, sync and async."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import httpx2
import pytest

from wirecheck.emulator import Emulator
from wirecheck.emulator.router import mocked, router
from wirecheck.errors import UsageError
from wirecheck.spec.spec import load

OPERATION = load("apiyi").operation("generateContent")
URL = OPERATION.url("https://api.apiyi.com")
HEADERS = {"Authorization": "Bearer sk-wirecheck"}
BODY = OPERATION.examples[0].value


def send(library: Any, kind: str, url: str = URL) -> Any:
    if kind == "sync":
        with library.Client() as client:
            return client.post(url, headers=HEADERS, json=BODY)

    async def post() -> Any:
        async with library.AsyncClient() as client:
            return await client.post(url, headers=HEADERS, json=BODY)

    return asyncio.run(post())


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("manner", ["plain", "gzip"])
def test_every_client_is_caught(library: Any, kind: str, manner: str) -> None:
    """Each client gets the emulator's answer, and the router has the call."""
    with mocked("apiyi", manner=manner) as active:
        response = send(library, kind)
        assert response.json()["candidates"][0]["finishReason"] == "STOP"
        assert active.calls.call_count == 1


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_mislabelled_body_reaches_the_client(library: Any, kind: str) -> None:
    """A lie about the encoding meets the client, and not the router."""
    with mocked("apiyi", fault="gzip-mislabelled"), pytest.raises(library.DecodingError):
        send(library, kind)


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_other_hosts_pass_through(library: Any) -> None:
    """A request to another host goes its way."""
    with mocked("apiyi"), pytest.raises(library.ConnectError):
        send(library, "sync", "http://127.0.0.1:9/v1beta")


def test_nothing_stays_patched() -> None:
    """After the block, both libraries are as they were."""
    with mocked("apiyi"):
        pass
    for library in (httpx, httpx2):
        with pytest.raises(library.ConnectError):
            send(library, "sync", "http://127.0.0.1:9/v1beta")


def test_a_base_url_of_ones_own() -> None:
    """A provider without a server needs a base URL, and is answered for under it."""
    with pytest.raises(UsageError) as error:
        router("gemini-native")
    assert "base_url" in error.value.hint
    operation = load("gemini-native").operation("generateContent")
    emulator = Emulator("gemini-native", key="k")
    with router(emulator, base_url="http://gateway.test:8080/a/"):
        url = operation.url("http://gateway.test:8080/a", operation.served_model)
        response = httpx2.post(
            url, headers={"Authorization": "Bearer k"}, content=json.dumps(operation.examples[1].value)
        )
    assert response.status_code == 200
