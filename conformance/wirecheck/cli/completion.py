"""`wirecheck completion`, and the completion of option values."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem, get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """
    Print a script for shell completion of commands, options and their values.

    For bash: `eval "$(wirecheck completion bash)"` in `~/.bashrc`; for zsh and fish likewise, in their own files.
    """
    from wirecheck.cli import wirecheck

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(wirecheck, {}, "wirecheck", "_WIRECHECK_COMPLETE").source())
    return 0


def targets(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Providers, and their operations once a kind is typed."""
    from wirecheck.spec.spec import load, providers

    names = list(providers())
    found = [*names, *(f"{kind}:{name}" for kind in ("emulated", "live") for name in names)]
    kind, colon, rest = incomplete.partition(":")
    provider, second, _ = rest.partition(":")
    if colon and second and provider in names:
        found += [f"{kind}:{provider}:{operation.name}" for operation in load(provider).operations]
    return _fitting(found, incomplete)


def own_providers(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Providers by name."""
    from wirecheck.spec.spec import providers

    return _fitting(providers(), incomplete)


def manners(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The manners of the emulator."""
    from wirecheck.emulator import manners

    return [CompletionItem(m.id, help=m.summary) for m in manners() if m.id.startswith(incomplete)]


def faults(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The faults of the emulator."""
    from wirecheck.emulator import faults

    return [CompletionItem(f.id, help=f.summary) for f in faults() if f.id.startswith(incomplete)]


def requirements(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Requirements and their families."""
    from wirecheck.errors import WirecheckError
    from wirecheck.judging import plugins
    from wirecheck.requirements.catalogue import catalogue

    try:
        known = (*catalogue(), *plugins.requirements(context.params.get("requirements") or ()))
    except WirecheckError:
        known = catalogue()
    families = dict.fromkeys(requirement.family for requirement in known)
    found = [CompletionItem(r.id, help=r.statement) for r in known if r.id.startswith(incomplete)]
    return _fitting(families, incomplete) + found


def reports(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Formats of reports, up to where the path begins."""
    from wirecheck.reports.report_formats import report_formats

    return _fitting((f"{row.name}=" for row in report_formats().values() if row.to_file), incomplete)


def _fitting(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
