"""Faults in what generateContent accepts: members that are refused, inputs that do not reach the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wirecheck.emulator.dialects.gemini.parsing import SIZE, published
from wirecheck.emulator.dialects.gemini.proto_json import json_names
from wirecheck.emulator.hook_makers import understands
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, RefusalReason, promised
from wirecheck.emulator.parsed_request import ParsedRequest, optional
from wirecheck.emulator.refusals import bad
from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import Json, dotted, walk

MODALITIES = "generationConfig.responseModalities"


def _refused_member(operation: Operation) -> str | None:
    """The member that is refused as unknown: optional, supported, without a set of values, and in no example."""
    sent = {path for example in operation.examples for path, _ in walk(example.value)}
    for path in optional(operation):
        unsupported = any(name.startswith(path) for name in operation.unsupported)
        if path not in sent and not unsupported and not _is_shaped(operation, path):
            return path
    return None


def _is_shaped(operation: Operation, path: str) -> bool:
    """Whether a member contains a set of values, or is an object whose members are not documented."""
    within = [m for m in operation.members if m.path == path or m.path.startswith((f"{path}.", f"{path}[]"))]
    shapeless = len(within) == 1 and within[0].schema.get("type") == "object"
    return shapeless or any(member.values for member in within)


def _member_refused(call: EmulatedCall) -> RefusalReason | None:
    member = _refused_member(call.operation)
    if member and dotted(call.parsed.members, member) is not None:
        return bad(member, f'Unknown name "{member.rpartition(".")[2]}": Cannot find field.')
    return None


def _default_differs(call: EmulatedCall) -> ParsedRequest:
    asked = dotted(json_names(call.parsed.members), SIZE)
    others = [tier for tier in published(call.parsed.model).tiers if tier != call.parsed.size]
    return replace(call.parsed, size=others[0]) if asked is None and others else call.parsed


def _has_default_size(operation: Operation) -> bool:
    member = operation.member(SIZE)
    return member is not None and member.default is not None


def _snake_dropped(call: EmulatedCall) -> ParsedRequest:
    """A picture is accepted only in the spelling of upstream's pages."""
    return replace(call.parsed, pictures=()) if b"inline_data" in call.request.body else call.parsed


def _search_rewritten(call: EmulatedCall, body: Body) -> Body:
    if call.parsed.search:
        body["candidates"] = [{"finishReason": "MALFORMED_FUNCTION_CALL", "index": 0}]
    return body


def _takes_pictures(*spellings: str) -> Callable[[Operation], bool]:
    def applies(operation: Operation) -> bool:
        offered = any(operation.citation(f"request.contents[].parts[].{name}") for name in spellings)
        spoken = any(isinstance(pair, list) and "TEXT" in pair for pair in _modalities(operation))
        return offered and (spoken or operation.text_model is not None)

    return applies


def _modalities(operation: Operation) -> Iterator[Json]:
    """The modalities that an answer may have by the page, from its sets and its samples."""
    member = operation.member(MODALITIES)
    yield from member.values if member else ()
    for example in operation.examples:
        yield dotted(example.value, MODALITIES)


def _has_search(operation: Operation) -> bool:
    return operation.citation("request.tools") is not None and not operation.unsupported


FAULTS = (
    Fault(
        "member-refused",
        "A documented member is refused as unknown.",
        "inferred",
        ("request/documented-member-is-served",),
        Hooks(refuse=_member_refused),
        lambda operation: _refused_member(operation) is not None,
        listed_after="value-refused",
    ),
    Fault(
        "default-size-differs",
        "The size of a picture is not the documented default if none is asked for.",
        "inferred",
        ("request/documented-default-applies",),
        Hooks(parsed=_default_differs),
        _has_default_size,
        listed_after="optional-demanded",
    ),
    Fault(
        "input-picture-dropped",
        "A picture in the request does not reach the model.",
        "https://github.com/QuantumNous/new-api/pull/1145",
        ("request/input-picture-reaches-the-model",),
        understands(pictures=()),
        _takes_pictures("inlineData", "inline_data"),
        listed_after="unsupported-ignored",
    ),
    Fault(
        "snake-picture-dropped",
        "A picture in `inline_data` does not reach the model.",
        "https://github.com/QuantumNous/new-api/pull/1145",
        ("request/input-picture-reaches-the-model",),
        Hooks(parsed=_snake_dropped),
        _takes_pictures("inline_data"),
    ),
    Fault(
        "system-instruction-dropped",
        "The system instruction does not reach the model.",
        "https://github.com/QuantumNous/new-api",
        ("request/system-instruction-reaches-the-model",),
        understands(closing=""),
        promised("request.systemInstruction"),
    ),
    Fault(
        "search-tool-rewritten",
        "The search tool is turned into another one, which the model cannot call: there is no picture.",
        "https://github.com/fawney19/Aether/pull/831",
        ("answer/has-the-picture",),
        Hooks(answer=_search_rewritten),
        _has_search,
    ),
)
"""The dialect's own faults in what may be asked."""
