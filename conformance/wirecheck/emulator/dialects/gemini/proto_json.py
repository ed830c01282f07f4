"""
Requests as Google's own parser takes them: by the rules of https://protobuf.dev/programming-guides/json/.

A field goes by its name in the protocol's files (`mime_type`) or by its JSON name (`mimeType`), also side by side in
one request, but not twice in one object. A field that is null is a field that was not sent. Integers and floats may
come as texts, enums as their numbers, bytes in either alphabet of base64, padded or not.

Held by `tests/dialects/gemini/test_spellings.py`, together with the other half.
"""

from __future__ import annotations

import re
from typing import Any

from wirecheck.spec import members
from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import Json

MAPS = ("args", "labels", "parametersJsonSchema", "partMetadata", "properties", "response", "responseJsonSchema")
"""Fields whose members are named by the caller."""

NUMBERS = (
    *("temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "seed", "presencePenalty"),
    *("frequencyPenalty", "logprobs", "thinkingBudget"),
)
"""Upstream's fields that are integers and floats."""

ENUMS = {
    "responseModalities": ("MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO"),
    "threshold": (
        *("HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH"),
        *("BLOCK_NONE", "OFF"),
    ),
    "category": tuple(
        f"HARM_CATEGORY_{name}"
        for name in (
            *("UNSPECIFIED", "DEROGATORY", "TOXICITY", "VIOLENCE", "SEXUAL", "MEDICAL", "DANGEROUS", "HARASSMENT"),
            *("HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY"),
        )
    ),
}
"""Upstream's enums by the fields that hold them, each name at the place of its number."""

WORDS = ("responseModalities", "thinkingLevel")
"""Enums that pages write in letters of another case than the protocol does."""


def as_documented(operation: Operation, body: Json) -> tuple[Json, str]:
    """A request with its fields spelt as on the page and without those that are null; and why it cannot be parsed."""
    problems: list[str] = []
    media = operation.media_type(None) or {}
    return _field(operation, body, "", media.get("schema"), problems), next(iter(problems), "")


def json_names(value: Json) -> Json:
    """A request with its fields spelt by their JSON names, whatever the page calls them."""
    if isinstance(value, dict):
        spelt = {json_name(name): inner for name, inner in value.items()}
        return {name: inner if name in MAPS else json_names(inner) for name, inner in spelt.items()}
    return [json_names(inner) for inner in value] if isinstance(value, list) else value


def json_name(name: str) -> str:
    """The JSON name of a field."""
    head, *rest = name.split("_")
    plain = name.islower() and all(rest) and bool(head)
    return head + "".join(word[0].upper() + word[1:] for word in rest) if plain else name


def standard_base64(text: str) -> str:
    """Bytes in base64 of any kind, in the usual alphabet and padded."""
    usual = text.rstrip("=").replace("-", "+").replace("_", "/")
    return usual + "=" * (-len(usual) % 4)


def _field(operation: Operation, value: Json, name: str, schema: Any, problems: list[str]) -> Json:
    """
    The value of a field.

    :param schema: what the page says of it, if anything.
    """
    resolve = operation.spec.resolve
    if isinstance(value, dict):
        return value if name in MAPS else _message(operation, value, schema, problems)
    if isinstance(value, list):
        inner = members.step(resolve, schema, "[]")
        listed = [_field(operation, entry, name, inner, problems) for entry in value]
        return _in_page_order(operation, listed, schema) if name == "responseModalities" else listed
    if type(value) is int and name in ENUMS:
        value = ENUMS[name][value] if 0 <= value < len(ENUMS[name]) else value
    if name in WORDS and isinstance(value, str) and value.isupper():
        return _in_page_case(operation, value, schema)
    spelt_out = isinstance(value, str) and name in NUMBERS and not _is_text(operation, schema)
    return _number(str(value)) if spelt_out else value


def _message(operation: Operation, value: dict[str, Json], schema: Any, problems: list[str]) -> dict[str, Json]:
    documented: dict[str, str] = {}
    for branch, _ in members.branches(operation.spec.resolve, schema):
        documented |= {json_name(name): name for name in branch.get("properties") or ()}
    found: dict[str, Json] = {}
    for sent, inner in value.items():
        if inner is None:
            continue
        name = json_name(sent)
        spelt = documented.get(name, name)
        if spelt in found:
            problems.append(f"Invalid JSON payload received. Field '{name}' is already set.")
        node = members.step(operation.spec.resolve, schema, spelt)
        found[spelt] = _field(operation, inner, name, node, problems)
    return found


def _in_page_order(operation: Operation, listed: list[Json], schema: Any) -> list[Json]:
    """A set of enums as the page writes it."""
    for branch, _ in members.branches(operation.spec.resolve, schema):
        for known in (*(branch.get("x-values") or ()), *(branch.get("enum") or ())):
            if isinstance(known, list) and {str(entry) for entry in known} == {str(entry) for entry in listed}:
                return list(known)
    return listed


def _in_page_case(operation: Operation, value: str, schema: Any) -> str:
    """The name of an enum's value as the page writes it."""
    for branch, _ in members.branches(operation.spec.resolve, schema):
        known = [name for name in branch.get("enum") or () if isinstance(name, str) and name.upper() == value]
        if known:
            return value if value in known else known[0]
    return value


def _is_text(operation: Operation, schema: Any) -> bool:
    """Whether the page has a field as a text, whatever it is upstream."""
    types = (branch.get("type") for branch, _ in members.branches(operation.spec.resolve, schema))
    return any(said == "string" or (isinstance(said, list) and "string" in said) for said in types)


def _number(text: str) -> Json:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?", text):
        return text
    number = float(text)
    return int(number) if number.is_integer() else number
