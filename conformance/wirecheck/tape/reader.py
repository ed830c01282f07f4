"""
Reading tapes: HAR files of any size, entry by entry, with the journal beside them if a run was interrupted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import ijson

from wirecheck.errors import TapeError
from wirecheck.tape import har
from wirecheck.tape.har import OURS, Entry, Unusable
from wirecheck.tape.journal import SUFFIX, Journal, key
from wirecheck.wire.lenient_json import MAX_DEPTH, items, members
from wirecheck.wire.printable import printable

MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Blank:
    """An entry that cannot be used, and why."""

    why: str
    url: str


def journal_of(tape: Path) -> Path:
    """The journal beside a tape."""
    return tape.with_name(tape.name + SUFFIX)


def plans(tape: Path) -> dict[str, dict[str, Any]]:
    """
    The plans of the runs on a tape, by target; none for a tape of another tool.

    :raises TapeError: it cannot be read.
    """
    found = plans_on(tape) if tape.exists() else {}
    if journal_of(tape).exists():
        with closing(Journal(journal_of(tape))) as journal:
            found |= journal.plans()
    return found


def entries(tape: Path) -> Iterator[Entry | Blank]:
    """
    Every entry of a tape, and of the journal beside it if a run was interrupted; the journal's wins if both have one.

    :raises TapeError: it cannot be read, or is not a valid HAR file.
    """
    if not journal_of(tape).exists():
        yield from entries_on(tape)
        return
    with closing(Journal(journal_of(tape))) as journal:
        seen = journal.keys()
        for entry in entries_on(tape) if tape.exists() else ():
            if isinstance(entry, Blank) or _key(entry) not in seen:
                yield entry
        yield from journal.entries()


def plans_on(tape: Path) -> dict[str, dict[str, Any]]:
    """The plans in the file itself, by target."""
    raw = next(_items(tape, f"log.{OURS}"), None)
    return {target: members(plan) for target, plan in members(raw, "runs").items()}


def lost_on(tape: Path) -> list[tuple[str, str, float]]:
    """Target, purpose and time of each request whose answer never came, as the file itself has them."""
    raw = next(_items(tape, f"log.{OURS}"), None)
    return [
        (str(entry[0]), str(entry[1]), float(entry[2]))
        for entry in items(raw, "lost")
        if isinstance(entry, list) and len(entry) == 3 and isinstance(entry[2], (int, float))
    ]


def entries_on(tape: Path) -> Iterator[Entry | Blank]:
    """Every entry of the file itself."""
    for raw in _items(tape, "log.entries.item"):
        if isinstance(raw, Blank):
            yield raw
            continue
        try:
            yield har.from_har(raw)
        except Unusable as error:
            url = members(raw, "request").get("url")
            yield Blank(str(error), url if isinstance(url, str) else "")


def _key(entry: Entry) -> str:
    return key(entry.purpose, entry.exchange.request, entry.exchange.attempt)


def _items(tape: Path, prefix: str) -> Iterator[Any]:
    """The values at a place of a tape, one by one; a Blank at the end where the file ends too early."""
    try:
        with tape.open("rb") as file:
            start = len(MARK) if file.read(len(MARK)) == MARK else 0
            file.seek(start)
            _be_har(tape, file)
            file.seek(start)
            try:
                yield from ijson.items(_events(file), prefix)
            except (ijson.JSONError, UnicodeDecodeError) as error:
                yield Blank(f"the file cannot be read beyond this point: {_words(error)}", "")
    except FileNotFoundError:
        hint = "a tape is a HAR file, written by `--tape FILE` or a browser"
        raise TapeError(f"there is no tape `{tape}`", hint=hint) from None
    except OSError as error:
        raise TapeError(f"`{tape}` cannot be read: {error.strerror}", hint="name a HAR file") from None


def _be_har(tape: Path, file: IO[bytes]) -> None:
    hint = "a HAR file is JSON with `log.entries`; the network panel of a browser saves one"
    try:
        if any(where == "log.entries" and event == "start_array" for where, event, _ in _events(file)):
            return
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise TapeError(f"`{tape}` is not valid JSON: {_words(error)}", hint=hint) from None
    raise TapeError(f"`{tape}` is not a HAR file: it has no `log.entries`", hint=hint)


def _events(file: IO[bytes]) -> Iterator[tuple[str, str, Any]]:
    """The parser's events with their places; the cost of a place grows with its depth, so the depth is limited."""
    return iter(ijson.parse(_shallow(ijson.basic_parse(file, use_float=True))))


def _shallow(events: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event, value in events:
        depth += event.startswith("start_") - event.startswith("end_")
        if depth > MAX_DEPTH:
            raise ijson.JSONError(f"it is nested more than {MAX_DEPTH} levels deep")
        yield event, value


def _words(error: Exception) -> str:
    """The first line of the parser's message, safe to print."""
    text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return printable(text)[:120]
