"""The command line: exit codes, one clear line for each mistake, and data alone on stdout."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wirecheck.cli import COMMANDS, main, wirecheck
from wirecheck.requirements.catalogue import get

BARE = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "DEERAPI_KEY"))}
BARE |= {"NO_COLOR": "1", "COLUMNS": "100"}


def call(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wirecheck", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
        env={**BARE, **environ},
    )


@pytest.fixture
def closed() -> str:
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def speechless() -> Iterator[str]:
    """An address whose port speaks another protocol."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(4096)
                    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


MISTAKES: list[tuple[list[str], int, str]] = [
    (["run", "nobody"], 2, "there is no provider `nobody`"),
    (["rum"], 2, "there is no command `rum`"),
    (["run", "live:apiyi"], 2, "`APIYI_API_KEY` is not set or is empty"),
    (["run", "live:apiyi", "--yes"], 2, "`APIYI_API_KEY` is not set or is empty"),
    (["run", "apiyi", "--fault", "no-such"], 2, "no-such"),
    (["run", "apiyi", "--manner", "no-such"], 2, "no-such"),
    (["run", "apiyi", "--select", "no/such"], 2, "there is no requirement `no/such`"),
    (["run", "apiyi", "--report", "json=/no/such/folder/r.json"], 2, "`/no/such/folder/r.json` cannot be written"),
    (["run", "apiyi", "--report", "pdf=r.pdf"], 2, "there is no report format `pdf`"),
    (["run", "apiyi", "--select", "usage/is-present", "--ignore", "usage"], 2, "no requirement is left to be judged"),
    (["run", "apiyi", "--report", "r.json"], 2, "`r.json` is not a valid report"),
    (["run", "live:apiyi", "live:dgrid", "--url", "http://a.test"], 2, "need exactly one provider"),
    (["run", "live:apiyi", "--url", ""], 2, "`--url` is empty"),
    (["run", "apiyi", "--price", "-1"], 2, "is not a valid price"),
    (["run", "apiyi", "--model", " "], 2, "`--model` is empty"),
    (["run", "apiyi", "--key-env", ""], 2, "`--key-env` is empty"),
    (["run", "apiyi", "-H", "no header"], 2, "`no header` is not a valid header"),
    (["run", "apiyi", "-H", "X-ü: v"], 2, "`X-ü: v` is not a valid header"),
    (["run", "apiyi", "--depth", "deep"], 2, "deep"),
    (["run", "apiyi", "--budget", "-1"], 2, "-1"),
    (["run", "apiyi", "--jobs", "many"], 2, "many"),
    (["run", "apiyi", "--no-such-option"], 2, "--no-such-option"),
    (["plan", "dead:apiyi"], 2, "`dead:apiyi` is not a valid target"),
    (["explain", "no/such"], 2, "there is no requirement `no/such`"),
    (["explain", "usage"], 2, "`usage` is a family of requirements"),
    (["explain"], 2, "ID"),
    (["serve", "nobody"], 2, "there is no provider `nobody`"),
    (["serve", "apiyi", "--port", "http"], 2, "http"),
    (["serve", "apiyi", "--fault", "no-such"], 2, "no-such"),
    (["requirements", "--select", "no/such"], 2, "there is no requirement `no/such`"),
    (["requirements", "--check"], 2, "`--check` needs `--pages`"),
    (["requirements", "--pages", "x", "--select", "usage"], 2, "`--pages` cannot be combined with"),
    (["requirements", "--pages", "x", "--format", "json"], 2, "`--pages` cannot be combined with"),
    (["requirements", "--pages", __file__], 2, "is a file"),
]


def clear(done: subprocess.CompletedProcess[str], code: int, message: str) -> None:
    """One line on what is wrong and one on what to do, on stderr, and nothing else."""
    assert (code, "") == (done.returncode, done.stdout)
    lines = done.stderr.splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("error:", "hint:"))] == ["error:", "hint:"]
    assert (message in lines[-2], "Traceback" in done.stderr) == (True, False), done.stderr


@pytest.mark.parametrize(("arguments", "code", "message"), MISTAKES, ids=[" ".join(row[0]) for row in MISTAKES])
def test_a_mistake_is_told_in_two_lines(arguments: list[str], code: int, message: str) -> None:
    """Whatever is wrong with the input, it is told on stderr, with a hint, and stdout stays empty."""
    done = call(*arguments)
    clear(done, code, message)
    assert len(done.stderr.splitlines()) == 2


def test_a_live_run_asks_first() -> None:
    """Without a terminal to ask at and without `--yes`, nothing is sent."""
    clear(call("run", "live:apiyi", APIYI_API_KEY="sk-canary-1"), 2, "needs a terminal to ask for confirmation")


def test_nobody_there_is_an_exit_of_three(closed: str) -> None:
    """It could not be told; the key is not in what is said."""
    done = call("run", "live:apiyi", "--yes", "--url", closed, APIYI_API_KEY="sk-canary-1")
    clear(done, 3, "")
    assert "canary" not in done.stderr


