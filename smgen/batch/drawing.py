"""The second round: what is new is drawn and published; yields a result for every post, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smgen.batch.checking import placed
from smgen.batch.model import Result, note_from_list
from smgen.batch.planning import Plan, Post
from smgen.batch.publishing import NotOurs, files_of, manifest_entry, publish
from smgen.batch.state import FAILED, SKIPPED, TODO, UNCHANGED, State, is_unchanged
from smgen.batch.workers import Done, Task
from smgen.errors import Note

__all__ = ["THUMBNAILED", "checked_results", "draw_all"]

THUMBNAILED = 400
"""Posts whose small picture goes into the contact sheet itself; about 8 kB each, and a sheet must fit into an e-mail."""


class _InOrder:
    """Results come as they are done and leave as the table has them."""

    def __init__(self) -> None:
        self._waiting: dict[int, Result | None] = {}
        self._next = 0

    def put(self, place: int, result: Result | None) -> None:
        self._waiting[place] = result

    def take(self) -> Iterator[Result]:
        while self._next in self._waiting:
            result = self._waiting.pop(self._next)
            self._next += 1
            if result is not None:
                yield result


def draw_all(state: State) -> Iterator[Result]:
    """Draw and publish what must be; OutputError ends the round where the place cannot be written to at all."""
    ordered = _InOrder()
    waiting: dict[int, tuple[Plan, Post]] = {}

    def tasks() -> Iterator[Task]:
        for place, plan, post in _places(state):
            if post is None or not _is_to_draw(state, place, post):
                ordered.put(place, _settled(state, place, plan, post))
                continue
            waiting[place] = plan, post
            values = state.planner.values_for(plan)
            thumbnail = state.storage is not None and place < THUMBNAILED
            yield {
                **values, "task": "draw", "draw": True, "id": place, "format": post.format.name, "thumbnail": thumbnail
            }  # fmt: skip

    for done in state.perform(tasks()):
        place = done.task["id"]
        result = _made(state, place, *waiting.pop(place), done)
        state.counts[result.status] += 1
        ordered.put(place, result)
        yield from ordered.take()
    yield from ordered.take()


def checked_results(state: State) -> Iterator[Result]:
    """What a dry run has to say of every post: checked, unchanged, failed or skipped."""
    for place, plan, post in _places(state):
        status = state.states[place]
        if status == TODO and post is not None:
            state.counts["checked"] += 1
            yield Result(plan.row.number, plan.row.where, plan.name, post.format.name, "checked", publish_at=plan.publish_at)
        elif (result := _settled(state, place, plan, post)) is not None:
            yield result


def _places(state: State) -> Iterator[tuple[int, Plan, Post | None]]:
    """The rows once more, every post with its place in `states`; a row without posts has one place."""
    place = 0
    for plan in state.planner.plans():
        posts = (None,) if plan.errors or plan.skipped else plan.posts
        for post in posts:
            yield place, plan, post
            place += 1


def _is_to_draw(state: State, place: int, post: Post) -> bool:
    if state.states[place] == TODO and state.options.same_size and is_unchanged(state, post):
        state.states[place] = UNCHANGED
    if state.manifest is not None and state.states[place] != FAILED and post.path in state.manifest:
        state.posts.append(post.path)
    elif state.states[place] == TODO:
        state.posts.append(post.path)
    return state.states[place] == TODO


def _settled(state: State, place: int, plan: Plan, post: Post | None) -> Result | None:
    """The result for what needs no drawing; None for rows not asked for."""
    row, where = plan.row.number, plan.row.where
    form = post.format.name if post else ""
    status = state.states[place]
    if status == FAILED:
        state.counts["failed"] += 1
        return Result(row, where, plan.name, form, "failed", publish_at=plan.publish_at, error=state.errors[place])
    if status == SKIPPED:
        state.counts["skipped"] += 1
        return Result(row, where, plan.name, form, "skipped")
    if status == UNCHANGED and post is not None and state.manifest is not None:
        state.counts["unchanged"] += 1
        entry = state.manifest.entry(post.path)
        assert entry is not None
        return _result(plan, post, "unchanged", entry)
    return None


def _made(state: State, place: int, plan: Plan, post: Post, done: Done) -> Result:
    error = ["error", "worker-lost", done.lost, "", ""] if done.lost else done.report.get("error")
    if error:
        return _failed(state, place, plan, post, placed(plan, error, post.format.name))
    files = files_of(post.path, done.report, done.blobs)
    entry = manifest_entry(plan, post, done.report, files)
    count = len(done.report["suffixes"])
    if state.storage is None or state.manifest is None:
        state.pictures += count
        return _result(plan, post, "made", entry, files)
    try:
        thumbnail = done.blobs[count] if len(done.blobs) > count else None
        publish(state.storage, state.manifest, entry, files, thumbnail=thumbnail, overwrite=state.options.overwrite)
    except NotOurs as refused:
        return _failed(state, place, plan, post, refused.as_note("not-ours").at(plan.row.where))
    state.pictures += count
    return _result(plan, post, "made", entry)


def _failed(state: State, place: int, plan: Plan, post: Post, note: Note) -> Result:
    state.states[place] = FAILED
    state.errors[place] = note
    state.findings[note.code] += 1
    state.failed.add(post.path)
    return Result(
        plan.row.number, plan.row.where, plan.name, post.format.name, "failed", publish_at=plan.publish_at, error=note
    )


def _result(
    plan: Plan, post: Post, status: str, entry: Mapping[str, Any], files: Mapping[str, bytes] | None = None
) -> Result:
    return Result(
        plan.row.number,
        plan.row.where,
        plan.name,
        post.format.name,
        "unchanged" if status == "unchanged" else "made",
        tuple(file["path"] for file in entry["files"]),
        entry["caption"],
        tuple(entry["alt"]),
        plan.publish_at,
        tuple(note_from_list(note) for note in entry["notes"]),
        data=files or {},
    )
