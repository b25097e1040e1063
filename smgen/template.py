"""A template folder -> `Template`: its fields, options, palettes and samples; a record -> its checked values.

A template is a folder with template.toml, card.xml.j2, caption.txt.j2 and alt.txt.j2, and no Python. This module knows
what template.toml may say and what a value of each kind looks like; filling and drawing are done elsewhere.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from msgspec import Struct

from smgen import resources
from smgen.brand import Brand
from smgen.color import Color, parse_color, readable_on
from smgen.dates import Moment, read_date, read_moment, read_time
from smgen.errors import Note, SmgenError, TemplateError, UnknownName, ValuesError, did_you_mean, printable
from smgen.languages import DEFAULT_LANGUAGE, Figure, is_language, no_number, read_number
from smgen.late import expression
from smgen.plain import bare_name, clean_text, fold_name
from smgen.toml import read_toml

_T = TypeVar("_T")

__all__ = ["RESERVED_NAMES", "Field", "Kind", "Template", "load_template", "template_names", "templates", "with_time"]

Kind = Literal["text", "line", "picture", "date", "time", "url", "number", "money", "iban", "list", "choice", "focus"]

LONGEST_FIELD = 5_000
"""Characters a field may have; layout is roughly linear in them, and no picture holds more legibly."""


class Field(Struct, frozen=True):
    """One field of a template.

    `kind` says what its text must be: `text` may have line breaks, `line` none, `list` several entries (separated by `|`
    or line breaks), `choice` one of `choices`. `longest` is the length that still looks good, in characters. `aliases`
    are what else a column of a table may be called that holds the field.
    """

    name: str
    about: str
    example: str = ""
    kind: Kind = "text"
    required: bool = False
    default: str = ""
    longest: int = 0
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Template(Struct, frozen=True):
    """A template: what it is for, its fields, its palettes (role or colour by name) and its sample records."""

    name: str
    about: str
    folder: Path
    fields: Mapping[str, Field]
    palettes: Mapping[str, Mapping[str, str]]
    samples: tuple[Mapping[str, str], ...]
    stamp: int
    """Changes whenever a file of the folder does."""

    @property
    def sample(self) -> Mapping[str, str]:
        """The usual record: the first sample, or the fields' examples."""
        return self.samples[0] if self.samples else {f.name: f.example for f in self.fields.values() if f.example}

    def folders(self) -> tuple[Path, ...]:
        """Where the template's files and the parts shared by all templates are looked for, in this order."""
        return self.folder, resources.folder("templates")

    def palette(self, name: str | None, brand: Brand) -> dict[str, str]:
        """A palette's colours as `#rrggbb`, brand roles resolved; the first palette for None.

        A colour `auto` is the brand's ink or paper, or black or white, whichever reads first on the palette's ground (for
        `X-ink`: on `X`).
        """
        chosen = name or next(iter(self.palettes), None)
        if chosen is None:
            return _resolved({"ground": "paper", "ink": "auto"}, brand, self.name)
        known = self.palette_called(chosen)
        return _resolved(self.palettes[known], brand, f"{self.name}, palette {known}")

    def palette_called(self, name: str) -> str:
        """The palette of that name, however it is written. Raises UnknownName with the nearest names."""
        found = _same_name(name, self.palettes)
        if found is None:
            raise UnknownName.among("palette", name, self.palettes, where=self.name)
        return found

    def check(
        self, values: Mapping[str, Any], *, extras: bool = False, language: str = DEFAULT_LANGUAGE
    ) -> dict[str, Any]:
        """The record's values, cleaned, with defaults, each as its field's kind asks for.

        Missing optional fields come as empty text (lists as empty tuples), numbers as `Figure`. With `extras`, columns the
        template does not know are kept for captions; without, they are refused. `language` is that in which numbers are
        written. Raises ValuesError or UnknownName naming the field.
        """
        unknown = [name for name in values if name not in self.fields]
        if unknown and not extras:
            raise UnknownName.among("field", unknown[0], self.fields, where=self.name)
        checked: dict[str, Any] = {name: _plain(values[name]) for name in unknown}
        for field in self.fields.values():
            checked[field.name] = _checked(field, values.get(field.name), self.name, language)
        return checked


