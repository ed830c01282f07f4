"""Words for pictures, from the command line and from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wirecheck.errors import UsageError


def read(texts: Sequence[str], file: Path | None = None) -> tuple[str, ...]:
    """
    Prompts in their order; of a file, one a line, without blank lines and those that begin with `#`.

    :raises UsageError: one is empty or no text, or the file cannot be read or holds none.
    """
    if any(not text.strip() for text in texts):
        raise UsageError("a prompt is empty", hint="say what is to be drawn")
    if any("\ud800" <= char <= "\udfff" for text in texts for char in text):
        raise UsageError("a prompt is not UTF-8", hint="put it into a file, for `--prompts`")
    if file is None:
        return tuple(texts)
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"`{file}` cannot be read: {why}", hint="a prompt a line, in UTF-8") from None
    found = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not found:
        raise UsageError(f"`{file}` holds no prompt", hint="a prompt a line; `#` begins a comment")
    return (*texts, *found)
