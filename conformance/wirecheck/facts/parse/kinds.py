"""Types of members: from the many ways that pages write them to the names that JSON has for them."""

from __future__ import annotations

import re

from wirecheck.wire.lenient_json import Json

# What pages call types, and JSON's name.
NAMES = {
    "string": "string", "str": "string", "text": "string", "varchar": "string", "enum": "string", "url": "string",
    "uri": "string", "uuid": "string", "date": "string", "datetime": "string", "date-time": "string",
    "file": "string", "binary": "string", "base64": "string", "bytes": "string",
    "integer": "integer", "int": "integer", "int32": "integer", "int64": "integer", "long": "integer",
    "number": "number", "float": "number", "double": "number", "decimal": "number",
    "boolean": "boolean", "bool": "boolean",
    "object": "object", "map": "object", "dict": "object", "dictionary": "object", "json": "object", "record": "object",
    "array": "array", "list": "array",
    "null": "null", "any": "any",
    "字符串": "string", "整数": "integer", "整型": "integer", "数字": "number", "数值": "number", "浮点数": "number",
    "布尔": "boolean", "布尔值": "boolean", "布尔型": "boolean", "对象": "object", "数组": "array", "文件": "string",
}  # fmt: skip

PLURALS = {f"{name}s": name for name in NAMES if name.isascii()} | {"files": "file", "dictionaries": "dictionary"}

_WORD = "|".join(sorted(map(re.escape, (*NAMES, *PLURALS)), key=len, reverse=True))
_NAMED = rf"(?:{_WORD})(?:\s*<[\w\s<>\[\]|,-]{{1,40}}>|\s*\((?:[a-z]+\d*|date-time)\))?(?:\[\s*\])*"
_MAP = r"map\s+from\s+\w+\s+to\s+\w+(?:\s+\w+)?"
_OF = rf"{_MAP}|(?:array|list)\s*(?:of\s+|\[\s*|<\s*)(?:{_WORD})(?:\s+enums?)?\s*[\]>]?"
# A type in any spelling, for use in other patterns; matching ignores case.
PATTERN = rf"(?:{_OF}|{_NAMED})(?:\s*(?:\||/|\bor\b|或)\s*(?:{_OF}|{_NAMED}))*"

_WHOLE = re.compile(rf"({PATTERN})(?:\s*\((?P<more>[\w -]+)\))?", re.IGNORECASE)
_UNION = re.compile(r"\s*(?:\||/|\bor\b|或)\s*", re.IGNORECASE)
_ARRAY = re.compile(r"(?:array|list)\s*(?:of\s+|\[\s*|<\s*)(.+?)\s*[\]>]?", re.IGNORECASE)
_ENUM = re.compile(r"enum\s*<\s*(.+?)\s*>(.*)", re.IGNORECASE)


def is_type(text: str) -> bool:
    """Whether this is a type and nothing else."""
    return len(text) <= 80 and bool(_WHOLE.fullmatch(text.strip()))


def normal(text: str) -> str | None:
    """
    The type in JSON's words, such as `object[]` or `string|integer`; None if the text is not a type.

    `null` among others says that a member may be null, which is not a type of its own.
    """
    named = list(dict.fromkeys(filter(None, map(_single, _split(text.strip().strip("`"))))))
    kinds = [kind for kind in named if kind != "null"] or named
    if not kinds or "any" in kinds:
        return None
    return "|".join(kinds)


def _split(text: str) -> list[str]:
    """The types of a union; a bar or a word between brackets divides nothing."""
    depth, last, parts = 0, 0, []
    for at, char in enumerate(text):
        depth += (char in "<[") - (char in ">]")
        if depth == 0 and char == "|":
            parts.append(text[last:at])
            last = at + 1
    parts.append(text[last:])
    return [piece for part in parts for piece in ([part] if "<" in part else _UNION.split(part))]


def _single(text: str) -> str | None:
    """A type that is not a union, in JSON's words."""
    text = text.strip().lower()
    if enum := _ENUM.fullmatch(text):
        text = enum[1] + enum[2]
    arrays = 0
    while text.endswith("]") and text.rstrip("] ").endswith("["):
        arrays += 1
        text = text[: text.rindex("[")].rstrip()
    if array := _ARRAY.fullmatch(text):
        inner = _single(array[1].removesuffix(" enum").removesuffix(" enums"))
        text, arrays = (inner or "array"), arrays + (1 if inner else 0)
        return text + "[]" * arrays
    text = "object" if text.startswith("map from ") else re.sub(r"\s*[<(].*[>)]$", "", text)
    word = NAMES.get(PLURALS.get(text, text))
    return word + "[]" * arrays if word else None


def is_array(kind: str | None) -> bool:
    """Whether a type in JSON's words is one of arrays."""
    return kind is not None and (kind == "array" or kind.endswith("[]"))


def of_value(value: Json) -> str:
    """The type of a value in a sample; that of an array by its items, where they are of one type."""
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            kinds = {of_value(item) for item in value}
            return f"{kinds.pop()}[]" if len(kinds) == 1 else "array"
    return "null"


def agree(one: str, other: str) -> bool:
    """Whether two types may be said of the same member: `array` of `object[]`, `number` of `integer`."""
    return bool(_kinds(one) & _kinds(other))


def _kinds(text: str) -> set[str]:
    kinds = {"array" if kind.endswith("[]") else kind for kind in text.split("|")}
    return kinds | ({"number"} if "integer" in kinds else set())
