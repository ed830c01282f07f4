"""Errors of ours: their tree, codes and exit codes."""

from __future__ import annotations

import pytest

from wirecheck import errors
from wirecheck.errors import WirecheckError

CODES = {
    "UsageError": ("usage", 2),
    "SpecError": ("spec", 2),
    "TapeError": ("tape", 2),
    "ReportError": ("report", 2),
    "PageUnreadable": ("page-unreadable", 3),
    "KeyMissing": ("key-missing", 2),
    "ToolMissing": ("tool-missing", 2),
    "Unreachable": ("unreachable", 3),
    "Declined": ("declined", 3),
}


def test_every_error_has_its_code() -> None:
    """Codes and exit codes are a contract: none changes, and none is without a line here."""
    found = {error.__name__: (error.code, error.exit_code) for error in WirecheckError.__subclasses__()}
    assert found == CODES


def test_the_tree_is_drawn() -> None:
    """The module's docstring draws every error that there is."""
    assert errors.__doc__ is not None
    assert [name for name in CODES if name not in errors.__doc__] == []


@pytest.mark.parametrize("name", CODES)
def test_an_error_carries_message_and_hint(name: str) -> None:
    """Message and hint are kept apart, and the message is what the exception says."""
    error = getattr(errors, name)("it is wrong", hint="do it so")
    assert (error.message, error.hint, str(error)) == ("it is wrong", "do it so", "it is wrong")
