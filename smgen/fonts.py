"""Families, roles and weights -> faces in fallback order -> HarfBuzz fonts, their coverage and metrics.

The shipped fonts are described by `fonts/index.json`, so that making one picture opens only the files it draws with.
A user's fonts are opened once, when a `FontBook` takes them in.

Where a face has no glyph for a character, the next in line is asked. The order is: the family asked for; the families
that go with it (`COMPANIONS`); the user's own families, those that cover most characters first; then `FALLBACK`. They
are taken at the weight that looks like the first one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import uharfbuzz
from msgspec import Struct
from msgspec.structs import replace

from smgen import resources
from smgen.errors import SmgenError, UnknownName, printable
from smgen.font_files import Metrics, Record, codepoints, digest_of, found_in, read, scan, shipped_records
from smgen.scene import Face

__all__ = [
    "COMPANIONS",
    "FALLBACK",
    "ROLES",
    "Family",
    "FontBook",
    "Metrics",
    "coverage",
    "covers",
    "features",
    "glyph_ink",
    "hb_font",
    "metrics",
    "script_of",
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
# The weight a family looks like where the number its file gives says nothing of it: what stands in for it must be as dark.
SEEN_WEIGHT: Final = MappingProxyType({"Anton": 800, "Rubik Spray Paint": 800, "Sedgwick Ave Display": 700})
# How much darker than the others a family is drawn at the same number: the stem of Geologica's l at 700 measures
# 0.164 em, that of Bricolage Grotesque 0.142 em at 700 and 0.158 em at 800.
DARKER: Final = MappingProxyType({"Geologica": 100})
SYNTHETIC_SLANT: Final = 0.2  # tan 11.3°, about what true italics lean


class Family(Struct, frozen=True):
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


class FontBook(Struct, frozen=True, eq=False):
    """All families at hand and which of them plays which role. Compared by identity: it is a cache key."""

    by_name: Mapping[str, Family]
    roles: Mapping[str, str]

    @classmethod
    def shipped(cls) -> FontBook:
        """The fonts that come with smgen; the same object every time."""
        return _shipped_book()

    def with_folder(self, path: str | Path) -> FontBook:
        """A book that also holds a font file, or every font file in a folder and the folders in it.

        Raises SmgenError where there is no font, or one that cannot be read.
        """
        records = [record for file in found_in(Path(path)) for record in scan(str(file.absolute()))]
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
    return codepoints(_record(face).covered)


@lru_cache(maxsize=512)
def metrics(face: Face) -> Metrics:
    """The face's vertical measures in em."""
    return _record(face).metrics


def features(face: Face) -> tuple[str, ...]:
    """The OpenType features the face has, by tag."""
    return _record(face).features


@lru_cache(maxsize=16384)
def glyph_ink(face: Face, glyph: int) -> tuple[float, float, float, float]:
    """A glyph's ink in em: its left edge, its top edge above the baseline, its width, its height."""
    font = hb_font(face)
    ink = font.get_glyph_extents(glyph)
    if ink is None:
        return 0.0, 0.0, 0.0, 0.0
    upem = font.face.upem
    return ink.x_bearing / upem, ink.y_bearing / upem, ink.width / upem, -ink.height / upem


@lru_cache(maxsize=4096)
def script_of(character: str) -> str:
    """The script of a character as ISO 15924 has it ("Latn"), or "" for one that many scripts share."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return str(buffer.script or "")


@lru_cache(maxsize=1)
def _shipped_book() -> FontBook:
    families = _grouped(shipped_records().values(), is_shipped=True)
    return FontBook(MappingProxyType({_key(family.name): family for family in families}), ROLES)


@lru_cache(maxsize=2048)
def _faces(book: FontBook, name: str, weight: float, italic: bool) -> tuple[Face, ...]:
    first = book.family(name)
    users = sorted(
        (family for family in book.families() if not family.is_shipped),
        key=lambda family: -max(len(codepoints(record.covered)) for record in family.records),
    )
    names = [first.name, *COMPANIONS.get(first.name, ()), *(family.name for family in users), *FALLBACK]
    families = [book.by_name[_key(each)] for each in dict.fromkeys(names) if _key(each) in book.by_name]
    dark = max(weight, SEEN_WEIGHT.get(first.name, weight))
    beside = (family.nearest(dark - DARKER.get(family.name, 0), italic) for family in families[1:])
    return (first.nearest(weight, italic), *beside)


def _record(face: Face) -> Record:
    if not Path(face.path).is_absolute():
        return shipped_records()[face.path, face.index]
    return scan(face.path)[face.index]


@lru_cache(maxsize=64)
def _hb_face(path: str, digest: str, index: int) -> uharfbuzz.Face:
    if not Path(path).is_absolute():
        # Our own files can be mapped into memory: nobody changes them under us, and most of a font is never read.
        blob = uharfbuzz.Blob.from_file_path(str(resources.folder("fonts") / path))
    else:
        data = read(Path(path))
        if digest and digest_of(data) != digest:
            raise SmgenError(
                f"the font “{printable(Path(path).name)}” changed while smgen was using it", hint="start again"
            )
        blob = uharfbuzz.Blob(data)
    return uharfbuzz.Face(blob, index)


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
