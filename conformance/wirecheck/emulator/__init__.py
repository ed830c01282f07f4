"""
An honest gateway made from a spec and its page, and its catalogued lies: a function from request to answer.

It is written from the pages, not from the requirements, and shares nothing with them: or both would be wrong together.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from wirecheck.emulator import bodies, pictures
from wirecheck.emulator.bodies import Picture
from wirecheck.emulator.faults import FAULTS
from wirecheck.emulator.hooks import Bend, Body, Call, Fault, Manner, Refusal
from wirecheck.emulator.manners import MANNERS
from wirecheck.emulator.parsed_request import fingerprint, pixels_of, read
from wirecheck.emulator.pictures import Drawing
from wirecheck.emulator.refusals import refusals
from wirecheck.errors import UsageError, meant
from wirecheck.spec import spec as specs
from wirecheck.spec.spec import Operation, Spec
from wirecheck.wire.exchange import Request, Response

KEY = "sk-wirecheck"
"""The key that is accepted where no other is given."""


def manners() -> tuple[Manner, ...]:
    """Every manner, the plain one first."""
    return MANNERS


def faults() -> tuple[Fault, ...]:
    """Every fault."""
    return FAULTS


def faults_for(operation: Operation) -> tuple[Fault, ...]:
    """The faults that can be told at an operation."""
    return tuple(fault for fault in FAULTS if fault.applies_to(operation))


class Emulator:
    """
    A provider's gateway.

    :param spec: the provider's spec, or its name.
    :param manner: one or several of `manners()`, applied in that order.
    :param fault: one or several of `faults()`, applied after the manners.
    :param key: the key that is accepted.
    :param clock: seconds since the epoch, for `created`.
    :raises UsageError: a manner or fault is not known, or the fault cannot be told by this provider.
    :raises SpecError: the provider is not known.
    """

    def __init__(
        self,
        spec: Spec | str,
        *,
        manner: str | Sequence[str] = "plain",
        fault: str | Sequence[str] = (),
        key: str = KEY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.spec = specs.load(spec) if isinstance(spec, str) else spec
        self.manners = tuple(_manner(name) for name in _names(manner))
        self.faults = tuple(_fault(name, self.spec) for name in _names(fault))
        self.key = key
        self._clock = clock
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def respond(self, request: Request) -> Response:
        """The answer to a request; the same each time, but for the clock, and for manners that trip at first."""
        drawing = pictures.named(request.path)
        if drawing is not None and request.method in ("GET", "HEAD"):
            return self._fetched(request, drawing)
        call = self._call(request)
        if request.method == "OPTIONS" and call.found:
            return Response(204, (("Allow", f"{call.operation.method}, OPTIONS"), ("x-request-id", call.id)))
        bends = self._bends(call.operation)
        for bend in bends:
            call = replace(call, ask=bend.ask(call))
        refusal = _refusal(call, bends)
        body = self._refused(call, refusal, bends) if refusal else self._served(call, bends)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        for bend in bends:
            text = bend.text(call, text)
        headers = [("content-type", "application/json"), ("x-request-id", call.id)]
        if refusal and refusal.status == 405:
            headers.append(("Allow", f"{call.operation.method}, OPTIONS"))
        response = Response(refusal.status if refusal else 200, tuple(headers), text)
        for bend in bends:
            response = bend.send(call, response)
        return replace(response, body=b"") if request.method == "HEAD" else response

    def _call(self, request: Request) -> Call:
        id = fingerprint(request)[:24]
        with self._lock:
            self._asked[id] += 1
            attempt = self._asked[id]
        matching = [operation for operation in self.spec.operations if operation.matches(request)]
        operation = next((o for o in matching if o.method == request.method), (*matching, self.spec.operations[0])[0])
        return Call(
            operation=operation,
            request=request,
            ask=read(operation, request),
            now=self._clock(),
            key=self.key,
            given=self._given(operation, request),
            id=f"req_{id}",
            found=bool(matching),
            attempt=attempt,
        )

    def _given(self, operation: Operation, request: Request) -> str | None:
        """The key in the documented header, or None."""
        name, pattern = self.spec.credential(operation, "")
        value = request.header(name)
        if value is None:
            return None
        scheme, _, key = value.partition(" ") if pattern else ("", "", value)
        wrong_scheme = scheme.lower() != pattern.strip().lower()
        return None if wrong_scheme or not key.strip() else key.strip()

    def _bends(self, operation: Operation) -> tuple[Bend, ...]:
        told = (fault.bend for fault in self.faults if fault.applies_to(operation))
        return (*(manner.bend for manner in self.manners), *told)

    def _served(self, call: Call, bends: Sequence[Bend]) -> Body:
        made = self._pictures(call, bends)
        body = bodies.gemini(call, made) if call.gemini else bodies.images(call, made)
        for bend in bends:
            body = bend.answer(call, body)
        return body

    def _refused(self, call: Call, refusal: Refusal, bends: Sequence[Bend]) -> Body:
        body = bodies.error(call, refusal)
        for bend in bends:
            body = bend.error(call, body)
        return body

    def _pictures(self, call: Call, bends: Sequence[Bend]) -> list[Picture]:
        if not call.ask.image:
            return []
        width, height = pixels_of(call.ask)
        first = Drawing(width, height, call.ask.format, call.ask.seed)
        made = []
        for step in range(call.ask.count):
            drawing = first.another(step)
            for bend in bends:
                drawing = bend.draw(call, drawing)
            data = pictures.draw(drawing)
            for bend in bends:
                data = bend.picture(call, data)
            made.append(Picture(drawing, data))
        return made

    def _fetched(self, request: Request, drawing: Drawing) -> Response:
        """A picture by its link; links need no key."""
        call = self._call(request)
        headers = (("content-type", drawing.media_type), ("x-request-id", call.id))
        response = Response(200, headers, pictures.draw(drawing))
        for fault in self.faults:
            response = fault.bend.fetch(call, response)
        return replace(response, body=b"") if request.method == "HEAD" else response


def _refusal(call: Call, bends: Sequence[Bend]) -> Refusal | None:
    """The earliest reason to refuse that no bend lifts."""
    added = (bend.refuse(call) for bend in bends)
    reasons = [*(reason for reason in added if reason), *refusals(call)]
    for reason in sorted(reasons, key=lambda reason: reason.stage):
        kept: Refusal | None = reason
        for bend in bends:
            kept = bend.refusal(call, kept) if kept else None
        if kept:
            return kept
    return None


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))


def _manner(name: str) -> Manner:
    for manner in MANNERS:
        if manner.id == name:
            return manner
    raise UsageError(f"there is no manner `{name}`", hint=meant(name, (m.id for m in MANNERS), "wirecheck manners"))


def _fault(name: str, spec: Spec) -> Fault:
    fault = next((fault for fault in FAULTS if fault.id == name), None)
    if fault is None:
        raise UsageError(f"there is no fault `{name}`", hint=meant(name, (f.id for f in FAULTS), "wirecheck faults"))
    if not any(map(fault.applies_to, spec.operations)):
        able = [p for p in specs.providers() if any(map(fault.applies_to, specs.load(p).operations))]
        raise UsageError(
            f"the fault `{name}` does not apply to `{spec.provider}`",
            hint=f"it applies to {_listed(able)}" if able else "it applies to no provider that is here",
        )
    return fault


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


__all__ = ["KEY", "Emulator", "Fault", "Manner", "faults", "faults_for", "manners"]
