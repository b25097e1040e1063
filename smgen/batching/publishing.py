"""A report and its bytes -> files in their places. Only the parent process publishes.

Pictures go first, texts after them, the line in the manifest last, when all are written: whatever ends the run in
between, the next one makes the post again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from smgen.batching.planning import Plan, Post
from smgen.batching.storage import Folder, Remote
from smgen.errors import OutputError, printable
from smgen.files import sha256

__all__ = ["THUMBNAILS", "NotOurs", "Parcel", "files_of", "is_there", "is_unaltered", "manifest_entry", "write"]

THUMBNAILS = ".smgen/thumbnails/"


class NotOurs(OutputError):
    """A file that smgen did not make is where one of this post should go."""


def files_of(path: str, report: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, bytes]:
    """The files of a post by their paths: pictures, numbered where there are several, caption and alt texts."""
    suffixes = report["suffixes"]
    width = len(str(len(suffixes)))
    numbers = [""] if len(suffixes) == 1 else [f"-{number:0{width}}" for number in range(1, len(suffixes) + 1)]
    files = {f"{path}{number}{suffix}": blob for number, suffix, blob in zip(numbers, suffixes, blobs, strict=False)}
    if report["thread"]:
        files[f"{path}.caption.txt"] = _text(report["thread"])
    if any(report["alts"]):
        files[f"{path}.alt.txt"] = _text(report["alts"])
    return files


def manifest_entry(plan: Plan, post: Post, report: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """A post's line in the manifest. It says nothing that another run of the same would not: no time, no machine."""
    assert plan.template is not None
    hashes = [*report["hashes"], *([""] * len(files))]
    return {
        "post": post.path,
        "name": plan.name,
        "row": plan.row.number,
        "template": plan.template.name,
        "platform": post.format.platform,
        "format": post.format.name,
        "width": report["width"],
        "height": report["height"],
        "language": report["language"],
        "publish_at": plan.publish_at,
        "caption": report["caption"],
        "thread": report["thread"],
        "caption_length": report["caption_length"],
        "alt": report["alts"],
        "files": [
            {"path": path, "bytes": len(data), "sha256": known or sha256(data)}
            for (path, data), known in zip(files.items(), hashes, strict=False)
        ],
        "notes": report["notes"],
        "key": post.key,
    }


class Parcel(Struct, frozen=True):
    """A post ready to be put in its place: its line for the manifest, its files, and its line so far, if it has one.

    `thumbnail` is the small picture for the contact sheet, None where it needs none.
    """

    entry: Mapping[str, Any]
    files: Mapping[str, bytes]
    thumbnail: bytes | None
    before: Mapping[str, Any] | None


def write(storage: Folder | Remote, parcel: Parcel, *, overwrite: bool) -> None:
    """Write a post's files, and take away those of its earlier state that it no longer has; safe in any thread.

    Raises NotOurs where something smgen did not make is in the way, OutputError where nothing can be written.
    """
    ours = {str(file["path"]): file for file in parcel.before["files"]} if parcel.before else {}
    if not overwrite:
        _refuse_foreign(storage, [path for path in parcel.files if path not in ours])
    for path, data in parcel.files.items():
        # Waiting for the disk is what costs most here. A text that a power cut took has another size: it is noticed.
        storage.write(path, data, durable=not path.endswith(".txt"))
    if parcel.thumbnail is not None:
        storage.write(f"{THUMBNAILS}{parcel.entry['key']}.webp", parcel.thumbnail, durable=False)
    for path, file in ours.items():
        if path not in parcel.files and is_unaltered(storage, file):
            storage.remove(path)


def is_there(storage: Folder | Remote, entry: Mapping[str, Any]) -> bool:
    """Whether all files of a listed post are in their places, in the size they were written in."""
    return all(storage.size(file["path"]) == file["bytes"] for file in entry["files"])


def is_unaltered(storage: Folder | Remote, file: Mapping[str, Any]) -> bool:
    """Whether a listed file still holds what smgen wrote."""
    data = storage.read(file["path"])
    return data is not None and sha256(data) == file["sha256"]


def _refuse_foreign(storage: Folder | Remote, paths: Sequence[str]) -> None:
    """What is there without being listed is either of a run that was killed, or somebody else's."""
    there = [path for path in paths if storage.size(path) is not None]
    ours = [path for path in there if not path.endswith(".txt") and _is_ours(storage, path)]
    for path in there:
        if path not in ours and not (ours and path.endswith(".txt")):
            raise NotOurs(
                "is already there, and smgen did not make it",
                where=printable(path, 200),
                hint="choose another name or folder, or add --overwrite",
            )


def _is_ours(storage: Folder | Remote, path: str) -> bool:
    from smgen.painting.encode import is_ours  # loads Pillow, which a parent needs only after a killed run

    if isinstance(storage, Folder):
        return is_ours(storage.root / path)
    with tempfile.TemporaryDirectory(prefix="smgen-") as folder:
        copy = Path(folder) / "picture"
        copy.write_bytes((storage.read(path) or b"")[:65_536])
        return is_ours(os.fspath(copy))


def _text(parts: Sequence[str]) -> bytes:
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")
