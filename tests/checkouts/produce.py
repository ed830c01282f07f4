"""
What comes out of one checkout, run by `compare.py` with that checkout's package, in a folder made for it.

Beside that folder are the copied checkout, and `out`, where what comes out is kept, in a folder for each kind.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import io
import itertools
import json
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

DEPTHS = ("probe", "sweep", "pairs", "fuzz")
REPORTS = {"html": "html", "json": "json", "junit": "xml", "sarif": "sarif", "markdown": "md", "badge": "badge.json"}
"""The formats of reports, and how their files end."""

OWN_REQUIREMENT = '''
from wirecheck import Broken, Level, requirement


@requirement("house/is-brief", otherwise=Level.SHOULD)
def is_brief(reading):
    """An answer has less than a thousand bytes."""
    if len(reading.exchange.response.body) > 1000:
        yield Broken("it has more than a thousand")
'''

INVENTED = {
    "own.py": OWN_REQUIREMENT,
    "broken.py": "def",
    "empty.py": "",
    "empty.har": "",
    "broken.har": '{"log": {"entries": [',
    "other.har": '{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": []}}',
    "broken.yaml": "openapi: [",
    "list.yaml": "- 1",
    "bare.yaml": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
    "undialected.yaml": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n",
    "strange.yaml": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {x-dialect: telepathy}}}\n",
    "broken.toml": "[",
    "unknown.toml": "[tool.wirecheck]\ncolour = 'red'\n",
    "mistyped.toml": "[tool.wirecheck]\njobs = 'many'\n",
    "yes.toml": "[tool.wirecheck]\nyes = true\n",
    "good.toml": "[tool.wirecheck]\ntargets = ['dgrid']\ndepth = 'probe'\nformat = 'markdown'\n",
    "empty.md": "",
    "prose.md": "# Hello\n\nNothing to see here.\n",
    "report.json": "{}",
}
"""Files that are read beside those of the checkout, most of them wrong."""

ERRORS = """
|nonsense|runn|--nonsense|--config missing.toml run|--config in/broken.toml run|--config in/unknown.toml run
--config in/mistyped.toml run|--config in/yes.toml run|--config in/good.toml run|--config in/good.toml plan
run nobody|run apiy|run dgrid:nothing|run nowhere:dgrid|run emulated:|run live:dgrid|run live:dgrid --yes
run live:dgrid --key-env NOTHING|run live:./missing.yaml|run ./missing.yaml|run in/broken.yaml|run in/list.yaml
run in/bare.yaml|run in/undialected.yaml|run in/strange.yaml|run replay:missing.har|run replay:in/empty.har
run replay:in/broken.har|run replay:in/other.har|run replay:dgrid:in/other.har|run dgrid --depth deep
run dgrid --manner rude|run dgrid --manner jpg|run dgrid --fault lie|run dgrid --select nothing
run dgrid --select usage/nothing|run dgrid --ignore nothing|run dgrid --jobs 0|run dgrid --repeat 0
run dgrid --timeout 0|run dgrid --rate often|run dgrid --budget -1|run dgrid --seed x|run dgrid --examples 0
run dgrid --shard 3/2|run dgrid --shard x|run dgrid --report nothing|run dgrid --report pdf=x|run dgrid --report json=-
run dgrid --report json=no/where.json|run dgrid --format pdf|run dgrid --baseline missing.toml
run dgrid --baseline in/broken.toml|run dgrid --requirements missing.py|run dgrid --requirements in/broken.py
run dgrid --requirements in/empty.py|run dgrid --price cheap|run dgrid --price missing.toml|run dgrid --prompt ""
run dgrid --prompts missing.txt|run dgrid --prompts in/empty.md|run dgrid --header x|run dgrid --url nowhere
run dgrid --model ""|run dgrid --model none|run dgrid --resume|run dgrid --tape no/where.har|run dgrid --update-baseline
run dgrid --url http://x --depth probe|run dgrid --ca-cert missing.pem|run dgrid --dask nowhere|run dgrid --nonsense
run dgrid --fault wait-empty --manner plain --select none/such|run deerapi --model gpt-image-1 --depth probe -q
plan nobody|plan dgrid --depth deep|plan dgrid --format pdf|init|init a/b|init fine --dialect telepathy|merge
merge missing.json|merge in/report.json|merge in/broken.har|requirements --select nothing|requirements --check
explain|explain nothing|explain usage/nothing|explain usage|serve|serve nobody|serve dgrid --port -1
serve dgrid --fault lie|serve dgrid --manner rude|completion|completion tcsh|facts|facts missing.md|facts in/empty.md
facts in/prose.md|facts in/broken.har|facts in/prose.md --format xml|drift nobody|drift --page missing.md
drift dgrid --page missing.md|drift dgrid --page in/prose.md|drift dgrid --cached|drift --fetch --cached
drift in/bare.yaml|diff|diff dgrid|diff dgrid nobody|diff dgrid missing.yaml|diff in/broken.yaml dgrid
diff nothing:specs/x.yaml dgrid|diff dgrid dgrid|compare|compare dgrid|compare dgrid nobody|compare dgrid:no apiyi
compare dgrid dgrid|compare --all dgrid apiyi|generate nobody|generate dgrid --output in/prose.md
"""
"""Command lines that go wrong, or nearly."""


@dataclass(frozen=True, slots=True)
class Task:
    """
    Command lines that are run one after another in one folder.

    :param path: where what comes out is kept: the kind, and a name.
    :param commands: the words behind `wirecheck`; `{out}` stands for the path.
    """

    path: str
    commands: tuple[str, ...]

    def is_in_sample(self) -> bool:
        """Whether it is one of the tenth that `--quick` runs."""
        return self.path == "compare/all" or zlib.crc32(self.path.encode()) % 10 == 0


def reports(*formats: str) -> str:
    return " ".join(f"--report {format}={{out}}.{REPORTS[format]}" for format in formats)


def run_tasks() -> Iterator[Task]:
    """Every operation with every manner and fault, and the ways to run a plan in parts."""
    import wirecheck

    for target in [f"{name}:{operation.name}" for name in providers() for operation in wirecheck.load(name).operations]:
        name = target.replace(":", "-")
        for depth in DEPTHS:
            run = f"run emulated:{target} --jobs 1 --depth {depth} --seed 7 --examples 20"
            yield Task(f"runs/{name}-{depth}", (f"{run} -v {reports(*REPORTS)}", f"{run} --format github"))
        lies = [("manner", manner, "sweep") for manner in wirecheck.manners()]
        lies += [("fault", fault, depth) for fault in applying(target) for depth in ("sweep", "probe")]
        for number, (option, lie, depth) in enumerate(lies):
            run = f"run emulated:{target} --jobs 1 --{option} {lie} --depth {depth}"
            formats = tuple(REPORTS) if number % 20 == 0 else ("json",)
            detail = "-v" if depth == "sweep" else ""
            yield Task(f"runs/{name}-{option}-{lie}-{depth}", (f"{run} {detail} {reports(*formats)}",))
    for provider in providers():
        run = f"run {provider} --jobs 1 --fault {applying(provider)[-1]} --depth sweep"
        parts = tuple(f"{run} --shard {part}/3 --report json={{out}}-part{part}.json" for part in (1, 2, 3))
        merge = "merge " + " ".join(f"{{out}}-part{part}.json" for part in (1, 2, 3))
        yield Task(f"runs/{provider}-shards", (*parts, f"{merge} {reports(*REPORTS)}"))
        known = f"{run} --baseline {{out}}.toml"
        yield Task(f"runs/{provider}-baseline", (f"{known} --update-baseline", f"{known} {reports(*REPORTS)}"))
        taped = f"run {provider} --jobs 1 --tape {provider}.har --pictures {{out}}-pictures"
        replay = f"run replay:{provider}:{provider}.har {reports('json', 'html')}"
        yield Task(f"runs/{provider}-tape", (taped, f"{taped} --resume", replay))
        own = f"run {provider} --jobs 1 --requirements in/own.py --price 0.04 --repeat 2 {reports(*REPORTS)}"
        yield Task(f"runs/{provider}-own", (own, f"{own} --strict -q", f"{own} --select usage --ignore status"))


def providers() -> list[str]:
    """The providers of the copied checkout, which stands beside the folder that we are in."""
    return sorted(path.parent.name for path in Path("../checkout/specs").glob("*/openapi.yaml"))


def applying(target: str) -> tuple[str, ...]:
    """The faults that a target's provider can show."""
    import wirecheck

    return wirecheck.faults(target.partition(":")[0])


