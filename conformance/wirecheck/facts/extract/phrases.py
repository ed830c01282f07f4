"""A pattern with a cheap substring test in front, which rejects most texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


class Words:
    """A description, with what the cheap tests look at: the text in lower case, and whether it has a digit."""

    __slots__ = ("digits", "low", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()
        self.digits = bool(re.search(r"\d", text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A pattern for descriptions.

    :param needs: substrings in lower case; every text that the pattern matches contains at least one of them.
    """

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def may_match(self, words: Words) -> bool:
        """Whether the text has one of the substrings."""
        low = words.low
        for need in self.needs:  # noqa: SIM110  # a generator costs more than what it saves
            if need in low:
                return True
        return False

    def all(self, words: Words) -> Iterator[re.Match[str]]:
        """All matches in the text."""
        if self.may_match(words):
            yield from self.pattern.finditer(words.text)

    def first(self, words: Words) -> re.Match[str] | None:
        """The first match in the text, or None."""
        return self.pattern.search(words.text) if self.may_match(words) else None


def phrase(needs: str, pattern: str, flags: int = re.IGNORECASE) -> Phrase:
    """A phrase from its substrings, divided by spaces (an underscore stands for a space in one), and its pattern."""
    return Phrase(re.compile(pattern, flags), tuple(need.replace("_", " ") for need in needs.split()))
