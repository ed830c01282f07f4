"""Checks of options, by themselves and with their target, before anything is planned."""

from __future__ import annotations

import math
import re
from urllib.parse import urlsplit

from wirecheck.config import options as table
from wirecheck.config.options import Only
from wirecheck.engine.run_options import Options
from wirecheck.engine.targets import Target
from wirecheck.errors import UsageError
from wirecheck.plan import Depth

GATEWAY = "such as https://gateway.example or http://127.0.0.1:8460"


def check(options: Options, target: Target) -> None:
    """
    Refuse options that are not valid, or not valid for this kind of target.

    :raises UsageError: an option is not valid.
    """
    for name, text in (("url", options.url), ("model", options.model), ("key-env", options.key_env)):
        if text is not None and not text.strip():
            raise UsageError(
                f"`--{name}` is empty", hint="is a shell variable not set? Give the option a value, or leave it out"
            )
    if options.key_env is not None and not re.fullmatch(r"[A-Za-z_]\w*", options.key_env, re.ASCII):
        raise UsageError(f"`{options.key_env}` is not a valid variable name", hint="such as `--key-env GATEWAY_KEY`")
    if not (options.timeout > 0 and math.isfinite(options.timeout)):
        raise UsageError(
            f"`--timeout {options.timeout}` is not a valid time", hint="it is a number of seconds, such as 300"
        )
    _check_kind(options, target)


def _check_kind(options: Options, target: Target) -> None:
    other = Only.EMULATED if target.live else Only.LIVE
    names = [f"`--{option.name}`" for option in table.OPTIONS if option.only is other]
    given = [f"`--{option.name}`" for option in table.OPTIONS if option.only is other and _is_given(options, option)]
    if given and target.live:
        raise UsageError(
            f"{' and '.join(names)} are for emulated targets", hint=f"use the target `{target.spec.provider}`"
        )
    if given:
        raise UsageError(f"{given[0]} is for `live:` targets", hint=f"use the target `live:{target.spec.provider}`")


def check_depth(options: Options, depth: Depth) -> None:
    """
    Refuse options of random requests where none are made.

    :raises UsageError: an option cannot be used with the depth.
    """
    for option in table.OPTIONS:
        if option.only is Only.DRAWN and depth is not Depth.FUZZ and getattr(options, option.python) is not None:
            raise UsageError(f"`--{option.name}` is for random requests", hint="use `--depth fuzz`")


def check_tape(options: Options) -> None:
    """
    Refuse options about sending where nothing is sent.

    :raises UsageError: an option cannot be used with a tape.
    """
    for option in table.OPTIONS:
        if option.only and _is_given(options, option):
            raise UsageError(
                f"`--{option.name}` cannot be used with a tape", hint="the requests on a tape have already been sent"
            )


def _is_given(options: Options, option: table.Option) -> bool:
    return bool(option.python and getattr(options, option.python))


def gateway(url: str) -> str:
    """
    Check the base URL of a gateway.

    :raises UsageError: it is not a valid URL, or has more than a path.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading the port checks it
    except ValueError as error:
        raise UsageError(f"`{url}` is not a valid URL: {error}", hint=GATEWAY) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"`{url}` is not a valid URL", hint=GATEWAY)
    if parts.username or parts.password:
        raise UsageError("the URL contains a password", hint="pass credentials with `-H` or in the key's variable")
    if parts.query or parts.fragment:
        raise UsageError(f"`{url}` has a query or a fragment", hint="give only the part before `?` or `#`")
    return url
