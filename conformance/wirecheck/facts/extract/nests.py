"""Where a declared member stands when the page shows it without indent: below which of those before it."""

from __future__ import annotations

from collections.abc import Mapping

from wirecheck.facts.page import Side
from wirecheck.facts.parse import paths
from wirecheck.facts.parse.blocks import MemberEntry

# How many members are left below one whose end the page marks.
_OPEN = -1


# Members before one that it may stand below without a mark.
_NEAR = 12


class Nests:
    """
    Follows the members of one part of a page.

    A page may count the members below one, mark where they begin and end, or show a sample that tells.

    :param shown: the paths of members that samples show, without marks of items.
    """

    def __init__(self, shown: Mapping[Side, set[str]]) -> None:
        self._shown = shown
        self._around: list[tuple[str, int]] = []
        self._last: MemberEntry | None = None
        self._last_path = ""
        self._told: list[str] = []
        self._declared: set[str] = set()

    def clear(self) -> None:
        """Another part of the page begins."""
        self._around, self._told, self._last, self._declared = [], [], None, set()

    def open(self) -> bool:
        """The members of the last one's items follow; False where there is none."""
        if self._last is None:
            return False
        self._around.append((_within(self._last_path, self._last.type), _OPEN))
        self._last = None
        return True

    def close(self) -> bool:
        """They end; False where none was open."""
        while self._around and self._around[-1][1] != _OPEN:
            self._around.pop()
        if not self._around:
            return False
        self._around.pop()
        return True

    def repeats(self, entry: MemberEntry) -> bool:
        """Whether this is the last member again, which stands for its items; the members of objects then follow."""
        if self._last is None or entry.path != self._last.path or not _is_array(self._last.type):
            return False
        return entry.type.lower() != "object" or self.open()

    def named_again(self, text: str) -> bool:
        """Whether a line names the last member again, as ReadMe heads the form of its items; they then follow."""
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
        elif not self._around and _holds(entry.type):
            self._told.append(_within(path, entry.type))
        self._last, self._last_path = entry, path
        self._declared.add(path)
        return path

    def _as_shown(self, name: str, shown: set[str]) -> str:
        """A member below the nearest one in whose sample it stands, where the sample's root has none of its name."""
        if name in shown and name not in self._declared:
            self._told = []
            return name
        for at in range(len(self._told) - 1, max(-1, len(self._told) - 1 - _NEAR), -1):
            if f"{paths.bare(self._told[at])}.{name}" in shown:
                del self._told[at + 1 :]
                return f"{self._told[at]}.{name}"
        return name


def _is_array(type: str) -> bool:
    return type.endswith("[]") or type.lower().startswith(("array", "list"))


def _holds(type: str) -> bool:
    return "object" in type.lower() or type.lower() == "array"


def _within(path: str, type: str) -> str:
    return f"{path}[]" if _is_array(type) else path