def read_tasks() -> Iterator[Task]:
    """What is read and told, and never sent: plans, tapes, pages, specs, clients and lists."""
    names, formats = providers(), ("text", "json", "markdown")
    for name, depth, format in itertools.product(names, DEPTHS, ("text", "json")):
        plan = f"plan {name} --depth {depth} --seed 7 --examples 20 --price 0.04 --format {format}"
        yield Task(f"plans/{name}-{depth}-{format}", (plan, f"{plan} --shard 2/3 --repeat 3"))
    for name, tape in itertools.product(names, sorted(Path("in/tapes").iterdir())):
        run = f"run replay:{name}:{tape} -v {reports(*REPORTS)}"
        yield Task(f"replays/{name}-{tape.stem}", (f"run replay:{tape}", f"{run} --pictures {{out}}-pictures"))
    for page in sorted(Path("in/pages").iterdir()):
        yield Task(f"facts/{page.name}", tuple(f"facts {page} --format {format}" for format in ("text", "json")))
        name = names[zlib.crc32(page.name.encode()) % len(names)]
        yield Task(f"drift/{page.name}", (f"drift {name} --page {page} --format json",))
        if page.name.startswith("pages-"):
            drift = tuple(f"drift {name} --page {page} {option}" for option in ("--propose", "--format markdown", ""))
            yield Task(f"drift/{page.name}-told", drift)
    for name in ("", *names, *(f"in/specs/{name}/openapi.yaml" for name in names)):
        yield Task(f"drift/{name.replace('/', '-')}", tuple(f"drift {name} --format {format}" for format in formats))
    specs = [f"in/specs/{name}/openapi.yaml" for name in names] + ["in/bare.yaml", "in/undialected.yaml"]
    for number, (old, new) in enumerate(itertools.product(specs, repeat=2)):
        differ = (f"diff {old} {new} --format {format} {v}" for format in formats for v in ("", "-v"))
        yield Task(f"diff/{number}", tuple(differ))
    yield Task("diff/rules", tuple(f"diff --rules --format {format}" for format in formats))
    yield Task("compare/all", tuple(f"compare --all --format {format}" for format in formats))
    for old, new in itertools.permutations(names, 2):
        yield Task(f"compare/{old}-{new}", tuple(f"compare {old} {new} --format {format}" for format in formats))
    yield from (Task(f"clients/{name}", (f"generate {name} --output {{out}}",)) for name in names)


