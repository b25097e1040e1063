"""Finished posts in a folder -> findings: sizes, bytes and types against the platforms' table, texts that go with them.

Pictures are not decoded. Of a picture NAME.jpg the texts are NAME.alt.txt and NAME.caption.txt; of a carousel
NAME-1.jpg, NAME-2.jpg they are NAME.alt.txt and NAME.caption.txt as well, the alt texts one below the other.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from smgen.checks import posting
from smgen.checks.alts import text_notes
from smgen.checks.captions import caption_notes
from smgen.checks.dates import weekday_notes
from smgen.checks.links import link_notes
from smgen.errors import Note, SmgenError, printable
from smgen.inspection.finding import Finding, Settings
from smgen.painting.pictures import open_picture
from smgen.platforms import Format, find_formats, formats

__all__ = ["inspect_saved", "pictures_in"]

_TYPES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"RIFF", "webp"))
_NUMBERED = re.compile(r"(.+)-\d{1,2}")
_MOST_PICTURES = 20_000
_LARGEST_TEXT = 200_000


class _Saved(Struct, frozen=True):
    """One post: its pictures, and the stem its texts are named by."""

    pictures: tuple[Path, ...]
    stem: Path

    @property
    def alt(self) -> Path:
        return self.stem.with_name(f"{self.stem.name}.alt.txt")

    @property
    def caption(self) -> Path:
        return self.stem.with_name(f"{self.stem.name}.caption.txt")


def pictures_in(folder: Path) -> list[Path]:
    """The pictures in a folder and the folders in it, sorted; hidden ones left out."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in _TYPES)
    kept = [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    return sorted(path for path in kept[:_MOST_PICTURES] if path.is_file())


def inspect_saved(pictures: Sequence[Path], settings: Settings) -> Iterator[Finding]:
    """What is wrong with finished posts."""
    wanted = find_formats(settings.formats) if settings.formats else ()
    today = settings.today or datetime.date.today()
    for saved in _posts(pictures):
        format: Format | None = None
        for picture in saved.pictures:
            format, notes = _picture_notes(picture, wanted)
            for note in notes:
                yield Finding(note, str(picture))
        if format is not None:
            for note in posting.count_notes(len(saved.pictures), format) if len(saved.pictures) > 1 else ():
                yield Finding(note.at(saved.stem.name), str(saved.stem))
        platform = format.platform if format else ""
        yield from _alt_findings(saved, platform)
        yield from _caption_findings(saved, platform, today)


def _posts(pictures: Sequence[Path]) -> Iterator[_Saved]:
    """Pictures of a carousel together: they share the texts of the name without its number."""
    groups: dict[Path, list[Path]] = {}
    for picture in pictures:
        own = picture.with_suffix("")
        numbered = _NUMBERED.fullmatch(own.name)
        stem = own.with_name(numbered[1]) if numbered else own
        shared = numbered and not _has_texts(own) and _has_texts(stem)
        groups.setdefault(stem if shared else own, []).append(picture)
    for stem, members in groups.items():
        yield _Saved(tuple(members), stem)


def _has_texts(stem: Path) -> bool:
    return any(stem.with_name(f"{stem.name}.{kind}.txt").is_file() for kind in ("alt", "caption"))


def _picture_notes(picture: Path, wanted: Sequence[Format]) -> tuple[Format | None, list[Note]]:
    """The format a picture seems to be meant for, and what is wrong with the file."""
    name = printable(picture.name)
    try:
        source = open_picture(picture.absolute(), allow_absolute=True)
        with picture.open("rb") as file:
            head, size = file.read(16), picture.stat().st_size
    except SmgenError as error:
        return None, [error.as_note()]
    except OSError as error:
        return None, [Note("error", "picture-unreadable", f"it cannot be read: {error.strerror}", name)]
    format = _format(picture, source.width, source.height, wanted)
    if format is None:
        what = f"{source.width} × {source.height} px is the size of no known format"
        if wanted:
            what = f"{source.width} × {source.height} px is not the size of {', '.join(each.name for each in wanted)}"
        return None, [Note("warning", "size-unknown", what, name, "smgen formats lists them")]
    return format, list(_limits(name, picture, head, size, format))


def _limits(name: str, picture: Path, head: bytes, size: int, format: Format) -> Iterator[Note]:
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if kind != _TYPES[picture.suffix.lower()]:
        what = f"the file is {kind or 'something else'}, whatever its name says"
        yield Note("warning", "type-unexpected", what, name, "save it again under the right ending")
    if kind and kind not in format.types:
        taken = ", ".join(format.types)
        yield Note(
            "warning", "type-refused", f"{format.label} takes {taken}, not {kind}", name, "save it as one of them"
        )
    if format.max_bytes is not None and size > format.max_bytes:
        what = f"the file has {size / 1e6:.1f} MB; {format.label} takes {format.max_bytes / 1e6:g} MB"
        yield Note("error", "bytes-too-many", what, name, "smgen make writes files within the limit")
    yield from posting.pixel_notes(format.width, format.height, format, name)


def _format(picture: Path, width: int, height: int, wanted: Sequence[Format]) -> Format | None:
    """The format of that size whose name is in the file's path; else the first of that size."""
    fitting = [each for each in (wanted or formats()) if (each.width, each.height) == (width, height)]
    path = "/".join(picture.with_suffix("").parts[-3:]).casefold()

    def named(each: Format) -> int:
        form = each.name.partition("/")[2]
        return 2 * (each.name.replace("/", "-") in path) + (each.platform in path) + (form in path)

    return max(fitting, key=named, default=None)


def _alt_findings(saved: _Saved, platform: str) -> Iterator[Finding]:
    text = _read(saved.alt)
    if isinstance(text, Note):
        yield Finding(text, str(saved.alt))
        return
    parts = [part for part in text.split("\n\n") if part.strip()] if len(saved.pictures) > 1 else [text]
    if len(parts) < len(saved.pictures):
        what = f"{len(saved.pictures)} pictures, {len(parts)} alt texts"
        yield Finding(
            Note("error", "alt-missing", what, saved.alt.name, "one for each picture, a blank line between"),
            str(saved.alt),
        )
    for part in parts:
        for note in text_notes(part, platform):
            yield Finding(replace(note, where=saved.alt.name), str(saved.alt))


def _caption_findings(saved: _Saved, platform: str, today: datetime.date) -> Iterator[Finding]:
    if not saved.caption.is_file():
        return
    text = _read(saved.caption)
    if isinstance(text, Note):
        yield Finding(text, str(saved.caption))
        return
    place = saved.caption.name
    notes = [
        *caption_notes(text, platform),
        *link_notes(text, place),
        *weekday_notes(text, "de", place, today),
    ]
    for note in notes:
        yield Finding(replace(note, where=place), str(saved.caption))


def _read(path: Path) -> str | Note:
    """A text file's words; none where there is no file; a note where it cannot be read."""
    if not path.is_file():
        return ""
    try:
        if path.stat().st_size > _LARGEST_TEXT:
            return Note("error", "text-unreadable", "so much text is neither caption nor alt text", path.name)
        return path.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        return Note("error", "text-unreadable", "the file is not text in UTF-8", path.name, "save it as UTF-8")
