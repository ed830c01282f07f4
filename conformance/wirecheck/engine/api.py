"""
Targets of every kind, ready to run: what the command line, the pytest plugin and Python begin with.

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
    What a target stands for: one session, or a replay for each provider on a tape.

    :param unsent: it is for looking at only, and needs no key.
    :raises WirecheckError: the target is none, or an option does not go with it.
    """
    if not target.startswith("replay:"):
        return [session.prepare(target, options, environ, unsent=unsent)]
    option_checks.check_tape(options)
    requirements = catalogue.select(options.select, options.ignore, plugins.requirements(options.requirements))
    return list(replay.prepare(target, requirements, options.prices))


def run(target: str, *, depth: Depth | str | None = None, **options: Any) -> Run:
    """
    Check a target against what its page says.

    :param target: such as `apiyi`, `emulated:deerapi:createImage`, `live:apiyi` or `replay:apiyi:tape.har`. A live one
        reads its key from the provider's variable, and is charged for at most `budget` requests, 4 unless it is said.
    :param depth: `probe`, `sweep` or `pairs`; `probe` for live targets, `sweep` for emulated ones where left out.
    :param options: as `wirecheck.engine.session.Options` has them, such as `url`, `budget`, `manner` or `select`.
    :return: what was found: `findings`, and a verdict for each requirement in `results`.
    :raises WirecheckError: the target or an option makes no sense, the key is missing, or nothing answers.
    """
    try:
        given = Options(depth=Depth(depth) if depth is not None else None, **options)
    except ValueError:
        raise UsageError(f"there is no depth `{depth}`", hint=f"known are {', '.join(Depth)}") from None
    except TypeError as error:
        raise UsageError(
            f"an option is not known: {error}", hint="`wirecheck.engine.session.Options` has them"
        ) from None
    runnable = prepared(target, given)
    if len(runnable) > 1:
        names = ", ".join(one.spec.provider for one in runnable if isinstance(one, Replay))
        raise UsageError(f"`{target}` holds runs of {names}", hint="name one, as in `replay:apiyi:tape.har`")
    return runnable[0].run()
