"""
The part of a page around a block, which decides what the block is about: a frozen value that some blocks replace.

    heading, status, tab, label  ->  Part  ->  the side of a member, of a table, of a body
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wirecheck.facts.extract.prose import is_unsupported
from wirecheck.facts.page import Side
from wirecheck.facts.parse import page_tables
from wirecheck.facts.parse.blocks import Code, Heading, MemberEntry, Status
from wirecheck.facts.parse.literals import Node
from wirecheck.facts.parse.sections import side

_CAPTION = re.compile(
    r"(?:示例|examples?|samples?|json|code|shell|curl|python|javascript|node\.?js)\s*[:：]?", re.IGNORECASE
)
_BODY = re.compile(r"(?:body|schema|data schema|数据结构)\b.*", re.IGNORECASE)
_STATUS_INFO = re.compile(r"\s*(?:json5?\s+)?(?:title=[\"'])?([1-5]\d\d)\b")
_CODE = re.compile(r"(?<!\d)[1-5]\d\d(?!\d)")
# Statuses at most this many lines apart are tabs in a row.
_APART = 2

# A shorter line may be the label of the sample below it.
_LABEL = 80

# The side of declared members if the heading does not name one.
_OF_MEMBERS: Mapping[str | None, Side | None] = {"auth": Side.HEADER, "status": None, None: Side.REQUEST}


@dataclass(frozen=True, slots=True)
class Part:
    """
    The context of a block, from the lines before it.

    :param heading: the subject of the last heading: a side, `auth`, `status`, or None for any other.
    :param members: the same, for declared members; a line that only looks like a heading does not change it.
    :param status: the status of the answer that is shown here, if one is.
    :param label: the last heading or short line: it may say what the sample below it is.
    :param unsupported: whether a list of what is not supported goes on.
    :param declared: whether a member was declared since the last status.
    :param tabs: statuses in a row of tabs, those left out whose samples were seen.
    """

    heading: Side | str | None = None
    members: Side | str | None = None
    status: int | None = None
    label: str = ""
    unsupported: bool = False
    declared: bool = True
    tabs: tuple[Status, ...] = ()

    def is_caption(self, block: Heading) -> bool:
        """Whether a heading heads no part: a mere `Example`, or `Body` right below the status of an answer."""
        text = block.text.strip()
        return bool(_CAPTION.fullmatch(text)) or (
            self._in_answer(block) and not self.declared and bool(_BODY.fullmatch(text))
        )

    def _in_answer(self, block: Heading) -> bool:
        """Whether a heading names the request where an answer is shown: it then speaks of that answer's body."""
        return bool(self.status) and side(block.text, block.level > 0) is Side.REQUEST

    def at_heading(self, block: Heading) -> Part:
        """The part that a heading begins, or this one with its caption."""
        label = "" if self._in_answer(block) else block.text
        if self.is_caption(block):
            return replace(self, label=label)
        about = side(block.text, block.level > 0)
        codes = statuses(about, block)
        return replace(
            self,
            heading=about,
            members=about if about is not None or block.level else self.members,
            status=codes[-1] if codes else None,
            label=label,
            unsupported=is_unsupported(block.text),
        )

    def at_status(self, block: Status) -> Part:
        """
        The answer that a status begins.

        Copied tabs stand in a row, and the content of one of them follows the last: that of the first, which is open.
        """
        in_row = bool(self.tabs) and block.line - self.tabs[-1].line <= _APART
        tabs = (*self.tabs, block) if in_row else (block,)
        return replace(
            self, heading=Side.RESPONSE, members=Side.RESPONSE, status=tabs[0].code, declared=False, tabs=tabs
        )

    def at_line(self, text: str) -> Part:
        """The same part after a line of prose, which may be a label."""
        label = text if len(text) < _LABEL else ""
        return self if label == self.label else replace(self, label=label)

    def at_body(self, about: Side | None) -> Part:
        """The same part after a body; after the body of an answer, the next sample belongs to the next tab."""
        if self.status and self.tabs and about is not Side.REQUEST:
            return replace(self, status=self.tabs[0].code, tabs=self.tabs[1:])
        return self

    def of_member(self, block: MemberEntry) -> Side | None:
        """Where a declared member stands; None in a list of statuses."""
        about = block.side or self.members
        return about if isinstance(about, Side) else _OF_MEMBERS[about]

    def lists_statuses(self, header: Sequence[str]) -> bool:
        """Whether a table lists statuses rather than members."""
        shape = page_tables.columns(header)
        if shape is None:
            return self.heading == "status" and page_tables.column(header[0]) == "status"
        return self.heading == "status" or ("status" in shape and "name" not in shape)

    def of_table(self, shape: Sequence[str | None], method: str) -> Side | None:
        """The side of the members of a table, or None if it is unknown; `method` is that of the operation."""
        if self.heading == "auth":
            return Side.HEADER
        if isinstance(self.heading, Side):
            return self.heading
        return Side.RESPONSE if "required" not in shape and method in ("GET", "DELETE") else None

    def of_body(self, block: Code, body: Node, names: Mapping[str, set[str]]) -> Side | None:
        """
        Whether a body is sent or comes back: by what it is called, else by its members, else by where it stands.

        :param names: the members at the root whose side is known.
        """
        members = set(body.value) if isinstance(body.value, dict) else set()
        if "error" in members and len(members) <= 2:
            return Side.RESPONSE if self.status else None
        if called := _called(block.info) or _called(self.label):
            return called
        if self.status or self.heading is self.members is Side.RESPONSE:
            return Side.RESPONSE
        return self._by_members(members, names) if members else None

    def _by_members(self, members: set[str], names: Mapping[str, set[str]]) -> Side:
        """The side that knows more of the members; of as many, what does not stand under a request comes back."""
        sent, answered = (len(members & names[about]) for about in (Side.REQUEST, Side.RESPONSE))
        is_sent = sent > answered or (sent == answered and self.heading is Side.REQUEST)
        return Side.REQUEST if is_sent else Side.RESPONSE


def _called(label: str) -> Side | None:
    """The side that the label of a sample names."""
    about = side(label) if label else None
    if about is Side.REQUEST or about is Side.RESPONSE:
        return about
    return Side.RESPONSE if _STATUS_INFO.match(label) else None


def status_of(block: Code) -> int | None:
    """The status that the fence of a sample names."""
    named = _STATUS_INFO.match(block.info)
    return int(named[1]) if named else None


def statuses(about: Side | str | None, block: Heading) -> list[int]:
    """The statuses that a heading of answers names."""
    return [int(code) for code in _CODE.findall(block.text)] if about is Side.RESPONSE else []
