"""What is secret: keys and headers, by the names of their variables in all that is kept."""

from __future__ import annotations

import pytest

from wirecheck.engine.session import Options, prepare
from wirecheck.errors import KeyMissing
from wirecheck.plan import Depth
from wirecheck.reports import json as report
from wirecheck.reports.report import Report


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
