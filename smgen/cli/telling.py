"""What a batch says while it runs: a bar on a terminal, plain lines elsewhere, JSON lines for machines."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Protocol

import click

from smgen.batching import Event, Result, Stage, Summary
from smgen.cli.output import echo_note, styled
from smgen.errors import Note, printable

__all__ = ["Teller", "teller"]

_MOST_ALIKE = 20
"""Findings of one kind that are told one by one; of the others only how many there are."""

_DRAWN_EVERY = 0.1  # seconds; a terminal needs no more
_LOGGED_EVERY = 30.0  # seconds; a log is read afterwards


class Teller(Protocol):
    """Somebody who is told what happens."""

    def event(self, event: Event) -> None:
        """Something happened."""

    def stopped(self, advice: str) -> None:
        """The run was stopped from outside."""


@contextlib.contextmanager
def teller(*, as_json: bool, verbose: bool = False) -> Iterator[Teller]:
    """The right one for where the output goes; a verbose one tells a person the hints one by one."""
    if as_json:
        yield _Machine()
        return
    person = _Person(bar=sys.stderr.isatty(), verbose=verbose)
    try:
        yield person
    finally:
        person.clear()


class _Machine:
    """One JSON document a line on standard output."""

    def event(self, event: Event) -> None:
        match event:
            case Note():
                self._line("note", event.as_dict())
            case Result():
                self._line("result", event.as_dict())
            case Stage():
                self._line("stage", {"name": event.name, "total": event.total, "done": event.done})
            case Summary():
                self._line("summary", summary_dict(event))

    def stopped(self, advice: str) -> None:
        self._line("stopped", {"what": advice})

    def _line(self, kind: str, content: Mapping[str, object]) -> None:
        click.echo(json.dumps({"event": kind, **content}, ensure_ascii=False))


class _Person:
    """Findings and the last line as text, with a bar at the bottom where there is a terminal."""

    def __init__(self, *, bar: bool, verbose: bool) -> None:
        self._bar = bar
        self._verbose = verbose
        self._shown = False
        self._drawn = 0.0 if bar else time.monotonic()
        self._stage = Stage("checking")
        self._begun = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._alike: Counter[str] = Counter()
        self._told: set[str] = set()
        self._hints = 0
        self._at_work = False

    def event(self, event: Event) -> None:
        match event:
            case Note():
                self._note(event)
            case Result():
                self._result(event)
            case Stage():
                if event.name != self._stage.name:
                    self._begun = time.monotonic()
                self._stage, self._at_work = event, True
            case Summary():
                self._summary(event)
        if not isinstance(event, Summary):
            self._draw()

    def stopped(self, advice: str) -> None:
        self.clear()
        done = f"{self._counts['made']} made, " if self._counts["made"] else ""
        click.echo(f"stopped: {done}{advice}", err=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown:
            click.echo("\r\x1b[2K", nl=False, err=True)
            self._shown = False

    def _note(self, note: Note) -> None:
        # What is worth knowing of the table itself comes before the work and is always told.
        if note.severity == "info" and self._at_work and not self._verbose:
            self._hints += 1
            return
        self._told.add(str(note))
        self._alike[note.code] += 1
        if self._verbose or self._alike[note.code] <= _MOST_ALIKE:
            self.clear()
            echo_note(note)

    def _result(self, result: Result) -> None:
        self._counts[result.status] += 1
        if result.error and str(result.error) not in self._told:
            self._note(result.error)
        if self._verbose and result.status == "unchanged":  # what the run that made it had found
            for note in (note.at(f"{result.where}, {result.format}") for note in result.notes):
                if str(note) not in self._told:  # --strict has told it
                    self._note(note)

    def _summary(self, summary: Summary) -> None:
        self.clear()
        for code, count in self._alike.items():
            if count > _MOST_ALIKE and not self._verbose:
                click.echo(f"  … and {count - _MOST_ALIKE:,} more of the kind {code}", err=True)
        for post in summary.orphans[:_MOST_ALIKE]:
            click.echo(
                f"  · {printable(post, 200)} belongs to no row that could be made (--prune removes it)", err=True
            )
        if self._hints:
            click.echo(f"  · {self._hints:,} hint{'s' * (self._hints > 1)}; --verbose shows them", err=True)
        if len(summary.findings) > 1:
            kinds = ", ".join(f"{count:,} {code}" for code, count in summary.findings.items())
            click.echo(f"findings: {kinds}", err=True)
        click.echo(styled(_last_line(summary), bold=True))

    def _draw(self) -> None:
        now = time.monotonic()
        if now - self._drawn < (_DRAWN_EVERY if self._bar else _LOGGED_EVERY):
            return
        self._drawn = now
        if not self._bar:
            click.echo(self._line(now), err=True)
            return
        self._shown = True
        width = shutil.get_terminal_size().columns
        click.echo(f"\r\x1b[2K{self._line(now)[: width - 1]}", nl=False, err=True)

    def _line(self, now: float) -> str:
        if self._stage.name != "drawing" or self._stage.total is None:
            rows = f" {self._stage.done:,} row{'s' * (self._stage.done > 1)}" if self._stage.done else ""
            return f"{self._stage.name} …{rows}"
        done = self._counts["made"]
        rate = done / max(now - self._begun, 0.001)
        left = max(self._stage.total - done, 0)
        share = min(done / self._stage.total, 1) if self._stage.total else 1
        bar = "█" * round(share * 20) + "░" * (20 - round(share * 20)) + " " if self._bar else ""
        failed = f", {self._counts['failed']} failed" if self._counts["failed"] else ""
        remaining = f", {_time(left / rate)} left" if done > 3 else ""
        return f"{bar}{done:,} of {self._stage.total:,}{failed}, {rate:.1f} a second{remaining}"


def summary_dict(summary: Summary) -> dict[str, object]:
    """The end of a run as JSON holds it."""
    return {
        "made": summary.made,
        "unchanged": summary.unchanged,
        "failed": summary.failed,
        "skipped": summary.skipped,
        "checked": summary.checked,
        "pictures": summary.pictures,
        "seconds": round(summary.seconds, 3),
        "findings": dict(summary.findings),
        "orphans": list(summary.orphans),
        "pruned": summary.pruned,
        "look": summary.look,
        "stopped": summary.stopped,
    }


def _last_line(summary: Summary) -> str:
    told = [("made", summary.made), ("checked", summary.checked), ("unchanged", summary.unchanged)]
    told += [("failed", summary.failed), ("skipped", summary.skipped), ("removed", summary.pruned)]
    counts = ", ".join(f"{count:,} {name}" for name, count in told if count) or "nothing to do"
    speed = f" ({summary.pictures / summary.seconds:.1f} pictures a second)" if summary.pictures else ""
    if summary.stopped:
        return f"nothing was made: {summary.stopped}"
    look = f": {summary.look}" if summary.look else ""
    return f"{counts} in {_time(summary.seconds)}{speed}{look}"


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
