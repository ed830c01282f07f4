"""
`wirecheck diff`.

Held by `tests/diff/test_cli.py`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from wirecheck.cli.formats import formatted, width
from wirecheck.errors import SpecError, ToolMissing, UsageError
from wirecheck.spec import spec as specs
from wirecheck.spec.spec import Spec

SUFFIXES = (".yaml", ".yml", ".json")
SECONDS = 30
"""The time limit for git, in seconds."""


def _rules(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Print the rules, and end."""
    if wanted:
        from wirecheck.diff import RULES, render_rules

        click.echo(render_rules(RULES, width=width(100)), nl=False)
        context.exit()


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@formatted("text", "json", "markdown")
@click.option("-v", "--verbose", is_flag=True, help="List changes of wording, too; by default they are only counted.")
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_rules,
    help="List the rules, and whom each breaks.",
)
def command(old: str, new: str, format: str, verbose: bool) -> int:
    """
    Show what changed between two specs, and whom it breaks.

    OLD and NEW are files, names of providers, or files in a revision of git, such as
    `HEAD~1:specs/apiyi/openapi.yaml`.
    Each difference says whom it breaks on the wire, and what it changes in the generated client.

    Exit codes: 0 no difference, 1 differences, 2 a usage or input error.
    """
    from wirecheck.diff import diff, render_json, render_markdown, render_text

    found = diff(_read(old), _read(new))
    if format == "json":
        text = render_json(found, old, new)
    elif format == "markdown":
        text = render_markdown(found, old, new)
    else:
        text = render_text(found, old, new, width=width(100), verbose=verbose)
    click.echo(text, nl=False)
    return 1 if found else 0


def _read(name: str) -> Spec:
    """
    A spec by its path, by its provider, or out of git.

    :raises SpecError: the spec does not exist or cannot be read.
    """
    revision, colon, path = name.partition(":")
    if not colon or Path(name).exists():
        if name.endswith(SUFFIXES) and not Path(name).is_file():
            raise UsageError(f"there is no file `{name}`", hint="a file in a revision is named as `HEAD~1:PATH`")
        return _loaded(name, name)
    if not revision or not path:
        raise UsageError(
            f"`{name}` is not a valid file in a revision", hint="such as `HEAD~1:specs/apiyi/openapi.yaml`"
        )
    if not path.endswith(SUFFIXES):
        path = str(PurePosixPath(path) / "openapi.yaml")
    with tempfile.TemporaryDirectory() as folder:
        # kept in a folder of the same name, which is the name of the provider
        file = Path(folder) / (PurePosixPath(path).parent.name or "spec") / PurePosixPath(path).name
        file.parent.mkdir()
        file.write_bytes(_shown(revision, path))
        return replace(_loaded(str(file), name), path=Path(name))


def _loaded(path: str, name: str) -> Spec:
    try:
        return specs.load(path)
    except SpecError as error:
        message = error.message.replace(str(Path(path).resolve()), name).replace(path, name)
        raise SpecError(message, hint=error.hint) from error
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        raise SpecError(
            f"`{name}` cannot be read: {type(error).__name__}: {error}",
            hint="the file may not be valid OpenAPI 3.1",
        ) from error


def _shown(revision: str, path: str) -> bytes:
    """The content of a file in a git revision."""
    git = shutil.which("git")
    if git is None:
        raise ToolMissing(f"`{revision}:{path}` needs git, which is not installed", hint="name two files instead")
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the argument cannot be read as an option
            [git, "cat-file", "blob", "--end-of-options", f"{revision}:{path}"],
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SpecError(f"git did not answer within {SECONDS} s", hint="name two files instead") from None
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").removeprefix("fatal: ").split())
        raise SpecError(
            f"`{revision}:{path}` is not in git: {said}",
            hint="give the path from the root of the repository, or with `./` from the current folder",
        )
    return done.stdout
