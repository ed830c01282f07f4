"""
Saved pictures: each received picture, unchanged, under a name that says what was asked for.

No part of a name comes from the gateway: it is made from our own request, and the suffix from the bytes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from wirecheck.errors import UsageError
from wirecheck.judging.judge import readings
from wirecheck.reading.reading import Reading
from wirecheck.spec.spec import Operation
from wirecheck.wire import picture_bytes
from wirecheck.wire.exchange import Exchange, Request

SUFFIXES = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
LONGEST_WORD = 40


def make_folder(folder: Path) -> None:
    """
    Create the folder if it does not exist.

    :raises UsageError: it cannot be created or written to.
    """
    probe = folder / f".wirecheck-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be written to: {error.strerror}", hint="name another folder") from None


def save(
    exchanges: Iterable[Exchange], operations: Sequence[Operation], cases: Mapping[Request, str], folder: Path
) -> list[Path]:
    """
    Write the pictures of all answers into a folder, and return their paths.

    Existing files are not changed: the same bytes are not written twice, other pictures get the next free name.

    :param cases: the id of the case behind a request, where there is one.
    :raises UsageError: the folder can no longer be written to.
    """
    saved: list[Path] = []
    for reading in readings(exchanges, operations):
        if reading.served:
            name = _name(reading, cases.get(reading.exchange.request, ""))
            for ending, content in _pictures(reading):
                try:
                    saved.append(_write(folder, f"{name}{ending}", content))
                except OSError as error:
                    message = f"`{folder}` can no longer be written to: {error.strerror}"
                    hint = f"{len(saved)} pictures were saved; a tape (`--tape FILE`) would keep them all"
                    raise UsageError(message, hint=hint) from None
        reading.forget()
    return saved


def _pictures(reading: Reading) -> Iterator[tuple[str, bytes]]:
    """What each picture's name ends in, before the suffix, and its bytes."""
    counts = {True: 0, False: 0}
    for found in reading.pictures:
        if found.content:
            counts[found.thought] += 1
            number = counts[found.thought]
            yield ("_draft" if found.thought else "") + (f"_{number}" if number > 1 else ""), found.content


def _name(reading: Reading, case: str) -> str:
    """Provider, operation, model where it is not the usual one, what was asked for, and the case."""
    asked, operation = reading.asked, reading.operation
    model = "" if reading.model.name == operation.served_model else reading.model.name
    request = reading.exchange.request
    mark = case.partition(".")[0] or hashlib.sha256(request.url.encode() + request.body).hexdigest()[:12]
    ratio = (asked.ratio or "").replace(":", "x")
    words = (f"{operation.provider}-{operation.name}", model, ratio, asked.size, asked.quality, mark)
    return "_".join(_safe(word) for word in words if word)


def _safe(word: str) -> str:
    """A word that is valid in file names on every system."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", word).strip(".-")[:LONGEST_WORD] or "x"


def _write(folder: Path, name: str, content: bytes) -> Path:
    suffix = SUFFIXES.get(picture_bytes.format_of(content), "bin")
    number = 1
    while True:
        path = folder / (f"{name}.{suffix}" if number == 1 else f"{name}-{number}.{suffix}")
        if not path.exists():
            break
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return path
        number += 1
    fresh = folder / f".{path.name}.{os.getpid()}"
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path
