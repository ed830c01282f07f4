"""What the shell completes, as a real bash asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
BASH = shutil.which("bash")


@pytest.mark.exhaustive
@pytest.mark.skipif(BASH is None, reason="there is no bash here")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("wirecheck com", {"completion"}),
        ("wirecheck run --dep", {"--depth"}),
        ("wirecheck run --depth p", {"probe", "pairs"}),
        ("wirecheck run ap", {"apiyi"}),
        ("wirecheck run live:deer", {"live:deerapi"}),
        ("wirecheck run live:deerapi:", {"live:deerapi:createImage", "live:deerapi:generateContent"}),
        ("wirecheck run --fault ratio-i", {"ratio-ignored"}),
        ("wirecheck run --select picture/ratio", {"picture/ratio-is-honoured"}),
        ("wirecheck run --report j", {"json=", "junit="}),
        ("wirecheck explain picture/ratio", {"picture/ratio-is-honoured"}),
        ("wirecheck serve dg", {"dgrid"}),
    ],
)
def test_bash_completes(typed: str, offered: set[str]) -> None:
    """The words that the function of the script offers for a line that is typed, as `COMPREPLY`."""
    words = typed.split(" ")
    script = f"""
        eval "$(wirecheck completion bash)"
        COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
        _wirecheck_completion wirecheck
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    command = [str(BASH), "--norc", "-c", script]
    done = subprocess.run(command, env=HERE, capture_output=True, text=True, check=False, timeout=60)
    found = set(done.stdout.split())
    assert offered <= found, done.stderr
    assert all(word.startswith(words[-1]) for word in found)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell: str) -> None:
    done = subprocess.run(["wirecheck", "completion", shell], env=HERE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_WIRECHECK_COMPLETE={shell}_complete" in done.stdout
