"""
Paths beside documented ones that no gateway has: what they get is what a gateway says where nothing is.

Held by `tests/judging/test_unknown_paths.py`.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from wirecheck.spec.spec import Operation
from wirecheck.wire.exchange import Request

UNKNOWN_PATH = "wirecheck-no-such-path"
"""The last segment of a path that does not exist."""


def beside(url: str) -> str:
    """The address with another last segment, which no gateway has."""
    parts = urlsplit(url)
    directory, _, _ = parts.path.rstrip("/").rpartition("/")
    return urlunsplit(parts._replace(path=f"{directory}/{UNKNOWN_PATH}"))


def is_beside(operation: Operation, request: Request) -> bool:
    """Whether a request goes to the unknown path beside an operation's."""
    directory, _, last = request.path.rpartition("/")
    if last != UNKNOWN_PATH:
        return False
    own = operation.route.rstrip("/").rpartition("/")[2].replace("{model}", "model")
    return operation.matches(Request(request.method, f"{directory}/{own}"))
