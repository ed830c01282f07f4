"""
What is installed, by version: `.ci/lock.txt` for the tests and CI, or the lowest versions that the project allows.

`tox -e lock` writes the lock anew, with the newest version of everything, for every Python of the project.
`python .ci/lock.py --lowest FILE` writes the lowest versions that the package and its tests ask for, for this Python.
"""

from __future__ import annotations

import configparser
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / ".ci" / "lock.txt"
HEAD = "# What the tests and CI install, for every Python of the project; `tox -e lock` writes it anew.\n"
OLDEST = "3.11"
PLAIN = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet")


def newest() -> str:
    """The newest versions for everything: the package, its extras and groups, what builds it, and tox."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tox = configparser.ConfigParser()
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    # hatchling asks for `editables` where an install is editable
    beside = [*project["build-system"]["requires"], "editables>=0.5", *tox["tox"]["requires"].split()]
    groups = [word for group in project["dependency-groups"] for word in ("--group", group)]
    return compiled("-", "--all-extras", *groups, "--universal", "--python-version", OLDEST, beside=beside)


def lowest() -> str:
    """The lowest versions that the package and its tests ask for."""
    return compiled("--extra", "generate", "--group", "test", "--resolution", "lowest-direct")


def compiled(*options: str, beside: list[str] | None = None) -> str:
    """
    The versions that uv finds, which is installed beside the Python that runs this.

    :param beside: requirements that are not in `pyproject.toml`, read where the options have a `-`.
    """
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *PLAIN, *options]
    given = "\n".join(beside or [])
    done = subprocess.run(command, cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - it is all ours
    return done.stdout


def main(arguments: list[str]) -> None:
    """Write the lock, or with `--lowest` the file that is named."""
    match arguments:
        case []:
            LOCK.write_text(HEAD + newest(), encoding="utf-8")
        case ["--lowest", path]:
            Path(path).write_text(lowest(), encoding="utf-8")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
