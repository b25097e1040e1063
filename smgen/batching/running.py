"""A table and options -> everything that happens, told one by one: check all, then draw what has changed, then list it.

The rows are gone through twice, streamed each time. In the first round every new post is laid out, in the workers, and
forgotten again: a finding costs nothing to keep, a scene does. In the second one it is laid out again and drawn.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from smgen.batching.checking import check_all
from smgen.batching.drawing import checked_results, draw_all
from smgen.batching.executors import through_executor
from smgen.batching.finishing import Finished, finish
from smgen.batching.guarding import (
    refuse_archive,
    refuse_foreign_archive,
    refuse_foreign_lists,
    refuse_foreign_pages,
    refuse_table,
)
from smgen.batching.listing import check_exports
from smgen.batching.locking import locked
from smgen.batching.manifest import Manifest
from smgen.batching.model import Event, Options, Stage, Summary
from smgen.batching.planning import Planner
from smgen.batching.state import TODO, Runner, State
from smgen.batching.storage import Folder, Remote
from smgen.batching.workers import Workers, default_jobs, in_this_process
from smgen.brand import load_brand
from smgen.platforms import find_formats
from smgen.tables import Table
from smgen.template import load_template

__all__ = ["run"]


def run(
    table: Table,
    options: Options,
    *,
    storage: Folder | Remote | None,
    source: Path | None = None,
    folder: Path | None = None,
    executor: concurrent.futures.Executor | None = None,
    ahead: int | None = None,
) -> Iterator[Event]:
    """Everything that happens, in order: notes on the table, findings, results in the order of the rows, a summary.

    `storage` is where files go, None to keep them in the results; `source` the table's file, if it is one; `folder`
    where pictures are looked for. Raises SmgenError for what concerns all rows: unknown formats, a brand that cannot
    be read, an output that cannot be written to.
    """
    _check_options(options)
    with contextlib.ExitStack() as stack:
        manifest = None
        _check_places(options, storage, source)
        if storage is not None and not options.dry_run:
            manifest = stack.enter_context(_opened(storage))
        planner = Planner(table, options, folder or table.folder)
        runner = _runner(options, executor, ahead, stack)
        state = State(table, options, planner, storage, manifest, runner)
        yield from table.notes
        yield from _rounds(state)


def _rounds(state: State) -> Iterator[Event]:
    yield Stage("checking")
    yield from check_all(state)
    stopped = "there are findings, and --strict lets none pass" if state.options.strict and state.findings else ""
    if state.options.dry_run or stopped:
        yield from checked_results(state)
        yield _summary(state, None, stopped)
        return
    if state.storage is not None and not state.options.overwrite:
        refuse_foreign_pages(state.storage, len(state.states))
    yield Stage("drawing", state.states.count(TODO))
    yield from draw_all(state)
    if state.manifest is None or state.storage is None:
        yield _summary(state, None)
        return
    yield Stage("writing")
    posts = [post for post in state.posts if post in state.manifest and post not in state.failed]
    errors = [state.errors[place] for place in sorted(state.errors)]
    finished = finish(state.storage, state.manifest, posts, errors, state.options, state.table.name)
    yield from finished.notes
    yield _summary(state, finished)


def _check_options(options: Options) -> None:
    """What every row would stumble over is said once, before the first."""
    find_formats(options.formats)
    load_brand(options.brand)
    check_exports(options.exports, options.media_url)
    if options.template:
        load_template(options.template, tuple(Path(each) for each in options.templates))


def _check_places(options: Options, storage: Folder | Remote | None, source: Path | None) -> None:
    """What this run would overwrite, or could not write, is said before the first row, too."""
    if source is not None:
        refuse_table(source, storage, options.exports, options.zip)
    if options.zip:
        refuse_archive(Path(options.zip), storage, options.exports)
    if not options.overwrite:
        if options.zip:
            refuse_foreign_archive(Path(options.zip))
        if storage is not None:
            refuse_foreign_lists(storage, options.exports)


@contextlib.contextmanager
def _opened(storage: Folder | Remote) -> Iterator[Manifest]:
    """The manifest of the output folder, which nobody else writes to meanwhile."""
    with contextlib.ExitStack() as stack:
        if isinstance(storage, Folder) and stack.enter_context(locked(storage.root)):
            storage.clear_leftovers()
        yield stack.enter_context(Manifest(storage))


def _runner(
    options: Options, executor: concurrent.futures.Executor | None, ahead: int | None, stack: contextlib.ExitStack
) -> Runner:
    if executor is not None:
        return lambda tasks: through_executor(executor, tasks, ahead)
    jobs = default_jobs() if options.jobs is None else options.jobs
    if jobs <= 0:
        return in_this_process
    return stack.enter_context(Workers(jobs, options.deadline)).run


def _summary(state: State, finished: Finished | None, stopped: str = "") -> Summary:
    return Summary(
        **{status: state.counts[status] for status in ("made", "unchanged", "failed", "skipped", "checked")},
        pictures=state.pictures,
        seconds=time.monotonic() - state.begun,
        findings=dict(state.findings.most_common()),
        orphans=finished.orphans if finished else (),
        pruned=finished.pruned if finished else 0,
        look=finished.look if finished else "",
        stopped=stopped,
        strict=state.options.strict,
    )