def list_tasks() -> Iterator[Task]:
    """What the commands list, what they say of themselves, and how they refuse."""
    commands = re.findall(r"^  ([a-z]+) ", spoken(["--help"])[1].split("Commands:")[1], re.MULTILINE)
    for command in ("", *commands):
        yield Task(f"lists/help-{command}", (f"{command} --help",))
    for listed in ("manners", "faults", "requirements"):
        yield Task(f"lists/{listed}", (listed, f"{listed} --format json"))
    ids = [str(requirement["id"]) for requirement in json.loads(spoken(["requirements", "--format", "json"])[1])]
    yield from (Task(f"lists/explain-{id.replace('/', '-')}", (f"explain {id}",)) for id in ids)
    yield Task("lists/pages", ("requirements --pages {out}", "requirements --pages {out} --check"))
    yield from (Task(f"lists/completion-{shell}", (f"completion {shell}",)) for shell in ("bash", "zsh", "fish"))
    dialects = re.search(r"--dialect \[(.*)\]", spoken(["init", "--help"])[1])
    for dialect in dialects[1].split("|") if dialects else ():
        name = f"my-{dialect}"
        made = (f"run {name}.yaml {reports('json')}", f"drift {name}.yaml", f"diff {name}.yaml dgrid -v")
        yield Task(f"lists/{name}", (f"init {name} --dialect {dialect}", f"init {name} --dialect {dialect}", *made))
    for number, line in enumerate(ERRORS.strip("\n").replace("\n", "|").split("|")):
        yield Task(f"errors/{number:03}", (line,))


