"""A table -> findings: every row made in every format, as a batch would make it, and looked at."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from msgspec.structs import replace

from smgen import tables
from smgen.batching.model import Options
from smgen.batching.planning import Plan, Planner, likely_columns
from smgen.brand import brand_beside, brand_language
from smgen.checks import check
from smgen.errors import Note, SmgenError, printable
from smgen.inspection.finding import Finding, Settings
from smgen.platforms import Format
from smgen.post import Post, make

__all__ = ["inspect_table"]

_LINE = re.compile(r"row (\d+)(?: \(line (\d+)\))?")


def inspect_table(path: str, settings: Settings) -> Iterator[Finding]:
    """What is wrong with a table and its posts, row by row; the same in several formats is told once.

    A brand.toml beside the table is used unless another is named. Raises TableError for what is no table.
    """
    options = Options(
        formats=settings.formats,
        template=settings.template,
        brand=settings.brand or brand_beside(path),
        rows=settings.rows,
    )
    table = tables.read(path, language=brand_language(options.brand), names=likely_columns(options))
    planner = Planner(table, options, table.folder)
    for note in table.notes:
        yield Finding(note, path)
    times: dict[tuple[str, str], str] = {}
    for plan in planner.plans():
        if not plan.wanted or plan.skipped:
            continue
        notes = [*(plan.errors or plan.row.notes), *_post_notes(plan, planner, settings), *_times(plan, times)]
        for note in dict.fromkeys(notes):
            yield Finding(note, path, _line(note.where))
    for note in planner.unused():
        yield Finding(note, path)


def _post_notes(plan: Plan, planner: Planner, settings: Settings) -> Iterator[Note]:
    """Findings on all posts of a row, each with the formats it holds for."""
    told: dict[Note, list[str]] = {}
    for post in plan.posts:
        for note in _looked_at(plan, planner, post.format, settings):
            told.setdefault(note, []).append(post.format.name)
    for note, formats in told.items():
        where = _place(plan, note)
        if len(formats) < len(plan.posts) or len(plan.posts) == 1:
            where += f", {', '.join(formats)}" if len(formats) <= 3 else f", {len(formats)} formats"
        yield replace(note, where=where)


def _looked_at(plan: Plan, planner: Planner, format: Format, settings: Settings) -> list[Note]:
    try:
        post = _made(plan, planner, format)
        notes = check(post, today=_day(plan, settings))
        for slide in range(len(post.scenes)):
            notes += post.encoded(slide).notes
    except SmgenError as error:
        note = error.as_note()
        # The format and template are said once for all, in front.
        return [replace(note, where=note.where.replace(f", {format.name}", ""))]
    except Exception as error:  # a bug of ours costs one row, not the findings on all others
        what = f"smgen stumbled over it: {type(error).__name__}: {printable(str(error), 200)}"
        return [Note("error", "bug", what, hint="please report this with the row")]
    return [note for note in notes if note.code != "fit"]


def _made(plan: Plan, planner: Planner, format: Format) -> Post:
    assert plan.template is not None
    return make(
        plan.template.folder,
        plan.assigned.values,
        format=format,
        brand=plan.brand,
        palette=plan.palette,
        lang=plan.lang,
        folder=planner.folder,
        extras=True,
    )


def _day(plan: Plan, settings: Settings) -> datetime.date:
    """The day the post is seen first: an event may be over by then."""
    today = settings.today or datetime.date.today()
    planned = datetime.date.fromisoformat(plan.publish_at[:10]) if plan.publish_at else today
    return max(today, planned)


def _times(plan: Plan, times: dict[tuple[str, str], str]) -> Iterator[Note]:
    """A note where another row posts on the same platform at the same minute."""
    if not plan.publish_at:
        return
    for platform in dict.fromkeys(post.format.platform for post in plan.posts):
        other = times.setdefault((platform, plan.publish_at), plan.row.where)
        if other != plan.row.where:
            what = f"{other} is posted on {platform} at the same time"
            yield Note("warning", "same-time", what, plan.place(plan.assigned.column("publish_at")), "move one of them")


def _place(plan: Plan, note: Note) -> str:
    """The row and, where the note knows a field, the column its words are from."""
    fields = plan.template.fields if plan.template else {}
    named = [part.strip() for part in note.where.split(",") if part.strip()]
    column = next((part for part in reversed(named) if part in fields or part in plan.assigned.values), "")
    if column:
        return plan.place(plan.assigned.column(column))
    rest = [part for part in named if plan.template is None or part != plan.template.name]
    return ", ".join((plan.row.where, *(printable(part) for part in rest)))


def _line(where: str) -> int:
    found = _LINE.search(where)
    return int(found[2] or found[1]) if found else 0
