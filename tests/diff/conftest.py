"""Specs to change: a small one that has everything, with a change for each rule, and those of the repository."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from wirecheck.spec.spec import Spec

SMALL = """
openapi: 3.1.0
info: {title: Small, version: 1.0.0, description: A gateway.}
servers:
  - url: https://{region}.api.test
    description: The gateway.
    x-citation: page#server
    variables: {region: {default: eu}}
  - url: https://backup.test
security: [{bearer: []}]
x-note: one
paths:
  /v1/models/{model}:
    post:
      operationId: draw
      summary: Draws.
      description: Draws a picture.
      tags: [pictures, all]
      deprecated: false
      x-citation: page#post
      x-dialect: gemini
      x-billable: true
      x-retry: [429, 503]
      x-picture-first: true
      x-unsupported: [tools]
      x-models:
        default: one
        served: one
        models: {one: {kind: image}, two: {kind: image}}
      security: [{bearer: []}, {header: []}]
      parameters:
        - name: model
          in: path
          required: true
          description: The model.
          schema: {type: string}
        - name: tone
          in: query
          description: The tone.
          x-citation: page#tone
          x-note: one
          example: warm
          schema: {type: string}
      requestBody:
        required: true
        description: What to draw.
        x-citation: page#body
        x-note: one
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Ask'}
            examples: {curl: {value: {text: a fox}}}
          text/plain:
            schema: {type: string}
      responses:
        '200':
          description: The picture.
          x-citation: page#answer
          x-note: one
          headers: {x-request-id: {schema: {type: string}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Answer'}
              examples: {sample: {value: {text: a fox}}}
            text/plain:
              schema: {type: string}
        '429': {description: Too many.}
        '403': {description: Not yours., content: {text/plain: {schema: {type: string}}}}
        default: {description: Anything else.}
    get:
      operationId: look
      x-dialect: gemini
      responses: {'200': {description: What there is.}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer, description: A key., x-citation: page#key, x-key-env: SMALL_KEY}
    header: {type: apiKey, in: header, name: x-key}
  schemas:
    Ask:
      title: Ask
      type: object
      required: [text]
      properties:
        text: {type: string, description: What to draw.}
        inner: {$ref: '#/components/schemas/Inner'}
    Inner:
      title: Inner
      type: object
      properties:
        level: {type: string}
    Answer:
      title: Answer
      type: object
      required: [id]
      properties:
        id: {type: string}
        text: {type: string, description: What was drawn.}
"""


GONE = object()
POST = "paths|/v1/models/{model}|post"
BODY = f"{POST}|requestBody"
JSON = "content|application/json"
OK = f"{POST}|responses|200"
MODELS = f"{POST}|x-models"

ASKED = "components|schemas|Ask|properties|text"
TONE = f"{POST}|parameters|1|schema"
ANSWERED = "components|schemas|Answer|properties|text"

HOLDERS = {
    "request-property": (ASKED, "draw", "request.text"),
    "request-parameter": (TONE, "draw", "query.tone"),
    "response-property": (ANSWERED, "draw", "response.text"),
}
"""What may hold a schema: where that stands in the document, and what the place is called."""

OBJECT = {"type": "object", "title": "Thing", "properties": {"a": {"type": "string"}}}
OTHER = {"type": "object", "title": "Other", "properties": {"b": {"type": "string"}}}
UNION = {"anyOf": [OBJECT, OTHER]}

SCHEMAS: dict[str, tuple[Any, Any]] = {
    "type-changed": ({"type": "string"}, {"type": "boolean"}),
    "type-generalized": ({"type": "integer"}, {"type": "number"}),
    "type-specialized": ({"type": ["string", "boolean"]}, {"type": "string"}),
    "became-nullable": ({"type": "string"}, {"type": ["string", "null"]}),
    "became-not-nullable": ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string"}),
    "enum-value-added": ({"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b", "a"]}),
    "enum-value-removed": ({"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["b"]}),
    "became-enum": ({"type": "string"}, {"type": "string", "enum": ["a"]}),
    "became-not-enum": ({"type": "string", "const": "a"}, {"type": "string"}),
    "default-value-added": ({"type": "integer"}, {"type": "integer", "default": 0}),
    "default-value-removed": ({"type": "boolean", "default": False}, {"type": "boolean"}),
    "default-value-changed": ({"type": "integer", "default": 1}, {"type": "integer", "default": 2}),
    "limit-tightened": ({"type": "string", "maxLength": 5}, {"type": "string", "maxLength": 4}),
    "limit-loosened": ({"type": "integer", "minimum": 1}, {"type": "integer"}),
    "format-changed": ({"type": "string"}, {"type": "string", "format": "date"}),
    "encoding-changed": ({"type": "string"}, {"type": "string", "contentEncoding": "base64"}),
    "constraint-changed": ({"type": "string", "pattern": "a"}, {"type": "string", "pattern": "b"}),
    "condition-added": (OBJECT, {**OBJECT, "dependentRequired": {"a": ["b"]}}),
    "condition-removed": ({**OBJECT, "if": {"required": ["a"]}, "then": {"required": ["b"]}}, OBJECT),
    "condition-changed": (
        {**OBJECT, "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {**OBJECT, "if": {"required": ["a"]}, "then": {"required": ["c"]}},
    ),
    "additional-properties-closed": (OBJECT, {**OBJECT, "additionalProperties": False}),
    "additional-properties-opened": ({**OBJECT, "additionalProperties": False}, OBJECT),
    "one-of-added": (UNION, {"anyOf": [*UNION["anyOf"], {**OTHER, "title": "Third"}]}),
    "one-of-removed": ({"oneOf": [*UNION["anyOf"], {**OTHER, "title": "Third"}]}, {"oneOf": UNION["anyOf"]}),
    "title-changed": (OBJECT, {**OBJECT, "title": "Else"}),
    "description-changed": ({"type": "string", "description": "a"}, {"type": "string", "description": "b"}),
    "example-changed": ({"type": "string", "examples": ["a"]}, {"type": "string", "examples": ["b"]}),
    "citation-changed": ({"type": "string", "x-citation": "p#a"}, {"type": "string"}),
    "annotation-changed": ({"type": "string", "x-own": 1}, {"type": "string", "x-own": 2}),
}
"""What may become of a schema, before and after."""

OTHERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "api-operation-added": ("more", "operation", {"paths|/v2": {"put": {"operationId": "more", "responses": {}}}}),
    "api-operation-removed": ("look", "operation", {"paths|/v1/models/{model}|get": GONE}),
    "api-path-changed": ("draw", "operation", {"paths|/v2/models/{model}|post": POST, POST: GONE}),
    "api-method-changed": ("draw", "operation", {"paths|/v1/models/{model}|put": POST, POST: GONE}),
    "api-server-changed": ("", "server", {"servers|0|url": "https://{region}.other.test"}),
    "api-server-added": ("", "server", {"servers|2": {"url": "https://third.test"}}),
    "api-server-removed": ("", "server", {"servers|1": GONE}),
    "api-server-variable-changed": ("", "server", {"servers|0|variables|region|default": "us"}),
    "api-security-changed": ("draw", "security", {f"{POST}|security": [{}]}),
    "api-security-alternative-added": ("draw", "security", {f"{POST}|security|2": {}}),
    "api-security-alternative-removed": ("draw", "security", {f"{POST}|security|1": GONE}),
    "api-key-variable-changed": ("", "security", {"components|securitySchemes|bearer|x-key-env": "OTHER_KEY"}),
    "api-dialect-changed": ("draw", "operation", {f"{POST}|x-dialect": "openai-images"}),
    "api-operation-id-changed": ("paint", "operation", {f"{POST}|operationId": "paint"}),
    "api-tag-changed": ("draw", "operation", {f"{POST}|tags|0": "paintings"}),
    "api-operation-became-billable": ("look", "operation", {"paths|/v1/models/{model}|get|x-billable": True}),
    "api-operation-became-free": ("draw", "operation", {f"{POST}|x-billable": False}),
    "api-retry-changed": ("draw", "operation", {f"{POST}|x-retry|2": 500}),
    "api-model-added": ("draw", "operation", {f"{MODELS}|models|three": {"kind": "image"}}),
    "api-model-removed": ("draw", "operation", {f"{MODELS}|models|two": GONE}),
    "api-model-entry-changed": ("draw", "operation", {f"{MODELS}|served": "two"}),
    "api-default-model-changed": ("draw", "operation", {f"{MODELS}|default": "two"}),
    "api-unsupported-added": ("draw", "request.search", {f"{POST}|x-unsupported|1": "search"}),
    "api-unsupported-removed": ("draw", "request.tools", {f"{POST}|x-unsupported|0": GONE}),
    "api-picture-order-added": ("look", "response", {"paths|/v1/models/{model}|get|x-picture-first": True}),
    "api-picture-order-removed": ("draw", "response", {f"{POST}|x-picture-first": GONE}),
    "api-info-changed": ("", "info", {"info|version": "2.0.0"}),
    "api-summary-changed": ("draw", "operation", {f"{POST}|summary": "Paints."}),
    "api-description-changed": ("", "server", {"servers|0|description": "Another."}),
    "api-citation-changed": ("", "security", {"components|securitySchemes|bearer|x-citation": GONE}),
    "api-annotation-changed": ("", "document", {"x-note": "two"}),
    "request-required-body-added": ("look", "request", {"paths|/v1/models/{model}|get|requestBody": BODY}),
    "request-optional-body-added": (
        "look",
        "request",
        {"paths|/v1/models/{model}|get|requestBody": {"content": {"text/plain": {}}}},
    ),
    "request-body-removed": ("draw", "request", {BODY: GONE}),
    "request-body-became-optional": ("draw", "request", {f"{BODY}|required": False}),
    "request-media-type-added": ("draw", "request(text/html)", {f"{BODY}|content|text/html": {}}),
    "request-media-type-removed": ("draw", "request(text/plain)", {f"{BODY}|content|text/plain": GONE}),
    "request-parameter-renamed": (
        "draw",
        "path.name",
        {"paths|/v1/models/{name}|post": POST, POST: GONE, "paths|/v1/models/{name}|post|parameters|0|name": "name"},
    ),
    "request-description-changed": ("draw", "request", {f"{BODY}|description": "Words."}),
    "request-citation-changed": ("draw", "request", {f"{BODY}|x-citation": "page#other"}),
    "request-annotation-changed": ("draw", "request", {f"{BODY}|x-note": "two"}),
    "request-example-changed": ("draw", "request", {f"{BODY}|{JSON}|examples|curl|value|text": "a hare"}),
    "response-success-status-added": (
        "draw",
        "response(202)",
        {f"{POST}|responses|202": {"description": "Later.", "content": {"text/plain": {}}}},
    ),
    "response-success-status-removed": ("draw", "response", {OK: GONE}),
    "response-error-status-added": (
        "draw",
        "response(401)",
        {f"{POST}|responses|401": {"description": "No.", "content": {"text/plain": {}}}},
    ),
    "response-error-status-removed": ("draw", "response(403)", {f"{POST}|responses|403": GONE}),
    "response-media-type-added": ("draw", "response(text/html)", {f"{OK}|content|text/html": {}}),
    "response-media-type-removed": ("draw", "response(text/plain)", {f"{OK}|content|text/plain": GONE}),
    "response-header-added": ("draw", "response.headers.etag", {f"{OK}|headers|ETag": {}}),
    "response-header-removed": ("draw", "response.headers.x-request-id", {f"{OK}|headers|x-request-id": GONE}),
    "response-header-changed": (
        "draw",
        "response.headers.x-request-id",
        {f"{OK}|headers|x-request-id|schema|type": "integer"},
    ),
    "response-description-changed": ("draw", "response", {f"{OK}|description": "Words."}),
    "response-citation-changed": ("draw", "response", {f"{OK}|x-citation": "page#other"}),
    "response-annotation-changed": ("draw", "response", {f"{OK}|x-note": "two"}),
    "response-example-changed": ("draw", "response", {f"{OK}|{JSON}|examples|sample": GONE}),
    "request-required-property-added": (
        "draw",
        "request.tone",
        {"components|schemas|Ask|properties|tone": {}, "components|schemas|Ask|required|1": "tone"},
    ),
    "request-optional-property-added": (
        "draw",
        "request.inner.tone",
        {"components|schemas|Inner|properties|tone": {"type": "string"}},
    ),
    "request-property-removed": ("draw", "request.inner", {"components|schemas|Ask|properties|inner": GONE}),
    "request-property-became-required": ("draw", "request.inner", {"components|schemas|Ask|required|1": "inner"}),
    "request-property-became-optional": ("draw", "request.text", {"components|schemas|Ask|required": GONE}),
    "request-required-parameter-added": (
        "draw",
        "header.x-tone",
        {f"{POST}|parameters|2": {"name": "X-Tone", "in": "header", "required": True, "schema": {"type": "string"}}},
    ),
    "request-optional-parameter-added": (
        "draw",
        "query.more",
        {f"{POST}|parameters|2": {"name": "more", "in": "query", "schema": {"type": "string"}}},
    ),
    "request-parameter-removed": ("draw", "query.tone", {f"{POST}|parameters|1": GONE}),
    "request-parameter-became-required": ("draw", "query.tone", {f"{POST}|parameters|1|required": True}),
    "response-property-added": ("draw", "response.seed", {"components|schemas|Answer|properties|seed": {}}),
    "response-property-removed": ("draw", "response.text", {"components|schemas|Answer|properties|text": GONE}),
    "response-property-became-required": ("draw", "response.text", {"components|schemas|Answer|required|1": "text"}),
    "response-property-became-optional": ("draw", "response.id", {"components|schemas|Answer|required|0": GONE}),
}
"""A change for each rule about anything else: the operation and location that it is seen at, and the edits."""

BACKWARD = {
    "request-body-became-required": "request-body-became-optional",
    "request-parameter-became-optional": "request-parameter-became-required",
}
"""Rules that fire on the change of another, from new to old."""


def edited(document: dict[str, Any], edits: dict[str, Any]) -> None:
    """Change a document: a value, another place whose value is taken, or nothing, by path."""
    for path, value in edits.items():
        *outer, last = path.split("|")
        node: Any = document
        for step in outer:
            node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
        if isinstance(value, str) and value.startswith("paths|"):
            value = copy.deepcopy(found(document, value))
        if isinstance(node, dict):
            node.pop(last, None) if value is GONE else node.update({last: value})
        elif value is GONE:
            del node[int(last)]
        else:
            node[int(last) : int(last) + 1] = [value]


def found(document: Any, path: str) -> Any:
    for step in path.split("|"):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


@dataclass(frozen=True)
class Change:
    """The rule that sees a change, where, and the edits of the small spec that make the old one and the new one."""

    rule: str
    operation: str
    location: str
    before: dict[str, Any]
    after: dict[str, Any]

    def specs(self) -> tuple[Spec, Spec]:
        """The old spec and the new one."""
        old, new = yaml.safe_load(SMALL), yaml.safe_load(SMALL)
        edited(old, self.before)
        edited(new, self.after)
        return Spec("small", old), Spec("small", new)


def every() -> Iterator[Change]:
    """A change for each rule."""
    for holder, (path, operation, location) in HOLDERS.items():
        for action, (before, after) in SCHEMAS.items():
            yield Change(f"{holder}-{action}", operation, location, {path: before}, {path: after})
    for rule, (operation, location, edits) in OTHERS.items():
        yield Change(rule, operation, location, {}, edits)
    for rule, other in BACKWARD.items():
        operation, location, edits = OTHERS[other]
        yield Change(rule, operation, location, edits, {})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a `change` is run on each."""
    if "change" in metafunc.fixturenames:
        metafunc.parametrize("change", [pytest.param(one, id=one.rule) for one in every()])


@pytest.fixture(scope="session")
def changes() -> list[Change]:
    """A change for each rule."""
    return list(every())


@pytest.fixture
def changed() -> Callable[..., Spec]:
    """A spec of the repository, changed by a function of its document."""

    def make(spec: Spec, change: Callable[[dict[str, Any]], object]) -> Spec:
        document = copy.deepcopy(dict(spec.document))
        change(document)
        return Spec(spec.provider, document, spec.pages, spec.path)

    return make
