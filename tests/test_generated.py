"""The clients in `generated/`: that they are what their specs say, and that they do what a caller needs."""

from __future__ import annotations

import base64
import importlib
import importlib.metadata
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import httpx2
import pytest
import yaml
from PIL import Image

from wirecheck import generate
from wirecheck.errors import SpecError, ToolMissing, UsageError
from wirecheck.spec import location, spec

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ROOT / "generated"
OPERATIONS = [operation for provider in spec.providers() for operation in spec.load(provider).operations]
ANSWERS = [(operation, answer.name, answer.value) for operation in OPERATIONS for answer in operation.answers]
FIRST = spec.providers()[0]


def _jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 9)).save(file, "JPEG")
    return file.getvalue()


PICTURE = _jpeg()


def _installed() -> bool:
    try:
        return all(importlib.metadata.version(name) == wanted for name, wanted in generate.PINS.items())
    except importlib.metadata.PackageNotFoundError:
        return False


needs_generator = pytest.mark.skipif(not _installed(), reason="needs the extra `wirecheck[generate]`, as pinned")


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a module of a provider's client, and forgets it afterwards."""

    def load(provider: str, module: str = "") -> ModuleType:
        monkeypatch.syspath_prepend(str(GENERATED / provider))
        name = f"{provider.replace('-', '_')}_client"
        return importlib.import_module(f"{name}.{module}" if module else name)

    before = set(sys.modules)
    yield load
    for name in set(sys.modules) - before:
        if "_client" in name.partition(".")[0]:
            del sys.modules[name]


def answer_class(package: Any, operation: spec.Operation) -> Any:
    """The class that an operation's answer is parsed into."""
    node: Any = operation.at("media-type")
    return getattr(package(operation.provider, "models"), node["schema"]["$ref"].rpartition("/")[2])


def request_class(package: Any, operation: spec.Operation) -> Any:
    node: Any = operation.at("request")
    return getattr(package(operation.provider, "models"), node["schema"]["$ref"].rpartition("/")[2])


# -- what is there is what the specs say -------------------------------------------------------------------------------


@needs_generator
def test_fresh() -> None:
    """A fresh run writes what `generated/` holds, byte for byte."""
    how = "make them with `wirecheck generate`, and read what changed"
    assert [(stale.path, stale.reason) for stale in generate.check(output=GENERATED)] == [], how


@pytest.mark.parametrize("provider", spec.providers())
def test_types_are_checked(provider: str) -> None:
    """Both type checkers are told where each client is, which TOML cannot find out by itself."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    how = f"name `generated/{provider}` in pyproject.toml: in `mypy_path` of mypy and in `extraPaths` of pyright"
    assert f"generated/{provider}" in tool["mypy"]["mypy_path"].split(":"), how
    assert f"generated/{provider}" in tool["pyright"]["extraPaths"], how


def _edit(folder: Path) -> None:
    path = folder / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "By hand.\n", encoding="utf-8")


SLIPS = {
    "a hand edit": (_edit, "README.md", "differs"),
    "a file too many": (lambda folder: (folder / "extra.py").write_text("", encoding="utf-8"), "extra.py", "extra"),
    "a file too few": (lambda folder: (folder / "pyproject.toml").unlink(), "pyproject.toml", "missing"),
}


@needs_generator
@pytest.mark.parametrize(("slip", "path", "reason"), SLIPS.values(), ids=SLIPS)
def test_stale(tmp_path: Path, slip: Any, path: str, reason: str) -> None:
    """Whatever a hand did is noticed, and named; what Python leaves behind is not."""
    shutil.copytree(GENERATED / FIRST, tmp_path / FIRST)
    (tmp_path / FIRST / "__pycache__").mkdir(exist_ok=True)
    (tmp_path / FIRST / "__pycache__" / "a.pyc").write_bytes(b"")
    slip(tmp_path / FIRST)
    (found,) = generate.check([FIRST], tmp_path)
    assert (found.path, found.reason) == (f"{FIRST}/{path}", reason)
    assert ("-By hand." in found.diff) == (reason == "differs")


@pytest.mark.exhaustive
@needs_generator
def test_stale_folders(tmp_path: Path) -> None:
    """A client that is not there is missing, and one of no provider is extra; checking writes nothing."""
    (tmp_path / "stranger").mkdir()
    found = {(stale.path, stale.reason) for stale in generate.check(output=tmp_path)}
    assert found == {*((provider, "missing") for provider in spec.providers()), ("stranger", "extra")}
    assert [path.name for path in tmp_path.iterdir()] == ["stranger"]


@pytest.mark.exhaustive
@needs_generator
def test_written_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run over the first leaves the same bytes, with no path, and with ruff settings about."""
    generate.generate([FIRST], output=tmp_path)
    for name, value in {"PATH": "", "RUFF_OUTPUT_FORMAT": "json"}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 60\n", encoding="utf-8")
    (tmp_path / FIRST / "left_over.py").write_text("", encoding="utf-8")
    (client,) = generate.generate([FIRST], output=tmp_path)
    assert client.folder == tmp_path / FIRST
    assert generate.check([FIRST], tmp_path) == []
    assert generate.check([FIRST], GENERATED) == []


