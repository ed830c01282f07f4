"""Where the specs are."""

from __future__ import annotations

from pathlib import Path

from wirecheck.errors import SpecError


def specs_root() -> Path:
    """The folder of the specs: beside the modules in an installed wheel, otherwise at the root of the checkout."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "specs", here.parents[1] / "specs"):
        if (folder / "upstream").is_dir():
            return folder
    raise SpecError("the specs that belong to wirecheck are missing", hint="install wirecheck again")
