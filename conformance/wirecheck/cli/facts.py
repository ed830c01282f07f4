"""
`wirecheck facts`.

Held by `tests/facts/test_command.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wirecheck.cli.formats import formatted
from wirecheck.errors import UsageError


@click.command("facts")
@click.argument("page", metavar="PAGE")
@formatted("text", "json")
def command(page: str, format: str) -> int:
    """
    Extract the facts that a documentation page states: endpoint, members, types, defaults, values, samples.

    PAGE is a file (HTML, Markdown, or text as a browser copies it), `-` for stdin, or an address, which is fetched.

    Exit code 3: the page cannot be read, so nothing is known about the gateway.
    """
    text = text_of(page)
    from wirecheck import facts

    read = facts.read(text, "stdin" if page == "-" else page)
    if format == "json":
        click.echo(facts.render_json(read), nl=False)
        return 0
    from rich.console import Console

    click.echo(facts.render_text(read, max(60, Console().width)), nl=False)
    return 0


def text_of(page: str) -> str:
    """
    The text of a page: a file, stdin, or an address, which is fetched.

    :raises WirecheckError: it cannot be read.
    """
    if page.startswith(("http://", "https://")):
        from wirecheck.facts import fetching

        return fetching.fetch(page)
    from wirecheck.facts.parse import encoding

    if page == "-":
        return encoding.text(sys.stdin.buffer.read(), "stdin")
    path = Path(page)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file `{page}`", hint="name a file, `-`, or an address with `https://`") from None
    except OSError as error:
        raise UsageError(f"`{page}` cannot be read: {error.strerror}", hint="name a file, `-`, or an address") from None
    return encoding.text(data, page)
