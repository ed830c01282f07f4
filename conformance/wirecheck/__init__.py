"""
wirecheck: does an image-generation gateway do what its page says?

The command line is `wirecheck`. In Python, `run` checks a target, `judge` judges answers that somebody already has,
`requirement` makes a requirement of one's own, and `Emulator` gives answers, honest or not.
"""

from __future__ import annotations

from importlib.metadata import version as _version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirecheck.emulator import Emulator as Emulator
    from wirecheck.engine.api import run as run
    from wirecheck.engine.runner import Run as Run
    from wirecheck.judging.findings import Finding as Finding
    from wirecheck.judging.judge import judge as judge
    from wirecheck.judging.trouble import Trouble as Trouble
    from wirecheck.reading.excuses import TroubleKind as TroubleKind
    from wirecheck.reading.reading import Reading as Reading
    from wirecheck.requirements.requirement import Broken as Broken
    from wirecheck.requirements.requirement import Level as Level
    from wirecheck.requirements.requirement import Requirement as Requirement
    from wirecheck.requirements.requirement import requirement as requirement
    from wirecheck.spec.spec import Spec as Spec
    from wirecheck.spec.spec import load as load
    from wirecheck.wire.exchange import Exchange as Exchange
    from wirecheck.wire.exchange import Request as Request
    from wirecheck.wire.exchange import Response as Response

_HOMES = {
    "Broken": "wirecheck.requirements.requirement",
    "Emulator": "wirecheck.emulator",
    "Exchange": "wirecheck.wire.exchange",
    "Finding": "wirecheck.judging.findings",
    "judge": "wirecheck.judging.judge",
    "Level": "wirecheck.requirements.requirement",
    "load": "wirecheck.spec.spec",
    "Reading": "wirecheck.reading.reading",
    "Request": "wirecheck.wire.exchange",
    "requirement": "wirecheck.requirements.requirement",
    "Requirement": "wirecheck.requirements.requirement",
    "Response": "wirecheck.wire.exchange",
    "Run": "wirecheck.engine.runner",
    "run": "wirecheck.engine.api",
    "Spec": "wirecheck.spec.spec",
    "Trouble": "wirecheck.judging.trouble",
    "TroubleKind": "wirecheck.reading.excuses",
}


def manners() -> tuple[str, ...]:
    """The ways in which honest gateways differ, by name, the plain one first: for `Emulator`, and for fixtures."""
    from wirecheck import emulator

    return tuple(manner.id for manner in emulator.manners())


def faults(provider: str | None = None) -> tuple[str, ...]:
    """
    The lies that an emulator can tell, by name.

    :param provider: only those that this provider's endpoints can tell.
    :raises SpecError: there is no such provider.
    """
    from wirecheck import emulator
    from wirecheck.spec import spec

    known = emulator.faults()
    if provider is not None:
        operations = spec.load(provider).operations
        known = tuple(fault for fault in known if any(fault.applies_to(operation) for operation in operations))
    return tuple(fault.id for fault in known)


__all__ = [
    "Broken",
    "Emulator",
    "Exchange",
    "Finding",
    "Level",
    "Reading",
    "Request",
    "Requirement",
    "Response",
    "Run",
    "Spec",
    "Trouble",
    "TroubleKind",
    "faults",
    "judge",
    "load",
    "manners",
    "requirement",
    "run",
]
__version__ = _version("wirecheck")


def __getattr__(name: str) -> object:
    # imported when asked for, so that the command line starts at once
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module `wirecheck` has no attribute `{name}`")
