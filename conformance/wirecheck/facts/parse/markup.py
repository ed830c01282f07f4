"""
HTML as lines that read like the same page in Markdown: headings, fences, tables with bars, members with labels.

Lines of facts then count what a reader sees, for a page's HTML may stand on one line.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from wirecheck.facts.parse import embedded

BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "br", "button", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "label", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
SILENT = frozenset([
    "script", "style", "noscript", "svg", "template", "head", "iframe", "canvas", "video", "audio", "object",
    "picture", "img", "input", "select",
])  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FIELD = '[data-component-part="field-name"]'
# The most nodes of a page that are read.
MOST = 400_000


def shown(text: str) -> tuple[list[str], list[str]]:
    """The lines that a page of HTML shows, of its main part unless that is empty; and the documents in its scripts."""
    tree = LexborHTMLParser(text)
    main = tree.css_first("main") or tree.css_first("article") or tree.body
    lines = _Writer().write(main)
    if len("".join(lines)) < 200 and main is not tree.body:
        lines = _Writer().write(tree.body)
    return lines, _documents(tree)


def _documents(tree: LexborHTMLParser) -> list[str]:
    """The documents in the JSON of scripts and of properties."""
    scripts = [(script.attributes.get("type") or "", script.text(deep=True)) for script in tree.css("script")]
    texts = [content for kind, content in scripts if "json" in kind.lower() or content.lstrip()[:1] in ("{", "[")]
    texts += [holder.attributes.get("data-initial-props") or "" for holder in tree.css("[data-initial-props]")]
    return [document for text in texts for document in embedded.in_json(text)]


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[str] = []
        self._count = 0

    def _end(self) -> None:
        text = " ".join("".join(self._open).split())
        self._open = []
        if text:
            self.lines.append(text)

    def _gap(self) -> None:
        self._end()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def write(self, node: LexborNode | None) -> list[str]:
        """The lines of a node and all below it."""
        # depth first with a stack of our own, because pages nest deeper than Python recurses; a pair with None stands
        # for the end of an element whose children have been read
        stack: list[tuple[LexborNode | None, str]] = [(node, "")] if node is not None else []
        while stack:
            current, after = stack.pop()
            if current is None:
                self._close(after)
                continue
            self._count += 1
            if self._count > MOST:
                break
            tag = current.tag or ""
            if tag == "-text":
                self._open.append(current.text(deep=False) or "")
                continue
            if tag in SILENT or tag.startswith(("-", "!", "_")):
                continue
            if not self._whole(current, tag):
                if tag in BLOCKS:
                    self._end()
                    stack.append((None, tag))
                children = list(current.iter(include_text=True))
                stack += [(child, "") for child in reversed(children)]
        self._end()
        return self.lines

    def _close(self, tag: str) -> None:
        if tag in ("p", "section", "article", "ul", "ol", "dl", "blockquote"):
            self._gap()
        else:
            self._end()

    def _whole(self, node: LexborNode, tag: str) -> bool:
        """Write a node that is read as one; False where its children are to be read."""
        if tag in HEADINGS and node.css_first(_FIELD) is None:
            self._heading(node, HEADINGS[tag])
        elif tag == "pre":
            self._code(node)
        elif tag == "table":
            self._table(node)
        elif tag == "br":
            self._end()
        elif _heads_member(node):
            return self._member(node)
        elif tag == "li" and node.css_first("li, p, pre, table, div") is None:
            self._end()
            self.lines.append("- " + " ".join(node.text(deep=True).split()))
        else:
            return False
        return True

    def _heading(self, node: LexborNode, level: int) -> None:
        self._gap()
        text = " ".join(node.text(deep=True).replace("\u200b", "").split())
        self.lines += [f"{'#' * level} {text}", ""] if text else []

    def _code(self, node: LexborNode) -> None:
        self._gap()
        info = re.search(r"language-(\w+)", (node.html or "")[:2_000])
        code = node.text(deep=True).strip("\n").replace("\u200b", "").replace("\u00a0", " ")
        self.lines += [f"```{info[1] if info else ''}", *code.split("\n"), "```", ""]

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

    def _member(self, node: LexborNode) -> bool:
        """A member as Mintlify marks it up: its name, then each of its labels on a line."""
        name = node.css_first(_FIELD)
        if name is None:
            return False
        self._gap()
        self.lines.append("".join(name.text(deep=True).replace("\u200b", "").split()))
        for pill in node.css('[data-component-part="field-info-pill"], [data-component-part="field-required-pill"]'):
            text = " ".join(pill.text(deep=True).split())
            self.lines += [text] if text else []
        return True


def _heads_member(node: LexborNode) -> bool:
    """Whether a node holds a member's name and pills, by how Mintlify marks it."""
    name = node.attributes.get("id") or ""
    return name.startswith(("body-", "response-", "authorization-", "parameter-")) or "param-head" in (
        node.attributes.get("class") or ""
    )


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
