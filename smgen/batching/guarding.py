"""What is in the way of a run and is not smgen's own: found before anything is drawn, and left as it is."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from smgen.batching.listing import head_of
from smgen.batching.manifest import MANIFEST
from smgen.batching.model import ARCHIVED, LIST, SHEET
from smgen.batching.page import GENERATOR, ON_A_PAGE, page_path
from smgen.batching.publishing import NotOurs
from smgen.batching.storage import Folder, Remote
from smgen.errors import OutputError, printable

__all__ = [
    "is_our_page",
    "refuse_archive",
    "refuse_foreign_archive",
    "refuse_foreign_lists",
    "refuse_foreign_pages",
    "refuse_table",
]


def refuse_foreign_lists(storage: Folder | Remote, exports: Sequence[str]) -> None:
    """Raises NotOurs where a file of somebody else's bears the name of one of the lists."""
    starts = {LIST: head_of(""), **{f"posts-{kind}.csv": head_of(kind) for kind in exports}}
    foreign = [name for name, start in starts.items() if not _begins(storage, name, start)]
    foreign += [SHEET] if _is_there(storage, SHEET) and not is_our_page(storage, SHEET) else []
    for name in foreign:
        raise _not_ours(name, "choose another folder with -o, or add --overwrite")


def refuse_foreign_pages(storage: Folder | Remote, posts: int) -> None:
    """Raises NotOurs where a file of somebody else's is where the contact sheet of so many posts goes on."""
    for number in range(2, posts // ON_A_PAGE + 2):
        if _is_there(storage, page_path(number)) and not is_our_page(storage, page_path(number)):
            raise _not_ours(page_path(number), "choose another folder with -o, or add --overwrite")


def is_our_page(storage: Folder | Remote, path: str) -> bool:
    """Whether a file is a page of a contact sheet."""
    return GENERATOR.encode() in (storage.read(path) or b"")[:2000]


def refuse_table(table: Path, storage: Folder | Remote | None, exports: Sequence[str], archive: str | None) -> None:
    """Raises NotOurs where the table itself would be overwritten, which nobody ever wants."""
    written = [*_lists(storage, exports), *([Path(archive)] if archive else [])]
    if any(_is_same(path, table) for path in written):
        hint = "choose another folder with -o, such as -o out, and another name for --zip"
        raise NotOurs("the table itself would be overwritten", where=printable(str(table), 200), hint=hint)


def refuse_archive(target: Path, storage: Folder | Remote | None, exports: Sequence[str]) -> None:
    """Raises OutputError where the archive cannot be written, or would be one of the lists."""
    place = printable(str(target), 200)
    if any(_is_same(path, target) for path in _lists(storage, exports)):
        raise NotOurs("the archive would overwrite one of the lists", where=place, hint="choose another name for --zip")
    if target.is_dir():
        raise OutputError("a folder of this name is in the way", where=place, hint="choose another name for --zip")
    above = next((folder for folder in target.absolute().parents if folder.exists()), Path())
    if not above.is_dir():
        raise OutputError("a file is where a folder should be", where=place, hint="choose another folder for --zip")
    if not os.access(above, os.W_OK):
        raise OutputError("writing here is not allowed", where=place, hint="choose another folder for --zip")


def refuse_foreign_archive(target: Path) -> None:
    """Raises NotOurs where a file is there that is no archive of ours: those begin with the contact sheet."""
    if os.path.lexists(target) and not _is_our_archive(target):
        raise _not_ours(str(target), "choose another name for --zip, or add --overwrite")


def _is_our_archive(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            first = archive.infolist()[0]
    except (OSError, zipfile.BadZipFile, IndexError, ValueError, NotImplementedError):
        return False
    return first.filename == SHEET and first.date_time == ARCHIVED


def _lists(storage: Folder | Remote | None, exports: Iterable[str]) -> Iterator[Path]:
    """The paths of all lists, where they are on this machine."""
    if isinstance(storage, Folder):
        for name in (SHEET, LIST, MANIFEST, *(f"posts-{kind}.csv" for kind in exports)):
            yield storage.root / name


def _begins(storage: Folder | Remote, name: str, start: bytes) -> bool:
    """Whether a file begins so, or is not there."""
    return not _is_there(storage, name) or (storage.read(name) or b"").startswith(start)


def _is_there(storage: Folder | Remote, name: str) -> bool:
    return storage.size(name) is not None


def _not_ours(name: str, hint: str) -> NotOurs:
    return NotOurs("is already there, and smgen did not make it", where=printable(name, 200), hint=hint)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(one) == os.path.realpath(other)
