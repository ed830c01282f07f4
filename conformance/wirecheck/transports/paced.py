"""Rate limiting: delays requests, so that no more than a given number is sent in a period."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pyrate_limiter

from wirecheck.errors import UsageError
from wirecheck.transports import NoAnswer, Transport
from wirecheck.transports.live import origin
from wirecheck.wire.exchange import Failure, FailureKind, Request, Response

UNITS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600}
"""The units of a rate, in seconds."""

LONGEST = 24 * 3600
GLANCE = 0.1
"""Seconds between checks of whether to stop waiting."""

INTERRUPTED = Failure(FailureKind.UNSENT, "interrupted before it was sent")


@dataclass(frozen=True, slots=True)
class Rate:
    """A largest number of requests in any period of a number of seconds."""

    requests: int
    seconds: int

    def __str__(self) -> str:
        return f"{self.requests}/{self.seconds}s"


def parse(text: str) -> Rate:
    """
    A rate such as `10/m`, `2/s`, `100/hour` or `1/10s`.

    :raises UsageError: it is not a valid rate.
    """
    found = re.fullmatch(r"([1-9]\d{0,5})/(\d{0,5})([a-z]+)", text.replace(" ", "").lower(), re.ASCII)
    seconds = int(found[2] or 1) * UNITS.get(found[3], UNITS.get(found[3].removesuffix("s"), 0)) if found else 0
    if found is None or not 0 < seconds <= LONGEST:
        raise UsageError(f"`{text}` is not a valid rate", hint="such as `10/m`, `2/s`, `100/h` or `1/10s`")
    return Rate(int(found[1]), seconds)


class Pace:
    """
    Lets requests through as a rate allows, and makes the others wait.

    The rate holds for every stretch of time of that length, not for each minute of the clock. Thread-safe.

    :param stop: once it is set, no more requests are let through.
    :param clock: returns seconds, from any starting point.
    :param sleep: waits a number of seconds.
    """

    def __init__(
        self,
        rate: Rate,
        *,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._bucket = pyrate_limiter.InMemoryBucket([pyrate_limiter.Rate(rate.requests, rate.seconds * 1000)])
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._stop = stop
        self._clock = clock
        self._sleep = sleep or self._ended.wait

    def turn(self) -> bool:
        """Wait until a request may be sent; False after a stop."""
        while not self._over:
            with self._lock:
                item = pyrate_limiter.RateItem("", int(self._clock() * 1000))
                if self._bucket.put(item):
                    return True
                wait = self._bucket.waiting(item)
            assert isinstance(wait, int)
            seconds = max(wait, 1) / 1000
            self._sleep(seconds if self._stop is None else min(seconds, GLANCE))
        return False

    @property
    def _over(self) -> bool:
        return self._ended.is_set() or (self._stop is not None and self._stop.is_set())

    def end(self) -> None:
        """Stop all waiting."""
        self._ended.set()


class Paced:
    """
    A transport that limits the rate of requests to one origin; others, such as those for pictures, are not limited.

    :param base: a URL of that origin.
    """

    def __init__(self, inner: Transport, pace: Pace, base: str) -> None:
        self._inner = inner
        self._pace = pace
        self._origin = origin(base)

    def send(self, request: Request) -> Response:
        if origin(request.url) == self._origin and not self._pace.turn():
            raise NoAnswer(INTERRUPTED)
        return self._inner.send(request)

    def close(self) -> None:
        self._pace.end()
        self._inner.close()
