"""
The generator's driver: generate client distributions from specs, and check whether existing ones are up to date.

Everything is generated in a temporary folder first, so that neither the contents nor the path of the output matter.
A client is made from our templates, which replace most of the generator's and get the values of `client_operations`
for its spec, and from our runtime, which is the same in every client.

Held by `tests/test_generated.py`.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from wirecheck.errors import SpecError, ToolMissing, UsageError
from wirecheck.generate import client_operations, view
from wirecheck.generate.staleness import StaleFile, differs
from wirecheck.generate.view import Node
from wirecheck.spec import location
from wirecheck.spec import spec as specs
from wirecheck.spec.spec import Spec

# The versions that determine every byte of a client; the extra `wirecheck[generate]` installs them.
PINS: Mapping[str, str] = {"openapi-python-client": "0.29.1", "ruff": "0.17.5"}

INSTALL = "python3 -m pip install 'wirecheck[generate]'"
IGNORED = frozenset({"__pycache__", ".ruff_cache", ".mypy_cache", "dist", "build"})


# The libraries that every client depends on.
REQUIREMENTS = ("anyio>=4", "attrs>=22.2.0", "httpx2>=2.16,<3", "imagesize>=1.4", "pybase64>=1.4")


@dataclass(frozen=True, slots=True)
class GeneratedClient:
    """A client that was written: the provider, the names, and the folder."""

    provider: str
    distribution: str
    package: str
    folder: Path


def generate(providers: Sequence[str] = (), *, output: Path | None = None) -> list[GeneratedClient]:
    """
    Write the clients of some providers, or of all, each into a folder of its provider's name.

    What an earlier run left there is replaced as a whole.

    :param output: the folder above; `generated/` of the checkout when left out.
    :raises ToolMissing: the generator or ruff is not installed, or not in the pinned version.
    :raises UsageError: there is no checkout and no output, or something other than a client is in its place.
    :raises SpecError: a spec or its `client.yaml` cannot be read, or the generator does not take it.
    """
    target = _output(output)
    _require_tools()
    written = []
    with tempfile.TemporaryDirectory(prefix="wirecheck-") as scratch:
        made = [_make(name, Path(scratch)) for name in providers or specs.providers()]
        # all clients are checked before the first is replaced, so that an error leaves everything as it was
        for client in made:
            _require_replaceable(target / client.provider, client)
        for client in made:
            folder = target / client.provider
            if folder.exists():
                shutil.rmtree(folder)
            shutil.copytree(client.folder, folder, ignore=shutil.ignore_patterns(*IGNORED))
            written.append(GeneratedClient(client.provider, client.distribution, client.package, folder))
    return written


def check(providers: Sequence[str] = (), output: Path | None = None) -> list[StaleFile]:
    """
    The files in the output that a fresh run would change; nothing is written.

    :raises ToolMissing: as for `generate`, and likewise the others.
    """
    target = _output(output)
    _require_tools()
    stale: list[StaleFile] = []
    with tempfile.TemporaryDirectory(prefix="wirecheck-") as scratch:
        for name in providers or specs.providers():
            fresh = _make(name, Path(scratch))
            stale.extend(_compare(fresh.provider, fresh.folder, target / fresh.provider))
    if not providers and target.is_dir():
        known = specs.providers()
        strangers = sorted(path.name for path in target.iterdir() if path.is_dir() and path.name not in known)
        stale.extend(StaleFile(name, "extra") for name in strangers if name not in IGNORED)
    return stale


# -- one client --------------------------------------------------------------------------------------------------------


def _make(name: str, scratch: Path) -> GeneratedClient:
    spec = specs.load(name)
    settings = _settings(spec)
    work = scratch / spec.provider
    derived = view.derive(spec.document)
    _lay_out(work / "templates", spec, derived)
    (work / "view.json").write_text(json.dumps(derived, ensure_ascii=False), encoding="utf-8")
    (work / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    folder = work / "client"
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate"),
        *("--path", str(work / "view.json"), "--config", str(work / "settings.json")),
        *("--custom-template-path", str(work / "templates"), "--output-path", str(folder)),
        *("--meta", "uv", "--fail-on-warning"),
    ]
    run = subprocess.run(  # noqa: S603 - our own interpreter, and no word of it from outside
        command, cwd=work, env=_environment(), capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    if run.returncode:
        told = " ".join(f"{run.stdout} {run.stderr}".replace(str(work), "").split())
        raise SpecError(
            f"the generator does not take the spec of `{spec.provider}`: {told[-600:]}",
            hint="correct the spec or its `client.yaml`",
        )
    package = str(settings["package_name_override"])
    _complete(folder / package)
    log = (spec.path or Path(spec.provider)).with_name("CHANGELOG.md")
    if log.is_file():
        shutil.copyfile(log, folder / log.name)
    return GeneratedClient(spec.provider, str(settings["project_name_override"]), package, folder)


def _lay_out(folder: Path, spec: Spec, view: Node) -> None:
    """Write the templates for one provider into a folder."""
    folder.mkdir(parents=True)
    for entry in (resources.files("wirecheck.generate") / "templates").iterdir():
        (folder / entry.name).write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
    provider = {"requirements": REQUIREMENTS, **client_operations.of(spec, view)}
    # a Python literal of plain values is a valid Jinja expression
    (folder / "provider.jinja").write_text(f"{{% set provider = {provider!r} %}}\n", encoding="utf-8")


def _complete(package: Path) -> None:
    """Replace the generator's runtime in a generated package with ours, and remove its modules of operations."""
    shutil.rmtree(package / "api")
    for entry in (resources.files("wirecheck.generate") / "runtime").iterdir():
        if entry.name.endswith(".py") and entry.name != "__init__.py":
            (package / entry.name).write_bytes(entry.read_bytes())


