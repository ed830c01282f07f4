"""
Lays out what clients are made of: our templates, which replace most of the generator's, and the runtime.

Each client's templates get the values of `client_operations` for its spec. The runtime is the same in every client.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from wirecheck.generate import client_operations
from wirecheck.generate.view import Node
from wirecheck.spec.spec import Spec

# The libraries that every client depends on.
REQUIREMENTS = ("anyio>=4", "attrs>=22.2.0", "httpx2>=2.16,<3", "imagesize>=1.4", "pybase64>=1.4")


def lay_out(folder: Path, spec: Spec, view: Node) -> None:
    """Write the templates for one provider into a folder."""
    folder.mkdir(parents=True)
    for entry in (resources.files("wirecheck.generate") / "templates").iterdir():
        (folder / entry.name).write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
    provider = {"requirements": REQUIREMENTS, **client_operations.of(spec, view)}
    # a Python literal of plain values is a valid Jinja expression
    (folder / "provider.jinja").write_text(f"{{% set provider = {provider!r} %}}\n", encoding="utf-8")


def complete(package: Path) -> None:
    """Replace the generator's runtime in a generated package with ours, and remove its modules of operations."""
    shutil.rmtree(package / "api")
    for entry in (resources.files("wirecheck.generate") / "runtime").iterdir():
        if entry.name.endswith(".py") and entry.name != "__init__.py":
            (package / entry.name).write_bytes(entry.read_bytes())
