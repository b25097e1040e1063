"""Tasks -> reports through any `concurrent.futures.Executor`: threads, processes, or a dask cluster.

The files stay with the parent here, too: what runs elsewhere gets plain data and gives back plain data and bytes.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from smgen._version import __version__
from smgen.batching.work import Report, perform
from smgen.batching.workers import Done, Task, default_jobs
from smgen.errors import SmgenError, printable
from smgen.painting.finder import finder

__all__ = ["dask_executor", "through_executor"]

_TRIES = 3


def through_executor(
    executor: concurrent.futures.Executor, tasks: Iterable[Task], ahead: int | None = None
) -> Iterator[Done]:
    """Reports as they come in; at most `ahead` tasks are under way, memory stays flat. Lost tasks are tried again."""
    waiting = iter(tasks)
    under_way: dict[concurrent.futures.Future[Any], tuple[Task, int]] = {}
    limit = ahead or 4 * int(getattr(executor, "_max_workers", 0) or default_jobs())
    try:
        while True:
            while len(under_way) < limit and (task := next(waiting, None)) is not None:
                under_way[executor.submit(_remotely, __version__, finder(), task)] = task, 1
            if not under_way:
                return
            for future in _finished(under_way):
                task, tries = under_way.pop(future)
                done = _done(future, task)
                if done.lost and tries < _TRIES:
                    with contextlib.suppress(RuntimeError):  # a broken pool takes no more
                        under_way[executor.submit(_remotely, __version__, finder(), task)] = task, tries + 1
                        continue
                yield done
    finally:
        for future in under_way:
            future.cancel()


def dask_executor(address: str) -> tuple[concurrent.futures.Executor, int, contextlib.ExitStack]:
    """An executor on the dask cluster at `dask://HOST:PORT`, how many tasks it takes at once, and what closes it.

    Raises SmgenError where dask is not installed or nobody answers there.
    """
    try:
        from distributed import Client  # the extra “dask”
    except ImportError:
        what = "clusters need another package"
        raise SmgenError(what, where=printable(address), hint="pip install 'dask[distributed]'") from None
    stack = contextlib.ExitStack()
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address.replace("dask://", "tcp://", 1), timeout=5, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        hint = "start one with: dask scheduler; dask worker HOST:8786"
        raise SmgenError("no dask scheduler answers there", where=printable(address), hint=hint) from error
    stack.callback(client.close)
    threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
    if not threads:
        stack.close()
        hint = "start one on each machine: dask worker HOST:8786"
        raise SmgenError("the dask cluster has no workers", where=printable(address), hint=hint)
    # Pure as the work is, dask must not take two equal rows for one task that it may answer once.
    return client.get_executor(pure=False, retries=2), 2 * threads, stack


def _remotely(version: str, faces: str, task: Task) -> Report:
    """What runs on the other side; it must have the same smgen and find faces as here, or its pictures would differ."""
    what = ""
    if version != __version__:
        what = f"the worker has smgen {__version__}, this is {version}"
    elif faces != finder():
        what = f"the worker finds faces by {finder() or 'nothing'}, this machine by {faces or 'nothing'}"
    if what:
        return {"error": ["error", "version-mismatch", what, "", "install the same version everywhere"]}, []
    return perform(task)


def _finished(under_way: Iterable[concurrent.futures.Future[Any]]) -> set[concurrent.futures.Future[Any]]:
    return concurrent.futures.wait(under_way, return_when=concurrent.futures.FIRST_COMPLETED).done


def _done(future: concurrent.futures.Future[Any], task: Task) -> Done:
    try:
        return Done(task, *future.result())
    except concurrent.futures.CancelledError:
        return Done(task, {}, [], "its worker was lost")
    except Exception as error:  # whatever an executor makes of a worker that died
        return Done(task, {}, [], f"its worker was lost: {type(error).__name__}: {printable(str(error), 200)}")
