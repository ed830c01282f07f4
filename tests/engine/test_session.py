"""Runs set up: what a target has where nobody says, and what it costs at most."""

from __future__ import annotations

import pytest

from wirecheck.emulator import KEY
from wirecheck.engine.session import LIVE_BUDGET, Options, prepare
from wirecheck.plan import Depth

ENVIRON = {"APIYI_API_KEY": "sk-canary-1", "DEERAPI_KEY": "sk-canary-2", "GEMINI_NATIVE_API_KEY": "sk-canary-3"}


def test_the_defaults_of_a_target() -> None:
    """A live one is probed with a budget; an emulator is swept without."""
    live, emulated = prepare("live:apiyi", environ=ENVIRON), prepare("apiyi", environ={})
    assert (live.depth, live.budget, live.key_default) == (Depth.PROBE, LIVE_BUDGET, "")
    assert (emulated.depth, emulated.budget, emulated.key_default) == (Depth.SWEEP, None, KEY)
    assert emulated.secrets.values == {"APIYI_API_KEY": KEY}


@pytest.mark.parametrize(("budget", "expected", "worst"), [(0, 0, 0), (1, 1, 1), (4, 2, 4), (1000, 2, 0)])
def test_what_it_costs_is_never_above_the_budget(budget: int, expected: int, worst: int) -> None:
    """Expected and at worst are told as the cap leaves them."""
    session = prepare("live:apiyi", Options(budget=budget), ENVIRON)
    assert expected == session.expected
    assert worst == session.at_worst if budget < 1000 else session.at_worst > session.expected


def test_a_plan_to_look_at_needs_no_key() -> None:
    """Nothing is sent, so nothing is asked for."""
    assert prepare("live:apiyi", environ={}, unsent=True).cases
