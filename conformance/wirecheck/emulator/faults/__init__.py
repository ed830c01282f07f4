"""
Faults that the emulator can have in any dialect, each with where it was seen and which requirements must find it.

Each file is a family: keys and addresses, what may be asked, pictures, tokens, errors, and the transfer of a body; and
faults inferred from all of these, which nobody has reported; at the end, what is no lie but stops requests. Faults that
only one dialect can have stand with it.

Held by `tests/test_canaries.py`.
"""

from wirecheck.emulator.faults import admission, error_bodies, inferred, inputs, out_of_order, pixels, tokens, transfer
from wirecheck.emulator.hooks import Fault

FAULTS: tuple[Fault, ...] = (
    *admission.FAULTS,
    *inputs.FAULTS,
    *pixels.FAULTS,
    *tokens.FAULTS,
    *error_bodies.FAULTS,
    *transfer.FAULTS,
    *inferred.FAULTS,
    *out_of_order.FAULTS,
)
"""Every fault that does not belong to one dialect."""
