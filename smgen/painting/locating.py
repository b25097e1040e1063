"""A picture's name as it stands in a table -> where the file is, below the folders of a campaign.

Tables come from Windows and files from Macs: backslashes are slashes, quotation marks around a path are none of it, and
an umlaut is one whether it is one character or two.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from smgen.errors import PictureError

__all__ = ["caseless", "composed", "located", "respelled", "unquoted"]


def located(name: str, roots: Sequence[Path]) -> Path | None:
    """The file of that name in the first of `roots` that has it, None where none has.

    Raises PictureError where the name leads out of them.
    """
    given = unquoted(name)
    slashed = given.replace("\\", "/")
    return _inside(given, roots) or _inside(slashed, roots) or _inside(respelled(slashed, roots, composed), roots)


def unquoted(name: str) -> str:
    """The name without the quotes around it with which Windows copies a path; no file there has them in its name."""
    return name.strip('"') if name[:1] == name[-1:] == '"' else name


def respelled(name: str, roots: Sequence[Path], form: Callable[[str], str]) -> str:
    """The name as it is on the disk, folders and all, where that is the same in a form; else as it is given."""
    for root in roots:
        found = Path()
        for part in Path(name).parts:
            names = [part] if os.path.lexists(root / found / part) else _names_in(root / found)
            same = next((entry for entry in names if form(entry) == form(part)), None)
            if same is None:
                break
            found /= same
        else:
            return str(found)
    return name


def composed(name: str) -> str:
    """The name with each umlaut as one character; Macs take them apart."""
    return unicodedata.normalize("NFC", name)


def caseless(name: str) -> str:
    """The composed name, its capitals small."""
    return composed(name).casefold()


def _inside(name: str, roots: Sequence[Path]) -> Path | None:
    for root in roots:
        # By os.path: pathlib takes three times as long, for every picture of every post.
        inside, resolved = os.path.realpath(root), os.path.realpath(os.path.join(root, name))
        if os.path.commonpath((inside, resolved)) != inside:
            raise PictureError("this name leads out of the folder pictures are taken from")
        if os.path.exists(resolved):
            return Path(resolved)
    return None


def _names_in(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.is_dir() else []
