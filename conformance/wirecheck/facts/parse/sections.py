"""Lines that begin a part of a page: a heading and what it says about the part, a method, a status."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

from wirecheck.facts.page import Side

# The statuses that a number alone on a line may be: those of the standard, and those of proxies.
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

# Where they end, either there or at a button of ReadMe's form.
CLOSES = re.compile(r"\]|ADD (?:object|array|string|integer|number|boolean|file)", re.IGNORECASE)


_WORDS: tuple[tuple[Side | str, str], ...] = (
    ("none", r"rate limits?|pricing|models?$|changelog|error handling|best practices|related|next steps|see also"),
    ("auth", r"^(?:authori[sz]ations?|authentication|auth|security|credentials)$|鉴权|认证|授权"),
    ("status", r"\b(?:status|error|response|http) codes?\b|^errors?$|状态码|错误码|错误代码"),
    (Side.PATH, r"^(?:url|path|uri)\s+(?:parameters?|params?|variables?|arguments?)$|path\s*参数|路径参数"),
    (Side.QUERY, r"^(?:url\s+)?query(?:\s+string)?(?:\s+(?:parameters?|params?|arguments?))?$|query\s*参数|查询参数"),
    (Side.HEADER, r"^(?:request\s+|http\s+)?headers?(?:\s+(?:parameters?|params?))?$|header\s*参数|请求头"),
    (Side.RESPONSE, r"\b(?:responses?|returns?|outputs?|results?|answers?|reply)\b|响应|返回|输出|结果"),
    (
        Side.REQUEST,
        r"\b(?:requests?|body|inputs?|parameters?|params?|arguments?|payload|fields|attributes)\b|请求|参数|输入",
    ),
)
_PATTERNS = tuple((side, re.compile(words, re.IGNORECASE)) for side, words in _WORDS)
# A line in Chinese that is not marked as a heading may be a sentence, unless it consists of these words alone.
_UNMARKED = re.compile(
    r"(?:[\s:：()（）*`]|[A-Za-z]+|[/+.-]|请求|响应|返回|输入|输出|接口|查询|路径|参数|字段|属性|信息|数据|内容|结果|示例|例子|样例|代码"
    r"|说明|列表|体|头|值|鉴权|认证|授权|方式|状态码|错误码|错误代码|消息|结构|正文)+"
)
_NOISE = re.compile(r"^[#\s\d.)]*|[\s:：*_`]+$|[*_`]|\s*application/\S+|\s*multipart/\S+")

# Lines that are headings wherever they stand.
EXACT = re.compile(
    r"(?:authori[sz]ations|path parameters|path params|query parameters|query params|headers|header parameters|"
    r"body|body params|body parameters|request body|request|responses?|response body|response fields|request headers|"
    r"request parameters|request fields|parameters|returns|authentication|status codes|error codes|credentials|"
    r"request body schema:?|response schema:?|response headers:?|(?:request|response) samples?|"
    r"请求参数|返回响应|请求体|响应信息|请求头|响应|响应体|请求示例代码|返回示例|请求示例|响应示例|示例|"
    r"body\s*参数|header\s*参数|query\s*参数|path\s*参数|授权|鉴权|认证|状态码|错误码|请求头参数|返回参数|响应参数|请求体参数|路径参数|查询参数|数据结构)"
    r"(?:\s*[(（][^()（）]{1,40}[)）])?(?:\s*(?:application/[\w.+-]+|multipart/form-data))?(?:\s+required)?\s*[:：]?",
    re.IGNORECASE,
)


@lru_cache(maxsize=2_000)
def side(heading: str, marked: bool = True) -> Side | str | None:
    """
    The side that a heading speaks of; `auth` and `status` for the parts on keys and on codes, None for any other.

    :param marked: whether the page marks it as a heading; else it may be a sentence that names a part.
    """
    text = _NOISE.sub("", " ".join(heading.split()))
    if len(text) > 80:
        return None
    if not marked and not text.isascii() and not _UNMARKED.fullmatch(text):
        return None
    for about, pattern in _PATTERNS:
        if pattern.search(text):
            return None if about == "none" else about
    return None


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
