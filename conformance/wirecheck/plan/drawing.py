"""
Requests drawn at random, within what the page documents: by schemathesis and hypothesis, repeatable with a seed.

Valid requests are drawn from a *frame*: the request's schema, in which open places may hold only values that the page
and the sweep already name, so that no request asks for something undocumented. An invalid request is the page's own
with one value of a wrong type or outside the set, which no reader takes for a right one: so it is wrong in exactly one
place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from wirecheck.plan.negative import HARMLESS, KINDS, Probe, drawn, harmless, with_value
from wirecheck.spec.documented import documented_values
from wirecheck.spec.members import Member
from wirecheck.spec.spec import Operation
from wirecheck.wire.lenient_json import Json, pick

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

BACKEND = "wirecheck"
"""The name under which our settings are registered with hypothesis."""

TYPE, SET = KINDS["incorrect_type"], KINDS["invalid_enum_value"]
NAMES = {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean"}
"""The names that JSON Schema has for Python's types."""

TAILS = (
    "\"in quotes\", and 'in others'",
    "on two\nlines\tand a tab",
    "für Ästhetik, naïve façade",
    "夕暮れの水面、紙の舟",
    "قارب من ورق على ماء هادئ",
    "Бумажный кораблик на воде",
    "with stars ⭐ and a family 👨‍👩‍👧",
    "e\u0301 and \u00e9 side by side",
    "a back\\slash, a /slash, 100 %",
    "<b>not</b> bold &amp; no entity",
    "{{name}} ${HOME} {0} %s",
    '{"text": "looks like JSON"}',
    "null",
    "line one\r\nline two",
    "no\u00a0break, zero\u200bwidth",
    "and again a boat, a calm water, a low sun" * 40,
)
"""Texts that are added to a prompt: any text is a valid prompt."""


@dataclass(frozen=True, slots=True)
class Frame:
    """
    The values that requests are drawn from.

    :param schema: a JSON Schema without references.
    :param base: the page's own request.
    """

    operation: Operation
    schema: dict[str, Any]
    base: Mapping[str, Json]


def frame(operation: Operation, base: Mapping[str, Json], asked: Sequence[Mapping[str, Json]]) -> Frame:
    """
    The frame of an operation.

    :param asked: bodies of the sweep, with several prompts: their values fill what the schema leaves open.
    """
    schema = _framed(operation, "", base, asked)
    prompt = operation.protocol.vocabulary.prompt
    schema["properties"][prompt] = {"enum": list(_unique(body[prompt] for body in asked if prompt in body))}
    schema["required"] = sorted({*schema["required"], prompt})
    return Frame(operation, schema, base)


def valid(frame: Frame) -> SearchStrategy[dict[str, Json]]:
    """Bodies that the page documents; half of them have every documented member."""
    either = drawn(frame.schema) | drawn(_full(frame.schema))
    return either.map(lambda body: _whole(frame.operation, body)).filter(frame.operation.request_validator.is_valid)


def wrong(frame: Frame) -> SearchStrategy[Probe]:
    """The page's own request, wrong in one place; none if every value might be accepted by some lenient reader."""
    from hypothesis import strategies as st

    operation = frame.operation
    prompt = operation.protocol.vocabulary.prompt
    kinds = [(member, kind) for member in operation.members for kind in _kinds(member, prompt)]
    if not kinds:
        return st.nothing()
    values = {(member.path, kind): drawn(_complement(member, kind)) for member, kind in kinds}

    @st.composite
    def probes(draw: st.DrawFn) -> Probe:
        member, kind = draw(st.sampled_from(kinds))
        body = draw(values[member.path, kind].map(lambda value: _wrong(frame, member, kind, value)).filter(bool))
        assert body is not None
        return Probe(body, f"`{member.path}` {kind}", kind)

    return probes()


def draw(strategy: SearchStrategy[T], count: int, seed: int) -> list[T]:
    """As many values as are asked for, or fewer if there are not as many; the same for the same seed."""
    import hypothesis
    from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

    class Steady(HypothesisProvider):
        """Draws as hypothesis does, but without the constants that it collects from the loaded modules."""

        def _maybe_draw_constant(self, *given: Any, **named: Any) -> None:
            return None

    AVAILABLE_PROVIDERS[BACKEND] = Steady
    found: list[T] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        backend=BACKEND,
        max_examples=max(1, count),
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(strategy)
    def collect(value: T) -> None:
        found.append(value)

    if count and not strategy.is_empty:
        collect()
    return list({json.dumps(_plain(value), sort_keys=True): value for value in reversed(found)}.values())[::-1]


def _plain(value: Any) -> Any:
    return value.body if isinstance(value, Probe) else value


# -- the frame ---------------------------------------------------------------------------------------------------------


