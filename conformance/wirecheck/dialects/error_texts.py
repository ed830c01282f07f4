"""What an error says, in whatever envelope it comes: the message, and the words that classify it."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterator

from wirecheck.wire.lenient_json import Json, at

MESSAGES = (
    *("message", "msg", "errormessage", "errormsg", "errmsg", "statusmessage", "statusmsg"),
    *("retmsg", "resultmsg", "resultmessage", "detail", "details"),
    *("errordescription", "description", "failreason", "failurereason", "reason", "faultstring", "title"),
    *("error", "err", "errors"),
)
"""Members that hold an error's message, the most telling first, in the form of `folded`."""

CLASSES = ("code", "type", "status")
"""Members whose texts classify an error, in the form of `folded`."""

_DEEPEST = 3
_MOST = 64
"""How deep an envelope is searched, and how many objects of it are looked at."""

_APART = frozenset({"details", "metadata", "param", "usage", "usagemetadata"})
"""Members that hold no envelope of their own."""

_EMPTY_WORDS = re.compile(r"\W*(null|none|nil|undefined|nan|true|false|\[object object\])?\W*", re.IGNORECASE)


def folded(name: str) -> str:
    """A member's name, the same in every spelling."""
    return name.lower().replace("_", "").replace("-", "")


def has_words(value: Json) -> bool:
    """Whether a value is a text with a word in it; what a program writes for nothing is no word."""
    if not isinstance(value, str) or _EMPTY_WORDS.fullmatch(value[:200]):
        return False
    return re.search(r"[^\W\d_]{2}", value) is not None


def objects(answer: Json) -> Iterator[dict[str, Json]]:
    """The objects in which an error may stand: that in `error`, then the outermost and those inside of it."""
    root = answer[0] if isinstance(answer, list) and answer else answer
    named = at(root, "error")
    waiting: deque[tuple[Json, int]] = deque([(root, 0)])
    if isinstance(named, dict):
        yield named
    looked_at = 0
    while waiting and looked_at < _MOST:
        value, depth = waiting.popleft()
        looked_at += 1
        if isinstance(value, dict):
            if value is not named:
                yield value
            inner = [item for name, item in value.items() if folded(name) not in _APART]
        else:
            inner = list(itertools.islice(value, _MOST)) if isinstance(value, list) else []
        if depth < _DEEPEST:
            waiting.extend((item, depth + 1) for item in inner if isinstance(item, (dict, list)))


def message(answer: Json) -> str:
    """What an error says is wrong; empty if it has no words."""
    return next(_messages(answer), "")


def words(answer: Json) -> str:
    """All texts of an error that say what it is about: its messages, codes, types and states."""
    found = [*itertools.islice(_messages(answer), _MOST)]
    for holder in objects(answer):
        by_name = {folded(name): value for name, value in holder.items()}
        found += [value for name in CLASSES if isinstance(value := by_name.get(name), str) and has_words(value)]
    return " ".join(dict.fromkeys(found))


def _messages(answer: Json) -> Iterator[str]:
    if isinstance(answer, str) and has_words(answer):
        yield answer
    for holder in objects(answer):
        by_name = {folded(name): value for name, value in holder.items()}
        for name in MESSAGES:
            value = by_name.get(name)
            for text in itertools.islice(value, _MOST) if isinstance(value, list) else (value,):
                if isinstance(text, str) and has_words(text):
                    yield text
