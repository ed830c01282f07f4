"""The mark `in_part`, by which most cases of a large test are left to the exhaustive run."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")


class Case:
    """A case of a test, as pytest collects it."""

    def __init__(self, nodeid: str, *marks: pytest.Mark) -> None:
        self.nodeid = nodeid
        self.marks = list(marks)

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next((mark for mark in self.marks if mark.name == name), None)

    def add_marker(self, marker: pytest.MarkDecorator) -> None:
        self.marks.append(marker.mark)


def test_each_nth_case_is_tried_by_default(request: pytest.FixtureRequest) -> None:
    """Of each test that is marked, the first case and each n-th after it are not exhaustive; others are left alone."""
    plugins = request.config.pluginmanager.get_plugins()
    [conftest] = [plugin for plugin in plugins if getattr(plugin, "__file__", None) == str(CONFTEST)]
    third = pytest.mark.in_part(3).mark
    cases = [Case(f"test_a.py::test_{name}[{number}]", third) for name in "ab" for number in range(5)]
    cases.append(Case("test_a.py::test_c[0]"))
    conftest.pytest_collection_modifyitems(cases)
    kept = [case.nodeid[-4:] for case in cases if case.get_closest_marker("exhaustive") is None]
    assert kept == ["a[0]", "a[3]", "b[0]", "b[3]", "c[0]"]
