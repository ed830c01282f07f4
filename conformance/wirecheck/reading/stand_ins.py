"""
What came with a 2xx in place of an answer: an error, a task, or the answer inside of something else.

These are told apart by their structure, in every envelope: whatever has no content that the dialect pays for, and says
that it failed or hands out an id to ask with, is no answer. An answer, a refusal on grounds of safety, and what says
nothing at all are none of the three.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from wirecheck.dialects import error_texts
from wirecheck.dialects.error_texts import folded
from wirecheck.dialects.protocol import Dialect
from wirecheck.wire import lenient_json
from wirecheck.wire.lenient_json import Json

_DEEPEST = 4
_LONG = 400
"""A text of so many characters without a blank is no sentence, but a picture in base64."""

_FLAGS = frozenset({"success", "successful", "succeeded", "issuccess", "ok"})
_FAULTS = frozenset({"error", "err", "errors", "fault", "exception"})
_CODES = frozenset(
    {"code", "errorcode", "errcode", "errno", "errornumber", "retcode", "ret", "resultcode", "statuscode", "status"}
)
_STATES = frozenset({"status", "state", "taskstatus", "jobstatus", "taskstate", "jobstate"})
_FAILED = re.compile(r"fail(ed|ure)?|errors?|reject(ed)?|cancell?ed|expired|denied|aborted|timed?out", re.IGNORECASE)
_SUCCEEDED = re.compile(
    r"(success(ful(ly)?)?|succeed(ed)?|ok(ay)?|done|complete[d]?|finished|true|成功)\W*", re.IGNORECASE
)
_PENDING = re.compile(
    r"(in)?queued?|pending|submitt?(ed|ing)?|processing|running|start(ing|ed)|(in)?progress|created|accepted|waiting"
    r"|scheduled|notstart(ed)?|ongoing|generating|initiali[sz](ing|ed)|init|new",
    re.IGNORECASE,
)
_TASKS = frozenset({"task", "job", "operation", "prediction"})
_TASK_IDS = frozenset(f"{task}{kind}" for task in (*_TASKS, "generation", "batch") for kind in ("id", "uuid", "ids"))
_IDS = ("id", "uuid", "requestid", "name", "result", "data")
_ADDRESSES = ("pollingurl", "pollurl", "statusurl", "taskurl")


class StandInKind(enum.Enum):
    """What came in place of an answer."""

    ERROR = "an error"
    TASK = "a task"
    WRAPPED = "the answer inside of something else"


@dataclass(frozen=True, slots=True)
class StandIn:
    """
    What came in place of an answer.

    :param told: the message of an error, the id of a task, or what an answer stands in.
    :param denies: whether an error says that it failed, and does not only say something.
    """

    kind: StandInKind
    told: str
    denies: bool = False


def stand_in(protocol: Dialect, answer: Json) -> StandIn | None:
    """What came in place of an answer; None if it is an answer, a refusal on grounds of safety, or nothing."""
    if protocol.has_content(answer) or protocol.refusal(answer):
        return None
    if isinstance(answer, str):
        return _text(protocol, answer)
    wrapping = next((path for path, value in _inside(answer) if protocol.has_content(value)), None)
    if wrapping is not None:
        return StandIn(StandInKind.WRAPPED, wrapping)
    holders = [{folded(name): value for name, value in holder.items()} for holder in error_texts.objects(answer)]
    if any(map(_fails, holders)):
        return StandIn(StandInKind.ERROR, _told(answer, holders), denies=True)
    bare = _bare(protocol, answer)
    if bare is not None:
        return StandIn(StandInKind.WRAPPED, bare)
    task = _task(holders)
    return StandIn(StandInKind.TASK, task) if task else _error(answer, holders)


def _bare(protocol: Dialect, answer: Json) -> str | None:
    """Where pictures stand that have lost the frame around them; None if none do."""
    if isinstance(answer, dict) and protocol.is_bare(answer):
        return ""
    return next((path for path, value in _inside(answer) if isinstance(value, list) and protocol.is_bare(value)), None)


def _error(answer: Json, holders: list[dict[str, Json]]) -> StandIn | None:
    """An error that has a message, or a code that no success has."""
    message = error_texts.message(answer)
    denies = any(map(_denies, holders))
    if denies or (message and not _SUCCEEDED.fullmatch(message)):
        return StandIn(StandInKind.ERROR, _told(answer, holders), denies)
    return None


def _text(protocol: Dialect, answer: str) -> StandIn | None:
    """An answer that is one JSON string: JSON once more, a picture, or a sentence."""
    if answer.lstrip()[:1] in ("{", "["):
        inner = lenient_json.read(answer.encode("utf-8", "replace")).value
        if protocol.has_content(inner):
            return StandIn(StandInKind.WRAPPED, "a text")
        return stand_in(protocol, inner) if isinstance(inner, (dict, list)) else None
    if len(answer) >= _LONG and not re.search(r"\s", answer[:_LONG]):
        return StandIn(StandInKind.WRAPPED, "")
    return StandIn(StandInKind.ERROR, answer) if error_texts.has_words(answer) else None


def _inside(value: Json, path: str = "", depth: int = 0) -> Iterator[tuple[str, Json]]:
    """Every object and list inside of another, with its path; the outermost is left out, unless it is a list."""
    if depth or isinstance(value, list):
        yield path if path not in ("", "[]") else "a list", value
    if depth == _DEEPEST:
        return
    if isinstance(value, dict):
        inner: Iterator[tuple[str, Json]] = ((f"{path}.{name}" if path else name, v) for name, v in value.items())
    else:
        inner = ((f"{path}[]", v) for v in value) if isinstance(value, list) else iter(())
    for where, item in inner:
        if isinstance(item, (dict, list)):
            yield from _inside(item, where, depth + 1)


def _fails(holder: dict[str, Json]) -> bool:
    """Whether an object says outright that what it is about has failed."""
    for name, value in holder.items():
        if name in _FLAGS and (value is False or value == "false"):
            return True
        if name in _FAULTS and value and (not isinstance(value, str) or error_texts.has_words(value)):
            return True
        if name in _STATES and isinstance(value, str) and _FAILED.fullmatch(value.replace("_", "")):
            return True
        if name in _CODES and (number := _number(value)) is not None and 400 <= number < 600:
            return True
    return False


def _denies(holder: dict[str, Json]) -> bool:
    """Whether a code of an object is one that no success has."""
    for name in _CODES - _STATES:
        value = holder.get(name)
        number = _number(value)
        if number is not None and number != 0 and not 200 <= number < 300:
            return True
        if number is None and error_texts.has_words(value) and not _SUCCEEDED.fullmatch(str(value)):
            return True
    return False


def _number(value: Json) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None
    return value if isinstance(value, int) else None


def _task(holders: list[dict[str, Json]]) -> str:
    """The id or the address by which a task is asked after; empty if none was handed out."""
    for holder in holders:
        for name, value in holder.items():
            if id := _task_named(name, value):
                return id
    address = next((text for holder in holders if (text := _first(holder, _ADDRESSES))), "")
    if address or not any(map(_is_pending, holders)):
        return address
    return next((id for holder in holders if (id := _first(holder, _IDS))), "")


def _task_named(name: str, value: Json) -> str:
    """The id of a task in a member whose name speaks of one; empty if it has none."""
    ids = map(_id, value if isinstance(value, list) else [value])
    named = next(filter(None, ids), "")
    # without a digit, `task` says what kind of task it is
    if named and (name in _TASK_IDS or (name in _TASKS and re.search(r"\d", named))):
        return named
    if name in _TASKS and isinstance(value, dict):
        return _first({folded(key): item for key, item in value.items()}, _IDS)
    return ""


def _is_pending(holder: dict[str, Json]) -> bool:
    states = (holder.get(name) for name in _STATES)
    pending = any(isinstance(state, str) and _PENDING.fullmatch(re.sub(r"[\s_-]", "", state)) for state in states)
    return pending or holder.get("done") is False


def _first(holder: dict[str, Json], names: tuple[str, ...]) -> str:
    return next((id for name in names if (id := _id(holder.get(name)))), "")


def _id(value: Json) -> str:
    """A value as an id; empty if it is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == 0:
        return ""
    text = str(value).strip()
    return text if len(text) <= 200 else ""


def _told(answer: Json, holders: list[dict[str, Json]]) -> str:
    """The message of an error; without one, the members by which it is an error."""
    message = error_texts.message(answer)
    if message and not _SUCCEEDED.fullmatch(message):
        return message
    telling = (
        f"{name} {value}"
        for holder in holders
        for name, value in holder.items()
        if name in (*_CODES, *_STATES, *_FLAGS, *_FAULTS) and isinstance(value, (str, int))
    )
    return next(telling, "")
