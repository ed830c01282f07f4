"""How the tests are run."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# no test asserts a time: a machine that is busy may take as long as it likes for an example
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A worker more than there are cores: many tests wait for a process or a socket."""
    return (os.cpu_count() or 1) + 1
