"""`wirecheck merge`."""

from __future__ import annotations

from pathlib import Path

import click

from wirecheck.cli import output
from wirecheck.cli.click_options import taken_by
from wirecheck.errors import ReportError


@click.command("merge")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@taken_by("merge", output.CHOICES)
def command(files: tuple[Path, ...], report: tuple[str, ...], format: str, **how: bool) -> int:
    """
    Merge JSON reports.

    Parts of one plan (`wirecheck run --shard 1/8` and so on) become one run, with the verdicts of the whole
    plan. Of different runs of one target the latest decides, and the earlier ones are shown as its trend. The exit
    codes are those of `wirecheck run`; if a part is missing, it is 3.
    """
    from wirecheck.engine.merging import merge
    from wirecheck.judging import plugins
    from wirecheck.reports.json import parse
    from wirecheck.reports.report import Report

    report_files = output.report_files(report, format)
    runs = [run for file in files for run in parse(_read(file), str(file))]
    merged = merge(runs)
    shown = Report(merged, own=plugins.requirements(), strict=how["strict"], verbose=how["verbose"], quiet=how["quiet"])
    output.deliver(report_files, shown, format)
    return output.exit_code(merged, strict=how["strict"], allow_unjudged=how["allow_unjudged"])


def _read(file: Path) -> str:
    hint = "name JSON reports, as `--report json=FILE` writes them"
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ReportError(f"`{file}` cannot be read: {error.strerror}", hint=hint) from None
    except UnicodeDecodeError:
        raise ReportError(f"`{file}` is not valid JSON: it is not UTF-8", hint=hint) from None
