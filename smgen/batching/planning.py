"""Rows of a table -> what is to be made of each: template, values, formats, name. Nothing is laid out or drawn here.

Plans come in the order of the rows and names are given out in that order, so neither depends on how many processes
draw, nor on which rows are wanted this time.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from smgen.batching.columns import (
    Assigned,
    assign,
    expected,
    is_prefilled,
    is_yes,
    misspelled_columns,
    refuse_doubles,
    special_column,
    unused,
    unused_columns,
)
from smgen.batching.dates import publishing_time
from smgen.batching.fingerprint import Fingerprints
from smgen.batching.model import LAYOUT, Options
from smgen.brand import Brand, load_brand
from smgen.errors import Note, SmgenError, TemplateError, did_you_mean, printable
from smgen.languages import Figure, language_tag
from smgen.naming import Names, collision_key, expand_pattern, safe_name, slug
from smgen.platforms import Format, find_formats
from smgen.tables import Row, Table, Value, is_template
from smgen.template import Template, load_template

__all__ = ["Plan", "Planner", "Post", "likely_columns"]

_RESERVED = ("pages", "posts")
"""What no folder of a row is called: the further pages of the contact sheet have a folder, posts.csv would be mistaken."""

_TOLD_ONCE = ("column-unnamed", "cell-nothing", "encoding-twice")
"""Codes of notes on rows that say the same of all cells of a column."""

T = TypeVar("T")

_DEFAULT_FORMAT = "instagram/portrait"
_LONGEST_SLUG = 48
_MOST_KEPT = 1000
_LONGEST, _LONGEST_PATH = 200, 400  # bytes of a row's name with its folders, and of a path by --layout
_NUMBER = re.compile(r"-(\d{1,2})$")
_FILE = re.compile(r"\.(html|csv|jsonl|png|jpe?g|webp|txt)$", re.IGNORECASE)
"""How the names of files end that a run writes: a folder must not be in the way of one."""


class Post(Struct, frozen=True):
    """One picture-and-caption to be: a row in a format. `path` is where its files go, without their endings."""

    format: Format
    path: str
    key: str


class Plan(Struct, frozen=True):
    """What is to be made of one row. `errors` say why nothing can be; `wanted` is False for rows not asked for."""

    row: Row
    name: str = ""
    template: Template | None = None
    assigned: Assigned = field(default_factory=lambda: Assigned({}, {}, {}))
    brand: str | None = None
    palette: str | None = None
    lang: str | None = None
    publish_at: str = ""
    posts: tuple[Post, ...] = ()
    errors: tuple[Note, ...] = ()
    skipped: bool = False
    wanted: bool = True

    def place(self, column: str = "") -> str:
        """“posts.csv, row 7, column author”."""
        return f"{self.row.where}, column {printable(column)}" if column else self.row.where


class _Look(Struct, frozen=True):
    """What decides how a row looks besides its values: the brand and its file, palette, language."""

    path: str | None
    brand: Brand
    palette: str | None
    lang: str | None


class _Wrong(Exception):
    """An error in one cell: the column and what is wrong with it."""

    def __init__(self, column: str, error: SmgenError) -> None:
        super().__init__(column)
        self.column = column
        self.error = error


class _Named(Struct, frozen=True):
    """A row sorted out, with the name it has been given, whatever is wrong with it: `wrong` is the first of that.

    `template` is a stand-in where the row's own is not known.
    """

    template: Template | None
    assigned: Assigned
    when: str
    name: str
    wrong: _Wrong | None


class Planner:
    """Plans the rows of one table, again and again and each time the same.

    `sizes` are imposed on the text of fields, in px: template folder -> format -> field.
    """

    def __init__(self, table: Table, options: Options, folder: Path) -> None:
        self._table = table
        self._options = options
        self.folder = folder
        self._prints = Fingerprints(folder)
        self._templates: dict[str, Template] = {}
        self._brands: dict[str, tuple[str | None, Brand]] = {}
        self._formats_of: dict[str, tuple[Format, ...]] = {}
        self._patterns: set[str] = {options.name or "", options.layout}
        self._is_wanted = not options.rows
        self._numbered = Names()  # what paths that end in a number are called without it
        self._latest: Template | None = None
        self._is_unknown = False  # whether some row's template is
        self._idles: dict[tuple[tuple[str, ...], Path | None, int], frozenset[str]] = {}
        self._empty: set[str] = set()  # columns in which no row has anything
        self._spoken: set[str] = set()  # the languages of the rows
        self.sizes: dict[str, dict[str, dict[str, float]]] = {}

    def plans(self) -> Iterator[Plan]:
        """A plan for every row that holds something, in order. Raises TableError for two columns of one purpose."""
        refuse_doubles(self._table.name, self._table.columns, None)
        names, paths, self._numbered = Names(), Names(), Names()
        self._latest, self._empty = None, set(self._table.columns)
        told: set[str] = set()
        for row in self._table.rows:
            if not row.usable and not any(note.severity == "error" for note in row.notes):
                continue
            self._empty -= {column for column in self._empty if row.values.get(column)}
            template, unknown = self._template(row)
            row = self._without_idle_notes(row, template)
            if self._is_blank(row, template):
                continue
            plan = self._plan(row, template, unknown, names, paths)
            self._is_wanted = self._is_wanted or plan.wanted
            yield self._with_new_notes(plan, told) if row.notes and plan.wanted and not plan.errors else plan

    def _without_idle_notes(self, row: Row, template: Template | None) -> Row:
        """The row without findings on cells that nothing uses, such as a broken formula that counts characters."""
        if not row.notes:
            return row
        idle = {f"{row.where}, column {printable(column)}" for column in self._idle(row, template)}
        # A cell without end may have swallowed others.
        notes = tuple(note for note in row.notes if note.where not in idle or note.code == "cell-too-long")
        return row if len(notes) == len(row.notes) else replace(row, notes=notes)

    def _is_blank(self, row: Row, template: Template | None) -> bool:
        """Whether there is nothing to make of a row."""
        if any(note.severity == "error" for note in row.notes):
            return False
        return is_prefilled(row.values, self._idle(row, template))

    def _idle(self, row: Row, template: Template | None) -> frozenset[str]:
        """The columns that nothing uses in a row of this template."""
        columns = tuple(row.values) or self._table.columns
        key = columns, template.folder if template else None, len(self._patterns)
        if key not in self._idles:
            if len(self._idles) > _MOST_KEPT:
                self._idles.clear()
            self._idles[key] = unused(columns, template, self._patterns)
        return self._idles[key]

    def unused(self) -> Iterator[Note]:
        """A note for every column and option nothing uses; to be asked when all rows were planned."""
        used = self._templates.values()
        columns = self._table.columns
        # A template that could not be loaded may have a field for any column.
        filled = [column for column in columns if column not in self._empty]
        found = (
            misspelled_columns(filled, used)
            if self._is_unknown
            else unused_columns(
                columns, used, self._patterns, filled, self._spoken, is_chosen=self._options.lang is not None
            )
        )
        for note in found:
            yield note.at(self._table.name)
        if not self._is_wanted:
            yield Note("warning", "rows-empty", "there is no post in the rows that were asked for", self._table.name)
        fields = {field for template in self._templates.values() for field in template.fields}
        for name in self._options.same_size:
            if name != "*" and name not in fields and fields:
                what = f"no post has a field “{printable(name)}” to be set in one size"
                yield Note("warning", "same-size-unused", what, self._table.name, did_you_mean(name, fields))

    def values_for(self, plan: Plan) -> dict[str, object]:
        """The row as a worker needs it."""
        assert plan.template is not None
        return {
            "template": str(plan.template.folder),
            "values": plan.assigned.values,
            # JSON would make mere texts of them, which may be read in another way.
            "numbers": {n: str(v.number) for n, v in plan.assigned.values.items() if isinstance(v, Figure)},
            "brand": plan.brand,
            "palette": plan.palette,
            "lang": plan.lang,
            "fonts": self._options.fonts,
            "folder": str(self.folder),
            "sizes": self.sizes.get(str(plan.template.folder), {}),
            "day": plan.publish_at[:10],
        }

    def _with_new_notes(self, plan: Plan, told: set[str]) -> Plan:
        """The plan without what was told of the same column in an earlier row; what is told once is told of the table."""
        notes = []
        for note in plan.row.notes:
            if note.code not in _TOLD_ONCE:
                notes.append(note)
            elif note.what not in told and not plan.skipped:
                told.add(note.what)
                notes.append(replace(note, where=self._table.name))
        return replace(plan, row=replace(plan.row, notes=tuple(notes)))

    def _plan(self, row: Row, template: Template | None, unknown: _Wrong | None, names: Names, paths: Names) -> Plan:
        """What is to be made of a row. It takes its names even if nothing is: a mistake must not rename the next row."""
        wanted = not self._options.rows or row.number in self._options.rows
        broken = tuple(note for note in row.notes if note.severity == "error")
        named = self._named(row, template, unknown, names)
        formats, unformed = self._row_formats(named.assigned)
        places, unplaced = self._paths(named, row, formats, paths) if row.values else ((), None)
        self._spoken |= _languages(named.assigned.special.get("lang") or self._options.lang)
        if is_yes(named.assigned.special.get("skip", "")):  # it may be so because it is not finished
            named_only = replace(row, notes=())
            return Plan(named_only, named.name, template, named.assigned, skipped=True, wanted=wanted)
        self._is_unknown = self._is_unknown or unknown is not None
        if broken:
            return Plan(row, errors=broken, wanted=wanted)
        try:
            if wrong := named.wrong or unformed or unplaced:
                raise wrong
            return self._planned(row, named, formats, places, wanted)
        except _Wrong as wrong:
            note = wrong.error.as_note()
            place = f"{row.where}, column {printable(wrong.column)}" if wrong.column else row.where
            return Plan(row, errors=(Note("error", note.code, note.what, place, note.hint),), wanted=wanted)

    def _named(self, row: Row, template: Template | None, unknown: _Wrong | None, names: Names) -> _Named:
        assigned = assign(row.values, template)
        when, untimely = _when(assigned)
        name, misnamed = self._name(row, template, assigned, when)
        claimed = names.claim(_clear(name), limit=_LONGEST) if row.values else ""
        return _Named(template, assigned, when, claimed, unknown or _doubled(assigned) or misnamed or untimely)

    def _planned(self, row: Row, named: _Named, formats: Sequence[Format], places: Sequence[str], wanted: bool) -> Plan:
        template, assigned, when = named.template, named.assigned, named.when
        assert template is not None
        _refuse_no_answer(assigned)
        look = self._look(assigned, template)
        prints = self._prints.row(
            assigned.values, template.folder, look.brand, (look.palette, look.lang, when), self._options.fonts
        )
        sizes = self.sizes.get(str(template.folder), {})
        posts = tuple(
            Post(format, place, self._prints.post(prints, format.name, sizes.get(format.name)))
            for format, place in zip(formats, places, strict=True)
        )
        return Plan(row, named.name, template, assigned, look.path, look.palette, look.lang, when, posts, wanted=wanted)

    def _name(self, row: Row, template: Template | None, assigned: Assigned, when: str) -> tuple[str, _Wrong | None]:
        """What a row is called, and what is wrong with its pattern; then it is called as one without any."""
        pattern = assigned.special.get("name") or self._options.name
        if not pattern:
            return _usual_name(template, assigned, when), None
        self._patterns.add(pattern)
        words = _words(row, template.name if template else "", assigned, when)
        try:
            return _in_column(assigned, "name", lambda: expand_pattern(pattern, words)), None
        except _Wrong as wrong:
            return _usual_name(template, assigned, when), wrong

    def _row_formats(self, assigned: Assigned) -> tuple[tuple[Format, ...], _Wrong | None]:
        """The formats of a row, and what is wrong with its cell; then it stands for one without any."""
        cell = assigned.special.get("formats", "")
        try:
            return _in_column(assigned, "formats", lambda: self._formats(cell)), None
        except _Wrong as wrong:
            return self._formats("") if cell else (), wrong

    def _paths(
        self, named: _Named, row: Row, formats: Sequence[Format], paths: Names
    ) -> tuple[tuple[str, ...], _Wrong | None]:
        """Where the files of a row go, for each of its formats, and what keeps them from having a place."""
        try:
            return tuple(self._path(named.name, row, format, named.assigned, paths) for format in formats), None
        except SmgenError as error:
            return (), _Wrong("", error)

    def _path(self, name: str, row: Row, format: Format, assigned: Assigned, paths: Names) -> str:
        """Where the files of a row in a format go, by the layout; `name` may bring folders of its own."""
        form = format.name.partition("/")[2] or format.name
        if self._options.layout == LAYOUT:  # which cannot bring two posts to one place
            return f"{name}/{_usual_file(format.platform, form)}"
        words = {**_texts(assigned.values), "platform": format.platform, "format": form, "row": row.number}
        marker = "smgen-name"
        path = expand_pattern(self._options.layout, {**words, "name": marker}).replace(marker, name)
        folder, slash, file = path.rpartition("/")
        return self._distinct(paths, f"{_clear(folder)}{slash}{file}" if folder else file)

    def _distinct(self, paths: Names, path: str) -> str:
        """A path no other post has; nor a slide of one: “tips-2” is also how the second picture of a carousel “tips” is
        called."""
        claimed = paths.claim(path, limit=_LONGEST_PATH)
        while (number := _NUMBER.search(claimed)) and claimed[: number.start()] in paths:
            claimed = paths.claim(_NUMBER.sub(r"_\1", claimed), limit=_LONGEST_PATH)
        while claimed in self._numbered:
            claimed = paths.claim(f"{claimed}_", limit=_LONGEST_PATH)
        if number := _NUMBER.search(claimed):
            self._numbered.claim(claimed[: number.start()])
        return claimed

    def _look(self, assigned: Assigned, template: Template) -> _Look:
        path, brand = _in_column(assigned, "brand", lambda: self._brand(assigned.special.get("brand", "")))
        self._spoken |= _languages(assigned.special.get("lang") or self._options.lang or brand.language)
        palette = assigned.special.get("palette") or self._options.palette
        if palette:
            palette = _in_column(assigned, "palette", functools.partial(template.palette_called, palette))
        return _Look(path, brand, palette, assigned.special.get("lang") or self._options.lang)

    def _template(self, row: Row) -> tuple[Template | None, _Wrong | None]:
        """A row's template; where that cannot be had, why, and the latest one in its place."""
        column = special_column(row.values, "template")
        cell = row.values.get(column, "")
        name = cell if isinstance(cell, str) else ""
        # Loaded once a run: a template that changes meanwhile must not make one half of a campaign differ.
        if name not in self._templates:
            try:
                found = self._loaded(name)
            except SmgenError as error:
                return self._latest, _Wrong(column if name else "", error)
            refuse_doubles(self._table.name, self._table.columns, found)
            self._templates[name] = found
        self._latest = self._templates[name]
        return self._latest, None

    def _loaded(self, name: str) -> Template:
        if not name and not self._options.template:
            hint = "name one in a column “template”, or for all rows with --template"
            raise TemplateError("no template is named", hint=hint)
        if is_template(name):
            what = "the row names columns: another table begins here"
            raise TemplateError(what, hint="keep each table in a file of its own, or under the same columns")
        if "/" in name or "\\" in name:
            return load_template(self._inside(name, "template folder"))
        return load_template(name or str(self._options.template), self._template_folders())

    def _template_folders(self) -> tuple[Path, ...]:
        return (self.folder / "templates", *(Path(each) for each in self._options.templates))

    def _formats(self, cell: str) -> tuple[Format, ...]:
        if cell not in self._formats_of:
            names = [part for part in re.split(r"[,;|\n]", cell) if part.strip()]
            self._formats_of[cell] = find_formats(names or self._options.formats or (_DEFAULT_FORMAT,))
        return self._formats_of[cell]

    def _brand(self, cell: str) -> tuple[str | None, Brand]:
        if cell not in self._brands:
            path = str(self._inside(cell, "brand file")) if cell else self._options.brand
            self._brands[cell] = path, load_brand(path)
        return self._brands[cell]

    def _inside(self, cell: str, kind: str) -> Path:
        """A path in a cell, which must stay in the table's folder: tables come from strangers."""
        if "://" in cell:
            raise SmgenError(f"an address is no {kind}", hint="save it beside the table and give its path")
        path = (self.folder / cell.replace("\0", "")).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise SmgenError(f"this {kind} is outside the folder of the table", hint="put it beside the table")
        return path


