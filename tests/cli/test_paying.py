"""The options of those who pay: prices, known departures, pictures, parts, rates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Depth
from wirecheck.wire.picture_bytes import inspect

BARE = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "DEERAPI_KEY"))}
BARE |= {"NO_COLOR": "1", "COLUMNS": "100"}


def call(cwd: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wirecheck", "run", *arguments],
        cwd=cwd,
        env={**BARE, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["apiyi", "--timeout", "nan"], "`--timeout nan` is not a valid time"),
        (["live:apiyi", "--key-env", "a b"], "`a b` is not a valid variable name"),
        (["apiyi", "--requirements", "ends.py"], "raises an error: SystemExit: 5"),
        (["apiyi", "--price", "cheap"], "is not a valid price, and cannot be read as a file"),
        (["apiyi", "--price", "-1"], "is not a valid price"),
        (["apiyi", "--price", "bad.toml"], "is not valid TOML"),
        (["apiyi", "--baseline", "gone.toml"], "gone.toml"),
        (["apiyi", "--baseline", "bad.toml"], "bad.toml"),
        (["apiyi", "--update-baseline", "--baseline", "bad.toml"], "bad.toml"),
        (["apiyi", "--update-baseline", "--baseline", "no/such/folder/k.toml"], "cannot be written"),
        (["apiyi", "--update-baseline"], "`--update-baseline` needs a baseline"),
        (["apiyi", "--resume"], "`--resume` needs a tape"),
        (["apiyi", "--pictures", "bad.toml"], "bad.toml"),
        (["apiyi", "--shard", "3/2"], "3/2"),
        (["apiyi", "--shard", "x"], "x"),
        (["apiyi", "--rate", "10/m"], "`--rate` is for `live:` targets"),
        (["live:apiyi", "--rate", "often"], "often"),
        (["live:apiyi", "--ca-cert", "bad.toml"], "bad.toml"),
        (["live:apiyi", "--yes", "--ca-cert", "gone.pem"], "gone.pem"),
        (["apiyi", "--prompts", "gone.txt"], "gone.txt"),
        (["apiyi", "--prompt", " "], "prompt"),
        (["apiyi", "--prompt", os.fsdecode(b"\xff")], "a prompt is not UTF-8"),
        (["apiyi", "--requirements", "gone.py"], "gone.py"),
        (["apiyi", "--report", "json=no/such/folder/x.json"], "cannot be written"),
        (["apiyi", "--tape", "no/such/folder/x.har"], "there is no folder"),
    ],
)
def test_a_mistake_is_told_before_anything_is_sent(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "bad.toml").write_text("= what\n", encoding="utf-8")
    (tmp_path / "ends.py").write_text("import sys\nsys.exit(5)\n", encoding="utf-8")
    done = call(tmp_path, *arguments, APIYI_API_KEY="sk-1")
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith("error: ")
    assert message in first
    assert second.startswith("hint: ")
    assert {path.name for path in tmp_path.iterdir()} - {"__pycache__"} == {"bad.toml", "ends.py"}


def test_a_run_says_what_it_costs(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text('currency = "USD"\ndefault = 0.04\n', encoding="utf-8")
    done = call(tmp_path, "apiyi", "--depth", "probe", "--price", "prices.toml", "--report", "json=r.json")
    assert done.returncode == 0
    (run,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["runs"]
    assert run["money"] == {
        "currency": "USD",
        "expected": "0.08",
        "at_worst": run["money"]["at_worst"],
        "charged": "0.08",
        "unpriced": 0,
    }
    assert [charge["price"] for charge in run["charges"]] == ["0.04", "0.04"]
    assert all(charge["started"] and charge["operation"] == "apiyi:generateContent" for charge in run["charges"])


def test_a_live_run_says_what_it_costs_and_asks(tmp_path: Path) -> None:
    done = call(tmp_path, "live:apiyi", "--price", "0.04", APIYI_API_KEY="sk-1")
    assert done.returncode == 2
    assert "0.08 if all goes well, 0.16 at worst" in done.stderr
    assert "use `--yes`" in done.stderr


def test_a_certificate_that_is_not_checked_is_said(tmp_path: Path) -> None:
    done = call(tmp_path, "live:apiyi", "--insecure", APIYI_API_KEY="sk-1")
    assert done.returncode == 2
    assert "certificate checks are off: any server at this address can read your key" in done.stderr
    assert "certificate" not in call(tmp_path, "live:apiyi", APIYI_API_KEY="sk-1").stderr


def test_known_departures_are_written_and_then_do_not_fail(tmp_path: Path) -> None:
    lie = ("apiyi", "--fault", "ratio-ignored", "--baseline", "known.toml")
    assert call(tmp_path, *lie, "--update-baseline").returncode == 0
    known = (tmp_path / "known.toml").read_text(encoding="utf-8")
    assert "picture/ratio-is-honoured" in known
    done = call(tmp_path, *lie)
    assert done.returncode == 0
    assert "known" in done.stdout
    assert call(tmp_path, *lie, "--strict").returncode == 0


@pytest.mark.exhaustive
def test_a_departure_that_is_gone_is_told_and_fails_a_strict_run(tmp_path: Path) -> None:
    assert (
        call(tmp_path, "apiyi", "--fault", "ratio-ignored", "--baseline", "k.toml", "--update-baseline").returncode == 0
    )
    done = call(tmp_path, "apiyi", "--baseline", "k.toml")
    assert done.returncode == 0
    assert "k.toml" in done.stderr
    assert call(tmp_path, "apiyi", "--baseline", "k.toml", "--strict").returncode == 1


def test_another_finding_than_the_known_one_fails(tmp_path: Path) -> None:
    assert (
        call(tmp_path, "apiyi", "--fault", "ratio-ignored", "--baseline", "k.toml", "--update-baseline").returncode == 0
    )
    done = call(tmp_path, "apiyi", "--fault", "mime-type-missing", "--baseline", "k.toml")
    assert done.returncode == 1
    assert "mime" in done.stdout or "type" in done.stdout


def test_what_was_paid_for_is_kept(tmp_path: Path) -> None:
    done = call(tmp_path, "apiyi", "--depth", "probe", "--pictures", "kept", "--manner", "jpeg")
    assert done.returncode == 0
    assert done.stderr == "2 pictures in kept\n"
    pictures = sorted((tmp_path / "kept").iterdir())
    assert len(pictures) == 2
    for path in pictures:
        assert path.suffix == ".jpg"
        assert inspect(path.read_bytes()).format == "JPEG"


def test_a_part_ends_without_a_verdict_on_the_rest(tmp_path: Path) -> None:
    done = call(tmp_path, "dgrid", "--shard", "1/2", "--format", "json")
    (run,) = json.loads(done.stdout)["runs"]
    assert run["shard"] == "1/2"
    assert 0 < run["requests"]["planned"] < 60


@pytest.mark.parametrize("budget", [0, 1, 2, 4, 100])
@pytest.mark.parametrize("provider", ["apiyi", "deerapi"])
def test_what_is_told_beforehand_is_sent(provider: str, budget: int) -> None:
    """Requests within the budget, no more and no less, to a gateway that does what its page says."""
    session = prepare(provider, Options(depth=Depth.PROBE, budget=budget), {})
    run = session.run()
    assert (len(session.within), session.expected) == (run.counts.sent, run.counts.charged)
    assert len(session.cases) - len(session.within) == len(run.left_out)


def test_a_target_that_is_named_twice_is_asked_once(tmp_path: Path) -> None:
    done = call(tmp_path, "apiyi", "apiyi", "--depth", "probe", "--format", "json")
    assert len(json.loads(done.stdout)["runs"]) == 1


@pytest.mark.exhaustive
def test_a_tape_holds_one_part(tmp_path: Path) -> None:
    part = ("apiyi", "--allow-unjudged", "--tape", "t.har")
    assert call(tmp_path, *part, "--shard", "1/3").returncode == 0
    done = call(tmp_path, *part, "--shard", "2/3", "--resume")
    assert done.returncode == 2
    assert "`t.har` was recorded of part 1/3" in done.stderr
    assert call(tmp_path, *part, "--resume").returncode == 0


def test_a_tape_is_judged_again_and_says_so(tmp_path: Path) -> None:
    assert call(tmp_path, "apiyi", "--depth", "probe", "--tape", "t.har").returncode == 0
    assert "all held. 31 answers judged again, 2 of them charged" in call(tmp_path, "replay:t.har").stdout


def test_a_model_that_the_page_does_not_name_is_no_broken_promise(tmp_path: Path) -> None:
    """It cannot be told then whether the page holds."""
    done = call(tmp_path, "apiyi", "--model", "another-model")
    assert done.returncode == 3
    assert done.stdout.startswith("trouble  apiyi:generateContent: the model cannot be reached with this account")
    assert "The model `another-model` does not exist." in " ".join(done.stdout.split())


def test_known_departures_are_told_together(tmp_path: Path) -> None:
    lie = ("apiyi", "--fault", "ratio-ignored", "--baseline", "known.toml")
    assert call(tmp_path, *lie, "--update-baseline").returncode == 0
    assert call(tmp_path, *lie).stdout.count("picture/ratio-is-honoured") == 1
    stale = call(tmp_path, "apiyi", "--baseline", "known.toml").stderr.splitlines()
    assert len(set(stale)) == len(stale) > 1
