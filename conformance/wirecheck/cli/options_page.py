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

This page is made from the table in `conformance/wirecheck/config/options.py`; nothing in here is edited by hand.

`wirecheck plan` and `wirecheck merge` take some of them, too.
In `[tool.wirecheck]` of a `pyproject.toml`, an option is set by its name without dashes.
pytest has an option with `--wirecheck-` in front of its name.
`wirecheck.run` takes it by the name in the last column.

| option | what it says | only for | commands | settings | pytest | Python |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
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
