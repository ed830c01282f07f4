"""How wide text is."""

from __future__ import annotations

import pytest

from wirecheck.cli.formats import width


@pytest.mark.parametrize(("columns", "columns_used"), [("20", 60), ("90", 90), ("300", 120)])
def test_width(columns: str, columns_used: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As wide as the terminal, within what is readable."""
    monkeypatch.setenv("COLUMNS", columns)
    assert width(120) == columns_used
