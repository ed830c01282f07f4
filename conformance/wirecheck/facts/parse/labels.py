"""Labels of members in text: required or not, a default, examples, options, bounds; a line each, or several on one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import MemberEntry
from wirecheck.facts.parse.sections import EXACT, skip_blank

# Whether a member begins on a line (from 0).
Starts = Callable[[Sequence[str], int], bool]

_REQUIRED = re.compile(r"required|必需|必填|必选", re.IGNORECASE)
OPTIONAL = re.compile(r"optional|可选|选填|非必需|非必填", re.IGNORECASE)
SIDES = {"header": Side.HEADER, "query": Side.QUERY, "path": Side.PATH, "body": Side.REQUEST}
IGNORED = re.compile(
    r"deprecated|read-?only|write-?only|nullable|non-empty|unique|enum|\d+ enum values?|(?:show|hide) .{1,40}|"
    r"(?:child )?attributes|(?:show|hide) more|允许为空|\+\d+|枚举|(?:显示|隐藏)\s*(?:子属性|更多)",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"(?:default(?:s)?(?:\s+(?:to|value))?|默认值?)\s*[:：=为是]?\s*(?P<value>[^\s:：=].{0,80}|)", re.IGNORECASE
)
_DEFAULT_LEAD = re.compile(r"defaults to |default\s*(?:value)?\s*[:：=]|默认", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:examples?(?: values?)?|示例值?)\s*[:：]\s*(?P<value>.*)", re.IGNORECASE)
_OPTIONS = re.compile(
    r"(?:(?:available|allowed|possible|accepted|valid)\s+(?:options|values?)|allowed|allowed values"
    r"|enum(?: values)?|枚举值?|可选值|可用选项|可用值|允许的?值)\s*"
    r"[:：]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:(?P<what>(?:max|min)imum(?: string| array)? length|(?:max|min)imum|(?:required|必填)\s*(?:string "
    r"|array )?(?:length|range|范围|长度)|length|"
    r"(?:max|min) (?:items|length)|pattern|>=|<=|≥|≤|最大长度|最小长度|最大值|最小值)\s*[:：]?\s*"
    r"(?P<value>[^\sA-Za-z].*|(?:x|value|length|items)\s*[<>≤≥].*)"
    r"|length between \d+ and \d+|(?P<pattern>pattern)\s*[:：]\s*\S.*"
    r"|(?P<length>\d+\s*-\s*\d+) characters|(?P<range>-?[\d.]+\s*(?:<=|<|≤)\s*[a-z]\b.*|[a-z]\s*(?:<=|<|≤|>="
    r"|>)\s*-?[\d.]+|\d+\s*(?:-|to)\s*\d+))",
    re.IGNORECASE,
)
_BOUNDED = re.compile(r"(?:[<>≤≥]=?)\s*-?\d|\bnon-empty\b")
# Where labels that ran together on one line divide.
_RUN = re.compile(r"(?<=[^\s,;。，])(?=(?:Possible values|Default|Example|Pattern|Min(?:imum)?|Max(?:imum)?):\s)")

# How a label begins; most lines do not.
_BEGUN = re.compile(
    r"required|optional|available|allowed|possible|accepted|valid|enum|example|max|min|length|pattern|default|[<>≤≥\d-]"
    r"|[a-z]+\s*[<>≤≥]|[必可选非枚允示最默]",
    re.IGNORECASE,
)

_NEEDED = re.compile(r"required|optional|必需|必填|可选|选填", re.IGNORECASE)
_REQUIRED_ALONE = re.compile(r"(?:required|必需|必填)(?:\s+(?:header|query|path|body))?", re.IGNORECASE)
_UNDIVIDED = re.compile(r"[^\s,|]+(?:\s+[^\s,|]+)*")
_QUOTES = re.compile(r"(?:\"[^\"]*\"|'[^']*')(?:\s+(?:\"[^\"]*\"|'[^']*'))+")


def following(lines: Sequence[str], at: int) -> int | None:
    """The next line that says something; a few blank lines may stand between."""
    for place in range(at, at + 4):
        if place < len(lines) and lines[place].strip():
            return place
    return None


def label(draft: MemberEntry, text: str) -> None:
    """Note what words behind a type say: whether the member is required, and where it stands."""
    if _REQUIRED.search(text):
        draft.required = True
    elif OPTIONAL.search(text):
        draft.required = False
    for word in re.findall(r"[a-z]+", text.lower()):
        draft.side = SIDES.get(word, draft.side)


def value(text: str) -> str:
    """What a label of a default gives."""
    label = _DEFAULT.fullmatch(text.strip())
    return label["value"].strip() if label else text.strip()


def labels(draft: MemberEntry, lines: Sequence[str], at: int, starts: Starts) -> int:
    """Read the lines that hold a label each, and say where they end."""
    while at < len(lines):
        text = lines[at].strip().strip("`*")
        if not text:
            ahead = following(lines, at + 1)
            if ahead is None or not is_label(lines[ahead].strip()) or EXACT.fullmatch(lines[ahead].strip()):
                break
            at = ahead
            continue
        if text in SIDES and starts(lines, at):
            break
        if _take_word(draft, text):
            at += 1
        elif take(draft, text, lines, at, starts):
            at = max(at + 1, draft.last)
        else:
            break
        draft.last = at
    return at


def _take_word(draft: MemberEntry, text: str) -> bool:
    """Read a line that only says whether the member is required, or where it stands, or nothing of note."""
    if _REQUIRED_ALONE.fullmatch(text):
        draft.required = True
    elif OPTIONAL.fullmatch(text):
        draft.required = False
    elif text in SIDES:
        draft.side = SIDES[text]
    else:
        return bool(IGNORED.fullmatch(text))
    return True


def is_label(text: str) -> bool:
    """Whether a line is a label that may stand behind a description."""
    text = text.strip("`*")
    if not _BEGUN.match(text):
        return False
    text = _RUN.split(text)[0]
    return bool(_default(text, 60)) or any(pattern.fullmatch(text) for pattern in (_NEEDED, _OPTIONS, _EXAMPLE, _BOUND))


def _default(text: str, longest: int) -> re.Match[str] | None:
    """The label of a default, where a line is one, and not a sentence that begins with one."""
    default = _DEFAULT.fullmatch(text) if len(text) < longest and _DEFAULT_LEAD.match(text) else None
    return default if default and not re.search(r"[。；;，,]\s*\S", default["value"]) else None


def take(draft: MemberEntry, text: str, lines: Sequence[str], at: int, starts: Starts) -> bool:
    """Read a line that gives a default, an example, the options or a bound; `at` is its place (from 0)."""
    if ":" in text and len(several := _RUN.split(text)) > 1:
        return all(take(draft, each, lines, at, starts) for each in several)
    if options := _OPTIONS.fullmatch(text):
        return _take_options(draft, options["value"], lines, at, starts)
    if example := _EXAMPLE.fullmatch(text):
        shown, draft.last = _example(example["value"], lines, at, starts)
        draft.examples += [shown] if shown else []
    # a second default is left to the words, so that the two are seen to differ
    elif draft.default is None and (default := _default(text, 100)):
        shown, draft.last = _example(default["value"], lines, at, starts)
        draft.default = shown or None
    elif _BOUND.fullmatch(text):
        draft.bounds.append(text)
        draft.last = at + 1
    else:
        return False
    return True


def _take_options(draft: MemberEntry, text: str, lines: Sequence[str], at: int, starts: Starts) -> bool:
    """Read what a label of options gives: they may be a range."""
    if _BOUNDED.search(text):
        draft.bounds.append(text)
        draft.last = at + 1
        return True
    options, draft.last = _options(text, lines, at, starts)
    draft.options += options
    return bool(options)


def _options(first: str, lines: Sequence[str], at: int, starts: Starts) -> tuple[list[str], int]:
    """The options on a label's line, or on the lines after it, and where they end."""
    start = at + 1
    if not first.strip():
        start = skip_blank(lines, start)
        if not _may_be_option(lines, start, starts):
            return [], start
        first, start = lines[start], start + 1
    elif not first.rstrip().endswith(","):
        return _cut(first), start
    end = _list_end(first.strip(), lines, start, starts)
    return [option for line in (first, *lines[start:end]) for option in _cut(line)], end


