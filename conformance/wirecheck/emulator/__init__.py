"""
An honest gateway made from a spec and its page, and its catalogue of faults: a function from request to answer.

It is written from the pages, not from the requirements, and shares no code with them: otherwise a mistake in one would
hide a mistake in the other.

Held by `tests/emulator/test_emulator.py`.
"""

from __future__ import annotations

from wirecheck.emulator.emulator import KEY, Emulator
from wirecheck.emulator.hooks import Fault, Manner
from wirecheck.emulator.listing import faults, faults_for, manners

__all__ = ["KEY", "Emulator", "Fault", "Manner", "faults", "faults_for", "manners"]
