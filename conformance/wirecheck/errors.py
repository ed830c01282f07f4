"""
What goes wrong on our side of the wire: a bad option, spec or tape, a missing key, a host that cannot be reached.

    WirecheckError
    ├── UsageError         an option or target that makes no sense
    ├── SpecError          a spec that cannot be read
    ├── TapeError          a tape that cannot be read or written
    ├── ReportError        a JSON report that cannot be read or merged
    ├── PageUnreadable     a documentation page that cannot be read
    ├── KeyMissing         no key in the variable that should hold it
    ├── ToolMissing        something optional is not installed
    ├── Unreachable        nothing answered that could be judged
    └── Declined           the question before a live run was answered with no

What a gateway does wrong is never an exception but a finding (`findings`).
Each error has a stable `code`, an `exit_code` for the command line, and a `hint` that says what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable


class WirecheckError(Exception):
    """
    Anything that stops a command, reported in one line with a hint.

    :param message: one line, what is wrong.
    :param hint: one line, what to do about it.
    """

    code = "error"
    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(WirecheckError):
    """An option, a target or an argument makes no sense."""

    code = "usage"


class SpecError(WirecheckError):
    """A spec is missing, is not valid OpenAPI 3.1, or lacks something that wirecheck needs."""

    code = "spec"


class TapeError(WirecheckError):
    """A tape, or the journal beside it, cannot be read or written, or is not a valid tape."""

    code = "tape"


class ReportError(WirecheckError):
    """A JSON report cannot be read back, or does not go with others."""

    code = "report"


class PageUnreadable(WirecheckError):
    """A documentation page from which no endpoint can be read: a login wall, an empty shell, a picture, prose alone."""

    code = "page-unreadable"
    exit_code = 3


class KeyMissing(WirecheckError):
    """The variable that should hold the key is empty or not set."""

    code = "key-missing"


class ToolMissing(WirecheckError):
    """An optional part is not installed."""

    code = "tool-missing"


class Unreachable(WirecheckError):
    """No answer came that could be judged: no such host, nothing listening, no HTTP."""

    code = "unreachable"
    exit_code = 3


class Declined(WirecheckError):
    """The answer to the question before a live run was no; nothing was sent."""

    code = "declined"
    exit_code = 3


NEAR = 3
"""The largest number of names that a hint offers."""


def meant(name: str, known: Iterable[str], lister: str) -> str:
    """A hint for a name that is not known: those that were probably meant, else the command that lists them all."""
    near = _near(name, list(known))
    if not near:
        return f"`{lister}` lists them"
    *first, last = [f"`{candidate}`" for candidate in near[:NEAR]]
    if len(near) > NEAR:
        return f"did you mean {', '.join((*first, last))} or another that `{lister}` lists?"
    return f"did you mean {', '.join(first)} or {last}?" if first else f"did you mean {last}?"


def _near(name: str, names: list[str]) -> list[str]:
    """Names that begin with the given one; otherwise those that contain it; otherwise those spelt like it."""
    longer = [candidate for candidate in names if name and candidate.startswith(name)]
    if not longer and len(name) >= NEAR:
        longer = [candidate for candidate in names if name in candidate]
    return longer or _close(name, names)


def _close(name: str, names: list[str]) -> list[str]:
    """Names that are spelt like the given one, the nearest first, and no others that are much less alike."""
    import difflib

    close = difflib.get_close_matches(name, names, n=NEAR)
    likeness = [difflib.SequenceMatcher(None, candidate, name).ratio() for candidate in close]
    return [candidate for candidate, like in zip(close, likeness, strict=True) if like > likeness[0] - 0.1]