def spoken(arguments: Sequence[str]) -> tuple[int, str, str]:
    """What a command line ends with, and says on stdout and on stderr."""
    from wirecheck.cli import main

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    code: object = 0
    sys.argv = ["wirecheck", *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    out, err = (stream.buffer.getvalue().decode() for stream in streams if isinstance(stream.buffer, io.BytesIO))
    return int(str(code or 0)), out, err


def carry_out(task: Task) -> None:
    """Run the command lines of a task, and keep what each says: stdout, stderr and the exit code, with the command."""
    path = f"../out/{task.path}"
    for number, command in enumerate(task.commands, start=1):
        code, out, err = spoken(shlex.split(command.format(out=path)))
        is_json = "--format json" in command and code != 2
        Path(f"{path}.{number}.stdout.{'json' if is_json else 'txt'}").write_text(out, encoding="utf-8")
        said = f"{code}\nwirecheck {command}\n{err}"
        Path(f"{path}.{number}.exit").write_text(said, encoding="utf-8")


def list_names() -> None:
    """Keep how each name of the package is called, and what it says of itself."""
    import wirecheck

    for name in wirecheck.__all__:
        value = getattr(wirecheck, name)
        signature = inspect.signature(value) if callable(value) else ""
        text = re.sub(r" at 0x\w+", "", f"{name}{signature}\n{inspect.getdoc(value)}\n")
        Path(f"../out/lists/api-{name}.txt").write_text(text, encoding="utf-8")


def check_served(provider: str) -> None:
    """Run a live target against the emulator of its provider, served by a process of its own."""
    environment = {**os.environ, "WIRECHECK_KEY": "sk-wirecheck"}
    command = [sys.executable, "-m", "wirecheck", "serve", provider, "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[0]
        os.environ["WIRECHECK_KEY"] = "sk-wirecheck"
        # the pictures of a served emulator are drawn anew each time, and stand in the HTML report
        formats = reports("json", "junit", "sarif", "markdown")
        run = f"run live:{provider} --jobs 1 --url {url} --key-env WIRECHECK_KEY --yes {formats}"
        carry_out(Task(f"live/{provider}", (run, f"{run} --depth sweep --budget 6 -v")))
        server.terminate()


def produce(kinds: Sequence[str], jobs: int, quick: bool) -> None:
    """Run all tasks of some kinds, in the folder that we are in; what comes out goes to the folder `out` beside it."""
    import wirecheck

    checkout = Path("../checkout").resolve()
    if not Path(wirecheck.__file__).is_relative_to(checkout):
        sys.exit(f"{wirecheck.__file__} is not of {checkout}")
    for kind in kinds:
        Path(f"../out/{kind}").mkdir(parents=True)
    for name, text in INVENTED.items():
        Path("in", name).write_text(text, encoding="utf-8")
    tasks = [task for task in (*run_tasks(), *read_tasks(), *list_tasks()) if task.path.partition("/")[0] in kinds]
    tasks = [task for task in tasks if not quick or task.is_in_sample()]
    wait = threading.Event.wait

    def glance(event: threading.Event, timeout: float | None = None) -> bool:
        """Wait no longer than a moment, where a refusal asks for a minute, or a second try for a second."""
        return wait(event, timeout and min(timeout, 0.01))

    fork = multiprocessing.get_context("fork")
    with mock.patch.object(threading.Event, "wait", glance), fork.Pool(jobs) as pool:
        for _ in pool.imap_unordered(carry_out, tasks):
            pass
    if "lists" in kinds:
        list_names()
    if "live" in kinds:
        for provider in providers()[: 1 if quick else None]:
            check_served(provider)
    if "clients" in kinds:
        shutil.copytree("../checkout/generated", "../out/clients/kept")


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep what comes out of the checkout beside this folder.")
    parser.add_argument("kinds", nargs="+")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jobs", type=int, required=True)
    given = parser.parse_args()
    produce(given.kinds, given.jobs, given.quick)


if __name__ == "__main__":
    main()
