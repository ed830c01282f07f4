"""
The generator's templates as we use them: two of our own, and others of which single lines are changed.

Those are read from the generator itself, which is pinned exactly, and each changed line has to be there once.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from wirecheck.errors import ToolMissing
from wirecheck.generate import usage
from wirecheck.generate.view import Node
from wirecheck.spec import Spec

REQUIREMENT = "httpx2>=2.16,<3"

_DEFAULT_TIMEOUT = 'field(factory=lambda: httpx.Timeout(300.0, connect=10.0), kw_only=True, alias="timeout")'

LINES = (
    # httpx has had no release since 0.28.1; httpx2 is a drop-in.
    ("client.py.jinja", "import httpx\n", "import httpx2 as httpx\n"),
    ("endpoint_module.py.jinja", "import httpx\n", "import httpx2 as httpx\n"),
    # A key does not belong in a log: neither as the token nor in the header that is made of it.
    (
        "client.py.jinja",
        '"token": namespace(type="str", default=""',
        '"token": namespace(type="str", default="field(repr=False)"',
    ),
    ("client.py.jinja", 'kw_only=True, alias="headers")', 'kw_only=True, alias="headers", repr=False)'),
    # None would wait for ever; the pages' own samples wait for up to 300 seconds.
    ("client.py.jinja", 'field(default=None, kw_only=True, alias="timeout")', _DEFAULT_TIMEOUT),
)
"""Template, line as the pinned generator has it, line as we have it."""


def lay_out(folder: Path, spec: Spec, view: Node) -> None:
    """Write the templates for one provider into a folder."""
    folder.mkdir(parents=True)
    for entry in (resources.files("wirecheck.generate") / "templates").iterdir():
        (folder / entry.name).write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
    theirs = resources.files("openapi_python_client") / "templates"
    for name, old, new in LINES:
        path = folder / name
        text = (path if path.exists() else theirs / name).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ToolMissing(
                f"`{name}` of openapi-python-client is not the one that is pinned: `{old.strip()}` is not in it once",
                hint="python3 -m pip install --force-reinstall 'wirecheck[generate]'",
            )
        path.write_text(text.replace(old, new), encoding="utf-8")
    provider = {"requirement": REQUIREMENT, **usage.of(spec, view)}
    # Python's literals are Jinja's as well.
    (folder / "provider.jinja").write_text(f"{{% set provider = {provider!r} %}}\n", encoding="utf-8")
