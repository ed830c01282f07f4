"""
Whether two checkouts of wirecheck give out the same: reports, plans, facts, differences, clients, lists and errors.

    python tests/checkouts/compare.py OLD NEW
    python tests/checkouts/compare.py OLD NEW --quick --only runs errors

Each checkout is copied, and its own command line is run on the same commands, with the pages, tapes and specs of OLD.
What comes out is kept in files, which are compared once times, ports and paths are taken out of them.
`produce.py` uses only the command line and `wirecheck.__all__`, so that all else may be moved or renamed.
OLD's files are kept in the system's folder for temporary files, by its commit, and made once.
Exit codes: 0 the same, 1 differences, 2 a checkout that cannot be run.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PRODUCER = Path(__file__).resolve().parent / "produce.py"

KINDS = ("runs", "live", "plans", "replays", "facts", "drift", "diff", "compare", "clients", "lists", "errors")

WORDS = {"message", "statement", "why", "hint", "reason", "purpose", "what", "notes"}
"""Members of JSON that hold prose."""

VOLATILE = (
    (r'(?s)<svg [^>]*aria-label="[^"]* answers: .*?</svg>', "<seconds as a picture>"),
    (r'(?m)^ *<text x="[\d.]+%" y="14".*\n', ""),
    (r"\b1[7-9]\d{8}(\d{3})?\b", "<time>"),
    (r"\breq_[0-9a-f]{24}\b", "<request>"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d| UTC)?", "<time>"),
    (r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", "<time>"),
    (r"(?<=[a-z]=\")\d+\.\d+(?=\")", "<seconds>"),
    (r'("(?:seconds|time|wait|send|receive|connect|ssl|blocked|dns)": )-?[\d.]+', r"\1<seconds>"),
    (r"\b[\d.,]+\s+m?s\b", "<seconds> s"),
    (r"\d+ [A-Z][a-z]+ 20\d\d", "<day>"),
    (r"\b\d+ days? ago|\byesterday\b", "<days> ago"),
    (r"(127\.0\.0\.1|localhost):\d+", r"\1:<port>"),
)
"""What differs between two runs of the same code, and what stands in its place."""


def copy_checkout(checkout: Path, folder: Path, inputs: Path) -> None:
    """Copy what a run needs of a checkout, and what it reads, into a folder whose path is as long for each checkout."""
    for part in ("conformance", "specs", "generated"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(checkout / part, folder / "checkout" / part, ignore=ignored)
    work = folder / "work"
    shutil.copytree(inputs / "specs", work / "in" / "specs")
    for name, suffixes in {"tapes": {".har"}, "pages": {".md", ".mdx", ".html", ".txt"}}.items():
        (work / "in" / name).mkdir()
        for file in sorted((inputs / "tests").rglob("*")):
            if file.suffix in suffixes and "snapshots" not in file.parts:
                shutil.copy(file, work / "in" / name / f"{file.parent.name}-{file.name}")


def outcome(checkout: Path, folder: Path, inputs: Path, kinds: Sequence[str], options: Sequence[str]) -> Path:
    """What comes out of a checkout, in files without anything volatile."""
    copy_checkout(checkout, folder, inputs)
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder / "checkout" / "conformance"),
        "PYTHONHASHSEED": "0",
        "HOME": str(folder / "home"),
        "COLUMNS": "100",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }
    command = [sys.executable, str(PRODUCER), *kinds, *options]
    if subprocess.run(command, cwd=folder / "work", env=environment).returncode:
        print(f"{checkout} cannot be run", file=sys.stderr)
        sys.exit(2)
    for path in (folder / "out").rglob("*"):
        if path.is_file():
            with contextlib.suppress(UnicodeDecodeError):
                path.write_text(steady(path.read_text(encoding="utf-8"), folder), encoding="utf-8")
    return folder / "out"


def steady(text: str, folder: Path) -> str:
    """A text without what differs between two runs of the same code."""
    text = text.replace(str(folder), "<folder>")
    for pattern, placeholder in VOLATILE:
        text = re.sub(pattern, placeholder, text)
    return text


def kept_outcome(checkout: Path, folder: Path, kinds: Sequence[str], options: Sequence[str], quick: bool) -> Path:
    """What comes out of OLD: from an earlier comparison, where nothing in it has changed since."""
    git = ["git", "-C", str(checkout)]
    if subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout:
        return outcome(checkout, folder, checkout, kinds, options)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    script = hashlib.sha256(Path(__file__).read_bytes() + PRODUCER.read_bytes() + sys.version.encode()).hexdigest()[:8]
    cache = Path(tempfile.gettempdir()) / "wirecheck-checkouts" / f"{commit}-{script}{'-quick' if quick else ''}"
    missing = [kind for kind in kinds if not (cache / kind).is_dir()]
    if missing:
        made = outcome(checkout, folder, checkout, missing, options)
        cache.mkdir(parents=True, exist_ok=True)
        for kind in missing:
            shutil.move(made / kind, cache / kind)
    return cache


def wordless(value: object) -> object:
    """JSON without the members that hold prose."""
    if isinstance(value, dict):
        return {key: wordless(member) for key, member in value.items() if key not in WORDS}
    return [wordless(item) for item in value] if isinstance(value, list) else value


def content(path: Path, without_words: bool) -> str | bytes | None:
    """What is compared of a file: None where there is none, and of prose without words."""
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return path.read_bytes()
    if not without_words or path.suffix == ".py":
        return text
    if path.suffix == ".exit":
        return text.partition("\n")[0]
    if path.suffix != ".json":
        return None
    # what stands in place of a number has no quotes
    quoted = re.sub(r'": (<\w+>)(?=[,\s])', r'": "\1"', text)
    try:
        return json.dumps(wordless(json.loads(quoted)), indent=2)
    except ValueError:
        # a command that ended in an error printed words, or nothing
        return None


def differences(old: Path, new: Path, without_words: bool) -> Iterator[tuple[str, list[str]]]:
    """Each file of a kind, and the lines that differ; none where it is the same."""
    paths = {path.relative_to(folder) for folder in (old, new) for path in folder.rglob("*") if path.is_file()}
    for path in sorted(paths):
        before, after = content(old / path, without_words), content(new / path, without_words)
        if before == after:
            yield str(path), []
        elif isinstance(before, str) and isinstance(after, str):
            lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "old", "new", n=1, lineterm="")
            yield str(path), list(lines) or ["the ends of lines differ"]
        else:
            told = ["is not there" if side is None else f"{len(side)} bytes or letters" for side in (before, after)]
            yield str(path), [f"old: {told[0]}", f"new: {told[1]}"]


def tell(kinds: Sequence[str], old: Path, new: Path, without_words: bool, lines: int) -> int:
    """Print what differs, and how many files do; how many differ in all."""
    summary, total = [], 0
    for kind in kinds:
        compared = list(differences(old / kind, new / kind, without_words))
        changed = [(path, diff) for path, diff in compared if diff]
        for path, diff in changed[:10]:
            print(f"{kind}/{path}", *(f"    {line[:200]}" for line in diff[:lines]), sep="\n")
        summary.append(f"{kind:8} {len(compared) - len(changed):5} same, {len(changed)} differ")
        total += len(changed)
    print(*summary, sep="\n")
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description="Whether two checkouts of wirecheck give out the same.")
    parser.add_argument("old", type=Path, metavar="OLD")
    parser.add_argument("new", type=Path, metavar="NEW")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--quick", action="store_true", help="run a tenth")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many processes run (default: 2)")
    parser.add_argument("--lines", type=int, default=12, metavar="N", help="how many lines are shown of a file")
    parser.add_argument("--without-words", action="store_true", help="compare JSON without its prose, and exit codes")
    given = parser.parse_args()
    options = [*(["--quick"] if given.quick else []), "--jobs", str(given.jobs)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wirecheck-") as folder:
        root = Path(folder).resolve()
        old = kept_outcome(given.old.resolve(), root / "old", given.only, options, given.quick)
        new = outcome(given.new.resolve(), root / "new", given.old.resolve(), given.only, options)
        total = tell(given.only, old, new, given.without_words, given.lines)
    print(f"in {time.monotonic() - began:.0f} s")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
