"""The second round: what is new is drawn and published; yields a result for every post, in the order of the table."""

from __future__ import annotations

import errno
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from smgen.batching.checking import placed
from smgen.batching.model import THUMBNAILED, Result, note_from_list
from smgen.batching.order import InOrder
from smgen.batching.planning import Plan, Post
from smgen.batching.publishing import NotOurs, Parcel, files_of, manifest_entry, write
from smgen.batching.state import FAILED, SKIPPED, TODO, UNCHANGED, UNWANTED, State, is_unchanged
from smgen.batching.workers import Done, Task
from smgen.batching.writing import Writing
from smgen.errors import Note, OutputError

__all__ = ["checked_results", "draw_all"]

_AT_ONCE = 500
"""Posts that need no drawing are told of after so many: of 100,000 unchanged ones the memory must not see all."""

_OF_ONE_PATH = (errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP)
"""Reasons why a file cannot be written that its own name gives: something else has it, or it is too long."""


class _Drawn(Struct, frozen=True):
    """A post that came back from the workers, and the place its result has."""

    place: int
    plan: Plan
    post: Post
    done: Done


def draw_all(state: State) -> Iterator[Note | Result]:
    """Results, each after the notes that only its pixels brought to light.

    Draws and publishes what must be. Raises OutputError where the place cannot be written to at all.
    """
    ordered: InOrder[Note | Result] = InOrder()
    waiting: dict[int, tuple[Plan, Post]] = {}
    places = _places(state)
    is_over = False

    def tasks() -> Iterator[Task]:
        nonlocal is_over
        count = 0
        for place, plan, post in places:
            if post is None or not _is_to_draw(state, place, post):
                ordered.put(place, _settled(state, place, plan, post))
                count += 1
                if count == _AT_ONCE:
                    return
                continue
            waiting[place] = plan, post
            yield _task(state, place, plan, post)
        is_over = True

    writing: Writing[tuple[_Drawn, Parcel]] = Writing()

    def settled(*, all: bool = False) -> Iterator[Note | Result]:
        # Told one by one: whoever stops listening has listed what was told, and nothing more.
        for (drawn, parcel), error in writing.finished(all=all):
            ordered.put(drawn.place, _told(state, drawn, _listed(state, drawn, parcel, error)))
            yield from ordered.take()

    with writing:
        while not is_over:
            for done in state.perform(tasks()):
                place = done.task["id"]
                drawn = _Drawn(place, *waiting.pop(place), done)
                parcel = _parcel(state, drawn)
                if parcel is None or state.storage is None:
                    ordered.put(place, _told(state, drawn, _unwritten(state, drawn)))
                else:
                    overwrite = state.options.overwrite
                    writing.begin((drawn, parcel), functools.partial(write, state.storage, parcel, overwrite=overwrite))
                yield from settled()
                yield from ordered.take()
            yield from ordered.take()
        yield from settled(all=True)


def _task(state: State, place: int, plan: Plan, post: Post) -> Task:
    return {
        **state.planner.values_for(plan),
        "task": "draw",
        "draw": True,
        "id": place,
        "format": post.format.name,
        "thumbnail": state.storage is not None and place < THUMBNAILED,
    }


def _told(state: State, drawn: _Drawn, result: Result) -> Sequence[Note | Result]:
    """The result of a post that was drawn, after what its pixels brought to light."""
    state.counts[result.status] += 1
    new = [placed(drawn.plan, note, drawn.post.format.name) for note in drawn.done.report.get("new", ())]
    state.findings.update(note.code for note in new if note.severity != "info")
    return [*new, result]


def checked_results(state: State) -> Iterator[Note | Result]:
    """What a dry run has to say of every post: checked, unchanged, failed or skipped."""
    for place, plan, post in _places(state):
        status = state.states[place]
        if status == TODO and post is not None:
            state.counts["checked"] += 1
            yield Result(
                plan.row.number, plan.row.where, plan.name, post.format.name, "checked", publish_at=plan.publish_at
            )
        else:
            yield from _settled(state, place, plan, post)


def _places(state: State) -> Iterator[tuple[int, Plan, Post | None]]:
    """The rows once more, every post with its place in `states`; a row without posts has one place."""
    place = 0
    for plan in state.planner.plans():
        posts: Sequence[Post | None] = (None,) if plan.errors or plan.skipped else plan.posts
        for post in posts:
            yield place, plan, post
            place += 1


def _is_to_draw(state: State, place: int, post: Post) -> bool:
    """Whether the post must be drawn; notes what will be in the output folder after this run."""
    if state.states[place] == TODO and state.options.same_size and is_unchanged(state, post):
        state.states[place] = UNCHANGED
    if state.states[place] == FAILED:
        state.failed.add(post.path)
    elif state.states[place] != UNWANTED or (state.manifest is not None and post.path in state.manifest):
        state.posts.append(post.path)
    return state.states[place] == TODO


