"""Text of a gateway's on which nothing acts: without control characters, and not longer than there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from wirecheck.wire.printable import printable


def plain(text: str, most: int | None = None) -> str:
    """
    A text without control characters, line breaks, marks of direction and halves of letters.

    :param most: characters from which on it is cut, with an ellipsis.
    """
    shown = cut(text, most) if most is not None else text
    return printable(shown)


def cut(text: str, most: int) -> str:
    """A text of so many characters at most; an ellipsis says that there was more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def whole(command: str, most: int) -> str:
    """A command where there is room for all of it: half of one is of no use."""
    return command if len(command) <= most else f"the command has {len(command):,} characters; the JSON report has it"


def cut_list(names: Sequence[str], most: int) -> str:
    """The first of some names, and how many more there are."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