def test_a_port_without_http_is_an_exit_of_three(speechless: str) -> None:
    """Another protocol is told as what it is."""
    clear(
        call("run", "live:apiyi", "--yes", "--url", speechless, APIYI_API_KEY="sk-canary-1"), 3, "does not speak HTTP"
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:port", "gateway.test", "https://a:b@a.test", "https://a.test?x=1"])
def test_a_bad_url_is_told(url: str) -> None:
    """A port given as a word, no scheme, a password, a query: each is a mistake of input."""
    clear(
        call("run", "live:apiyi", "--yes", "--url", url, APIYI_API_KEY="sk-canary-1"),
        2,
        "URL" if "?" not in url else url,
    )


CODES: list[tuple[list[str], int]] = [
    (["run", "apiyi", "--depth", "probe"], 0),
    (["run", "apiyi", "--depth", "probe", "--fault", "candidates-empty"], 1),
    (["run", "apiyi", "--depth", "probe", "--fault", "json-as-text-plain", "--strict"], 1),
    (["run", "apiyi", "--depth", "probe", "--budget", "0"], 3),
    (["run", "apiyi", "--depth", "probe", "--budget", "0", "--allow-unjudged"], 0),
    (["run", "apiyi", "--depth", "probe", "--select", "usage"], 0),
]


@pytest.mark.parametrize(("arguments", "code"), CODES, ids=[" ".join(row[0]) for row in CODES])
def test_exit_codes_of_a_run(arguments: list[str], code: int) -> None:
    """0 all right, 1 findings, 3 could not tell."""
    found = CliRunner().invoke(wirecheck, arguments, standalone_mode=False, env={"APIYI_API_KEY": ""})
    assert (code, None) == (found.return_value, found.exception)


DATA = [
    ["run", "apiyi", "--depth", "probe", "--format", "json"],
    ["plan", "live:apiyi", "--format", "json"],
    ["requirements", "--format", "json"],
    ["manners", "--format", "json"],
    ["faults", "--format", "json"],
]


@pytest.mark.parametrize("arguments", DATA, ids=lambda row: row[0])
def test_json_is_alone_on_stdout(arguments: list[str]) -> None:
    """What a program reads is one document, and nobody talks."""
    done = call(*arguments)
    assert (done.returncode, done.stderr, bool(json.loads(done.stdout))) == (0, "", True)


def test_a_report_is_written(tmp_path: Path) -> None:
    """The file has the same report as `--format json`, and the terminal has its own."""
    path = tmp_path / "report.json"
    done = call("run", "apiyi", "--depth", "probe", "--report", f"json={path}")
    assert (done.returncode, json.loads(path.read_text())["schema"]) == (0, 1)
    assert "all held" in done.stdout


def test_an_interrupted_reader_is_no_error() -> None:
    """`wirecheck faults | head -1` ends quietly."""
    line = f"set -o pipefail; {sys.executable} -m wirecheck requirements | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, env=BARE, check=False)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """The help of a command begins with its line in the list of commands, and every option has a text."""
    found = CliRunner().invoke(wirecheck, [command, "--help"], prog_name="wirecheck")
    assert (found.exit_code, f"Usage: wirecheck {command}" in found.output) == (0, True)
    given: Any = wirecheck.get_command(None, command)  # type: ignore[arg-type]
    assert [option.name for option in given.params if option.param_type_name == "option" and not option.help] == []


def test_help_lists_every_command() -> None:
    """Each command has its line."""
    found = CliRunner().invoke(wirecheck, ["--help"])
    listed = re.findall(r"^  (\w+)  ", found.output, re.MULTILINE)
    assert (0, list(COMMANDS)) == (found.exit_code, listed)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_is_light(arguments: list[str]) -> None:
    """No heavy library is imported to say what there is."""
    script = (
        "import sys, wirecheck.cli\n"
        f"try: wirecheck.cli.wirecheck.main({arguments!r})\n"
        "except SystemExit: pass\n"
        "heavy = {'pytest', 'schemathesis', 'PIL', 'rich', 'httpx2'}\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=BARE, check=True
    )
    assert done.stderr.strip() == ""


def test_what_we_trip_over_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A bug of ours shows no traceback, and says how to see one; the exit code says that nothing could be told."""
    monkeypatch.setattr(sys, "argv", ["wirecheck", "requirements"])
    monkeypatch.setattr("wirecheck.cli.requirements.select", lambda *wanted, **options: 1 / 0)
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (3, "")
    assert told.err.splitlines() == [
        "error: unexpected error in wirecheck: ZeroDivisionError: division by zero",
        "hint: set WIRECHECK_TRACEBACK=1 to see where",
    ]


@pytest.mark.exhaustive
def test_stale_clients_are_told(tmp_path: Path) -> None:
    """What is not what its spec says is named, with the reason, and fails the check; what was written is not."""
    pytest.importorskip("openapi_python_client", reason="needs the extra `wirecheck[generate]`")
    made = call("generate", "dgrid", "--output", str(tmp_path))
    assert (made.returncode, made.stdout) == (0, f"{tmp_path / 'dgrid'}  dgrid-client\n")
    assert call("generate", "dgrid", "--check", "--output", str(tmp_path)).returncode == 0
    (tmp_path / "dgrid" / "README.md").unlink()
    stale = call("generate", "dgrid", "--check", "--output", str(tmp_path))
    assert (stale.returncode, stale.stdout) == (1, "dgrid/README.md  missing\n")


NEAR = {
    "picture/ratio-is-honored": "did you mean `picture/ratio-is-honoured`?",
    "ratio-is-honoured": "did you mean `picture/ratio-is-honoured`?",
    "usage/total": "did you mean `usage/total-is-the-sum`?",
    "qqqqqqqq": "`wirecheck requirements` lists them",
    "usage/": "`wirecheck requirements --select usage` lists it",
    "honoured": "did you mean `images/response-format-is-honoured`, `images/output-format-is-honoured`,"
    " `picture/ratio-is-honoured` or another that `wirecheck requirements` lists?",
}


@pytest.mark.parametrize(("id", "hint"), NEAR.items())
def test_an_unknown_requirement_has_a_hint(id: str, hint: str) -> None:
    """What was probably meant is named, by a slip, by its beginning or by a part of it."""
    done = call("explain", id)
    assert (done.returncode, done.stderr.splitlines()[1:]) == (2, [f"hint: {hint}"])


@pytest.mark.parametrize("width", [80, 100])
def test_a_requirement_is_explained(width: int) -> None:
    """What holds, who promises it, an answer that holds, one that breaks and why, as wide as the terminal."""
    done = call("explain", "usage/total-is-the-sum", COLUMNS=str(width))
    assert (done.returncode, done.stderr) == (0, "")
    steps = (
        "The total is the sum",
        "must for",
        "for example",
        "it holds:",
        "  + ",
        "it breaks",
        "  - ",
        "should: the total",
    )
    places = [done.stdout.find(step) for step in (*steps, "see it break: wirecheck run apiyi --fault total-is-off")]
    assert places == sorted(places)
    assert places[0] > 0
    assert [line for line in done.stdout.splitlines() if len(line) > width and "://" not in line] == []


def test_the_key_of_the_caller_is_not_in_an_explanation() -> None:
    """The emulator is asked with its own key, whatever the environment holds."""
    done = call("explain", "auth/key-is-not-echoed", APIYI_API_KEY="sk-canary-1")
    assert "[the caller's key]" in done.stdout
    assert "canary" not in done.stdout
    assert done.stdout == call("explain", "auth/key-is-not-echoed").stdout


def test_stale_pages_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not what its requirement says is named, with the reason, and fails the check; what was written is not."""
    monkeypatch.setattr("wirecheck.reports.requirement_pages.catalogue", lambda: (get("auth/no-key-is-refused"),))

    def pages(*more: str) -> tuple[int, str, str]:
        found = CliRunner().invoke(wirecheck, ["requirements", "--pages", str(tmp_path), *more], standalone_mode=False)
        return found.return_value, found.stdout, found.stderr

    assert pages("--check") == (1, "README.md  missing\nauth/no-key-is-refused.md  missing\n", "")
    assert pages() == (0, f"{tmp_path}  2 pages\n", "")
    assert pages("--check") == (0, "", "every page is up to date\n")
    path = tmp_path / "auth" / "no-key-is-refused.md"
    path.write_text(path.read_text(encoding="utf-8").replace("401", "402", 1), encoding="utf-8")
    code, shown, _ = pages("--check")
    assert (code, shown.splitlines()[0]) == (1, "auth/no-key-is-refused.md  differs")
    assert {line for line in shown.splitlines() if "HTTP/1.1" in line} == {"-+ HTTP/1.1 402", "++ HTTP/1.1 401"}


def test_requirements_are_listed_without_the_emulator() -> None:
    """The list starts at once: neither the emulator nor what makes its pictures is imported."""
    script = (
        "import sys, wirecheck.cli\n"
        "try: wirecheck.cli.wirecheck.main(['requirements'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pytest', 'schemathesis', 'PIL', 'rich', 'httpx2', 'wirecheck.emulator'}\n"
        "heavy.add('wirecheck.engine.explanations')\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=BARE, check=True
    )
    assert done.stderr.strip() == ""


def test_pages_are_all_that_is_left_behind(tmp_path: Path) -> None:
    """What draws requests keeps a cache, and that is nothing for the folder that one happens to be in."""
    command = [sys.executable, "-m", "wirecheck", "requirements", "--pages", "pages"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, [path.name for path in tmp_path.iterdir()]) == (0, ["pages"])
