"""Requirements on token counts, by which calls are billed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirecheck.dialects.capability import Capability
from wirecheck.dialects.usage_names import UsageNames
from wirecheck.reading.reading import Reading
from wirecheck.requirements import premises
from wirecheck.requirements.requirement import Broken, Level, Observed, Outcome, requirement
from wirecheck.spec.spec import Operation
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json, members

USAGE = ("response.usageMetadata", "response.usage")
LARGEST = 1_000_000_000
"""A number of tokens that no call can reach; upstream's limits are under a million."""


def _counts(names: UsageNames, usage: Json) -> Iterator[tuple[str, Json]]:
    for path, value in lenient_json.walk(usage):
        if names.count.fullmatch(path.rpartition(".")[2]):
            yield path, value


@requirement(
    "usage/is-present",
    promised_by=USAGE,
    asked=lambda reading: reading.model.facts is None or not reading.model.facts.retired,
    after=(*premises.ANSWERED, "answer/members-are-camel-case"),
)
def is_present(reading: Reading) -> Iterator[Outcome]:
    """
    The answer has the usage that the page documents, with the documented counts.

    A count that upstream leaves out when it is zero (thoughts) may be left out.
    Models that upstream has retired are not asked: those that it sold by the picture never counted tokens.
    """
    names = reading.operation.protocol.usage_names
    usage = members(reading.usage)
    if not usage:
        yield f"there is no `{names.member}`"
        return
    made = bool(reading.finals or (reading.parts and not reading.asked.picture))
    # others are left out when they are zero
    for count in (names.prompt, names.answer, names.total):
        documented = reading.operation.citation(f"response.{names.member}.{count}") is not None
        expected = made or count != names.answer or not names.answer_may_be_missing
        if documented and expected and usage.get(count) is None:
            yield Broken(f"`{names.member}.{count}` is missing", count)


@requirement(
    "usage/counts-are-whole",
    promised_by=USAGE,
    default_level=Level.SHOULD,
    after=(*premises.SERVED, "answer/members-are-camel-case"),
)
def counts_are_whole(reading: Reading) -> Iterator[Outcome]:
    """Token counts are whole numbers, not negative, and of a size that a call can have."""
    for path, value in _counts(reading.operation.protocol.usage_names, reading.usage):
        if value is None:
            continue
        if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
            yield Broken(f"`{path}` is {lenient_json.snippet(repr(value))}, not a whole number", path)
        elif not 0 <= value < LARGEST:
            yield Broken(f"`{path}` is {value}", path)


@requirement(
    "usage/total-is-the-sum",
    promised_by=("response.usageMetadata.totalTokenCount", "response.usage.total_tokens"),
    default_level=Level.SHOULD,
    after=("usage/counts-are-whole",),
)
def total_is_the_sum(reading: Reading) -> Iterator[Outcome]:
    """
    The total is the sum of its parts.

    Bills are computed from these numbers, so a caller has to be able to add them up.
    Both documented ways are accepted: with the tokens of thoughts counted in the candidates, or separately. Tokens of
    tool prompts count too.
    """
    names = reading.operation.protocol.usage_names
    usage = {name: int(value) for name, value in members(reading.usage).items() if isinstance(value, int | float)}
    total = usage.get(names.total)
    sums = {usage.get(names.prompt, 0) + usage.get(names.answer, 0)}
    for extra in names.extras:
        sums |= {without + usage.get(extra, 0) for without in sums}
    if total is not None and total not in sums:
        yield f"the total is {total}, but its parts add up to {' or '.join(map(str, sorted(sums)))}"


def _shown_as_nothing(operation: Operation) -> bool:
    names = operation.protocol.usage_names
    return any(lenient_json.at(answer.value, names.member, names.answer) == 0 for answer in operation.answers)


OF_A_KIND = re.compile(r"tokenCount$|(text|image|audio)_tokens$")
"""Details that break a count down; cached and reasoning tokens are contained in these already."""


def _shows_only_zeros(operation: Operation) -> bool:
    names = operation.protocol.usage_names
    usages = (lenient_json.at(answer.value, names.member) for answer in operation.answers)
    return any(_all_zero(names, usage) for usage in usages)


def _all_zero(names: UsageNames, usage: Json) -> bool:
    counts = [value for _, value in _counts(names, usage) if value is not None]
    return bool(counts) and not any(counts)


@requirement(
    "usage/something-is-counted",
    default_level=Level.SHOULD,
    asked=lambda reading: (
        bool(reading.finals)
        and reading.operation.protocol.says_something(reading.body)
        and not _shows_only_zeros(reading.operation)
    ),
    after=("usage/counts-are-whole",),
)
def something_is_counted(reading: Reading) -> Iterator[Outcome]:
    """
    Not every count is zero, if a prompt went in and a picture came.

    A caller who adds up such counts takes the picture for free.
    If the page's own sample answer has nothing but zeros, this is not judged.
    """
    if _all_zero(reading.operation.protocol.usage_names, reading.usage):
        yield "every count is 0, but there are a prompt and a picture"


@requirement(
    "usage/a-picture-is-counted",
    default_level=Level.SHOULD,
    asked=lambda reading: bool(reading.finals) and not _shown_as_nothing(reading.operation),
    after=("usage/counts-are-whole", "usage/something-is-counted"),
    also="Google has done this too: https://github.com/googleapis/js-genai/issues/311",
)
def a_picture_is_counted(reading: Reading) -> Iterator[Outcome]:
    """
    If a picture came, the answer's count contains its tokens.

    A count of zero beside a picture makes every bill that is computed from it wrong.
    If the page's own sample answer has a count of zero, this is not judged.
    """
    count = reading.operation.protocol.usage_names.answer
    if members(reading.usage).get(count) == 0:
        yield Broken(f"`{count}` is 0, but there is a picture", count)


@requirement("usage/details-fit-their-count", default_level=Level.SHOULD, after=("usage/counts-are-whole",))
def details_fit_their_count(reading: Reading) -> Iterator[Outcome]:
    """
    The details of a count add up to no more than the count itself.

    They may add up to less: upstream leaves some kinds of tokens out of the details.
    """
    names, usage = reading.operation.protocol.usage_names, members(reading.usage)
    for name, count in names.details.items():
        total, counts = usage.get(count), _counts(names, usage.get(name))
        parts = [value for path, value in counts if isinstance(value, int) and OF_A_KIND.search(path)]
        if isinstance(total, int) and sum(parts) > total:
            yield Broken(f"`{name}` adds up to {sum(parts)}, but `{count}` is {total}", name)


PICTURE_TOKENS = 258
"""The tokens that upstream counts for the smallest picture in a request."""


@requirement(
    "usage/input-picture-is-counted",
    default_level=Level.OBSERVE,
    asked=lambda reading: bool(reading.input_pictures),
    after=("usage/counts-are-whole", "usage/is-present"),
    needs=Capability.CONVERSATION,
)
def input_picture_is_counted(reading: Reading) -> Iterator[Outcome]:
    """
    If a request contains a picture, the prompt's count contains its tokens.

    Upstream counts at least 258 for each; a lower count may mean that the picture was lost on the way. No page promises
    the number, so this is observed.
    """
    count = members(reading.usage).get(reading.operation.protocol.usage_names.prompt)
    if isinstance(count, int):
        enough = count >= PICTURE_TOKENS * len(reading.input_pictures)
        yield Observed("counted" if enough else "too few tokens for a picture", f"{count} tokens")
