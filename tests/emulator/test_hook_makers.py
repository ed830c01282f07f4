"""Hooks of one kind: what they refuse, lift and change; what each fault makes of them is in `test_emulator`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wirecheck.emulator import Emulator
from wirecheck.emulator.hook_makers import as_success, lifts, restates, understands, with_members
from wirecheck.emulator.hooks import EmulatedCall, RefusalReason, Stage
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Request, Response

KEY_REFUSED = RefusalReason(Stage.KEY, 401, "No.")


@pytest.fixture
def call(ask: Callable[..., Request]) -> EmulatedCall:
    operation = load("apiyi").operation("generateContent")
    return Emulator(operation.spec)._call(ask(operation, operation.examples[0].value))


def test_only_their_stages_are_lifted_and_restated(call: EmulatedCall) -> None:
    """A refusal at another stage, or where the condition does not hold, stays as it is."""
    assert lifts(Stage.KEY).refusal(call, KEY_REFUSED) is None
    assert lifts(Stage.KEY, when=lambda _: False).refusal(call, KEY_REFUSED) is KEY_REFUSED
    assert lifts(Stage.MODEL).refusal(call, KEY_REFUSED) is KEY_REFUSED
    assert restates(Stage.MODEL, status=500).refusal(call, KEY_REFUSED) is KEY_REFUSED
    assert restates(Stage.KEY, status=500).refusal(call, KEY_REFUSED) == RefusalReason(Stage.KEY, 500, "No.")


def test_members_are_set_or_taken_away(call: EmulatedCall) -> None:
    """Members of what is understood and of what is answered have the values that are given."""
    assert understands(count=7).parsed(call).count == 7
    assert with_members(a=None, b=2).answer(call, {"a": 1, "c": 3}) == {"c": 3, "b": 2}


def test_one_status_becomes_a_success(call: EmulatedCall) -> None:
    """An answer with another status is sent as it is."""
    statuses = [as_success(429).send(call, Response(status)).status for status in (429, 400)]
    assert statuses == [200, 400]