@pytest.mark.exhaustive
@needs_generator
@pytest.mark.parametrize("seed", ["1", "777"])
def test_any_hash_seed(seed: str) -> None:
    """The bytes do not hang on the order of Python's sets."""
    check = f"generate.check(output=Path({str(GENERATED)!r}))"
    code = f"from pathlib import Path; from wirecheck import generate; print({check})"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@needs_generator
def test_nothing_of_others_is_deleted(tmp_path: Path) -> None:
    """A folder that holds something else is left alone."""
    (tmp_path / FIRST).mkdir()
    (tmp_path / FIRST / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="something other"):
        generate.generate([FIRST], output=tmp_path)
    assert (tmp_path / FIRST / "mine.txt").read_text(encoding="utf-8") == "mine"


@needs_generator
def test_spec_that_the_generator_does_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the generator would leave out with a warning is an error here."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    path = tmp_path / "specs" / FIRST / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("enum: [user, model]", "enum: [user, 1]", 1), encoding="utf-8")
    monkeypatch.setattr(location, "specs_root", lambda: tmp_path / "specs")
    with pytest.raises(SpecError, match="does not take") as caught:
        generate.generate([FIRST], output=tmp_path / "out")
    assert str(tmp_path) not in caught.value.message


SHAPES: dict[str, tuple[Callable[[Any], object], str]] = {
    "a body that is not an object": (
        lambda node: node["requestBody"]["content"]["application/json"].update(
            schema={"type": "string"}, examples={"words": {"value": "a boat"}}
        ),
        "is not an object",
    ),
    "no example": (
        lambda node: node["requestBody"]["content"]["application/json"].pop("examples"),
        "has no example request",
    ),
}


@needs_generator
@pytest.mark.parametrize(("change", "message"), SHAPES.values(), ids=SHAPES)
def test_operation_that_no_method_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], object], message: str
) -> None:
    """An operation whose request a method cannot take is told, and not generated in part."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    path = tmp_path / "specs" / FIRST / "openapi.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    (item,) = document["paths"].values()
    change(item["post"])
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    monkeypatch.setattr(location, "specs_root", lambda: tmp_path / "specs")
    with pytest.raises(SpecError, match=message):
        generate.generate([FIRST], output=tmp_path / "out")


@pytest.mark.parametrize("version", [None, "0.0.1"])
def test_tool_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    """Without the pinned tools nothing is written, and the error says how to get them."""

    def found(name: str) -> str:
        if version is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(importlib.metadata, "version", found)
    for act in (lambda: generate.generate(output=tmp_path), lambda: generate.check(output=tmp_path)):
        with pytest.raises(ToolMissing) as caught:
            act()
        assert caught.value.hint == "python3 -m pip install 'wirecheck[generate]'"


def test_installed_without_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed wheel has no `generated/`, so a folder has to be named."""
    monkeypatch.setattr(location, "specs_root", lambda: tmp_path / "wirecheck" / "specs")
    with pytest.raises(UsageError) as caught:
        generate.generate()
    assert "--output" in caught.value.hint


def test_pins() -> None:
    """The versions that are asked for are those of the extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = project["optional-dependencies"]["generate"]
    assert dict(line.split("==") for line in extra) == dict(generate.PINS)


# -- what a caller needs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", spec.providers())
def test_distribution(provider: str, package: Any) -> None:
    """Each client is a typed distribution on httpx2, named after its provider, and imports."""
    name = f"{provider.replace('-', '_')}_client"
    project = tomllib.loads((GENERATED / provider / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == f"{provider}-client"
    assert "httpx2>=2.16,<3" in project["dependencies"]
    assert (GENERATED / provider / name / "py.typed").is_file()
    assert package(provider).Client
    sources = [path.read_text(encoding="utf-8") for path in (GENERATED / provider).rglob("*.py")]
    assert not [text for text in sources if re.search(r"^\s*(import httpx\b|from httpx\b)", text, re.MULTILINE)]


@pytest.mark.parametrize("provider", spec.providers())
def test_no_place_and_no_time(provider: str) -> None:
    """Nothing in a client tells where or when it was made."""
    place_or_time = re.compile(r"/(tmp|home|root)/|wirecheck-\w{8}|\b20\d\d-\d\d-\d\d\b")
    files = [path for path in (GENERATED / provider).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert files
    assert [path for path in files if place_or_time.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(("operation", "name", "value"), ANSWERS, ids=[f"{o.id}-{name}" for o, name, _ in ANSWERS])
def test_sample_answers(package: Any, operation: spec.Operation, name: str, value: Any) -> None:
    """A client parses its page's own answers, and gives back what came."""
    assert answer_class(package, operation).from_dict(value).to_dict() == value


