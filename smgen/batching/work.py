"""One task -> what came of it: what a worker does, on whatever machine it stands.

Tasks and reports are plain data, the pictures go beside the report as bytes: nothing a worker sends is ever unpickled
or executed, and a worker writes no file. Only whoever started it publishes.

    check: a row in its formats -> findings and fitted sizes; nothing is drawn
    draw:  a row in one format  -> caption, alt texts, notes, and the picture files' bytes

A post with an error, whether found before or while drawing, has no pictures: it must not go out.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from smgen.errors import Note, SmgenError, printable
from smgen.languages import Figure

if TYPE_CHECKING:
    from smgen.post import Post

__all__ = ["THUMBNAIL_WIDTH", "Report", "perform"]

Report = tuple[dict[str, Any], list[bytes]]

THUMBNAIL_WIDTH = 320
"""Pixels of a contact sheet's small pictures: sharp at 160 CSS pixels on a dense screen."""


def perform(task: Mapping[str, Any]) -> Report:
    """What the task asks for. Never raises for what is in a row: the report says what is wrong with it."""
    try:
        return _check(task) if task["task"] == "check" else _draw(task)
    except SmgenError as error:
        return {"error": _told(error)}, []
    except MemoryError:
        return {"error": _failure("out-of-memory", "there was not enough memory for it")}, []
    except Exception as error:  # the edge of the process: a bug of ours costs one row, not the campaign
        what = f"smgen stumbled over it: {type(error).__name__}: {printable(str(error), 200)}"
        return {"error": _failure("bug", what, "please report this with the row")}, []


def _check(task: Mapping[str, Any]) -> Report:
    """Every format on its own, so that one that fails does not hide what is wrong with the next."""
    reports: list[dict[str, Any]] = []
    for name in task["formats"]:
        report, _ = perform({**task, "task": "draw", "format": name, "draw": False})
        reports.append(report)
    return {"formats": reports}, []


def _draw(task: Mapping[str, Any]) -> Report:
    from smgen.checks import check_parts, check_undrawn  # loads as much as making does

    post = _post(task)
    thread = list(post.thread)  # refuses a caption the platform does not take
    day = datetime.date.fromisoformat(task["day"]) if task.get("day") else None
    if not task["draw"]:
        today = datetime.date.today()
        return {"notes": _notes(check_undrawn(post, day=max(day or today, today))), "sizes": _sizes(post)}, []
    # Listed is only what every other day would bring as well: the same table, the same bytes.
    known, new = map(_notes, check_parts(post, day=day))
    if wrong := _error_among(new):
        return wrong, []
    pictures = [post.encoded(slide) for slide in range(len(post.scenes))]
    new += _notes(note for picture in pictures for note in picture.notes)
    if wrong := _error_among(new):
        return wrong, []
    report = {
        "caption": post.caption,
        "thread": thread,
        "caption_length": _length(post),
        "alts": list(post.alts),
        "language": post.language,
        "width": post.format.width,
        "height": post.format.height,
        "suffixes": [picture.suffix for picture in pictures],
        "hashes": [hashlib.sha256(picture.data).hexdigest() for picture in pictures],
        "notes": [*known, *new],
        "new": new,
    }
    blobs = [picture.data for picture in pictures]
    return report, [*blobs, _thumbnail(post)] if task.get("thumbnail") else blobs


def _post(task: Mapping[str, Any]) -> Post:
    from pathlib import Path

    from smgen.post import make  # half a second of imports that the parent never needs

    values = {name: _frozen(value) for name, value in task["values"].items()}
    numbers = {name: Figure(values[name], Decimal(number)) for name, number in task.get("numbers", {}).items()}
    return make(
        Path(task["template"]),
        values | numbers,
        format=task["format"],
        brand=task["brand"],
        palette=task["palette"],
        lang=task["lang"],
        fonts=task["fonts"],
        folder=task["folder"],
        sizes=task.get("sizes", {}).get(task["format"]),
        extras=True,
    )


def _length(post: Post) -> dict[str, Any] | None:
    counted = post.caption_count
    return {"used": counted.used, "limit": counted.limit, "unit": counted.unit} if counted and post.caption else None


def _frozen(value: Any) -> Any:
    """Lists of JSON as the tuples that tables and templates know."""
    if isinstance(value, list):
        return tuple(_frozen(entry) for entry in value)
    return {key: _frozen(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _sizes(post: Post) -> dict[str, float]:
    """The size each field's text was set in, px; the smallest where it stands in several places."""
    sizes: dict[str, float] = {}
    for scene in post.scenes:
        for region in scene.regions:
            facts = dict(region.facts)
            if region.field and "size" in facts:
                size = float(facts["size"]) - 0.01  # it is told rounded, and must not come out larger than what fits
                sizes[region.field] = min(size, sizes.get(region.field, size))
    return sizes


def _thumbnail(post: Post) -> bytes:
    from smgen.painting.encode import encode_as  # planning draws nothing and must not load Pillow

    image = post.image
    height = max(1, round(image.height * THUMBNAIL_WIDTH / image.width))
    # Averaged down by whole pixels first: at this size nobody sees it, and it takes a third of the time.
    small = image.resize((THUMBNAIL_WIDTH, height), reducing_gap=1.0)
    return encode_as(small, "image/webp", quality=72, quick=True).data


def _error_among(notes: list[list[str]]) -> dict[str, Any] | None:
    """The report of a post that its own pixels forbid: why, and what else they show."""
    error = next((note for note in notes if note[0] == "error"), None)
    return {"error": error, "new": [note for note in notes if note != error]} if error else None


def _notes(notes: Iterable[Note]) -> list[list[str]]:
    """Without the explanations of sizes, which only `--explain` asks for, and each once."""
    told = [[note.severity, note.code, note.what, note.where, note.hint] for note in notes if note.code != "fit"]
    return [list(entry) for entry in dict.fromkeys(map(tuple, told))]


def _told(error: SmgenError) -> list[str]:
    note = error.as_note()
    return [note.severity, note.code, note.what, note.where, note.hint]


def _failure(code: str, what: str, hint: str = "") -> list[str]:
    return ["error", code, what, "", hint]
