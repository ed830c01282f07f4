"""
The page `docs/options.md`, made from the table of options: `python -m wirecheck.cli.options_page FILE` writes it.

Held by `tests/config/test_options.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from wirecheck.cli.output import CHOICES
from wirecheck.config import options as table
from wirecheck.config.options import Option

HEAD = """\
# The options of `wirecheck run`

This page is generated from the table in `conformance/wirecheck/config/options.py`; do not edit it by hand.

Some of them are also options of `wirecheck plan` and `wirecheck merge`.
In `[tool.wirecheck]` of a `pyproject.toml`, an option is set by its name without dashes.
pytest has an option with `--wirecheck-` in front of its name.
The last column is the name of the argument of `wirecheck.run`.

| option | what it does | only for | commands | settings | pytest | Python |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    return HEAD + "".join(map(_row, table.OPTIONS))


def _row(option: Option) -> str:
    flags = ", ".join(f"`{flag}`" for flag in (option.short, f"--{option.name}") if flag)
    default = "" if option.default is None else f" Default: `{option.default}`."
    cells = (
        f"{flags} {option.metavar}".strip(),
        option.help.format(choices=", ".join(f"`{choice}`" for choice in CHOICES.get(option.name, ()))) + default,
        option.only or "",
        ", ".join(option.commands),
        "" if option.refused else "yes",
        "yes" if option.pytest else "",
        f"`{option.python}`" if option.python else "",
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
