"""Where the machine-readable part of a page is kept: in a fence, in the front matter, in a script, or bare."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator, Sequence

from wirecheck.facts.parse.blocks import Blocks, Code, OpenApi
from wirecheck.wire.lenient_json import Json

# The largest size of a decompressed operation, in bytes.
LARGEST = 16 * 2**20

# The most values in the JSON of a script that are searched.
MOST = 200_000

# Members beside an operation that are not part of it.
_ASIDE = ("postman", "info", "jsonRequestBodyExample")
_INFO = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(/\S*)", re.IGNORECASE)
_BARE = re.compile(r"""(?:openapi|swagger)\s*:\s*['"]?[23]""")
_TOP = re.compile(r"""[\w"'$-]+\s*:(?:\s|$)""")
_KEY = re.compile(r"([\w-]+)\s*:\s*(.*)")


def is_openapi(text: str) -> bool:
    """Whether a text looks like an OpenAPI document, before it is loaded."""
    head = text[:4_000]
    return ("openapi" in head or "swagger" in head or "paths" in head) and ("paths:" in text or '"paths"' in text)


def opened(code: Code) -> Code | OpenApi:
    """A fence, as an OpenAPI document where it holds one."""
    start = code.text.lstrip()[:2_000]
    if not (re.search(r"""["']?(?:openapi|swagger)["']?\s*:""", start) or start.startswith("paths:")):
        return code
    if not is_openapi(code.text):
        return code
    only = _INFO.search(code.info)
    return OpenApi(code.text, code.first, code.last, (f"{only[1].upper()} {only[2]}",) if only else ())


def bare(lines: Sequence[str], at: int) -> Blocks | None:
    """A document that begins on a line without a fence: the page is one, or its fence was lost."""
    is_json = lines[at].lstrip()[:1] == "{"
    if is_json and at == 0:
        text = "\n".join(lines)
        is_document = re.search(r'"openapi"\s*:|"swagger"\s*:', text[:2_000])
        return ([OpenApi(text, 1, len(lines))], len(lines)) if is_document else None
    if is_json or not _BARE.match(lines[at]):
        return None
    end = _yaml_end(lines, at)
    text = "\n".join(lines[at:end])
    return ([OpenApi(text, at + 1, end)], end) if is_openapi(text) else None


def _yaml_end(lines: Sequence[str], at: int) -> int:
    """Where YAML ends: before a line at the top level that is not a member, or a heading below a blank line."""
    for end in range(at, len(lines)):
        line = lines[end]
        if line.strip() and not line[0].isspace() and not _TOP.match(line) and line[0] not in "#-":
            return end
        if re.match(r"#{1,6} [A-Z]", line) and not lines[end - 1].strip():
            return end
    return len(lines)


def front(lines: Sequence[str]) -> tuple[list[OpenApi], dict[str, tuple[str, int]], int]:
    """
    The front matter of a page: what it keeps of a document, its plain members with their lines, and the line after it.
    """
    if not lines or lines[0].strip() != "---":
        return [], {}, 0
    end = next((at for at in range(1, min(len(lines), 400)) if lines[at].strip() == "---"), 0)
    members: dict[str, tuple[str, int]] = {}
    for at in range(1, end):
        if pair := _KEY.fullmatch(lines[at].strip()):
            members[pair[1]] = (pair[2].strip().strip("'\""), at + 1)
    kept = [members[name] for name in ("api", "openapi") if name in members]
    documents = [OpenApi(document, line, line) for text, line in kept if (document := _unpacked(text))]
    return documents, members, end + 1 if end else 0


def _unpacked(text: str) -> str | None:
    """The operation that Docusaurus keeps in its front matter, as a document."""
    if text.startswith("{"):
        raw = text
    else:
        try:
            packed = base64.b64decode(text, validate=True)
            raw = zlib.decompressobj().decompress(packed, LARGEST).decode("utf-8")
        except (binascii.Error, ValueError, zlib.error):
            return None
    operation = _loaded(raw)
    path = operation.get("path") if isinstance(operation, dict) else None
    if not isinstance(operation, dict) or not isinstance(path, str):
        return None
    method = str(operation.get("method", "post")).lower()
    document: dict[str, Json] = {
        "openapi": "3.0.0",
        "servers": operation.get("servers") or [],
        "components": {"securitySchemes": operation.get("securitySchemes") or {}},
        "paths": {path: {method: {name: value for name, value in operation.items() if name not in _ASIDE}}},
    }
    return json.dumps(document, ensure_ascii=False)


def _loaded(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def in_json(text: str) -> Iterator[str]:
    """The documents somewhere in the JSON of a script, which may hold more JSON in its texts."""
    if '"openapi"' not in text and '"paths"' not in text and '\\"openapi\\"' not in text:
        return
    # depth first with a stack of our own and a limit, because scripts nest deeply and hold much else
    stack = [_loaded(text)]
    left = MOST
    while stack and left:
        left -= 1
        value = stack.pop()
        if _is_document(value):
            yield json.dumps(value, ensure_ascii=False)
        elif isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str) and '"paths"' in value and value.lstrip().startswith("{"):
            yield from in_json(value)


def _is_document(value: Json) -> bool:
    return (
        isinstance(value, dict) and isinstance(value.get("paths"), dict) and ("openapi" in value or "swagger" in value)
    )
