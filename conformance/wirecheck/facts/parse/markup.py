"""
HTML, made into lines that read as its Markdown twin would: headings, fences, tables with bars, members with labels.

Lines of facts then count what a reader sees, for a page's HTML may stand on one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wirecheck.facts.parse import embedded

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "svg",
        "template",
        "head",
        "iframe",
        "canvas",
        "video",
        "audio",
        "object",
        "picture",
        "img",
        "input",
        "select",
    ]
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FIELD = '[data-component-part="field-name"]'
MOST = 400_000
"""Nodes of a page that are read."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of HTML shows, and the documents that it carries in scripts."""

    lines: list[str]
    documents: list[str]
    password: bool


def shown(text: str) -> Shown:
    """What a page of HTML shows."""
    tree = LexborHTMLParser(text)
    documents: list[str] = []
    for script in tree.css("script"):
        kind = (script.attributes.get("type") or "").lower()
        content = script.text(deep=True)
        if "json" in kind or content.lstrip()[:1] in ("{", "["):
            documents += embedded.in_json(content)
    for holder in tree.css("[data-initial-props]"):
        documents += embedded.in_json(holder.attributes.get("data-initial-props") or "")
    writer = _Writer()
    main = tree.css_first("main") or tree.css_first("article") or tree.body
    if main is not None:
        writer.write(main)
    if len("".join(writer.lines)) < 200 and tree.body is not None and main is not tree.body:
        writer = _Writer()
        writer.write(tree.body)
    password = tree.css_first('input[type="password"]') is not None
    return Shown(writer.done(), documents, password)


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[str] = []
        self._count = 0

    def done(self) -> list[str]:
        self._end()
        return self.lines

    def _end(self) -> None:
        text = " ".join("".join(self._open).split())
        self._open = []
        if text:
            self.lines.append(text)

    def _gap(self) -> None:
        self._end()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def write(self, node: LexborNode) -> None:
        """A node and all below it."""
        stack: list[tuple[LexborNode | None, str]] = [(node, "")]
        while stack:
            one, after = stack.pop()
            if one is None:
                self._close(after)
                continue
            self._count += 1
            if self._count > MOST:
                return
            tag = one.tag or ""
            if tag == "-text":
                self._open.append(one.text(deep=False) or "")
                continue
            if tag in SILENT or tag.startswith(("-", "!", "_")):
                continue
            if not self._whole(one, tag):
                if tag in BLOCKS:
                    self._end()
                    stack.append((None, tag))
                children = list(one.iter(include_text=True))
                stack += [(child, "") for child in reversed(children)]

    def _close(self, tag: str) -> None:
        if tag in ("p", "section", "article", "ul", "ol", "dl", "blockquote"):
            self._gap()
        else:
            self._end()

    def _whole(self, node: LexborNode, tag: str) -> bool:
        """Write a node that is read as one; False where its children are to be read."""
        if tag in HEADINGS and node.css_first(_FIELD) is None:
            self._gap()
            text = " ".join(node.text(deep=True).replace("\u200b", "").split())
            self.lines += [f"{'#' * HEADINGS[tag]} {text}", ""] if text else []
        elif tag == "pre":
            self._gap()
            info = re.search(r"language-(\w+)", node.html[:2_000] if node.html else "")
            code = node.text(deep=True).strip("\n").replace("\u200b", "").replace("\u00a0", " ")
            self.lines += [f"```{info[1] if info else ''}", *code.split("\n"), "```", ""]
        elif tag == "table":
            self._table(node)
        elif tag == "br":
            self._end()
        elif (node.attributes.get("id") or "").startswith(
            ("body-", "response-", "authorization-", "parameter-")
        ) or "param-head" in (node.attributes.get("class") or ""):
            return self._head(node)
        elif tag == "li" and node.css_first("li, p, pre, table, div") is None:
            self._end()
            self.lines.append("- " + " ".join(node.text(deep=True).split()))
        else:
            return False
        return True

    def _table(self, table: LexborNode) -> None:
        self._gap()
        for number, row in enumerate(table.css("tr")):
            cells = [" ".join(_coded(cell).split()).replace("|", "\\|") for cell in row.css("th, td")]
            if not any(cells):
                continue
            self.lines.append("| " + " | ".join(cells) + " |")
            if number == 0:
                self.lines.append("|" + " --- |" * len(cells))
        self.lines.append("")

    def _head(self, node: LexborNode) -> bool:
        """A member of Mintlify's: the name, then its pills a line each."""
        name = node.css_first(_FIELD)
        if name is None:
            return False
        self._gap()
        self.lines.append("".join(name.text(deep=True).replace("\u200b", "").split()))
        for pill in node.css('[data-component-part="field-info-pill"], [data-component-part="field-required-pill"]'):
            text = " ".join(pill.text(deep=True).split())
            self.lines += [text] if text else []
        return True


def _coded(cell: LexborNode) -> str:
    """A cell's text, with the marks of Markdown around what is code in it."""
    said: list[str] = []
    for node in cell.traverse(include_text=True):
        if node.tag == "-text":
            text = node.text(deep=False) or ""
            around = node.parent
            code = around is not None and around.tag == "code" and "`" not in text and text.strip()
            said.append(f"`{text.strip()}`" if code else text)
        elif node.tag in BLOCKS:
            said.append(" ")
    return "".join(said)
