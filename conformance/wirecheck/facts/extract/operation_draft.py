"""An operation while it is being read: its method, its path with parameters, and its servers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wirecheck.facts.extract.claims import Claims
from wirecheck.facts.page import Attr, Basis, Side
from wirecheck.facts.parse.blocks import Code
from wirecheck.facts.parse.samples import placeholder, split

_HOLE = re.compile(r"\{([^{}]+)\}|<([\w-]+)>|(?<=/):([A-Za-z_]\w*)|\[([A-Za-z_]\w*)\]|\$\{?([A-Za-z_]\w*)\}?")


@dataclass(slots=True)
class OperationDraft:
    """
    An operation as it is being read.

    :param servers: base URLs, each with the basis and the lines that name it.
    :param samples: code that a document carries for it.
    """

    method: str
    path: str
    server: str = ""
    servers: dict[str, tuple[Basis, int, int]] = field(default_factory=dict)
    lines: tuple[int, int] | None = None
    samples: list[Code] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def _pattern(self, ended: bool) -> re.Pattern[str]:
        pieces = re.split(r"\{[^{}]+\}", self.path)
        inner = r"([^/?]+?)".join(map(re.escape, pieces))
        return re.compile((r"(?P<base>.*?)" if ended else "") + inner + "/?")

    def matches(self, path: str) -> bool:
        """Whether a path is this one with its parameters filled in."""
        return bool(self._pattern(False).fullmatch(path)) or _holed(path) == self.path

    def ends(self, path: str) -> bool:
        """Whether a longer path ends in this one; the part before it belongs to the server."""
        return bool(self._pattern(True).fullmatch(path)) or _holed(path).endswith(self.path)

    def base(self, path: str) -> str:
        """What stands before this path in a longer one."""
        if self.matches(path):
            return ""
        whole = self._pattern(True).fullmatch(path)
        return whole["base"] if whole else _holed(path).removesuffix(self.path)

    def members(self) -> list[str]:
        return re.findall(r"\{([^{}]+)\}", self.path)

    def sampled(self, claims: Claims, path: str, line: int) -> None:
        """Claim the values that a sample's path has for the parameters."""
        whole = self._pattern(True).fullmatch(path)
        values = whole.groups()[1:] if whole else ()
        for name, value in zip(self.members(), values, strict=False):
            if not placeholder(value) and not _HOLE.fullmatch(value):
                claims.claim(Side.PATH, name, Attr.EXAMPLE, value, Basis.SAMPLE, line)


def operation_at(method: str, text: str) -> OperationDraft | None:
    """The operation with a method and a path or URL, or None if the text is not a path."""
    server, path, _ = split(re.sub(r"\{\{.*?\}\}(?=/)", "", text))
    if not path.startswith("/") or len(path) < 2:
        return None
    return OperationDraft(method.upper(), _holed(path), server)


def _holed(path: str) -> str:
    """A path with its parameters written as `{name}`."""
    return _HOLE.sub(lambda hole: "{" + next(filter(None, hole.groups())) + "}", path)
