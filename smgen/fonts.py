"""Families, roles and weights -> faces in fallback order -> HarfBuzz fonts, their coverage and metrics.

The shipped fonts are described by `fonts/index.json`, so that making one picture opens only the files it draws with.
A user's fonts are opened once, when a `FontBook` takes them in.

Where a face has no glyph for a character, the next in line is asked. The order is: the family asked for; the families
that go with it (`COMPANIONS`); the user's own families, those that cover most characters first; then `FALLBACK`.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import uharfbuzz

from smgen import resources
from smgen.errors import SmgenError, UnknownName, printable
from smgen.scene import Face

__all__ = [
    "COMPANIONS",
    "FALLBACK",
    "ROLES",
    "Family",
    "FontBook",
    "Metrics",
    "Record",
    "coverage",
    "covers",
    "features",
    "hb_font",
    "metrics",
    "script_of",
    "write_index",
]

ROLES: Final = MappingProxyType(
    {
        "heading": "Bricolage Grotesque",
        "text": "Atkinson Hyperlegible Next",
        "poster": "Anton",
        "spray": "Rubik Spray Paint",
        "hand": "Sedgwick Ave Display",
    }
)
# What looks most like a family where that has no glyphs: a grotesque for a grotesque, a condensed for a condensed.
COMPANIONS: Final = MappingProxyType(
    {
        "Anton": ("Oswald",),
        "Rubik Spray Paint": ("Anton",),
        "Sedgwick Ave Display": ("Geologica",),
        "Atkinson Hyperlegible Next": ("Noto Sans",),
    }
)
FALLBACK: Final = (
    "Geologica",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Symbols 2",
    "Noto Color Emoji",
)
LARGEST_FILE: Final = 30_000_000
MOST_FILES: Final = 500
MOST_FACES: Final = 64  # in one collection
SYNTHETIC_SLANT: Final = 0.2  # tan 11.3°, about what true italics lean
FONT_SUFFIXES: Final = (".ttf", ".otf", ".ttc")
WEB_SUFFIXES: Final = (".woff", ".woff2", ".eot")


class Metrics(NamedTuple):
    """A face's vertical measures in em, upwards from the baseline: `descender` and `underline` are negative."""

    ascender: float
    descender: float
    line_gap: float
    cap_height: float
    x_height: float
    underline: float
    underline_thickness: float


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one face without opening its file. `path` is relative to the shipped folder, else absolute.

    `weights` is the span of a variable font's weight axis, the same figure twice for any other. `covered` lists code
    points as hexadecimal ranges ("20-7e a0 3000-303f").
    """

    path: str
    index: int
    family: str
    weights: tuple[float, float]
    italic: bool
    is_color: bool
    is_variable: bool
    digest: str
    metrics: Metrics
    features: tuple[str, ...]
    covered: str

    def face(self, weight: float, slant: float) -> Face:
        """The face at a place of its variation space."""
        low, high = self.weights
        variations = (("wght", min(max(weight, low), high)),) if self.is_variable else ()
        return Face(self.path, self.digest, variations, self.index, slant, self.is_color)


@dataclass(frozen=True, slots=True)
class Family:
    """Faces of one name."""

    name: str
    records: tuple[Record, ...]
    is_shipped: bool = True

    @property
    def weights(self) -> tuple[int, ...]:
        """The weights drawn for it, ascending; of a variable font the ends of its axis."""
        return tuple(sorted({round(weight) for record in self.records for weight in record.weights}))

    @property
    def has_italic(self) -> bool:
        """Whether it has a drawn italic."""
        return any(record.italic for record in self.records)

    def nearest(self, weight: float, italic: bool) -> Face:
        """The face for a weight, by CSS Fonts 4, 5.2: the style first, then the weight; a missing italic is slanted."""
        styled = [record for record in self.records if record.italic == italic] or list(self.records)
        best = min(styled, key=lambda record: _distance(weight, record.weights))
        return best.face(weight, SYNTHETIC_SLANT if italic and not (best.italic or best.is_color) else 0)


@dataclass(frozen=True, slots=True, eq=False)
class FontBook:
    """All families at hand and which of them plays which role. Compared by identity: it is a cache key."""

    by_name: Mapping[str, Family] = field(repr=False)
    roles: Mapping[str, str]

    @classmethod
    def shipped(cls) -> FontBook:
        """The fonts that come with smgen; the same object every time."""
        return _shipped_book()

    def with_folder(self, path: str | Path) -> FontBook:
        """A book that also holds a font file, or every font file in a folder and the folders in it.

        Raises SmgenError where there is no font, or one that cannot be read.
        """
        records = [record for file in _font_files(Path(path)) for record in _scan(str(file.absolute()))]
        return self._with_families(_grouped(records, is_shipped=False))

    def with_roles(self, roles: Mapping[str, str]) -> FontBook:
        """A book where roles are played by other families. Raises UnknownName for a role or family nobody knows."""
        for role, family in roles.items():
            if role not in self.roles:
                raise UnknownName.among("font role", role, self.roles)
            self.family(family)
        return replace(self, roles=MappingProxyType({**self.roles, **roles}))

    def family(self, name: str) -> Family:
        """The family of a role or a name, however spaced or capitalised. Raises UnknownName."""
        found = self.by_name.get(_key(self.roles.get(name, name)))
        if found is None:
            raise UnknownName.among("font", name, [*self.roles, *(family.name for family in self.families())])
        return found

    def families(self) -> tuple[Family, ...]:
        """All families by name."""
        return tuple(sorted(self.by_name.values(), key=lambda family: family.name.casefold()))

    def faces(self, name: str, weight: float = 400, italic: bool = False) -> tuple[Face, ...]:
        """The face of a family or role, then where to look for what it lacks, in order (see the module's docstring)."""
        return _faces(self, name, weight, italic)

    def _with_families(self, families: Iterable[Family]) -> FontBook:
        added = {_key(family.name): family for family in families}
        return replace(self, by_name=MappingProxyType({**self.by_name, **added}))


@lru_cache(maxsize=256)
def hb_font(face: Face) -> uharfbuzz.Font:
    """The HarfBuzz font of a face, in font units, variations and slant set. Never change it: everybody shares it."""
    font = uharfbuzz.Font(_hb_face(face.path, face.digest, face.index))
    if face.variations:
        font.set_variations(dict(face.variations))
    if face.slant:
        font.synthetic_slant = face.slant
    return font


def covers(face: Face, codepoint: int) -> bool:
    """Whether the face has a glyph for a code point."""
    return codepoint in coverage(face)


@lru_cache(maxsize=512)
def coverage(face: Face) -> frozenset[int]:
    """All code points the face has glyphs for."""
    return _codepoints(_record(face).covered)


@lru_cache(maxsize=512)
def metrics(face: Face) -> Metrics:
    """The face's vertical measures in em."""
    return _record(face).metrics


def features(face: Face) -> tuple[str, ...]:
    """The OpenType features the face has, by tag."""
    return _record(face).features


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """The script of a character as ISO 15924 has it ("Latn"), or "" for one that many scripts share."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return str(buffer.script or "")


def write_index(folder: Path) -> None:
    """Describe every font in `folder` in its index.json. For whoever adds a font to smgen itself."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in FONT_SUFFIXES)
    faces = [_as_dict(record, folder) for file in files for record in _scan(str(file.absolute()))]
    text = ",\n".join(json.dumps(face, ensure_ascii=False, separators=(",", ":")) for face in faces)
    (folder / "index.json").write_text(f'{{"faces":[\n{text}\n]}}\n', encoding="utf-8", newline="\n")


def _as_dict(record: Record, folder: Path) -> dict[str, Any]:
    fields = {name: getattr(record, name) for name in Record.__slots__}
    return {**fields, "path": Path(record.path).relative_to(folder.absolute()).as_posix()}


@lru_cache(maxsize=1)
def _shipped_book() -> FontBook:
    families = _grouped(_shipped_records().values(), is_shipped=True)
    return FontBook(MappingProxyType({_key(family.name): family for family in families}), ROLES)


@lru_cache(maxsize=1)
def _shipped_records() -> dict[tuple[str, int], Record]:
    """The index of the shipped fonts, by path and index in the file."""
    text = (resources.folder("fonts") / "index.json").read_text(encoding="utf-8")
    records = [
        Record(
            **{
                **entry,
                "weights": tuple(entry["weights"]),
                "metrics": Metrics(*entry["metrics"]),
                "features": tuple(entry["features"]),
            }
        )
        for entry in json.loads(text)["faces"]
    ]
    return {(record.path, record.index): record for record in records}


@lru_cache(maxsize=2048)
def _faces(book: FontBook, name: str, weight: float, italic: bool) -> tuple[Face, ...]:
    first = book.family(name)
    users = sorted(
        (family for family in book.families() if not family.is_shipped),
        key=lambda family: -max(len(_codepoints(record.covered)) for record in family.records),
    )
    names = [first.name, *COMPANIONS.get(first.name, ()), *(family.name for family in users), *FALLBACK]
    families = [book.by_name[_key(each)] for each in dict.fromkeys(names) if _key(each) in book.by_name]
    return tuple(family.nearest(weight, italic) for family in families)


def _record(face: Face) -> Record:
    if not Path(face.path).is_absolute():
        return _shipped_records()[face.path, face.index]
    return _scan(face.path)[face.index]


@lru_cache(maxsize=MOST_FILES)
def _scan(path: str) -> tuple[Record, ...]:
    """What the faces of one file are, read from the file."""
    data = _read(Path(path))
    digest = hashlib.sha256(data).hexdigest()[:16]
    try:
        blob = uharfbuzz.Blob(data)
        count = min(max(uharfbuzz.Face(blob).count, 1), MOST_FACES)
        return tuple(_described(uharfbuzz.Face(blob, index), path, index, digest) for index in range(count))
    except (ValueError, RuntimeError, IndexError) as error:
        raise _broken(Path(path)) from error


def _described(face: uharfbuzz.Face, path: str, index: int, digest: str) -> Record:
    codepoints = sorted(face.unicodes)
    if not codepoints or face.upem <= 0:
        raise _broken(Path(path))
    axes = {axis.tag: axis for axis in face.axis_infos}
    windows = face.reference_table("OS/2").data
    weight = int.from_bytes(windows[4:6], "big") if len(windows) >= 64 else 400
    selection = int.from_bytes(windows[62:64], "big") if len(windows) >= 64 else 0
    span = (axes["wght"].min_value, axes["wght"].max_value) if "wght" in axes else (weight, weight)
    return Record(
        path=path,
        index=index,
        family=_family_name(face) or Path(path).stem,
        weights=span,
        italic=bool(selection & 1),
        is_color=bool(face.has_color_paint or face.has_color_layers),
        is_variable="wght" in axes,
        digest=digest,
        metrics=_measured(face),
        features=_feature_tags(face),
        covered=_ranges(codepoints),
    )


def _family_name(face: uharfbuzz.Face) -> str:
    """The typographic family (name 16) where the font has one, else the family (name 1)."""
    names = uharfbuzz.OTNameIdPredefined
    return (face.get_name(names.TYPOGRAPHIC_FAMILY) or face.get_name(names.FONT_FAMILY) or "").strip()


def _measured(face: uharfbuzz.Face) -> Metrics:
    """Vertical measures; those of capitals and x from the glyphs themselves, because tables lie about them."""
    font = uharfbuzz.Font(face)
    extents = font.get_font_extents("ltr")
    tags = uharfbuzz.OTMetricsTag

    def height(character: str, tag: uharfbuzz.OTMetricsTag) -> float:
        glyph = font.get_nominal_glyph(ord(character))
        ink = font.get_glyph_extents(glyph) if glyph else None
        return float(ink.y_bearing if ink and ink.y_bearing > 0 else font.get_metric_position_with_fallback(tag))

    values = (
        extents.ascender,
        extents.descender,
        extents.line_gap,
        height("H", tags.CAP_HEIGHT),
        height("x", tags.X_HEIGHT),
        font.get_metric_position_with_fallback(tags.UNDERLINE_OFFSET),
        font.get_metric_position_with_fallback(tags.UNDERLINE_SIZE),
    )
    return Metrics(*(round(value / face.upem, 4) for value in values))


def _feature_tags(face: uharfbuzz.Face) -> tuple[str, ...]:
    tags: set[str] = set()
    for table in ("GSUB", "GPOS"):
        for script_index, _ in enumerate(face.get_table_script_tags(table)):
            tags.update(face.get_language_feature_tags(table, script_index))
            for language_index, _ in enumerate(face.get_script_language_tags(table, script_index)):
                tags.update(face.get_language_feature_tags(table, script_index, language_index))
    return tuple(sorted(tags))


@lru_cache(maxsize=64)
def _hb_face(path: str, digest: str, index: int) -> uharfbuzz.Face:
    if not Path(path).is_absolute():
        # Our own files can be mapped into memory: nobody changes them under us, and most of a font is never read.
        blob = uharfbuzz.Blob.from_file_path(str(resources.folder("fonts") / path))
    else:
        data = _read(Path(path))
        if digest and hashlib.sha256(data).hexdigest()[:16] != digest:
            raise SmgenError(
                f"the font “{printable(Path(path).name)}” changed while smgen was using it", hint="start again"
            )
        blob = uharfbuzz.Blob(data)
    return uharfbuzz.Face(blob, index)


def _read(path: Path) -> bytes:
    name = printable(path.name)
    if path.suffix.lower() in WEB_SUFFIXES:
        raise SmgenError(
            f"“{name}” is packed for browsers", hint="use the .ttf or .otf of the same family; its makers offer it too"
        )
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
            raise SmgenError(f"“{name}” is no font file of at most {LARGEST_FILE // 1_000_000} MB")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a usable path"
        raise SmgenError(f"the font “{name}” cannot be read: {reason}") from error


def _broken(path: Path) -> SmgenError:
    return SmgenError(
        f"“{printable(path.name)}” is not a font, or is damaged", hint="download it again as .ttf or .otf"
    )


def _font_files(path: Path) -> list[Path]:
    """The file itself, or the fonts in the folder, by name."""
    if not path.is_dir():
        return [path]
    every = sorted(itertools.islice((file for file in path.rglob("*") if file.is_file()), 20_000))
    found = [file for file in every if file.suffix.lower() in FONT_SUFFIXES]
    if len(found) > MOST_FILES:
        raise SmgenError(f"“{printable(path.name)}” holds {len(found)} fonts; the most is {MOST_FILES}")
    packed = [file for file in every if file.suffix.lower() in WEB_SUFFIXES]
    if not found and packed:
        return packed[:1]
    if not found:
        raise SmgenError(
            f"there is no font in “{printable(path.name)}”", hint="fonts are files ending in .ttf, .otf, .ttc"
        )
    return found


def _grouped(records: Iterable[Record], *, is_shipped: bool) -> list[Family]:
    families: dict[str, list[Record]] = {}
    for record in records:
        families.setdefault(record.family, []).append(record)
    return [Family(name, tuple(group), is_shipped) for name, group in families.items()]


def _distance(weight: float, span: tuple[float, float]) -> tuple[int, float]:
    """How far a face is from a weight in the order CSS asks: see CSS Fonts 4, 5.2, step 4.3."""
    low, high = span
    if low <= weight <= high:
        return (0, 0)
    nearest = low if weight < low else high
    if 400 <= weight <= 500:
        rank = 1 if weight < nearest <= 500 else 2 if nearest < weight else 3
    else:
        rank = 1 if (nearest < weight) == (weight < 400) else 2
    return (rank, abs(nearest - weight))


def _key(name: str) -> str:
    return "".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _ranges(codepoints: list[int]) -> str:
    spans: list[list[int]] = []
    for codepoint in codepoints:
        if spans and codepoint == spans[-1][1] + 1:
            spans[-1][1] = codepoint
        else:
            spans.append([codepoint, codepoint])
    return " ".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in spans)


@lru_cache(maxsize=512)
def _codepoints(covered: str) -> frozenset[int]:
    found: set[int] = set()
    for span in covered.split():
        first, _, last = span.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
