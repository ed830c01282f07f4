"""How a client is used: the code in its README, made of the page's own example and the generator's names."""

from __future__ import annotations

import json

from wirecheck.document import Json, at, dotted, items, members
from wirecheck.errors import SpecError
from wirecheck.generate.view import SCHEMAS, Node
from wirecheck.spec import JSON_TYPE, Example, Operation, Spec

WIDTH = 100
NO_SERVER = "https://gateway.example.com"

_READ = {
    "gemini": """\
for candidate in (answer and answer.candidates) or []:
    for part in (candidate.content and candidate.content.parts) or []:
        if part.inline_data and part.inline_data.data:
            Path("picture").write_bytes(b64decode(part.inline_data.data))""",
    "openai-images": """\
for image in (answer and answer.data) or []:
    if image.b64_json:
        Path("picture").write_bytes(b64decode(image.b64_json))
    elif image.url:
        print(image.url)""",
}


def of(spec: Spec, view: Node) -> dict[str, object]:
    """What a README says of a provider, as plain values."""
    return {
        "name": spec.provider,
        "key_env": spec.key_env,
        "server": spec.server or "",
        "base_url": spec.server or NO_SERVER,
        "operations": [
            {"summary": str(operation.node.get("summary") or operation.name), "code": _code(operation, view)}
            for operation in spec.operations
        ],
    }


def _code(operation: Operation, view: Node) -> str:
    from openapi_python_client.strings import PythonIdentifier

    package = package_name(operation.spec.provider)
    module = PythonIdentifier(operation.name, "field_")
    tag = PythonIdentifier(str(next(iter(operation.node.get("tags") or ()), "default")), "field_")
    schema = at(view, "paths", operation.path, operation.method.lower(), "requestBody", "content", JSON_TYPE, "schema")
    if not operation.examples or not isinstance(schema, dict):
        raise SpecError(
            f"`{operation.id}` has no example of a request",
            hint="add the page's own to its `examples`, with a citation",
        )
    writer = _Writer(members(view, "components", "schemas"))
    example = max(operation.examples, key=lambda example: _pictures(operation, example))
    body = writer.expression(schema, example.value, "RequestBody", "        ")
    arguments = "".join(
        f"        {PythonIdentifier(str(name), 'field_')}={_literal(operation.served_model)},\n"
        for entry in items(view, "paths", operation.path, operation.method.lower(), "parameters")
        if (name := at(entry, "name")) == "model"
    )
    header, value = operation.spec.credential(operation, "")
    credential = "" if value.startswith("Bearer") else f'\n    prefix="",\n    auth_header_name={_literal(header)},'
    return f"""\
import os
from base64 import b64decode
from pathlib import Path

from {package} import AuthenticatedClient
from {package}.api.{tag} import {module}
from {package}.models import {", ".join(sorted(writer.used))}

client = AuthenticatedClient(
    base_url={_literal(operation.spec.server or NO_SERVER)},
    token=os.environ[{_literal(operation.spec.key_env)}],{credential}
    raise_on_unexpected_status=True,
)
with client:
    answer = {module}.sync(
{arguments}        client=client,
        body={body},
    )

{_READ[operation.dialect]}"""


def _pictures(operation: Operation, example: Example) -> tuple[bool, bool]:
    """How surely an example asks for a picture: of a model that makes them, and in words."""
    kind = operation.model(example.model or operation.served_model).kind
    return kind == "image", "IMAGE" in str(dotted(example.value, "generationConfig.responseModalities"))


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
        schema, place = self._resolved(schema, place)
        if isinstance(value, dict):
            head, tail, inner = f"{self._class(schema, place)}(", ")", self._arguments(schema, value, place, pad)
        elif isinstance(value, list):
            item = at(schema, "items")
            node = item if isinstance(item, dict) else {}
            head, tail = "[", "]"
            inner = [self.expression(node, one, f"{place}Item", f"{pad}    ") for one in value]
        else:
            return _literal(value)
        line = f"{head}{', '.join(inner)}{tail}"
        if "\n" not in line and len(pad) + len(line) <= WIDTH:
            return line
        return "\n".join([head, *(f"{pad}    {one}," for one in inner), f"{pad}{tail}"])

    def _arguments(self, schema: Node, value: Node, place: str, pad: str) -> list[str]:
        from openapi_python_client.strings import PythonIdentifier

        known = members(schema, "properties")
        found = []
        for name, one in value.items():
            inner = known.get(name)
            if isinstance(inner, dict):
                code = self.expression(inner, one, f"{place}_{name}", f"{pad}    ")
                found.append(f"{PythonIdentifier(name, 'field_')}={code}")
        return found

    def _class(self, schema: Node, place: str) -> str:
        from openapi_python_client.strings import ClassName

        name = str(ClassName(str(schema.get("title") or place), "field_"))
        self.used.add(name)
        return name

    def _resolved(self, schema: Node, place: str) -> tuple[Node, str]:
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema, place
        name = reference.removeprefix(SCHEMAS)
        return members(self._schemas, name), name


def _literal(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
