"""Answers: from the bytes that came to a model, or to the error that they are."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from . import errors
from ._key import Key
from .types import Base64, Model, base64_members

REQUEST_IDS = ("x-request-id", "x-oneapi-request-id", "request-id", "cf-ray")
"""Headers that carry a gateway's id of a request, the gateway's own before those of what stands in front of it."""

_REQUEST_ID = "_request_id"

LONG = 1 << 14
"""Bytes from which on base64 is set aside instead of parsed."""

LONGEST_MESSAGE = 500
"""Characters of a gateway's message that an error repeats; its `body` has the whole."""

_NUMBER = re.compile(r"\d+(\.\d+)?")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MESSAGES = ("error", "message", "error_description", "detail", "msg", "error_msg", "errors", "title", "reason")

A = TypeVar("A", bound=Model)


def answer_of(model: type[A], status: int, headers: Mapping[str, str], body: bytearray, key: Key) -> A:
    """
    The model of an answer.

    :param headers: names in lower case, values without the key.
    :param key: what must not stand in an error.
    :raises APIStatusError: the status is no success.
    :raises APIResponseError: it is, and the body is no JSON object, or is an error.
    """
    if not 200 <= status < 300:
        raise error_of(status, headers, body, key)
    try:
        value = loads(body, base64_members(model))
        if not isinstance(value, dict):
            reason = "the body is no JSON object"
        elif not _is_error(answer := model.from_dict(value), value):
            vars(answer)[_REQUEST_ID] = request_id(headers)
            return answer
        else:
            reason = "the body is an error without a message"
    except (ValueError, RecursionError) as failure:
        reason = f"the body is no JSON: {failure}" if body.strip() else "the body is empty"
    raise error_of(status, headers, body, key, reason)


def error_of(status: int, headers: Mapping[str, str], body: bytearray, key: Key, reason: str = "") -> errors.APIError:
    """
    The error that an answer is.

    :param reason: what is wrong with the answer, where the gateway itself gives no message.
    """
    text = str(body, "utf-8", "replace")
    try:
        value = key.redacted(json.loads(text))
        message = _message(value)
    except (ValueError, RecursionError):
        value = key.redacted(text)
        message = _message(value)
    message = "".join(filter(str.isprintable, message[: 4 * LONGEST_MESSAGE]))[:LONGEST_MESSAGE]
    if isinstance(value, str) and reason:
        message = f"{reason}: {message[:80]}" if message else reason
    if not message:
        message = reason or (f"redirects to {headers['location']}" if "location" in headers else "no message came")
    kind = errors.APIResponseError if 200 <= status < 300 else errors.class_of(status)
    return kind(
        message,
        status_code=status,
        request_id=request_id(headers),
        body=value,
        headers=headers,
        code=_code(value),
        retry_after=wait_asked(headers, value),
    )


def request_id_of(answer: Model) -> str | None:
    """The gateway's id of the request that an answer came to, for its support and its console; None without one."""
    found: str | None = vars(answer).get(_REQUEST_ID)
    return found


def request_id(headers: Mapping[str, str]) -> str | None:
    """The gateway's id of a request."""
    return next((found for name in REQUEST_IDS if (found := headers.get(name))), None)


def wait_asked(headers: Mapping[str, str], body: Any = None) -> float | None:
    """Seconds that an answer asks to wait: `retry-after-ms`, `Retry-After` as seconds or a date, or `retryDelay`."""
    milliseconds = headers.get("retry-after-ms", "")
    if _NUMBER.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    after = headers.get("retry-after", "")
    if _NUMBER.fullmatch(after):
        return float(after)
    try:
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        pass
    return _retry_delay(body)


def _retry_delay(value: Any) -> float | None:
    """Google's `retryDelay`, as in `"34.5s"`, wherever it stands."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            delay = node.get("retryDelay")
            if isinstance(delay, str) and _NUMBER.fullmatch(delay.removesuffix("s")):
                return float(delay.removesuffix("s"))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return None


# -- JSON --------------------------------------------------------------------------------------------------------------


def loads(body: bytearray, base64: Collection[str]) -> Any:
    """
    A JSON value, in which long base64 is a view of the body instead of a copy.

    It is cut out before the rest is parsed. White space before the value and whatever follows it are let pass, and so
    are control characters in strings and bytes that are no UTF-8: none of them is worth an answer that was paid for.

    :param base64: the names of members that hold base64.
    :raises ValueError: there is no JSON value.
    """
    # A number that no body can guess stands for what was cut out; the parser gives its text back.
    mark = f"0e{secrets.randbits(63) + (1 << 63)}"
    kept: list[Base64] = []
    pieces: list[bytes | memoryview] = []
    view, copied = memoryview(body), 0
    for name, start, end in _long_strings(body):
        if name in base64:
            pieces += [view[copied:start], f"{mark}{len(kept):04d}".encode()]
            kept.append(Base64(view[start + 1 : end - 1]))
            copied = end

    def number(text: str) -> Any:
        return kept[int(text[len(mark) :])] if text.startswith(mark) else float(text)

    text = str(b"".join([*pieces, view[copied:]]), "utf-8-sig", "replace").lstrip()
    return json.JSONDecoder(strict=False, parse_float=number).raw_decode(text)[0]


def _long_strings(body: bytearray) -> Iterator[tuple[str, int, int]]:
    """The long strings without escapes that are values of members: the name, and where they begin and end."""
    name, end = "", 0
    while (start := body.find(b'"', end)) >= 0:
        end = _end(body, start)
        if end < 0:
            return
        if end - start < LONG:
            name = str(body[start + 1 : end - 1], "utf-8", "replace")
        elif body.find(b"\\", start, end) < 0 and body[max(0, start - 80) : start].rstrip().endswith(b":"):
            yield name, start, end


def _end(body: bytearray, start: int) -> int:
    """Where the string that begins at `start` has ended, or -1 where it was cut off."""
    at = start
    while (at := body.find(b'"', at + 1)) >= 0:
        before = at
        while body[before - 1] == ord("\\"):
            before -= 1
        if (at - before) % 2 == 0:
            return at + 1
    return -1


# -- errors ------------------------------------------------------------------------------------------------------------


def _is_error(answer: Model, value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is an error and no answer: nothing was made, and it says so."""
    known = [value[name] for name in value.keys() - answer.additional_properties.keys()]
    if any(isinstance(one, list) and one for one in known):
        return False
    told = any(isinstance(one, dict) and one for one in known)
    return bool(value.get("error") or (_message(value) and not told))


def _message(value: Any) -> str:
    """The message of an error in any of the forms that gateways have for it, as one line; empty where it has none."""
    if isinstance(value, str):
        title = _TITLE.search(value)
        return " ".join((title[1] if title else "" if "<html" in value.lower() else value).split())
    if isinstance(value, list):
        return next(filter(None, map(_message, value)), "")
    if isinstance(value, dict):
        return next(filter(None, (_message(value.get(name)) for name in _MESSAGES)), "")
    return ""


def _code(value: Any) -> str | int | None:
    """What the gateway calls an error."""
    while isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return None
    inner = value.get("error")
    for one in (inner, value) if isinstance(inner, dict) else (value,):
        for name in ("code", "status", "type"):
            if isinstance(found := one.get(name), str | int) and found != "" and not isinstance(found, bool):
                return found
    return None
