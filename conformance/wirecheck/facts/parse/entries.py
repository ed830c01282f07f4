"""
Members as documentation systems show them, once their page is text: a name, a type, labels, words.

    size                  modelstringRequiredExample:     prompt string required
    string
    default:1024x1024
    required

Systems differ in what they put on a line of its own; all of them are read here, by the form of the lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wirecheck.facts.parse import kinds, paths, sections
from wirecheck.facts.parse.blocks import Blocks, MemberEntry
from wirecheck.facts.parse.copied import LABELLED
from wirecheck.facts.parse.labels import SIDES, following, is_label, label, labels, take, value
from wirecheck.facts.parse.sections import EXACT

_NAME = re.compile(rf"(?:body|path|query|header)?{paths.PATH}", re.ASCII)
_LABELS = r"(?:\s*[·•,|]?\s*(?:required|optional|deprecated|nullable|enum|必需|必填|可选|header|path|query|body))*"
_SIZE = (
    r"(?:\s*\[\s*-?[\d.]+\s*\.\.\s*-?[\d.]+\s*\](?:\s*(?:characters|items))?"
    r"|\s*(?:[<>]=?|≤|≥)\s*-?[\d.]+(?:\s*(?:characters|items))?|\s*non-empty|\s*unique)*"
)
_TYPE_LINE = re.compile(
    rf"(?P<type>{kinds.PATTERN})(?:\s*\((?P<in>header|query|path|body)\))?(?P<size>{_SIZE})(?P<labels>{_LABELS})"
    r"(?P<default>\s*(?:default\s*[:：]|defaults to\s+)\s*\S+)?(?P<rest>Example\s*:.*)?",
    re.IGNORECASE,
)
_ONE_LINE = re.compile(
    rf"(?P<name>{paths.PATH})\s+(?P<type>{kinds.PATTERN})(?P<labels>{_LABELS})", re.IGNORECASE | re.ASCII
)
_DEFAULTS_TO = re.compile(r"Defaults to (?P<value>.+)$")
_EDGE = re.compile(r"(?:min|max)\s*:\s*-?[\d.]+", re.IGNORECASE)
_FORMAT = re.compile(r"format: \"([\w-]+)\"")
_SIZES = re.compile(r"(?:[<>]=?\s?-?[\d.]+|-?\d[\d.]*-\d[\d.]*)(?: (?:characters?|items?))?")
_BULLETED = re.compile(
    rf"[-*•+]\s+[*_]*`?[*_]*(?P<name>{paths.PATH})[*_]*`?[*_]*\s*[:：–—-]?\s*[*_]*[(（]\s*[*_`]*(?P<type>{kinds.PATTERN})`?[*_]*"
    r"(?P<labels>[^()（）]{0,60})[)）][*_]*\s*[:：–—-]?\s*(?P<words>.*)",
    re.IGNORECASE | re.ASCII,
)
_COUNTED = re.compile(r"(?P<array>array\s*\[\s*)?object\s*\{\s*(?P<count>\d+)\s*\}\s*\]?", re.IGNORECASE)
_NOT_NAMES = frozenset([
    "string", "integer", "number", "boolean", "object", "array", "null", "any", "required", "optional", "copy", "bash",
    "python", "javascript", "json", "curl", "deprecated", "none", "true", "false", "add",
])  # fmt: skip
# Words that head parts of a page, or are labels, unless a type stands right below them.
_HEADS = frozenset(["header", "body", "path", "query", "response", "request", "file", "type", "default", "example"])

_SHOWN = re.compile(r"(?:(?:request|response)\s*)?(?:examples?|samples?|示例)", re.IGNORECASE)
# The most lines of a member's description.
LONGEST = 40


def starts(lines: Sequence[str], at: int) -> bool:
    """Whether a member begins on this line (from 0)."""
    return _begin(lines, at) is not None


def entry(lines: Sequence[str], at: int) -> Blocks | None:
    """The member that begins on a line, and the line after it."""
    begun = _begin(lines, at)
    if begun is None:
        return None
    draft, at = begun
    at = labels(draft, lines, at, starts)
    at = _words(draft, lines, at)
    only = draft.options[0] if len(draft.options) == 1 else ""
    if draft.default and only != draft.default and only.startswith(draft.default):
        draft.options = []  # values that ran together: where they divide cannot be told
    return [draft], at


def _begin(lines: Sequence[str], at: int) -> tuple[MemberEntry, int] | None:
    text = lines[at].strip().strip("`*")
    if not text or len(text) > 400:
        return None
    if bullet := _BULLETED.match(lines[at].strip()):
        return _bulleted(bullet, at)
    if len(text) > 160 or not text[0].isascii():
        return None
    path = paths.normal(text) if _NAME.fullmatch(text) else None
    named = _named(path, lines, at) if path and _is_name(path) else None
    if named:
        return named
    # a name, a type and labels on one line, with blanks between or run together
    draft = _spaced(text, at) or _run_together(text, lines, at)
    return (draft, at + 1) if draft else None


def _is_name(path: str) -> bool:
    """Whether a word can be a member's name; those that head parts of a page are names in small letters alone."""
    return path.lower() not in _NOT_NAMES and (path.lower() not in _HEADS or path.islower())


def _bulleted(bullet: re.Match[str], at: int) -> tuple[MemberEntry, int] | None:
    """`- size (string, optional): words`."""
    path = paths.normal(bullet["name"])
    if path is None:
        return None
    draft = MemberEntry(path, bullet["type"], at + 1, at + 1, labelled=True, words=bullet["words"])
    label(draft, bullet["labels"])
    return draft, at + 1


