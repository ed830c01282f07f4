"""
The package measured as a house: how large its rooms are, how dense its functions, and which names mean two things.

`python tests/benchmarks/measure_house.py [FOLDER]` prints a figure a row; it needs radon.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit
from radon.metrics import mi_visit

DEFAULT = Path(__file__).parents[2] / "conformance" / "wirecheck"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def sources(root: Path) -> dict[str, str]:
    """The modules of a package by their path in it, but for the templates that are no modules."""
    paths = (path for path in sorted(root.rglob("*.py")) if "templates" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def complexities(modules: dict[str, str]) -> list[tuple[int, str]]:
    """The cyclomatic complexity of each function and method, the highest first."""
    counted = set()
    for name, text in modules.items():
        for block in cc_visit(text):
            for function in block.methods if block.letter == "C" else [block]:
                counted.add((function.complexity, f"{name}:{function.name}"))
    return sorted(counted, reverse=True)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many parameters a function takes, `self` and `cls` aside."""
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def twice(names: Iterator[tuple[str, str]]) -> list[str]:
    """Names that stand in more than one module."""
    modules = defaultdict(set)
    for name, module in names:
        modules[name].add(module)
    return sorted(name for name, places in modules.items() if len(places) > 1)


def measures(root: Path) -> dict[str, object]:
    """Every figure by its name."""
    modules = sources(root)
    nodes = {name: list(ast.walk(ast.parse(text))) for name, text in modules.items()}
    everything = [node for found in nodes.values() for node in found]
    functions = [node for node in everything if isinstance(node, FUNCTIONS)]
    lines = [len(text.splitlines()) for text in modules.values()]
    comments = sum(line.strip().startswith("#") for text in modules.values() for line in text.splitlines())
    complexity = complexities(modules)
    stored = Counter(node.id for node in everything if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    files = ((name.rpartition("/")[2], name) for name in modules if not name.endswith("__.py"))
    classes = (
        (node.name, name)
        for name, found in nodes.items()
        for node in found
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    return {
        "modules, and those at the top": (len(modules), sum("/" not in name for name in modules)),
        "statements": sum(isinstance(node, ast.stmt) for node in everything),
        "lines, and the largest module": (sum(lines), max(lines)),
        "lines of a function, median": statistics.median(
            (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions
        ),
        "functions over a complexity of 10, %": round(100 * sum(c > 10 for c, _ in complexity) / len(complexity), 1),
        "functions over 15, and over 20": (sum(c > 15 for c, _ in complexity), sum(c > 20 for c, _ in complexity)),
        "the most complex": [f"{c} {name}" for c, name in complexity[:3]],
        "functions with over 7 parameters": sum(parameters(node) > 7 for node in functions),
        "maintainability index, median": round(statistics.median(mi_visit(text, True) for text in modules.values())),
        "lines of comment, %": round(100 * comments / sum(lines), 1),
        "file names that stand twice": twice(files),
        "class names that stand twice": twice(classes),
        "variables assigned most": stored.most_common(5),
    }


if __name__ == "__main__":
    for title, figure in measures(Path(sys.argv[1]) if sys.argv[1:] else DEFAULT).items():
        print(f"{title:40} {figure}")
