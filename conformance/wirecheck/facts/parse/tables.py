"""Tables of members, as pages write them: with bars, with tabs, a cell a line, or with cells run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from wirecheck.facts.parse import kinds, paths
from wirecheck.facts.parse.blocks import Row, Table

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": (
        r"(?:parameter|field|name|param|property|attribute|key|argument|member|option|header)(?:\s+name)?s?",
        r"参数名?称?|字段名?称?|名称|属性|请求头",
    ),
    "type": (r"(?:data\s*|value\s*)?types?", r"类型|数据类型|参数类型"),
    "required": (r"required\s*\??|mandatory|optional\s*\??", r"是否必[需填须选]|必[需填须选](?:项)?|必填\?"),
    "default": (r"defaults?(?:\s+values?)?", r"默认值?"),
    "values": (
        r"(?:allowed|possible|accepted|supported|valid|enum)\s*(?:values?|options?)?|values|options|enum",
        r"可选值|取值|枚举值?",
    ),
    "example": (r"examples?(?:\s+values?)?|sample", r"示例值?|例子"),
    "range": (r"ranges?|constraints?|limits?", r"取值范围|范围|限制"),
    "in": (r"in|location", r"位置"),
    "status": (r"(?:http\s*)?(?:status\s*)?codes?|(?:http\s*)?status(?:\s*code)?", r"状态码|错误码"),
    "description": (
        r"descriptions?|desc\.?|notes?|details?|meanings?|remarks?|explanation|comments?|purpose",
        r"说明|描述|备注|含义|解释",
    ),
    "value": (r"value", r"值"),
}
"""What heads the columns of a table."""

_COLUMNS = tuple((name, re.compile("|".join(words), re.IGNORECASE)) for name, words in COLUMNS.items())
_GLUED_WORDS = re.compile(
    "|".join(f"(?P<{name}_{number}>{one})" for number, (name, one) in enumerate(
        (name, one) for name, ones in (
            ("name", ("Parameter", "Field", "Name", "Param", "Property", "Attribute", "Key",
                      "参数名", "参数", "字段", "名称")),
            ("type", ("Type", "类型")), ("required", ("Required", "是否必填", "必填", "必需", "必选")),
            ("default", ("Default", "默认值", "默认")), ("example", ("Example", "示例值", "示例")),
            ("description", ("Description", "Notes", "Meaning", "说明", "描述")),
        ) for one in ones)),
)  # fmt: skip
YES = re.compile(
    r"yes|y|true|required|mandatory|必需|必填|必选|是|✓|✔️?|✅|√|●|:heavy_check_mark:|:white_check_mark:", re.IGNORECASE
)
NO = re.compile(r"no|n|false|optional|可选|选填|非必填|否|✗|✘|❌|×|○|:heavy_minus_sign:|:x:", re.IGNORECASE)
NOTHING = ("", "-", "–", "—", "n/a", "N/A", "/", "none", "None", "无")
"""Cells that say nothing."""

_BORDER = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?")
_OPENS = {"{": "}", "[": "]", "(": ")"}
_GLUED_TYPE = re.compile(
    r"(?:array of (?:strings?|objects?|integers?|numbers?)|enum<\w+>|enum|string|integer|number|boolean"
    r"|object|array|file|int|float|bool)"
    r"(?:<\w+>)?(?:\[\])*(?:\s*\|\s*(?:string|integer|number|boolean|object|array|null)(?:\[\])*)*",
    re.IGNORECASE,
)
_GLUED_REQUIRED = re.compile(r"Yes|No|Required|Optional|Conditional|True|False|✅|❌|必需|必填|可选|选填|是|否")


@lru_cache(maxsize=2_000)
def column(text: str) -> str | None:
    """What a column of this heading holds, or None."""
    text = " ".join(text.replace("*", "").replace("`", "").split()).rstrip(":：")
    return next((name for name, pattern in _COLUMNS if pattern.fullmatch(text)), None)


def columns(header: Sequence[str]) -> tuple[str | None, ...] | None:
    """What the columns hold where a table is one of members or statuses, else None."""
    found = tuple(column(cell) for cell in header)
    known = [one for one in found if one]
    if len(known) < 2 or ("name" not in found and "status" not in found):
        return None
    return found


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row with bars; a bar in code, in brackets or after a backslash divides nothing."""
    text = line.strip()
    text = text.removeprefix("|")
    if "\\" not in text and "`" not in text and not any(char in text for char in _OPENS):
        return tuple(cell.strip() for cell in text.removesuffix("|").split("|"))
    if "\\" not in text and all(map(_closed, found := text.removesuffix("|").split("|"))):
        return tuple(cell.strip() for cell in found)
    found = []
    last, stack, code = 0, "", False
    for at, char in enumerate(text):
        if char == "\\":
            continue
        if char == "`":
            code = not code and "`" in text[at + 1 :]
        elif char in _OPENS and not code:
            stack += _OPENS[char] if _OPENS[char] in text[at:] else ""
        elif stack and char == stack[-1] and not code:
            stack = stack[:-1]
        elif char == "|" and not code and not stack and text[at - 1 : at] != "\\":
            found.append(text[last:at])
            last = at + 1
    rest = text[last:]
    if rest.strip():
        found.append(rest)
    return tuple(cell.strip().replace("\\|", "|") for cell in found)


def _closed(cell: str) -> bool:
    """Whether all code and brackets that begin in a piece of a row end in it too: no bar stood inside of them."""
    return cell.count("`") % 2 == 0 and all(cell.count(one) == cell.count(other) for one, other in _OPENS.items())


