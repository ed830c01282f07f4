"""Every way in which a request departs from the page."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jsonschema_rs

from wirecheck.spec.documented import documented_values
from wirecheck.spec.operation import Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import pick

if TYPE_CHECKING:
    from wirecheck.reading.reading import Reading

KINDS = {"required": "missing", "enum": "off-set", "const": "off-set", "type": "wrong-type"}
"""The kind of departure that a validator's keyword stands for; any other keyword is `invalid`."""


LEFT_OPEN = ("open-value", "retired")
"""Kinds of departure in which each member is on the page, which leaves it open what values that member may have."""


class Standing(enum.Enum):
    """What the page has to say about a request."""

    DOCUMENTED = "documented"
    OPEN = "open"
    """Valid, but with a value or a member that the page does not mention."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Departure:
    """One way in which a request departs from the page: a `kind`, the member concerned, and a text."""

    kind: str
    member: str
    message: str
    standing: Standing


def departures(reading: Reading) -> Iterator[Departure]:
    """Every way in which a request departs from the page."""
    if reading.unknown_path:
        yield Departure("path", "", "the path is made up", Standing.WRONG)
        return
    if not reading.right_method:
        yield Departure("method", "", f"the method is {reading.exchange.request.method}", Standing.WRONG)
        return
    if reading.body_problem:
        yield Departure("malformed", "", reading.body_problem, Standing.WRONG)
        return
    yield from _of_the_parameters(reading)
    yield from _of_the_model(reading)
    yield from _of_the_schema(reading)
    yield from _wordless(reading)
    yield from _unsupported(reading)
    yield from _off_the_page(reading)
    yield from _open_values(reading)


def _of_the_parameters(reading: Reading) -> Iterator[Departure]:
    """What the page requires in headers, cookies and the query."""
    for parameter in reading.operation.sent:
        value = parameter.carried(reading.exchange.request)
        if value is None:
            yield Departure("missing", parameter.name, f"{parameter.title} is missing", Standing.WRONG)
        elif parameter.values and value not in parameter.values:
            yield Departure("off-set", parameter.name, f"{parameter.title} is not one of its set", Standing.WRONG)


def _of_the_model(reading: Reading) -> Iterator[Departure]:
    model = reading.model
    if reading.unknown_model:
        yield Departure("model", "model", f"there is no model `{model.name}`", Standing.WRONG)
    elif model.facts is not None and model.facts.retired:
        yield Departure("retired", "model", f"`{model.name}` is retired upstream", Standing.OPEN)


def _of_the_schema(reading: Reading) -> Iterator[Departure]:
    for error in reading.operation.request_validator.iter_errors(reading.body):
        path, kind, standing = member_path(error.instance_path), _kind(error), Standing.WRONG
        missing = left_out(error) if kind == "missing" else None
        if missing is not None:
            path = f"{path}.{missing}".lstrip(".")
            # a page may require a member for every model, although upstream takes it for one model only
            standing = Standing.WRONG if reading.model.takes(path) else Standing.OPEN
        yield Departure(kind, path, error.message.split("\n")[0][:200], standing)


def _wordless(reading: Reading) -> Iterator[Departure]:
    """A request without a prompt, if the page does not require one: nobody says what is drawn then."""
    prompt = reading.operation.protocol.vocabulary.prompt
    if isinstance(reading.body, dict) and prompt not in reading.body:
        yield Departure("wordless", prompt, f"`{prompt}` is left out", Standing.OPEN)


def _unsupported(reading: Reading) -> Iterator[Departure]:
    present = [member for member in reading.operation.unsupported if any(True for _ in pick(reading.body, member))]
    for member in present:
        # if one stands inside another, the inner one is what was asked for
        if not any(other.startswith(f"{member}.") for other in present):
            yield Departure("unsupported", member, f"`{member}` is unsupported", Standing.WRONG)


def _off_the_page(reading: Reading) -> Iterator[Departure]:
    """Members that the page does not document, or that the model does not take."""
    operation, model = reading.operation, reading.model
    documented = {member.path for member in operation.members}
    for path, _ in lenient_json.walk(reading.body):
        member = path.removesuffix("[]")
        if member not in documented and not _free_form(operation, member):
            yield Departure("extra", member, f"`{member}` is not on the page", Standing.OPEN)
        if not model.takes(member):
            message = f"upstream: `{model.name}` does not take `{member}`"
            yield Departure("not-taken", member, message, Standing.OPEN)


def _open_values(reading: Reading) -> Iterator[Departure]:
    for path in reading.operation.protocol.vocabulary.sets:
        value = lenient_json.dotted(reading.body, path)
        if value is not None and value not in documented_values(reading.operation, path):
            yield Departure("open-value", path, f"the page does not name {json.dumps(value)}", Standing.OPEN)


def _free_form(operation: Operation, path: str) -> bool:
    """Whether the page documents an object around the member, but not what the object may hold."""
    while "." in path:
        path = path.rpartition(".")[0].removesuffix("[]")
        member = operation.member(path)
        if member is not None:
            schema = member.schema
            inner = operation.spec.resolve(schema.get("items") if "items" in schema else schema)
            return not inner.get("properties") or bool(inner.get("additionalProperties"))
    return False


def member_path(instance_path: list[str | int]) -> str:
    """A path of names and indices as a dotted path with `[]` for items."""
    text = ""
    for step in instance_path:
        text += "[]" if isinstance(step, int) else f".{step}" if text else step
    return text


def left_out(error: jsonschema_rs.ValidationError) -> str | None:
    """The member that a schema requires, where an error is about one that is not there."""
    required = jsonschema_rs.ValidationErrorKind.Required
    return error.kind.property if isinstance(error.kind, required) else None


def _kind(error: jsonschema_rs.ValidationError) -> str:
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    if keyword.isdigit() or "required" in map(str, error.schema_path[-2:]):
        keyword = "required"
    return KINDS.get(keyword, "invalid")
