"""
wirecheck: does an image-generation gateway do what its page says?

The command line is `wirecheck`; in Python, `judge` judges answers that somebody already has, and `Emulator` gives some.
"""

from __future__ import annotations

from importlib.metadata import version as _version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirecheck.emulator import Emulator as Emulator
    from wirecheck.exchange import Exchange as Exchange
    from wirecheck.exchange import Request as Request
    from wirecheck.exchange import Response as Response
    from wirecheck.findings import Finding as Finding
    from wirecheck.findings import judge as judge
    from wirecheck.runner import Run as Run
    from wirecheck.spec import Spec as Spec
    from wirecheck.spec import load as load

_HOMES = {
    "Emulator": "wirecheck.emulator",
    "Exchange": "wirecheck.exchange",
    "Finding": "wirecheck.findings",
    "Request": "wirecheck.exchange",
    "Response": "wirecheck.exchange",
    "Run": "wirecheck.runner",
    "Spec": "wirecheck.spec",
    "judge": "wirecheck.findings",
    "load": "wirecheck.spec",
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
    from wirecheck import emulator, spec

    known = emulator.faults()
    if provider is not None:
        operations = spec.load(provider).operations
        known = tuple(fault for fault in known if any(fault.applies_to(operation) for operation in operations))
    return tuple(fault.id for fault in known)


__all__ = ["Emulator", "Exchange", "Finding", "Request", "Response", "Run", "Spec", "judge", "load"]
__version__ = _version("wirecheck")


def __getattr__(name: str) -> object:
    # imported when asked for, so that the command line starts at once
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module `wirecheck` has no attribute `{name}`")
