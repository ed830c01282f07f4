"""
Runs spread over an executor, such as dask's: emulators by shards, tapes one by one, each judged where it lies.

What goes out are names and options, what comes back are runs without their exchanges. A live run is not among them:
a key never leaves the process, and shards in processes of their own spread what needs one.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from wirecheck import merging
from wirecheck.errors import UsageError
from wirecheck.runner import Run
from wirecheck.running import ready
from wirecheck.session import Options, parse, prepare


def spread(targets: Sequence[str], options: Options, executor: Executor, parts: int) -> list[Run]:
    """
    Judge targets on other machines, and put the parts together.

    :param executor: any that is like those of `concurrent.futures`.
    :param parts: how many parts an emulated target is cut into.
    :raises UsageError: a target needs a key.
    """
    tasks = [task for text in targets for task in _tasks(text, options, parts)]
    futures = [executor.submit(_judge, text, options) for text, options in tasks]
    return merging.merge([run for future in futures for run in future.result()])


def _tasks(text: str, options: Options, parts: int) -> list[tuple[str, Options]]:
    if text.startswith("replay:"):
        return [(text, options)]
    target = parse(text)
    if target.kind == "live":
        raise UsageError(
            f"`{text}` needs a key, which never leaves this process", hint="`--shard 1/8` runs a part of it elsewhere"
        )
    prepare(target, options, {})
    if parts < 2:
        return [(target.text, options)]
    return [(target.text, replace(options, shard=f"{part}/{parts}")) for part in range(1, parts + 1)]


def _judge(text: str, options: Options) -> list[Run]:
    """One part, on whatever machine this is."""
    return [replace(found.run(), cases=(), exchanges=()) for found in ready(text, options, {})]
