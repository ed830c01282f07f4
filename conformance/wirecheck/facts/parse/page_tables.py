"""Tables of members, as pages write them: with bars, with tabs, a cell a line, or with cells run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from wirecheck.facts.parse import kinds, paths
from wirecheck.facts.parse.blocks import Blocks, Table, TableRow
from wirecheck.facts.parse.sections import skip_blank

# What heads the columns of a table.
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

_COLUMNS = tuple((name, re.compile("|".join(words), re.IGNORECASE)) for name, words in COLUMNS.items())
_GLUED_WORD = re.compile(
    r"Parameter|Field|Name|Param|Property|Attribute|Key|参数名|参数|字段|名称|Type|类型"
    r"|Required|是否必填|必填|必需|必选|Default|默认值|默认|Example|示例值|示例|Description|Notes|Meaning|说明|描述"
)
YES = re.compile(
    r"yes|y|true|required|mandatory|必需|必填|必选|是|✓|✔️?|✅|√|●|:heavy_check_mark:|:white_check_mark:", re.IGNORECASE
)
NO = re.compile(r"no|n|false|optional|可选|选填|非必填|否|✗|✘|❌|×|○|:heavy_minus_sign:|:x:", re.IGNORECASE)
# Cells that say nothing.
NOTHING = ("", "-", "–", "—", "n/a", "N/A", "/", "none", "None", "无")

_BORDER = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{1,}:?\s*)*\|?")
# Inside or behind these signs, a bar may not divide cells.
_SHIELDS = re.compile(r"[\\`{\[(]")

_OPENS = {"{": "}", "[": "]", "(": ")"}
_GLUED_TYPE = re.compile(
    r"(?:array of (?:strings?|objects?|integers?|numbers?)|enum<\w+>|enum|string|integer|number|boolean"
    r"|object|array|file|int|float|bool)"
    r"(?:<\w+>)?(?:\[\])*(?:\s*\|\s*(?:string|integer|number|boolean|object|array|null)(?:\[\])*)*",
    re.IGNORECASE,
)
_GLUED_KINDS: Mapping[str | None, re.Pattern[str]] = {
    "type": _GLUED_TYPE,
    "required": re.compile(r"Yes|No|Required|Optional|Conditional|True|False|✅|❌|必需|必填|可选|选填|是|否"),
}
_GLUED_NAME = re.compile(r"[\w.$\[\]*-]+", re.ASCII)
_GLUED_QUOTED = re.compile(r"\"[^\"]*\"|`[^`]*`|[-–—](?!\d)")
_GLUED_VALUE = re.compile(r"-?[\w.:x/-]+", re.ASCII)


@lru_cache(maxsize=2_000)
def column(text: str) -> str | None:
    """What a column of this heading holds, or None."""
    text = " ".join(text.replace("*", "").replace("`", "").split()).rstrip(":：")
    return next((name for name, pattern in _COLUMNS if pattern.fullmatch(text)), None)


def columns(header: Sequence[str]) -> tuple[str | None, ...] | None:
    """What the columns hold where a table is one of members or statuses, else None."""
    shape = tuple(map(column, header))
    if len([*filter(None, shape)]) < 2 or ("name" not in shape and "status" not in shape):
        return None
    return shape


def cells(line: str) -> tuple[str, ...]:
    """The cells of a row with bars; a bar in code, in brackets or after a backslash divides nothing."""
    text = line.strip().removeprefix("|")
    pieces = text.removesuffix("|").split("|")
    # most rows have no bar but those that divide
    if _SHIELDS.search(text) is None or ("\\" not in text and all(map(_is_closed, pieces))):
        return tuple(cell.strip() for cell in pieces)
    pieces, last = [], 0
    for bar in _bars(text):
        pieces.append(text[last:bar])
        last = bar + 1
    pieces += [text[last:]] if text[last:].strip() else []
    return tuple(cell.strip().replace("\\|", "|") for cell in pieces)


def _is_closed(cell: str) -> bool:
    """Whether all code and brackets that begin in a piece of a row also end in it, so that no bar was inside them."""
    return cell.count("`") % 2 == 0 and all(cell.count(begin) == cell.count(end) for begin, end in _OPENS.items())


def _bars(text: str) -> Iterator[int]:
    """Where bars divide a row: a stack has the brackets that wait for their ends; one without an end opens nothing."""
    awaited, in_code = "", False
    for at, char in enumerate(text):
        if char == "`":
            in_code = not in_code and "`" in text[at + 1 :]
        elif in_code:
            continue
        elif char in _OPENS:
            awaited += _OPENS[char] if _OPENS[char] in text[at:] else ""
        elif awaited.endswith(char):
            awaited = awaited[:-1]
        elif char == "|" and not awaited and text[at - 1 : at] != "\\":
            yield at


def _table(header: Sequence[str], at: int, rows: Sequence[TableRow], end: int) -> Blocks | None:
    """A table and the line after it, where it has rows."""
    return ([Table(TableRow(tuple(header), at + 1), tuple(rows))], end) if rows else None


def barred(lines: Sequence[str], at: int) -> Blocks | None:
    """A table with bars that begins on a line (from 0), and the line after it."""
    if "|" not in lines[at]:
        return None
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    bordered = "|" in following and bool(_BORDER.fullmatch(following))
    header = _barred_header(lines[at], bordered)
    rows: list[TableRow] = []
    end = at + (2 if bordered else 1)
    while header and end < len(lines) and "|" in lines[end]:
        row = cells(lines[end])
        if len(row) < 2 or abs(len(row) - len(header)) > 1:
            break
        rows.append(TableRow(row, end + 1))
        end += 1
    return _table(header, at, rows, end)


def _barred_header(line: str, bordered: bool) -> tuple[str, ...]:
    """The header of a table with bars, or nothing; without a border below it, its cells have to head columns."""
    if not (bordered or line.count("|") > 1 or line.strip().startswith("|")):
        return ()
    header = cells(line)
    return header if len(header) > 1 and (bordered or columns(header)) else ()


def tabbed(lines: Sequence[str], at: int) -> Blocks | None:
    """A table whose cells stand between tabs, as browsers copy it."""
    header = tuple(cell.strip() for cell in lines[at].split("\t"))
    if len(header) < 2 or columns(header) is None:
        return None
    rows: list[TableRow] = []
    end = at + 1
    while end < len(lines) and "\t" in lines[end]:
        rows.append(TableRow(tuple(cell.strip() for cell in lines[end].split("\t")), end + 1))
        end += 1
    return _table(header, at, rows, end)


def stacked(lines: Sequence[str], at: int) -> Blocks | None:
    """A table with a cell a line: its header is three lines or more that head columns."""
    header = list(takewhile(column, (line.strip() for line in lines[at : at + 8])))
    shape = columns(header) if len(header) > 2 and len(set(header)) == len(header) else None
    rows: list[TableRow] = []
    end = at + len(header)
    while shape and end < len(lines):
        end = skip_blank(lines, end)
        row = tuple(line.strip() for line in lines[end : end + len(shape)])
        if not _is_row(row, shape):
            break
        rows.append(TableRow(row, end + 1))
        end += len(shape)
    return _table(header, at, rows, end)


def _is_row(row: Sequence[str], shape: Sequence[str | None]) -> bool:
    """Whether lines in a row are one of a table's: a name stands below the heading of names, a type below its own."""
    if len(row) < len(shape) or not all(row):
        return False
    name = row[shape.index("name") if "name" in shape else 0]
    return bool(paths.normal(name)) and ("type" not in shape or kinds.is_type(row[shape.index("type")]))


