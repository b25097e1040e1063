"""`smgen count`: what a text counts on each platform, and where the feed folds it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, cast

import click

from smgen.cli.options import platform_names_with
from smgen.cli.output import echo_json, echo_table
from smgen.counting import Count, Field, count
from smgen.errors import SmgenError, printable
from smgen.platforms import Platform, find_platform, platforms

__all__ = ["COUNTED_IN", "command"]

_LARGEST = 1_000_000

COUNTED_IN = {
    "unspecified": "characters",
    "utf16": "UTF-16 units",
    "utf8_bytes": "UTF-8 bytes",
    "x_weighted": "its own way",
    "mastodon": "its own way",
    "threads": "its own way",
}
"""Units as people may know them; the platforms' own ways are told in smgen/counting."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("text", required=False)
@click.option(
    "-p",
    "--platform",
    "names",
    multiple=True,
    metavar="PLATFORM",
    shell_complete=platform_names_with,
    help="Only these platforms. Repeatable.",
)
@click.option("--file", "file", metavar="FILE", help="Count the text in a file; - is standard input.")
@click.option(
    "--field",
    type=click.Choice(("caption", "title", "alt")),
    default="caption",
    show_default=True,
    help="Which text it is.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Your server's or account's own limit (Mastodon, X Premium).",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(
    text: str | None, names: tuple[str, ...], file: str | None, field: str, limit: int | None, as_json: bool
) -> int:
    """Count TEXT the way each platform counts it: links, emoji, mentions and all. Exit code 1 where it is too long."""
    if (text is None) == (file is None):
        raise click.UsageError("give the text, or a file with --file FILE (- for standard input)")
    words = text if text is not None else _read(str(file))
    part = cast("Field", field)
    chosen = [find_platform(name.partition("/")[0]) for name in names] or [
        each for each in platforms() if _has(each, part)
    ]
    counts = [(each, count(words, each, field=part, limit=limit)) for each in chosen]
    if as_json:
        echo_json([_described(each, counted, words) for each, counted in counts])
    else:
        rows = [_row(each, counted, words) for each, counted in counts]
        echo_table(rows, ("platform", "used", "limit", "left", "counted in", ""))
    return 0 if all(counted.fits for _, counted in counts) else 1


def _read(name: str) -> str:
    """The text of a file or of standard input; one line end at its end is not part of it."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise SmgenError("standard input is closed")
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(_LARGEST + 1)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SmgenError("the text is not UTF-8", where=printable(name), hint="save it as UTF-8") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "not a usable path").lower()
        raise SmgenError(f"it cannot be read: {reason}", where=printable(name)) from None
    if len(data) > _LARGEST:
        raise SmgenError("more than a megabyte of text is no caption", where=printable(name))
    return text.replace("\r\n", "\n").removesuffix("\n")


def _has(platform: Platform, field: Field) -> bool:
    return {"caption": platform.caption, "title": platform.title, "alt": platform.alt}[field] is not None


def _row(platform: Platform, counted: Count, text: str) -> tuple[str, ...]:
    left = "" if counted.left is None else f"{counted.left:,}"
    return (
        platform.label,
        f"{counted.used:,}",
        "" if counted.limit is None else f"{counted.limit:,}",
        left,
        COUNTED_IN.get(counted.unit, counted.unit),
        "; ".join(_remarks(counted, text)),
    )


def _remarks(counted: Count, text: str) -> list[str]:
    found = []
    if counted.left is not None and counted.left < 0:
        found.append("too long")
    if counted.refused:
        found.append(f"refused for {printable(counted.refused)}")
    for tally in counted.also:
        if tally.limit is not None and tally.used > tally.limit:
            found.append(f"{tally.used} {tally.name}, {tally.limit} at most")
    if counted.folds_at is not None:
        shown = " ".join(text[: counted.folds_at].split())[-16:]
        found.append(f"folds after “…{printable(shown)}”")
    return found


def _described(platform: Platform, counted: Count, text: str) -> dict[str, Any]:
    return {
        "platform": platform.name,
        "field": counted.field,
        "unit": counted.unit,
        "used": counted.used,
        "limit": counted.limit,
        "left": counted.left,
        "fits": counted.fits,
        "folds_at": counted.folds_at,
        "shown": None if counted.folds_at is None else text[: counted.folds_at],
        "also": [{"name": tally.name, "used": tally.used, "limit": tally.limit} for tally in counted.also],
        "refused": counted.refused,
    }
