"""What is secret: keys and headers, by the names of their variables in all that is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wirecheck.emulator import KEY, Emulator
from wirecheck.engine.session import Options, prepare
from wirecheck.errors import KeyMissing, UsageError
from wirecheck.plan import Depth, Phase, with_key_elsewhere
from wirecheck.reports import json as report
from wirecheck.reports.report import Report
from wirecheck.secrets.redaction import OTHER
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Request, Response


@pytest.mark.parametrize("environ", [{}, {"APIYI_API_KEY": ""}, {"APIYI_API_KEY": " \n"}])
def test_a_missing_key_names_its_variable(environ: dict[str, str]) -> None:
    """The variable is named, and how to fill it."""
    with pytest.raises(KeyMissing) as caught:
        prepare("live:apiyi", environ=environ)
    assert caught.value.message == "`APIYI_API_KEY` is not set or is empty"
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


SECRET = (("X-Api-Key", "hush-canary"), ("Cookie", "session=canary"), ("X-Team", "blue"))


def test_secret_headers_stay_secret() -> None:
    """They are sent, and stand in cases, `curl` lines and reports by a name only."""
    session = prepare("apiyi", Options(headers=SECRET, fault=("html-errors",), depth=Depth.PROBE), {})
    found = session.run()
    text = report.render(Report([found], "0")) + repr(found.cases) + repr(found.exchanges)
    assert found.findings
    assert "canary" not in text
    request = next(case.request for case in session.cases if case.phase is Phase.BILLABLE)
    assert (request.header("X-Team"), request.header("X-Api-Key")) == ("blue", "$WIRECHECK_X_API_KEY")
    assert session.secrets.fill(request).header("X-Api-Key") == "hush-canary"


def test_the_key_is_in_nothing_that_is_kept() -> None:
    """A gateway that echoes the key is found, and the key is in no exchange and no report."""
    options = Options(depth=Depth.PROBE, fault=("key-echoed",))
    found = prepare("apiyi", options, {"APIYI_API_KEY": "sk-canary-1"}).run()
    assert "auth/key-is-not-echoed" in {finding.requirement for finding in found.findings}
    assert "canary" not in report.render(Report([found], "0")) + repr(found.exchanges)


def test_secret_headers_do_not_show_themselves() -> None:
    """A traceback that prints the session prints no secret."""
    assert "canary" not in repr(prepare("apiyi", Options(headers=SECRET), {}))


class Gateway:
    """An emulator that also takes a key from other places than the documented one, and repeats a header."""

    def __init__(self, provider: str, keys: dict[str, str], repeated: str = "") -> None:
        self.emulator = Emulator(provider)
        self.spec = load(provider)
        self.keys = keys
        self.repeated = repeated
        self.seen: list[Request] = []

    def respond(self, request: Request) -> Response:
        self.seen.append(request)
        if any(key in (request.header(name) or "") for name, key in self.keys.items()):
            documented = self.spec.credential(self.spec.operations[0], KEY)
            others = tuple(h for h in request.headers if h[0].lower() != documented[0].lower())
            request = replace(request, headers=(documented, *others))
        response = self.emulator.respond(request)
        repeated = request.header(self.repeated)
        return replace(response, headers=(*response.headers, ("X-Repeated", repeated))) if repeated else response


ELSEWHERE = [
    ("apiyi", "x-goog-api-key", "hush-canary", "x-goog-api-key"),
    ("apiyi", "X-Custom", '{"api_key": "hush-canary", "provider": "openai"}', "x-custom"),
    ("apiyi", "X-Upstream", "https://me:hush-canary@host.test/", "x-upstream"),
    ("deerapi", "Cookie", "session=hush-canary", "cookie"),
    ("gemini-native", "x-goog-api-key", "hush-canary", "x-goog-api-key"),
    ("dgrid", "X-Forwarded-Authorization", "Bearer hush-canary", "x-forwarded-authorization"),
]


@pytest.mark.parametrize(("provider", "name", "value", "place"), ELSEWHERE)
def test_a_key_in_another_place_is_left_off_the_probes_of_keys(
    provider: str, name: str, value: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway that takes it there is right to serve who carries it, so those who do not are asked about."""
    gateway = Gateway(provider, {place: "hush-canary"})
    monkeypatch.setattr("wirecheck.engine.session._emulator", lambda *args: gateway)
    run = prepare(provider, Options(headers=((name, value),), depth=Depth.PROBE), {}).run()
    assert [f for f in run.findings if f.requirement.startswith("auth/")] == []
    probes = [case.request for case in run.cases if case.kind in ("no key", "wrong key")]
    [served] = {e.response.ok for e in run.exchanges if e.request in probes and e.response is not None}
    assert (len(probes) > 1, served) == (True, False)
    assert sum("hush-canary" in repr(request.headers) for request in gateway.seen) == len(gateway.seen) - len(probes)
    assert "canary" not in report.render(Report([run], "0")) + repr(run.exchanges)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [("x-portkey-provider", "generateContent", True), ("X-Auth-Token", "hush-canary-1", False)],
)
def test_what_a_header_says_may_come_back(name: str, value: str, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is blamed for another header's value than the key's, and one that is no secret is not touched."""
    gateway = Gateway("apiyi", {}, name)
    monkeypatch.setattr("wirecheck.engine.session._emulator", lambda *args: gateway)
    run = prepare("apiyi", Options(headers=((name, value),), depth=Depth.PROBE), {}).run()
    assert run.findings == ()
    repeated = {e.response.header("x-repeated") for e in run.exchanges if e.response is not None} - {None}
    assert repeated == {value if kept else OTHER}


def test_a_curl_line_has_what_the_caller_gave() -> None:
    """A header that is no secret stands in it as it is; a secret one asks for its variable."""
    headers = (("x-portkey-provider", "openai"), ("X-Auth-Token", "hush"))
    run = prepare("apiyi", Options(headers=headers, fault=("ratio-ignored",), depth=Depth.PROBE), {}).run()
    line = run.findings[0].curl
    assert "-H 'x-portkey-provider: openai'" in line
    assert '-H "X-Auth-Token: ${WIRECHECK_X_AUTH_TOKEN:?set it to the secret of this header}"' in line


def test_the_documented_header_is_refused() -> None:
    """A key is never an argument: other users of the machine can read it there."""
    with pytest.raises(UsageError) as caught:
        prepare("apiyi", Options(headers=(("authorization", "Bearer canary"),)), {})
    assert "--key-env" in caught.value.hint
    assert "canary" not in caught.value.message


def test_a_key_that_is_tried_elsewhere_is_the_only_one_there() -> None:
    """Else the caller's other key would be served, and the place of the first one blamed."""
    case = prepare("apiyi", Options(headers=(("x-goog-api-key", "hush-canary"),)), {}).cases[-1]
    moved = with_key_elsewhere(load("apiyi").operations[0], case).request
    assert [value for name, value in moved.headers if name == "x-goog-api-key"] == ["$APIYI_API_KEY"]
