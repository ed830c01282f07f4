"""Ids that requirements of several families rest on."""

from __future__ import annotations

READABLE = ("body/is-complete", "body/encoding-is-as-labelled", "body/is-json")
"""The answer is there and can be read."""

SERVED = (*READABLE, "error/is-never-a-2xx", "body/is-not-wrapped", "body/is-not-a-task")
"""The answer is one of success, and not something in its place."""

ANSWERED = (*SERVED, "answer/has-a-candidate", "images/has-pictures")
"""The answer holds what its other members are about."""

ROUTE = ("auth/documented-key-is-served", "endpoint/documented-path-exists", "endpoint/model-is-served")
"""The request reached the operation."""

PICTURE = (
    *ANSWERED,
    "answer/has-the-picture",
    "answer/members-are-camel-case",
    "images/base64-or-url",
    "images/url-opens",
)
"""It is known where the pictures stand in the answer, and they are there."""

PIXELS = (*PICTURE, "picture/format-is-known", "picture/is-whole")
"""The picture can be decoded."""
