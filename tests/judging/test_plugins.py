"""Requirements of one's own: judged, reported and selected like wirecheck's, and refused with a reason."""

from __future__ import annotations

from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wirecheck import load, run
from wirecheck.cli import wirecheck
from wirecheck.engine.explanations import explain
from wirecheck.errors import UsageError
from wirecheck.judging import baseline, plugins
from wirecheck.requirements.requirement import Level, Verdict

GOOD = '''
from collections.abc import Iterator
from wirecheck import Broken, Level, Reading, requirement

@requirement("house/answers-name-a-trace", default_level=Level.SHOULD, after=("body/is-json",))
def answers_name_a_trace(reading: Reading) -> Iterator[Broken]:
    """
    Every answer names its trace.

    Ours do; the people on call look for it.
    """
    assert reading.response is not None
    if reading.response.header("x-trace") is None:
        yield Broken("there is no `x-trace`", "header", "x-trace")

@requirement("house/answers-are-json", default_level=Level.SHOULD)
def answers_are_json(reading: Reading) -> Iterator[str]:
    """An answer says that it is JSON."""
    assert reading.response is not None
    if "json" not in (reading.response.header("content-type") or ""):
        yield "it does not"
'''


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """Files and packages are read anew in each test."""
    plugins._of_file.cache_clear()
    plugins._installed.cache_clear()


def written(folder: Path, text: str, name: str = "house.py") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_they_are_judged_like_any_other(tmp_path: Path) -> None:
    """One breaks and one holds, with statement, level and command; the rest is judged beside them."""
    found = run("apiyi", requirements=[written(tmp_path, GOOD)])
    [finding] = found.findings
    assert (finding.requirement, finding.statement, finding.level, finding.member) == (
        "house/answers-name-a-trace",
        "Every answer names its trace.",
        Level.SHOULD,
        "header",
    )
    assert finding.curl.startswith("curl")
    rows = {row.requirement: row.verdict for row in found.results}
    assert (rows["house/answers-are-json"], rows["picture/ratio-is-honoured"]) == (Verdict.HELD, Verdict.HELD)


def test_they_are_selected_by_id_and_family(tmp_path: Path) -> None:
    """Names of one's own go with `select` and `ignore`."""
    path = written(tmp_path, GOOD)
    mine = run("apiyi", requirements=[path], select=["house"])
    rest = run("apiyi", requirements=[path], ignore=["house/answers-name-a-trace"])
    assert [row.requirement for row in mine.results] == ["house/answers-name-a-trace", "house/answers-are-json"]
    assert rest.findings == ()


def test_a_premise_of_the_catalogue_counts(tmp_path: Path) -> None:
    """Where what it rests on is broken, a requirement of one's own is not judged."""
    found = run("apiyi", requirements=[written(tmp_path, GOOD)], select=["house"], fault=["answered-as-stream"])
    rows = {row.requirement: row.verdict for row in found.results}
    assert rows["house/answers-name-a-trace"] is Verdict.NOT_JUDGED


def test_a_package_may_bring_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed under `wirecheck.requirements` is asked without being named."""
    written(tmp_path, GOOD, "house_rules.py")
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint("house", "house_rules", plugins.GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point] if group == plugins.GROUP else [])
    assert [found.id for found in plugins.requirements()] == ["house/answers-name-a-trace", "house/answers-are-json"]
    monkeypatch.setattr(plugins, "entry_points", lambda group: [EntryPoint("gone", "no_such_module", group)])
    plugins._installed.cache_clear()
    with pytest.raises(UsageError, match="the requirements of `no_such_module` cannot be loaded"):
        plugins.requirements()


def one(id: str, after: str = "", statement: str = '"""It holds."""') -> str:
    return f"""
from wirecheck import Level, requirement
@requirement("{id}", default_level=Level.SHOULD, after=({after}))
def judge(reading):
    {statement}
    yield from ()
