"""
Whether generated files are up to date.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

import difflib
import itertools
from dataclasses import dataclass

DIFF_LINES = 12


@dataclass(frozen=True, slots=True)
class StaleFile:
    """
    A generated file that is out of date.

    :param path: relative to the output folder, with slashes; a folder if the whole of it is missing or extra.
    :param reason: `missing`, `extra` or `differs`.
    :param diff: the head of a unified diff, from what is there to what should be; empty for other reasons.
    """

    path: str
    reason: str
    diff: str = ""


def differs(path: str, old: str, new: str) -> StaleFile:
    """A file whose text differs from what it should be."""
    before, after = old.splitlines(), new.splitlines()
    lines = difflib.unified_diff(before, after, f"{path} (is)", f"{path} (should be)", lineterm="", n=1)
    return StaleFile(path, "differs", "\n".join(itertools.islice(lines, DIFF_LINES)))
