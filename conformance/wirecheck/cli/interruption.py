"""Ctrl-C: once, and nothing more is sent; twice, and nothing is waited for."""

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
    What became of Ctrl-C so far; `stop` is set by the first one.

    While `shielded`, there is something to be written that must not be cut short, and a further one does nothing.
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
    Within it, Ctrl-C ends the command, at the latest at its end.

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
    """Within it, Ctrl-C and a request to terminate are told to an Interruption."""
    found = Interruption()
    before = {number: signal.signal(number, found) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
