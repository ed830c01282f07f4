"""Whether options make sense, and go with their target: what is refused before anything is planned."""

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
    Refuse what makes no sense by itself, or not for such a target.

    :raises UsageError: an option makes no sense.
    """
    for name, text in (("url", options.url), ("model", options.model), ("key-env", options.key_env)):
        if text is not None and not text.strip():
            raise UsageError(f"`--{name}` is empty", hint="is a variable not set? Give it a value, or leave it out")
    if options.key_env is not None and not re.fullmatch(r"[A-Za-z_]\w*", options.key_env, re.ASCII):
        raise UsageError(f"`{options.key_env}` is no variable's name", hint="such as `--key-env GATEWAY_KEY`")
    if not (options.timeout > 0 and math.isfinite(options.timeout)):
        raise UsageError(f"`--timeout {options.timeout}` is no time", hint="it is a number of seconds, such as 300")
    _check_kind(options, target)


def _check_kind(options: Options, target: Target) -> None:
    other = Only.EMULATED if target.live else Only.LIVE
    names = [f"`--{option.name}`" for option in table.OPTIONS if option.only is other]
    given = [f"`--{option.name}`" for option in table.OPTIONS if option.only is other and _is_given(options, option)]
    if given and target.live:
        raise UsageError(f"{' and '.join(names)} are for emulated targets", hint=f"say `{target.spec.provider}`")
    if given:
        raise UsageError(f"{given[0]} is for `live:` targets", hint=f"say `live:{target.spec.provider}`")


def check_depth(options: Options, depth: Depth) -> None:
    """
    Refuse what only requests at random have, where none are drawn.

    :raises UsageError: an option does not go with the depth.
    """
    for option in table.OPTIONS:
        if option.only is Only.DRAWN and depth is not Depth.FUZZ and getattr(options, option.python) is not None:
            raise UsageError(f"`--{option.name}` is for requests that are drawn", hint="say `--depth fuzz`")


def check_tape(options: Options) -> None:
    """
    Refuse what says how something is sent, where nothing is.

    :raises UsageError: an option means nothing to a tape.
    """
    for option in table.OPTIONS:
        if option.only and _is_given(options, option):
            raise UsageError(f"`--{option.name}` means nothing to a tape", hint="what is on it has been sent already")


def _is_given(options: Options, option: table.Option) -> bool:
    return bool(option.python and getattr(options, option.python))


def gateway(url: str) -> str:
    """
    The base URL of a gateway, found to be one.

    :raises UsageError: it is none, or has more in it.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise UsageError(f"`{url}` is no URL: {error}", hint=GATEWAY) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"`{url}` is no URL", hint=GATEWAY)
    if parts.username or parts.password:
        raise UsageError("the URL carries a password", hint="pass credentials with `-H` or in the key's variable")
    if parts.query or parts.fragment:
        raise UsageError(f"`{url}` has more than a path", hint="give the part before `?`")
    return url
