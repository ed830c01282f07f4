"""The emulator as a transport: what it answers comes as it is, and a body that is too short is cut."""

from __future__ import annotations

import pytest

from wirecheck.transports import NoAnswer
from wirecheck.transports.emulated import Emulated
from wirecheck.wire.exchange import FailureKind, Request, Response


def test_an_answer_comes_as_it_is() -> None:
    """No byte and no header is touched."""
    response = Response(200, (("Content-Length", "2"), ("X-a", "b")), b"{}")
    assert Emulated(lambda request: response).send(Request("GET", "http://a.test")) is response


def test_fewer_bytes_than_announced_are_a_cut() -> None:
    """What a connection would show is shown, with what had come."""
    transport = Emulated(lambda request: Response(200, (("content-length", "9"),), b"{}"))
    with pytest.raises(NoAnswer) as caught:
        transport.send(Request("POST", "http://a.test"))
    assert (caught.value.failure.kind, caught.value.response and caught.value.response.body) == (FailureKind.CUT, b"{}")
    assert transport.send(Request("HEAD", "http://a.test")).body == b"{}"
