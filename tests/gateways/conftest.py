"""The second gateway, and runs against it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Depth
from wirecheck.spec.spec import load


@pytest.fixture(scope="session")
def second() -> ModuleType:
    """The module of the gateway, which is no package and so is loaded by its path."""
    found = importlib.util.spec_from_file_location("second_gateway", Path(__file__).with_name("gateway.py"))
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture
def check(second: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """A live run against a gateway of a provider's, with the gateway's key."""
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)

    def run(provider: str, url: str, depth: Depth = Depth.PROBE, operation: str = "") -> Run:
        target = f"live:{provider}:{operation}" if operation else f"live:{provider}"
        options = Options(depth=depth, url=url, budget=100, timeout=30.0)
        return prepare(target, options, environ={load(provider).key_env: second.KEY}).run()

    return run
