"""A page for each requirement and an index of them: made, written into a folder, and checked there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wirecheck.engine.explanations import documented_operations, explain
from wirecheck.errors import UsageError
from wirecheck.generate.staleness import StaleFile, differs
from wirecheck.reports.explanation import MARK, index, render
from wirecheck.requirements.catalogue import catalogue

INDEX = "README.md"


def pages() -> dict[str, str]:
    """The text of every page by its path, the index first."""
    operations = documented_operations()
    told = [explain(requirement, operations) for requirement in catalogue()]
    return {INDEX: index(told), **{f"{one.requirement.id}.md": render(one, page=True) for one in told}}


def write(folder: Path) -> list[Path]:
    """
    Write every page and the index into a folder, and take away the pages of requirements that are no more.

    :raises UsageError: the folder cannot be written, or a file in it that is no page of ours is in the way.
    """
    wanted = pages()
    there = _there(folder)
    for name in wanted:
        if name in there and not there[name].startswith(MARK):
            raise UsageError(
                f"`{folder / name}` is no page that was made here", hint="move it away, or name another folder"
            )
    try:
        for name, text in wanted.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for name in _extra(there, wanted):
            (folder / name).unlink()
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be written: {error.strerror}", hint="name another folder") from None
    return [folder / name for name in wanted]


def check(folder: Path) -> list[StaleFile]:
    """
    What in a folder is not what `write` would leave there; nothing is changed.

    :raises UsageError: the folder cannot be read.
    """
    wanted, there = pages(), _there(folder)
    stale = []
    for name, text in wanted.items():
        if name not in there:
            stale.append(StaleFile(name, "missing"))
        elif there[name] != text:
            stale.append(differs(name, there[name], text))
    return [*stale, *(StaleFile(name, "extra") for name in _extra(there, wanted))]


def _there(folder: Path) -> dict[str, str]:
    """The Markdown of a folder by path."""
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", errors="replace")
            for path in sorted((*folder.glob("*.md"), *folder.glob("*/*.md")))
        }
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be read: {error.strerror}", hint="name another folder") from None


def _extra(there: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    return [name for name, text in there.items() if name not in wanted and text.startswith(MARK)]