def _list_end(first: str, lines: Sequence[str], at: int, starts: Starts) -> int:
    """Where a list that has begun ends: it has a word a line, or commas where lines divide, and then only these."""
    # one form decides for the whole list: with commas, each line needs one at its end or beginning; else it is one word
    before, commas = first, "," in first
    while _may_be_option(lines, at, starts):
        text = lines[at].strip()
        divided = before.endswith(",") or text.startswith(",")
        if not divided and (commas or not _are_words(first, text)):
            break
        before, commas, at = text, commas or divided, at + 1
    return at


def _may_be_option(lines: Sequence[str], at: int, starts: Starts) -> bool:
    """Whether a line may be an option: it begins nothing else."""
    text = lines[at].strip() if at < len(lines) else ""
    return 0 < len(text) <= 80 and not (is_label(text) or EXACT.fullmatch(text) or starts(lines, at))


def _are_words(first: str, other: str) -> bool:
    """Whether two lines may both be values of one list: neither is a label or a sentence."""
    return " " not in first + other and not re.search(r"[。,，:：]$", other)


def _cut(text: str) -> list[str]:
    """The options on one line: in quotes, in code, or with commas or bars between them."""
    text = text.strip().rstrip(",").lstrip(",").strip()
    text = text[1:-1] if re.fullmatch(r"\[[^\[\]]*\]", text) else text
    if _QUOTES.fullmatch(text):
        return [double or single for double, single in re.findall(r"\"([^\"]*)\"|'([^']*)'", text)]
    if _UNDIVIDED.fullmatch(text):
        coded = re.findall(r"`([^`]+)`", text)
        return coded if len(coded) > 1 else [text.strip("`")]
    return [option.strip().strip("`") for option in re.split(r"\s*[,|]\s*", text) if option.strip()]


def _example(first: str, lines: Sequence[str], at: int, starts: Starts) -> tuple[str, int]:
    if first.strip():
        return first.strip(), at + 1
    place = following(lines, at + 1)
    if place is None or EXACT.fullmatch(lines[place].strip()) or starts(lines, place):
        return "", at + 1
    text = lines[place].strip()
    if text[0] in "[{" and text[-1] not in "]}":
        for end in range(place + 1, min(place + 60, len(lines))):
            text += "\n" + lines[end].strip()
            if text.count("[") == text.count("]") and text.count("{") == text.count("}"):
                return text, end + 1
        return "", place + 1
    return text, place + 1
