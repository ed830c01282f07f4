"""Runs set up: targets and options, what does not go together, and what is secret."""

from __future__ import annotations

from typing import Any

import pytest

from wirecheck.emulator import KEY
from wirecheck.engine.session import LIVE_BUDGET, Options, prepare
from wirecheck.engine.target import parse
from wirecheck.errors import KeyMissing, SpecError, UsageError, WirecheckError
from wirecheck.plan import Depth
from wirecheck.reports import json as report
from wirecheck.reports.report import Report

ENVIRON = {"APIYI_API_KEY": "sk-canary-1", "DEERAPI_KEY": "sk-canary-2", "GEMINI_NATIVE_API_KEY": "sk-canary-3"}

TARGETS = [
    ("apiyi", "emulated", "emulated:apiyi", ["apiyi:generateContent"]),
    ("emulated:apiyi", "emulated", "emulated:apiyi", ["apiyi:generateContent"]),
    ("live:apiyi", "live", "live:apiyi", ["apiyi:generateContent"]),
    ("deerapi", "emulated", "emulated:deerapi", ["deerapi:generateContent", "deerapi:createImage"]),
    ("live:deerapi:createImage", "live", "live:deerapi:createImage", ["deerapi:createImage"]),
]
BAD_TARGETS = [
    ("nobody", SpecError, "there is no provider `nobody`", "known are `apiyi`"),
    ("live:nobody", SpecError, "there is no provider `nobody`", "known are `apiyi`"),
    ("apiyi:generateContent", UsageError, "`apiyi:generateContent` is no target", "`emulated:apiyi:generateContent`"),
    ("dead:apiyi", UsageError, "`dead:apiyi` is no target", "kinds are `emulated:`, `live:`"),
    ("live:", UsageError, "`live:` names no provider", "known are apiyi"),
    (":", UsageError, "`:` is no target", "kinds are"),
    ("", UsageError, "names no provider", "known are"),
    ("live:deerapi:drawImage", SpecError, "has no operation `drawImage`", "it has `generateContent`"),
    ("replay:apiyi:x.har", UsageError, "a tape is no target to be sent to", "wirecheck run replay:FILE"),
]


@pytest.mark.parametrize(("text", "kind", "full", "operations"), TARGETS)
def test_a_target_is_read(text: str, kind: str, full: str, operations: list[str]) -> None:
    """A bare name is the emulator; `live:` is always spelt out; an operation narrows it."""
    target = parse(text)
    assert (kind, full, operations) == (target.kind, str(target), [operation.id for operation in target.operations])


@pytest.mark.parametrize(("text", "error", "message", "hint"), BAD_TARGETS)
def test_a_bad_target_is_told_with_a_hint(text: str, error: type[WirecheckError], message: str, hint: str) -> None:
    """What is wrong, and what to write instead."""
    with pytest.raises(error) as caught:
        parse(text)
    assert (message in caught.value.message, hint in caught.value.hint) == (True, True), caught.value.message


BAD_OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("apiyi", {"url": "https://a.test"}, "`--url` is for `live:` targets"),
    ("live:apiyi", {"manner": ("plain",)}, "`--manner` and `--fault` are for emulated targets"),
    ("live:apiyi", {"fault": ("html-errors",)}, "`--manner` and `--fault` are for emulated targets"),
    ("apiyi", {"manner": ("no-such",)}, "no-such"),
    ("apiyi", {"fault": ("no-such",)}, "no-such"),
    ("apiyi", {"select": ("no/such",)}, "there is no requirement `no/such`"),
    ("apiyi", {"ignore": ("nosuch",)}, "there is no requirement `nosuch`"),
    ("live:gemini-native", {}, "`gemini-native` has no address of its own"),
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


