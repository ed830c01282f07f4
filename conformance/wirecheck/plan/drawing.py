"""
Requests drawn at random, within the page: schemathesis and hypothesis draw, a seed makes it the same every time.

What is valid is drawn from a *frame*: the request's schema with its open places filled by what the page and the sweep
already name, so that no draw asks for what nobody documented. What is wrong is one value that schemathesis made wrong,
put into the page's own request, so that the request is wrong in exactly one place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from wirecheck.document import Json, dotted
from wirecheck.plan.negative import HARMLESS, KINDS, Probe, drawn, harmless, with_value
from wirecheck.reading import PROMPTED, documented_values, pick
from wirecheck.spec import Member, Operation

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

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
"""What a prompt may end on: any words are a prompt."""


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What requests are drawn from.

    :param schema: a JSON Schema without references.
    :param base: the page's own request.
    """

    operation: Operation
    schema: dict[str, Any]
    base: Mapping[str, Json]


def frame(operation: Operation, base: Mapping[str, Json], asked: Sequence[Mapping[str, Json]]) -> Frame:
    """
    The frame of an operation.

    :param asked: bodies of the sweep, in several words: their values fill what the schema leaves open.
    """
    schema = _framed(operation, "", base, asked)
    for name in set(PROMPTED.values()) & schema["properties"].keys():
        schema["properties"][name] = {"enum": list(_unique(body[name] for body in asked if name in body))}
    return Frame(operation, schema, base)


def valid(frame: Frame) -> SearchStrategy[dict[str, Json]]:
    """Bodies that the page documents."""
    whole = drawn(frame.schema).map(lambda body: _whole(frame.operation, body))
    return whole.filter(frame.operation.request_validator.is_valid)


def wrong(frame: Frame) -> SearchStrategy[Probe]:
    """The page's own request, wrong in one place; nothing where no value of its members can be wrong."""
    from hypothesis import reject
    from hypothesis import strategies as st

    places = [member for member in frame.operation.members if _closed(member) and not _inside_words(member)]
    if not places:
        return st.nothing()
    values = {member.path: drawn(_bare(frame.operation, member), valid=False) for member in places}

    @st.composite
    def probes(draw: st.DrawFn) -> Probe:
        member = draw(st.sampled_from(places))
        found = _probe(frame, member, draw(values[member.path]))
        if found is None:
            reject()
        return found

    return probes()


def draw(strategy: SearchStrategy[T], count: int, seed: int) -> list[T]:
    """As many values as are asked for, or fewer where there are no more; the same for the same seed."""
    import hypothesis

    found: list[T] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
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

    if count:
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
    for member in operation.members:
        outer, _, name = member.path.rpartition(".")
        if outer != prefix or (member.citation is None and not member.required):
            continue
        if any(member.path == un.split("[]")[0] for un in operation.unsupported):
            continue
        inner = _place(operation, member, base, asked)
        if inner is not None:
            properties[name] = inner
            required += [name] if member.required else []
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _place(
    operation: Operation, member: Member, base: Mapping[str, Json], asked: Sequence[Mapping[str, Json]]
) -> dict[str, Any] | None:
    """What may stand at a member, or None where nobody names any value of it."""
    if member.schema.get("properties") and "items" not in member.schema:
        found = _framed(operation, member.path, base, asked)
        return found if found["properties"] else None
    if member.values:
        return {"enum": list(member.values), **_typed(member)}
    named = documented_values(operation, member.path)
    known = list(_unique([*named, *(value for body in asked for value in pick({**body}, member.path))]))
    if member.path == "model":
        known = [value for value in known if value == dotted(dict(base), "model")] or known
    if not known:
        return None
    numbers = [value for value in known if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == len(known) and min(numbers) > 0 and member.path != "n":
        # upwards of half of what is named, no further than it
        kind = "integer" if member.schema.get("type") == "integer" else "number"
        return {"type": kind, "minimum": max(min(numbers) / 2, kind == "integer"), "maximum": max(numbers)}
    return {"enum": known, **_typed(member)}


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
    """The same value with whole numbers where the page has integers: 4.0 is one to JSON Schema, and to few gateways."""
    if isinstance(value, dict):
        return {name: _whole(operation, inner, f"{path}.{name}".lstrip(".")) for name, inner in value.items()}
    if isinstance(value, float) and value.is_integer():
        member = operation.member(path)
        return int(value) if member is not None and member.schema.get("type") == "integer" else value
    return value


# -- wrong values ------------------------------------------------------------------------------------------------------


def _closed(member: Member) -> bool:
    """Whether some values of a member are wrong for sure."""
    return member.schema.get("type") in HARMLESS or "enum" in member.schema


def _inside_words(member: Member) -> bool:
    return "[]" in member.path or (member.path.split(".")[0] in PROMPTED.values() and "." in member.path)


def _bare(operation: Operation, member: Member) -> dict[str, Any]:
    """The schema of a member's value alone: that an object holds the wrong things is another member's matter."""
    bare = {name: member.schema[name] for name in ("type", "enum", "minItems") if name in member.schema}
    if member.values and "enum" not in bare and member.schema.get("type") != "boolean":
        bare["enum"] = list(member.values)
    return bare


def _probe(frame: Frame, member: Member, value: Json) -> Probe | None:
    """The page's own request with a wrong value, where it is wrong in that place alone, and for everybody."""
    schema = member.schema
    right_type = not harmless(frame.operation, member.path, value)
    if right_type and not (isinstance(value, str) and schema.get("type") == "string" and "enum" in schema):
        return None
    if right_type and (len(_near(value)) < 3 or _near(value) in {_near(known) for known in member.values}):
        return None
    body = with_value(frame.base, list(member.path.split(".")), value)
    if body is None or len(list(frame.operation.request_validator.iter_errors(body))) != 1:
        return None
    kind = KINDS["invalid_enum_value" if right_type else "incorrect_type"]
    return Probe(body, f"`{member.path}` {kind}", kind)


def _near(value: Json) -> str:
    """What a lenient reader may make of a text."""
    return "".join(char for char in str(value).casefold() if char.isalnum() and char.isascii())
