"""What becomes of an article's cover, whatever the gateway does."""

from __future__ import annotations

import pytest

import wirecheck
from covers import NoCover, cover


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIYI_API_KEY", "sk-wirecheck")


@pytest.mark.parametrize("manner", wirecheck.manners())
def test_every_honest_gateway_has_covers(wirecheck_emulator, manner):
    wirecheck_emulator("apiyi", manner=manner)
    assert cover("Boats").width > 1000


@pytest.mark.parametrize("fault", wirecheck.faults("apiyi"))
def test_no_lie_gets_through(wirecheck_emulator, fault):
    wirecheck_emulator("apiyi", fault=fault)
    try:
        found = cover("Boats")
    except NoCover:
        return
    assert found.width > found.height > 500


def test_over_a_real_socket(wirecheck_server):
    url = wirecheck_server("apiyi", fault="ratio-ignored")
    with pytest.raises(NoCover, match="asked for 16:9, got 1024x1024"):
        cover("Boats", url=f"{url}/v1beta/models/gemini-3.1-flash-image-preview:generateContent")
