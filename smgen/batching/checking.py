"""The first round: every row planned, and laid out by the workers; yields what is wrong, keeps only a byte a post."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from smgen.batching.listing import has_offset, offset_notes
from smgen.batching.model import Stage, note_from_list
from smgen.batching.order import InOrder
from smgen.batching.planning import Plan, Post
from smgen.batching.state import FAILED, SKIPPED, TODO, UNCHANGED, UNWANTED, State, is_unchanged
from smgen.batching.workers import Done, Task
from smgen.errors import Note, printable

__all__ = ["check_all", "placed"]

_TOLD_EVERY = 0.5  # seconds

Places = Sequence[tuple[int, Post]]


def check_all(state: State) -> Iterator[Note | Stage]:
    """Findings in the order of the rows, and now and then how far it got.

    Fills `states`, `errors`, and with `same_size` the planner's sizes.
    """
    found: InOrder[Note] = InOrder()
    waiting: dict[int, tuple[int, Plan, Places]] = {}

    def tasks() -> Iterator[Task]:
        for number, plan in enumerate(state.planner.plans()):
            places = _looked_at(state, plan)
            if not places:
                found.put(number, _known_before(state, plan))
                continue
            first = places[0][0]
            waiting[first] = number, plan, places
            formats = [post.format.name for _, post in places]
            values = state.planner.values_for(plan)
            yield {**values, "task": "check", "id": first, "formats": formats, "sizes": {}}

    told = time.monotonic()
    for done in state.perform(tasks()):
        number, plan, places = waiting.pop(done.task["id"])
        found.put(number, [*_known_before(state, plan), *_judged(state, plan, places, done)])
        yield from _counted(state, found.take())
        if time.monotonic() - told > _TOLD_EVERY:
            told = time.monotonic()
            yield Stage("checking", done=number + 1)
    yield from _counted(state, found.take())
    yield from _counted(state, state.planner.unused())
    yield from _counted(state, offset_notes(state.options.exports, state.offsets))


def placed(plan: Plan, entry: Sequence[str], formats: str = "") -> Note:
    """A worker's word on a row as a note that names the row as Excel counts it, and the column where it knows one."""
    note = note_from_list(entry)
    field = _field(note.where, plan)
    column = plan.assigned.column(field) if field else ""
    where = plan.place(column) + (f", {formats}" if formats else "")
    return replace(note, where=where)


def _holding(where: str, plan: Plan) -> str:
    """The field whose value a place ends with: what is wrong with a picture is said of its file."""
    texts = ((field, value) for field, value in plan.assigned.values.items() if isinstance(value, str))
    return next((field for field, value in texts if value and f", {where}".endswith(f", {printable(value)}")), "")


def _looked_at(state: State, plan: Plan) -> Places:
    """Give the plan's posts their places and states; those that must be checked come back."""
    first = len(state.states)
    if plan.errors or plan.skipped:
        state.states.append(UNWANTED if not plan.wanted else FAILED if plan.errors else SKIPPED)
        if plan.errors and plan.wanted:
            state.errors[first] = plan.errors[0]
        return ()
    if plan.wanted and has_offset(plan.publish_at):
        state.offsets += len(plan.posts)
    for post in plan.posts:
        unchanged = plan.wanted and not state.options.same_size and is_unchanged(state, post)
        state.states.append(UNWANTED if not plan.wanted else UNCHANGED if unchanged else TODO)
    # One size for all is only known when all rows were looked at, also those not wanted this time.
    looked_at = (TODO, UNWANTED) if state.options.same_size else (TODO,)
    return [(first + n, post) for n, post in enumerate(plan.posts) if state.states[first + n] in looked_at]


def _known_before(state: State, plan: Plan) -> Sequence[Note]:
    """What reading and planning the row has found already."""
    return (plan.errors or plan.row.notes) if plan.wanted else ()


def _judged(state: State, plan: Plan, places: Places, done: Done) -> Iterator[Note]:
    """The findings on one row: the same one in several formats once."""
    told: dict[tuple[str, ...], dict[int, None]] = {}  # a caption and its picture may say the same
    lost = ["error", "worker-lost", done.lost, "", ""]
    whole = lost if done.lost else done.report.get("error")
    reports = [{"error": whole}] * len(places) if whole else done.report["formats"]
    for (place, post), report in zip(places, reports, strict=True):
        entries = [report["error"]] if report.get("error") else report["notes"]
        for entry in entries:
            told.setdefault((*entry[:3], _field(entry[3], plan), entry[4]), {})[place] = None
        if state.options.same_size and "sizes" in report:
            _remember_sizes(state, plan, post, report["sizes"])
    if plan.wanted:
        names = {place: post.format.name for place, post in places}
        for entry, where in told.items():
            everywhere = len(where) == len(plan.posts) > 1
            note = placed(plan, entry, "" if everywhere else ", ".join(names[place] for place in where))
            if note.severity == "error":
                _fail(state, where, note)
            yield note


def _fail(state: State, places: Iterable[int], note: Note) -> None:
    for place in places:
        state.states[place] = FAILED
        state.errors[place] = note


def _field(where: str, plan: Plan) -> str:
    """The part of a place that formats have in common: the field."""
    fields = plan.template.fields if plan.template else {}
    # The first part is the template's name, which may be that of a field, too (quote, number).
    named = [part.strip() for part in where.split(",")][1:] or [where]
    known = (part for part in reversed(named) if part in fields or part in plan.assigned.special)
    return _holding(where, plan) or next(known, "")


def _remember_sizes(state: State, plan: Plan, post: Post, sizes: Mapping[str, float]) -> None:
    """Keep the smallest size of each field, by template and format."""
    assert plan.template is not None
    kept = state.planner.sizes.setdefault(str(plan.template.folder), {}).setdefault(post.format.name, {})
    for field, size in sizes.items():
        if "*" in state.options.same_size or field in state.options.same_size:
            kept[field] = min(size, kept.get(field, size))


def _counted(state: State, notes: Iterable[Note]) -> Iterator[Note]:
    for note in notes:
        if note.severity != "info":
            state.findings[note.code] += 1
        yield note
