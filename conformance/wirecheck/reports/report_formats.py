"""
The formats of reports: a table of our own, and those that installed packages add.

A format is a module with `render(report: Report) -> str | bytes`.
A package names its own in the entry points `wirecheck.reports`: the name of the format, and the module.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from wirecheck.errors import UsageError

if TYPE_CHECKING:
    from wirecheck.reports.report import Report

GROUP = "wirecheck.reports"


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """
    A format that `--format` offers.

    :param module: what renders it, imported when a report is asked for.
    :param to_file: whether `--report` offers it, too.
    :param reads_promises: whether it shows where the specs have the promises, for which they are read again.
    """

    name: str
    module: str
    to_file: bool = True
    reads_promises: bool = False

    def renderer(self) -> Callable[[Report], str | bytes]:
        """
        The function that renders it.

        :raises UsageError: its module cannot be imported, or has no such function.
        """
        try:
            render: Callable[[Report], str | bytes] = importlib.import_module(self.module).render
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it may be third-party code
            raise UsageError(
                f"the report format `{self.name}` cannot be loaded: {type(error).__name__}: {error}",
                hint="repair or uninstall the package that provides it",
            ) from None
        return render


OWN = (
    ReportFormat("terminal", "wirecheck.reports.terminal", to_file=False),
    ReportFormat("html", "wirecheck.reports.html"),
    ReportFormat("json", "wirecheck.reports.json"),
    ReportFormat("junit", "wirecheck.reports.junit", reads_promises=True),
    ReportFormat("sarif", "wirecheck.reports.sarif", reads_promises=True),
    ReportFormat("markdown", "wirecheck.reports.markdown"),
    ReportFormat("github", "wirecheck.reports.github"),
    ReportFormat("badge", "wirecheck.reports.badge"),
)
"""Our own formats; the first is the default of `--format`."""


@functools.cache
def report_formats() -> dict[str, ReportFormat]:
    """
    All formats by name: our own, then those of packages in the order of their names.

    :raises UsageError: two of them have the same name.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    formats: dict[str, ReportFormat] = {}
    for row in (*OWN, *(ReportFormat(point.name, point.value, reads_promises=True) for point in points)):
        if row.name in formats:
            hint = f"uninstall the package that provides `{row.module}`"
            raise UsageError(f"there are two report formats named `{row.name}`", hint=hint)
        formats[row.name] = row
    return formats