"""


BAD: list[tuple[str, str]] = [
    ("x = 1", "contains no requirement"),
    ("1 +", "raises an error: SyntaxError"),
    ("1 / 0", "raises an error: ZeroDivisionError"),
    ("import no_such_module", "raises an error: ModuleNotFoundError"),
    (one("Loud/Id"), "`Loud/Id` is not a valid id"),
    (one("nofamily"), "`nofamily` is not a valid id"),
    (one("body/is-json"), "`body/is-json` is the id of a requirement of wirecheck"),
    (one("house/x", statement="pass"), "`house/x` does not say what must hold"),
    (one("house/x", after='"house/y",'), "`house/x` rests on `house/y`, which is not a requirement"),
    (one("house/x", after='"house/x",'), "requirements rest on one another: `house/x`"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message for _, message in BAD])
def test_what_cannot_be_kept_is_told(tmp_path: Path, text: str, message: str) -> None:
    """Each with a hint, before anything is sent."""
    with pytest.raises(UsageError) as caught:
        plugins.requirements([written(tmp_path, text)])
    assert (message in caught.value.message, bool(caught.value.hint)) == (True, True), caught.value.message


@pytest.mark.parametrize(("name", "message"), [("gone.py", "cannot be read"), ("x.txt", "is not a Python file")])
def test_what_is_no_file_is_told(tmp_path: Path, name: str, message: str) -> None:
    """A file that is not there, or is another thing."""
    with pytest.raises(UsageError, match=message):
        plugins.requirements([tmp_path / name])


def test_an_id_names_one(tmp_path: Path) -> None:
    """The same file twice is once; another of the same id is refused."""
    first, second = written(tmp_path, one("house/x")), written(tmp_path, one("house/x"), "other.py")
    assert len(plugins.requirements([first, first])) == 1
    with pytest.raises(UsageError, match="`house/x` is defined twice"):
        plugins.requirements([first, second])


def test_a_premise_of_ones_own_counts_though_it_is_not_selected(tmp_path: Path) -> None:
    """Where it is broken, what rests on it is not judged; where it holds, it is judged and leaves no row."""
    two = GOOD.replace('after=("body/is-json",)', 'after=("house/answers-are-json",)')
    path = written(tmp_path, two)
    given: dict[str, Any] = {"requirements": [path], "select": ["house/answers-name-a-trace"]}
    honest, lying = run("apiyi", **given), run("apiyi", **given, fault=["json-as-text-plain"])
    assert [(row.requirement, row.verdict) for row in (*honest.results, *lying.results)] == [
        ("house/answers-name-a-trace", Verdict.BROKEN),
        ("house/answers-name-a-trace", Verdict.NOT_JUDGED),
    ]


def test_they_are_explained_like_any_other(tmp_path: Path) -> None:
    """With who asks for them, an answer that holds and one of a fault that breaks them."""
    _, json = plugins.requirements([written(tmp_path, GOOD)])
    found = explain(json, load("apiyi").operations)
    assert [(promise.level, promise.citation) for promise in found.promises] == [(Level.SHOULD, None)]
    assert found.example is not None
    assert found.example.fault is not None
    assert found.example.finding is not None
    assert found.example.finding.message == "it does not"


CALLS: list[tuple[list[str], int, str]] = [
    (["explain", "house/answers-name-a-trace"], 0, "Ours do; the people on call look for it."),
    (["explain", "house/answers-name-a-trac"], 2, "did you mean `house/answers-name-a-trace`?"),
    (["explain", "house"], 2, "`wirecheck requirements --select house` lists it"),
    (["requirements", "--select", "house/answers-are-json"], 0, "An answer says that it is JSON."),
    (["requirements", "--select", "house", "--format", "json"], 0, '"house/answers-are-json"'),
    (["requirements", "--pages", "pages"], 0, "pages"),
    (["run", "apiyi", "--depth", "probe", "--select", "house/answers-are-jso"], 2, "`house/answers-are-json`"),
    (
        ["run", "apiyi", "--depth", "probe", "--select", "house", "--format", "sarif"],
        0,
        "An answer says that it is JSON",
    ),
    (
        ["run", "apiyi", "--depth", "probe", "--select", "house", "--format", "html"],
        0,
        "An answer says that it is JSON",
    ),
]


@pytest.mark.parametrize("set", [False, True], ids=["named", "in the settings"])
@pytest.mark.parametrize(("arguments", "code", "told"), CALLS, ids=[" ".join(words) for words, _, _ in CALLS])
def test_each_command_knows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, told: str, set: bool
) -> None:
    """Those of a file that is named, or that the settings name: by id and family, in hints and in reports."""
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, GOOD)
    if set:
        written(tmp_path, '[tool.wirecheck]\nrequirements = ["house.py"]\n', "pyproject.toml")
    done = CliRunner().invoke(wirecheck, arguments if set else [*arguments, "--requirements", str(path)])
    error = done.exception
    assert isinstance(error, UsageError) is (code == 2), done.output
    assert told in (f"{error.message} {error.hint}" if isinstance(error, UsageError) else done.stdout)


def test_a_baseline_knows_them(tmp_path: Path) -> None:
    """One in a family of wirecheck's is not told as gone, though the run did not judge it."""
    text = GOOD.replace("house/", "picture/")
    own = plugins.requirements([written(tmp_path, text)])
    listed = baseline.Baseline((baseline.KnownDeparture("x", own[0].id),))
    assert listed.stale([], [], date(2026, 12, 1), own) == ()
    assert len(listed.stale([], [], date(2026, 12, 1))) == 1