def _framed(
    operation: Operation, prefix: str, base: Mapping[str, Json], asked: Sequence[Mapping[str, Json]]
) -> dict[str, Any]:
    """The schema of an object by its documented members."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    model = operation.model(str(base.get("model") or operation.served_model))
    for member in operation.members:
        outer, _, name = member.path.rpartition(".")
        if outer != prefix or (member.citation is None and not member.required):
            continue
        if any(member.path == un.split("[]")[0] for un in operation.unsupported) or not model.takes(member.path):
            continue
        if member.path == "stream" and not operation.streams:
            continue
        inner = _place(operation, member, base, asked)
        if inner is not None:
            properties[name] = inner
            required += [name] if member.required else []
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _place(
    operation: Operation, member: Member, base: Mapping[str, Json], asked: Sequence[Mapping[str, Json]]
) -> dict[str, Any] | None:
    """The schema of a member's values, or None if nobody names any value for it."""
    if member.schema.get("properties") and "items" not in member.schema:
        inner = _framed(operation, member.path, base, asked)
        return inner if inner["properties"] else None
    if member.path == "model" and "model" in base:
        return {"enum": [base["model"]]}
    if member.values:
        return {"enum": list(member.values), **_typed(member)}
    return _named(operation, member, asked)


def _named(operation: Operation, member: Member, asked: Sequence[Mapping[str, Json]]) -> dict[str, Any] | None:
    """What is named of a member that the page leaves open: a set of the dialect's stays within what the page names."""
    known = documented_values(operation, member.path)
    in_sets = member.path in operation.protocol.vocabulary.sets
    if not in_sets:
        known += [value for body in asked for value in pick({**body}, member.path)]
    known = list(_unique(known))
    numbers = None if in_sets else _range(member, known)
    return numbers or ({"enum": known, **_typed(member)} if known else None)


def _range(member: Member, known: Sequence[Json]) -> dict[str, Any] | None:
    """Numbers from half of the smallest named number to the largest; None if not all are positive numbers."""
    numbers = [value for value in known if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) < len(known) or min(numbers, default=0) <= 0:
        return None
    kind = "integer" if member.schema.get("type") == "integer" else "number"
    return {"type": kind, "minimum": max(min(numbers) / 2, kind == "integer"), "maximum": max(numbers)}


def _full(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same schema with every member required."""
    if "properties" not in schema:
        return dict(schema)
    inner = {name: _full(one) for name, one in schema["properties"].items()}
    return {**schema, "properties": inner, "required": list(inner)}


def _typed(member: Member) -> dict[str, Any]:
    kind = member.schema.get("type")
    return {"type": kind} if kind is not None else {}


def _unique(values: Any) -> Iterator[Any]:
    seen: set[str] = set()
    for value in values:
        mark = json.dumps(value, sort_keys=True)
        if mark not in seen:
            seen.add(mark)
            yield value


def _whole(operation: Operation, value: Any, path: str = "") -> Any:
    """The value with integers where the page has them: JSON Schema accepts 4.0 as an integer, but few gateways do."""
    if isinstance(value, dict):
        return {name: _whole(operation, inner, f"{path}.{name}".lstrip(".")) for name, inner in value.items()}
    if isinstance(value, float) and value.is_integer():
        member = operation.member(path)
        return int(value) if member is not None and member.schema.get("type") == "integer" else value
    return value


# -- wrong values ------------------------------------------------------------------------------------------------------


def _kinds(member: Member, prompt: str) -> Iterator[str]:
    """The ways in which a value of a member can be wrong; members inside the prompt are left unchanged."""
    if "[]" in member.path or member.path.startswith(f"{prompt}."):
        return
    if member.schema.get("type") in HARMLESS:
        yield TYPE
    if member.schema.get("type") == "string" and member.values:
        yield SET


def _complement(member: Member, kind: str) -> dict[str, Any]:
    """A schema of values that are wrong for a member, and that no lenient reader accepts."""
    if kind == SET:
        return {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9]{3,24}$"}
    types = HARMLESS[str(member.schema["type"])]
    return {"type": [NAMES[one] for one in (types if isinstance(types, tuple) else (types,))]}


def _wrong(frame: Frame, member: Member, kind: str, value: Json) -> dict[str, Json] | None:
    """The page's own request with a wrong value, if that is its only mistake, and one for every reader."""
    if kind == TYPE and not harmless(frame.operation, member.path, value):
        return None
    if kind == SET and _near(value) in {_near(known) for known in member.values}:
        return None
    body = with_value(frame.base, list(member.path.split(".")), value)
    return body if body and len(list(frame.operation.request_validator.iter_errors(body))) == 1 else None


def _near(value: Json) -> str:
    """The values that a lenient reader may take a text for."""
    return "".join(char for char in str(value).casefold() if char.isalnum())
