"""Members of a request by their paths, `[]` standing for the first item."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from wirecheck.wire.lenient_json import Json, at


def steps(path: str) -> list[str | int]:
    """The names and indices of a path."""
    found: list[str | int] = []
    for name in path.split("."):
        found += [name.removesuffix("[]"), 0] if name.endswith("[]") else [name]
    return found


def value(body: Json, path: str) -> Json:
    """The value at a path, or None."""
    return at(body, *steps(path))


def has(body: Json, path: str) -> bool:
    """Whether there is a value at a path, including null."""
    *outer, last = steps(path)
    around = at(body, *outer) if outer else body
    if isinstance(around, dict):
        return last in around
    return isinstance(around, list) and len(around) > 0


def put(body: Mapping[str, Json], path: str, new: Json) -> dict[str, Json]:
    """A body with a value at a path; missing objects and arrays around it are created."""
    found = copy.deepcopy(dict(body))
    node: Json = found
    way = steps(path)
    # each step creates what the next one needs: an array before an index, else an object, and at last the value
    for step, following in zip(way, [*way[1:], None], strict=True):
        inner: Json = copy.deepcopy(new) if following is None else [] if isinstance(following, int) else {}
        if isinstance(node, dict) and isinstance(step, str):
            if following is None or not isinstance(node.get(step), type(inner)):
                node[step] = inner
            node = node[step]
        elif isinstance(node, list):
            if not node:
                node.append(inner)
            elif following is None or not isinstance(node[0], type(inner)):
                node[0] = inner
            node = node[0]
    return found


def without(body: Mapping[str, Json], path: str) -> dict[str, Json]:
    """A body without the value at a path, and without the objects that become empty."""
    found = copy.deepcopy(dict(body))
    way = steps(path)
    # from the inside out, as long as removing a value leaves nothing beside it
    while way:
        *outer, last = way
        around = at(found, *outer) if outer else found
        if isinstance(around, dict) and isinstance(last, str):
            around.pop(last, None)
        elif isinstance(around, list) and around:
            del around[0]
        if around:
            break
        way = outer
    return found
