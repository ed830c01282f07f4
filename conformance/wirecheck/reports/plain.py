"""Text of a gateway made safe to show: without control characters, and cut to length."""

from __future__ import annotations

from collections.abc import Sequence

from wirecheck.wire.printable import printable


def plain(text: str, most: int | None = None) -> str:
    """
    A text without control characters, line breaks, marks of direction and halves of letters.

    :param most: the most characters; a longer text is cut and ends in an ellipsis.
    """
    shown = cut(text, most) if most is not None else text
    return printable(shown)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; a longer one is cut and ends in an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def whole(command: str, most: int) -> str:
    """A command if it fits in full, because half a command is of no use; else a note about its length."""
    return command if len(command) <= most else f"the command has {len(command):,} characters; the JSON report has it"


def cut_list(names: Sequence[str], most: int) -> str:
    """The first of some names, and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