def with_time(template: Template, record: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The record with the time of day behind its date in the field for it, and notes on times that are left out.

    That is the template's first field for a time, if nobody has filled it, and the time behind its first date.
    """
    moved, notes = dict(record), []
    hour = next((field.name for field in template.fields.values() if field.kind == "time"), "")
    for place, name in enumerate(field.name for field in template.fields.values() if field.kind == "date"):
        moment = _timed_date(record.get(name))
        if moment is None or moment.time is None:
            continue
        moved[name], time = moment.date.isoformat(), moment.time.isoformat("minutes")
        takes = hour if place == 0 else ""
        if takes and _is_given(record.get(takes)):
            lost = not moment.offset and _says_another(record[takes], moment.time)
        else:
            # A program that writes UTC means another hour on the clocks where the event is.
            lost = not takes or moment.offset == _UTC
            moved |= {} if lost else {takes: time}
        if lost:
            hint = f"it belongs in the field {hour}" if hour else f"template {template.name} has no field for it"
            notes.append(Note("warning", "time-unused", f"the time {time} behind the date is left out", name, hint))
    return moved, tuple(notes)


_UTC = "+00:00"


def _timed_date(value: Any) -> Moment | None:
    """A date with a time of day behind it; midnight is none: programs write it behind days."""
    with contextlib.suppress(ValuesError):
        moment = read_moment(clean_text(str(value)))
        return moment if moment.time != datetime.time() else None
    return None


def _is_given(value: Any) -> bool:
    return value is not None and not _says_nothing(clean_text(str(value)))


def _says_another(value: Any, time: datetime.time) -> bool:
    """Whether a field says another time; what is none is refused when it is checked."""
    with contextlib.suppress(ValuesError):
        return read_time(value if isinstance(value, datetime.time) else str(value)) != time
    return False


def _same_name(name: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `name` is; capitals, umlauts, spaces and hyphens do not matter where it is none exactly."""
    names = list(known)
    if name in names:
        return name
    folded = fold_name(name)
    return next((each for each in names if fold_name(each) == folded), None)


def template_names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """The names of all templates: those in `folders`, then the shipped ones, sorted."""
    found = {
        entry.name
        for parent in (*folders, resources.folder("templates"))
        if parent.is_dir()
        for entry in parent.iterdir()
        if (entry / "template.toml").is_file()
    }
    return tuple(sorted(found))


def templates(folders: Sequence[Path] = ()) -> tuple[Template, ...]:
    """All templates: those in `folders`, then the shipped ones, by name."""
    return tuple(load_template(name, folders) for name in template_names(folders))


def load_template(name: str | Path, folders: Sequence[Path] = ()) -> Template:
    """The template of that name, from `folders` first, then the shipped ones; or the folder at a path (`./mine`).

    Raises UnknownName with the nearest names, or TemplateError with the file and what is wrong in it.
    """
    text = str(name)
    if isinstance(name, Path) or "/" in text or "\\" in text or text in (".", ".."):
        folder = Path(name)
        if not (folder / "template.toml").is_file():
            raise TemplateError(
                f"{printable(text)} is not a template folder: it has no template.toml",
                hint="smgen new template NAME writes one that works",
            )
        return _loaded(folder.resolve(), _stamp(folder))
    for parent in (*folders, resources.folder("templates")):
        if text and not text.startswith((".", "_")) and (parent / text / "template.toml").is_file():
            return _loaded((parent / text).resolve(), _stamp(parent / text))
    same = _same_name(text, template_names(folders))
    if same and same != text:
        return load_template(same, folders)
    if (Path(text) / "template.toml").is_file():
        hint = f"the folder of that name beside you goes by its path: ./{printable(text)}"
        raise UnknownName(f"unknown template “{printable(text)}”", hint=hint)
    raise UnknownName.among("template", text, template_names(folders))


def _stamp(folder: Path) -> int:
    """The newest change of any file in the folder, in nanoseconds."""
    try:
        with os.scandir(folder) as entries:
            return max(entry.stat().st_mtime_ns for entry in entries if entry.is_file())
    except (OSError, ValueError):
        return 0


@functools.lru_cache(maxsize=256)
def _loaded(folder: Path, stamp: int) -> Template:
    file = folder / "template.toml"
    where = f"{folder.name}/template.toml"
    data = read_toml(file, TemplateError, where)
    _refuse_unknown(data, ("about", "fields", "palettes", "samples"), "key", where)
    fields = {name: _field(name, entry, where) for name, entry in _table(data, "fields", where).items()}
    _refuse_shared_names(fields, where)
    palettes = {name: _palette(name, entry, where) for name, entry in _table(data, "palettes", where).items()}
    samples = tuple(_sample(entry, fields, where) for entry in _typed(data, "samples", list, [], where))
    if not (folder / "card.xml.j2").is_file():
        raise TemplateError("card.xml.j2 is missing", where=folder.name)
    return Template(folder.name, _typed(data, "about", str, "", where), folder, fields, palettes, samples, stamp)


_FIELD_KEYS = ("about", "example", "kind", "required", "default", "longest", "choices", "aliases")

RESERVED_NAMES = (
    "brand", "explain", "fonts", "format", "formats", "guides", "help", "json", "lang", "name", "output", "overwrite",
    "palette", "platform", "publish_at", "skip", "slide", "slides", "template", "watch", "words",
)  # fmt: skip
"""No field can have these names: options of `smgen make`, columns of a table, or what every template sees anyway."""


def _field(name: str, entry: Any, where: str) -> Field:
    place = f"{where}, fields.{printable(name)}"
    if not isinstance(entry, dict):
        raise TemplateError("a field is a table", where=place, hint=f"write [fields.{printable(name)}]")
    if not name.isidentifier() or not name.isascii():
        raise TemplateError("a field's name has only letters, digits and _", where=place)
    if name.lower() in RESERVED_NAMES:
        raise TemplateError("no field can have this name: smgen uses it itself", where=place, hint="take another name")
    _refuse_unknown(entry, _FIELD_KEYS, "key", place)
    choices = _texts(entry, "choices", place)
    kind = _typed(entry, "kind", str, "choice" if choices else "text", place)
    if kind not in get_args(Kind):
        hint = did_you_mean(kind, get_args(Kind))
        raise TemplateError(f"unknown kind of field “{printable(kind)}”", where=place, hint=hint)
    if (kind == "choice") != bool(choices):
        raise TemplateError("choices go with the kind choice, and with no other", where=place)
    default = _typed(entry, "default", str, choices[0] if choices else "", place)
    if choices and default not in choices:
        raise TemplateError(f"the default “{printable(default)}” is not one of the choices", where=place)
    return Field(
        name,
        _typed(entry, "about", str, "", place),
        _typed(entry, "example", str, "", place),
        cast("Kind", kind),
        _typed(entry, "required", bool, False, place),
        default,
        _typed(entry, "longest", int, 0, place),
        choices,
        _texts(entry, "aliases", place),
    )


def _refuse_shared_names(fields: Mapping[str, Field], where: str) -> None:
    """TemplateError where a column could be two fields, or a field and what smgen has the column for itself."""
    reserved = {bare_name(name) for name in RESERVED_NAMES}
    claimed = {bare_name(name): name for name in fields}
    for name, field in fields.items():
        for alias in field.aliases:
            bare = bare_name(alias)
            place = f"{where}, fields.{name}"
            if not bare or bare in reserved:
                what = f"a column “{printable(alias)}” cannot be a field: " + (
                    "smgen uses it itself" if bare else "it has no letters"
                )
                raise TemplateError(what, where=place, hint="take another name")
            other = claimed.setdefault(bare, name)
            if other != name:
                what = f"a column “{printable(alias)}” would be the field “{other}”, too"
                raise TemplateError(what, where=place, hint="take it out of one of them")


_TYPE_NAMES = {str: "text in quotation marks", list: "a list", bool: "true or false", int: "a whole number"}


def _typed(entry: Mapping[str, Any], key: str, kind: type[_T], default: _T, where: str) -> _T:
    value = entry.get(key, default)
    if type(value) is not kind:  # isinstance would take true for the number 1
        raise TemplateError(f"{key} must be {_TYPE_NAMES[kind]}", where=where)
    return value


def _texts(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    texts = entry.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise TemplateError(f"{key} must be a list of texts", where=where, hint=f'{key} = ["…", "…"]')
    return tuple(texts)


def _palette(name: str, entry: Any, where: str) -> Mapping[str, str]:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise TemplateError("a palette is a table of colours", where=f"{where}, palettes.{printable(name)}")
    if "ground" not in entry:
        raise TemplateError("a palette needs a ground", where=f"{where}, palettes.{printable(name)}")
    return {"ink": "auto", **entry}


def _sample(entry: Any, fields: Mapping[str, Field], where: str) -> Mapping[str, str]:
    if not isinstance(entry, dict):
        raise TemplateError("a sample is a table", where=where, hint="write [[samples]]")
    if nested := [key for key, value in entry.items() if isinstance(value, list | dict)]:
        raise TemplateError(
            f"{printable(nested[0])} of a sample must be one value", where=where, hint='"a | b" is a list'
        )
    values = {key: str(value) for key, value in entry.items()}
    _refuse_unknown(values, (*fields, "sample", "palette", "lang"), "field", f"{where}, samples")
    return values


def _table(data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise TemplateError(f"{key} is a table", where=where, hint=f"write [{key}.NAME]")
    return table


def _refuse_unknown(table: Mapping[str, Any], known: Sequence[str], kind: str, where: str) -> None:
    for key in table:
        if key not in known:
            raise TemplateError(f"unknown {kind} “{printable(key)}”", where=where, hint=did_you_mean(key, known))


def _resolved(palette: Mapping[str, str], brand: Brand, where: str) -> dict[str, str]:
    colors: dict[str, Color] = {}
    for role, text in palette.items():
        if text in brand.colors:
            colors[role] = brand.colors[text]
        elif text != "auto":
            try:
                colors[role] = parse_color(text)
            except ValueError:
                hint = did_you_mean(text, brand.colors)
                raise TemplateError(
                    f"“{printable(text)}” is neither a brand colour nor a colour", where=where, hint=hint
                ) from None
    for role, text in palette.items():
        if text == "auto":
            base = role.removesuffix("_ink") if role.endswith("_ink") else "ground"
            if palette.get(base, "auto") == "auto":
                raise TemplateError(f"{printable(role)} is auto, but the palette has no {printable(base)}", where=where)
            ground = colors[base]
            colors[role] = readable_on(ground, brand.colors["ink"], brand.colors["paper"])
    return {role: str(color) for role, color in colors.items()}


def _checked(field: Field, value: Any, template: str, language: str) -> Any:
    where = field.name
    _refuse_nested(field, value)
    if field.kind == "list":
        return _entries(field, value, where)
    text = clean_text(str(value)).strip() if value is not None else ""
    if _says_nothing(text):
        value = text = field.default
    if not text:
        if field.required:
            raise ValuesError(
                "is missing", where=where, hint=f"template {template} needs it: {field.about}".rstrip(": .")
            )
        return ""
    if len(text) > LONGEST_FIELD:
        raise ValuesError(
            f"{len(text):,} characters; more than {LONGEST_FIELD:,} fit no picture", where=where, hint="shorten it"
        )
    try:
        if field.kind in ("number", "money"):
            return _number(field, value, text, language)
        return _READERS.get(field.kind, lambda _field, text: text)(field, text)
    except SmgenError as error:
        raise error.at(where) from None


def _refuse_nested(field: Field, value: Any) -> None:
    """ValuesError where JSON or Python gave an object or a list for what is one text: nobody wants to see its braces."""
    entries = value if field.kind == "list" and isinstance(value, (list, tuple)) else (value,)
    if nested := next((entry for entry in entries if isinstance(entry, Mapping)), None):
        tongues = [f"{field.name}_{key}" for key in list(nested)[:3] if isinstance(key, str) and is_language(key)]
        hint = f"write {', '.join(map(printable, tongues))}" if tongues else "write one text"
        raise ValuesError("holds names and values, not text", where=field.name, hint=hint)
    if any(isinstance(entry, (list, tuple)) for entry in entries):
        raise ValuesError("holds a list, not text", where=field.name, hint="write one text")


def _says_nothing(text: str) -> bool:
    """Whether there is nothing to see: only spaces and characters without a shape (Unicode: Cf, Z)."""
    return all(unicodedata.category(character) in ("Cf", "Zs", "Zl", "Zp", "Cc") for character in text)


def _entries(field: Field, value: Any, where: str) -> tuple[str, ...]:
    if value is None or value == "":
        value = field.default
    # A list of texts that hold several entries each is what the command line gives: --tips "a|b" --tips c.
    texts = [str(entry) for entry in value] if isinstance(value, list | tuple) else [str(value)]
    parts = [part for text in texts for part in re.split(r"\s*[|\n]\s*", text)]
    entries = tuple(cleaned for part in parts if not _says_nothing(cleaned := clean_text(part).strip()))
    if field.required and not entries:
        raise ValuesError("is missing", where=where, hint=field.about)
    if sum(len(entry) for entry in entries) > LONGEST_FIELD or len(entries) > 40:
        raise ValuesError("is too long for any picture", where=where, hint="shorten it")
    return entries


def _plain(value: Any) -> Any:
    """An extra column's value as templates may see it."""
    if isinstance(value, Mapping):
        return {clean_text(str(name)): _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value if isinstance(value, int | float | bool | Figure | None) else clean_text(str(value))


def _line(_field: Field, text: str) -> str:
    return " ".join(text.split())


def _choice(field: Field, text: str) -> str:
    found = _same_name(text, field.choices)
    if found is None:
        raise UnknownName.among("choice", text, field.choices)
    return found


def _date(_field: Field, text: str) -> str:
    """An ISO date."""
    return read_date(text).isoformat()


def _time(_field: Field, text: str) -> str:
    """A time of day as `18:30`."""
    return read_time(text).isoformat("minutes")


def _focus(_field: Field, text: str) -> str:
    if text != "auto" and not re.fullmatch(r"\d{1,3}(\.\d+)?%\s+\d{1,3}(\.\d+)?%", text):
        raise ValuesError(f"“{printable(text, 30)}” is not a focus point", hint="focus points look like 40% 30%")
    return text


_UNITS = expression(r"^\s*(?:€|EUR\b)\s*|\s*(?:%|€|\bEUR|\bEuro)\s*$")
_NO_NUMBER = expression(r"[^\s0-9.,'’()+\-−–%€]")


def _number(field: Field, value: Any, text: str, language: str) -> Figure:
    """A plain decimal number with a point: `1.234,5` and `1234,5` become `1234.5`."""
    bare = _UNITS.sub("", text)
    if _NO_NUMBER.search(bare):
        raise no_number(text, language)
    number = read_number(value if isinstance(value, (Figure, int, float, Decimal)) else bare, language)
    if field.kind == "money" and number < 0:
        raise ValuesError(f"“{printable(text, 30)}” is less than nothing")
    return Figure(f"{number:f}", number)


def _iban(_field: Field, text: str) -> str:
    """An account in its electronic form, its check digits right."""
    # Imported late: only donations have accounts.
    from smgen.codes import iban

    try:
        return iban(text)
    except ValuesError as error:  # which knows itself as “iban”, whatever the field is called
        raise ValuesError(error.what, hint=error.hint) from None


def _url(_field: Field, text: str) -> str:
    """The address as it was written, if a browser can open it."""
    from smgen.codes import url  # loads what QR codes need, which `--help` does not

    try:
        url(text)
    except ValuesError as error:
        raise ValuesError(error.what, hint=error.hint) from None
    return text


_READERS: Mapping[str, Any] = {
    "line": _line,
    "choice": _choice,
    "date": _date,
    "time": _time,
    "focus": _focus,
    "iban": _iban,
    "url": _url,
}
