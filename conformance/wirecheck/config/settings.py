"""
Settings: `[tool.wirecheck]` of the nearest `pyproject.toml`, for the command line and for pytest.

A key is an option of `wirecheck run` without its dashes, and `targets`; the command line wins. Paths are relative to
the file. Whether money is spent without a question, and whether certificates are checked, is not for a file to say that
may have come with somebody else's code.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from wirecheck.errors import UsageError, meant

TEXT, NUMBER, MANY, FLAG = "a text", "a number", "a list of texts", "true or false"
KINDS: dict[str, str] = {
    "targets": MANY,
    "depth": TEXT,
    "url": TEXT,
    "model": TEXT,
    "header": MANY,
    "key-env": TEXT,
    "budget": NUMBER,
    "repeat": NUMBER,
    "examples": NUMBER,
    "seed": NUMBER,
    "jobs": NUMBER,
    "timeout": NUMBER,
    "rate": TEXT,
    "ca-cert": TEXT,
    "manner": MANY,
    "fault": MANY,
    "select": MANY,
    "ignore": MANY,
    "requirements": MANY,
    "price": TEXT,
    "prompt": MANY,
    "prompts": TEXT,
    "shard": TEXT,
    "tape": TEXT,
    "resume": FLAG,
    "pictures": TEXT,
    "baseline": TEXT,
    "update-baseline": FLAG,
    "report": MANY,
    "format": TEXT,
    "strict": FLAG,
    "allow-unjudged": FLAG,
    "verbose": FLAG,
    "quiet": FLAG,
    "dask": TEXT,
}
REFUSED = {
    "yes": "say `--yes` where it is meant: it spends money without asking",
    "insecure": "say `--insecure` where it is meant: it gives the key to whoever answers",
}
PATHS = ("ca-cert", "requirements", "prompts", "tape", "pictures", "baseline")


def find(folder: Path) -> Path | None:
    """The nearest `pyproject.toml`, in a folder or above it, that has settings."""
    for above in (folder, *folder.parents):
        path = above / "pyproject.toml"
        if path.is_file():
            return path
    return None


def read(path: Path) -> dict[str, Any]:
    """
    The settings of a file; empty where it has none.

    :raises UsageError: it cannot be read, or sets what there is not.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"`{path}` cannot be read: {why}", hint="name another with `--config`") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"`{path}` is no TOML: {error}", hint="mend it, or leave it out with `--isolated`") from None
    tool = table.get("tool")
    found = tool.get("wirecheck", {}) if isinstance(tool, dict) else {}
    if not isinstance(found, dict):
        raise UsageError(f"`tool.wirecheck` of `{path}` is no table", hint="[tool.wirecheck]")
    return {key: _value(key, value, path) for key, value in found.items()}


def _value(key: str, value: Any, path: Path) -> Any:
    where = f"`{key}` of [tool.wirecheck] in `{path}`"
    if key in REFUSED:
        raise UsageError(f"{where} is not for a file to set", hint=REFUSED[key])
    if key not in KINDS:
        raise UsageError(f"{where} means nothing", hint=meant(key, KINDS, "wirecheck run --help"))
    kind = KINDS[key]
    fits = {
        TEXT: isinstance(value, str),
        NUMBER: isinstance(value, (int, float)) and not isinstance(value, bool),
        MANY: isinstance(value, list) and all(isinstance(item, str) for item in value),
        FLAG: isinstance(value, bool),
    }
    if key == "price" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if not fits[kind]:
        raise UsageError(f"{where} is not {kind}", hint=f"{key} = {_sample(kind)}")
    if key in PATHS:
        return [_placed(item, path) for item in value] if kind == MANY else _placed(value, path)
    if key == "price" and not _number(value):
        return _placed(value, path)
    if key == "report":
        return [f"{format}={_placed(file, path)}" for format, _, file in (item.partition("=") for item in value)]
    return value


def _sample(kind: str) -> str:
    return {TEXT: '"..."', NUMBER: "4", MANY: '["..."]', FLAG: "true"}[kind]


def _number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()


def _placed(name: str, path: Path) -> str:
    return str(path.parent / name) if name else name
