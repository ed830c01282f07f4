"""Schemas that hold at once."""

from __future__ import annotations

import pytest

from wirecheck.facts.extract.merged_schema import MergedSchema
from wirecheck.facts.parse import located_yaml

PARTS = """
parts:
  Size: {enum: [1K, 2K]}
  Base: {required: [prompt], properties: {prompt: {type: string}}}
  Loop: {anyOf: [{$ref: '#/parts/Loop'}]}
read: %s
"""


def merged(schema: str) -> MergedSchema:
    """A schema written in one line, with some shared parts."""
    root = located_yaml.load(PARTS % schema)
    assert root is not None
    return MergedSchema(root, [root.under("read")])


@pytest.mark.parametrize(("schema", "kind"), [
    ("{type: integer}", "integer"),
    ("{type: [string, 'null']}", "string"),
    ("{type: [string, integer]}", "string|integer"),
    ("{type: array, items: {type: string}}", "string[]"),
    ("{items: {anyOf: [{type: string}, {type: integer}]}}", "array"),
    ("{oneOf: [{type: string}, {type: 'null'}]}", "string"),
    ("{properties: {a: {}}}", "object"),
    ("{$ref: '#/parts/Size'}", "string"),
    ("{allOf: [{$ref: '#/parts/Base'}]}", "object"),
    ("{$ref: '#/parts/Loop'}", None),
    ("{$ref: 'elsewhere.yaml'}", None),
    ("{}", None),
])  # fmt: skip
def test_the_type_is_told(schema: str, kind: str | None) -> None:
    """A type is named, or follows from branches, members, items or values; what leads nowhere has none."""
    assert merged(schema).kind() == kind


def test_all_of_holds_at_once() -> None:
    """What is required by a part is required, and a member is what all parts say of it."""
    schema = merged("{allOf: [{$ref: '#/parts/Base'}], properties: {prompt: {minLength: 1}}}")
    assert schema.required == {"prompt"}
    assert list(schema.properties) == ["prompt"]
    assert [part.text("type") or part.text("minLength") for part in schema.member("prompt").parts] == ["1", "string"]


def test_branches_for_null_are_none() -> None:
    """A branch for null says that a member may be null, and no more."""
    schema = merged("{anyOf: [{$ref: '#/parts/Size'}, {type: 'null'}]}")
    assert len(schema.branches) == 1
    assert schema.with_only_branch().values == ["1K", "2K"]
