"""
Members as documentation systems show them, once their page is text: a name, a type, labels, words.

    size                  modelstringRequiredExample:     prompt string required
    string
    default:1024x1024
    required

Systems differ in what stands on a line of its own; all of them are read here, by the shape of the lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wirecheck.facts import kinds, paths
from wirecheck.facts.blocks import Entry
from wirecheck.facts.page import Side
from wirecheck.facts.sections import EXACT

_REQUIRED = re.compile(r"required|必需|必填|必选", re.IGNORECASE)
_OPTIONAL = re.compile(r"optional|可选|选填|非必需|非必填", re.IGNORECASE)
_SIDES = {"header": Side.HEADER, "query": Side.QUERY, "path": Side.PATH, "body": Side.REQUEST}
_IGNORED = re.compile(
    r"deprecated|read-?only|write-?only|nullable|non-empty|unique|enum|\d+ enum values?|(?:show|hide) .{1,40}|"
    r"(?:child )?attributes|(?:show|hide) more|允许为空|\+\d+|枚举",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"(?:default(?:s)?(?:\s+(?:to|value))?|默认值?)\s*[:：=]?\s*(?P<value>[^\s:：=].{0,80}|)", re.IGNORECASE
)
_EXAMPLE = re.compile(r"(?:examples?(?: values?)?|示例值?)\s*[:：]\s*(?P<value>.*)", re.IGNORECASE)
_OPTIONS = re.compile(
    r"(?:(?:available|allowed|possible|accepted|valid)\s+(?:options|values?)|allowed|allowed values"
    r"|enum(?: values)?|枚举值?|可选值)\s*"
    r"[:：]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:(?P<what>(?:max|min)imum(?: string| array)? length|(?:max|min)imum|required (?:string "
    r"|array )?length|required range|"
    r"(?:max|min) (?:items|length)|pattern|>=|<=|≥|≤|最大长度|最小长度|最大值|最小值)\s*[:：]?\s*(?P<value>\S.*)"
    r"|(?P<length>\d+\s*-\s*\d+) characters|(?P<range>-?[\d.]+\s*(?:<=|<|≤)\s*[a-z]\b.*|[a-z]\s*(?:<=|<|≤|>="
    r"|>)\s*-?[\d.]+|\d+\s*(?:-|to)\s*\d+))",
    re.IGNORECASE,
)
_BOUNDED = re.compile(r"(?:[<>≤≥]=?)\s*-?\d")
_NAME = re.compile(rf"(?:body|path|query|header)?{paths.PATH}", re.ASCII)
_LABELS = r"(?:\s*[·•,|]?\s*(?:required|optional|deprecated|nullable|enum|必需|必填|可选|header|path|query|body))*"
_TYPE_LINE = re.compile(
    rf"(?P<type>{kinds.PATTERN})(?:\s*\((?P<in>header|query|path|body)\))?(?P<labels>{_LABELS})"
    r"(?P<default>\s*(?:default\s*[:：]|defaults to\s+)\s*\S+)?(?P<rest>Example\s*:.*)?",
    re.IGNORECASE,
)
_ONE_LINE = re.compile(
    rf"(?P<name>{paths.PATH})\s+(?P<type>{kinds.PATTERN})(?P<labels>{_LABELS})", re.IGNORECASE | re.ASCII
)
_GLUED = re.compile(
    r"(?P<name>[A-Za-z_][\w.\[\]-]*?)(?P<type>(?:string|integer|number|boolean|object|array|enum|any)(?:<\w+>|\[\])*)"
    r"(?P<enum>\s*·\s*enum)?(?P<label>Required|Optional)(?P<rest>Default\s*:.*|Example\s*:.*|Possible values\s*:.*)?",
)
_BULLETED = re.compile(
    rf"[-*•+]\s+[*_]*`?[*_]*(?P<name>{paths.PATH})[*_]*`?[*_]*\s*[:：–—-]?\s*[*_]*[(（]\s*[*_`]*(?P<type>{kinds.PATTERN})`?[*_]*"
    r"(?P<labels>[^()（）]{0,60})[)）][*_]*\s*[:：–—-]?\s*(?P<words>.*)",
    re.IGNORECASE | re.ASCII,
)
_COUNTED = re.compile(r"(?P<array>array\s*\[\s*)?object\s*\{\s*(?P<count>\d+)\s*\}\s*\]?", re.IGNORECASE)
_NOT_NAMES = frozenset(
    [
        "string",
        "integer",
        "number",
        "boolean",
        "object",
        "array",
        "file",
        "null",
        "any",
        "required",
        "optional",
        "default",
        "example",
        "header",
        "body",
        "path",
        "query",
        "response",
        "request",
        "copy",
        "bash",
        "python",
        "javascript",
        "json",
        "curl",
        "deprecated",
        "none",
        "type",
        "true",
        "false",
    ]
)
LONGEST = 40
"""Lines that one member's description takes at most."""


