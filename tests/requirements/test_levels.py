"""How binding each requirement is on each documented operation: held by a table beside this file."""

from __future__ import annotations

import os
from pathlib import Path

from wirecheck.requirements.catalogue import catalogue
from wirecheck.spec.spec import load, providers

TABLE = Path(__file__).with_name("levels.md")
HOW = """
Levels decide which findings fail a run. Where these were meant to change, accept them, and say why in CHANGELOG.md:
    WIRECHECK_SNAPSHOTS=write pytest tests/requirements/test_levels.py
"""

Levels = dict[tuple[str, str], str]


def as_they_are() -> Levels:
    """The level of each requirement on each operation; a dash where it does not apply."""
    operations = [operation for name in providers() for operation in load(name).operations]
    return {
        (requirement.id, operation.id): requirement.level(operation) or "-"
        for requirement in catalogue()
        for operation in operations
    }


def written(levels: Levels) -> str:
    """The table in Markdown: a row for each requirement, a column for each operation."""
    operations = dict.fromkeys(operation for _, operation in levels)
    requirements = dict.fromkeys(requirement for requirement, _ in levels)
    head = [["requirement", *operations], ["---"] * (len(operations) + 1)]
    rows = [[id, *(levels[id, operation] for operation in operations)] for id in requirements]
    return "".join(f"| {' | '.join(row)} |\n" for row in (*head, *rows))


def read(table: str) -> Levels:
    """The levels in a table."""
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
    operations = rows[0][1:]
    return {
        (row[0], operation): level for row in rows[2:] for operation, level in zip(operations, row[1:], strict=True)
    }


def test_a_table_reads_as_it_was_written() -> None:
    """What is compared is what stands in the file."""
    levels = as_they_are()
    assert read(written(levels)) == levels


def test_no_level_has_changed() -> None:
    """A level that changes is accepted by hand, so that nobody's run fails, or passes, by accident."""
    now = as_they_are()
    if os.environ.get("WIRECHECK_SNAPSHOTS") == "write":
        TABLE.write_text(written(now), encoding="utf-8")
    was = read(TABLE.read_text(encoding="utf-8"))
    changed = [
        f"{requirement} on {operation}: {was.get((requirement, operation), 'new')} -> "
        f"{now.get((requirement, operation), 'gone')}"
        for requirement, operation in {**was, **now}
        if was.get((requirement, operation)) != now.get((requirement, operation))
    ]
    assert changed == [], HOW
