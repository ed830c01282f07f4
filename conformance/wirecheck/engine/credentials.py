"""The secrets of a run: the key from its environment variable, and headers that carry other secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wirecheck.emulator import KEY
from wirecheck.engine.targets import Target
from wirecheck.errors import KeyMissing, UsageError
from wirecheck.wire.exchange import Headers

SENSITIVE = re.compile(r"auth|key|token|cookie|secret|password", re.IGNORECASE)


def key_of(name: str, environ: Mapping[str, str], *, needed: bool) -> str:
    """
    The key from a variable; the emulator's key where none is set and none is needed.

    :raises KeyMissing: the key is missing, or cannot be sent in a header.
    """
    key = environ.get(name, "").strip()
    if not key and needed:
        raise KeyMissing(
            f"`{name}` is not set or is empty",
            hint=f"run `export {name}=...`, or name another variable with `--key-env`",
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise KeyMissing(f"`{name}` has characters that cannot be sent in a header", hint="copy the key again")
    return key or KEY


def hidden(headers: Headers, target: Target) -> tuple[Headers, dict[str, str]]:
    """
    Headers with placeholders for the secrets in them, and the secrets by placeholder.

    :raises UsageError: a header is the one that carries the key.
    """
    shown: list[tuple[str, str]] = []
    secrets: dict[str, str] = {}
    reserved = target.spec.credential(target.operations[0], "")[0].lower()
    for name, value in headers:
        if name.lower() == reserved:
            raise UsageError(
                f"`{name}` carries the key", hint="put the key into a variable and name it with `--key-env`"
            )
        if SENSITIVE.search(name):
            variable = "WIRECHECK_" + re.sub(r"\W", "_", name).upper()
            secrets[variable] = value
            value = f"${variable}"
        shown.append((name, value))
    return tuple(shown), secrets
