"""Small campaigns for the tests: a template of their own, so that they are fast and independent of the shipped ones."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMATS = ("240x240", "300x200")

TOML = """
about = "A word on a ground."
[fields.title]
about = "The word."
required = true
kind = "line"
longest = 40
[fields.text]
about = "What the caption adds."
[fields.photo]
about = "A photo."
kind = "picture"
[fields.points]
about = "One slide each."
kind = "list"
[palettes.coral]
ground = "primary"
[palettes.night]
ground = "ink"
"""
CARD = """{% if points %}<slides>{% for point in points %}
<card background="{{ palette.ground }}" color="{{ palette.ink }}" padding="8vmin"><text>{{ point }}</text></card>{% endfor %}
</slides>{% else %}<card background="{{ palette.ground }}" color="{{ palette.ink }}" padding="8vmin">
{% if photo %}<image src="{{ photo }}" grow="1"/>{% endif %}
<text field="title" fit="grow" grow="1">{{ title }}</text></card>{% endif %}
"""
CAPTION = "{{ title }}{% if text %} {{ text }}{% endif %}{% if ort is defined and ort %} ({{ ort }}){% endif %}\n"
ALT = "{{ title }}\n"


def write_template(folder: Path, name: str = "word", **files: str) -> Path:
    """A template folder; `files` replace its files by name, with _ for the dots."""
    target = folder / "templates" / name
    target.mkdir(parents=True, exist_ok=True)
    contents = {"template.toml": TOML, "card.xml.j2": CARD, "caption.txt.j2": CAPTION, "alt.txt.j2": ALT}
    contents.update({key.replace("_", "."): text for key, text in files.items()})
    for file, text in contents.items():
        (target / file).write_text(text, encoding="utf-8")
    return target


def write_campaign(folder: Path, rows: int = 6, **columns: str) -> Path:
    """A table of so many rows; `columns` are added with the same value in each."""
    write_template(folder)
    names = ["template", "title", "text", *columns]
    lines = [";".join(names)]
    for number in range(rows):
        values = ["word", f"Wort {number}", f"Grüße aus Zeile {number}", *columns.values()]
        lines.append(";".join(values))
    table = folder / "posts.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder and its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def command(*arguments: str | os.PathLike[str]) -> list[str]:
    """The command line of smgen as a process of its own."""
    boot = "import sys; sys.path.insert(0, sys.argv.pop(1)); from smgen.__main__ import main; main()"
    return [sys.executable, "-c", boot, str(ROOT), *(os.fspath(argument) for argument in arguments)]


def smgen(*arguments: str | os.PathLike[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """smgen run to its end."""
    return subprocess.run(command(*arguments), capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=120)


def children(parent: int) -> list[int]:
    """The processes another one started (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(entry.name))
    return found
