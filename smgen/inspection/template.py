"""A template folder -> findings: its fields against what its files use, and its samples made in several formats."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from smgen import wording
from smgen.brand import load_brand
from smgen.checks import check
from smgen.checks.dates import record_dates
from smgen.errors import Note, SmgenError, did_you_mean, printable
from smgen.inspection.finding import Finding, Settings
from smgen.platforms import Format, find_formats
from smgen.post import make
from smgen.template import Template, load_template

__all__ = ["FORMATS", "inspect_template"]

FORMATS = ("instagram/portrait", "instagram/square", "instagram/story", "web/opengraph")
"""One of each shape: what a template is tried in where no format is named."""

_GIVEN = frozenset(("palette", "brand", "platform", "format", "lang", "slide", "slides", "words"))
"""What every file of a template sees besides its fields."""

_UP_TO_END = r"((?:[^%]|%(?!\}))+)"  # of a statement, in which texts may hold a percent sign
_ASSIGNING = re.compile(
    r"\{%-?\s*set\s+([^=%]+?)\s*(?:=|-?%\})|\{%-?\s*for\s+(.+?)\s+in\s"
    rf"|\{{%-?\s*(?:with|macro)\s+{_UP_TO_END}%\}}"
    r"|\bimport\s+([^%\"']+?)(?:\s+with\s+context|\s+without\s+context)?\s*-?%\}|\bas\s+(\w+)"
    r"|\b(\w+)\s*(?:\|\s*(?:d|default)\(|is\s+(?:not\s+)?defined)"
)
_NAME = re.compile(r"[A-Za-z_]\w*")

_FILES = ("card.xml.j2", "caption.txt.j2", "alt.txt.j2")


def inspect_template(folder: Path, settings: Settings) -> Iterator[Finding]:
    """What is wrong with a template. Raises TemplateError where its template.toml cannot be read."""
    template = load_template(folder)
    for file, note in _file_notes(template):
        yield Finding(note, str(folder / file))
    for file, note in _field_notes(template):
        yield Finding(note, str(folder / file))
    for note in _palette_notes(template, settings):
        yield Finding(note, str(folder / "template.toml"))
    for note in _sample_notes(template, settings):
        yield Finding(note, str(folder / "card.xml.j2"))


def _file_notes(template: Template) -> Iterator[tuple[str, Note]]:
    if not (template.folder / "alt.txt.j2").is_file():
        hint = "write one: all the words in the picture, and what it shows"
        yield "alt.txt.j2", Note("error", "alt-missing", "the template has no alt.txt.j2", template.name, hint)
    if not (template.folder / "caption.txt.j2").is_file():
        yield "caption.txt.j2", Note("info", "caption-missing", "the template has no caption.txt.j2", template.name)
    if not template.samples:
        hint = "write [[samples]]: the usual, the shortest and the longest record"
        yield (
            "template.toml",
            Note("info", "samples-none", "the template has no samples to try it with", template.name, hint),
        )
    if not template.about:
        yield "template.toml", Note("info", "about-missing", "the template does not say what it is for", template.name)


def _field_notes(template: Template) -> Iterator[tuple[str, Note]]:
    """Names its files use and no field has, and fields that no file uses."""
    used: set[str] = set()
    assigned = _assigned(template)
    for file in _FILES:
        if not (template.folder / file).is_file():
            continue
        try:
            names = wording.variables(template.folders(), file)
        except SmgenError as error:
            yield file, error.as_note()
            continue
        used |= names
        for name in sorted(names - set(template.fields) - _GIVEN - assigned):
            what = f"it uses “{printable(name)}”, which is no field"
            # A caption may use columns that only some tables have; a card must do with its fields.
            severity = "info" if file == "caption.txt.j2" else "error"
            hint = did_you_mean(name, template.fields) or f"declare [fields.{printable(name)}] in template.toml"
            yield file, Note(severity, "field-undeclared", what, file, hint)  # type: ignore[arg-type]
    for name in template.fields:
        if name not in used:
            what = f"nothing uses the field “{name}”"
            yield (
                "template.toml",
                Note("warning", "field-unused", what, f"fields.{name}", did_you_mean(name, used - _GIVEN)),
            )


def _assigned(template: Template) -> set[str]:
    """Names that the template's files, or the parts shared by all, give a value themselves: set, for, default …"""
    found: set[str] = set()
    for folder in template.folders():
        for file in (*folder.glob("*.j2"), *folder.glob("_parts/*.j2")):
            for statement in _ASSIGNING.findall(file.read_text("utf-8", "replace")):
                found.update(_NAME.findall(" ".join(statement)))
    return found


def _palette_notes(template: Template, settings: Settings) -> Iterator[Note]:
    brand = load_brand(settings.brand)
    for name in template.palettes:
        try:
            template.palette(name, brand)
        except SmgenError as error:
            yield error.as_note()


def _sample_notes(template: Template, settings: Settings) -> Iterator[Note]:
    """Findings above "info" on every sample in every format, the same one in several of them told once."""
    formats = find_formats(settings.formats or FORMATS)
    samples = template.samples or (template.sample,)
    told: dict[Note, dict[str, list[str]]] = {}
    for number, sample in enumerate(samples, 1):
        label = f"sample “{printable(sample.get('sample', ''))}”" if sample.get("sample") else f"sample {number}"
        for format in formats:
            for note in _looked_at(template, sample, format, settings):
                told.setdefault(note, {}).setdefault(label, []).append(format.name)
    for note, places in told.items():
        if len(places) == len(samples) > 1 and all(len(names) == len(formats) for names in places.values()):
            yield note.at("all samples, all formats")
            continue
        for label, names in places.items():
            listed = ", ".join(names) if len(names) < len(formats) else "all formats"
            yield note.at(f"{label}, {listed}")


def _looked_at(template: Template, sample: Mapping[str, Any], format: Format, settings: Settings) -> list[Note]:
    values = {name: value for name, value in sample.items() if name in template.fields or name == "lang"}
    try:
        post = make(
            template.folder,
            values,
            format=format,
            brand=settings.brand,
            palette=sample.get("palette"),
            folder=template.folder,
            extras=True,
        )
        found = check(post, today=_day(values, settings))
    except SmgenError as error:
        note = error.as_note()
        return [replace(note, where=note.where.replace(f"{template.name}, {format.name}", "").strip(", "))]
    return [note for note in found if note.severity != "info"]


def _day(values: Mapping[str, Any], settings: Settings) -> datetime.date:
    """Samples do not age: they are looked at on the day before they happen."""
    today = settings.today or datetime.date.today()
    return min([today, *record_dates(values)])
