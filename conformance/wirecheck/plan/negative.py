"""
Probes that are wrong in exactly one place: the documented example with a wrong value that schemathesis finds.

schemathesis's coverage planner walks the request's schema offline and yields each kind of wrong value for each member.
Its own bodies lose the example's prompt and may be wrong twice, so only the wrong value is taken, and put into the
page's own request. Values that a reader may convert to right ones (`"1"`, null, other letter case) are left out: honest
gateways accept them.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import Json, at

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

KINDS = {
    "incorrect_type": "wrong type",
    "invalid_enum_value": "off the set",
    "object_missing_required_property": "missing",
    "array_below_min_items": "too few",
}
"""The scenarios of schemathesis that become probes, and our names for them."""

HARMLESS: Mapping[str, type | tuple[type, ...]] = {
    "string": (dict, list),
    "array": (int, bool),
    "object": (str, int),
    "integer": (list, dict),
    "number": (list, dict),
    "boolean": (list, dict),
}
"""By the type that a schema names, the types whose values no lenient reader converts to it."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A body that is wrong in one place, what is wrong with it, and the kind of mistake."""

    body: dict[str, Json]
    purpose: str
    kind: str


def probes(operation: Operation, base: Mapping[str, Json]) -> Iterator[Probe]:
    """One probe for each member and kind of mistake."""
    seen: set[tuple[str, str]] = set()
    unsupported = {re.split(r"\W", member)[0] for member in operation.unsupported}
    for location, scenario, body, description in _wrong(operation, base):
        kind = KINDS.get(scenario)
        path = _path(location)
        if kind == "missing":
            path.append(description.rpartition(": ")[2])
        member = ".".join(_named(path))
        if kind is None or not path or (member, kind) in seen or re.split(r"\W", member)[0] in unsupported:
            continue
        wrong = _made_wrong(operation, base, path, kind, body)
        if wrong is not None and len(list(operation.request_validator.iter_errors(wrong))) == 1:
            seen.add((member, kind))
            yield Probe(wrong, f"`{member}` {kind}", kind)


def _made_wrong(
    operation: Operation, base: Mapping[str, Json], path: list[str | int], kind: str, body: Json
) -> dict[str, Json] | None:
    """The base with the wrong value of a body in its place; None where a lenient reader could take it for right."""
    if kind == "missing":
        return without(base, path)
    value = at(body, *path)
    if kind == "wrong type" and not harmless(operation, ".".join(_named(path)), value):
        return None
    return with_value(base, path, value)


def _wrong(operation: Operation, base: Mapping[str, Json]) -> Iterator[tuple[str, str, Any, str]]:
    """Location in the schema, scenario, body and description of each negative case that schemathesis plans."""
    from schemathesis import GenerationMode

    schema = {k: v for k, v in operation.request_schema.items() if k not in ("components", "$schema")}
    node = _loaded(schema, at(operation.request_schema, "components", "schemas") or {}, dict(base))
    cases = node.schema.iter_coverage_cases(
        node, generation_modes=[GenerationMode.NEGATIVE], generation_config=node.schema.config.generation
    )
    for case in cases:
        data: Any = case.meta.phase.data if case.meta else None
        if data is not None and data.scenario is not None and data.location and case.method == "POST":
            yield data.location, data.scenario.value, case.body, data.description


def drawn(schema: Mapping[str, Json]) -> SearchStrategy[Any]:
    """A strategy for values that a schema allows, made by schemathesis."""
    cases: SearchStrategy[Any] = _loaded(schema).as_strategy()
    return cases.map(lambda case: case.body)


def _loaded(schema: Mapping[str, Json], schemas: Json = None, example: Json = None) -> Any:
    """schemathesis's operation for a body of a schema, configured to write no files and to call no addresses."""
    import schemathesis

    content: dict[str, Any] = {"schema": schema} | ({"example": example} if example is not None else {})
    body = {"required": True, "content": {"application/json": content}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "requests", "version": "1"},
        "paths": {"/": {"post": {"requestBody": body, "responses": {"200": {"description": "served"}}}}},
        "components": {"schemas": schemas or {}},
    }
    config = schemathesis.Config.from_str(
        "[phases.coverage]\nunexpected-methods = []\n"
        '[generation]\ndatabase = "none"\nallow-x00 = false\ncodec = "ascii"\n'
    )
    found = schemathesis.openapi.from_dict(copy.deepcopy(document), config=config)
    found.config.update(base_url="http://localhost")
    return found["/"]["POST"]


def _path(location: str) -> list[str | int]:
    """The path to a value in a body, derived from the path to its keyword in the schema."""
    path: list[str | int] = []
    steps = iter(location.strip("/").split("/")[:-1])
    for step in steps:
        if step == "properties":
            path.append(next(steps, ""))
        elif step == "items":
            path.append(0)
    return path


def _named(path: list[str | int]) -> list[str]:
    named: list[str] = []
    for step in path:
        if isinstance(step, int) and named:
            named[-1] += "[]"
        else:
            named.append(str(step))
    return named


def harmless(operation: Operation, member: str, value: Json) -> bool:
    """Whether no lenient reader converts a value of a wrong type to the type of the member."""
    schema = operation.at(f"request.{member}")
    kind = schema.get("type") if schema else None
    wanted = HARMLESS.get(kind) if isinstance(kind, str) else None
    return wanted is not None and isinstance(value, wanted) and not (kind == "array" and value is True)


def with_value(base: Mapping[str, Json], path: list[str | int], value: Json) -> dict[str, Json] | None:
    """The base with one value set; missing objects on the way are made, missing items are not."""
    body = copy.deepcopy(dict(base))
    here: Any = body
    for step, following in itertools.pairwise(path):
        if isinstance(step, str) and step not in here and isinstance(following, str):
            here[step] = {}
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    try:
        here[path[-1]] = copy.deepcopy(value)
    except (IndexError, TypeError):
        return None
    return body


def without(base: Mapping[str, Json], path: list[str | int]) -> dict[str, Json] | None:
    """The base without one member, if it has that member."""
    body = copy.deepcopy(dict(base))
    here, last = at(body, *path[:-1]), path[-1]
    if not isinstance(here, dict) or not isinstance(last, str) or last not in here:
        return None
    del here[last]
    return body


def put(base: Mapping[str, Json], member: str, value: Json) -> dict[str, Json] | None:
    """The base with a member added at a dotted path, in which `[]` stands for a list of one item."""
    body = copy.deepcopy(dict(base))
    here: Any = body
    steps = member.split(".")
    for i, step in enumerate(steps):
        name, last = re.sub(r"\[\]$", "", step), i == len(steps) - 1
        if step.endswith("[]"):
            here[name] = [value if last else {}]
            here = here[name][0]
        else:
            here[name] = value if last else here.get(name, {})
            here = here[name]
    return body
