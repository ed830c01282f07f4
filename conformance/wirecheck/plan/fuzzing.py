"""
The fuzz depth: requests drawn within the page, and requests that are wrong in one place, on top of a sweep.

Half of what is drawn is valid, and half is wrong; of each the smallest comes first. What the page does not promise
to serve is no case, nor what is wrong in more than one place.

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
    """Cases of requests that the page promises to serve."""
    bodies = drawing.draw(drawing.valid(frame(operation, wire.model)), draws.count - draws.count // 2, draws.seed)
    for body in sorted(bodies, key=_size):
        purpose = f"drawn: {_told(operation, body)}"
        drawn = operation.protocol.planned(operation, body, purpose, DRAWN, wire.model)
        case = billable(operation, wire, drawn)
        if _reading(operation, case).standing is Standing.DOCUMENTED:
            yield case


def wrong(operation: Operation, wire: Wire, draws: Draws) -> Iterator[Case]:
    """Cases of requests that are wrong in one place."""
    base = operation.protocol.base(operation, wire.model)
    probes = drawing.draw(drawing.wrong(frame(operation, wire.model)), draws.count // 2, draws.seed)
    for found in sorted(probes, key=lambda found: _size(found.body)):
        ask = PlannedRequest(found.body, f"{found.purpose}, drawn: refused?", base.model, f"{DRAWN}, {found.kind}")
        case = probe(operation, wire, ask)
        if wrong_at(_reading(operation, case)) is not None:
            yield case


def wrong_at(reading: Reading) -> str | None:
    """The one member that a request is wrong at; None where it is wrong at none, at several, or for another reason."""
    departures = reading.departures
    wrong = [departure.member for departure in departures if departure.standing is Standing.WRONG]
    if len(wrong) != 1:
        return None
    # a value of a wrong type is none that the page names, nor is what stands inside of it
    inside = re.compile(rf"{re.escape(wrong[0])}([.\[]|$)", re.DOTALL)
    others = [departure for departure in departures if departure.standing is not Standing.WRONG]
    same = all(other.kind in ("open-value", "extra") and inside.match(other.member) for other in others)
    return wrong[0] if same else None


def frame(operation: Operation, model: str | None = None) -> drawing.Frame:
    """What an operation's requests are drawn from: its schema, and the values of its sweep in many words."""
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
    """What a body asks for besides its words."""
    prompt = operation.protocol.vocabulary.prompt
    row: dict[str, Any] = {
        path: value
        for path, value in lenient_json.walk({name: value for name, value in body.items() if name != prompt})
        if not isinstance(value, dict) and "[]" not in path
    }
    text = told(row) or "other words"
    return text if len(text) <= LONGEST_PURPOSE else f"{text[: LONGEST_PURPOSE - 1]}…"
