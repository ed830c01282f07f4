"""A provider in a checkout of its own, which tests may write to, and its page in the layout that it is known in."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wirecheck import facts
from wirecheck.cli.drift import command
from wirecheck.drift import accepted, statements
from wirecheck.spec.location import specs_root

PAGES = Path(__file__).parent / "pages"
SPEC = """\
# What Lumen promises, read off its page.
openapi: 3.1.0
info: {title: Lumen, version: 1.0.0}
servers:
  # The one that the samples call.
  - url: https://api.lumen.example
    description: The gateway.
security:
  - bearer: []
paths:
  /v1/images/generations:
    post:
      operationId: createImage
      summary: Draw
      x-citation: images#post
      x-dialect: openai-images
      x-models: {default: lumen-paint-1, served: lumen-paint-2}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Request'}
            examples:
              curl: {value: {model: lumen-paint-2, prompt: A boat, quality: high, size: '1536x1024'}}
      responses:
        '200':
          description: The pictures.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Answer'}
        default: {description: An error.}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer, x-key-env: LUMEN_API_KEY}
  schemas:
    # -- what goes in
    Request:
      title: Request
      type: object
      description: What to draw.
      required: [model, prompt]
      properties:
        model:
          type: string
          description: The model that draws.
          default: lumen-paint-1  # the page's own
        prompt:
          type: string
          description: What is on the picture.
        # Upstream takes ten at most.
        n:
          type: integer
          description: How many pictures.
          default: 1
        quality:
          type: string
          description: How much care is taken.
        size:
          type: string
          description: Width and height.
        style:
          title: Style
          type: string
          description: Strong colours or true ones.
          enum: [vivid, natural, plain]
          default: vivid
        seed:
          type: integer
          description: The same twice.
          minimum: 0
          maximum: 4096
    # -- what comes out
    Answer:
      title: Answer
      type: object
      description: The pictures.
      required: [created, usage, data]
      properties:
        created:
          type: integer
          description: When they were ready.
        usage:
          $ref: '#/components/schemas/Usage'
        data:
          type: array
          description: The pictures.
          items: {$ref: '#/components/schemas/Image'}
        background:
          description: What is behind.
          anyOf:
            - {title: Background, type: string, enum: [opaque, transparent]}
            - {type: string}
            - {type: 'null'}
        quality:
          type: [string, 'null']
          description: The care that was taken.
    Usage:
      title: Usage
      type: object
      description: What it cost.
      properties:
        input_tokens:
          type: integer
          description: Tokens of the request.
        total_tokens:
          type: integer
          description: Tokens of all.
    Image:
      title: Image
      type: object
      description: One picture.
      properties:
        b64_json:
          type: string
          contentEncoding: base64
          description: The bytes.
"""
LISTING = """\
# Where the page is.

[images]
url = "https://docs.lumen.example/images"
title = "Images"
read_on = 2026-11-01  # a Sunday
digest = "{digest}"
operations = ["createImage"]
"""
SETTINGS = """\
project_name_override: lumen-client
package_name_override: lumen_client
# The client's own version.
package_version_override: 0.3.1
literal_enums: true
use_path_prefixes_for_title_model_names: false
docstrings_on_attributes: true
"""


@dataclass(frozen=True)
class Lumen:
    """The checkout of a provider."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "specs" / "lumen"

    @property
    def spec(self) -> Path:
        return self.folder / "openapi.yaml"

    def page(self, *changes: tuple[str, str]) -> Path:
        """The page with some texts replaced."""
        text = (PAGES / "images.txt").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = self.root / "page.txt"
        path.write_text(text, encoding="utf-8")
        return path

    def drift(self, *arguments: str | Path) -> Result:
        return CliRunner().invoke(command, [str(self.spec), *map(str, arguments)], standalone_mode=False)

    def at(self, url: str) -> None:
        """Say that the page is on another site."""
        listing = self.folder / "pages.toml"
        text = listing.read_text(encoding="utf-8").replace("https://docs.lumen.example", url)
        listing.write_text(text, encoding="utf-8")

    def git(self, *arguments: str) -> str:
        git = shutil.which("git")
        assert git is not None
        done = subprocess.run([git, *arguments], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout


@dataclass(frozen=True)
class Site:
    """A site on this machine, with pages by their paths."""

    url: str
    pages: dict[str, str]


@pytest.fixture
def site() -> Iterator[Site]:
    """A site without pages."""
    pages: dict[str, str] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = pages.get(self.path)
            body = (text or "gone").encode()
            self.send_response(200 if text is not None else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_address[1]}", pages)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def lumen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lumen:
    """The provider, with what its page states accepted, in a repository of git."""
    made = Lumen(tmp_path / "checkout")
    (made.folder / "facts").mkdir(parents=True)
    text = (PAGES / "images.txt").read_text(encoding="utf-8")
    made.spec.write_text(SPEC, encoding="utf-8")
    (made.folder / "pages.toml").write_text(LISTING.format(digest=statements.digest(text)), encoding="utf-8")
    (made.folder / "client.yaml").write_text(SETTINGS, encoding="utf-8")
    rendered = accepted.render(facts.read(text, "images"), statements.digest(text))
    (made.folder / "facts" / "images.toml").write_text(rendered, encoding="utf-8")
    monkeypatch.chdir(made.root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made.git("init", "--quiet")
    return made


@pytest.fixture
def apiyi(tmp_path: Path) -> Path:
    """The spec of APIYI in a folder that a test may write to, with all that stands beside it."""
    folder = tmp_path / "apiyi"
    (folder / "facts").mkdir(parents=True)
    for path in ("openapi.yaml", "pages.toml", "drift.toml", "facts/text-to-image.toml"):
        (folder / path).write_text((specs_root() / "apiyi" / path).read_text(encoding="utf-8"), encoding="utf-8")
    return folder / "openapi.yaml"