def glued(lines: Sequence[str], at: int) -> Blocks | None:
    """A table whose cells ran together: `FieldTypeRequiredDescription` and rows of the same making."""
    header = _glued_header(lines[at].strip())
    if header is None:
        return None
    shape = columns(header) or ()
    rows: list[TableRow] = []
    end = at + 1
    while end < len(lines) and lines[end].strip():
        readings = _splits(lines[end].strip(), shape)
        if readings:
            rows.append(TableRow(readings[0], end + 1, tuple(readings[1:])))
        elif not _ends(lines[end].strip(), 0, "name"):
            break
        end += 1
    return _table(header, at, rows, end)


def _glued_header(text: str) -> tuple[str, ...] | None:
    if len(text) > 80 or " " in text:
        return None
    header = tuple(_GLUED_WORD.findall(text))
    return header if "".join(header) == text and len(header) > 2 and columns(header) else None


def _splits(text: str, shape: Sequence[str | None], at: int = 0) -> list[tuple[str, ...]]:
    """All ways to cut a row into cells, the likeliest first."""
    # backtracking: each place where the first cell may end is combined with all ways to cut the rest
    if not shape:
        return [()] if at == len(text) else []
    if len(shape) == 1 and shape[0] in ("description", "example", "default", "values"):
        return [(text[at:],)]
    ways: list[tuple[str, ...]] = []
    for end in _ends(text, at, shape[0]):
        if shape[0] == "type" and shape[1:2] == ("description",) and re.match(r"[a-z_\d]", text[end:]):
            continue  # a type does not run on into a word
        ways += [(text[at:end], *rest) for rest in _splits(text, shape[1:], end)]
    return ways


def _ends(text: str, at: int, kind: str | None) -> list[int]:
    """Where a cell of a kind that begins at a place may end."""
    if kind == "name":
        # before a type, the longest name first
        name = _GLUED_NAME.match(text, at)
        ends = range(name.end() - 1, at, -1) if name else ()
        return [end for end in ends if _GLUED_TYPE.match(text, end) and paths.normal(text[at:end])]
    if kind in ("default", "example"):
        return _value_ends(text, at)
    pattern = _GLUED_KINDS.get(kind)
    cell = pattern.match(text, at) if pattern else None
    return [cell.end()] if cell else []


def _value_ends(text: str, at: int) -> list[int]:
    """
    Where a value may end: before a capital, a digit, an opening sign, or a letter that is not Latin.

    One that the words name again is the likeliest, then one that a word with a capital follows; others are dropped.
    """
    if quoted := _GLUED_QUOTED.match(text, at):
        return [quoted.end()]
    value = _GLUED_VALUE.match(text, at)
    if value is None:
        return []
    ends = [end for end in range(at + 1, value.end() + 1) if re.match(r"[A-Z0-9\u3000-\uffff(\[`\"]|$", text[end:])]
    named = [end for end in ends if re.search(rf"(?<![\w.]){re.escape(text[at:end])}(?![\w.])", text[end:])]
    if named:
        return named[-1:]
    return [end for end in ends if re.match(r"[A-Z][a-z]|A |[\u3000-\uffff]|$", text[end:])] or ends[-1:]
