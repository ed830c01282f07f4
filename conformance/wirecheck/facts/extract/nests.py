"""Finds out which member a declared member is inside of, on pages that show members without indentation."""

from __future__ import annotations

from collections.abc import Mapping

from wirecheck.facts.page import Side
from wirecheck.facts.parse import paths
from wirecheck.facts.parse.blocks import MemberEntry

# Stands for the number of members inside one whose end the page marks.
_OPEN = -1


# A member without a mark may be inside one of this many members before it.
_NEAR = 12


class Nests:
    """
    Follows the members of one part of a page.

    A page may count the members inside one, mark where they begin and end, or have a sample that shows them.

    :param shown: the paths of the members in samples, without `[]`.
    """

    def __init__(self, shown: Mapping[Side, set[str]]) -> None:
        self._shown = shown
        # a stack of the members that are open, each with how many members inside it are still to come
        self._around: list[tuple[str, int]] = []
        self._last: MemberEntry | None = None
        self._last_path = ""
        self._told: list[str] = []
        self._declared: set[str] = set()

    def clear(self) -> None:
        """Another part of the page begins."""
        self._around, self._told, self._last, self._declared = [], [], None, set()

    def open(self) -> bool:
        """The members of the last one's items follow; False if there is no last one."""
        if self._last is None:
            return False
        self._around.append((_within(self._last_path, self._last.type), _OPEN))
        self._last = None
        return True

    def close(self) -> bool:
        """The members of an array's items end; False if none were open."""
        while self._around and self._around[-1][1] != _OPEN:
            self._around.pop()
        if not self._around:
            return False
        self._around.pop()
        return True

    def repeats(self, entry: MemberEntry) -> bool:
        """Whether this is the last member again, for its items; if those are objects, their members follow."""
        if self._last is None or entry.path != self._last.path or not _is_array(self._last.type):
            return False
        return entry.type.lower() != "object" or self.open()

    def named_again(self, text: str) -> bool:
        """Whether a line names the last array again; ReadMe puts its name above the members of its items."""
        again = self._last is not None and _is_array(self._last.type) and text.rstrip("*") == self._last.path
        return again and self.open()

    def below(self, entry: MemberEntry, side: Side) -> str:
        """The full path of a member."""
        while self._around and self._around[-1][1] == 0:
            self._around.pop()
        path = entry.path
        if self._around:
            around, left = self._around[-1]
            self._around[-1] = (around, left if left == _OPEN else left - 1)
            path = f"{around}.{path}"
        elif "." not in path:
            path = self._as_shown(path, self._shown.get(side, set()))
        if entry.children:
            self._around.append((_within(path, entry.type), entry.children))
        elif not self._around and ("object" in entry.type.lower() or entry.type.lower() == "array"):
            self._told.append(_within(path, entry.type))
        self._last, self._last_path = entry, path
        self._declared.add(path)
        return path

    def _as_shown(self, name: str, shown: set[str]) -> str:
        """The path by samples: at the root if it is there, else inside the nearest member that a sample shows it in."""
        if name in shown and name not in self._declared:
            self._told = []
            return name
        # the nearest first; what is nearer than the member that is found has ended
        for at in range(len(self._told) - 1, max(-1, len(self._told) - 1 - _NEAR), -1):
            if f"{paths.bare(self._told[at])}.{name}" in shown:
                del self._told[at + 1 :]
                return f"{self._told[at]}.{name}"
        return name


def _is_array(type: str) -> bool:
    return type.endswith("[]") or type.lower().startswith(("array", "list"))


def _within(path: str, type: str) -> str:
    return f"{path}[]" if _is_array(type) else path
