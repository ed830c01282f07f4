"""
What protocols have in common in which one JSON document is posted to one path, and one JSON document comes back.

A dialect of that kind inherits from `JsonOverPost`; others do not need it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.emulator.dialects.emulated_dialect import PicturePlace, UsageMembers
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, Manner, RefusalReason, Stage
from wirecheck.emulator.refusals import bad
from wirecheck.spec import upstream
from wirecheck.spec.members import Member
from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request, Response
from wirecheck.wire.lenient_json import Json, Slip, at, items, walk


class JsonOverPost:
    """A protocol of JSON documents, without anything more: no usage, no pictures in base64, no manners or faults."""

    media_type = "application/json"
    ratio_member = ""
    demanded_member = ""
    usage: UsageMembers | None = None
    manners: tuple[Manner, ...] = ()
    faults: tuple[Fault, ...] = ()
    additions: Mapping[str, Hooks] = {}

    def methods(self, operation: Operation, request: Request) -> tuple[str, ...]:
        return (operation.method,) if operation.matches(request) else ()

    def refusals(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        """What breaks the page (required, closed and unsupported members), and what the model does not take."""
        model = call.operation.model_asked(call.request)
        if isinstance(model, str) and not _is_known(call.operation, model):
            message = f"The model `{model[:80]}` does not exist."
            yield RefusalReason(Stage.MODEL, 404, message, "model", "model_not_found")
        if not isinstance(call.parsed.members, dict):
            yield RefusalReason(Stage.PROMPT, 400, "The body is not an object.", code="invalid_value")
            return
        yield from _schema(call)
        yield from self._unsupported(call)

    def has_sizes(self, operation: Operation) -> bool:
        return True

    def encode(self, call: EmulatedCall, body: Body, reason: RefusalReason | None) -> Response:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        status = reason.status if reason else 200
        return Response(status, (("content-type", self.media_type),), text.encode("utf-8", "replace"))

    def pictures(self, body: Body) -> Iterator[PicturePlace]:
        return iter(())

    def error_object(self, body: Body) -> Body | None:
        error = body.get("error")
        return error if isinstance(error, dict) else None

    def tolerates(self, call: EmulatedCall, member: Member) -> bool:
        """Whether a member that the model does not take is ignored."""
        return False

    def _unsupported(self, call: EmulatedCall) -> Iterator[RefusalReason]:
        sent = {_folded(path) for path, _ in walk(call.parsed.members)}
        for path in call.operation.unsupported:
            if _folded(path) in sent:
                yield bad(path, "it is not supported here", "unsupported_parameter", Stage.SUPPORT)
        for member in call.operation.members:
            refused = _folded(member.path) in sent and not call.parsed.model.takes(member.path)
            if refused and not self.tolerates(call, member):
                message = f"Unknown parameter: '{member.path}'."
                yield RefusalReason(Stage.SUPPORT, 400, message, member.path, "unknown_parameter")


def json_problem(request: Request) -> str:
    """What is wrong with the JSON of a request; empty if nothing."""
    document = request.document
    if document.read and not document.slips:
        return ""
    return f"The body is not valid JSON: {document.slip(*Slip) or 'it cannot be read'}"


def add_nulls(call: EmulatedCall, holder: Body, location: str, names: tuple[str, ...]) -> None:
    """Add null for members that are neither promised nor present, if the schema allows null."""
    for name in names:
        if name not in holder and _may_be_null(call.operation.at(f"{location}.{name}")):
            holder[name] = None


def only_promised(call: EmulatedCall, holder: Body, location: str, optional: tuple[str, ...]) -> Body:
    """The object without those of its optional members that the page does not document."""
    return {
        name: value for name, value in holder.items() if name not in optional or call.promises(f"{location}.{name}")
    }


def _may_be_null(schema: Mapping[str, Json] | None) -> bool:
    if schema is None:
        return True
    types = [schema.get("type"), *(at(branch, "type") for branch in items(dict(schema), "anyOf"))]
    return any("null" in kind if isinstance(kind, list) else kind == "null" for kind in types)


def _is_known(operation: Operation, name: str) -> bool:
    if operation.fixed_model is not None:
        return name in operation.models
    published = upstream.models(operation.dialect).get(name)
    return name in operation.models or (published is not None and not published.retired)


def _folded(path: str) -> str:
    """A member's path in a form that is the same for both of its spellings."""
    return path.replace("_", "").lower()


def _schema(call: EmulatedCall) -> Iterator[RefusalReason]:
    """Departures from the documented schema, unless they require a member that the model does not take."""
    try:
        errors: list[Any] = list(call.operation.request_validator.iter_errors(call.parsed.members))
    except ValueError as problem:  # a lone surrogate, a number that no machine has
        yield bad("body", f"it cannot be read: {type(problem).__name__}")
        return
    for error in errors:
        names = [step for step in error.instance_path if isinstance(step, str)]
        if error.kind.name != "required":
            yield bad(".".join(names) or "body", error.message[:200])
            continue
        member = ".".join([*names, error.kind.property])
        if call.parsed.model.takes(member):
            yield bad(member, "it is required", "missing_required_parameter")
