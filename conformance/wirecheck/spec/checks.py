"""
What wirecheck needs of a spec: OpenAPI 3.1, a dialect, a key in a header, a model, and a documented request. It is
checked when the spec is loaded, so that no run stops halfway.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirecheck.errors import SpecError
from wirecheck.spec import dialect_registry, operation_checks, source
from wirecheck.spec.json_schema import compiled
from wirecheck.spec.operation import Operation
from wirecheck.wire.lenient_json import Json

if TYPE_CHECKING:
    from wirecheck.spec.spec import Spec


def openapi(document: Json, path: Path) -> None:
    """
    Check that a document is OpenAPI 3.1 of the shape that is read.

    :raises SpecError: it is not.
    """
    if not isinstance(document, dict):
        raise SpecError(f"`{path}` is not OpenAPI 3.1", hint="it should begin with `openapi: 3.1.0`")
    version = str(document.get("openapi") or document.get("swagger") or "")
    if "openapi" not in document or not re.match(r"3\.1(\.|$)", version):
        said = f", but {'OpenAPI' if 'openapi' in document else 'Swagger'} {version[:20]}" if version else ""
        hint = (
            "convert it to 3.1, so that it begins with `openapi: 3.1.0`"
            if version
            else "it should begin with `openapi: 3.1.0`"
        )
        raise SpecError(f"`{path}` is not OpenAPI 3.1{said}", hint=hint)
    document = {"paths": {}, **document}
    error = next(iter(_shape().iter_errors(document)), None)
    if error is not None:
        steps = list(error.instance_path)
        at = source.line(path, steps)
        where = f" (line {at})" if at else ""
        raise SpecError(
            f"`{path}`: `{_dotted(steps)}`{where} {_told(error.message)}",
            hint="specs/README.md lists the keys and their values",
        )


def check(spec: Spec) -> None:
    """
    Check that a spec has what a run needs.

    :raises SpecError: it has no operation with a dialect, or one to which no request can be made or answered.
    """
    if not spec.operations:
        raise SpecError(
            f"`{spec.file}` has no operation with an `x-dialect`",
            hint=f"say which dialect an operation speaks: {', '.join(dialect_registry.names())}",
        )
    names = [operation.name for operation in spec.operations]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SpecError(f"`{spec.file}` has two operations `{twice}`", hint="give each an `operationId` of its own")
    for operation in spec.operations:
        if not dialect_registry.known(operation.dialect):
            raise SpecError(
                f"the dialect `{operation.dialect}` of `{operation.id}` is not known",
                hint=f"known are {', '.join(dialect_registry.names())}",
            )
        spec.references([operation.node, *operation.parameters, spec.security_scheme(operation.node)])
        operation_checks.check(operation)
        _keyed(spec, operation)
        _asked(operation)
        operation.served_model  # noqa: B018 - reading it is what looks for it


def _keyed(spec: Spec, operation: Operation) -> None:
    """The key goes in a header."""
    schemes = (spec.document.get("components") or {}).get("securitySchemes") or {}
    wanted = operation.node.get("security") or spec.document.get("security") or ()
    names = next((list(entry) for entry in wanted if entry), [])
    if len(names) > 1:
        listed = " and ".join(f"`{name}`" for name in names)
        raise SpecError(
            f"`{operation.id}` is secured by {listed} at once, and one key is sent",
            hint="leave the key in `security`, and make the other a required header with a `const`, or use `-H`",
        )
    if not names:
        return
    name = names[0]
    if name not in schemes:
        listed = " and ".join(f"`{name}`" for name in names)
        raise SpecError(
            f"`{operation.id}` is secured by `{name}`, which is not one of the `securitySchemes`",
            hint=f"describe it there: {{{name}: {{type: http, scheme: bearer}}}}",
        )
    scheme = spec.resolve(schemes[name])
    if not _in_a_header(scheme):
        raise SpecError(
            f"the security scheme `{name}` of `{spec.file}` is {_described(scheme)}, but keys are sent in headers only",
            hint="`{type: http, scheme: bearer}`, or `{type: apiKey, in: header, name: x-api-key}`",
        )


def _in_a_header(scheme: Mapping[str, Any]) -> bool:
    match scheme.get("type"):
        case "oauth2" | "openIdConnect":
            return True
        case "http":
            return str(scheme.get("scheme", "")).lower() == "bearer"
        case "apiKey":
            return scheme.get("in") == "header" and bool(scheme.get("name"))
    return False


def _described(scheme: Mapping[str, Any]) -> str:
    kind = f"`{scheme.get('type')}`"
    if scheme.get("in"):
        return f"{kind} in the {scheme['in']}"
    return f"{kind} `{scheme['scheme']}`" if "scheme" in scheme else kind


def _asked(operation: Operation) -> None:
    """There is a documented request, and it is valid against the schema."""
    if operation.media_type(None) is None:
        written = " or ".join(f"`{media_type}`" for media_type in operation.protocol.body_formats)
        raise SpecError(
            f"`{operation.id}` takes no {written}",
            hint=f"no other kind of request is sent; {operation_checks.SKIPPED}",
        )
    # this comes first: on an endless schema, what follows would not terminate
    operation.members  # noqa: B018 - reading it is what counts them
    if not operation.examples:
        raise SpecError(
            f"`{operation.id}` has no example request",
            hint=f"add one to `examples` beside the schema of its `requestBody`; {_start()}",
        )
    for example in operation.examples:
        if not isinstance(example.value, dict):
            raise SpecError(f"the request `{example.name}` of `{operation.id}` is not an object", hint=_start())
        error = next(iter(operation.request_validator.iter_errors(example.value)), None)
        if error is not None:
            at = _dotted([step for step in error.instance_path if step != ""])
            where = f" at `{at}`" if at else ""
            raise SpecError(
                f"the request `{example.name}` of `{operation.id}` is not valid against its own schema{where}: "
                f"{_told(error.message)}",
                hint="correct the example or the schema",
            )
    operation.response_validator  # noqa: B018 - reading it is what compiles it


def _start() -> str:
    return f"`wirecheck init NAME --dialect {dialect_registry.names()[0]}` writes a spec with an example"


def _dotted(steps: Sequence[str | int]) -> str:
    return ".".join(map(str, steps))


def _told(message: str) -> str:
    return message.split("\n", 1)[0][:200]


@functools.cache
def _shape() -> Any:
    text = (Path(__file__).parent / "spec.schema.json").read_text(encoding="utf-8")
    return compiled(json.loads(text))