@dataclass(slots=True)
class _Draft:
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
        return Entry(
            self.path, self.type, self.first, self.last, self.required, True, self.side, self.default,
            tuple(self.options), tuple(self.examples), tuple(self.bounds), "\n".join(self.words),
            children=self.children,
        )  # fmt: skip


def starts(lines: Sequence[str], at: int) -> bool:
    """Whether a member begins on this line (from 0)."""
    return _begin(lines, at) is not None


def entry(lines: Sequence[str], at: int) -> tuple[Entry, int] | None:
    """The member that begins on a line, and the line after it."""
    begun = _begin(lines, at)
    if begun is None:
        return None
    draft, at = begun
    at = _labels(draft, lines, at)
    at = _words(draft, lines, at)
    return draft.done(), at


def _begin(lines: Sequence[str], at: int) -> tuple[_Draft, int] | None:
    text = lines[at].strip().strip("`*")
    if not text or len(text) > 400:
        return None
    if found := _BULLETED.match(lines[at].strip()):
        return _bulleted(found, at)
    if len(text) > 160 or not text[0].isascii():
        return None
    path = paths.normal(text) if _NAME.fullmatch(text) else None
    named = _named(path, lines, at) if path and path.lower() not in _NOT_NAMES else None
    return named or _one_line(text, lines, at)


def _bulleted(found: re.Match[str], at: int) -> tuple[_Draft, int] | None:
    """`- size (string, optional): words`."""
    path = paths.normal(found["name"])
    if path is None:
        return None
    draft = _Draft(path, found["type"], at + 1, at + 1)
    _label(draft, found["labels"])
    draft.words += [found["words"]] if found["words"] else []
    return draft, at + 1


def _named(path: str, lines: Sequence[str], at: int) -> tuple[_Draft, int] | None:
    """A name on a line, its type on the next."""
    following = _next(lines, at + 1)
    if following is None:
        return None
    text = lines[following].strip().strip("`*")
    if counted := _COUNTED.match(text):
        kind = "object[]" if counted["array"] else "object"
        draft = _Draft(path, kind, at + 1, following + 1, children=int(counted["count"]))
        _label(draft, text[counted.end() :])
        return draft, following + 1
    found = _TYPE_LINE.fullmatch(text)
    if found is None:
        return None
    draft = _Draft(path, found["type"], at + 1, following + 1)
    draft.side = _SIDES.get((found["in"] or "").lower())
    _label(draft, found["labels"] or "")
    if found["default"]:
        draft.default = _value(found["default"])
    if found["rest"]:
        _take(draft, found["rest"], lines, following)
    return draft, following + 1


def _one_line(text: str, lines: Sequence[str], at: int) -> tuple[_Draft, int] | None:
    """A name, a type and labels on one line, with blanks between or run together."""
    for pattern in (_ONE_LINE, _GLUED):
        found = pattern.fullmatch(text)
        path = paths.normal(found["name"]) if found else None
        if found is None or path is None or path.lower() in _NOT_NAMES:
            continue
        groups = found.groupdict()
        if pattern is _ONE_LINE and not (groups["labels"] or "").strip() and not _plain_type(found["type"]):
            continue
        draft = _Draft(path, found["type"], at + 1, at + 1)
        _label(draft, groups.get("labels") or groups.get("label") or "")
        if groups.get("rest"):
            _take(draft, groups["rest"], lines, at)
        return draft, at + 1
    return None


def _plain_type(text: str) -> bool:
    """Whether a type on a name's line is spelt as types are, and not as words of a sentence."""
    return bool(
        re.fullmatch(r"(?:string|integer|number|boolean|object|array|enum)(?:<\w+>|\[\])*(?:\s*\|\s*\w+)*", text)
    )


def _next(lines: Sequence[str], at: int) -> int | None:
    """The next line that says something; a few blank lines may stand between."""
    for place in range(at, at + 4):
        if place < len(lines) and lines[place].strip():
            return place
    return None


def _label(draft: _Draft, text: str) -> None:
    if _REQUIRED.search(text):
        draft.required = True
    elif _OPTIONAL.search(text):
        draft.required = False
    for word in re.findall(r"[a-z]+", text.lower()):
        draft.side = _SIDES.get(word, draft.side)


def _value(text: str) -> str:
    found = _DEFAULT.fullmatch(text.strip())
    return found["value"].strip() if found else text.strip()


