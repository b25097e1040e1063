"""What a batch is made of, as values: its settings, and what comes out of it one by one.

Options -> (Note | Stage | Result)* -> Summary: the order in which a run tells what happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from msgspec import Struct, field

from smgen.errors import Note, Severity

__all__ = [
    "ARCHIVED",
    "DEADLINE",
    "LAYOUT",
    "LIST",
    "SHEET",
    "THUMBNAILED",
    "Event",
    "Options",
    "Result",
    "Stage",
    "Status",
    "Summary",
    "note_from_list",
]

Status = Literal["made", "unchanged", "failed", "skipped", "checked"]

LAYOUT = "{name}/{platform}-{format}"
"""Where a post's files go below the output folder, without their endings."""

DEADLINE = 60.0
"""Seconds one post may take; a usual one takes a tenth of one. What takes longer is stuck."""

LIST, SHEET = "posts.csv", "index.html"
"""What a run writes about all its posts, beside the manifest."""

ARCHIVED = (1980, 1, 1, 0, 0, 0)
"""When files in the archive were made, as it says: the first date that ZIP knows, so that equal files make equal archives."""

THUMBNAILED = 400
"""Posts whose small picture goes into the contact sheet itself: some 12 kB each, and it must fit into an e-mail."""


class Options(Struct, frozen=True):
    """How a batch is to be made; every value is plain, so that it can be hashed and cross processes.

    `rows` are numbers as Excel shows them, empty for all. `same_size` names fields whose text gets one size throughout
    the table ("*" for all fields). `jobs` is the number of processes, None for one a core, 0 for this process.
    """

    formats: tuple[str, ...] = ()
    template: str | None = None
    brand: str | None = None
    palette: str | None = None
    lang: str | None = None
    fonts: str | None = None
    name: str | None = None
    layout: str = LAYOUT
    templates: tuple[str, ...] = ()
    rows: frozenset[int] = frozenset()
    same_size: tuple[str, ...] = ()
    jobs: int | None = None
    deadline: float = DEADLINE
    dry_run: bool = False
    strict: bool = False
    overwrite: bool = False
    prune: bool = False
    exports: tuple[str, ...] = ()
    media_url: str = ""
    zip: str | None = None


class Result(Struct, frozen=True):
    """What became of one row in one format.

    `files` are paths below the output folder, pictures first; with `output=None` their bytes are in `data`, under the
    same names. `format` is empty where a row failed before its formats were known. `error` says why nothing was made.
    `where` is the place in the table: "posts.csv, row 7".
    """

    row: int
    where: str
    name: str
    format: str
    status: Status
    files: tuple[str, ...] = ()
    caption: str = ""
    alts: tuple[str, ...] = ()
    publish_at: str = ""
    notes: tuple[Note, ...] = ()
    error: Note | None = None
    data: Mapping[str, bytes] = field(default_factory=dict)

    def __repr__(self) -> str:
        told = f": {self.error}" if self.error else ""
        return f"<Result {self.status}, {self.where}, {self.name or '?'}, {self.format or '?'}{told}>"

    @property
    def alt(self) -> str:
        """What the (first) picture says, for those who do not see it."""
        return self.alts[0] if self.alts else ""

    def as_dict(self) -> dict[str, Any]:
        """Everything but the bytes, as JSON can hold it."""
        return {
            "row": self.row,
            "where": self.where,
            "name": self.name,
            "format": self.format,
            "status": self.status,
            "files": list(self.files),
            "caption": self.caption,
            "alt": list(self.alts),
            "publish_at": self.publish_at,
            "notes": [note.as_dict() for note in self.notes],
            "error": self.error.as_dict() if self.error else None,
        }


class Stage(Struct, frozen=True):
    """A stretch of work begins, or has got so far: `done` rows checked, or `total` posts to draw."""

    name: Literal["checking", "drawing", "writing"]
    total: int | None = None
    done: int = 0


class Summary(Struct, frozen=True):
    """The end of a run: how many posts of each kind, findings by code, pictures and bytes written, where to look."""

    made: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: int = 0
    checked: int = 0
    pictures: int = 0
    seconds: float = 0.0
    findings: Mapping[str, int] = field(default_factory=dict)
    orphans: tuple[str, ...] = ()
    pruned: int = 0
    look: str = ""
    stopped: str = ""
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything asked for is there."""
        return not (self.failed or self.stopped or (self.strict and self.findings))


Event = Note | Stage | Result | Summary


def note_from_list(entry: Sequence[str]) -> Note:
    """A note as workers and the manifest write it: severity, code, what, where, hint."""
    severity, code, what, where, hint = entry
    return Note(cast("Severity", severity), code, what, where, hint)
