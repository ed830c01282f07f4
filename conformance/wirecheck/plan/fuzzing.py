"""
The fuzz depth: random documented requests, and random requests that are wrong in one place, in addition to a sweep.

Half of the requests are valid and half are wrong; in each half the smallest comes first. Requests that the page neither
promises to serve nor calls wrong are left out, and so are requests that are wrong in more than one place.

Held by `tests/plan/test_drawing.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from wirecheck.dialects.packing import told
from wirecheck.plan import DRAWN, PROMPT, Case, Depth, Draws, PlannedRequest, Wire, billable, drawing, probe
from wirecheck.reading.reading import Reading, Standing
from wirecheck.spec.spec import Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.exchange import Exchange
from wirecheck.wire.lenient_json import Json

LONGEST_PURPOSE = 160


def valid(operation: Operation, wire: Wire, draws: Draws) -> Iterator[Case]:
    """Cases for requests that the page promises to serve."""
    bodies = drawing.draw(drawing.valid(frame(operation, wire.model)), draws.count - draws.count // 2, draws.seed)
    for body in sorted(bodies, key=_size):
        purpose = f"drawn: {_told(operation, body)}"
        drawn = operation.protocol.planned(operation, body, purpose, DRAWN, wire.model)
        case = billable(operation, wire, drawn)
        if _reading(operation, case).standing is Standing.DOCUMENTED:
            yield case


def wrong(operation: Operation, wire: Wire, draws: Draws) -> Iterator[Case]:
    """Cases for requests that are wrong in one place."""
    base = operation.protocol.base(operation, wire.model)
    probes = drawing.draw(drawing.wrong(frame(operation, wire.model)), draws.count // 2, draws.seed)
    for found in sorted(probes, key=lambda found: _size(found.body)):
        ask = PlannedRequest(found.body, f"{found.purpose}, drawn: refused?", base.model, f"{DRAWN}, {found.kind}")
        case = probe(operation, wire, ask)
        if wrong_at(_reading(operation, case)) is not None:
            yield case


def wrong_at(reading: Reading) -> str | None:
    """The only member at which a request is wrong; None if there are none or several, or it is wrong in another way."""
    departures = reading.departures
    wrong = [departure.member for departure in departures if departure.standing is Standing.WRONG]
    if len(wrong) != 1:
        return None
    # the page names neither a value of a wrong type nor anything inside it
    inside = re.compile(rf"{re.escape(wrong[0])}([.\[]|$)", re.DOTALL)
    others = [departure for departure in departures if departure.standing is not Standing.WRONG]
    same = all(other.kind in ("open-value", "extra") and inside.match(other.member) for other in others)
    return wrong[0] if same else None


def frame(operation: Operation, model: str | None = None) -> drawing.Frame:
    """The frame of an operation: made from its schema, and from its sweep with many prompts."""
    dialect = operation.protocol
    base = dialect.base(operation, model).body
    asked = [ask.body for ask in dialect.asks(operation, Depth.SWEEP, model)]
    worded = (dialect.prompted(base, f"{PROMPT}, {tail}") for tail in drawing.TAILS)
    return drawing.frame(operation, base, [*asked, *(body for body in worded if body is not None)])


def _reading(operation: Operation, case: Case) -> Reading:
    return Reading(operation, Exchange(case.request))


def _size(body: Mapping[str, Json]) -> tuple[int, str]:
    text = json.dumps(body, sort_keys=True)
    return len(text), text


def _told(operation: Operation, body: Mapping[str, Json]) -> str:
    """What a body asks for, without its prompt."""
    prompt = operation.protocol.vocabulary.prompt
    row: dict[str, Any] = {
        path: value
        for path, value in lenient_json.walk({name: value for name, value in body.items() if name != prompt})
        if not isinstance(value, dict) and "[]" not in path
    }
    text = told(row) or "other words"
    return text if len(text) <= LONGEST_PURPOSE else f"{text[: LONGEST_PURPOSE - 1]}…"