PAID = {
    "empty": {},
    "nothing but nulls": {"candidates": None, "usageMetadata": None, "data": None, "usage": None},
    "no usage": {
        "candidates": [{"content": {"parts": [{"inlineData": {"data": "aGk="}}]}}],
        "data": [{"b64_json": "aGk="}],
    },
    "an unknown reason": {"candidates": [{"finishReason": "TOO_FUNNY", "content": None}], "output_format": "avif"},
    "a reason of null": {"candidates": [{"finishReason": None, "content": {"parts": None, "role": "assistant"}}]},
    "a blocked prompt": {"promptFeedback": {"blockReason": "NEW_REASON", "more": [1]}},
    "another shape": {"candidates": {"0": {}}, "usageMetadata": "none", "data": "aGk=", "usage": []},
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
@pytest.mark.parametrize("value", PAID.values(), ids=PAID)
def test_paid_answers(package: Any, operation: spec.Operation, value: Any) -> None:
    """An answer that was paid for is not lost to what it lacks, to a new value, or to a wrong shape."""
    assert answer_class(package, operation).from_dict(value).to_dict() == value


def _bare(value: Any) -> Any:
    """The same request built anew, with nothing but its required members."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not attrs.has(type(value)):
        return value
    required = [one for one in attrs.fields(type(value)) if one.init and one.default is attrs.NOTHING]
    return type(value)(**{one.name: _bare(getattr(value, one.name)) for one in required})


def _required(operation: spec.Operation, value: Any, prefix: str = "") -> Any:
    """What a request's document is without its optional members."""
    if isinstance(value, list):
        return [_required(operation, one, prefix) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, inner in value.items():
        member = operation.member(f"{prefix}{name}")
        if member is not None and member.required:
            below = f"{prefix}{name}[]." if isinstance(inner, list) else f"{prefix}{name}."
            kept[name] = _required(operation, inner, below)
    return kept


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_nothing_is_sent_unasked(package: Any, operation: spec.Operation) -> None:
    """A request built with only its required members serialises to exactly these."""
    for example in operation.examples:
        request = _bare(request_class(package, operation).from_dict(example.value))
        assert request.to_dict() == _required(operation, example.value)


@pytest.mark.parametrize("provider", spec.providers())
def test_no_member_has_a_default(package: Any, provider: str) -> None:
    """No member of any class is set unless its caller sets it."""
    unset = package(provider, "types").UNSET
    for item in vars(package(provider, "models")).values():
        if isinstance(item, type) and attrs.has(item):
            defaults = [one.default for one in attrs.fields(item) if one.init]
            assert all(default is attrs.NOTHING or default is unset for default in defaults)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_examples_can_be_sent(package: Any, operation: spec.Operation) -> None:
    """Each documented request can be told in the client's own types."""
    for example in operation.examples:
        assert request_class(package, operation).from_dict(example.value).to_dict() == example.value


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[httpx2.Request]:
    """Answers every client with a picture, in an empty folder, and keeps what was asked."""
    sent: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        picture = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(PICTURE).decode()}}
        body = {
            "candidates": [{"content": {"parts": [picture]}}],
            "data": [{"b64_json": base64.b64encode(PICTURE).decode()}],
        }
        return httpx2.Response(200, json=body)

    async def answer_async(request: httpx2.Request) -> httpx2.Response:
        return answer(request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", lambda _, request: answer(request))
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", lambda _, request: answer_async(request))
    monkeypatch.chdir(tmp_path)
    return sent


def _python(readme: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("provider", spec.providers())
def test_readme_works(
    package: Any, provider: str, tmp_path: Path, gateway: list[httpx2.Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of each README runs as it stands: it asks what the page documents, and keeps the picture."""
    package(provider)
    loaded = spec.load(provider)
    monkeypatch.setenv(loaded.key_env, "sk-test")
    blocks = _python(GENERATED / provider / "README.md")
    assert len(blocks) == len(loaded.operations) + 1
    for block, operation in zip(blocks, (*loaded.operations, loaded.operations[0]), strict=True):
        exec(compile(block, "README.md", "exec"), {})
        assert (tmp_path / "picture-0.jpg").read_bytes() == PICTURE
        (tmp_path / "picture-0.jpg").unlink()
        request = gateway.pop()
        name, value = loaded.credential(operation, "sk-test")
        assert request.headers[name] == value
        assert str(request.url) == operation.url(loaded.server or "https://gateway.example.com", operation.served_model)
        assert json.loads(request.content) in [example.value for example in operation.examples]


def test_the_project_s_readme_works(
    package: Any,
    tmp_path: Path,
    gateway: list[httpx2.Request],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The first client that a newcomer sees runs as it stands."""
    package("apiyi")
    monkeypatch.setenv("APIYI_API_KEY", "sk-test")
    (block,) = [block for block in _python(ROOT / "README.md") if "apiyi_client" in block]
    exec(compile(block, "README.md", "exec"), {})
    assert (tmp_path / "boat.jpg").read_bytes() == PICTURE
    assert capsys.readouterr().out == "boat.jpg\n"
    assert len(gateway) == 1
