"""
Targets of every kind, ready to run: the entry point of the command line, the pytest plugin and Python.

Held by `tests/test_api.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirecheck.engine import option_checks, replay, session
from wirecheck.engine.replay import Replay
from wirecheck.engine.run_options import Options
from wirecheck.engine.runner import Run
from wirecheck.engine.session import Session
from wirecheck.errors import UsageError
from wirecheck.judging import plugins
from wirecheck.plan import Depth
from wirecheck.requirements import catalogue


def prepared(
    target: str, options: Options, environ: Mapping[str, str] | None = None, *, unsent: bool = False
) -> list[Session | Replay]:
    """
    The runs of a target: one session, or a replay for each provider on a tape.

    :param unsent: nothing will be sent, and no key is needed.
    :raises WirecheckError: the target is not valid, or an option cannot be used with it.
    """
    if not target.startswith("replay:"):
        return [session.prepare(target, options, environ, unsent=unsent)]
    option_checks.check_tape(options)
    requirements = catalogue.select(options.select, options.ignore, plugins.requirements(options.requirements))
    return list(replay.prepare(target, requirements, options.prices))


def run(target: str, *, depth: Depth | str | None = None, **options: Any) -> Run:
    """
    Check a target against its documentation page.

    :param target: such as `apiyi`, `emulated:deerapi:createImage`, `live:apiyi` or `replay:apiyi:tape.har`. A live one
        reads its key from the provider's variable, and is charged for at most `budget` requests, 4 by default.
    :param depth: `probe`, `sweep` or `pairs`; the default is `probe` for live targets and `sweep` for emulated ones.
    :param options: those of `wirecheck.engine.session.Options`, such as `url`, `budget`, `manner` or `select`.
    :return: the run, with `findings`, and a verdict for each requirement in `results`.
    :raises WirecheckError: the target or an option is not valid, the key is missing, or the gateway does not answer.
    """
    try:
        given = Options(depth=Depth(depth) if depth is not None else None, **options)
    except ValueError:
        raise UsageError(f"there is no depth `{depth}`", hint=f"known are {', '.join(Depth)}") from None
    except TypeError as error:
        raise UsageError(f"unknown option: {error}", hint="`wirecheck.engine.session.Options` lists them") from None
    runnable = prepared(target, given)
    if len(runnable) > 1:
        names = ", ".join(one.spec.provider for one in runnable if isinstance(one, Replay))
        raise UsageError(f"`{target}` holds runs of {names}", hint="name one, as in `replay:apiyi:tape.har`")
    return runnable[0].run()
