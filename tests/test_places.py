"""A module's tests stand at its place below `tests/`, or its docstring, or that of its room, says where they stand."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "conformance" / "wirecheck"
MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.stem not in ("__init__", "__main__") and not {"templates", "runtime"} & set(path.parts)
]
HELD = re.compile(r"(?:Held|held) by `(tests/[^`]+)`")


def places(module: Path) -> list[Path]:
    """Where the tests of a module stand: at its place, where its docstring says, or where that of its room does."""
    place = module.relative_to(PACKAGE)
    mirrored = ROOT / "tests" / place.parent / f"test_{place.stem}.py"
    if mirrored.exists():
        return [mirrored]
    for source in (module, module.with_name("__init__.py")):
        docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
        if named := HELD.findall(docstring):
            return [ROOT / name for name in named]
    return []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_has_a_place_for_its_tests(module: Path) -> None:
    """Whoever changes a module finds its tests without a search."""
    found = places(module)
    assert found, "write a test at its place, or say in its docstring: Held by `tests/...`"
    assert [path for path in found if not path.exists()] == []
