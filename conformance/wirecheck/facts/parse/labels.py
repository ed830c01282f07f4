"""Labels of members in text: required or not, a default, examples, options, bounds; a line each, or several on one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wirecheck.facts.page import Side
from wirecheck.facts.parse.blocks import Entry
from wirecheck.facts.parse.sections import EXACT

Starts = Callable[[Sequence[str], int], bool]
"""Whether a member begins on a line (from 0)."""

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
_RUN = re.compile(r"(?<=[^\s,;。，])(?=(?:Possible values|Default|Example|Pattern|Min(?:imum)?|Max(?:imum)?):\s)")
"""Where labels that ran together on one line divide."""

_BEGUN = re.compile(
    r"required|optional|available|allowed|possible|accepted|valid|enum|example|max|min|length|pattern|default|[<>≤≥\d-]"
    r"|[a-z]+\s*[<>≤≥]|[必可选非枚允示最默]",
    re.IGNORECASE,
)
"""How a label begins; most lines do not."""

_QUOTES = re.compile(r"(?:\"[^\"]*\"|'[^']*')(?:\s+(?:\"[^\"]*\"|'[^']*'))+")


@dataclass(slots=True)
class Draft:
    """A member as its lines are read; `lines` count from 1."""

    path: str
    type: str
    first: int
    last: int
    required: bool | None = None
    side: Side | None = None
    default: str | None = None
    options: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    bounds: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    children: int = 0

    def done(self) -> Entry:
        options = self.options
        if len(options) == 1 and self.default and options[0] != self.default and options[0].startswith(self.default):
            options = []  # values that ran together: where they divide cannot be told
        return Entry(
            self.path, self.type, self.first, self.last, self.required, True, self.side, self.default,
            tuple(options), tuple(self.examples), tuple(self.bounds), "\n".join(self.words),
            children=self.children,
        )  # fmt: skip


def following(lines: Sequence[str], at: int) -> int | None:
    """The next line that says something; a few blank lines may stand between."""
    for place in range(at, at + 4):
        if place < len(lines) and lines[place].strip():
            return place
    return None


def label(draft: Draft, text: str) -> None:
    """Note what words behind a type say: whether the member is required, and where it stands."""
    if _REQUIRED.search(text):
        draft.required = True
    elif OPTIONAL.search(text):
        draft.required = False
    for word in re.findall(r"[a-z]+", text.lower()):
        draft.side = SIDES.get(word, draft.side)


def value(text: str) -> str:
    """What a label of a default gives."""
    found = _DEFAULT.fullmatch(text.strip())
    return found["value"].strip() if found else text.strip()


def labels(draft: Draft, lines: Sequence[str], at: int, starts: Starts) -> int:
    """Read the lines that hold a label each, and say where they end."""
    while at < len(lines):
        text = lines[at].strip().strip("`*")
        if not text:
            ahead = following(lines, at + 1)
            if ahead is None or not is_label(lines[ahead].strip()) or EXACT.fullmatch(lines[ahead].strip()):
                break
            at = ahead
            continue
        if re.fullmatch(r"(?:required|必需|必填)(?:\s+(?:header|query|path|body))?", text, re.IGNORECASE):
            draft.required = True
        elif OPTIONAL.fullmatch(text):
            draft.required = False
        elif text.lower() in SIDES and text.islower() and not starts(lines, at):
            draft.side = SIDES[text]
        elif IGNORED.fullmatch(text):
            pass
        elif not take(draft, text, lines, at, starts):
            break
        else:
            at = max(at, draft.last - 1)
        at += 1
        draft.last = at
    return at


def is_label(text: str) -> bool:
    """Whether a line is a label that may stand behind a description."""
    text = text.strip("`*")
    if not _BEGUN.match(text):
        return False
    text = _RUN.split(text)[0]
    return bool(
        re.fullmatch(r"required|optional|必需|必填|可选|选填", text, re.IGNORECASE)
        or _OPTIONS.fullmatch(text)
        or _EXAMPLE.fullmatch(text)
        or _BOUND.fullmatch(text)
        or _is_default(text, 60)
    )


def _is_default(text: str, longest: int) -> bool:
    """Whether a line is the label of a default, and not a sentence that begins with one."""
    found = _DEFAULT.fullmatch(text) if len(text) < longest and _DEFAULT_LEAD.match(text) else None
    return bool(found) and not re.search(r"[。；;，,]\s*\S", found["value"] if found else "")


def take(draft: Draft, text: str, lines: Sequence[str], at: int, starts: Starts) -> bool:
    """Read a line that gives a default, an example, the options or a bound; `at` is its place (from 0)."""
    if ":" in text and len(several := _RUN.split(text)) > 1:
        return all(take(draft, one, lines, at, starts) for one in several)
    if found := _OPTIONS.fullmatch(text):
        if _BOUNDED.search(found["value"]):
            draft.bounds.append(found["value"])
            draft.last = at + 1
            return True
        options, end = _options(found["value"], lines, at, starts)
        draft.options += options
        draft.last = end
        return bool(options)
    if found := _EXAMPLE.fullmatch(text):
        shown, end = _example(found["value"], lines, at, starts)
        draft.examples += [shown] if shown else []
        draft.last = end
        return True
    # a second default is left to the words, so that the two are seen to differ
    if draft.default is None and _is_default(text, 100) and (found := _DEFAULT.fullmatch(text)):
        shown, end = _example(found["value"], lines, at, starts)
        draft.default = shown or None
        draft.last = end
        return True
    if _BOUND.fullmatch(text):
        draft.bounds.append(text)
        draft.last = at + 1
        return True
    return False


def _options(first: str, lines: Sequence[str], at: int, starts: Starts) -> tuple[list[str], int]:
    """Options on the label's line, or on the lines after it, which go on as long as they end with a comma."""
    found = [first] if first.strip() else []
    end = at + 1
    commas = first.rstrip().endswith(",")
    while (commas or not first.strip()) and end < len(lines):
        text = lines[end].strip()
        if not text and not found:
            end += 1
            continue
        if not text or is_label(text) or EXACT.fullmatch(text) or len(text) > 80 or starts(lines, end):
            break
        if found and not commas and (" " in text or not _alike(found[0], text)):
            break
        found.append(text)
        end += 1
        if commas and not text.endswith(",") and not (end < len(lines) and lines[end].strip().startswith(",")):
            break
        commas = commas or text.endswith(",") or (end < len(lines) and lines[end].strip().startswith(","))
        if not commas and len(found) == 1 and "," in text:
            break
    return [one for text in found for one in _cut(text)], end


def _alike(one: str, other: str) -> bool:
    """Whether two lines may both be values of one list: neither is a label or a sentence."""
    return (" " in one) == (" " in other) and not re.search(r"[。,，:：]$", other)


def _cut(text: str) -> list[str]:
    text = text.strip().rstrip(",").lstrip(",").strip()
    text = text[1:-1] if re.fullmatch(r"\[[^\[\]]*\]", text) else text
    if _QUOTES.fullmatch(text):
        return [one or other for one, other in re.findall(r"\"([^\"]*)\"|'([^']*)'", text)]
    if re.fullmatch(r"\S+(?:\s+\S+)*", text) and "," not in text and "|" not in text:
        ticked = re.findall(r"`([^`]+)`", text)
        return ticked if len(ticked) > 1 else [text.strip("`")]
    return [one.strip().strip("`") for one in re.split(r"\s*[,|]\s*", text) if one.strip()]


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
