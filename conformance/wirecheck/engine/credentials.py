"""The secrets of a run: the key from its environment variable, and headers that carry other secrets."""

from __future__ import annotations

from collections.abc import Mapping

from wirecheck.emulator import KEY
from wirecheck.engine.targets import Target
from wirecheck.errors import KeyMissing, UsageError
from wirecheck.secrets.header_secrets import placeholders
from wirecheck.wire.exchange import Headers


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


def hidden(headers: Headers, target: Target, key_env: str) -> tuple[Headers, dict[str, str]]:
    """
    Headers with the names of variables in place of the secrets in them, and the secrets by these names.

    :param key_env: the variable of the key, whose name no other secret gets.
    :raises UsageError: a header is the one that carries the key.
    """
    reserved = {target.spec.credential(operation, "")[0].lower() for operation in target.operations}
    for name, _ in headers:
        if name.lower() in reserved:
            raise UsageError(
                f"`{name}` carries the key", hint="put the key into a variable and name it with `--key-env`"
            )
    return placeholders(headers, {key_env})
