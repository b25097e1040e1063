"""Where Unicode's own files are: the Debian package `unicode-data`, or a folder named in UNICODE_DATA."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

PLACES = (Path("/usr/share/unicode"), Path("/usr/share/unicode/ucd"), Path("/usr/local/share/unicode"))


def path(name: str) -> Path:
    """The file `name`, or the test is skipped, saying what to install."""
    named = os.environ.get("UNICODE_DATA")
    for folder in ([Path(named)] if named else []) + list(PLACES):
        for candidate in (folder / name, folder / "auxiliary" / name, folder / "extracted" / name):
            if candidate.is_file():
                return candidate
    pytest.skip(f"{name} is not here: install the Debian package unicode-data, or name its folder in UNICODE_DATA")


def version(name: str) -> str:
    """Unicode's version as the file's first line says it: `# BidiCharacterTest-15.0.0.txt` -> "15.0.0"."""
    with path(name).open(encoding="utf-8") as file:
        found = re.search(r"-(\d+\.\d+\.\d+)\.txt", file.readline())
    assert found, f"{name} does not begin with its version"
    return found[1]


def rows(name: str) -> list[str]:
    """The lines of a file without comments and empty ones."""
    lines = (line.partition("#")[0].strip() for line in path(name).read_text("utf-8").splitlines())
    return [line for line in lines if line]


def broken(row: str) -> tuple[str, list[int]]:
    """A row of a break test, `÷ 0061 × 0308 ÷`, as its text and the offsets after its beginning where ÷ stands."""
    text, offsets = "", []
    for token in row.split():
        if token == "÷":
            offsets.append(len(text))
        elif token != "×":
            text += chr(int(token, 16))
    return text, [offset for offset in offsets if offset]
