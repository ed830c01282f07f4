"""
The targets of a command line, and their sessions and tapes.

Held by `tests/spec/test_targets.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from wirecheck.cli import TARGETS
from wirecheck.engine.api import prepared
from wirecheck.engine.replay import Replay
from wirecheck.engine.run_options import Options
from wirecheck.engine.session import Session
from wirecheck.engine.targets import parse
from wirecheck.errors import UsageError
from wirecheck.spec.spec import providers


def sessions(targets: Sequence[str], options: Options, *, unsent: bool = False) -> list[Session | Replay]:
    """
    Sessions and tapes for targets.

    :raises UsageError: an option cannot be used with the targets.
    """
    given = [name for name, _ in options.headers]
    specs = dict.fromkeys(parse(text, given).spec for text in targets if not text.startswith("replay:"))
    for spec in specs:
        if spec.passed_over:
            passed = ", ".join(spec.passed_over[:3]) + (", ..." if len(spec.passed_over) > 3 else "")
            click.echo(f"{spec.file}: skipped operations without `x-dialect`: {passed}", err=True)
    if len(specs) > 1 and (options.url or options.model):
        raise UsageError("`--url` and `--model` need exactly one provider", hint="name one target")
    found = [session for text in targets for session in prepared(text, options, unsent=unsent)]
    for note in dict.fromkeys(note for session in found if isinstance(session, Session) for note in session.notes):
        click.echo(note, err=True)
    return found


def chosen(targets: Sequence[str]) -> tuple[str, ...]:
    """The targets of a command line, else those that a file sets, else every provider's emulator."""
    return tuple(dict.fromkeys(targets)) or _set() or tuple(providers())


def _set() -> tuple[str, ...]:
    """The targets that a file sets."""
    context = click.get_current_context(silent=True)
    found = (context.default_map or {}).get(TARGETS, ()) if context is not None else ()
    return tuple(map(str, found))