def barred(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    """A table with bars that begins on a line (from 0), and the line after it."""
    if "|" not in lines[at]:
        return None
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    bordered = "|" in following and bool(_BORDER.fullmatch(following))
    if not bordered and lines[at].count("|") < 2 and not lines[at].strip().startswith("|"):
        return None
    header = cells(lines[at])
    if len(header) < 2 or (not bordered and columns(header) is None):
        return None
    rows: list[Row] = []
    end = at + (2 if bordered else 1)
    while end < len(lines) and "|" in lines[end]:
        row = cells(lines[end])
        if len(row) < 2 or abs(len(row) - len(header)) > 1:
            break
        rows.append(Row(row, end + 1))
        end += 1
    return (Table(Row(header, at + 1), tuple(rows)), end) if rows else None


def tabbed(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    """A table whose cells stand between tabs, as browsers copy it."""
    header = tuple(cell.strip() for cell in lines[at].split("\t"))
    if len(header) < 2 or columns(header) is None:
        return None
    rows: list[Row] = []
    end = at + 1
    while end < len(lines) and "\t" in lines[end]:
        rows.append(Row(tuple(cell.strip() for cell in lines[end].split("\t")), end + 1))
        end += 1
    return (Table(Row(header, at + 1), tuple(rows)), end) if rows else None


def stacked(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    """A table with a cell a line: its header is three lines or more that head columns."""
    header: list[str] = []
    end = at
    while end < len(lines) and len(header) < 8 and (cell := lines[end].strip()) and column(cell):
        header.append(cell)
        end += 1
    if len(header) < 3 or columns(header) is None or len(set(header)) < len(header):
        return None
    start = columns(header).index("name") if "name" in (columns(header) or ()) else 0  # type: ignore[union-attr]
    rows: list[Row] = []
    while end + len(header) <= len(lines):
        while end < len(lines) and not lines[end].strip():
            end += 1
        row = [line.strip() for line in lines[end : end + len(header)]]
        if len(row) < len(header) or not all(row) or not paths.normal(row[start]):
            break
        if "type" in (kinds_of := columns(header) or ()) and not kinds.is_type(row[kinds_of.index("type")]):
            break
        rows.append(Row(tuple(row), end + 1))
        end += len(header)
    return (Table(Row(tuple(header), at + 1), tuple(rows)), end) if rows else None


def glued(lines: Sequence[str], at: int) -> tuple[Table, int] | None:
    """A table whose cells ran together: `FieldTypeRequiredDescription` and rows of the same making."""
    header = _glued_header(lines[at].strip())
    if header is None:
        return None
    shape = columns(header) or ()
    rows: list[Row] = []
    end = at + 1
    while end < len(lines) and lines[end].strip():
        found = _splits(lines[end].strip(), shape)
        if found:
            rows.append(Row(found[0], end + 1, tuple(found[1:])))
        elif not _ends(lines[end].strip(), 0, "name"):
            break
        end += 1
    return (Table(Row(header, at + 1), tuple(rows)), end) if rows else None


def _glued_header(text: str) -> tuple[str, ...] | None:
    if len(text) > 80 or " " in text:
        return None
    found: list[str] = []
    at = 0
    while at < len(text):
        word = _GLUED_WORDS.match(text, at)
        if not word:
            return None
        found.append(word[0])
        at = word.end()
    return tuple(found) if len(found) >= 3 and columns(found) else None


def _splits(text: str, shape: Sequence[str | None], at: int = 0) -> list[tuple[str, ...]]:
    """All ways to cut a row into cells, the likeliest first."""
    if not shape:
        return [()] if at == len(text) else []
    if len(shape) == 1 and shape[0] in ("description", "example", "default", "values"):
        rest = text[at:]
        return [(rest,)]
    done: list[tuple[str, ...]] = []
    for end in _ends(text, at, shape[0]):
        if shape[0] == "type" and shape[1:2] == ("description",) and re.match(r"[a-z_\d]", text[end:]):
            continue  # a type does not run on into a word
        done += [(text[at:end], *rest) for rest in _splits(text, shape[1:], end)]
    return done


def _ends(text: str, at: int, kind: str | None) -> list[int]:
    """Where a cell of a kind that begins at a place may end."""
    if kind == "name":
        found = re.match(r"[\w.$\[\]*-]+", text[at:], re.ASCII)
        length = found.end() if found else 0
        starts = [one for one in range(at + 1, at + length) if _GLUED_TYPE.match(text, one)]
        return [one for one in reversed(starts) if paths.normal(text[at:one])]
    if kind in ("default", "example"):
        return _values(text, at)
    pattern = {"type": _GLUED_TYPE, "required": _GLUED_REQUIRED}.get(kind or "")
    end = pattern.match(text, at) if pattern else None
    return [end.end()] if end else []


def _values(text: str, at: int) -> list[int]:
    """
    Where a value may end: before a capital, a digit, a sign that words begin with, a letter that is no Latin one.

    One that the words name again is the likeliest, then one that a word with a capital follows; others are dropped.
    """
    if quoted := re.compile(r"\"[^\"]*\"|`[^`]*`|[-–—](?!\d)").match(text, at):
        return [quoted.end()]
    token = re.compile(r"-?[\w.:x/-]+", re.ASCII).match(text, at)
    if token is None:
        return []
    ends = [end for end in range(at + 1, token.end() + 1) if re.match(r"[A-Z0-9\u3000-\uffff(\[`\"]|$", text[end:])]
    named = [end for end in ends if re.search(rf"(?<![\w.]){re.escape(text[at:end])}(?![\w.])", text[end:])]
    worded = [end for end in ends if re.match(r"[A-Z][a-z]|A |[\u3000-\uffff]|$", text[end:])]
    return (sorted(named, reverse=True)[:1] if named else worded) or ends[-1:]
