"""A provider's gateway: turns a request into its answer, in the dialect that the operation speaks."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from wirecheck.emulator import drawings, listing
from wirecheck.emulator.dialects import dialect_of
from wirecheck.emulator.dialects.emulated_dialect import MadePicture
from wirecheck.emulator.drawings import Drawing
from wirecheck.emulator.hooks import Body, EmulatedCall, Fault, Hooks, Manner, RefusalReason
from wirecheck.emulator.parsed_request import fingerprint
from wirecheck.emulator.refusals import refusals
from wirecheck.spec import spec as specs
from wirecheck.spec.spec import Operation, Spec
from wirecheck.wire.exchange import Request, Response

KEY = "sk-wirecheck"
"""The key that is accepted unless another one is given."""


class Emulator:
    """
    A provider's gateway.

    :param spec: the provider's spec, or its name.
    :param manner: one or several of `manners()`, applied in that order.
    :param fault: one or several of `faults()`, applied after the manners.
    :param key: the key that is accepted.
    :param clock: seconds since the epoch, for `created`.
    :raises UsageError: a manner or fault is not known, or the fault does not apply to this provider.
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
        for operation in self.spec.operations:
            dialect_of(operation)
        self.manners = tuple(listing.manner(name) for name in _names(manner))
        self.faults = tuple(listing.fault(name, self.spec) for name in _names(fault))
        self.key = key
        self._clock = clock
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def respond(self, request: Request) -> Response:
        """The answer to a request; always the same, except for the clock and for manners that fail on the first try."""
        drawing = drawings.named(request.path)
        if drawing is not None and request.method in ("GET", "HEAD"):
            return self._fetched(request, drawing)
        call = self._call(request)
        if request.method == "OPTIONS" and call.methods:
            return Response(204, (_allowed(call), ("x-request-id", call.id)))
        hooks = self._hooks(call)
        for hook in hooks:
            call = replace(call, parsed=hook.parsed(call))
        response = self._encoded(call, hooks)
        for hook in hooks:
            response = hook.send(call, response)
        return _without_body(response) if request.method == "HEAD" else response

    def _encoded(self, call: EmulatedCall, hooks: Sequence[Hooks]) -> Response:
        """The answer as its dialect writes it, with the headers of every answer."""
        reason = _reason(call, hooks)
        body = self._refused(call, reason, hooks) if reason else self._served(call, hooks)
        response = call.dialect.encode(call, body, reason)
        content = response.body
        for hook in hooks:
            content = hook.encoded(call, content)
        headers = (*response.headers, ("x-request-id", call.id))
        if reason and reason.status == 405:
            headers = (*headers, _allowed(call))
        return Response(response.status, headers, content)

    def _call(self, request: Request) -> EmulatedCall:
        id = fingerprint(request)[:24]
        with self._lock:
            self._asked[id] += 1
            attempt = self._asked[id]
        operation, methods = self._addressed(request)
        dialect = dialect_of(operation)
        return EmulatedCall(
            operation=operation,
            dialect=dialect,
            request=request,
            parsed=dialect.parse(operation, request),
            now=self._clock(),
            key=self.key,
            given=self._given(operation, request),
            id=f"req_{id}",
            methods=methods,
            attempt=attempt,
        )

    def _addressed(self, request: Request) -> tuple[Operation, tuple[str, ...]]:
        """A request's operation and the methods that are taken there; else the nearest operation and no methods."""
        taken = [(operation, dialect_of(operation).methods(operation, request)) for operation in self.spec.operations]
        matching = [(operation, methods) for operation, methods in taken if methods]
        for operation, methods in matching:
            if request.method in methods:
                return operation, methods
        if matching:
            return matching[0]
        # below a prefix, or a path that nobody has: the part that it shares with an operation's may stand anywhere
        folder = request.path.rpartition("/")[0]
        near = (operation for operation in self.spec.operations if folder.endswith(operation.path.rpartition("/")[0]))
        return next(near, self.spec.operations[0]), ()

    def _given(self, operation: Operation, request: Request) -> str | None:
        """The key in the documented header, or None."""
        name, pattern = self.spec.credential(operation, "")
        value = request.header(name)
        if value is None:
            return None
        scheme, _, key = value.partition(" ") if pattern else ("", "", value)
        wrong_scheme = scheme.lower() != pattern.strip().lower()
        return None if wrong_scheme or not key.strip() else key.strip()

    def _hooks(self, call: EmulatedCall) -> tuple[Hooks, ...]:
        """The hooks of manners and faults at an operation, with what its dialect adds to each."""
        hooks: list[Hooks] = []
        entries: tuple[Manner | Fault, ...] = (*self.manners, *self.faults)
        for entry in entries:
            if entry.applies_to(call.operation):
                hooks.append(entry.hooks)
                added = call.dialect.additions.get(entry.id)
                hooks += [added] if added else []
        return tuple(hooks)

    def _served(self, call: EmulatedCall, hooks: Sequence[Hooks]) -> Body:
        body = call.dialect.answer(call, self._pictures(call, hooks))
        for hook in hooks:
            body = hook.answer(call, body)
        return body

    def _refused(self, call: EmulatedCall, reason: RefusalReason, hooks: Sequence[Hooks]) -> Body:
        body = call.dialect.error(call, reason)
        for hook in hooks:
            body = hook.error(call, body)
        return body

    def _pictures(self, call: EmulatedCall, hooks: Sequence[Hooks]) -> list[MadePicture]:
        if not call.parsed.image:
            return []
        width, height = call.dialect.pixels(call.parsed)
        first = Drawing(width, height, call.parsed.format, call.parsed.seed)
        made = []
        for step in range(call.parsed.count):
            drawing = first.another(step)
            for hook in hooks:
                drawing = hook.draw(call, drawing)
            data = drawings.draw(drawing)
            for hook in hooks:
                data = hook.picture(call, data)
            made.append(MadePicture(drawing, data))
        return made

    def _fetched(self, request: Request, drawing: Drawing) -> Response:
        """A picture that is fetched by its link; links need no key."""
        call = self._call(request)
        headers = (("content-type", drawing.media_type), ("x-request-id", call.id))
        response = Response(200, headers, drawings.draw(drawing))
        for fault in self.faults:
            response = fault.hooks.fetch(call, response)
        return _without_body(response) if request.method == "HEAD" else response


def _reason(call: EmulatedCall, hooks: Sequence[Hooks]) -> RefusalReason | None:
    """The earliest reason to refuse that no hook removes."""
    added = (hook.refuse(call) for hook in hooks)
    reasons = [*(reason for reason in added if reason), *refusals(call)]
    for reason in sorted(reasons, key=lambda reason: reason.stage):
        kept: RefusalReason | None = reason
        for hook in hooks:
            kept = hook.refusal(call, kept) if kept else None
        if kept:
            return kept
    return None


def _allowed(call: EmulatedCall) -> tuple[str, str]:
    """The `Allow` header, if the path takes any methods; a fault may send a 405 also for a path that does not exist."""
    return "Allow", ", ".join((*(call.methods or (call.operation.method,)), "OPTIONS"))


def _without_body(response: Response) -> Response:
    return replace(response, body=b"")


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))
