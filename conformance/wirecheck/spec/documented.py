"""
The values of a member that a page names anywhere: its closed set, its default, its examples.

Held by `tests/reading/test_reading.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, items

if TYPE_CHECKING:
    from wirecheck.spec.operation import Operation


def documented_values(operation: Operation, path: str) -> list[Json]:
    """Every value of a member that the page names."""
    member = operation.member(path)
    values: list[Json] = [lenient_json.dotted(example.value, path) for example in operation.examples]
    values.append(operation.protocol.vocabulary.implied.get(path))
    if path == "model":
        values += [*operation.models, *operation.spec.stand_ins]
    if member is not None:
        values += member.values
        schema = member.schema
        values += [member.default, schema.get("example"), *items(schema.get("examples"))]
    return [value for value in values if value is not None]


def closed_set(operation: Operation, path: str) -> list[Json]:
    """The closed set that the page promises for a member; empty if there is none."""
    member = operation.member(path)
    return list(member.values) if member is not None and member.citation is not None else []