@pytest.mark.parametrize("environ", [{}, {"APIYI_API_KEY": ""}, {"APIYI_API_KEY": " \n"}])
def test_a_missing_key_names_its_variable(environ: dict[str, str]) -> None:
    """The variable is named, and how to fill it."""
    with pytest.raises(KeyMissing) as caught:
        prepare("live:apiyi", environ=environ)
    assert caught.value.message == "`APIYI_API_KEY` holds no key"
    assert "export APIYI_API_KEY=..." in caught.value.hint


@pytest.mark.parametrize("key", ["sk\ncanary", "sk-\u00fccanary", "sk canary", "canary\x00"])
def test_a_key_that_no_header_can_carry_is_told(key: str) -> None:
    """A broken key is told before it is sent, and is not repeated."""
    with pytest.raises(KeyMissing) as caught:
        prepare("live:apiyi", environ={"APIYI_API_KEY": key})
    assert "canary" not in f"{caught.value.message}{caught.value.hint}"


def test_another_variable_may_hold_the_key() -> None:
    """`--key-env` names it, and the requests name it too."""
    session = prepare("live:apiyi", Options(key_env="MY_KEY"), {"MY_KEY": "sk-mine"})
    assert {"Bearer $MY_KEY"} == {
        c.request.header("Authorization") for c in session.cases if c.phase.value == "billable"
    }
    assert session.secrets.values["MY_KEY"] == "sk-mine"


def test_the_defaults_of_a_target() -> None:
    """A live one is probed with a budget; an emulator is swept without."""
    live, emulated = prepare("live:apiyi", environ=ENVIRON), prepare("apiyi", environ={})
    assert (live.depth, live.budget, live.key_default) == (Depth.PROBE, LIVE_BUDGET, "")
    assert (emulated.depth, emulated.budget, emulated.key_default) == (Depth.SWEEP, None, KEY)
    assert emulated.secrets.values == {"APIYI_API_KEY": KEY}


@pytest.mark.parametrize(("budget", "expected", "worst"), [(0, 0, 0), (1, 1, 1), (4, 2, 4), (1000, 2, 0)])
def test_what_it_costs_is_never_above_the_budget(budget: int, expected: int, worst: int) -> None:
    """Expected and at worst are told as the cap leaves them."""
    session = prepare("live:apiyi", Options(budget=budget), ENVIRON)
    assert expected == session.expected
    assert worst == session.at_worst if budget < 1000 else session.at_worst > session.expected


def test_a_plan_to_look_at_needs_no_key() -> None:
    """Nothing is sent, so nothing is asked for."""
    assert prepare("live:apiyi", environ={}, unsent=True).cases


SECRET = (("X-Api-Key", "hush-canary"), ("Cookie", "session=canary"), ("X-Team", "blue"))


def test_secret_headers_stay_secret() -> None:
    """They are sent, and stand in cases, `curl` lines and reports by a name only."""
    session = prepare("apiyi", Options(headers=SECRET, fault=("html-errors",), depth=Depth.PROBE), {})
    found = session.run()
    text = report.render(Report([found], "0")) + repr(found.cases) + repr(found.exchanges)
    assert found.findings
    assert "canary" not in text
    assert (
        session.cases[0].request.header("X-Team"),
        session.cases[0].request.header("X-Api-Key"),
    ) == ("blue", "$WIRECHECK_X_API_KEY")
    assert session.secrets.fill(session.cases[0].request).header("X-Api-Key") == "hush-canary"


def test_the_key_is_in_nothing_that_is_kept() -> None:
    """A gateway that echoes the key is found, and the key is in no exchange and no report."""
    options = Options(depth=Depth.PROBE, fault=("key-echoed",))
    found = prepare("apiyi", options, {"APIYI_API_KEY": "sk-canary-1"}).run()
    assert "auth/key-is-not-echoed" in {finding.requirement for finding in found.findings}
    assert "canary" not in report.render(Report([found], "0")) + repr(found.exchanges)


def test_secret_headers_do_not_show_themselves() -> None:
    """A traceback that prints the session prints no secret."""
    assert "canary" not in repr(prepare("apiyi", Options(headers=SECRET), {}))
