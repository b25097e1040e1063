"""`smgen batch TABLE`: every row a post, in every format."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from smgen.cli.options import FormatOption, template_names_with
from smgen.cli.telling import teller

__all__ = ["command"]


class _Ended(BaseException):
    """Somebody asked the process to end (SIGTERM)."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("table", metavar="TABLE")
@click.option(
    "-o",
    "--output",
    default="out",
    show_default=True,
    metavar="DIR",
    help="A folder, or an address: s3://bucket/folder.",
)
@click.option(
    cls=FormatOption,
    help="For rows that name none: instagram/story, stories, all, 1200x800.  [default: instagram/portrait]",
)
@click.option(
    "-t", "--template", metavar="TEMPLATE", shell_complete=template_names_with, help="For rows that name none."
)
@click.option(
    "--brand", type=click.Path(), help="A brand.toml, or the folder that holds one; without it the one beside TABLE."
)
@click.option("--palette", metavar="NAME", help="For rows that name none.")
@click.option("--lang", metavar="LANGUAGE", help="For rows that name none: de, en, uk, ar …")
@click.option("--fonts", type=click.Path(), help="A folder with more fonts.")
@click.option("--rows", metavar="3-7,12", help="Only these rows, numbered as Excel shows them.")
@click.option("--name", metavar="PATTERN", help="How files are named, from columns: {date}-{title}, {row:03}.")
@click.option("--layout", metavar="PATTERN", help="Where files go.  [default: {name}/{platform}-{format}]")
@click.option(
    "--same-size",
    is_flag=False,
    flag_value="*",
    multiple=True,
    metavar="[FIELD]",
    help="Set a field (or all) in one size throughout the table.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Only say what is wrong.")
@click.option("--strict", is_flag=True, help="Make nothing while there is any finding.")
@click.option(
    "-j", "--jobs", type=click.IntRange(0), metavar="NUMBER", help="Processes that draw.  [default: one a core]"
)
@click.option("--executor", metavar="dask://HOST:PORT", help="Draw on a dask cluster.")
@click.option(
    "--export",
    "exports",
    multiple=True,
    metavar="SCHEDULER",
    help="Also write posts-SCHEDULER.csv: publer, socialbee, highlevel.",
)
@click.option(
    "--media-url", default="", metavar="URL", help="With --export: the address the output folder will have on the web."
)
@click.option("--zip", "zip_", type=click.Path(), metavar="FILE", help="Also pack everything into one file.")
@click.option("--prune", is_flag=True, help="Remove what smgen made of rows that are gone.")
@click.option("--overwrite", is_flag=True, help="Replace files smgen did not make.")
@click.option("--watch", is_flag=True, help="Run again whenever the table, brand or templates change.")
@click.option("--encoding", metavar="NAME", help="Of a text table, if it is read wrong: cp1252, utf-8 …")
@click.option("--delimiter", metavar="CHARACTER", help="Of a text table, if it is read wrong.")
@click.option("--sheet", metavar="NAME", help="Of a workbook; the first one if left out.")
@click.option(
    "--deadline", type=float, default=60.0, show_default=True, metavar="SECONDS", help="How long one post may take."
)
@click.option("-v", "--verbose", is_flag=True, help="Show every finding: hints, and those of posts that are unchanged.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON, one event a line.")
def command(**given: Any) -> int:
    """Make a whole campaign from a CSV, Excel, JSON or ODS table: every row a post, in every format.

    Columns are the fields of the templates (smgen templates NAME); template, formats, palette, brand, lang, name, skip
    and publish_at say how a row is made. Everything is checked before anything is drawn. What has not changed is not
    made again, so a run that was stopped simply goes on when it is run again.
    """
    once = functools.partial(_once, given)
    if given["watch"]:
        from smgen.cli.watching import watch

        if not os.path.isfile(given["table"]):
            raise click.UsageError("--watch needs a table that is a file")
        return watch(once, _watched(given))
    return once()


def _once(given: dict[str, Any]) -> int:
    from smgen.batching import Options, Summary, events
    from smgen.batching.model import LAYOUT
    from smgen.brand import brand_beside

    options = Options(
        formats=given["formats"],
        template=given["template"],
        brand=given["brand"] or brand_beside(given["table"]),
        palette=given["palette"],
        lang=given["lang"],
        fonts=given["fonts"],
        name=given["name"],
        layout=given["layout"] or LAYOUT,
        templates=("templates",) if Path("templates").is_dir() else (),
        rows=row_numbers(given["rows"] or ""),
        same_size=given["same_size"],
        jobs=given["jobs"],
        deadline=given["deadline"],
        dry_run=given["dry_run"],
        strict=given["strict"],
        overwrite=given["overwrite"],
        prune=given["prune"],
        exports=given["exports"],
        media_url=given["media_url"],
        zip=given["zip_"],
    )
    reading = {name: given[name] for name in ("encoding", "delimiter", "sheet")}
    with _told_when_ended(), teller(as_json=given["as_json"], verbose=given["verbose"]) as tell:
        try:
            found = events(given["table"], options, output=given["output"], executor=given["executor"], reading=reading)
            with contextlib.closing(found):
                for event in found:
                    tell.event(event)
                    if isinstance(event, Summary):
                        return 0 if event.ok else 1
        except KeyboardInterrupt:
            tell.stopped(_go_on(given))
            return 130
        except _Ended:
            tell.stopped(_go_on(given))
            return 143
    return 1


def row_numbers(text: str) -> frozenset[int]:
    """The numbers in `3-7,12`; none for an empty text. Raises click.BadParameter."""
    numbers: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, dash, last = part.partition("-")
        if not part:
            continue
        if not first.isdecimal() or (dash and not last.isdecimal()) or len(part) > 20:
            raise click.BadParameter(f"“{part}” is no row number; rows look like 3-7,12", param_hint="--rows")
        begin, end = int(first), int(last or first)
        if end < begin or end - begin > 5_000_000:
            raise click.BadParameter(f"“{part}” runs backwards or too far", param_hint="--rows")
        numbers.update(range(begin, end + 1))
    return frozenset(numbers)


@contextlib.contextmanager
def _told_when_ended() -> Iterator[None]:
    """SIGTERM ends a run as Ctrl-C does: at once, and in order."""

    def end(_signal: int, _frame: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _go_on(given: dict[str, Any]) -> str:
    return "nothing was written" if given["dry_run"] else "what is finished stays; run the same command again to go on"


def _watched(given: dict[str, Any]) -> list[Path]:
    from smgen.brand import brand_beside

    brand = given["brand"] or brand_beside(given["table"])
    paths = [given["table"], brand, "templates", os.path.join(os.path.dirname(given["table"]), "templates")]
    return [Path(path) for path in paths if path and Path(path).exists()]
