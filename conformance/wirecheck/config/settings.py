"""
Settings: `[tool.wirecheck]` of the nearest `pyproject.toml`, for the command line and for pytest.

A key is an option of `wirecheck run` without its dashes, and `targets`; the command line wins. Paths are relative to
the file. `yes` and `insecure` cannot be set in a file, as it may come from someone else.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from wirecheck.config import options
from wirecheck.config.options import Kind, Names, Option
from wirecheck.errors import UsageError, meant

TARGETS = Option("targets", Kind.MANY, "What is tested, where the command line does not say.")
"""The one setting that is not an option of the command line."""

SAMPLES = {Kind.TEXT: '"..."', Kind.NUMBER: "4", Kind.MANY: '["..."]', Kind.FLAG: "true"}


def find(folder: Path) -> Path | None:
    """The nearest `pyproject.toml`, in a folder or above it, that has settings."""
    for above in (folder, *folder.parents):
        path = above / "pyproject.toml"
        if path.is_file():
            return path
    return None


def read(path: Path) -> dict[str, Any]:
    """
    The settings in a file; empty if it has none.

    :raises UsageError: the file cannot be read, or a setting is unknown, not allowed in a file, or of the wrong type.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"`{path}` cannot be read: {why}", hint="name another with `--config`") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"`{path}` is not valid TOML: {error}", hint="correct it, or ignore it with `--isolated`"
        ) from None
    tool = table.get("tool")
    settings = tool.get("wirecheck", {}) if isinstance(tool, dict) else {}
    if not isinstance(settings, dict):
        raise UsageError(f"`tool.wirecheck` of `{path}` is not a table", hint="[tool.wirecheck]")
    return {key: _value(key, value, path) for key, value in settings.items()}


def _value(key: str, value: Any, path: Path) -> Any:
    where = f"`{key}` of [tool.wirecheck] in `{path}`"
    rows = {TARGETS.name: TARGETS, **options.by_name()}
    row = rows.get(key)
    if row is None:
        known = [name for name, row in rows.items() if not row.refused]
        raise UsageError(f"{where} is not a known setting", hint=meant(key, known, "wirecheck run --help"))
    if row.refused:
        raise UsageError(f"{where} cannot be set in a file", hint=row.refused)
    if row.names is Names.UNLESS_NUMBER and _fits(Kind.NUMBER, value):
        return str(value)
    if not _fits(row.kind, value):
        raise UsageError(f"{where} is not {row.kind}", hint=f"{key} = {SAMPLES[row.kind]}")
    if isinstance(value, list):
        return [_placed(item, row.names, path.parent) for item in value]
    return _placed(value, row.names, path.parent)


def _fits(kind: Kind, value: Any) -> bool:
    match kind:
        case Kind.TEXT:
            return isinstance(value, str)
        case Kind.NUMBER:
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case Kind.MANY:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case Kind.FLAG:
            return isinstance(value, bool)


def _placed(value: Any, names: Names | None, folder: Path) -> Any:
    """The value, with its path, if it holds one, joined to the folder of the settings."""
    if names is None or (names is Names.UNLESS_NUMBER and _reads_as_number(value)):
        return value
    if names is Names.AFTER_FORMAT:
        format, _, file = value.partition("=")
        return f"{format}={_placed(file, Names.FILE, folder)}"
    return str(folder / value) if value else value


def _reads_as_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()
