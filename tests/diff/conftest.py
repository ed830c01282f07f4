"""Specs to change: a small one that has everything, and those of the repository."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from wirecheck.spec import Spec

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


@pytest.fixture
def small() -> Callable[..., Spec]:
    """The small spec, changed by functions of its document."""

    def make(*changes: Callable[[dict[str, Any]], object]) -> Spec:
        document = yaml.safe_load(SMALL)
        for change in changes:
            change(document)
        return Spec("small", document)

    return make


@pytest.fixture
def changed() -> Callable[..., Spec]:
    """A spec of the repository, changed by a function of its document."""

    def make(spec: Spec, change: Callable[[dict[str, Any]], object]) -> Spec:
        document = copy.deepcopy(dict(spec.document))
        change(document)
        return Spec(spec.provider, document, spec.pages, spec.path)

    return make
