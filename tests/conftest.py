"""How the tests are run."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import settings

# no test asserts a time: a machine that is busy may take as long as it likes for an example
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A worker more than there are cores: many tests wait for a process or a socket."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test that is marked `in_part(n)`, each n-th case is left as it is, and the others are `exhaustive`."""
    cases = Counter[str]()
    for item in items:
        mark = item.get_closest_marker("in_part")
        if mark is not None:
            test = item.nodeid.partition("[")[0]
            if cases[test] % mark.args[0]:
                item.add_marker(pytest.mark.exhaustive)
            cases[test] += 1
