"""
How clearly an error names each member that its request has.

| what names a member | example | weight |
|---|---|---|
| the structure of the error, or a whole path | `"param": "size"`, `at 'generation_config.image_config'` | 4 |
| its name, where that is no English word | `aspectRatio is not supported` | 2 |
| its name spelled out, together with its value | `response modalities: text,image` | 2 |
| its value, in quotes or like no other text | `'16:9'`, `2K` | 1 |

Weights of the same member are added up. A mere word that happens to be a member's name says nothing: `text`, `model`,
`size` and `n` stand in many errors that are about something else. `verdicts` weighs what was served elsewhere against
this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from wirecheck.dialects import rejected_members
from wirecheck.dialects.rejected_members import MAX_WORDS, plain
from wirecheck.reading.reading import Reading
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

STRUCTURE, NAME, VALUE = 4, 2, 1


def weights(reading: Reading, suspects: Sequence[tuple[str, str]]) -> list[int]:
    """How clearly an error names each of the suspects, which are members with a value or without."""
    words = reading.error_text[:MAX_WORDS].lower()
    structure = _rejected(reading)
    names = set(_identifiers(reading.error_text[:MAX_WORDS]))
    return [
        STRUCTURE * (member in structure)
        + NAME * (_last(member) in names or _is_spelled_out(reading, member, words))
        + VALUE * (bool(value) and _stands_out(value, words))
        for member, value in suspects
    ]


def _rejected(reading: Reading) -> set[str]:
    """The documented members that an error names by its structure; of one inside of another, the inner one."""
    members = {member.path: rejected_members.steps(member.path) for member in reading.operation.members}
    named = {rejected_members.steps(name) for name in reading.operation.protocol.rejected(reading.answer)}
    found = {path for steps in named for path in _meant(steps, members)}
    return {path for path in found if not any(other.startswith((f"{path}.", f"{path}[]")) for other in found)}


def _meant(steps: tuple[str, ...], members: dict[str, tuple[str, ...]]) -> list[str]:
    """The members that a name means: the one at that path, else those whose path ends so, else those around it."""
    whole = steps[1:] if steps[:1] == ("$",) else steps
    exact = [path for path, own in members.items() if own == whole]
    if exact or not whole:
        return exact
    ending = [path for path, own in members.items() if own[-len(whole) :] == whole] if whole is steps else []
    # a single word around it would be a word like any other
    return ending or [path for path, own in members.items() if len(own) > 1 and whole[: len(own)] == own]


def _identifiers(words: str) -> Iterator[str]:
    """The names in a text that are no words of a language: `aspectRatio`, `response_format`."""
    for name in re.findall(r"\w+", words):
        if "_" in name.strip("_") or re.search(r"[a-z][A-Z]", name):
            yield plain(name)


def _last(member: str) -> str:
    return plain(member.rpartition(".")[2].removesuffix("[]"))


def _is_spelled_out(reading: Reading, member: str, words: str) -> bool:
    """Whether a text has a name of several words, as words, and the value that the request has for it."""
    name = member.rpartition(".")[2].removesuffix("[]")
    *first, last = re.sub(r"([a-z])([A-Z])", r"\1 \2", name).replace("_", " ").lower().split()
    stem = re.sub(r"(y|ies|s)$", "", last)
    if not first or not re.search(rf"\b{'[ _-]'.join(first)}[ _-]{stem}(y|ies|s)?\b", words):
        return False
    values = [list(_scalars(value)) for value in lenient_json.pick(reading.body, member)]
    return any(value and all(_has(words, text) for text in value) for value in values)


def _scalars(value: Json) -> Iterable[str]:
    """A text or a number, or those in a list, as texts."""
    listed = value if isinstance(value, list) else [value]
    return (str(inner).lower() for inner in listed if isinstance(inner, (str, int, float)))


def _has(words: str, text: str) -> bool:
    return re.search(rf"(?<![\w:]){re.escape(text)}(?![\w:])", words) is not None


def _stands_out(value: str, words: str) -> bool:
    """Whether a text has a value in quotes, or one that is no word and no number: `16:9`, `2K`, `TEXT, IMAGE`."""
    text = value.lower()
    if text.startswith("["):
        listed = lenient_json.read(text.encode()).value
        inner = list(_scalars(listed))
        return len(inner) > 1 and re.search(r"[\W_]{1,4}".join(map(re.escape, inner)), words) is not None
    if any(f"{quote}{text}{quote}" in words for quote in "`'\""):
        return True
    return not text.isalpha() and not re.fullmatch(r"[\d.]+", text) and _has(words, text)
