"""Requirements on limits: an answer that asks a caller to wait says how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.reading.excuses import TroubleKind
from wirecheck.reading.reading import Credential, Reading
from wirecheck.requirements.requirement import EvenIf, Level, Outcome, Reads, requirement
from wirecheck.wire.retry_after import read_retry_after


@requirement(
    "limits/429-says-how-long",
    default_level=Level.SHOULD,
    reads=Reads.ANY,
    even_if=EvenIf.RETRIED | EvenIf.EXCUSED,
    asked=lambda reading: (
        reading.credential is Credential.CALLERS
        and reading.response is not None
        and reading.response.status == 429
        and (reading.excuse is None or reading.excuse.kind is not TroubleKind.MONEY)
    ),
    judges_wrong_requests=True,
)
def too_many_says_how_long(reading: Reading) -> Iterator[Outcome]:
    """
    A 429 says how long to wait.

    It does so in `Retry-After` (seconds or a date, RFC 9110, section 10.2.3), `retry-after-ms`, a rate limit's reset,
    or the body's `retryDelay`. An exhausted quota needs none, as waiting does not help.
    """
    response = reading.response
    assert response is not None
    after = response.header("retry-after")
    if after is not None:
        if read_retry_after(after, reading.exchange.ended) is None:
            yield "`Retry-After` is neither seconds nor a date"
        return
    named = any(re.match(r"(x-)?retry-after|(x-)?ratelimit", name.lower()) for name, _ in response.headers)
    if not named and not re.search(
        r"retrydelay|quota|billing|(retry|again) (in|after) \d|\d+ ?秒",
        response.content[:65536].decode(errors="replace").lower(),
    ):
        yield "a 429 does not say how long to wait"