def _settled(state: State, place: int, plan: Plan, post: Post | None) -> Sequence[Note | Result]:
    """The result for what needs no drawing, under --strict after what was found when it was drawn.

    Nothing for rows not asked for.
    """
    row, where = plan.row.number, plan.row.where
    form = post.format.name if post else ""
    status = state.states[place]
    if status == FAILED:
        state.counts["failed"] += 1
        error = state.errors[place]
        return [Result(row, where, plan.name, form, "failed", publish_at=plan.publish_at, error=error)]
    if status == SKIPPED:
        state.counts["skipped"] += 1
        return [Result(row, where, plan.name, form, "skipped")]
    entry = state.manifest.entry(post.path) if post and state.manifest else None
    if status == UNCHANGED and post is not None and entry is not None and state.manifest is not None:
        state.counts["unchanged"] += 1
        if entry["row"] != plan.row.number:  # rows were added or taken out above it
            state.manifest.add({**entry, "row": plan.row.number})
        result = _result(plan, post, "unchanged", entry)
        return [*_objections(state, result), result]
    return []


def _objections(state: State, result: Result) -> Iterator[Note]:
    """The findings on an unchanged post where one of them ends the run with an error: that must have a reason."""
    if state.options.strict:
        yield from (note.at(f"{result.where}, {result.format}") for note in result.notes if note.severity != "info")


def _parcel(state: State, drawn: _Drawn) -> Parcel | None:
    """What is to be written, None where there is no picture or no place for it."""
    done = drawn.done
    if state.manifest is None or done.lost or done.report.get("error"):
        return None
    files = files_of(drawn.post.path, done.report, done.blobs)
    entry = manifest_entry(drawn.plan, drawn.post, done.report, files)
    count = len(done.report["suffixes"])
    # Equal posts share one; two threads must not write it at once (Windows refuses the second).
    is_new = len(done.blobs) > count and drawn.post.key not in state.thumbnails
    thumbnail = done.blobs[count] if is_new else None
    if is_new:
        state.thumbnails.add(drawn.post.key)
    return Parcel(entry, files, thumbnail, state.manifest.entry(drawn.post.path))


def _unwritten(state: State, drawn: _Drawn) -> Result:
    """The result of a post that could not be made, or that holds its files itself."""
    done, plan, post = drawn.done, drawn.plan, drawn.post
    error = ["error", "worker-lost", done.lost, "", ""] if done.lost else done.report.get("error")
    if error:
        return _failed(state, drawn, placed(plan, error, post.format.name))
    files = files_of(post.path, done.report, done.blobs)
    state.pictures += len(done.report["suffixes"])
    return _result(plan, post, "made", manifest_entry(plan, post, done.report, files), files)


def _listed(state: State, drawn: _Drawn, parcel: Parcel, error: Exception | None) -> Result:
    """The result of a post whose files are in their places, which the manifest now says, or could not be put there."""
    if isinstance(error, NotOurs):
        return _failed(state, drawn, error.as_note("not-ours").at(drawn.plan.row.where))
    if isinstance(error, OutputError) and _is_of_one_path(error):
        return _failed(state, drawn, error.as_note().at(drawn.plan.row.where))
    if error is not None:
        raise error
    assert state.manifest is not None
    state.manifest.add(parcel.entry)
    state.pictures += len(drawn.done.report["suffixes"])
    return _result(drawn.plan, drawn.post, "made", parcel.entry)


def _is_of_one_path(error: OutputError) -> bool:
    """Whether it is the path of these files that cannot be, and nothing that every other post would meet as well."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in _OF_ONE_PATH


def _failed(state: State, drawn: _Drawn, note: Note) -> Result:
    plan, post = drawn.plan, drawn.post
    state.states[drawn.place] = FAILED
    state.errors[drawn.place] = note
    state.findings[note.code] += 1
    state.failed.add(post.path)
    return Result(
        plan.row.number, plan.row.where, plan.name, post.format.name, "failed", publish_at=plan.publish_at, error=note
    )


def _result(
    plan: Plan,
    post: Post,
    status: Literal["made", "unchanged"],
    entry: Mapping[str, Any],
    files: Mapping[str, bytes] | None = None,
) -> Result:
    return Result(
        plan.row.number,
        plan.row.where,
        plan.name,
        post.format.name,
        status,
        tuple(file["path"] for file in entry["files"]),
        entry["caption"],
        tuple(entry["alt"]),
        plan.publish_at,
        tuple(note_from_list(note) for note in entry["notes"]),
        data=files or {},
    )