def likely_columns(options: Options) -> tuple[str, ...]:
    """What columns are likely to be called where one template is named for all rows; what is wrong with it is said later."""
    with contextlib.suppress(SmgenError):
        if options.template:
            return expected(load_template(options.template, tuple(Path(each) for each in options.templates)))
    return ()


def _in_column(assigned: Assigned, name: str, read: Callable[[], T]) -> T:
    """What `read` finds in a special column; its error knows the column then."""
    try:
        return read()
    except SmgenError as error:
        raise _Wrong(assigned.column(name) if name in assigned.special else "", error) from None


def _when(assigned: Assigned) -> tuple[str, _Wrong | None]:
    """When a row is to be published, and what is wrong with its cell."""
    try:
        return publishing_time(assigned.special.get("publish_at", "")), None
    except SmgenError as error:
        return "", _Wrong(assigned.column("publish_at"), error)


def _refuse_no_answer(assigned: Assigned) -> None:
    cell = assigned.special.get("skip", "")
    if is_yes(cell) is None:
        what = f"“{printable(cell, 30)}” is neither yes nor no"
        raise _Wrong(assigned.column("skip"), SmgenError(what, hint="write x or leave the cell empty"))


def _doubled(assigned: Assigned) -> _Wrong | None:
    """What is wrong where two cells of a row say the same of it, and not the same thing."""
    for column, name in assigned.doubles:
        other = printable(assigned.column(name))
        error = SmgenError(f"the column “{other}” says “{name}”, too", hint="empty one of the two cells")
        return _Wrong(column, error)
    return None


