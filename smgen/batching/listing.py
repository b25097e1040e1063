"""The posts that were made -> posts.csv and the files that schedulers import, in the forms their makers document.

Cells that a spreadsheet would take for a formula are made harmless (OWASP ASVS 1.2.10).
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from smgen.errors import Note, UnknownName, ValuesError

__all__ = ["COLUMNS", "EXPORTS", "check_exports", "export", "has_offset", "head_of", "offset_notes", "posts_csv"]

COLUMNS = (
    "file", "platform", "format", "publish_at", "caption", "alt", "name", "row", "width", "height", "language", "files",
    "sha256", "notes",
)  # fmt: skip
"""Columns of posts.csv, in an order that does not change."""

Entry = Mapping[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
# Where a cell may begin: at its start, and wherever a spreadsheet that splits at semicolons (German Excel) or tabs begins one;
# what is quoted here is not quoted there, so that a line may begin anew as well.
_BEGINNING = re.compile('^(?=[=+\\-@＝＋－＠\\t\\r\\0])|(?<=[;\\t\\r\\n])(?="*[=+\\-@＝＋－＠])')
_INVISIBLE = "\u2060"  # WORD JOINER


def posts_csv(entries: Iterable[Entry]) -> Iterator[bytes]:
    """All posts as a table for people and programs: one line a post, all its files in `files`, UTF-8."""
    rows = ([_inert(cell) for cell in _cells(entry)] for entry in entries)
    return _written(COLUMNS, rows)


def head_of(kind: str) -> bytes:
    """How a scheduler's file begins, or posts.csv where no scheduler is named: by that it is known as ours."""
    return b"".join(_written(EXPORTS[kind][0] if kind else COLUMNS, ()))


def check_exports(kinds: Sequence[str], media_url: str) -> None:
    """Raises UnknownName for a scheduler nobody knows, ValuesError for an address no picture can be fetched from."""
    for kind in kinds:
        if kind not in EXPORTS:
            raise UnknownName.among("export", kind, EXPORTS)
    if media_url and not media_url.startswith(("https://", "http://")):
        raise ValuesError("the address of the pictures must begin with https://", where="--media-url")


def has_offset(time: str) -> bool:
    """Whether a time to publish at says how far it is from UTC."""
    return len(time) > len("2026-12-05T18:30")


def offset_notes(kinds: Iterable[str], count: int) -> Iterator[Note]:
    """A note for every scheduler whose file cannot hold the offset that so many times have; none of them can."""
    for kind in kinds if count else ():
        times = f"{count:,} times have offsets" if count > 1 else "1 time has an offset"
        what = (
            f"{times} from UTC, which posts-{kind}.csv cannot hold: the offset is left out, the time stays as written"
        )
        yield Note(
            "warning", "export-offset", what, hint=f"write times as the clock shows them where {kind} is set to be"
        )


def export(kind: str, entries: Iterable[Entry], media_url: str) -> tuple[Iterator[bytes], tuple[Note, ...]]:
    """The posts as a scheduler's import file, and what is worth knowing of it.

    `media_url` is the address the output folder will be found under: schedulers fetch pictures, they do not take files.
    """
    columns, cells = EXPORTS[kind]
    addresses = _addresses(media_url)
    rows = ([_unmistakable(cell) for cell in cells(entry, addresses(entry))] for entry in entries)
    notes = []
    if not media_url:
        what = f"posts-{kind}.csv names the pictures by file; {kind} fetches them from the web"
        hint = "upload the folder and add --media-url https://…"
        notes.append(Note("warning", "export-needs-address", what, hint=hint))
    return _written(columns, rows), tuple(notes)


def _publer(entry: Entry, pictures: Sequence[str]) -> list[str]:
    """Twelve columns, none of which may be left out; several alt texts separated by ||.

    Source: Publer, “The Ultimate CSV Bulk Scheduler” (publer.com/blog/ultimate-csv-bulk-scheduler-social-media) and
    “What CSV template should I use?” (publer.com/help/en/article/how-to-use-a-csv-file-18qhxcq), seen 2026-11.
    """
    subtype = "story" if entry["format"].endswith("/story") else ""
    date = entry["publish_at"].replace("T", " ")[:16]
    alts = " || ".join(alt.replace("||", "|") for alt in entry["alt"] if alt)
    return [date, _caption(entry), "", ",".join(pictures), "", "", alts, "", "", subtype, "", ""]


