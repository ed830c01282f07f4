"""`wirecheck init`."""

from __future__ import annotations

from pathlib import Path

import click

from wirecheck.errors import UsageError
from wirecheck.spec import dialect_registry
from wirecheck.wire.printable import printable

DIALECTS = dialect_registry.names()
SUFFIXES = (".yaml", ".yml")
FORBIDDEN = frozenset('<>:"|?*\\')
"""Characters that are not allowed in file names on some systems, or have a meaning in a target."""


@click.command("init")
@click.argument("name")
@click.option("--dialect", type=click.Choice(DIALECTS), help="The protocol that the gateway speaks.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(name: str, dialect: str | None, force: bool) -> int:
    """
    Write a spec of your own to start from.

    NAME is the name of your gateway: `wirecheck init my-gateway --dialect gemini` writes `my-gateway.yaml` into the
    current folder. You can run it at once against its own emulator.
    """
    from wirecheck.dialects import scaffold
    from wirecheck.spec import spec

    if dialect is None:
        said = " or ".join(f"`--dialect {known}`" for known in DIALECTS)
        raise UsageError("`--dialect` is missing", hint=f"use {said}")
    path = _path(name)
    text = scaffold.text(dialect, spec.provider_of(path))
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            f"`{path}` already exists", hint="choose another name, or use `--force` to overwrite it"
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "this name is not allowed"
        raise UsageError(f"`{path}` cannot be written: {why}", hint="choose a folder that you can write to") from None
    click.echo(str(path))
    target = _target(path)
    variable = spec.load(path).key_env
    for line in (
        "next:",
        f"  wirecheck run {target}    checks it against its own emulator; nothing is sent over the network",
        f"  edit {path} until it describes what your gateway promises; see its comments",
        f"  export {variable}=...",
        f"  wirecheck run live:{target} --url https://...    checks the gateway itself; its requests are charged",
    ):
        click.echo(line, err=True)
    return 0


def _path(name: str) -> Path:
    """
    The file of a name.

    :raises UsageError: the name is not valid for a file or a target.
    """
    path = Path(name)
    if path.suffix.lower() not in SUFFIXES:
        path = path.with_name(f"{path.name}.yaml") if path.name else path
    stem = path.stem
    if stem.lower().endswith(".json"):
        raise UsageError(
            f"`{name}` would be JSON, which has no comments", hint="leave out the suffix; the file is YAML"
        )
    if not path.name or stem.strip(". ") == "" or name.endswith(("/", "\\")):
        raise UsageError(
            f"`{name}` is not a valid name", hint=f"such as `wirecheck init my-gateway --dialect {DIALECTS[0]}`"
        )
    if FORBIDDEN & set(path.name) or not stem.isprintable():
        shown = printable(name)
        raise UsageError(f"`{shown}` cannot be the name of a spec", hint="use letters, digits, `-`, `_` and `.`")
    return path


def _target(path: Path) -> str:
    """How a file is named on the command line."""
    import shlex

    return shlex.quote(str(path) if path.is_absolute() or len(path.parts) > 1 else f"./{path}")
