"""
Detect a page that was not read completely: far fewer facts than accepted.

Held by `tests/drift/test_command.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from wirecheck.drift.statements import At, Statements
from wirecheck.facts import Page, PageUnreadable

# The share of all members below which a page was not read, and did not shrink.
FEWEST = 0.5

# The same for those that more than samples show; one of them may hold half of all.
FEWEST_DOCUMENTED = 0.35

# By how much the share of unread lines may rise while members vanish.
UNREAD = 0.3

HINT = "save the page as a browser shows it, or name its Markdown twin; `--accept` takes it as it is"


def require_readable(old: Page, new: Page, before: Iterable[Statements], after: Iterable[Statements]) -> None:
    """
    Refuse a page of which far less was read than is accepted.

    :raises PageUnreadable: far less was read.
    """
    # a page that was cut or drawn by a script has lost most members at once, which no edit of a page does
    (documented, shown), (documented_now, shown_now) = (_members(each) for each in (before, after))
    _require_most(new.name, "documented", documented, documented_now, FEWEST_DOCUMENTED)
    _require_most(new.name, "showed", shown, shown_now, FEWEST)
    was, now = (len(page.unread) / max(1, page.read + len(page.unread)) for page in (old, new))
    if documented - documented_now and now > was + UNREAD and new.read < old.read:
        raise PageUnreadable(
            f"of `{new.name}`, {now:.0%} of the lines cannot be read, and of what was accepted it was "
            f"{was:.0%}: missing members are not assumed to be removed",
            hint=HINT,
        )


def _require_most(page: str, what: str, known: set[At], left: set[At], fewest: float) -> None:
    if len(left) < fewest * len(known):
        raise PageUnreadable(
            f"of the {len(known)} members that `{page}` {what}, {len(left)} can be read: "
            "the others are not assumed to be removed",
            hint=HINT,
        )


def _members(stated: Iterable[Statements]) -> tuple[set[At], set[At]]:
    """The members that are documented, and all that are shown."""
    listed = list(stated)
    documented = {at for each in listed for at in each.shown if each.documented(at) is not None}
    return documented, {at for each in listed for at in each.shown}
