"""
Faults: the lies that the emulator can tell in any dialect, each with where it was seen and what must find it.

A file is a family: who is let in, what may be asked, the picture, the tokens, the error, and how it goes over the wire;
and the relatives of all of these, which nobody has reported. What only one dialect can lie about stands with it.

Held by `tests/test_canaries.py`.
"""

from wirecheck.emulator.faults import admission, error_bodies, inferred, inputs, pixels, tokens, transfer
from wirecheck.emulator.hooks import Fault

FAULTS: tuple[Fault, ...] = (
    *admission.FAULTS,
    *inputs.FAULTS,
    *pixels.FAULTS,
    *tokens.FAULTS,
    *error_bodies.FAULTS,
    *transfer.FAULTS,
    *inferred.FAULTS,
)
"""Every fault that is not a dialect's own."""
