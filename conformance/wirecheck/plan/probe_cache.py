"""
Probes kept between runs in the user's cache, as loading schemathesis and making them takes most of a second.

The cache is optional: probes that are missing, or that cannot be read or written, are made again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import inspect
import json
import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import platformdirs

from wirecheck.plan import negative
from wirecheck.plan.negative import Probe
from wirecheck.spec.operation import Operation
from wirecheck.wire.lenient_json import Json, at, members, text


def probes(operation: Operation, base: Mapping[str, Json]) -> list[Probe]:
    """The probes of an operation, from the cache or made now; see `negative.probes`."""
    path = platformdirs.user_cache_path("wirecheck") / "probes" / f"{_key(operation, base)}.json"
    found = _read(path)
    if found is None:
        found = list(negative.probes(operation, base))
        _write(path, json.dumps({"probes": [dataclasses.asdict(probe) for probe in found]}))
    return found


def _key(operation: Operation, base: Mapping[str, Json]) -> str:
    """Everything that the probes depend on: what they are made from, and the versions of what makes them."""
    asked: list[Json] = [operation.request_schema, dict(base), list(operation.unsupported)]
    finds = [inspect.getsource(negative), version("schemathesis"), version("hypothesis")]
    return hashlib.sha256(json.dumps([asked, finds], sort_keys=True).encode()).hexdigest()


def _read(path: Path) -> list[Probe] | None:
    try:
        rows = at(json.loads(path.read_bytes()), "probes")
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(rows, list):
        return None
    return [Probe(members(row, "body"), text(row, "purpose") or "", text(row, "kind") or "") for row in rows]


def _write(path: Path, content: str) -> None:
    # another run may write the same file at the same time
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(content, encoding="ascii")
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
