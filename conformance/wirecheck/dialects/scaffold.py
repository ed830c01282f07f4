"""
Specs to start from, one for each dialect; each is itself a valid spec, of a gateway called `my-gateway`.

Held by `tests/cli/test_init.py`.
"""

from __future__ import annotations

import json

from wirecheck.errors import UsageError
from wirecheck.spec import dialect_registry
from wirecheck.spec.spec import key_env

NAME = "my-gateway"


def text(dialect: str, name: str) -> str:
    """
    A spec to start from, in YAML.

    :param name: the name of the gateway.
    :raises UsageError: the dialect has none.
    """
    path = dialect_registry.get(dialect).scaffold_file()
    if path is None:
        raise UsageError(f"`{dialect}` has no spec to start from", hint="ask the author of the dialect for one")
    return (
        path.read_text(encoding="utf-8")
        .replace(key_env(NAME), key_env(name))
        # every string of JSON is a string of YAML too, whatever the name contains
        .replace(f"title: {NAME}\n", f"title: {json.dumps(name, ensure_ascii=False)}\n")
        .replace(f"# What {NAME} promises", f"# What {name} promises")
    )
