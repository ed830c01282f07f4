"""
Documented requests and answers, from wherever OpenAPI allows them.

Held by `tests/spec/test_sparse.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.spec.members import Resolve


def shown(resolve: Resolve, media: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Examples by name: those of `examples`, `example`, or of the schema."""
    if media.get("examples"):
        yield from ((name, resolve(entry)) for name, entry in media["examples"].items())
    elif "example" in media:
        yield "example", {"value": media["example"]}
    else:
        schema = resolve(media.get("schema"))
        values = schema.get("examples") or ([schema["example"]] if "example" in schema else [])
        for i, value in enumerate(values, 1):
            yield f"example-{i}", {"value": value}
