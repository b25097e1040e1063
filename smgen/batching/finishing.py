"""The end of a run: what left the table, the lists, the contact sheet, the archive, and the manifest in its order."""

from __future__ import annotations

import contextlib
import filecmp
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from smgen.batching.guarding import is_our_page, refuse_foreign_archive
from smgen.batching.listing import export, posts_csv
from smgen.batching.manifest import Manifest
from smgen.batching.model import ARCHIVED, LIST, SHEET, THUMBNAILED, Options
from smgen.batching.page import Sheet, page_path, pages, state_mark
from smgen.batching.publishing import THUMBNAILS, is_unaltered
from smgen.batching.storage import Folder, Remote
from smgen.errors import Note, OutputError, printable
from smgen.files import make_folder, sha256

__all__ = ["Finished", "finish"]


class Finished(Struct, frozen=True):
    """What the end of a run brought: posts no longer in the table, how many were taken away, notes, where to look."""

    orphans: tuple[str, ...]
    pruned: int
    notes: tuple[Note, ...]
    look: str


def finish(
    storage: Folder | Remote,
    manifest: Manifest,
    posts: Sequence[str],
    errors: Sequence[Note],
    options: Options,
    table: str,
) -> Finished:
    """Write everything that is about all posts; nothing where nothing has changed. `posts` are in table order."""
    there = set(posts)
    # With --rows, what the other rows made earlier is still theirs: `posts` has it too.
    orphans = sorted(post for post in manifest if post not in there)
    notes: tuple[Note, ...] = _postponed(errors, orphans) if options.prune else ()
    pruned = 0
    if options.prune and not notes:
        pruned, notes = _prune(storage, manifest, orphans)
        orphans = []
    look = f"{storage.label.rstrip('/')}/{SHEET}" if storage.remote else os.path.join(storage.label, SHEET)
    lists = [SHEET, LIST, *(f"posts-{kind}.csv" for kind in options.exports)]
    mark = _mark(manifest, posts, errors, options)
    shown = state_mark(mark).encode() in (storage.read(SHEET) or b"")[:20_000]
    if not shown or any(storage.size(name) is None for name in lists):
        notes = (*notes, *_write_lists(storage, manifest, posts, errors, options, table, mark))
    if not manifest.is_settled(posts, orphans):
        manifest.rewrite(posts, orphans)
    if options.zip:
        _pack(storage, manifest, posts, options, lists)
    return Finished(tuple(orphans), pruned, tuple(notes), look)


def _write_lists(
    storage: Folder | Remote,
    manifest: Manifest,
    posts: Sequence[str],
    errors: Sequence[Note],
    options: Options,
    table: str,
    mark: str,
) -> Iterator[Note]:
    storage.write(LIST, posts_csv(_entries(manifest, posts)))
    for kind in options.exports:
        data, notes = export(kind, _entries(manifest, posts), options.media_url)
        storage.write(f"posts-{kind}.csv", data)
        yield from notes
    _write_pages(storage, manifest, posts, errors, table, mark)


def _mark(manifest: Manifest, posts: Sequence[str], errors: Sequence[Note], options: Options) -> str:
    """What the lists depend on, as a digest: the contact sheet bears it, so a run knows whether they are up to date."""
    parts = [manifest.digest(posts), [str(error) for error in errors], sorted(options.exports), options.media_url]
    return sha256(repr(parts).encode("utf-8", "backslashreplace"))


def _write_pages(
    storage: Folder | Remote, manifest: Manifest, posts: Sequence[str], errors: Sequence[Note], table: str, mark: str
) -> None:
    """The contact sheet; its first page last, for it says that all lists are up to date."""
    used: set[str] = set()

    def thumbnail(key: str) -> bytes | None:
        if len(used) >= THUMBNAILED:
            return None
        used.add(f"{key}.webp")
        return storage.read(f"{THUMBNAILS}{key}.webp")

    title = Path(table).stem.replace("_", " ").strip() or table
    number, first = 1, None
    for path, page in pages(Sheet(title, len(posts), errors, mark, thumbnail), _entries(manifest, posts)):
        if first is None:
            first = path, page
        else:
            storage.write(path, page)
        number += 1
    while storage.size(page_path(number)) is not None:
        if is_our_page(storage, page_path(number)):
            storage.remove(page_path(number))
        number += 1
    _clear_thumbnails(storage, used)
    if first is not None:
        storage.write(*first)


def _entries(manifest: Manifest, posts: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for post in posts:
        entry = manifest.entry(post)
        if entry is not None:
            yield entry


def _clear_thumbnails(storage: Folder | Remote, kept: set[str]) -> None:
    if isinstance(storage, Folder):
        folder = storage.root / THUMBNAILS
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
    else:
        names = [name.removeprefix(THUMBNAILS) for name in storage.names(THUMBNAILS)]
    for name in names:
        if name not in kept:
            storage.remove(f"{THUMBNAILS}{name}")


def _postponed(errors: Sequence[Note], orphans: Sequence[str]) -> tuple[Note, ...]:
    """A row with a mistake in it is not gone: what it made earlier must outlive the mistake."""
    if not errors or not orphans:
        return ()
    what = "nothing is pruned while there are rows that cannot be made"
    return (Note("warning", "prune-postponed", what, hint="mend them, then prune"),)


def _prune(storage: Folder | Remote, manifest: Manifest, orphans: Sequence[str]) -> tuple[int, tuple[Note, ...]]:
    """Take away the files of these posts, but none that was altered since smgen wrote it."""
    notes = []
    for post in orphans:
        entry = manifest.entry(post) or {"files": []}
        for file in entry["files"]:
            if is_unaltered(storage, file):
                storage.remove(file["path"])
            elif storage.size(file["path"]) is not None:
                what = f"{printable(file['path'], 200)} was altered since smgen made it, and is left"
                notes.append(Note("warning", "orphan-altered", what))
    return len(orphans), tuple(notes)


def _pack(
    storage: Folder | Remote, manifest: Manifest, posts: Sequence[str], options: Options, lists: Sequence[str]
) -> None:
    """All files of the posts and the lists in one archive: the same files, the same bytes."""
    target = Path(options.zip or "")
    make_folder(target.parent)
    part = target.with_name(f".smgen-{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            names = [*lists, *(file["path"] for entry in _entries(manifest, posts) for file in entry["files"])]
            for name in names:
                data = storage.read(name)
                if data is not None:
                    archive.writestr(zipfile.ZipInfo(name, ARCHIVED), data)  # pictures are packed already
        if not options.overwrite:  # once more: the name may be that of a file this run has made
            refuse_foreign_archive(target)
        if not (target.is_file() and filecmp.cmp(part, target, shallow=False)):  # --watch would see a change
            os.replace(part, target)
    except OSError as error:
        what = f"the archive cannot be written: {error.strerror or error}"
        raise OutputError(what, where=printable(str(target), 200)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
