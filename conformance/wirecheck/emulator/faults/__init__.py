"""
Faults: the lies that the emulator can tell, each with where it was seen and the requirements that must find it.

A file is a family: who is let in, what is made of the request, what stands in the answer, the picture, the usage, the
error, and how it goes over the wire; and the relatives of all of these, which nobody has reported.
"""

from wirecheck.emulator.faults import access, answers, errors, images, inferred, picture, requests, usage, wire
from wirecheck.emulator.hooks import Fault

FAULTS: tuple[Fault, ...] = (
    *access.FAULTS,
    *requests.FAULTS,
    *answers.FAULTS,
    *images.FAULTS,
    *picture.FAULTS,
    *usage.FAULTS,
    *errors.FAULTS,
    *wire.FAULTS,
    *inferred.FAULTS,
)
"""Every fault."""
