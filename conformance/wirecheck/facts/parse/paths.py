"""Paths of members: one spelling for those of all pages, and the full path for a short name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

_INDEX = re.compile(r"\s*\.?\[\s*(?:\d+|\*|n|i|index)?\s*\]")
_BETWEEN = re.compile(r"\s*(?:->|→|>|::)\s*")
MEMBER = r"[A-Za-z_$][\w$-]*(?:\s?\[\s*(?:\d+|\*|n|i)?\s*\])*"
# A member's name or path in any spelling, for use in other patterns.
PATH = rf"{MEMBER}(?:\.{MEMBER})*"

_PATH = re.compile(rf"{PATH}", re.ASCII)

# Characters of a path at most; spellings may take twice as many.
LONGEST = 200


def normal(text: str) -> str | None:
    """
    A path with dots for members and `[]` for items, or None if the text is not a path.

    `data[0].url`, `data.[].url`, `data > url` and `data.*.url` are all spelt here and there.
    """
    return _normal(text) if len(text) <= 2 * LONGEST else None


# a page says each name many times
@lru_cache(maxsize=8192)
def _normal(text: str) -> str | None:
    text = _BETWEEN.sub(".", text.strip().strip("`*_ ").replace("\\_", "_").replace("\\[", "[").replace("\\]", "]"))
    text = _INDEX.sub("[]", text).replace(".*.", "[].")
    text = re.sub(r"\.\.+", ".", text).strip(".")
    return text if len(text) <= LONGEST and _PATH.fullmatch(text) else None


def bare(path: str) -> str:
    """The path without its marks of items."""
    return path.replace("[]", "")


def root(path: str) -> str:
    """The outermost member of a path."""
    return bare(path).partition(".")[0]


@lru_cache(maxsize=8192)
def parents(path: str) -> tuple[str, ...]:
    """All members around this one, the outermost first, without the mark of items at the end."""
    members: list[str] = []
    at = path.find(".")
    while at >= 0:
        member = path[:at]
        while member.endswith("[]"):
            member = member[:-2]
        members.append(member)
        at = path.find(".", at + 1)
    return tuple(members)


class Known:
    """
    Full paths, to be looked up by their ends.

    Each end of each path is kept in a dictionary, and answers are remembered: a page names the same members many times.
    """

    def __init__(self, paths: Iterable[str], arrays: Iterable[str] = ()) -> None:
        self._full: dict[str, str] = {}
        for path in dict.fromkeys(paths):
            for member in (*parents(path), path):
                self._full.setdefault(bare(member), member)
        self._items = {bare(array) for path in self._full.values() for array in _arrays(path)}
        self._items.update(map(bare, arrays))
        self._roots = {bare(path) for path in self._full if "." not in path}
        self._ends: dict[str, list[str]] = {}
        # an index of all proper ends of all paths: a lookup then takes one step instead of a walk over all paths
        for name in self._full:
            parts = name.split(".")
            for start in range(1, len(parts)):
                self._ends.setdefault(".".join(parts[start:]), []).append(name)
        self.spelt = cache(self._spelt)
        self.full = cache(self._full_paths)

    def arrays(self, names: Iterable[str]) -> None:
        """Members that are known to be arrays."""
        more = {bare(name) for name in names} - self._items
        if more:
            self._items |= more
            self.spelt.cache_clear()
            self.full.cache_clear()

    def _spelt(self, path: str) -> str:
        """The path with `[]` after each member that is known to be an array and has something below it."""
        if "." not in path:
            return path
        done: list[str] = []
        parts = path.split(".")
        for part in parts[:-1]:
            name = bare(".".join([*done, part]))
            done.append(part if part.endswith("]") or name not in self._items else f"{part}[]")
        return ".".join([*done, parts[-1]])

    def _full_paths(self, path: str) -> list[str]:
        """
        Where a path that begins at an unknown member may stand: one place, several, or none.

        The longest beginning of the path that ends a known one decides.
        """
        if root(path) in self._roots or bare(path) in self._full:
            return []
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            names = self._ends.get(bare(".".join(parts[:length])), [])
            if names:
                rest = parts[length:]
                marks = parts[length - 1][len(bare(parts[length - 1])) :] if rest else ""
                return [".".join([self.spelt(name) + marks, *rest]) for name in names]
        return []


def _arrays(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[: end + 1]) for end, part in enumerate(parts) if part.endswith("]")]
