"""Specs to start from, one for each dialect; each is a spec itself, of a gateway called `my-gateway`."""

from __future__ import annotations

import json
from pathlib import Path

from wirecheck.spec.checks import DIALECTS
from wirecheck.spec.spec import key_env

NAME = "my-gateway"


def text(dialect: str, name: str) -> str:
    """
    A spec to start from, in YAML.

    :param dialect: one of `DIALECTS`.
    :param name: what the gateway is called.
    """
    template = (Path(__file__).parent / f"{dialect}.yaml").read_text(encoding="utf-8")
    return (
        template.replace(key_env(NAME), key_env(name))
        # JSON's strings are YAML's, whatever is in the name
        .replace(f"title: {NAME}\n", f"title: {json.dumps(name, ensure_ascii=False)}\n")
        .replace(f"# What {NAME} promises", f"# What {name} promises")
    )


__all__ = ["DIALECTS", "NAME", "text"]
