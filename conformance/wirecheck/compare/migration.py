"""A request rewritten for another operation, so that it is served there and asks for the same as far as possible."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterator, Sequence

from wirecheck.compare import places
from wirecheck.compare.comparison import Objection, Rewritten, Sent, Weight
from wirecheck.compare.prediction import counterpart, knows, objections, refused, request, spelling
from wirecheck.compare.requests import sample, shown
from wirecheck.dialects.body_format import body_of
from wirecheck.spec.spec import Member, Operation
from wirecheck.wire.lenient_json import Json
from wirecheck.wire.picture_bytes import parse_ratio

# A request is changed at most this often; with more changes it would be another request.
ROUNDS = 20


def rewritten(a: Operation, b: Operation, sent: Sent) -> Rewritten:
    """A request as it is sent to `a`, and rewritten as `b` needs it."""
    body, notes = moved(a, b, sent)
    after = Sent(sent.what, "", body, counterpart(b, sent.model))
    if not knows(b, sent.model):
        notes.insert(0, f"`{sent.model}` is not available there: `{after.model}` is used instead")
    if refused(b, after):
        notes.append("it is still refused there")
    return Rewritten(sent.what, wire(a, sent), wire(b, after), tuple(notes))


def wire(operation: Operation, sent: Sent) -> str:
    """A request as text: its first line, its headers, and its body."""
    asked = request(operation, sent)
    headers = "".join(f"{name}: {value}\n" for name, value in asked.headers)
    body = json.dumps(body_of(operation, asked), indent=2, ensure_ascii=False)
    return f"{asked.method} {asked.url}\n{headers}\n{body}\n"


def changed_lines(one: Rewritten) -> list[str]:
    """A diff of both requests: removed lines with a minus and added lines with a plus."""
    before, after = one.before.splitlines(), one.after.splitlines()
    lines = difflib.unified_diff(before, after, lineterm="", n=len(before) + len(after))
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def moved(a: Operation, b: Operation, sent: Sent) -> tuple[dict[str, Json], list[str]]:
    """The body of a request to `a` rewritten for `b`, and the changes."""
    notes: list[str] = []
    body, spelt = respelt(b, sent.body, "")
    notes += [f"`{was}` is named `{now}`" for was, now in spelt]
    body = _with_defaults(a, b, body, notes)
    # hill climbing: mend the first refusal that can be mended, predict again, and stop when none is left
    for _ in range(ROUNDS):
        against = [one for one in objections(b, Sent("", "", body, sent.model)) if one.weight is Weight.REFUSED]
        done = next((found for one in against if (found := _mended(a, b, body, one)) is not None), None)
        if done is None:
            break
        body, note = done
        notes.append(note)
    return body, notes


def respelt(b: Operation, value: Json, prefix: str) -> tuple[dict[str, Json], list[tuple[str, str]]]:
    """A body in which members have the spelling of `b`, with or without underscores."""
    spelt: list[tuple[str, str]] = []

    def turned(value: Json, prefix: str) -> Json:
        if isinstance(value, list):
            return [turned(inner, f"{prefix}[]") for inner in value]
        if not isinstance(value, dict):
            return value
        found: dict[str, Json] = {}
        for name, inner in value.items():
            # inner members are looked up below the new name of the outer one
            path = f"{prefix}.{name}" if prefix else name
            twin = spelling(b, path)
            if twin is not None:
                spelt.append((name, twin.rpartition(".")[2]))
            found[(twin or path).rpartition(".")[2]] = turned(inner, twin or path)
        return found

    whole = turned(value, prefix)
    return whole if isinstance(whole, dict) else {}, list(dict.fromkeys(spelt))


def _with_defaults(a: Operation, b: Operation, body: dict[str, Json], notes: list[str]) -> dict[str, Json]:
    """A body that states the defaults of `a` wherever those of `b` differ."""
    for member in a.members:
        other = b.member(member.path)
        if other is None or member.default is None or other.default in (None, member.default):
            continue
        outer = member.path.rpartition(".")[0]
        if places.has(body, member.path) or (outer and not places.has(body, outer)):
            continue
        if not other.values or member.default in other.values:
            body = places.put(body, member.path, member.default)
            notes.append(f"`{member.path}` is stated, because its default there is {shown(other.default)}")
    return body


def _mended(
    a: Operation, b: Operation, body: dict[str, Json], objection: Objection
) -> tuple[dict[str, Json], str] | None:
    """A body that settles an objection, and the change; None if there is no such body."""
    path, there = objection.member, b.member(objection.member)
    if there is not None and not places.has(body, path):
        value = _given(a, b, path)
        return places.put(body, path, value), f"`{path}` is required: {shown(value)}"
    nearest = _nearest(b, there, objection.value) if there is not None and objection.value is not None else None
    if nearest is not None:
        note = f"`{path}` is {shown(nearest)}: {shown(objection.value)} is not accepted"
        return places.put(body, path, nearest), note
    return _left_out(b, body, objection, there) or _completed(a, b, body, path)


def _left_out(
    b: Operation, body: dict[str, Json], objection: Objection, there: Member | None
) -> tuple[dict[str, Json], str] | None:
    """A body without a member, if fewer objections remain."""
    if not places.has(body, objection.member) or (there is not None and there.required):
        return None
    less = places.without(body, objection.member)
    return (
        (less, f"`{objection.member}` is left out: it {objection.why}")
        if _refusals(b, less) < _refusals(b, body)
        else None
    )


def _completed(a: Operation, b: Operation, body: dict[str, Json], around: str) -> tuple[dict[str, Json], str] | None:
    """A body with another member of the same object, if fewer objections remain."""
    for path in _beside(b, body, around):
        more = places.put(body, path, _given(a, b, path))
        if _refusals(b, more) < _refusals(b, body):
            return more, f"`{path}` is required with the others: {shown(places.value(more, path))}"
    return None


def _refusals(b: Operation, body: dict[str, Json]) -> int:
    """How many refusals a body meets."""
    return sum(one.weight is Weight.REFUSED for one in objections(b, Sent("", "", body, b.served_model)))


def _beside(b: Operation, body: dict[str, Json], around: str) -> Iterator[str]:
    """The members of an object that a body leaves out."""
    prefix = f"{around}." if around not in ("", "body") else ""
    for member in b.members:
        rest = member.path.removeprefix(prefix)
        if member.path.startswith(prefix) and "." not in rest and not places.has(body, member.path):
            yield member.path


def _given(a: Operation, b: Operation, path: str) -> Json:
    """The value for a required member: the default of `a`, else a sample of `b`."""
    here, there = a.member(path), b.member(path)
    if (
        here is not None
        and here.default is not None
        and (there is None or not there.values or here.default in there.values)
    ):
        return here.default
    return sample(b, there.schema) if there is not None else None


def _nearest(b: Operation, member: Member, refused: Json) -> Json:
    """An accepted value in place of a refused one: the nearest ratio, else the default, else the first."""
    protocol, facts = b.protocol, b.model(b.served_model).facts
    values = _taken(b, member)
    ratio = _nearest_ratio(values, refused)
    if ratio is not None or not values:
        return ratio
    if member.path == protocol.vocabulary.output and isinstance(refused, list):
        wanting = (value for value in values if protocol.wants_picture(places.put({}, member.path, value)))
        return next(wanting, values[0])
    default = member.default or (facts.default_size if facts is not None else None)
    return default if default in values else values[0]


def _taken(b: Operation, member: Member) -> list[Json]:
    """The accepted values: the closed set of the page, else those of upstream for what is visible in a picture."""
    facts = b.model(b.served_model).facts
    if member.values or facts is None or member.path not in b.protocol.vocabulary.visible_defaults:
        return list(member.values)
    return list(b.protocol.upstream_values(facts).get(member.path, ()))


def _nearest_ratio(values: Sequence[Json], refused: Json) -> str | None:
    """The ratio nearest to a refused one; None if that is not a ratio, or no ratios are accepted."""
    wanted = parse_ratio(refused) if isinstance(refused, str) and ":" in refused else None
    ratios = {value: ratio for value in values if isinstance(value, str) and (ratio := parse_ratio(value)) is not None}
    if wanted is None or not ratios:
        return None
    # nearest by the logarithm of the quotient, so that 2:1 and 1:2 are equally far from 1:1
    return min(ratios, key=lambda value: abs(math.log(ratios[value] / wanted)))