def _settings(spec: specs.Spec) -> Mapping[str, object]:
    path = (spec.path or Path(spec.provider)).parent / "client.yaml"
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SpecError(
            f"`{path}`, the generator's settings, cannot be read: {error}",
            hint="copy another provider's and change the names",
        ) from error
    for key in ("project_name_override", "package_name_override"):
        if not isinstance(settings, dict) or not isinstance(settings.get(key), str):
            raise SpecError(f"`{path}` has no `{key}`", hint="copy another provider's and change the names")
    return {str(key): value for key, value in settings.items()}


def _environment() -> dict[str, str]:
    """The environment of a run: the pinned ruff comes first on the path, and no variable changes its settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUFF_")}
    path = os.pathsep.join([str(_ruff().parent), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "RUFF_NO_CACHE": "true", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "NO_COLOR": "1"}


# -- tools and places --------------------------------------------------------------------------------------------------


def _require_tools() -> None:
    for name, wanted in PINS.items():
        try:
            there = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            raise ToolMissing(f"{name} is not installed", hint=INSTALL) from None
        if there != wanted:
            raise ToolMissing(f"{name} {there} is installed, and the clients are generated with {wanted}", hint=INSTALL)
    _ruff()


def _ruff() -> Path:
    """The ruff that was installed into this environment, whatever the path says."""
    name = "ruff" + (sysconfig.get_config_var("EXE") or "")
    folders = (sysconfig.get_path("scripts"), sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user")))
    for folder in folders:
        if (Path(folder) / name).is_file():
            return Path(folder) / name
    raise ToolMissing("ruff is installed without its program", hint=INSTALL)


def _output(output: Path | None) -> Path:
    if output is not None:
        return output.resolve()
    root = location.specs_root().parent
    if not (root / "conformance" / "wirecheck").is_dir():
        raise UsageError("this wirecheck is installed and has no `generated/`", hint="name a folder with `--output`")
    return root / "generated"


def _require_replaceable(folder: Path, client: GeneratedClient) -> None:
    """Refuse to delete anything but an earlier client of the same name."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        there = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8")).get("project", {}).get("name")
    except (OSError, ValueError):
        there = None
    if there != client.distribution:
        raise UsageError(
            f"`{folder}` holds something other than {client.distribution}", hint="move it away, or name another folder"
        )


# -- comparing ---------------------------------------------------------------------------------------------------------


def _compare(provider: str, fresh: Path, there: Path) -> Iterator[StaleFile]:
    if not there.is_dir():
        yield StaleFile(provider, "missing")
        return
    wanted, present = _files(fresh), _files(there)
    for name in sorted(wanted.keys() | present.keys()):
        path = f"{provider}/{name}"
        if name not in present:
            yield StaleFile(path, "missing")
        elif name not in wanted:
            yield StaleFile(path, "extra")
        elif (old := present[name].read_bytes()) != (new := wanted[name].read_bytes()):
            yield differs(path, *(text.decode("utf-8", errors="replace") for text in (old, new)))


def _files(folder: Path) -> dict[str, Path]:
    paths = ((path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file())
    return {relative.as_posix(): path for relative, path in paths if not IGNORED.intersection(relative.parts)}
