"""
What a request asks for, as its dialect reads it; members that are left out have the documented default or upstream's.

Reading never fails: what cannot be understood counts as left out. Whether the request ought to be refused is decided in
`refusals`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from wirecheck.spec.documented import documented_values
from wirecheck.spec.spec import Model, Operation
from wirecheck.wire.exchange import Request
from wirecheck.wire.lenient_json import Json


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """
    What is asked for.

    `size` is a tier (`1K`) if the dialect has tiers, else pixels such as `1024x1024`; `pictures` are those in the
    request, in base64; `closing` is a word that the system instruction asks for; `image_named` says whether the
    request itself says that it wants a picture.
    `members` are those of the body as the protocol reads them, whatever its encoding, spelt as on the page and without
    those that are null where null is the default; `readable` says whether it could be read, and
    `problem` what is wrong with it.
    """

    model: Model
    prompt: str = ""
    text: bool = False
    image: bool = True
    image_named: bool = True
    ratio: str = "1:1"
    size: str = "1K"
    quality: str = ""
    format: str = "png"
    background: str = "opaque"
    count: int = 1
    link: bool = False
    thoughts: bool = False
    search: bool = False
    pictures: tuple[str, ...] = field(default=(), repr=False)
    closing: str = ""
    seed: int = 0
    members: Json = field(default=None, repr=False)
    readable: bool = True
    problem: str = ""


def fingerprint(request: Request) -> str:
    """Hexadecimal digits that are the same only for the same request."""
    return sha256(b"\0".join((request.method.encode(), request.url.encode(), request.body))).hexdigest()


def seed(request: Request) -> int:
    """A number for a request's pictures, the same for the same request."""
    return int(fingerprint(request)[:4], 16)


def documented(operation: Operation, path: str, value: Any) -> bool:
    """
    Whether a value is in the page's closed set for a member, whatever upstream's model takes.

    A spec that is its own page has each value that it names, also where the set is open.
    """
    if operation.spec.is_page and value in documented_values(operation, path):
        return True
    member = operation.member(path)
    return member is not None and value in member.values


def optional(operation: Operation) -> tuple[str, ...]:
    """Documented optional members that the served model takes."""
    model = operation.model(operation.served_model)
    return tuple(
        member.path
        for member in operation.members
        if member.citation and not member.required and "[]" not in member.path and model.takes(member.path)
    )


def token_count(text: str) -> int:
    """The tokens of a text: about one for four characters."""
    return max(1, len(text) // 4) if text else 0
