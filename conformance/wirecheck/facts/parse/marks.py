"""Lines that begin another part of a page wherever they stand: a method, a status, where members of a list begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus

# What a number alone on a line may be: the standard's, and those of proxies.
STATUSES = frozenset((*HTTPStatus, 499, *range(520, 531)))

METHOD = r"(POST|GET|PUT|PATCH|DELETE)"
# A method on a line of its own.
ALONE = re.compile(rf"[*`]*({METHOD[1:-1]}|{METHOD[1:-1].lower()})[*`]*")

_PHRASES = "|".join(sorted({re.escape(one.phrase) for one in HTTPStatus}, key=len, reverse=True))
_STATUS = re.compile(
    r"[🟢🟠🔴🟡\s]*(?:HTTP\s*)?(?:状态码\s*[:：]?\s*)?([1-5]\d\d)(?:\s*(?:-|–|—|:|·)\s*(?:application/json"
    r"|[A-Z][\w /]{0,40})"
    rf"|\s+(?:{_PHRASES}|Success(?:ful)?(?: Response)?|application/json)|成功|\s*成功|application/json)?"
    r"|[🟢🟠🔴🟡]\s*([1-5]\d\d)\s*[^\s\d]{1,20}|[^\d\n]{1,20}[(（]([1-5]\d\d)[)）]",
    re.IGNORECASE,
)

# Where Docusaurus begins the members of an array's items.
OPENS = re.compile(r"Array \[")

# Where they end, there or by the button of ReadMe's form.
CLOSES = re.compile(r"\]|ADD (?:object|array|string|integer|number|boolean|file)", re.IGNORECASE)


def status(text: str) -> int | None:
    """The status that a line names, or None."""
    named = _STATUS.fullmatch(text) if len(text) <= 60 else None
    code = int(named[1] or named[2] or named[3]) if named else 0
    return code if code in STATUSES else None


def begins(text: str) -> bool:
    """Whether a line cannot be one of a description, for it begins or ends another part."""
    return bool(
        (text.lstrip("*`")[:1] in "pgdPGD" and ALONE.fullmatch(text))
        or OPENS.fullmatch(text)
        or CLOSES.fullmatch(text)
        or (any(char.isdigit() for char in text[:24]) and status(text) is not None)
    )


def skip_blank(lines: Sequence[str], at: int) -> int:
    """The next line that says something, or the end."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
