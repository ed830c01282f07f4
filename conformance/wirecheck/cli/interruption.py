"""Ctrl-C: the first one stops sending, the second one stops waiting for answers."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SAID = b"\ninterrupted: waiting for what is in flight, as it is paid for; Ctrl-C again stops at once\n"


class Interruption:
    """
    The state of the interruption; `stop` is set by the first Ctrl-C.

    While `shielded`, files are written that must be complete, and a further Ctrl-C does nothing.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.shielded = False

    def __call__(self, signum: int, frame: FrameType | None) -> None:
        if self.shielded:
            return
        if self.stop.is_set():
            raise KeyboardInterrupt
        self.stop.set()
        # a handler may come in the middle of any other write
        os.write(2, SAID)


@contextmanager
def stoppable() -> Iterator[None]:
    """
    Inside this context, Ctrl-C ends the command, at the latest when the context ends.

    Python loses a KeyboardInterrupt that comes while a finalizer runs, and what is planned must not be sent then.
    """
    came = threading.Event()

    def told(signum: int, frame: FrameType | None) -> None:
        came.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, told)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came.is_set():
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Inside this context, Ctrl-C and SIGTERM are passed to an Interruption."""
    found = Interruption()
    before = {number: signal.signal(number, found) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
