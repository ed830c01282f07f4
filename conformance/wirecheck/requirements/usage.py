"""Requirements on token counts, by which calls are billed."""

from __future__ import annotations

from collections.abc import Iterator

from wirecheck import document
from wirecheck.catalogue import Broken, Level, Outcome, requirement
from wirecheck.document import Json, members
from wirecheck.reading import Reading
from wirecheck.requirements import premises

USAGE = ("response.usageMetadata", "response.usage")
LARGEST = 1_000_000_000
"""Tokens that no call can have; upstream's limits lie under a million."""


def _counts(usage: Json) -> Iterator[tuple[str, Json]]:
    for path, value in document.walk(usage):
        name = path.rpartition(".")[2].lower()
        if name.endswith(("tokencount", "_tokens")):
            yield path, value


@requirement(
    "usage/is-present",
    promised_by=USAGE,
    after=(*premises.SERVED, "answer/members-are-camel-case", "answer/has-a-candidate"),
)
def is_present(reading: Reading) -> Iterator[Outcome]:
    """
    The usage that the page documents is there, with the counts that it documents.

    A count that upstream leaves out when it is nothing (thoughts) may be left out.
    """
    name = "usageMetadata" if reading.dialect == "gemini" else "usage"
    usage = members(reading.usage)
    if not usage:
        yield f"there is no `{name}`"
        return
    for count in COUNTS:
        documented = reading.operation.citation(f"response.{name}.{count}") is not None
        # upstream leaves the candidates out where nothing was made
        made = count != "candidatesTokenCount" or bool(reading.parts)
        if documented and made and usage.get(count) is None:
            yield Broken(f"`{name}.{count}` is missing", count)


COUNTS = (
    *("promptTokenCount", "candidatesTokenCount", "totalTokenCount"),
    *("input_tokens", "output_tokens", "total_tokens"),
)
"""The counts that are there in every answer; others are left out when they are nothing."""


@requirement(
    "usage/counts-are-whole",
    promised_by=USAGE,
    otherwise=Level.SHOULD,
    after=(*premises.SERVED, "answer/members-are-camel-case"),
)
def counts_are_whole(reading: Reading) -> Iterator[Outcome]:
    """Token counts are whole numbers, not negative, and of a size that a call can have."""
    for path, value in _counts(reading.usage):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            yield Broken(f"`{path}` is {document.snippet(repr(value))}, not a whole number", path)
        elif not 0 <= value < LARGEST:
            yield Broken(f"`{path}` is {value}", path)


@requirement(
    "usage/total-is-the-sum",
    promised_by=("response.usageMetadata.totalTokenCount", "response.usage.total_tokens"),
    otherwise=Level.SHOULD,
    after=("usage/counts-are-whole",),
)
def total_is_the_sum(reading: Reading) -> Iterator[Outcome]:
    """
    The total is the sum of its parts.

    Bills are reckoned from these figures, so a caller has to be able to add them up.
    Both documented readings are accepted, with the tokens of thoughts inside of the candidates and outside; those of
    tool prompts count as well.
    """
    usage = {name: value for name, value in members(reading.usage).items() if isinstance(value, int)}
    if reading.dialect == "gemini":
        total = usage.get("totalTokenCount")
        parts = usage.get("promptTokenCount", 0) + usage.get("candidatesTokenCount", 0)
        extras = {0, usage.get("thoughtsTokenCount", 0)}
        tools = {0, usage.get("toolUsePromptTokenCount", 0)}
        sums = {parts + extra + tool for extra in extras for tool in tools}
    else:
        total = usage.get("total_tokens")
        sums = {usage.get("input_tokens", 0) + usage.get("output_tokens", 0)}
    if total is not None and total not in sums:
        yield f"the total is {total}, and its parts make {' or '.join(map(str, sorted(sums)))}"