def _labels(draft: _Draft, lines: Sequence[str], at: int) -> int:
    """Lines that hold a label each."""
    while at < len(lines):
        text = lines[at].strip().strip("`*")
        if not text:
            ahead = _next(lines, at + 1)
            if ahead is None or not _is_label(lines[ahead].strip()) or EXACT.fullmatch(lines[ahead].strip()):
                break
            at = ahead
            continue
        if re.fullmatch(r"(?:required|必需|必填)(?:\s+(?:header|query|path|body))?", text, re.IGNORECASE):
            draft.required = True
        elif _OPTIONAL.fullmatch(text):
            draft.required = False
        elif text.lower() in _SIDES and text.islower():
            draft.side = _SIDES[text]
        elif _IGNORED.fullmatch(text):
            pass
        elif not _take(draft, text, lines, at):
            break
        else:
            at = max(at, draft.last - 1)
        at += 1
        draft.last = at
    return at


def _is_label(text: str) -> bool:
    text = text.strip("`*")
    return bool(
        re.fullmatch(r"required|optional|必需|必填|可选|选填", text, re.IGNORECASE)
        or _OPTIONS.fullmatch(text)
        or _EXAMPLE.fullmatch(text)
        or _BOUND.fullmatch(text)
        or (
            len(text) < 60
            and _DEFAULT.fullmatch(text)
            and re.match(r"defaults to |default\s*(?:value)?\s*[:：]|默认", text, re.I)
        )
    )


def _take(draft: _Draft, text: str, lines: Sequence[str], at: int) -> bool:
    """A line that gives a default, an example, the options or a bound; `at` is its place (from 0)."""
    if (found := _OPTIONS.fullmatch(text)) and _BOUNDED.search(found["value"]):
        draft.bounds.append(found["value"])
        draft.last = at + 1
        return True
    if found := _OPTIONS.fullmatch(text):
        options, end = _options(found["value"], lines, at)
        draft.options += options
        draft.last = end
        return bool(options)
    if found := _EXAMPLE.fullmatch(text):
        value, end = _example(found["value"], lines, at)
        draft.examples += [value] if value else []
        draft.last = end
        return True
    if (
        len(text) < 100
        and (found := _DEFAULT.fullmatch(text))
        and re.match(r"defaults to |default\s*(?:value)?\s*[:：=]|默认", text, re.I)
    ):
        value, end = _example(found["value"], lines, at)
        draft.default = value or None
        draft.last = end
        return True
    if found := _BOUND.fullmatch(text):
        draft.bounds.append(text)
        draft.last = at + 1
        return True
    return False


def _options(first: str, lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """Options on the label's line, or on the lines after it, which go on as long as they end with a comma."""
    found = [first] if first.strip() else []
    end = at + 1
    commas = first.rstrip().endswith(",")
    while (commas or not first.strip()) and end < len(lines):
        text = lines[end].strip()
        if not text and not found:
            end += 1
            continue
        if not text or _is_label(text) or EXACT.fullmatch(text) or len(text) > 80 or starts(lines, end):
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
    if re.fullmatch(r"\S+(?:\s+\S+)*", text) and "," not in text and "|" not in text:
        ticked = re.findall(r"`([^`]+)`", text)
        return ticked if len(ticked) > 1 else [text.strip("`")]
    return [one.strip().strip("`") for one in re.split(r"\s*[,|]\s*", text) if one.strip()]


def _example(first: str, lines: Sequence[str], at: int) -> tuple[str, int]:
    if first.strip():
        return first.strip(), at + 1
    place = _next(lines, at + 1)
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


def _words(draft: _Draft, lines: Sequence[str], at: int) -> int:
    """The description, with labels that come after it."""
    gap = False
    begun = at
    while at < len(lines) and at - begun < LONGEST:
        text = lines[at].strip()
        if not text:
            gap = True
            at += 1
            continue
        if (
            EXACT.fullmatch(text)
            or text.startswith(("#", "|", "{", "```", "curl "))
            or re.fullmatch(r"[1-5]\d\d", text)
        ):
            break
        if _is_label(text) and _take(draft, text.strip("`*"), lines, at):
            at, gap = max(at + 1, draft.last), False
            continue
        if starts(lines, at) or (gap and not _sentence(text)):
            break
        if gap and draft.words and not _label_ahead(lines, at):
            break
        draft.words.append(text)
        at, gap = at + 1, False
        draft.last = at
    return max(draft.last, begun)


def _label_ahead(lines: Sequence[str], at: int) -> bool:
    """Whether a label of the same member follows a paragraph: the paragraph is then part of its description."""
    said = [place for place in range(at, min(at + 9, len(lines))) if lines[place].strip()][:4]
    for place in said:
        text = lines[place].strip()
        if _is_label(text):
            return True
        if EXACT.fullmatch(text) or starts(lines, place) or not _sentence(text):
            return False
    return False


def _sentence(text: str) -> bool:
    """Whether a line is one of a description rather than a heading or the next name."""
    return len(text.split()) > 2 or text.endswith((".", "。")) or ord(text[0]) > 127
