"""
What a request carries beside its body: the parameters of its path, its query, its headers and its cookies.

A parameter that has to be there is sent with the value that the spec has for it: a `const`, a `default`, an example, or
the one value of its set. Optional ones are not sent.

Held by `tests/spec/test_own.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from wirecheck.spec.members import Resolve
from wirecheck.wire.exchange import Headers, Request
from wirecheck.wire.lenient_json import Json

UNREAD = ("accept", "content-type", "authorization")
"""Headers that OpenAPI does not take for parameters: media types and security schemes describe them."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One parameter.

    :param place: `path`, `query`, `header` or `cookie`.
    :param value: what is sent, as text; None where the spec has no value for it.
    :param values: its closed set, as texts; empty where it is open.
    """

    name: str
    place: str
    required: bool
    value: str | None
    values: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What messages call it."""
        return {"header": "the header ", "cookie": "the cookie ", "query": "the query parameter "}.get(
            self.place, "the path parameter "
        ) + f"`{self.name}`"

    def carried(self, request: Request) -> str | None:
        """The value that a request has for it, or None."""
        if self.place == "header":
            return request.header(self.name)
        if self.place == "query":
            pairs = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
        else:
            cookies = (request.header("cookie") or "").split(";")
            pairs = [(name.strip(), value.strip()) for name, _, value in (pair.partition("=") for pair in cookies)]
        return next((value for name, value in pairs if name == self.name), None)


def read(resolve: Resolve, entries: Iterable[Any]) -> tuple[Parameter, ...]:
    """The parameters of an operation, of which the first of a name in a place counts."""
    found: dict[tuple[str, str], Parameter] = {}
    for entry in entries:
        node = resolve(entry)
        name, place = str(node.get("name") or ""), str(node.get("in") or "")
        if name and not (place == "header" and name.lower() in UNREAD):
            found.setdefault((name.lower() if place == "header" else name, place), _parameter(resolve, node))
    return tuple(found.values())


def _parameter(resolve: Resolve, node: Mapping[str, Any]) -> Parameter:
    content = next(iter((node.get("content") or {}).values()), None)
    schema = resolve(node["schema"] if "schema" in node else resolve(content).get("schema"))
    values = (schema["const"],) if "const" in schema else tuple(schema.get("enum") or ())
    texts = tuple(text for value in values if (text := _text(value)) is not None)
    named = (_text(value) for value in (*_named(resolve, node, schema), *(values if len(values) == 1 else ())))
    value = next((text for text in named if text is not None), None)
    required = bool(node.get("required")) or node.get("in") == "path"
    return Parameter(str(node["name"]), str(node["in"]), required, value, texts)


def _named(resolve: Resolve, node: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Any]:
    """The values that the spec names for a parameter, the most certain one first."""
    yield schema.get("const")
    yield schema.get("default")
    yield node.get("example")
    yield from (resolve(entry).get("value") for entry in (node.get("examples") or {}).values())
    yield schema.get("example")
    yield from schema.get("examples") or ()


def _text(value: Json) -> str | None:
    """A value as it stands in a header or a query; None if it has no such form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) and value != "" else None


def headers(parameters: Sequence[Parameter], given: Headers) -> Headers:
    """The headers and cookies that are sent, but for those that the caller gives."""
    theirs = {name.lower() for name, _ in given}
    sent = [(p.name, p.value) for p in parameters if p.place == "header" and p.value is not None]
    cookies = "; ".join(f"{p.name}={p.value}" for p in parameters if p.place == "cookie" and p.value is not None)
    return tuple(
        pair for pair in (*sent, *((("Cookie", cookies),) if cookies else ())) if pair[0].lower() not in theirs
    )


def query(parameters: Sequence[Parameter]) -> str:
    """The query that is sent, with its `?`; empty where there is none."""
    pairs = [(p.name, p.value) for p in parameters if p.place == "query" and p.value is not None]
    return f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""
