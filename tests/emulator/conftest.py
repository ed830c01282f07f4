"""Requests to the emulator, and the table of operations and their examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from wirecheck.spec.spec import Operation, load, providers
from wirecheck.wire.exchange import Request

OPERATIONS = [operation for name in providers() for operation in load(name).operations]
BASE = "https://gateway.test/prefix"


def request_to(
    operation: Operation,
    body: Any,
    *,
    key: str | None = "sk-wirecheck",
    model: str | None = None,
    method: str | None = None,
    base: str = BASE,
) -> Request:
    """A request to an operation; bytes are sent as they are, everything else as JSON."""
    url = operation.url(base, model or operation.served_model)
    headers = [("Content-Type", "application/json")]
    if key is not None:
        headers.append(operation.spec.credential(operation, key))
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request(method or operation.method, url, tuple(headers), raw)


@pytest.fixture
def ask() -> Callable[..., Request]:
    return request_to


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "operation" in metafunc.fixturenames:
        metafunc.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
