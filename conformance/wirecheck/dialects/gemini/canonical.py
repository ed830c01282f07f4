"""
A request of generateContent as its protocol reads it, which is ProtoJSON: https://protobuf.dev/programming-guides/json/

There null is the default of a member, a name may be spelt in camelCase or as in the protocol's own files, a number may
be a text, and a value of an enum is its name in capitals or its number. What means the same is read as the same, in the
spelling of the page.

Held by `tests/dialects/gemini/test_spellings.py`, together with the emulator's half.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from wirecheck.dialects.body_format import RequestBody
from wirecheck.dialects.gemini.member_paths import LEVEL, MODALITIES
from wirecheck.spec.documented import documented_values
from wirecheck.spec.members import branches
from wirecheck.spec.operation import Operation
from wirecheck.wire.lenient_json import Json

OWN_NAMES = frozenset(
    {"args", "labels", "parametersJsonSchema", "partMetadata", "properties", "response", "responseJsonSchema"}
)
"""Members that hold the caller's own names, which have no other spelling."""

NUMBERS = frozenset(
    {
        *("candidateCount", "frequencyPenalty", "logprobs", "maxOutputTokens", "presencePenalty", "seed"),
        *("temperature", "thinkingBudget", "topK", "topP"),
    }
)
"""Members that are numbers upstream."""

SNAKE_CASE = re.compile(r"(?<!\w)[a-z0-9]+(_[a-z0-9]+)+(?!\w)")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")

NUMBERED: Mapping[str, Mapping[int, str]] = {
    MODALITIES: {1: "TEXT", 2: "IMAGE"},
    "safetySettings[].category": {
        7: "HARM_CATEGORY_HARASSMENT",
        8: "HARM_CATEGORY_HATE_SPEECH",
        9: "HARM_CATEGORY_SEXUALLY_EXPLICIT",
        10: "HARM_CATEGORY_DANGEROUS_CONTENT",
    },
    "safetySettings[].threshold": {
        1: "BLOCK_LOW_AND_ABOVE",
        2: "BLOCK_MEDIUM_AND_ABOVE",
        3: "BLOCK_ONLY_HIGH",
        4: "BLOCK_NONE",
        5: "OFF",
    },
}
"""The numbers of upstream's enums, which may stand in place of their names."""


@dataclass(frozen=True)
class _Page:
    """
    How a page spells requests.

    :param names: its names, by the path in camelCase.
    :param texts: the paths, in camelCase, of members that it has as texts.
    :param enums: its values of upstream's enums, by the path and by upstream's name, which is in capitals.
    :param modalities: the lists of modalities that it shows.
    """

    names: Mapping[str, str]
    texts: frozenset[str]
    enums: Mapping[str, Mapping[str, str]]
    modalities: Sequence[list[Json]]


@functools.lru_cache(maxsize=64)
def _page(operation: Operation) -> _Page:
    names: dict[str, str] = {}
    for path in (*operation.unsupported, *(member.path for member in operation.members)):
        steps = path.split(".")
        for i, step in enumerate(steps, 1):
            names[camel_path(".".join(steps[:i])).removesuffix("[]")] = step.removesuffix("[]")
    resolve = operation.spec.resolve
    texts = (
        member.path
        for member in operation.members
        if any("string" in str(branch.get("type")) for branch, _ in branches(resolve, dict(member.schema)))
    )
    shown = [value for value in documented_values(operation, MODALITIES) if isinstance(value, list)]
    enums = {
        LEVEL: _by_capitals(documented_values(operation, LEVEL)),
        MODALITIES: _by_capitals(chain.from_iterable(shown)),
    }
    return _Page(names, frozenset(map(camel_path, texts)), enums, shown)


def _by_capitals(values: Iterable[Json]) -> dict[str, str]:
    texts = [value for value in values if isinstance(value, str)]
    return {text.upper(): text for text in texts} | {text: text for text in texts}


def camel_case(value: Json) -> Json:
    """A request with each name in camelCase, and without the members that are null."""
    if isinstance(value, list):
        return [camel_case(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = ((camel_path(name), inner) for name, inner in value.items() if inner is not None)
    return {name: inner if name in OWN_NAMES else camel_case(inner) for name, inner in named}


def canonical(operation: Operation, body: Json) -> RequestBody:
    """A request in the spelling of the page; it cannot be read if a member stands there in both spellings."""
    twice: list[str] = []
    value = _read(_page(operation), body, "", twice)
    return RequestBody(value, f"`{twice[0]}` appears in two spellings" if twice else "")


def _read(page: _Page, value: Json, path: str, twice: list[str]) -> Json:
    """
    A value as the page has it.

    :param path: its path in camelCase, with `[]` for items.
    :param twice: takes up the paths of members that stand there in both spellings.
    """
    if isinstance(value, dict):
        return _object(page, value, path, twice)
    if isinstance(value, list):
        items = [_read(page, item, path if path == MODALITIES else f"{path}[]", twice) for item in value]
        # a set has no order: it is read in that of the page
        sets = page.modalities if path == MODALITIES else ()
        return next((shown for shown in sets if _as_set(shown) == _as_set(items)), items)
    if type(value) is int:
        value = NUMBERED.get(path, {}).get(value, value)
    if isinstance(value, str):
        is_number = path.rpartition(".")[2] in NUMBERS and path not in page.texts
        return _number(value) if is_number else page.enums.get(path, {}).get(value, value)
    return value


def _object(page: _Page, value: Mapping[str, Json], path: str, twice: list[str]) -> Json:
    found: dict[str, Json] = {}
    for name, inner in value.items():
        if inner is None:
            continue
        plain = camel_path(name)
        where = f"{path}.{plain}" if path else plain
        spelt = page.names.get(where, plain)
        if spelt in found:
            twice.append(where)
        found[spelt] = inner if plain in OWN_NAMES else _read(page, inner, where, twice)
    return found


def _number(text: str) -> Json:
    """The number that a text stands for, or the text itself."""
    number = float(text) if NUMBER.fullmatch(text) else math.inf
    return text if math.isinf(number) else int(number) if number.is_integer() else number


def _as_set(modalities: list[Json]) -> set[str]:
    return {str(name) for name in modalities}


def camel_path(path: str) -> str:
    """A name, or a path of names, in camelCase; a name in capitals or with an underscore at an end stays as it is."""
    return SNAKE_CASE.sub(lambda name: re.sub(r"_([a-z0-9])", lambda letter: letter[1].upper(), name[0]), path)