def _socialbee(entry: Entry, pictures: Sequence[str]) -> list[str]:
    """Source: SocialBee, “How do I import content via CSV?” (help.socialbee.com/article/80), seen 2026-11."""
    return [_caption(entry), "", ",".join(pictures), "", "", _to_the_second(entry)]


def _highlevel(entry: Entry, pictures: Sequence[str]) -> list[str]:
    """The basic form: time as YYYY-MM-DD HH:mm:ss, up to ten pictures.

    Source: “Bulk scheduling social planner posts using CSV or XLSX”
    (help.kyriossystems.com/en/articles/13662132, a reseller's help) and help.hoopai.com/marketing/social-csv-import,
    seen 2026-11.
    """
    return [_to_the_second(entry), _caption(entry), "", ", ".join(pictures[:10]), "", ""]


EXPORTS: Mapping[str, tuple[tuple[str, ...], Callable[[Entry, Sequence[str]], list[str]]]] = {
    "publer": (
        (
            "Date - Intl. format or prompt",
            "Text",
            "Link(s) - Separated by comma for FB carousels",
            "Media URL(s) - Separated by comma",
            "Title - For the video, pin, PDF ..",
            "Label(s) - Separated by comma",
            "Alt text(s) - Separated by ||",
            "Comment(s) - Separated by ||",
            "Pin board, FB album, or Google category",
            "Post subtype - I.e. story, reel, PDF ..",
            "CTA - For Facebook links or Google",
            "Reminder - For stories, reels, shorts, and TikToks",
        ),
        _publer,
    ),
    "socialbee": (("text", "link", "imageUrls", "gifUrls", "videoUrls", "postAtSpecificTime"), _socialbee),
    "highlevel": (
        ("postAtSpecificTime (YYYY-MM-DD HH:mm:ss)", "content", "link (OGmetaUrl)", "imageUrls", "gifUrl", "videoUrls"),
        _highlevel,
    ),
}
"""Schedulers by name: the columns of their import file, and what goes into them."""


def _cells(entry: Entry) -> list[str]:
    paths = [file["path"] for file in entry["files"]]
    notes = "; ".join(what for severity, _, what, *_ in entry["notes"] if severity != "info")
    return [
        paths[0],
        entry["platform"],
        entry["format"],
        entry["publish_at"],
        _caption(entry),
        "\n\n".join(entry["alt"]),
        entry["name"],
        str(entry["row"]),
        str(entry["width"]),
        str(entry["height"]),
        entry["language"],
        " | ".join(paths),
        entry["files"][0]["sha256"],
        notes,
    ]


def _caption(entry: Entry) -> str:
    return "\n\n".join(entry["thread"])


def _to_the_second(entry: Entry) -> str:
    when = entry["publish_at"].replace("T", " ")[:16]
    return f"{when}:00" if len(when) == 16 else f"{when} 09:00:00" if when else ""


def _addresses(media_url: str) -> Callable[[Entry], list[str]]:
    base = f"{media_url.rstrip('/')}/" if media_url else ""

    def addresses(entry: Entry) -> list[str]:
        pictures = [file["path"] for file in entry["files"] if not file["path"].endswith(".txt")]
        return [f"{base}{quote(path)}" if base else path for path in pictures]

    return addresses


def _inert(cell: str) -> str:
    return _BEGINNING.sub("'", cell)


def _unmistakable(cell: str) -> str:
    """As `_inert`, but what goes before a caption is published with it: a character nobody sees, and no apostrophe."""
    return f"{_INVISIBLE}{cell}" if cell.startswith(_FORMULA) else cell


def _written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file, line by line: a list of 100,000 posts must not be in the memory all at once."""
    yield b"\xef\xbb\xbf"  # the mark that makes Excel read UTF-8
    for row in itertools.chain([columns], rows):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerow(row)  # RFC 4180
        yield text.getvalue().encode("utf-8", "replace")
