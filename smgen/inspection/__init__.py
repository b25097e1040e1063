"""A path -> what is wrong with it: a table, a brand.toml, a template folder, finished posts, or a folder of all these.

Each kind is a file here: `table`, `brand`, `template`, `saved`. All of them yield `Finding`s, in the order of the thing
looked at; what cannot be read at all is a finding too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from smgen.errors import Note, SmgenError, printable
from smgen.inspection.brand import inspect_brand
from smgen.inspection.finding import Finding, Settings
from smgen.inspection.saved import inspect_saved, pictures_in
from smgen.inspection.table import inspect_table
from smgen.inspection.template import inspect_template

__all__ = ["Finding", "Settings", "inspect"]

_TABLES = (".csv", ".tsv", ".xlsx", ".ods")
_MANIFEST = "posts.jsonl"
"""What `smgen batch` leaves in its output folder; the tables there are lists of what was made."""


def inspect(path: Path | str, settings: Settings | None = None) -> Iterator[Finding]:
    """What is wrong with what is at `path`; a table may also be “-”, standard input. Never raises for what is there."""
    chosen = settings or Settings()
    place = Path(path)
    if str(path) == "-":
        yield from _told("standard input", lambda: inspect_table("-", chosen))
    elif place.is_dir():
        yield from _folder(place, chosen)
    elif place.name == "template.toml":
        yield from _told(str(place), lambda: inspect_template(place.parent, chosen))
    elif place.suffix.lower() == ".toml":
        yield from _told(str(place), lambda: inspect_brand(place))
    elif place.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp") and place.is_file():
        yield from _told(str(place), lambda: inspect_saved([place], chosen))
    else:
        yield from _told(str(place), lambda: inspect_table(str(place), chosen))


def _folder(folder: Path, settings: Settings) -> Iterator[Finding]:
    """All that can be checked in a folder: a template, or a campaign's brand, templates, tables and finished posts."""
    if (folder / "template.toml").is_file():
        yield from _told(str(folder), lambda: inspect_template(folder, settings))
        return
    brand = folder / "brand.toml"
    jobs: list[tuple[Path, Callable[[], Iterator[Finding]]]] = []
    if brand.is_file():
        jobs.append((brand, lambda: inspect_brand(brand)))
    for template in sorted(folder.glob("templates/*/template.toml")):
        jobs.append((template.parent, lambda at=template.parent: inspect_template(at, settings)))  # type: ignore[misc]
    finished = (folder / _MANIFEST).is_file()
    for table in sorted(folder.iterdir()) if not finished else ():
        if table.suffix.lower() in _TABLES and table.is_file() and not table.name.startswith(("~", ".")):
            jobs.append((table, lambda at=table: inspect_table(str(at), settings)))  # type: ignore[misc]
    # Beside a table, pictures are what it is made of, not what was made of it.
    pictures = pictures_in(folder) if finished or not jobs else []
    if pictures:
        jobs.append((folder, lambda: inspect_saved(pictures, settings)))
    if not jobs:
        hint = "name a table, a brand.toml, a template folder, or a folder of finished posts"
        note = Note(
            "error", "nothing-to-check", "there is nothing in it that can be checked", printable(str(folder)), hint
        )
        yield Finding(note, str(folder))
    for path, job in jobs:
        yield from _told(str(path), job)


def _told(file: str, job: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of a job; where it cannot even begin, why."""
    try:
        yield from job()
    except SmgenError as error:
        yield Finding(error.as_note(), file)
