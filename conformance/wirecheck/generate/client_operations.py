"""
What the templates cannot see: of each operation its key, its retries and its prompts, and the code that shows it.

Held by `tests/clients`.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

from wirecheck.errors import SpecError
from wirecheck.generate.runtime import errors
from wirecheck.generate.view import BASE64, SCHEMAS, Node
from wirecheck.spec.spec import JSON_TYPE, Example, Operation, Spec
from wirecheck.wire.lenient_json import Json, at, items, members

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
NO_SERVER = "https://gateway.example.com"
# Stands for the one text of a prompt until its name is known.
PROMPT = "\0"


def of(spec: Spec, view: Node) -> dict[str, object]:
    """What the templates say of a provider, as plain values."""
    shown = [_Shown(operation, view) for operation in spec.operations]
    return {
        "name": spec.provider,
        "key_env": spec.key_env,
        "server": spec.server or "",
        "base64": BASE64,
        "errors": sorted(
            name
            for name, error in vars(errors).items()
            if isinstance(error, type) and issubclass(error, errors.APIError)
        ),
        "operations": {operation.method: operation.described() for operation in shown},
    }


class _Shown:
    """An operation as the client has it."""

    def __init__(self, operation: Operation, view: Node) -> None:
        self._operation = operation
        self._schemas = members(view, "components", "schemas")
        node = at(view, "paths", operation.path, operation.method.lower())
        self._node: Node = node if isinstance(node, dict) else {}
        schema = at(self._node, "requestBody", "content", JSON_TYPE, "schema")
        self._body = _Writer(self._schemas).resolved(schema if isinstance(schema, dict) else {}, "")[0]
        self.method = _identifier(operation.name)
        self._require_shape()

    def described(self) -> Node:
        """What the templates need."""
        header, value = self._operation.spec.credential(self._operation, "")
        return {
            "key": [_literal(header), _literal(value)],
            "retried": repr(tuple(self._operation.retry)),
            "retried_words": _listed([str(status) for status in self._operation.retry]),
            "prompts": {_identifier(name): self._prompt(name, value) for name, value in self._prompts()},
            "summary": str(self._node.get("summary") or self._operation.name),
            "code": self._code(),
            "async_code": self._code(waits=False),
            "url": self._operation.protocol.answers_with_links,
        }

    def _require_shape(self) -> None:
        """The client's methods take the members of one JSON object, and what stands in the path."""
        others = [at(entry, "name") for entry in items(self._node, "parameters") if at(entry, "in") != "path"]
        if others or not members(self._body, "properties"):
            wrong = f"takes `{others[0]}` outside of path and body" if others else "has no JSON object as its body"
            raise SpecError(f"`{self._operation.id}` {wrong}", hint="clients have no such operations yet; leave it out")
        if not self._operation.examples:
            raise SpecError(
                f"`{self._operation.id}` has no example of a request",
                hint="add the page's own to its `examples`, with a citation",
            )

    def _example(self) -> Example:
        """The example that asks most surely for a picture: of a model that makes them, and in words."""

        def rank(example: Example) -> tuple[bool, bool]:
            kind = self._operation.model(example.model or self._operation.served_model).kind
            return kind == "image", self._operation.protocol.wants_picture(example.value)

        return max(self._operation.examples, key=rank)

    def _prompts(self) -> Iterator[tuple[str, Json]]:
        """The members that may be one text, each with the turn that it becomes: the page's own, where it shows one."""
        shown = at(self._example().value)
        writer = _Writer(self._schemas)
        for name, schema in members(self._body, "properties").items():
            node, _ = writer.resolved(schema if isinstance(schema, dict) else {}, "")
            item = at(node, "items")
            turn, _ = writer.resolved(item if isinstance(item, dict) else node, "")
            piece = at(turn, "properties", "parts", "items")
            if "text" not in members(writer.resolved(piece if isinstance(piece, dict) else {}, "")[0], "properties"):
                continue
            value = copy.deepcopy(at(shown, name))
            text = _text(value)
            if text is None:
                value = {"parts": [{"text": PROMPT}]}
                value = [value] if isinstance(item, dict) else value
            else:
                text["text"] = PROMPT
            yield name, value

    def _prompt(self, name: str, value: Json) -> str:
        schema = members(self._body, "properties")[name]
        code = _Writer(self._schemas).expression(schema if isinstance(schema, dict) else {}, value, name, "")
        return " ".join(code.split()).replace(_literal(PROMPT), _identifier(name))

    def _code(self, *, waits: bool = True) -> str:
        operation = self._operation
        package = package_name(operation.spec.provider)
        pad = " " * (4 if waits else 8)
        writer = _Writer(self._schemas)
        arguments = list(self._arguments(writer, f"{pad}    "))
        tag = next(iter(operation.node.get("tags") or ()), None)
        called = ".".join(["client", *([_identifier(tag)] if tag else []), self.method])
        client = "Client" if waits else "AsyncClient"
        server = "" if operation.spec.server else f"base_url={_literal(NO_SERVER)}"
        shown = [
            f"{'with' if waits else 'async with'} {client}({server}) as client:",
            f"    answer = {'' if waits else 'await '}{called}(",
            *(f"        {argument}," for argument in arguments),
            "    )",
            "for number, picture in enumerate(images_of(answer)):",
            '    print(picture.save(f"picture-{number}"), picture.width, picture.height)',
        ]
        imported = [f"from {package} import {client}, images_of"]
        if writer.used:
            imported.append(f"from {package}.models import {', '.join(sorted(writer.used))}")
        if waits:
            return "\n".join([*imported, "", *shown])
        inner = [f"    {line}" for line in shown]
        return "\n".join(
            [
                "import asyncio",
                "",
                *imported,
                "",
                "",
                "async def main() -> None:",
                *inner,
                "",
                "",
                "asyncio.run(main())",
            ]
        )

    def _arguments(self, writer: _Writer, pad: str) -> Iterator[str]:
        """The arguments of a call that sends the example, a prompt as the string that it is."""
        for entry in items(self._node, "parameters"):
            yield f"{_identifier(str(at(entry, 'name')))}={_literal(self._operation.served_model)}"
        prompts = dict(self._prompts())
        for name, value in members(self._example().value).items():
            schema = members(self._body, "properties").get(name)
            text = _text(value) if name in prompts else None
            if text is not None:
                yield f"{_identifier(name)}={_literal(text['text'])}"
            elif isinstance(schema, dict):
                yield f"{_identifier(name)}={writer.expression(schema, value, name, pad)}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _text(value: Json) -> Node | None:
    """The one text of a prompt, where a value is one: a turn, or a list of one turn, of one piece."""
    turn = value[0] if isinstance(value, list) and len(value) == 1 else value
    pieces = items(turn, "parts") if isinstance(turn, dict) else []
    only = pieces[0] if len(pieces) == 1 else None
    return only if isinstance(only, dict) and isinstance(only.get("text"), str) else None


