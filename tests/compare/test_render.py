"""Comparisons as text, JSON and Markdown."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from wirecheck.compare import (
    Comparison,
    Lost,
    Objected,
    Rewritten,
    Row,
    Weight,
    compare,
    render_json,
    render_markdown,
    render_text,
)
from wirecheck.spec.spec import load, providers

BEFORE = 'POST https://a.test/draw\nAuthorization: Bearer $A_KEY\n\n{\n  "size": "9K"\n}\n'
AFTER = 'POST https://b.test/draw\nAuthorization: Bearer $B_KEY\n\n{\n  "size": "1K"\n}\n'
ONE = Comparison(
    a="one:draw",
    b="two:draw",
    calls=(Row("server", "https://a.test", "https://b.test"),),
    requests=(Row("size", "optional, any", "required, one of `1K` `2K`"),),
    objections=(
        Objected(Weight.REFUSED, "size", ("8K", "9K"), "is not one of its values"),
        Objected(Weight.UNPROMISED, "tone", (), "is not on the page there, and may be ignored"),
    ),
    lost=(Lost("response.seed", "is not documented there"),),
    rewritten=(Rewritten("the sample `curl`", BEFORE, AFTER, ("`size` is 1K: 9K is not accepted",)),),
)

TEXT = """\
one:draw -> two:draw

how it is called
          one                      two
  server  https://a.test           https://b.test

what may be sent
        one                       two
  size  optional, any             required, one of `1K`
                                  `2K`

accepted by one but refused by two
  size `8K`, `9K` are not among its values

accepted by one but not promised by two
  tone is not on the page there, and may be ignored

promised by one but not by two
  response.seed is not documented there

the sample `curl`, before (-) and after (+)
  -POST https://a.test/draw
  -Authorization: Bearer $A_KEY
  +POST https://b.test/draw
  +Authorization: Bearer $B_KEY

   {
  -  "size": "9K"
  +  "size": "1K"
   }
  `size` is 1K: 9K is not accepted

1 thing that one accepts is refused by two; 1 not promised;
1 promise on answers gone.
"""

MARKDOWN = """\
## From `one:draw` to `two:draw`

1 thing that one accepts is refused by two; 1 not promised; 1 promise on answers gone.

### How it is called

|  | one | two |
|---|---|---|
| server | https://a.test | https://b.test |

### What may be sent

| member | one | two |
|---|---|---|
| `size` | optional, any | required, one of `1K` `2K` |

### Accepted by one but refused by two

| member | values | why |
|---|---|---|
| `size` | `8K`, `9K` | is not one of its values |

### Accepted by one but not promised by two

| member | values | why |
|---|---|---|
| `tone` |  | is not on the page there, and may be ignored |

### Promised by one but not by two

| where | what |
|---|---|
| `response.seed` | is not documented there |

### The sample `curl`, before and after

````diff
-POST https://a.test/draw
-Authorization: Bearer $A_KEY
+POST https://b.test/draw
+Authorization: Bearer $B_KEY
\x20
 {
-  "size": "9K"
+  "size": "1K"
 }
````

- `size` is 1K: 9K is not accepted
"""

ALL = [
    compare(a, b)
    for a in (load(name).operation("generateContent") for name in providers())
    for b in (load(name).operation("generateContent") for name in providers())
    if a is not b
]


def test_text_goes_from_the_call_to_the_code() -> None:
    """Tables first, then what is refused, not promised and lost, then the samples, then the sum."""
    assert render_text((ONE,), width=60) == TEXT


def test_markdown_has_a_table_for_each_part() -> None:
    """The same in tables, and the samples as a diff."""
    assert render_markdown((ONE,)) == MARKDOWN


def test_json_holds_everything() -> None:
    """Each part is there by its name."""
    assert json.loads(render_json((ONE,), ("`x` has no counterpart",))) == {
        "comparisons": [
            {
                "a": "one:draw",
                "b": "two:draw",
                "calls": [{"what": "server", "a": "https://a.test", "b": "https://b.test"}],
                "requests": [{"what": "size", "a": "optional, any", "b": "required, one of `1K` `2K`"}],
                "refused": [{"member": "size", "values": ["8K", "9K"], "why": "is not one of its values"}],
                "unpromised": [{"member": "tone", "values": [], "why": "is not on the page there, and may be ignored"}],
                "lost": [{"location": "response.seed", "why": "is not documented there"}],
                "samples": [
                    {
                        "name": "the sample `curl`",
                        "before": BEFORE,
                        "after": AFTER,
                        "notes": ["`size` is 1K: 9K is not accepted"],
                    }
                ],
            }
        ],
        "without_counterpart": ["`x` has no counterpart"],
    }


def test_a_matrix_has_a_cell_for_each_move() -> None:
    """All comparisons at once are a table of counts, from the left to the top, in text and in Markdown."""
    text, markdown = render_text(ALL, brief=True), render_markdown(ALL, brief=True)
    first = next(one for one in ALL if one.a.startswith("apiyi") and one.b.startswith("gemini-native"))
    cell = f"{len(first.refused)}, {len(first.unpromised)}, {len(first.lost)}"
    row = next(line for line in text.splitlines() if line.startswith("apiyi  "))
    assert re.split(r"\s{2,}", row)[1] == "-"
    assert re.split(r"\s{2,}", row)[-1] == cell
    assert f"| apiyi | - | {'|'.join(markdown.split('| apiyi | - | ')[1].splitlines()[0].split('|'))}" in markdown
    assert markdown.split("| apiyi | - | ")[1].splitlines()[0].endswith(f"| {cell} |")


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_tables_and_sentences_keep_to_the_width(width: int) -> None:
    """Whatever the width, no line of a table or list goes beyond it, and nothing is cut off."""
    for one in ALL:
        text = render_text((one,), width=width)
        head = text.partition("the sample `")[0]
        assert max(len(line) for line in head.splitlines() if line.startswith("  ")) <= width
        cells = "".join(text for row in (*one.calls, *one.requests) for text in (row.what, row.a, row.b))
        assert Counter(cells.replace(" ", "")) <= Counter(head)


def test_what_has_no_counterpart_is_told_below() -> None:
    """An operation that the other provider does not have is named."""
    for text in (
        render_text((ONE,), ("`x` has no counterpart",)),
        render_markdown((ONE,), ("`x` has no counterpart",)),
    ):
        assert text.rstrip().endswith("`x` has no counterpart")


def test_nothing_of_a_spec_acts_in_a_report() -> None:
    """Control characters, markup and cell borders of a spec stay text."""
    row = Row("size", "\x1b[31m<script>", "a|b [bold]")
    one = Comparison("a:x", "b:y", (row,), (row,), (), (), ())
    assert "\x1b" not in render_text((one,)) + render_markdown((one,)) + render_json((one,))
    assert "[bold]" in render_text((one,))
    line = next(line for line in render_markdown((one,)).splitlines() if "script" in line)
    assert len(re.findall(r"(?<!\\)\|", line)) == 4
    assert "<script>" not in line
