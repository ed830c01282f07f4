"""
Whether two answers are the same but for what differs each time: ids, numbers, paths, and pieces of a key.

A gateway gives the same answer to every path that it does not have, and to every key that it does not know.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from wirecheck.wire.exchange import Response
from wirecheck.wire.lenient_json import Json

MAX_WORDS = 50_000
"""How many characters of a text are compared, and how many members of a document."""

KIND = frozenset({"code", "status", "type", "errno", "error_code"})
"""Members whose number says what happened."""

_ID = re.compile(r"(?i)(^|[_-])(id|time|date|trace|timestamp|nonce)$|[a-z](Id|ID|Time)$|timestamp|instance|^path$")
"""Members whose value is of this one answer."""

_TAG = re.compile(r"<[^<>]{0,500}>")
_TAKEN_OUT = re.compile(r"\[(the caller's key|what looks like a key)[^\]]{0,40}\]")
_PIECE = re.compile(r"(?i)\b(?:ending|ends|starting|starts|beginning|begins)(?: in| with)? [\w-]{1,20}")
_WORD = re.compile(r"[\w./:*%+=~@#?&$-]+|[^\x00-\x7f]+", re.ASCII)
_OWN = re.compile(r"[/\d*%]|\.\.|[A-Za-z0-9]{24}")
"""What is in words that are ids, numbers, paths or parts of a key."""


def alike(one: Response, other: Response) -> bool:
    """Whether two answers have the same status, the same members, and the same words but for ids, numbers and keys."""
    return one.status == other.status and _told(one) == _told(other)


def _told(response: Response) -> list[tuple[str, str]]:
    """What an answer tells that does not differ each time: the words of its document by their places."""
    document = response.document
    if not document.read:
        return [("", _words(_TAG.sub(" ", response.content[:MAX_WORDS].decode(errors="replace"))))]
    return sorted(_of_members(document.value))


def _of_members(document: Json) -> Iterator[tuple[str, str]]:
    ahead: deque[tuple[str, str, Json]] = deque([("", "", document)])
    for _ in range(MAX_WORDS):
        if not ahead:
            return
        path, name, value = ahead.popleft()
        if isinstance(value, dict):
            ahead.extend((f"{path[-200:]}.{inner}", inner, of) for inner, of in value.items())
        elif isinstance(value, list):
            ahead.extend((f"{path[-200:]}[]", name, of) for of in value)
        elif isinstance(value, str):
            yield path, "" if _ID.search(name) else _words(value[:MAX_WORDS])
        else:
            yield path, str(value) if value is None or isinstance(value, bool) or name in KIND else ""


def _words(text: str) -> str:
    text = _PIECE.sub(" ", _TAKEN_OUT.sub(" ", text.replace("…", "...")))
    words = (word.strip(".:-_=?&").lower() for word in _WORD.findall(text) if not _OWN.search(word))
    return " ".join(word for word in words if word)