def _languages(tag: str | None) -> frozenset[str]:
    """The language that a tag begins with."""
    return frozenset([re.split("[-_]", language_tag(tag))[0].lower()] if tag else [])


def _usual_name(template: Template | None, assigned: Assigned, when: str) -> str:
    """When it is published and how its first text begins."""
    fields = template.fields.items() if template else ()
    names = [name for name, field in fields if field.kind in ("text", "line")] if template else list(assigned.values)
    texts = (assigned.values.get(name) for name in names)
    fallback = template.name if template else "post"
    first = next((text for text in texts if isinstance(text, str) and text), fallback)
    return safe_name(f"{when[:10]} {_shortened(slug(first[: 2 * _LONGEST_SLUG]))}", fallback=fallback)


def _clear(folders: str) -> str:
    """Folders that are in the way of no file of a run: none is called as one, or as a folder of smgen's own."""
    segments = [_FILE.sub(r"-\1", segment) for segment in folders.split("/")]
    if collision_key(segments[0]) in _RESERVED:
        segments[0] += "-2"
    return "/".join(segments)


@functools.cache
def _usual_file(platform: str, form: str) -> str:
    return safe_name(f"{platform}-{form}")


def _words(row: Row, template: str, assigned: Assigned, when: str) -> dict[str, object]:
    special = {name: text for name, text in assigned.special.items() if name != "name"}
    as_written = {assigned.column(name): value for name, value in assigned.values.items()}
    return {
        **_texts(as_written),
        **_texts(assigned.values),
        **special,
        "row": row.number,
        "template": template,
        "date": when[:10],
    }


def _texts(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _shortened(text: str) -> str:
    """Cut at a hyphen, so that file names do not end within a word."""
    if len(text) <= _LONGEST_SLUG:
        return text
    return text[: _LONGEST_SLUG + 1].rpartition("-")[0] or text[:_LONGEST_SLUG]
