"""
The members that an error names by its structure, whoever made it: gateways pass on the errors of many upstreams.

A name stands in a member that is there for it (`param`, `field`, `loc`, the names in `errors`), also in an error that
another one quotes; or it is a whole path in the words; or it is in quotes, with a word that says what it is. Names are
given as they are spelled: `generation_config.image_config`, `$.contents[0].parts[0]`, `body.size`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from wirecheck.wire.lenient_json import Json

HOLDERS = frozenset({"param", "parameter", "field", "property", "pointer", "instancePath", "dataPath"})
"""Members of an error whose value is the name of a member."""

STEPS = frozenset({"loc", "path"})
"""Members of an error that list the steps to a member, as pydantic and zod do."""

BY_NAME = frozenset({"errors", "fieldErrors", "field_errors"})
"""Members of an error that may hold a member for each member of the request."""

MAX_OBJECTS = 2000
"""How many objects and arrays of an answer are looked at."""

MAX_WORDS = 20_000
"""How many characters of an error are looked at."""

ROOTS = frozenset({"$", "#", "body", "payload", "json"})
"""What a path may begin with that stands for the whole request; so does a name such as `GenerateContentRequest`."""

_QUOTED = r"[`'\"‘“]([\w$#./\[\]*-]{1,200})[`'\"’”]"
_CALLED = re.compile(
    r"\b(?:parameters?|arguments?|fields?|property|member|keys?|invalid"
    r"|(?:value|type|length|format|option)s? (?:for|of|at))"
    rf"\s{{0,3}}:?\s{{0,3}}{_QUOTED}"
    rf"|{_QUOTED} (?:parameter|argument|field|property|must be|is an? (?:required|unknown|invalid|unsupported) )",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\w$#./\[\]*-]+")
_EMBEDDED = re.compile(
    r"\\{0,4}\"(?:param|parameter|field)\\{0,4}\"\s{0,3}:\s{0,3}\\{0,4}\"([\w$#./\[\]*-]{1,200})\\{0,4}\""
)


def in_structure(answer: Json) -> Iterator[str]:
    """The names in those members of an error that are there for names."""
    ahead = deque([answer])
    for _ in range(MAX_OBJECTS):
        if not ahead:
            return
        here = ahead.popleft()
        if isinstance(here, dict):
            for name, value in here.items():
                yield from _held(name, value)
            ahead.extend(value for value in here.values() if isinstance(value, (dict, list)))
        elif isinstance(here, list):
            ahead.extend(value for value in here[:MAX_OBJECTS] if isinstance(value, (dict, list)))


def _held(name: str, value: Json) -> Iterator[str]:
    if name in HOLDERS and isinstance(value, str):
        yield value
    elif name in STEPS and isinstance(value, list):
        yield ".".join(step for step in value[:100] if isinstance(step, str))
    elif name in BY_NAME and isinstance(value, dict):
        yield from value


def in_words(words: str) -> Iterator[str]:
    """
    The names in an error's words: of a quoted error, those that are called a parameter, and whole paths.

    A single word is given as a path from the root (`$.size`), as it names no member inside of another.
    """
    words = words[:MAX_WORDS]
    yield from _EMBEDDED.findall(words)
    for before, after in _CALLED.findall(words):
        yield f"$.{before or after}"
    for token in _TOKEN.findall(words):
        path = token.strip("./")
        if "." in path or "/" in path or "[" in path:
            yield path


def steps(name: str) -> tuple[str, ...]:
    """
    The steps of a name from the outermost member that it has, without positions, in a form that all spellings share.

    The first is `$` where the name begins at the root.
    """
    folded = [plain(step) for step in re.split(r"[./\[\]]", name)]
    kept = [step for step in folded if step and step != "*" and not step.isdigit()]
    root = len(kept) > 1 and (kept[0] in ROOTS or kept[0].endswith("request"))
    return ("$", *kept[1:]) if root else tuple(kept)


def plain(name: str) -> str:
    """A name without what differs between spellings: `image_config` and `imageConfig` are one."""
    return re.sub(r"[_'\"-]", "", name).lower()
