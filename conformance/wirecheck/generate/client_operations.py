"""
What the templates cannot read from a spec: of each operation its key, retries and prompts, and a call that shows it.

Held by `tests/clients`.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

from wirecheck.errors import SpecError
from wirecheck.generate.runtime import errors
from wirecheck.generate.view import BASE64, SCHEMAS, Node
from wirecheck.spec import parameters
from wirecheck.spec.spec import JSON_TYPE, Example, Operation, Spec
from wirecheck.wire.lenient_json import Json, at, items, members

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 100
# Stands in for the text of a prompt until the name of its argument is known.
PROMPT = "\0"


def of(spec: Spec, view: Node) -> dict[str, object]:
    """What the templates need to know about a provider, as plain values."""
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
    """One operation, as the client's templates describe it."""

    def __init__(self, operation: Operation, view: Node) -> None:
        self._operation = operation
        self._schemas = members(view, "components", "schemas")
        self._node = members(view, "paths", operation.path, operation.method.lower())
        schema = members(self._node, "requestBody", "content", JSON_TYPE, "schema")
        self._body = _Writer(self._schemas).resolved(schema, "")[0]
        self.method = _identifier(operation.name)
        self._require_shape()

    def described(self) -> Node:
        """The values that the templates need."""
        header, value = self._operation.spec.credential(self._operation, "")
        statuses = [str(status) for status in self._operation.retry]
        tag = next(iter(self._operation.node.get("tags") or ()), None)
        writer = _Writer(self._schemas)
        return {
            "key": [_literal(header), _literal(value)],
            "query": _literal(parameters.query(self._operation.sent))[1:-1],
            "headers": {_literal(name): _literal(text) for name, text in parameters.headers(self._operation.sent, ())},
            "retried": repr(tuple(self._operation.retry)),
            "retried_words": " and ".join(filter(None, [", ".join(statuses[:-1]), statuses[-1]])),
            "prompts": {_identifier(name): self._prompt(name, value) for name, value in self._prompts()},
            "summary": str(self._node.get("summary") or self._operation.name),
            "called": ".".join(["client", *([_identifier(tag)] if tag else []), self.method]),
            "arguments": list(self._arguments(writer, " " * 8)),
            "async_arguments": list(self._arguments(writer, " " * 12)),
            "models": [*sorted(writer.used)],
            "url": self._operation.protocol.answers_with_links,
        }

    def _require_shape(self) -> None:
        """The client's methods take the members of one JSON object, and what stands in the path."""
        if not members(self._body, "properties"):
            told = f"`{self._operation.id}` has no JSON object as its body"
            raise SpecError(told, hint="clients have no such operations yet; leave it out")
        if not self._operation.examples:
            raise SpecError(
                f"`{self._operation.id}` has no example of a request",
                hint="add the page's own to its `examples`, with a citation",
            )

    def _example(self) -> Example:
        """The example that most clearly asks for a picture: for a model that makes pictures, and in its request."""

        def rank(example: Example) -> tuple[bool, bool]:
            kind = self._operation.model(example.model or self._operation.served_model).kind
            return kind == "image", self._operation.protocol.wants_picture(example.value)

        return max(self._operation.examples, key=rank)

    def _prompts(self) -> Iterator[tuple[str, Json]]:
        """The members that may be given as one string, each with the value that such a string is wrapped into."""
        shown = at(self._example().value)
        writer = _Writer(self._schemas)
        for name, schema in members(self._body, "properties").items():
            node, _ = writer.resolved(members(schema), "")
            item = at(node, "items")
            turn, _ = writer.resolved(item if isinstance(item, dict) else node, "")
            piece, _ = writer.resolved(members(turn, "properties", "parts", "items"), "")
            if "text" not in members(piece, "properties"):
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
        schema = members(self._body, "properties", name)
        code = _Writer(self._schemas).expression(schema, value, name, "")
        return " ".join(code.split()).replace(_literal(PROMPT), _identifier(name))

    def _arguments(self, writer: _Writer, pad: str) -> Iterator[str]:
        """The arguments of a call that sends the example, with prompts as strings."""
        for entry in items(self._node, "parameters"):
            name = str(at(entry, "name"))
            values = {parameter.name: parameter.value for parameter in self._operation.every_parameter}
            filled = self._operation.served_model if name == "model" else values.get(name)
            yield f"{_identifier(name)}={_literal(filled or '')}"
        prompts = dict(self._prompts())
        for name, value in members(self._example().value).items():
            schema = members(self._body, "properties").get(name)
            text = _text(value) if name in prompts else None
            if text is not None:
                yield f"{_identifier(name)}={_literal(text['text'])}"
            elif isinstance(schema, dict):
                yield f"{_identifier(name)}={writer.expression(schema, value, name, pad)}"


def _text(value: Json) -> Node | None:
    """The piece that holds the only text of a prompt: of a single turn, or of a list with a single turn."""
    turn = value[0] if isinstance(value, list) and len(value) == 1 else value
    pieces = items(turn, "parts") if isinstance(turn, dict) else []
    only = pieces[0] if len(pieces) == 1 else None
    return only if isinstance(only, dict) and isinstance(only.get("text"), str) else None


class _Writer:
    """Writes a value as the Python expression that makes it, and collects the classes that it uses."""

    def __init__(self, schemas: Node) -> None:
        self._schemas = schemas
        self.used: set[str] = set()

    def expression(self, schema: Node, value: Json, place: str, pad: str) -> str:
        """The expression of a value, on one line if it fits."""
        schema, place = self.resolved(schema, place)
        if isinstance(value, dict):
            head, tail, inner = f"{self._class(schema, place)}(", ")", self._arguments(schema, value, place, pad)
        elif isinstance(value, list):
            node = members(schema, "items")
            head, tail = "[", "]"
            inner = [self.expression(node, item, f"{place}Item", f"{pad}    ") for item in value]
        else:
            return _literal(value)
        line = f"{head}{', '.join(inner)}{tail}"
        if "\n" not in line and len(pad) + len(line) <= WIDTH:
            return line
        return "\n".join([head, *(f"{pad}    {item}," for item in inner), f"{pad}{tail}"])

    def resolved(self, schema: Node, place: str) -> tuple[Node, str]:
        """A schema with its reference resolved, and its name."""
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
    """The name that the generator gives to a member, a parameter or an operation."""
    from openapi_python_client.strings import PythonIdentifier

    return str(PythonIdentifier(name, "field_"))


def _literal(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
