"""The generated clients, the server that they talk to, and the clock that they wait by."""

from __future__ import annotations

import importlib
import importlib.util
import os
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from wirecheck.spec import spec

if TYPE_CHECKING:
    from tests.clients.server import Server

GENERATED = Path(__file__).resolve().parents[2] / "generated"


@pytest.fixture(scope="session")
def scripted() -> ModuleType:
    """The module of the server, which is no package and so is loaded by its path."""
    found = importlib.util.spec_from_file_location("scripted_server", Path(__file__).with_name("server.py"))
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def package() -> Iterator[Callable[..., Any]]:
    """Imports a module of a provider's client; all are forgotten when the tests of a file are done."""
    before = set(sys.modules)

    def load(provider: str, module: str = "") -> ModuleType:
        name = f"{provider.replace('-', '_')}_client"
        return importlib.import_module(f"{name}.{module}" if module else name)

    with pytest.MonkeyPatch.context() as patch:
        for provider in spec.providers():
            patch.syspath_prepend(str(GENERATED / provider))
        yield load
    for name in set(sys.modules) - before:
        if "_client" in name.partition(".")[0]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def server(scripted: ModuleType) -> Iterator[Server]:
    """The server that the clients are sent to."""
    with scripted.Server() as running:
        yield running


@pytest.fixture(scope="module")
def other(scripted: ModuleType) -> Iterator[Server]:
    """A second server, on another port: another host, a proxy, or a store of pictures."""
    with scripted.Server() as running:
        yield running


@pytest.fixture(scope="session")
def certificates() -> ssl.SSLContext:
    """What to check certificates by, made once, because reading them takes longer than a test."""
    return ssl.create_default_context()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no key of the machine's own."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for provider in spec.providers():
        monkeypatch.delenv(spec.load(provider).key_env, raising=False)


@pytest.fixture
def waits(package: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients wanted to sleep; nobody sleeps them."""
    told: list[float] = []

    async def rest(seconds: float) -> None:
        told.append(seconds)

    for provider in spec.providers():
        # Only what the clients see of these modules is changed: the server's threads use them, too.
        module = package(provider, "_http")
        monkeypatch.setattr(module, "time", SimpleNamespace(**{**vars(time), "sleep": told.append}))
        monkeypatch.setattr(module, "anyio", SimpleNamespace(**{**vars(anyio), "sleep": rest}))
    return told
