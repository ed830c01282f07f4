"""Which documentation system made a page, and in which form: shown to people only, as readers use the structure."""

from __future__ import annotations

import re

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_OPENAPI_FENCE = re.compile(r"^\s*(`{3,})(?:ya?ml|json)?[^\n]*\n\s*[{\"']*(?:openapi|swagger|paths)\b", re.MULTILINE)

_MARKDOWN = (
    (
        "docusaurus-mdx",
        re.compile(
            r"\A---\n(?s:.*?)^(?:hide_send_button|sidebar_class_name|info_path)\s*:|<MethodEndpoint|openapi-", re.M
        ),
    ),
    ("mintlify-md", re.compile(r"^````ya?ml[^\n]*\n|^## OpenAPI\s*$|<(?:ParamField|ResponseField)\b", re.MULTILINE)),
    (
        "fern-md",
        re.compile(
            r"^Reference:\s*https?://|^## SDK Code Examples|This is a page from the .{1,60} documentation", re.M
        ),
    ),
    ("readme-md", re.compile(r"^# OpenAPI definition\s*$", re.MULTILINE)),
    ("apifox-md", re.compile(r"x-apifox-|x-run-in-apifox|^## OpenAPI Specification\s*$", re.MULTILINE)),
    (
        "gitbook-md",
        re.compile(
            r"^#{1,6} (?:GET|POST|PUT|PATCH|DELETE) /[^\n]*\n+(?:>[^\n]*\n+)*```json\n\s*\{\"openapi\""
            r"|\{% (?:openapi|hint|tab|code)",
            re.M,
        ),
    ),
)
_TEXT = (
    (
        "mintlify-text",
        re.compile(
            r"^Skip to main content\b|^Documentation Index$|^Authorizations$\n(?s:.{0,40})\bheader\b", re.MULTILINE
        ),
    ),
    (
        "apifox-text",
        re.compile(r"Body\s?参数|返回响应|请求示例代码|^最后修改时间|^修改于|^Modified at\b|^🟢", re.MULTILINE),
    ),
    (
        "readme-text",
        re.compile(r"^Body Params\b|^Path Params\b|^Query Params\b|^Defaults to \S|Powered by ReadMe", re.MULTILINE),
    ),
    ("fern-text", re.compile(r"^This endpoint expects an? ", re.MULTILINE)),
    (
        "gitbook-text",
        re.compile(
            r"Powered by GitBook|(?:string|integer|boolean|number|object)(?:\[\])?(?: · enum)?(?:Required|Optional)",
            re.M,
        ),
    ),
    ("docusaurus-text", re.compile(r"^(?:Possible|Default) values?\s*:", re.MULTILINE)),
)


# Only this many characters at the beginning and the end of a page are searched for the signs of a system.
_ENDS = 20_000


def is_html(text: str) -> bool:
    """Whether a page is HTML rather than Markdown or text."""
    return bool(_HTML.match(text[:5_000]))


def html(text: str) -> str:
    """The system that made a page of HTML."""
    for name, marks in (
        ("mintlify", ("mintlify", "data-component-part=")),
        ("readme", ("readme.io", "readme.com", "rm-Markdown")),
        ("apifox", ("apifox",)),
        ("gitbook", ("gitbook",)),
        ("docusaurus", ("docusaurus",)),
        ("fern", ("buildwithfern", "fern-")),
    ):
        if any(mark in text for mark in marks):
            return f"{name}-html"
    return "html"


def kind(text: str) -> str:
    """The kind of a page that is not HTML, such as `mintlify-text`."""
    if len(text) > 2 * _ENDS:
        text = f"{text[:_ENDS]}\n{text[-_ENDS:]}"
    if re.match(r"""\s*(?:\{\s*"(?:openapi|swagger)"|(?:openapi|swagger)\s*:\s*['"]?[23])""", text):
        return "openapi"
    fenced = bool(_OPENAPI_FENCE.search(text))
    marked = fenced or re.search(r"^#{1,6} \S|^```|\A---\n|^\|?\s*:?-{3,}:?\s*\||^<[A-Z]\w+", text, re.MULTILINE)
    for name, pattern in _MARKDOWN if marked else ():
        if pattern.search(text):
            return name
    for name, pattern in _TEXT:
        if pattern.search(text):
            return name
    if marked:
        return "markdown"
    return "tables-text" if re.search(r"^\|.*\|\s*$", text, re.MULTILINE) else "text"
