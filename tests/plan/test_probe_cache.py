"""What planning finds is kept between runs, and nothing hangs on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wirecheck.plan import Depth, Wire, negative, plan, probe_cache
from wirecheck.plan.negative import Probe
from wirecheck.spec.spec import Operation, load, providers

OPERATIONS = [operation for name in providers() for operation in load(name).operations]
WIRE = Wire("https://gateway.test", "KEY")
ODD = [Probe({"text": "\u00e9\ud800", "n": 1.0, "deep": [None, {"a": True}]}, "`n` wrong type", "wrong type")]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    found = tmp_path / "cache"
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: found / name)
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Operation]:
    """The operations that probes were looked for; something odd is found each time."""
    found: list[Operation] = []

    def look(operation: Operation, base: object) -> Iterator[Probe]:
        found.append(operation)
        yield from ODD

    monkeypatch.setattr(negative, "probes", look)
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_what_is_kept_is_what_is_found(operation: Operation, cache: Path) -> None:
    """The same requests, byte by byte: looked for, kept, and read."""
    found = plan(operation, Depth.PROBE, WIRE)
    assert plan(operation, Depth.PROBE, WIRE, probes=probe_cache.probes) == found
    assert len(list(cache.rglob("*.json"))) == 1
    assert plan(operation, Depth.PROBE, WIRE, probes=probe_cache.probes) == found


def test_each_is_looked_for_once(cache: Path, asked: list[Operation]) -> None:
    """Another operation, or another example, is another thing."""
    for operation in OPERATIONS * 2:
        assert probe_cache.probes(operation, {"prompt": "A fox"}) == ODD
    assert asked == OPERATIONS
    probe_cache.probes(OPERATIONS[0], {"prompt": "A hare"})
    assert (len(asked), len(list(cache.rglob("*")))) == (len(OPERATIONS) + 1, len(OPERATIONS) + 3)


def test_another_version_looks_again(asked: list[Operation], monkeypatch: pytest.MonkeyPatch) -> None:
    probe_cache.probes(OPERATIONS[0], {})
    monkeypatch.setattr(probe_cache, "version", lambda library: "99")
    probe_cache.probes(OPERATIONS[0], {})
    assert len(asked) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"probes": 1}', b"[]", b"\xff", b"[" * 100_000])
def test_what_cannot_be_read_is_made_anew(cache: Path, asked: list[Operation], content: bytes) -> None:
    """And takes the place of what could not be read."""
    probe_cache.probes(OPERATIONS[0], {})
    [file] = cache.rglob("*.json")
    file.write_bytes(content)
    assert [probe_cache.probes(OPERATIONS[0], {}) for _ in range(2)] == [ODD, ODD]
    assert len(asked) == 2


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path, asked: list[Operation]) -> None:
    """A file stands where its folder would be."""
    cache.write_text("in the way")
    assert [probe_cache.probes(OPERATIONS[0], {}) for _ in range(2)] == [ODD, ODD]
    assert len(asked) == 2


@pytest.mark.exhaustive
def test_a_second_run_loads_no_schemathesis(tmp_path: Path) -> None:
    """It is three times as fast without."""
    code = (
        "import sys; from wirecheck.cli import main\n"
        "sys.argv = ['wirecheck', 'plan', 'apiyi']\n"
        "try: main()\n"
        "except SystemExit: print(*sorted({'schemathesis', 'hypothesis'} & set(sys.modules)), file=sys.stderr)"
    )
    command, env = [sys.executable, "-c", code], {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    told = [subprocess.run(command, env=env, capture_output=True, text=True, check=True).stderr for _ in range(2)]
    assert told == ["hypothesis schemathesis\n", "\n"]
