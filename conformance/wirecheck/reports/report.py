"""
The argument of every report format: the runs, and how to show them. A format is a module that renders it.

Held by `tests/reports/test_report_formats.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wirecheck import __version__
from wirecheck.engine.merging import deciding
from wirecheck.engine.runner import Run
from wirecheck.reports.placed_promises import PlacedPromises
from wirecheck.requirements.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Report:
    """
    Everything that a format may read.

    :param version: wirecheck's own.
    :param promises: where the specs have the promises; empty where the specs are missing or the format needs none.
    :param own: requirements beside those of the catalogue that the runs may have judged.
    :param strict: whether a broken `should` fails the runs.
    :param verbose: on a terminal, every finding with page and command, and every requirement with its verdict.
    :param quiet: on a terminal, nothing but findings.
    :param width: columns of the terminal.
    :param colour: whether the terminal takes escape codes.
    """

    runs: Sequence[Run]
    version: str = __version__
    promises: PlacedPromises = field(default_factory=dict)
    own: Sequence[Requirement] = ()
    strict: bool = False
    verbose: bool = False
    quiet: bool = False
    width: int = 100
    colour: bool = False

    @property
    def deciding(self) -> list[Run]:
        """Of the runs of each target, the latest."""
        return deciding(self.runs)
