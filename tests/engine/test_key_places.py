"""A refused key is tried once elsewhere, within the budget, and only where it was refused."""

from __future__ import annotations

import pytest

from wirecheck.engine.runner import Run
from wirecheck.engine.session import Options, prepare

KEY = "auth/documented-key-is-served"


def run(target: str, fault: str = "", **options: object) -> Run:
    return prepare(f"emulated:{target}", Options(fault=(fault,) if fault else (), **options), environ={}).run()  # type: ignore[arg-type] # options of all kinds


def elsewhere(run: Run) -> list[str]:
    return [case.id for case in run.cases if case.id.endswith(".elsewhere")]


@pytest.mark.parametrize("target", ["apiyi", "deerapi:createImage", "deerapi:generateContent"])
def test_a_key_that_works_elsewhere_is_found(target: str) -> None:
    """One request more, which is charged, and one finding, which names the header."""
    found = run(target, "bearer-refused")
    assert len(elsewhere(found)) == 1
    assert found.counts.charged == 1
    (finding,) = [finding for finding in found.findings if finding.level == "must"]
    assert finding.requirement == KEY
    assert "-api-key` was served" in finding.message or "`api-key` was served" in finding.message


def test_a_key_that_works_nowhere_is_trouble() -> None:
    """It is tried once, and told as trouble."""
    found = run("deerapi:createImage", "key-expired")
    assert len(elsewhere(found)) == 1
    assert [trouble.kind.name for trouble in found.troubles] == ["KEY"]
    assert [finding for finding in found.findings if finding.level == "must"] == []


def test_without_a_slot_of_the_budget_it_is_not_tried() -> None:
    """It would be charged if it were served."""
    found = run("deerapi:createImage", "bearer-refused", budget=0)
    assert (elsewhere(found), found.counts.charged) == ([], 0)


@pytest.mark.parametrize("fault", ["", "account-empty", "model-gone"])
def test_a_key_that_is_not_refused_is_tried_nowhere_else(fault: str) -> None:
    """Nothing is sent to find out what is known."""
    assert elsewhere(run("deerapi:createImage", fault)) == []