def _named(path: str, lines: Sequence[str], at: int) -> tuple[MemberEntry, int] | None:
    """A name on a line, its type on the next; `required` may stand between."""
    place = following(lines, at + 1)
    if place is None or (path in _HEADS and place > at + 1):
        return None
    required = None
    if lines[place].strip() == "required" and place + 1 < len(lines):
        required, place = True, place + 1
    text = lines[place].strip().strip("`*")
    if counted := _COUNTED.match(text):
        kind = "object[]" if counted["array"] else "object"
        draft = MemberEntry(path, kind, at + 1, place + 1, labelled=True, children=int(counted["count"]))
        label(draft, text[counted.end() :])
        return draft, place + 1
    type_line = _TYPE_LINE.fullmatch(text)
    if type_line is None or type_line["type"].isupper():
        return None
    draft = MemberEntry(path, type_line["type"], at + 1, place + 1, required, labelled=True)
    _take_type_line(draft, type_line, lines, place)
    return draft, place + 1


def _take_type_line(draft: MemberEntry, type_line: re.Match[str], lines: Sequence[str], at: int) -> None:
    """Read what stands behind a type on its line."""
    draft.side = SIDES.get((type_line["in"] or "").lower())
    label(draft, type_line["labels"])
    if size := type_line["size"].strip():
        draft.bounds.append(size)
    if type_line["default"]:
        draft.default = value(type_line["default"])
    if type_line["rest"]:
        take(draft, type_line["rest"], lines, at, starts)


def _draft(member: re.Match[str] | None, at: int) -> MemberEntry | None:
    path = paths.normal(member["name"]) if member else None
    if member is None or path is None or not _is_name(path):
        return None
    return MemberEntry(path, member["type"], at + 1, at + 1, labelled=True)


def _spaced(text: str, at: int) -> MemberEntry | None:
    """`size string required`: where nothing is said of the member, the type has to be spelt as types are."""
    member = _ONE_LINE.fullmatch(text)
    draft = _draft(member, at)
    if not member or not draft or not (member["labels"].strip() or _plain_type(member["type"])):
        return None
    label(draft, member["labels"])
    return draft


def _run_together(text: str, lines: Sequence[str], at: int) -> MemberEntry | None:
    """`sizestringRequiredDefaults to 1K`."""
    member = LABELLED.fullmatch(text)
    draft = _draft(member, at)
    if not member or not draft:
        return None
    label(draft, member["label"])
    draft.bounds += [edge for edge in member["more"].split(" · ") if _EDGE.fullmatch(edge)]
    return draft if not member["rest"] or _rest(draft, member["rest"], lines, at) else None


def _rest(draft: MemberEntry, text: str, lines: Sequence[str], at: int) -> bool:
    """What ran into a label: a default, an example, values, or bounds with a default behind them."""
    if default := _DEFAULTS_TO.search(text):
        draft.default = default["value"]
        text = text[: default.start()]
    elif take(draft, text, lines, at, starts):
        return True
    if form := _FORMAT.search(text):
        draft.type, text = f"{draft.type}<{form[1]}>", text.replace(form[0], "")
    left = _SIZES.sub("", text).strip()
    draft.bounds += [size[0] for size in _SIZES.finditer(text)]
    return not left


def _plain_type(text: str) -> bool:
    """Whether a type on a name's line is spelt as types are, and not as words of a sentence."""
    return bool(
        re.fullmatch(r"(?:string|integer|number|boolean|object|array|enum)(?:<\w+>|\[\])*(?:\s*\|\s*\w+)*", text)
        or re.fullmatch(r"(?:list|map|array) (?:of|from) [\w ]+|double|(?:string|integer|double|boolean) or null", text)
    )


def _words(draft: MemberEntry, lines: Sequence[str], at: int) -> int:
    """The description, with labels that come after it."""
    gap = False
    begun = at
    while at < len(lines) and at - begun < LONGEST:
        text = lines[at].strip()
        if not text:
            at, gap = at + 1, True
        elif _begins_another(draft, lines, at):
            break
        elif is_label(text) and take(draft, text.strip("`*"), lines, at, starts):
            at, gap = max(at + 1, draft.last), False
        elif starts(lines, at) or (gap and not _goes_on(draft, lines, at)):
            break
        else:
            draft.words = f"{draft.words}\n{text}" if draft.words else text
            at, gap = at + 1, False
            draft.last = at
    return max(draft.last, begun)


def _begins_another(draft: MemberEntry, lines: Sequence[str], at: int) -> bool:
    """Whether a line begins another part of the page; the name again heads the members of its items."""
    text = lines[at].strip()
    return bool(
        EXACT.fullmatch(text)
        or text.startswith(("#", "|", "{", "```", "curl "))
        or sections.begins(text)
        or (_SHOWN.fullmatch(text) and at + 1 < len(lines) and lines[at + 1].lstrip()[:1] == "{")
        or text.rstrip("*") == draft.path.rpartition(".")[2]
    )


def _goes_on(draft: MemberEntry, lines: Sequence[str], at: int) -> bool:
    """Whether a description goes on behind a gap: a first sentence does, another only before a label."""
    return _sentence(lines[at].strip()) and (not draft.words or _label_ahead(lines, at))


def _label_ahead(lines: Sequence[str], at: int) -> bool:
    """Whether a label of the same member follows a paragraph: the paragraph is then part of its description."""
    said = [place for place in range(at, min(at + 9, len(lines))) if lines[place].strip()][:4]
    for place in said:
        text = lines[place].strip()
        if is_label(text):
            return True
        if EXACT.fullmatch(text) or starts(lines, place) or not _sentence(text):
            return False
    return False


def _sentence(text: str) -> bool:
    """Whether a line is one of a description rather than a heading or the next name."""
    return len(text.split()) > 2 or text.endswith((".", "。")) or ord(text[0]) > 127
