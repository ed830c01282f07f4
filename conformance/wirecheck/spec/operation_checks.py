"""
What cannot be asked or judged of an operation is refused when its spec is loaded: another method, a stream, an answer
that comes later, an address of its own, and parameters that nobody fills.

Held by `tests/spec/test_unjudgeable.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from wirecheck.errors import SpecError
from wirecheck.spec.operation import Operation
from wirecheck.spec.operation_parts import EVENT_STREAM, SUCCESSES
from wirecheck.spec.parameters import Parameter
from wirecheck.wire.lenient_json import at

SKIPPED = "or leave out its `x-dialect`, and it is skipped"
STREAMED_PATH = re.compile(r"(?:^|[:/_.-])stream", re.IGNORECASE)
"""A path that is named for a stream, such as `:streamGenerateContent`, by its last segment."""


def check(operation: Operation) -> None:
    """
    Check that requests can be made and their answers judged.

    :raises SpecError: they cannot.
    """
    _method(operation)
    _route(operation)
    _server(operation)
    _answer(operation)
    _stream(operation)
    _parameters(operation)


def filled(operation: Operation, given: Collection[str]) -> None:
    """
    Check that every header that requests have to have is sent.

    :param given: names of headers that the caller gives.
    :raises SpecError: one has no value.
    """
    theirs = {name.lower() for name in given}
    for parameter in operation.sent:
        if parameter.value is None and parameter.place == "header" and parameter.name.lower() not in theirs:
            raise SpecError(
                f"{parameter.title} of `{operation.id}` is required and has no value",
                hint="give its schema a `const` or a `default`, give it an `example`, or pass it with "
                f"`-H '{parameter.name}: ...'`; a key is described in `securitySchemes`",
            )


def _method(operation: Operation) -> None:
    methods = operation.protocol.methods
    if operation.method not in methods:
        raise SpecError(
            f"`{operation.id}` is a {operation.method}, and requests of the dialect `{operation.dialect}` are sent by "
            f"{' or '.join(methods)}",
            hint=f"describe it as `{methods[0].lower()}:`, {SKIPPED}",
        )


def _route(operation: Operation) -> None:
    """The path has no parameter without a value but the model, in a place where it is recognised."""
    if re.search(r"[?#]", operation.path):
        raise SpecError(
            f"the path of `{operation.id}` has a query or a fragment",
            hint="write the query as a parameter: `{name: alt, in: query, required: true, schema: {const: json}}`",
        )
    others = [name for name in re.findall(r"\{([^}]*)\}", operation.route) if name != "model"]
    if others:
        raise SpecError(
            f"the path of `{operation.id}` has the parameter `{{{others[0]}}}`, which cannot be filled in",
            hint="write its value there, or give the parameter a `const`; only `{model}` is filled in by itself",
        )
    if "{model}" in operation.route and not re.search(r"/models/\{model\}:", operation.route):
        raise SpecError(
            f"the path of `{operation.id}` has `{{model}}` in a place where it is not recognised",
            hint="write it as in `/v1beta/models/{model}:generateContent`",
        )


def _server(operation: Operation) -> None:
    """All operations have the address that stands at the top of the file."""
    own = operation.node.get("servers") or operation.around.get("servers")
    first = at(own if isinstance(own, list) else [], 0, "url")
    if isinstance(first, str) and first != at(operation.spec.document.get("servers") or [], 0, "url"):
        raise SpecError(
            f"`{operation.id}` has `servers` of its own, and requests go to one address",
            hint=f"write `{first}` into the `servers` at the top of the file, or keep it in a file of its own",
        )


def _answer(operation: Operation) -> None:
    """The answer comes at once, in a media type that the dialect reads."""
    read = operation.protocol.answer_types
    documented = [status for status in operation.node.get("responses") or {} if str(status).startswith("2")]
    if documented and not set(documented) & set(SUCCESSES):
        raise SpecError(
            f"`{operation.id}` answers with {documented[0]}, and only a picture that comes with a 200 is judged",
            hint=f"document the `200` with the picture, {SKIPPED}",
        )
    content = operation.content("200")
    if content and operation.media_type("200") is None:
        raise SpecError(
            f"`{operation.id}` answers with {_listed(content)}, and the dialect `{operation.dialect}` reads "
            f"{_listed(read)}",
            hint=f"describe the operation that answers with {_listed(read)}, {SKIPPED}",
        )


def _stream(operation: Operation) -> None:
    """Nothing asks for a stream where the dialect reads none."""
    if operation.streams:
        return
    member = operation.member("stream")
    fixed = (member.schema.get("const"), member.default, member.values) if member is not None else ()
    asked = (
        True in fixed or (True,) in fixed or any(at(example.value, "stream") is True for example in operation.examples)
    )
    if asked or STREAMED_PATH.search(operation.route.rstrip("/").rpartition("/")[2]):
        raise SpecError(
            f"`{operation.id}` answers with a stream, and the dialect `{operation.dialect}` reads none "
            f"(`{EVENT_STREAM}`)",
            hint=f"describe the operation that answers at once, without `stream`, {SKIPPED}",
        )


def _parameters(operation: Operation) -> None:
    """What has to be in the query or in a cookie has a value, and what is sent in a header can be."""
    for parameter in operation.sent:
        if parameter.place != "header" and parameter.value is None:
            raise SpecError(
                f"{parameter.title} of `{operation.id}` is required and has no value",
                hint="give its schema a `const` or a `default`, or give it an `example`",
            )
        for problem in _unsendable(parameter):
            raise SpecError(f"{parameter.title} of `{operation.id}` {problem}", hint="correct it in the file")


def _unsendable(parameter: Parameter) -> Iterator[str]:
    if parameter.place == "query":
        return
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", parameter.name):
        yield "has a name that cannot be sent"
    elif parameter.value is not None and not re.fullmatch(r"[\x20-\x7e]*", parameter.value):
        yield "has a value that cannot be sent"


def _listed(media_types: Collection[str]) -> str:
    return " or ".join(f"`{media_type}`" for media_type in media_types)
