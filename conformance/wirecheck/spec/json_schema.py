"""
Schemas of a spec as JSON Schema 2020-12: each in one piece, and ready to judge values.

Held by `tests/spec/test_bad.py` and held by `tests/spec/test_sparse.py`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema_rs

from wirecheck.errors import SpecError
from wirecheck.spec import members
from wirecheck.wire.lenient_json import Json

if TYPE_CHECKING:
    from wirecheck.spec.spec import Spec

Validator = jsonschema_rs.Draft202012Validator
"""Judges values by a schema."""

MAX_BRANCHES = 200
"""The largest number of branches of one schema; invalid values are planned for each of them."""


def self_contained(spec: Spec, operation: str, root: Any) -> dict[str, Json]:
    """
    A schema with everything that it refers to, and with closed sets of arrays as enums.

    :raises SpecError: it refers to something outside of `components`, or has too many branches.
    """
    components: dict[str, dict[str, Json]] = {}
    references = spec.references(root)
    for node in (root, *({"$ref": reference} for reference in references)):
        if members.crowded(spec.resolve, node, MAX_BRANCHES):
            raise SpecError(
                f"a schema of `{operation}` has more than {MAX_BRANCHES} branches, or is a branch of itself",
                hint="write its `anyOf`, `oneOf` or `allOf` with fewer branches",
            )
    for reference in references:
        _, head, section, name, *_ = [*reference.split("/"), "", "", ""]
        if head != "components":
            raise SpecError(
                f"`{reference}` in a schema of `{operation}` does not point into `components`",
                hint="move what it points to into `components.schemas`",
            )
        name = unquote(name).replace("~1", "/").replace("~0", "~")
        components.setdefault(section, {})[name] = spec.document["components"][section][name]
    schema = {"not": {}} if root is False else dict(root) if isinstance(root, dict) else {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **members.with_enums(copy.deepcopy(schema)),
        "components": members.with_enums(copy.deepcopy(components)),
    }


def compiled(schema: dict[str, Json]) -> Validator:
    """
    A JSON Schema 2020-12, ready to judge values.

    :raises ValueError: it is not a valid schema, or a reference in it leads out of it.
    """
    return Validator(schema, retriever=_never)


def _never(uri: str) -> Json:
    """References to other documents are never fetched."""
    raise ValueError(f"`{uri}` is in another document")
