"""Options that make no sense, or do not go with their target: each is refused before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from wirecheck.config import options as table
from wirecheck.config.options import Kind, Only, Option
from wirecheck.engine import option_checks
from wirecheck.engine.run_options import Options
from wirecheck.engine.session import prepare
from wirecheck.engine.targets import parse
from wirecheck.errors import UsageError
from wirecheck.plan import Depth

ENVIRON = {"APIYI_API_KEY": "sk-canary-1", "DEERAPI_KEY": "sk-canary-2", "GEMINI_NATIVE_API_KEY": "sk-canary-3"}
VALUES: dict[Kind, Any] = {Kind.TEXT: "x", Kind.NUMBER: 3, Kind.MANY: ("x",), Kind.FLAG: True}

BAD_OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("apiyi", {"url": "https://a.test"}, "`--url` is for `live:` targets"),
    ("live:apiyi", {"manner": ("plain",)}, "`--manner` and `--fault` are for emulated targets"),
    ("live:apiyi", {"fault": ("html-errors",)}, "`--manner` and `--fault` are for emulated targets"),
    ("apiyi", {"manner": ("no-such",)}, "no-such"),
    ("apiyi", {"fault": ("no-such",)}, "no-such"),
    ("apiyi", {"select": ("no/such",)}, "there is no requirement `no/such`"),
    ("apiyi", {"ignore": ("nosuch",)}, "there is no requirement `nosuch`"),
    ("live:gemini-native", {}, "`gemini-native` has no server address in its spec"),
    ("live:apiyi", {"headers": (("Authorization", "Bearer x"),)}, "`Authorization` carries the key"),
    ("live:apiyi", {"headers": (("authorization", "Bearer x"),)}, "`authorization` carries the key"),
]


@pytest.mark.parametrize(("target", "given", "message"), BAD_OPTIONS)
def test_options_that_do_not_go_together(target: str, given: dict[str, Any], message: str) -> None:
    """Each is refused before anything is sent, in one line and with a hint."""
    with pytest.raises(UsageError) as caught:
        prepare(target, Options(**given), ENVIRON)
    assert message in caught.value.message
    assert caught.value.hint


BAD_URLS = ["gateway.test", "ftp://a.test", "https://", "http://a.test:port", "http://a.test:99999", "http://[::1", ""]
BAD_URLS += ["https://user:secret@a.test", "https://a.test/?key=1", "https://a.test/#x", "//a.test", "http:a.test"]


@pytest.mark.parametrize("url", [url for url in BAD_URLS if url])
def test_a_bad_url_is_told(url: str) -> None:
    """No library's traceback comes of an address, and no password is repeated."""
    with pytest.raises(UsageError) as caught:
        prepare("live:apiyi", Options(url=url), ENVIRON)
    assert (bool(caught.value.hint), "secret" in caught.value.message) == (True, False)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8460", "https://a.test/prefix/", "http://[::1]:80", "HTTPS://A.test"]
)
def test_a_good_url_is_taken(url: str) -> None:
    """Ports, prefixes and addresses of six are fine."""
    assert url == prepare("live:apiyi", Options(url=url), ENVIRON).wire.base


def only(*kinds: Only) -> list[Option]:
    return [option for option in table.OPTIONS if option.only in kinds]


@pytest.mark.parametrize("option", only(Only.LIVE, Only.EMULATED), ids=lambda option: option.name)
def test_an_option_of_one_kind_of_target_is_refused_of_the_other(option: Option) -> None:
    """It goes with its own kind, and the message names the option."""
    options = Options(**{option.python: VALUES[option.kind]})
    own, other = ("live:apiyi", "apiyi") if option.only is Only.LIVE else ("apiyi", "live:apiyi")
    option_checks.check(options, parse(own))
    with pytest.raises(UsageError, match=f"`--{option.name}`.* (is|are) for "):
        option_checks.check(options, parse(other))


@pytest.mark.parametrize("option", only(Only.DRAWN), ids=lambda option: option.name)
def test_what_is_for_drawn_requests_is_refused_of_others(option: Option) -> None:
    """Also where it is 0, which says something."""
    given: dict[str, Any] = {option.python: 0}
    options = Options(**given)
    option_checks.check_depth(options, Depth.FUZZ)
    with pytest.raises(UsageError, match=f"`--{option.name}` is for random requests"):
        option_checks.check_depth(options, Depth.SWEEP)
