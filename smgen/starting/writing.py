"""Texts -> a new folder of files; nothing that is there already is ever replaced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smgen.errors import OutputError, printable
from smgen.files import make_folder, write_whole

__all__ = ["write_new"]


def write_new(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write `files` (names and bytes) into `folder`; their paths. Raises OutputError where one of them is there already."""
    targets = {folder / name: data for name, data in files.items()}
    for target in targets:
        if target.exists() or target.is_symlink():
            hint = "choose another name, or move it away"
            raise OutputError("is already there", where=printable(str(target), 200), hint=hint)
    make_folder(folder)
    for target, data in targets.items():
        write_whole(target, data)
    return tuple(targets)
