"""No module outside of the dialects' rooms knows a dialect by its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import wirecheck
from wirecheck.spec import dialect_registry

PACKAGE = Path(wirecheck.__file__).parent
ROOMS = (PACKAGE / "dialects", PACKAGE / "emulator" / "dialects")
MODULES = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if not any(path.is_relative_to(room) for room in ROOMS) and not path.is_relative_to(PACKAGE / "specs")
]
NAMES = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, dialect_registry.names()))})(?![\w-])")
DIALECTS = {path.name for path in ROOMS[0].iterdir() if (path / "__init__.py").is_file()}


def problems(tree: ast.AST) -> Iterator[str]:
    """Where a module names a dialect, or asks which one it has."""
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}  # type: ignore[attr-defined] # those that have one have a body
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings and NAMES.search(text):
                yield f"{node.lineno}: names a dialect: {text[:60]!r}"
            case ast.Compare(left=left, comparators=others) if _asks([left, *others]):
                yield f"{node.lineno}: compares a dialect: {ast.unparse(node)}"
            case ast.Match(subject=subject) if _is_dialect(subject):
                yield f"{node.lineno}: matches a dialect"
            case ast.Subscript(slice=key) if _is_dialect(key):
                yield f"{node.lineno}: looks a dialect up: {ast.unparse(node)}"
            case ast.ImportFrom(module=str(module)) if set(module.split(".")) & DIALECTS:
                yield f"{node.lineno}: imports a dialect: {module}"


def _has_docstring(node: ast.AST) -> bool:
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    first = node.body[0] if node.body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)


def _is_dialect(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "dialect"


def _asks(sides: list[ast.expr]) -> bool:
    """Whether a dialect is held against a name, and not against that of another operation, or what a caller gave."""
    constants = (node for side in sides for node in ast.walk(side) if isinstance(node, ast.Constant))
    return any(map(_is_dialect, sides)) and any(constant.value != "" for constant in constants)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_knows_a_dialect(path: Path) -> None:
    """Nothing names a dialect, holds one against a name, or imports one: `operation.protocol` is asked instead."""
    assert list(problems(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "kind = 'gemini'",
        "hint = 'such as --dialect openai-images'",
        "if operation.dialect == 'another': pass",
        "if operation.dialect in ('a', 'b'): pass",
        "table[reading.dialect]",
        "match operation.dialect:\n    case _: pass",
        "from wirecheck.dialects.gemini import shapes",
    ],
)
def test_what_would_be_told(code: str) -> None:
    """Each way of knowing a dialect is seen."""
    assert list(problems(ast.parse(code))) != []


@pytest.mark.parametrize(
    "code",
    [
        "'''Such as gemini.'''",
        "model = 'gemini-3.1-flash-image'",
        "if a.dialect != b.dialect: pass",
        "known = upstream.models(operation.dialect)",
    ],
)
def test_what_is_fine(code: str) -> None:
    """Docstrings may give an example, models are no dialects, and two operations may be of one dialect."""
    assert list(problems(ast.parse(code))) == []


def test_the_emulator_does_not_ask_the_judge() -> None:
    """The emulator knows protocols by itself: it never reads what the judging side knows of one."""
    modules = (PACKAGE / "emulator").rglob("*.py")
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in modules}
    asked = [
        name
        for name, tree in trees.items()
        if any(isinstance(node, ast.Attribute) and node.attr == "protocol" for node in ast.walk(tree))
    ]
    assert asked == []
