"""Rows × formats -> posts: a whole campaign from a table, checked first, drawn by as many processes as there are cores.

table -> plans (template, values, formats, name) -> checked -> drawn by workers -> published -> listed

for result in smgen.batch("posts.csv", formats=["instagram", "mastodon"], output="out"):
    print(result.where, result.status, result.files, result.error or "")
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from smgen import tables
from smgen.batching.executors import dask_executor
from smgen.batching.model import DEADLINE, LAYOUT, Event, Options, Result, Stage, Summary
from smgen.batching.planning import likely_columns
from smgen.batching.running import run
from smgen.batching.storage import download, is_address, storage_for
from smgen.brand import Brand, brand_language
from smgen.errors import BrandError
from smgen.languages import language_tag

__all__ = ["Event", "Options", "Result", "Stage", "Summary", "batch", "events"]


def batch(
    source: str | os.PathLike[str] | bytes | Iterable[Mapping[str, Any]] | Any,
    *,
    formats: Sequence[str] = (),
    output: str | os.PathLike[str] | None = "out",
    template: str | os.PathLike[str] | None = None,
    brand: str | os.PathLike[str] | Brand | None = None,
    palette: str | None = None,
    lang: str | None = None,
    fonts: str | os.PathLike[str] | None = None,
    name: str | None = None,
    layout: str = LAYOUT,
    templates: Sequence[str | os.PathLike[str]] = (),
    rows: Iterable[int] = (),
    same_size: bool | Sequence[str] = False,
    executor: concurrent.futures.Executor | str | None = None,
    jobs: int | None = None,
    deadline: float = DEADLINE,
    dry_run: bool = False,
    strict: bool = False,
    overwrite: bool = False,
    prune: bool = False,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Generator[Result, None, None]:
    """Make every row of a table in every format; a `Result` for each, in the order of the table.

    `source` is a path, an fsspec address, “-”, bytes, a data frame or mappings. `formats` are for rows without a
    `formats` cell, as are `template`, `brand`, `palette`, `lang` and `name`, the pattern of file names. `output` is a
    folder or an address; None keeps the files' bytes in the results. `executor` is any `concurrent.futures.Executor`
    or "dask://HOST:PORT"; without one, `jobs` child processes draw (one a core; 0: this process, unprotected). What is
    in `output` already and has not changed is not made again.

    A row that cannot be made is a result with status "failed" and its reason in `error`. Raises SmgenError for what
    concerns all rows: no table, unknown formats, an output that cannot be written to.
    """
    options = Options(
        formats=_several(formats),
        template=_path(template),
        brand=_brand_path(brand),
        palette=palette,
        lang=lang,
        fonts=_path(fonts),
        name=name,
        layout=layout,
        templates=tuple(os.fspath(each) for each in _several(templates)),
        rows=frozenset(rows),
        same_size=("*",) if same_size is True else _several(same_size or ()),
        jobs=jobs,
        deadline=deadline,
        dry_run=dry_run,
        strict=strict,
        overwrite=overwrite,
        prune=prune,
    )
    reading = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    # Closed at once and not when Python gets round to it: whoever leaves the loop leaves no process behind.
    with contextlib.closing(events(source, options, output=output, executor=executor, reading=reading)) as found:
        for event in found:
            if isinstance(event, Result):
                yield event


def events(
    source: Any,
    options: Options,
    *,
    output: str | os.PathLike[str] | None = "out",
    executor: concurrent.futures.Executor | str | None = None,
    reading: Mapping[str, str | None] | None = None,
) -> Generator[Event, None, None]:
    """The same with everything that happens on the way: notes, stages, results, and a `Summary` at the end."""
    with contextlib.ExitStack() as stack:
        path, folder, ahead = source, None, None
        if isinstance(source, str) and is_address(source):
            path, fetched = download(source)
            stack.enter_context(fetched)
            folder = path.parent if source.startswith("file://") else Path()
        language = language_tag(options.lang or brand_language(options.brand))
        table = tables.read(path, language=language, names=likely_columns(options), **(reading or {}))
        is_file = isinstance(path, (str, os.PathLike)) and os.fspath(path) != "-"
        if isinstance(executor, str):
            executor, ahead, closing = dask_executor(executor)
            stack.enter_context(closing)
        storage = storage_for(output) if output is not None and not options.dry_run else None
        yield from run(
            table,
            options,
            storage=storage,
            source=Path(path) if is_file else None,
            folder=folder,
            executor=executor,
            ahead=ahead,
        )


def _several(given: Any) -> tuple[Any, ...]:
    """One name is as good as a list of one: taken apart into letters it would be nothing."""
    return (given,) if isinstance(given, str | os.PathLike) else tuple(given)


def _path(path: str | os.PathLike[str] | None) -> str | None:
    return None if path is None else os.fspath(path)


def _brand_path(brand: str | os.PathLike[str] | Brand | None) -> str | None:
    if isinstance(brand, Brand):
        if not brand.path:
            raise BrandError("a batch needs the brand as a file", hint="give the path of a brand.toml")
        return brand.path
    return _path(brand)
