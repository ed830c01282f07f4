"""
The options of a run as values: given in Python, or read from a command line, a file or pytest.

The table of all options is `wirecheck.config.options`.

Held by `tests/config/test_options.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wirecheck.config import options as table
from wirecheck.config.options import JOBS, TIMEOUT
from wirecheck.engine import prices, prompts
from wirecheck.errors import UsageError
from wirecheck.plan import Depth
from wirecheck.requirements.requirement import Requirement
from wirecheck.transports import paced
from wirecheck.wire.exchange import Headers


@dataclass(frozen=True, slots=True)
class Options:
    """How a target is tested; each is the option of `wirecheck run` of that name."""

    depth: Depth | None = None
    url: str | None = None
    model: str | None = None
    headers: Headers = field(default=(), repr=False)
    key_env: str | None = None
    budget: int | None = None
    repeat: int = 1
    jobs: int = JOBS
    timeout: float = TIMEOUT
    max_time: float | None = None
    rate: paced.Rate | None = None
    ca_cert: Path | None = None
    insecure: bool = False
    manner: Sequence[str] = ()
    fault: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    shard: str | None = None
    requirements: Sequence[Path | str | Requirement] = ()
    prices: prices.Prices | None = None
    prompts: tuple[str, ...] = ()
    examples: int | None = None
    seed: int | None = None


def read(given: Mapping[str, Any]) -> Options:
    """
    Options from the given values, by the parameters of the table's rows; an option not given is absent or None.

    Files that are named are read.

    :raises UsageError: an option is not valid.
    """
    said = {name: value for name, value in given.items() if value is not None}
    values: dict[str, Any] = {}
    for option in table.OPTIONS:
        if option.python and option.parameter in said:
            make = MADE_BY.get(option.name, _as_it_is)
            values[option.python] = make(said[option.parameter])
    values["prompts"] = prompts.read(said.get("prompt", ()), said.get("prompts"))
    return Options(**values)


def header(text: str) -> tuple[str, str]:
    """
    Name and value from `NAME:VALUE`.

    :raises UsageError: it is not a valid header.
    """
    name, colon, value = text.partition(":")
    bare = name.strip().replace("-", "").replace("_", "")
    if not colon or not (bare.isascii() and bare.isalnum()):
        raise UsageError(f"`{text}` is not a valid header", hint="a header is `NAME:VALUE`")
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise UsageError(f"the header `{name}` contains a control character", hint="a header is one line")
    return name.strip(), value.strip()


def _headers(texts: Sequence[str]) -> Headers:
    return tuple(map(header, texts))


def _as_it_is(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


MADE_BY: Mapping[str, Callable[[Any], Any]] = {
    "depth": Depth,
    "header": _headers,
    "rate": paced.parse,
    "price": prices.read,
}
"""Functions that convert the given text of an option to its value."""
