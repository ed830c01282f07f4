"""
What a client is made of: the generator's templates, of which ours replace most, and the runtime.

The templates see one spec each, and what `client_operations` tells of it. The runtime is the same in every client.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from wirecheck.generate import client_operations
from wirecheck.generate.view import Node
from wirecheck.spec.spec import Spec

# What every client needs.
REQUIREMENTS = ("anyio>=4", "attrs>=22.2.0", "httpx2>=2.16,<3", "imagesize>=1.4", "pybase64>=1.4")


def lay_out(folder: Path, spec: Spec, view: Node) -> None:
    """Write the templates for one provider into a folder."""
    folder.mkdir(parents=True)
    for entry in (resources.files("wirecheck.generate") / "templates").iterdir():
        (folder / entry.name).write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
    provider = {"requirements": REQUIREMENTS, **client_operations.of(spec, view)}
    # Python's literals are Jinja's as well.
    (folder / "provider.jinja").write_text(f"{{% set provider = {provider!r} %}}\n", encoding="utf-8")


def complete(package: Path) -> None:
    """Put the runtime into a package that was generated, over the generator's own; and no modules of operations."""
    shutil.rmtree(package / "api")
    for entry in (resources.files("wirecheck.generate") / "runtime").iterdir():
        if entry.name.endswith(".py") and entry.name != "__init__.py":
            (package / entry.name).write_bytes(entry.read_bytes())
