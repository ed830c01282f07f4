"""Members of an answer that a page leaves open: null for what is not there, or nothing but what is documented."""

from __future__ import annotations

from collections.abc import Mapping

from wirecheck.emulator.hooks import Body, EmulatedCall
from wirecheck.wire.lenient_json import Json, at, items


def add_nulls(call: EmulatedCall, holder: Body, location: str, names: tuple[str, ...]) -> None:
    """Null for what is neither promised nor there, where the schema lets it be null."""
    for name in names:
        if name not in holder and _may_be_null(call.operation.at(f"{location}.{name}")):
            holder[name] = None


def only_promised(call: EmulatedCall, holder: Body, location: str, optional: tuple[str, ...]) -> Body:
    """The object without those of its optional members that the page does not document."""
    return {
        name: value for name, value in holder.items() if name not in optional or call.promises(f"{location}.{name}")
    }


def _may_be_null(schema: Mapping[str, Json] | None) -> bool:
    if schema is None:
        return True
    types = [schema.get("type"), *(at(branch, "type") for branch in items(dict(schema), "anyOf"))]
    return any("null" in kind if isinstance(kind, list) else kind == "null" for kind in types)