def package_name(provider: str) -> str:
    """The import package of a provider's client."""
    return f"{provider.replace('-', '_')}_client"


class _Writer:
    """Writes a value as the call that makes it, and keeps the names of the classes that it took."""

    def __init__(self, schemas: Node) -> None:
        self._schemas = schemas
        self.used: set[str] = set()

    def expression(self, schema: Node, value: Json, place: str, pad: str) -> str:
        """The code of a value, on one line where it fits."""
        schema, place = self.resolved(schema, place)
        if isinstance(value, dict):
            head, tail, inner = f"{self._class(schema, place)}(", ")", self._arguments(schema, value, place, pad)
        elif isinstance(value, list):
            item = at(schema, "items")
            node = item if isinstance(item, dict) else {}
            head, tail = "[", "]"
            inner = [self.expression(node, item, f"{place}Item", f"{pad}    ") for item in value]
        else:
            return _literal(value)
        line = f"{head}{', '.join(inner)}{tail}"
        if "\n" not in line and len(pad) + len(line) <= WIDTH:
            return line
        return "\n".join([head, *(f"{pad}    {item}," for item in inner), f"{pad}{tail}"])

    def resolved(self, schema: Node, place: str) -> tuple[Node, str]:
        """A schema behind its reference, and the name that it has there."""
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema, place
        name = reference.removeprefix(SCHEMAS)
        return members(self._schemas, name), name

    def _arguments(self, schema: Node, value: Node, place: str, pad: str) -> list[str]:
        known = members(schema, "properties")
        arguments = []
        for name, item in value.items():
            inner = known.get(name)
            if isinstance(inner, dict):
                code = self.expression(inner, item, f"{place}_{name}", f"{pad}    ")
                arguments.append(f"{_identifier(name)}={code}")
        return arguments

    def _class(self, schema: Node, place: str) -> str:
        from openapi_python_client.strings import ClassName

        name = str(ClassName(str(schema.get("title") or place), "field_"))
        self.used.add(name)
        return name


def _identifier(name: str) -> str:
    """What the generator calls a member, a parameter or an operation."""
    from openapi_python_client.strings import PythonIdentifier

    return str(PythonIdentifier(name, "field_"))


def _literal(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
