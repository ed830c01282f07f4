"""
The command line: one file a command, each imported when it is called.

Held by `tests/cli/test_cli.py`.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from wirecheck.errors import UsageError, WirecheckError, meant

COMMANDS = {
    "run": "Check gateways, or their emulators, against what their pages say.",
    "init": "Write a spec of your own to start from.",
    "merge": "Merge JSON reports, such as those of the parts of a plan.",
    "plan": "Show which requests a run would send, and which of them are charged.",
    "requirements": "List what is checked.",
    "explain": "Explain one requirement: what it checks, who promises it, what it depends on.",
    "serve": "Serve a provider's emulator over HTTP.",
    "manners": "List the honest variants of a gateway that the emulator can imitate.",
    "faults": "List the faults that can be injected into the emulator.",
    "completion": "Print a script for shell completion of commands, options and values.",
    "facts": "Extract the facts that a documentation page states.",
    "drift": "Report where documentation pages differ from their last accepted version and the spec.",
    "diff": "Show what changed between two specs, and whom it breaks.",
    "compare": "Show what changes for callers who move from one gateway to another.",
    "generate": "Generate the typed clients from the specs, or list the stale ones.",
}


SET = ("run", "plan", "explain", "requirements")
"""Commands that take settings from a file."""

OF_THE_CATALOGUE = ("explain", "requirements")
"""Those of them that take no other setting than `requirements`."""

TARGETS = "targets of the settings"
"""The key of the settings' targets among the defaults of a command."""

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
"""The errors of an operating system when an output accepts no more data."""


class Commands(click.Group):
    """The commands by name; help needs none of their modules."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            unread()
            return 0

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"wirecheck.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise UsageError(f"there is no command `{args[0]}`", hint=meant(args[0], COMMANDS, "wirecheck --help"))
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wirecheck", message="wirecheck %(version)s")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read the settings from `[tool.wirecheck]` in this file, not from the nearest pyproject.toml.",
)
@click.option("--isolated", is_flag=True, help="Ignore all settings files.")
@click.pass_context
def wirecheck(context: click.Context, config: Path | None, isolated: bool) -> None:
    """
    Does an image-generation gateway do what its page says?

    `wirecheck run` checks the emulators of all providers; `wirecheck run live:apiyi` checks the gateway itself.

    Exit codes: 0 no findings, 1 findings, 2 a usage or input error, 3 could not be judged, 130 interrupted.
    """
    import platformdirs

    # the planner's library keeps a cache, which must not be created in the user's current folder
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", platformdirs.user_cache_dir("wirecheck"))
    if context.invoked_subcommand in SET and not isolated:
        context.default_map = {context.invoked_subcommand: _settings(context, config)}


def _settings(context: click.Context, config: Path | None) -> dict[str, object]:
    """The settings of a file, by the parameter names of the called command."""
    from wirecheck.config import settings

    path = config or settings.find(Path.cwd())
    command = wirecheck.get_command(context, context.invoked_subcommand or "")
    if path is None or command is None:
        return {}
    names = {flag.lstrip("-"): p.name for p in command.params for flag in p.opts if flag.startswith("--")}
    names["targets"] = TARGETS
    if context.invoked_subcommand in OF_THE_CATALOGUE:
        names = {"requirements": "requirements"}
    return {names[key]: value for key, value in settings.read(path).items() if names.get(key)}


def main() -> NoReturn:
    """Run the command line; errors of ours and click's become one line and a hint, and an exit code."""
    try:
        code = wirecheck.main(standalone_mode=False)
    except WirecheckError as error:
        tell(error.message, error.hint)
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as error:
        context = error.ctx.command_path if error.ctx else "wirecheck"
        tell(error.format_message().rstrip("."), f"`{context} --help` lists the options")
        sys.exit(2)
    except click.ClickException as error:
        tell(error.format_message(), "")
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        tell("interrupted", "")
        sys.exit(130)
    except OSError as error:
        # errors of writing to other files are reported by the command itself
        if error.errno not in FULL or error.filename is not None:
            _tripped(error)
        unread()
        tell(f"stdout cannot be written: {error.strerror}", "")
        sys.exit(2)
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user, unless it is asked for
        _tripped(error)
    sys.exit(code if isinstance(code, int) else 0)


def _tripped(error: Exception) -> NoReturn:
    """Report an unexpected error."""
    if os.environ.get("WIRECHECK_TRACEBACK"):
        raise error
    tell(f"unexpected error in wirecheck: {type(error).__name__}: {error}", "set WIRECHECK_TRACEBACK=1 to see where")
    sys.exit(3)


def unread() -> None:
    """Discard further output: the reader of stdout is gone (`wirecheck faults | head -1`), or a disk is full."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it is open as long as we run


def tell(message: str, hint: str) -> None:
    """One line on stderr, and a hint on its own."""
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
    if hint:
        click.echo(f"{click.style('hint:', fg='cyan', bold=True)} {hint}", err=True)
