"""
The wheel as a stranger gets it: built, installed into an empty environment outside of the checkout, and run there.

Run as `python tests/packaging/check_wheel.py FOLDER`; the folder is emptied first.
Exits with 1 where anything is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROVIDERS = sorted(path.parent.name for path in ROOT.glob("specs/*/openapi.yaml"))
NEEDED = (
    "wirecheck/py.typed",
    "wirecheck/reports/report.schema.json",
    *(f"wirecheck/specs/{provider}/{name}" for provider in PROVIDERS for name in ("openapi.yaml", "pages.toml")),
    "wirecheck/specs/upstream/gemini.yaml",
    "wirecheck/specs/upstream/openai.yaml",
)


def main(folder: Path) -> None:
    """Build, look into the wheel, install it both ways, and run the main job."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "empty").mkdir(parents=True)
    call([sys.executable, "-m", "build", "--outdir", folder / "dist", ROOT])
    [wheel] = (folder / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    parts = (
        *ROOT.glob("conformance/wirecheck/generate/templates/*.jinja"),
        *ROOT.glob("conformance/wirecheck/generate/runtime/*.py"),
    )
    generator = {str(path.relative_to(ROOT / "conformance").as_posix()) for path in parts}
    missing = sorted({*NEEDED, *generator} - names)
    if missing:
        sys.exit(f"the wheel lacks {', '.join(missing)}")
    for way, target in {"wheel": [str(wheel)], "editable": ["--editable", str(ROOT)]}.items():
        print(f"-- installed from the {way}", flush=True)
        python = environment(folder / way)
        call([python, "-m", "pip", "install", "--quiet", *target])
        check(python, folder / "empty")


def environment(folder: Path) -> Path:
    """An empty environment's Python."""
    call([sys.executable, "-m", "venv", folder])
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def check(python: Path, empty: Path) -> None:
    """The main job holds, a lie is found, and nothing is left behind in the folder."""
    call([python, "-m", "wirecheck", "run"], cwd=empty)
    call([python, "-m", "wirecheck", "run", "emulated:apiyi", "--fault", "ratio-ignored", "--quiet"], cwd=empty, code=1)
    left = sorted(path.name for path in empty.iterdir())
    if left:
        sys.exit(f"a run left {', '.join(left)} behind")


def call(command: list[str | Path], *, cwd: Path | None = None, code: int = 0) -> None:
    """Run a command in a clean environment; any other exit code than the expected one ends the check."""
    environ = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    print("$", *command, flush=True)
    got = subprocess.run([str(word) for word in command], cwd=cwd, env=environ, check=False).returncode
    if got != code:
        sys.exit(f"exit code {got} where {code} was expected")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
