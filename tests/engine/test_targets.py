"""Targets read: what a text stands for, and what is said of one that stands for nothing."""

from __future__ import annotations

import pytest

from wirecheck.engine.targets import parse
from wirecheck.errors import SpecError, UsageError, WirecheckError

TARGETS = [
    ("apiyi", "emulated", "emulated:apiyi", ["apiyi:generateContent"]),
    ("emulated:apiyi", "emulated", "emulated:apiyi", ["apiyi:generateContent"]),
    ("live:apiyi", "live", "live:apiyi", ["apiyi:generateContent"]),
    ("deerapi", "emulated", "emulated:deerapi", ["deerapi:generateContent", "deerapi:createImage"]),
    ("live:deerapi:createImage", "live", "live:deerapi:createImage", ["deerapi:createImage"]),
]
BAD_TARGETS = [
    ("nobody", SpecError, "there is no provider `nobody`", "known are `apiyi`"),
    ("live:nobody", SpecError, "there is no provider `nobody`", "known are `apiyi`"),
    (
        "apiyi:generateContent",
        UsageError,
        "`apiyi:generateContent` is not a valid target",
        "`emulated:apiyi:generateContent`",
    ),
    ("dead:apiyi", UsageError, "`dead:apiyi` is not a valid target", "kinds are `emulated:`, `live:`"),
    ("live:", UsageError, "`live:` does not name a provider", "known are apiyi"),
    (":", UsageError, "`:` is not a valid target", "kinds are"),
    ("", UsageError, "does not name a provider", "known are"),
    ("live:deerapi:drawImage", SpecError, "has no operation `drawImage`", "it has `generateContent`"),
    ("replay:apiyi:x.har", UsageError, "requests cannot be sent to a tape", "wirecheck run replay:FILE"),
]


@pytest.mark.parametrize(("text", "kind", "full", "operations"), TARGETS)
def test_a_target_is_read(text: str, kind: str, full: str, operations: list[str]) -> None:
    """A bare name is the emulator; `live:` is always spelt out; an operation narrows it."""
    target = parse(text)
    assert (kind, full, operations) == (target.kind, str(target), [operation.id for operation in target.operations])


@pytest.mark.parametrize(("text", "error", "message", "hint"), BAD_TARGETS)
def test_a_bad_target_is_told_with_a_hint(text: str, error: type[WirecheckError], message: str, hint: str) -> None:
    """What is wrong, and what to write instead."""
    with pytest.raises(error) as caught:
        parse(text)
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.message
