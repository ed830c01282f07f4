"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from wirecheck.cli import TARGETS, completion
from wirecheck.cli.prompts import read as read_prompts
from wirecheck.engine.prices import read as read_prices
from wirecheck.engine.replay import Replay
from wirecheck.engine.session import Options, Session, header, parse
from wirecheck.engine.targets import ready
from wirecheck.errors import UsageError
from wirecheck.plan import Depth
from wirecheck.spec.spec import providers
from wirecheck.transports.paced import parse as parse_rate

F = TypeVar("F", bound=Callable[..., Any])


def targeting(function: F) -> F:
    """The options that say what is tested and how."""
    for option in reversed(
        [
            click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=completion.targets),
            click.option(
                "--depth",
                type=click.Choice([d.value for d in Depth]),
                help="How much is asked for: `probe` (default of `live:`), `sweep`, `pairs` of values, or `fuzz`.",
            ),
            click.option("--url", metavar="URL", help="The gateway's base URL, where it is not the page's own."),
            click.option("--model", metavar="NAME", help="A model in place of the page's."),
            click.option(
                "-H",
                "--header",
                "headers",
                multiple=True,
                metavar="NAME:VALUE",
                help="A header for every request; repeatable.",
            ),
            click.option(
                "--key-env", metavar="NAME", help="The variable that holds the key, where it is not the provider's own."
            ),
            click.option(
                "--budget",
                type=click.IntRange(min=0),
                metavar="N",
                help="How many requests may be charged at most (default of `live:`: 4).",
            ),
            click.option(
                "--repeat",
                type=click.IntRange(1, 1000),
                default=1,
                show_default=True,
                metavar="N",
                help="How often each billable request is sent, for trouble that comes and goes.",
            ),
            click.option(
                "--examples",
                type=click.IntRange(1, 100_000),
                metavar="N",
                help="How many requests `--depth fuzz` draws of each operation, half of them wrong (default: 100).",
            ),
            click.option(
                "--seed",
                type=click.IntRange(min=0),
                metavar="N",
                help="What `--depth fuzz` draws with: the same seed, the same requests (default: 0).",
            ),
            click.option(
                "--jobs",
                type=click.IntRange(1, 256),
                default=8,
                show_default=True,
                metavar="N",
                help="How many requests are in flight at once.",
            ),
            click.option(
                "--timeout",
                type=click.FloatRange(min=0.001),
                default=300.0,
                show_default=True,
                metavar="SECONDS",
                help="For a whole exchange.",
            ),
            click.option("--rate", metavar="N/m", help="At most so many requests in a second, minute or hour: `10/m`."),
            click.option(
                "--ca-cert",
                type=click.Path(dir_okay=False, path_type=Path),
                metavar="FILE",
                help="Certificates (PEM) that a live gateway's is checked against.",
            ),
            click.option("--insecure", is_flag=True, help="Do not check a live gateway's certificate."),
            click.option(
                "--manner",
                multiple=True,
                metavar="ID",
                help="How the emulator differs, honestly; repeatable.",
                shell_complete=completion.manners,
            ),
            click.option(
                "--fault",
                multiple=True,
                metavar="ID",
                help="How the emulator lies; repeatable.",
                shell_complete=completion.faults,
            ),
            click.option(
                "--select",
                multiple=True,
                metavar="ID-OR-FAMILY",
                help="Only these requirements; repeatable.",
                shell_complete=completion.requirements,
            ),
            click.option(
                "--ignore",
                multiple=True,
                metavar="ID-OR-FAMILY",
                help="Not these requirements; repeatable.",
                shell_complete=completion.requirements,
            ),
            click.option(
                "--requirements",
                multiple=True,
                type=click.Path(dir_okay=False, path_type=Path),
                metavar="FILE",
                help="Requirements of your own (Python), judged beside the catalogue; repeatable.",
            ),
            click.option(
                "--price",
                metavar="PRICE",
                help="What a picture costs: a number, or a file of prices by model and size (TOML).",
            ),
            click.option("--prompt", "prompts", multiple=True, metavar="TEXT", help="Words for pictures; repeatable."),
            click.option(
                "--prompts",
                "prompt_file",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Words for pictures, a prompt a line.",
            ),
            click.option("--shard", metavar="N/M", help="Only part N of M of the plan; `wirecheck merge` joins them."),
        ]
    ):
        function = option(function)
    return function


def sessions(targets: Sequence[str], options: Options, *, unsent: bool = False) -> list[Session | Replay]:
    """
    Sessions and tapes for targets.

    :raises UsageError: an option does not go with the targets.
    """
    specs = dict.fromkeys(parse(text).spec for text in targets if not text.startswith("replay:"))
    for spec in specs:
        if spec.passed_over:
            passed = ", ".join(spec.passed_over[:3]) + (", ..." if len(spec.passed_over) > 3 else "")
            click.echo(f"{spec.file}: passed over, without an `x-dialect`: {passed}", err=True)
    if len(specs) > 1 and (options.url or options.model):
        raise UsageError("`--url` and `--model` go with one provider", hint="name one target")
    return [found for text in targets for found in ready(text, options, unsent=unsent)]


def chosen(targets: Sequence[str]) -> tuple[str, ...]:
    """The targets of a command line, else those that a file sets, else every provider's emulator."""
    return tuple(dict.fromkeys(targets)) or _set() or tuple(providers())


def read(given: Mapping[str, Any]) -> Options:
    """
    The options of a command line as values, and the files that they name as what is in them.

    :raises UsageError: one makes no sense.
    """
    return Options(
        depth=Depth(given["depth"]) if given["depth"] else None,
        url=given["url"],
        model=given["model"],
        headers=tuple(header(text) for text in given["headers"]),
        key_env=given["key_env"],
        budget=given["budget"],
        repeat=given["repeat"],
        jobs=given["jobs"],
        timeout=given["timeout"],
        rate=parse_rate(given["rate"]) if given["rate"] is not None else None,
        ca_cert=given["ca_cert"],
        insecure=given["insecure"],
        manner=given["manner"],
        fault=given["fault"],
        select=given["select"],
        ignore=given["ignore"],
        requirements=given["requirements"],
        shard=given["shard"],
        examples=given["examples"],
        seed=given["seed"],
        prices=read_prices(given["price"]) if given["price"] is not None else None,
        prompts=read_prompts(given["prompts"], given["prompt_file"]),
    )


def _set() -> tuple[str, ...]:
    """The targets that a file sets."""
    context = click.get_current_context(silent=True)
    found = (context.default_map or {}).get(TARGETS, ()) if context is not None else ()
    return tuple(map(str, found))
