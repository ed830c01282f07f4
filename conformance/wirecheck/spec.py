"""
What a provider promises: its spec, an OpenAPI 3.1 document with citations, found and read into values.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import yaml

from wirecheck.document import Json, at
from wirecheck.errors import SpecError
from wirecheck.operation import JSON_TYPE, Citation, Example, Member, Model, Operation

__all__ = [
    "JSON_TYPE",
    "Citation",
    "Example",
    "Member",
    "Model",
    "Operation",
    "Spec",
    "load",
    "providers",
    "specs_root",
]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DIALECTS = ("gemini", "openai-images")


def specs_root() -> Path:
    """The folder of the specs: beside the modules in an installed wheel, at the root of the checkout otherwise."""
    here = Path(__file__).resolve().parent
    for folder in (here / "specs", here.parents[1] / "specs"):
        if (folder / "upstream").is_dir():
            return folder
    raise SpecError("the specs that belong to wirecheck are missing", hint="install wirecheck anew")


def providers() -> tuple[str, ...]:
    """The names of the providers whose specs are here, sorted."""
    return tuple(sorted(path.parent.name for path in specs_root().glob("*/openapi.yaml")))


@dataclass(frozen=True, eq=False)
class Spec:
    """
    A provider's promises.

    :param provider: the folder's name.
    :param document: the OpenAPI document as it stands.
    :param pages: the tables of `pages.toml`, by page key.
    :param path: the file it was read from.
    """

    provider: str
    document: Mapping[str, Any]
    pages: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    path: Path | None = None

    @property
    def title(self) -> str:
        return str((self.document.get("info") or {}).get("title") or self.provider)

    @property
    def server(self) -> str | None:
        """The base URL that the page names, or None where it is the reader's own."""
        url = str((next(iter(self.document.get("servers") or ()), None) or {}).get("url") or "")
        return url if url and "{" not in url else None

    @property
    def key_env(self) -> str:
        """The variable that holds the key."""
        fallback = re.sub(r"\W", "_", self.provider).upper() + "_API_KEY"
        schemes = (self.document.get("components") or {}).get("securitySchemes") or {}
        return next((str(s["x-key-env"]) for s in schemes.values() if "x-key-env" in s), fallback)

    @functools.cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that speak a dialect we know, in the order of the document."""
        found = []
        for path, entry in (self.document.get("paths") or {}).items():
            for method in METHODS:
                node = entry.get(method)
                if node and "x-dialect" in node:
                    name = str(node.get("operationId") or f"{method}{path}")
                    found.append(Operation(self.provider, name, method.upper(), path, node, self))
        return tuple(found)

    def operation(self, name: str) -> Operation:
        """The operation of that name."""
        for operation in self.operations:
            if operation.name == name:
                return operation
        known = ", ".join(f"`{operation.name}`" for operation in self.operations)
        raise SpecError(f"`{self.provider}` has no operation `{name}`", hint=f"it has {known}")

    def security_scheme(self, operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The first security scheme that an operation names."""
        wanted = operation.get("security") or self.document.get("security") or ()
        names = [name for entry in wanted for name in entry]
        schemes = (self.document.get("components") or {}).get("securitySchemes") or {}
        return schemes.get(names[0]) if names else None

    def credential(self, operation: Operation, key: str) -> tuple[str, str]:
        """The header that carries a key: name and value."""
        scheme = self.security_scheme(operation.node) or {}
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            return str(scheme.get("name")), key
        return "Authorization", f"Bearer {key}"

    def cite(self, text: str) -> Citation:
        """A citation out of `page#anchor`."""
        page, _, anchor = text.partition("#")
        entry = self.pages.get(page) or {}
        return Citation(page, anchor, str(entry.get("url", "")), str(entry.get("read_on", "")))

    def resolve(self, node: Any) -> dict[str, Any]:
        """A node with its reference followed; what stands beside the reference wins."""
        seen = 0
        node = dict(node or {})
        while "$ref" in node:
            reference = str(node.pop("$ref"))
            target = at(cast(Json, self.document), *_pointer(reference))
            seen += 1
            if not isinstance(target, dict) or seen > 20:
                raise SpecError(
                    f"`{reference}` leads nowhere in the spec of `{self.provider}`", hint="mend the reference"
                )
            node = {**target, **node}
        return cast("dict[str, Any]", node)


def load(name: str | Path) -> Spec:
    """
    Load a provider's spec by its name, or any spec by its path.

    :raises SpecError: there is no such provider, or the file is no OpenAPI 3.1 with an operation that we know.
    """
    text = str(name)
    path = (
        Path(text) if text.endswith((".yaml", ".yml", ".json")) or "/" in text else specs_root() / text / "openapi.yaml"
    )
    if path.is_dir():
        path = path / "openapi.yaml"
    return _load(path.resolve(), text)


@functools.cache
def _load(path: Path, name: str) -> Spec:
    if not path.is_file():
        known = ", ".join(f"`{provider}`" for provider in providers())
        raise SpecError(f"there is no provider `{name}`", hint=f"known are {known}")
    document = _document(path)
    pages = path.parent / "pages.toml"
    provider = path.parent.name if path.stem == "openapi" else path.stem
    spec = Spec(provider, document, _toml(pages) if pages.is_file() else {}, path)
    if not spec.operations:
        raise SpecError(
            f"`{path}` has no operation with an `x-dialect`", hint=f"say which dialect it speaks: {', '.join(DIALECTS)}"
        )
    for operation in spec.operations:
        if operation.dialect not in DIALECTS:
            raise SpecError(
                f"`{operation.id}` speaks `{operation.dialect}`, which is no dialect we know",
                hint=f"known are {', '.join(DIALECTS)}",
            )
    return spec


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"`{path}` cannot be read: {error}") from error
    except yaml.YAMLError as error:
        first = " ".join(str(error).split())
        raise SpecError(f"`{path}` is not YAML: {first}") from error
    version = document.get("openapi") if isinstance(document, dict) else None
    if not str(version or "").startswith("3.1"):
        raise SpecError(f"`{path}` is not OpenAPI 3.1", hint="it begins with `openapi: 3.1.0`")
    return cast("Mapping[str, Any]", document)


def _toml(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SpecError(f"`{path}` cannot be read: {error}") from error


def _pointer(reference: str) -> list[str]:
    fragment = urlsplit(reference).fragment.removeprefix("/")
    return [unquote(part).replace("~1", "/").replace("~0", "~") for part in fragment.split("/")]
