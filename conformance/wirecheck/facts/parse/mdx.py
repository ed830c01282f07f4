"""Members that a page in MDX declares with tags such as `<ParamField body="size" type="string" default="1K">`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import Blocks, EndpointLine, Heading, MemberEntry

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
# The most levels of members within members that are followed.
DEEPEST = 12

# The most lines of nested members.
LONGEST = 3_000


def fields(lines: Sequence[str], at: int) -> Blocks | None:
    """The members that begin on a line, including the members inside them, and the line after them."""
    if "<" not in lines[at]:
        return None
    if example := _EXAMPLES.match(lines[at]):
        return [Heading(f"{example[1]} example", 0, at + 1)], at + 1
    if "<MethodEndpoint" in lines[at]:
        text = "\n".join(lines[at : at + 6])
        if endpoint := _ENDPOINT.search(text):
            return [EndpointLine(endpoint[1].upper(), endpoint[2], at + 1, at + 1)], at + 1
    if not _BEGIN.match(lines[at]):
        return None
    end = _end(lines, at)
    text = "\n".join(lines[at:end])
    return list(_entries(text, at + 1)), end


def _end(lines: Sequence[str], at: int) -> int:
    # tags that open and close are counted line by line; the nest ends where none is open any more
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


def _entries(text: str, first: int) -> Iterator[MemberEntry]:
    """The members of nested tags; a stack has the path and the type of each open tag."""
    around: list[tuple[str, str]] = []
    for tag, stop in _tags(text):
        if tag["close"]:
            del around[-1:]
        elif len(around) < DEEPEST:
            props = _props(tag["props"])
            side, name = _named(tag["name"], props)
            path = _below(around[-1], name) if name and around else name
            if path:
                words = "" if tag["self"] else _plain(text[tag.end() : stop])
                end = max(tag.end(), min(stop, tag.end() + len(words)))
                lines = (first + text.count("\n", 0, tag.start()), first + text.count("\n", 0, end - 1))
                yield _entry(path, side, props, words, lines)
            if not tag["self"]:
                around.append((path or (around[-1][0] if around else ""), props.get("type", "")))


def _tags(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The tags of members, each with the place where the next one begins."""
    tags = [tag for tag in _TAG.finditer(text) if tag["name"] in (*_FIELDS, "Expandable")]
    for tag, following in zip_longest(tags, tags[1:]):
        if tag["name"] != "Expandable":
            yield tag, following.start() if following else len(text)


def _below(around: tuple[str, str], name: str) -> str:
    """The path of a member within another one."""
    path, kind = around
    if name.startswith(f"{path}."):
        return name
    is_array = kind.strip().endswith("[]") or "array" in kind.lower()
    return f"{path}[].{name}" if is_array else f"{path}.{name}"


def _entry(path: str, side: Side | None, props: dict[str, str], words: str, lines: tuple[int, int]) -> MemberEntry:
    return MemberEntry(
        path,
        props.get("type", ""),
        *lines,
        required=True if props.get("required", "false") in ("", "true") else None,
        labelled=True,
        side=side,
        default=props.get("default") or props.get("initialValue"),
        examples=[value for prop in ("placeholder", "example") if (value := props.get(prop))],
        words=words,
    )


def _props(text: str) -> dict[str, str]:
    props: dict[str, str] = {}
    for prop in _PROP.finditer(text):
        value = next((group for group in prop.groups()[1:] if group is not None), "")
        props[prop[1]] = value.strip().strip("\"'`") if prop[4] is not None else value
    return props


def _named(name: str, props: dict[str, str]) -> tuple[Side | None, str]:
    for key, side in _SIDES.items():
        if key in props and name != "ResponseField":
            return side, props[key]
    return Side.RESPONSE if name.startswith("Response") else None, props.get("name", "")


def _plain(text: str) -> str:
    """Words without tags."""
    return re.sub(r"</?[A-Za-z][^<>]*>", "", text).strip()
