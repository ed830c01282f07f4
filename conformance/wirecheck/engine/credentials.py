"""What of a run is secret: the key out of its variable, and headers that carry another."""

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
    The key in a variable; the emulator's where there is none, and none is needed.

    :raises KeyMissing: it is not there, or no header can carry it.
    """
    key = environ.get(name, "").strip()
    if not key and needed:
        raise KeyMissing(f"`{name}` holds no key", hint=f"export {name}=... or name another variable with `--key-env`")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise KeyMissing(f"`{name}` holds characters that no header can carry", hint="copy the key anew")
    return key or KEY


def hidden(headers: Headers, target: Target) -> tuple[Headers, dict[str, str]]:
    """
    Headers with what is secret in them by name only, and the secrets by these names.

    :raises UsageError: one of them is the key's.
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
