"""
Hypothesis strategies: requests that a page documents or that are wrong in one place, and answers of honest gateways.

    from hypothesis import given
    from wirecheck import strategies

    @given(strategies.answers("apiyi:generateContent"))
    def test_my_reader_takes_any_honest_answer(answer):
        assert my_reader(answer.status, answer.body)

An operation is named as `provider:operation`, or by the provider alone where it has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from wirecheck.emulator import KEY, Emulator
from wirecheck.emulator import manners as known_manners
from wirecheck.errors import UsageError
from wirecheck.plan import PlannedRequest, Wire, addressed, drawing, fuzzing
from wirecheck.reading.reading import Reading, Standing
from wirecheck.spec.spec import Operation, load
from wirecheck.wire.exchange import Exchange, Request, Response
from wirecheck.wire.lenient_json import Json

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

MOST_MANNERS = 4
"""The largest number of manners that are drawn together."""


def requests(
    operation: Operation | str, *, valid: bool | None = None, url: str = "https://gateway.example"
) -> SearchStrategy[Request]:
    """
    Requests to an operation; the key stands in them by the name of its variable, as `Bearer $APIYI_API_KEY`.

    :param valid: True for what the page promises to serve, False for what is wrong in exactly one place, None for both.
    :param url: the base URL.
    :raises WirecheckError: there is no such operation.
    """
    operation = _operation(operation)
    base = operation.protocol.base(operation, None)
    frame = fuzzing.frame(operation)
    wire = Wire(url, operation.spec.key_env)

    def asked(body: dict[str, Json]) -> Reading:
        return Reading(operation, Exchange(addressed(operation, wire, PlannedRequest(body, "", base.model))))

    right = drawing.valid(frame).map(asked).filter(lambda reading: reading.standing is Standing.DOCUMENTED)
    wrong = drawing.wrong(frame).map(lambda probe: asked(probe.body)).filter(fuzzing.wrong_at)
    drawn = st.one_of(right, wrong) if valid is None else right if valid else wrong
    return drawn.map(lambda reading: reading.exchange.request)


def answers(operation: Operation | str, to: Request | None = None) -> SearchStrategy[Response]:
    """
    Answers of honest gateways in any manner, with real pictures, as they travel over the wire: gzip is not removed.

    :param to: the request that is answered; if it is left out, a documented one is drawn.
    :raises WirecheckError: there is no such operation.
    """
    operation = _operation(operation)
    asked = st.just(to) if to is not None else requests(operation, valid=True)

    @st.composite
    def drawn(draw: st.DrawFn) -> Response:
        emulator = Emulator(operation.spec, manner=draw(manners()), key=KEY)
        return emulator.respond(_keyed(operation, draw(asked)))

    return drawn()


def manners() -> SearchStrategy[tuple[str, ...]]:
    """Ways in which honest gateways differ, some of them together: for `Emulator(provider, manner=...)`."""
    names = [manner.id for manner in known_manners()]
    return st.lists(st.sampled_from(names), min_size=1, max_size=MOST_MANNERS, unique=True).map(tuple)


def _keyed(operation: Operation, request: Request) -> Request:
    """A request with the emulator's key, wherever another stands."""
    header, value = operation.spec.credential(operation, KEY)
    kept = tuple(pair for pair in request.headers if pair[0].lower() != header.lower())
    return Request(request.method, request.url, ((header, value), *kept), request.body)


def _operation(named: Operation | str) -> Operation:
    if isinstance(named, Operation):
        return named
    provider, colon, name = named.partition(":")
    spec = load(provider)
    if colon:
        return spec.operation(name)
    if len(spec.operations) > 1:
        known = ", ".join(f"`{operation.id}`" for operation in spec.operations)
        raise UsageError(f"`{provider}` has several operations", hint=f"name one: {known}")
    return spec.operations[0]
