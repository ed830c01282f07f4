"""Tables in each form that pages have: how rows are cut into cells."""

from __future__ import annotations

import pytest

from wirecheck.facts.parse import page_tables
from wirecheck.facts.parse.blocks import Blocks, Table


def rows(found: Blocks | None) -> list[tuple[str, ...]]:
    assert found is not None
    return [row.cells for table in found[0] if isinstance(table, Table) for row in table.rows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("| a | b |", ("a", "b")),
        ("a | b", ("a", "b")),
        ("| a | |", ("a", "")),
        ("| `a|b` | c |", ("`a|b`", "c")),
        ("| {a|b} | (c|d) |", ("{a|b}", "(c|d)")),
        ("| a \\| b | c |", ("a | b", "c")),
        ("| ( a | b |", ("( a", "b")),
        ("| ` a | b |", ("` a", "b")),
    ],
)
def test_bars(line: str, expected: tuple[str, ...]) -> None:
    """A bar in code, in brackets or after a backslash divides nothing; one that nothing closes opens nothing."""
    assert page_tables.cells(line) == expected


def test_a_table_with_bars() -> None:
    """It needs a border, or a header that heads columns, and ends where a row has other cells."""
    lines = ["| X | Y |", "|---|---|", "| a | b |", "| a | b | c | d |"]
    assert rows(page_tables.barred(lines, 0)) == [("a", "b")]
    assert rows(page_tables.barred(["| Name | Type |", "| a | b |"], 0)) == [("a", "b")]
    assert page_tables.barred(["| X | Y |", "| a | b |"], 0) is None
    assert page_tables.barred(["Name | Type", "a | b"], 0) is None


def test_a_table_with_a_cell_a_line() -> None:
    """Its rows have a name, and a type where there is a column of types."""
    lines = "Name Type Description size string Big. _ n integer Many. The end .".replace("_", "").split(" ")
    assert rows(page_tables.stacked(lines, 0)) == [("size", "string", "Big."), ("n", "integer", "Many.")]
    assert page_tables.stacked(["Name", "Type", "x"], 0) is None
    assert page_tables.stacked(["Name", "Type", "Name", "a", "string", "b"], 0) is None


def test_a_table_with_tabs() -> None:
    """It ends at the first line without one."""
    assert rows(page_tables.tabbed(["Name\tType", "a\tstring", "b"], 0)) == [("a", "string")]


def test_a_table_that_ran_together() -> None:
    """A row is cut where its columns may begin; a type does not run on into a word."""
    lines = ["FieldTypeRequiredDefaultDescription", "sizestringYes1KOne of 1K or 2K.", "nintegerNo1How many."]
    assert rows(page_tables.glued(lines, 0)) == [
        ("size", "string", "Yes", "1K", "One of 1K or 2K."),
        ("n", "integer", "No", "1", "How many."),
    ]
    assert page_tables.glued(["FieldTypeOther", "sizestringx"], 0) is None


def test_columns() -> None:
    """Two that are known, and one of names or statuses."""
    assert page_tables.columns(["Parameter", "Type", "Foo"]) == ("name", "type", None)
    assert page_tables.columns(["Type", "Description"]) is None
    assert page_tables.columns(["Name", "Foo"]) is None
