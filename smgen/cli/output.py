"""What all commands print alike: tables, notes, colours where the terminal wants them, JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

from smgen.errors import Note, printable

__all__ = ["echo_json", "echo_note", "echo_notes", "echo_table", "styled", "wants_color"]

_NARROWEST = 24  # characters; the last column of a table is never set narrower
_SIGNS = {"error": ("✗", "red"), "warning": ("!", "yellow"), "info": ("·", "cyan")}


def wants_color(stream: Any = None) -> bool:
    """Whether to colour: a terminal, and NO_COLOR not set (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and (stream or sys.stdout).isatty()


def styled(text: str, **style: Any) -> str:
    """`text` in colour where the terminal wants it."""
    return click.style(text, **style) if wants_color() else text


def echo_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_note(note: Note, *, err: bool = True) -> None:
    """One finding as one line."""
    sign, color = _SIGNS[note.severity]
    mark = click.style(sign, fg=color) if wants_color(sys.stderr if err else sys.stdout) else sign
    click.echo(f"  {mark} {note}", err=err)


def echo_notes(notes: Iterable[Note], *, err: bool = True) -> None:
    """All findings, errors first."""
    order = {"error": 0, "warning": 1, "info": 2}
    for note in sorted(notes, key=lambda note: order[note.severity]):
        echo_note(note, err=err)


def echo_table(rows: Sequence[Sequence[str]], headers: Sequence[str]) -> None:
    """Columns set under each other, as wide as their longest cell; the last one runs on, on a terminal in its column."""
    cells = [tuple(printable(cell, 200) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in (*cells, headers)) for column in range(len(headers))]
    click.echo(styled(_line(headers, widths), bold=True))
    room = max(shutil.get_terminal_size().columns - sum(widths[:-1]) - 2 * len(widths[:-1]), _NARROWEST)
    for row in cells:
        parts = textwrap.wrap(row[-1], room, break_on_hyphens=False) if sys.stdout.isatty() else []
        for number, part in enumerate(parts or row[-1:]):
            before = row[:-1] if number == 0 else ("",) * len(row[:-1])
            click.echo(_line((*before, part), widths))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
