"""Doing something again whenever files change, by looking twice a second: no library, no open handles, any file system."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from smgen.errors import SmgenError

__all__ = ["watch"]

_PAUSE = 0.4


def watch(once: Callable[[], int], paths: Sequence[Path]) -> int:
    """Run `once` now and after every change below `paths`, until Ctrl-C; 0 then."""
    seen: dict[Path, int] | None = None
    try:
        while True:
            current = _stamps(paths)
            if current != seen:
                if (ended := _run(once)) in (130, 143):
                    return 0 if ended == 130 else ended
                # What the run itself wrote below these paths is no reason to run again; what somebody saved meanwhile is.
                after = _stamps(paths)
                seen = {path: stamp for path, stamp in after.items() if current.get(path) == stamp or _is_made(path)}
                click.echo("watching; Ctrl-C ends it", err=True)
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return 0


def _run(once: Callable[[], int]) -> int:
    try:
        return once()
    except SmgenError as error:
        click.echo(f"smgen: {error}", err=True)
        return 1


def _is_made(path: Path) -> bool:
    from smgen.painting.encode import is_ours  # loads Pillow, as the run has

    return path.name.endswith((".caption.txt", ".alt.txt")) or is_ours(path)


def _stamps(paths: Sequence[Path]) -> dict[Path, int]:
    files = [path for root in paths for path in (root.rglob("*") if root.is_dir() else [root])]
    stamps = {}
    for path in files:
        try:
            if path.is_file():
                stamps[path] = path.stat().st_mtime_ns
        except OSError:  # deleted between listing and looking: the next round sees it gone
            continue
    return stamps
