"""
What a browser leaves of a page when it is copied: line numbers among code, a member's name run into its type.

    1                              model_idstringOptional      temperature?number
    curl https://… \\               previewslist of objects     Default1
    2                              textstring                  Range0 <= value <= 2
      -d '{…}'

Lines keep their numbers, so that facts can refer to them; only their content is set apart again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wirecheck.facts.parse import kinds

_CODE = re.compile(
    r"\s*(?:curl\s|[{\[]|import\s|from\s|const\s|let\s|var\s|require|package\s|use\s|#|<\?php|[A-Z]+ /|>)"
)
_KIND = (
    r"(?:(?:list|array) of (?:lists of )?\w+|map from \w+ to \w+(?: \w+)?|string|integer|number|double|float|long"
    r"|boolean|object|array|enum|file|datetime|date|uuid|any)(?:<\w+>|\[\])*(?: or null)?"
)
# A member whose name, type and label ran together.
LABELLED = re.compile(
    rf"(?P<name>[A-Za-z_][\w.\[\]-]*?)(?P<type>{_KIND})(?P<more>(?:\s·\s[^·]{{1,40}}?)*)(?P<label>Required|Optional)(?P<rest>.*)"
)

_BARE = re.compile(rf"(?P<name>[A-Za-z_][\w.\[\]-]+?)(?P<type>{_KIND})")
_MARKED = re.compile(rf"(?P<name>[A-Za-z_][\w.-]*)(?P<mark>[*?])(?P<type>{kinds.PATTERN})?(?P<more>\s*\|\s*)?")
_GLUED_LABELS = (
    (re.compile(r"Default(?P<value>(?!s?\b)\S.{0,60})"), "Default: {}"),
    (re.compile(r"Range(?P<value>[-\d].{0,60}|value\s*[<>].{0,40})"), "Required range: {}"),
    (re.compile(r"Length(?P<value>\d.{0,60}|length\s*[<>].{0,40})"), "Required length: {}"),
    (re.compile(r"Value in(?P<value>\S.*)"), "Allowed values: {}"),
)
# The fewest lines that must have run together before any line is set apart: a single one may be a word.
FEWEST = 2


def apart(lines: Sequence[str]) -> list[str]:
    """The lines, with what ran together set apart."""
    done = _unnumbered(lines)
    labelled = sum(bool(LABELLED.fullmatch(line.strip())) for line in done if _may_be_labelled(line))
    if labelled >= FEWEST:
        done = [_spaced(line) for line in done]
    marked = sum(bool((member := _marked(line)) and member["type"]) for line in done)
    if marked >= FEWEST:
        done = [_unmarked(line) for line in done]
    return done


def _may_be_labelled(line: str) -> bool:
    return len(line) < 200 and ("Required" in line or "Optional" in line)


def _spaced(line: str) -> str:
    text = line.strip()
    if not 4 < len(text) < 80 or kinds.is_type(text):
        return line
    member = _BARE.fullmatch(text)
    return f"{member['name']} {member['type']}" if member else line


def _marked(line: str) -> re.Match[str] | None:
    return _MARKED.fullmatch(line.strip()) if len(line) < 100 and ("*" in line or "?" in line) else None


def _unmarked(line: str) -> str:
    text = line.strip()
    if member := _marked(line):
        return f"{member['name']} {member['type'] or 'any'} {'required' if member['mark'] == '*' else 'optional'}"
    if len(text) < 80:
        for pattern, made in _GLUED_LABELS:
            if glued := pattern.fullmatch(text):
                return made.format(glued["value"])
    return line


def _unnumbered(lines: Sequence[str]) -> list[str]:
    """The lines without the numbers that stand before each line of code on a line of their own."""
    done = list(lines)
    at = 0
    while at + 1 < len(done):
        if done[at].strip() == "1" and _CODE.match(done[at + 1]):
            at = _run(done, at)
        else:
            at += 1
    return done


def _run(done: list[str], at: int) -> int:
    """Take the numbers out of a run of numbered lines, and say where it ends."""
    number, place = 1, at
    while place < len(done) and done[place].strip() == str(number):
        # a command goes on behind a backslash; a number must not end it
        done[place] = "\\" if place and number > 1 and done[place - 1].rstrip().endswith("\\") else ""
        number += 1
        # a line of code may be wrapped, so the next number is looked for in the next few lines
        following = place + 2
        while following < min(len(done), place + 4) and done[following].strip() != str(number):
            following += 1
        if following >= len(done) or done[following].strip() != str(number):
            return place + 2
        place = following
    return place + 1
