"""
Prompts for pictures, from the command line and from a file.

Held by `tests/plan/test_prompts.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wirecheck.errors import UsageError


def read(texts: Sequence[str], file: Path | None = None) -> tuple[str, ...]:
    """
    Prompts in their order; of a file, one a line, without blank lines and those that begin with `#`.

    :raises UsageError: a prompt is empty or not UTF-8, or the file cannot be read or has no prompt.
    """
    for text in texts:
        if not text.strip():
            raise UsageError("a prompt is empty", hint="describe the picture to draw")
    for text in texts:
        if not _is_unicode(text):
            raise UsageError("a prompt is not UTF-8", hint="put it into a UTF-8 file, and use `--prompts FILE`")
    return (*texts, *_of_file(file)) if file is not None else tuple(texts)


def _is_unicode(text: str) -> bool:
    """Whether a text has no lone surrogate, as Python makes of bytes of the command line that are not UTF-8."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _of_file(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"`{file}` cannot be read: {why}", hint="the file has one prompt per line, in UTF-8") from None
    prompts = [line.strip() for line in lines]
    prompts = [prompt for prompt in prompts if prompt and not prompt.startswith("#")]
    if not prompts:
        raise UsageError(f"`{file}` has no prompt in it", hint="the file has one prompt per line; `#` begins a comment")
    return prompts
