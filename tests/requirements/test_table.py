"""The tables of this folder audit themselves: none of the catalogue's requirements is without rows."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from wirecheck.requirements.catalogue import catalogue
from wirecheck.requirements.requirement import Level


@pytest.fixture(scope="module")
def tables() -> dict[str, list[tuple[str, str]]]:
    """Requirement and verdict of every row in this folder, by the name of its file."""
    tables = {}
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"rows_of_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if hasattr(module, "ROWS"):
            tables[path.stem.removeprefix("test_")] = [(row[0], row[1]) for row in module.ROWS]
    return tables


@pytest.fixture(scope="module")
def rows(tables: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Requirement and verdict of every row."""
    return [row for table in tables.values() for row in table]


def test_every_family_has_a_table(tables: dict[str, list[tuple[str, str]]]) -> None:
    """A family of requirements and a file of rows go together."""
    assert {requirement.family for requirement in catalogue()} == set(tables)


HOW = """
Write exchanges for it by hand in ROWS of tests/requirements/test_FAMILY.py: at least one that holds it, and, where it
may be more than `observe`, one that breaks it.
"""


def test_every_requirement_is_held_by_a_row(rows: list[tuple[str, str]]) -> None:
    """An honest exchange was written by hand for each requirement."""
    assert {r.id for r in catalogue()} - {id for id, verdict in rows if verdict == "held"} == set(), HOW


def test_every_requirement_is_broken_by_a_row(rows: list[tuple[str, str]]) -> None:
    """A dishonest exchange was written by hand for each requirement that can be broken at all."""
    binding = {r.id for r in catalogue() if r.default_level is not Level.OBSERVE}
    assert binding - {id for id, verdict in rows if verdict == "broken"} == set(), HOW


def test_no_row_names_a_requirement_that_is_gone(rows: list[tuple[str, str]]) -> None:
    """A row of a requirement that was renamed would test nothing."""
    assert {id for id, _ in rows} - {r.id for r in catalogue()} == set()
