"""
Runs spread over an executor, such as dask's: emulators by shards, tapes one by one, each judged where it lies.

Names and options are sent to the workers, and runs without their exchanges come back. Live targets cannot be spread:
a key never leaves this process. Use `--shard` in separate processes for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import replace

from wirecheck.engine import merging
from wirecheck.engine.api import prepared
from wirecheck.engine.run_options import Options
from wirecheck.engine.runner import Run, pictured
from wirecheck.engine.session import prepare
from wirecheck.engine.targets import parse
from wirecheck.errors import UsageError


def spread(
    targets: Sequence[str],
    options: Options,
    executor: Executor,
    parts: int,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Run]:
    """
    Judge targets on other machines, and put the parts together.

    :param executor: an executor with the interface of `concurrent.futures`.
    :param parts: the largest number of parts of an emulated target.
    :param progress: called with the number of finished parts and of all parts.
    :return: runs in the order of the targets, without their exchanges, and with their pictures made small.
    :raises UsageError: a target needs a key, or an option needs a count that workers cannot share.
    """
    tasks = [_tasks(text, options, parts) for text in targets]
    groups = [[executor.submit(_judge, text, part) for text, part in group] for group in tasks]
    _await([future for group in groups for future in group], progress)
    runs: list[Run] = []
    for group in groups:
        runs += merging.merge([run for future in group for run in future.result()])
    return runs


def _await(futures: Sequence[Future[list[Run]]], progress: Callable[[int, int], None]) -> None:
    """Wait for all parts; stop at the first failure, and start nothing more."""
    try:
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            progress(done, len(futures))
    finally:
        for future in futures:
            future.cancel()


def _tasks(text: str, options: Options, parts: int) -> list[tuple[str, Options]]:
    if text.startswith("replay:"):
        prepared(text, options, {})
        return [(text, options)]
    target = parse(text, [name for name, _ in options.headers])
    if target.kind == "live":
        raise UsageError(
            f"`{text}` needs a key, which never leaves this process", hint="`--shard 1/8` runs a part of it elsewhere"
        )
    for name in ("budget", "shard"):
        if getattr(options, name) is not None:
            raise UsageError(f"`--{name}` cannot be used with `--dask`", hint="emulated targets cost nothing")
    cut = max(1, min(parts, len(prepare(target, options, {}).cases)))
    if cut == 1:
        return [(target.text, options)]
    return [(target.text, replace(options, shard=f"{part}/{cut}")) for part in range(1, cut + 1)]


def _judge(text: str, options: Options) -> list[Run]:
    """Run one part, on a worker."""
    runs = [(runnable, runnable.run()) for runnable in prepared(text, options, {})]
    return [replace(pictured(run, runnable.operations), cases=(), exchanges=()) for runnable, run in runs]
