"""A name -> a template folder that works at once; its comments teach what docs/templates.md tells in full."""

from __future__ import annotations

from pathlib import Path

from smgen import resources
from smgen.errors import OutputError, printable
from smgen.naming import safe_name
from smgen.starting.writing import write_new

__all__ = ["new_template"]

_FILES = ("template.toml", "card.xml.j2", "caption.txt.j2", "alt.txt.j2")


def new_template(name: str, parent: Path) -> tuple[Path, ...]:
    """Write the folder `name` into `parent`; the paths of its files. Raises OutputError where it is there already."""
    folder = parent / Path(name).parent / safe_name(Path(name).name, fallback="template")
    if folder.exists():
        raise OutputError("is already there", where=printable(str(folder), 200), hint="choose another name")
    copied = resources.table("starting/template_to_copy")
    return write_new(folder, {file: (copied / file).read_bytes() for file in _FILES})
