"""A phrase to look for in words, with what no text that has it can be without: most texts are done with at that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


class Words:
    """A description, in small letters as well."""

    __slots__ = ("digits", "low", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()
        self.digits = bool(re.search(r"\d", text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A pattern for words.

    :param needs: pieces in small letters of which one stands in every text that the pattern is found in.
    """

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def may_stand_in(self, words: Words) -> bool:
        low = words.low
        for need in self.needs:  # noqa: SIM110  # a generator costs more than what it saves
            if need in low:
                return True
        return False

    def all(self, words: Words) -> Iterator[re.Match[str]]:
        """All places where it is found."""
        if self.may_stand_in(words):
            yield from self.pattern.finditer(words.text)

    def first(self, words: Words) -> re.Match[str] | None:
        """The first of them."""
        return self.pattern.search(words.text) if self.may_stand_in(words) else None


def phrase(needs: str, pattern: str, flags: int = re.IGNORECASE) -> Phrase:
    """A phrase whose needs stand between spaces; an underscore stands for a blank in one of them."""
    return Phrase(re.compile(pattern, flags), tuple(need.replace("_", " ") for need in needs.split()))
