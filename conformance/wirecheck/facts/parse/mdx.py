"""Members that a page in MDX declares: `<ParamField body="size" type="string" required default="1K">` and its kin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import Block, Endpoint, Entry, Heading

_BEGIN = re.compile(r"\s*<(?:ParamField|ResponseField|ParameterField|Param|Property|ResponseProperty|ApiParam)\b")
_TAG = re.compile(
    r"<(?P<close>/)?(?P<name>ParamField|ResponseField|ParameterField|Param|Property|ResponseProperty|ApiParam|Expandable|[A-Za-z][\w.]*)"
    r"(?P<props>(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?)*)\s*(?P<self>/)?>"
)
_PROP = re.compile(r"([\w:-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|\{((?:[^{}]|\{[^{}]*\})*)\}))?")
_FIELDS = ("ParamField", "ResponseField", "ParameterField", "Param", "Property", "ResponseProperty", "ApiParam")
_SIDES = {"body": Side.REQUEST, "path": Side.PATH, "query": Side.QUERY, "header": Side.HEADER}
_EXAMPLES = re.compile(r"\s*<(Request|Response)Example\b")
_ENDPOINT = re.compile(r"<MethodEndpoint[^>]*?method=\{?[\"'](\w+)[\"']\}?[^>]*?path=\{?[\"']([^\"']+)[\"']", re.DOTALL)
DEEPEST = 12
"""Members within members that are followed."""

LONGEST = 3_000
"""Lines that a nest of members takes at most."""


def fields(lines: Sequence[str], at: int) -> tuple[list[Block], int] | None:
    """The members that begin on a line, those inside of them included, and the line after them."""
    if "<" not in lines[at]:
        return None
    if found := _EXAMPLES.match(lines[at]):
        return [Heading(f"{found[1]} example", 0, at + 1)], at + 1
    if "<MethodEndpoint" in lines[at]:
        text = "\n".join(lines[at : at + 6])
        if endpoint := _ENDPOINT.search(text):
            return [Endpoint(endpoint[1].upper(), endpoint[2], at + 1, at + 1)], at + 1
    if not _BEGIN.match(lines[at]):
        return None
    end = _end(lines, at)
    text = "\n".join(lines[at:end])
    return list(_entries(text, at + 1)), end


def _end(lines: Sequence[str], at: int) -> int:
    depth = 0
    for end in range(at, min(len(lines), at + LONGEST)):
        joined = lines[end]
        for tag in re.finditer(r"<(/?)(?:" + "|".join(_FIELDS) + r")\b|(/>)", joined):
            if tag[2]:
                depth -= 1 if _self_closing(lines, at, end, tag.start()) else 0
            else:
                depth += -1 if tag[1] else 1
        if depth <= 0:
            return end + 1
    return min(len(lines), at + LONGEST)


def _self_closing(lines: Sequence[str], at: int, end: int, place: int) -> bool:
    """Whether `/>` at a place ends a tag of a member."""
    text = "\n".join([*lines[max(at, end - 12) : end], lines[end][:place]])
    opened = text.rfind("<")
    return bool(re.match(r"<(?:" + "|".join(_FIELDS) + r")\b", text[opened:])) if opened >= 0 else False


def _entries(text: str, first: int) -> list[Block]:
    found: list[Block] = []
    stack: list[tuple[str, str]] = []
    tags = list(_TAG.finditer(text))
    for number, tag in enumerate(tags):
        name = tag["name"]
        if name not in _FIELDS:
            continue
        if tag["close"]:
            if stack:
                stack.pop()
            continue
        props = _props(tag["props"])
        side, path = _named(name, props)
        kind = props.get("type", "")
        if len(stack) >= DEEPEST:
            continue
        if path and stack:
            around, type_around = stack[-1]
            mark = "[]" if type_around.strip().endswith("[]") or "array" in type_around.lower() else ""
            path = path if path.startswith(f"{around}.") else f"{around}{mark}.{path}"
        stop = next((one.start() for one in tags[number + 1 :] if one["name"] in (*_FIELDS, "Expandable")), len(text))
        words = "" if tag["self"] else _plain(text[tag.end() : stop])
        line = first + text.count("\n", 0, tag.start())
        last = first + text.count("\n", 0, max(tag.end() - 1, min(stop, tag.end() + len(words)) - 1))
        if path:
            found.append(
                Entry(
                    path, kind, line, max(line, last),
                    required=True if props.get("required", "false") in ("", "true") else None,
                    labelled=True,
                    side=side,
                    default=props.get("default") or props.get("initialValue"),
                    examples=tuple(value for one in ("placeholder", "example") if (value := props.get(one))),
                    words=words,
                )
            )  # fmt: skip
        if not tag["self"]:
            stack.append((path or (stack[-1][0] if stack else ""), kind))
    return found


def _props(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for prop in _PROP.finditer(text):
        value = next((group for group in prop.groups()[1:] if group is not None), "")
        found[prop[1]] = value.strip().strip("\"'`") if prop[4] is not None else value
    return found


def _named(name: str, props: dict[str, str]) -> tuple[Side | None, str]:
    for key, side in _SIDES.items():
        if key in props and name != "ResponseField":
            return side, props[key]
    return Side.RESPONSE if name.startswith("Response") else None, props.get("name", "")


def _plain(text: str) -> str:
    """Words without tags."""
    return re.sub(r"</?[A-Za-z][^<>]*>", "", text).strip()
