"""Font files -> what is known of them without opening them again: names, weights, measures, coverage.

Of the shipped fonts that is the index, `fonts/index.json`; a user's file is read, and refused in a sentence if it is no
font.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import uharfbuzz
from msgspec import Struct

from smgen import resources
from smgen.errors import SmgenError, printable
from smgen.scene import Face

__all__ = [
    "Metrics",
    "Record",
    "codepoints",
    "digest_of",
    "found_in",
    "read",
    "scan",
    "shipped_records",
    "write_index",
]

LARGEST_FILE: Final = 30_000_000
MOST_FILES: Final = 500
MOST_FACES: Final = 64  # in one collection
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


class Record(Struct, frozen=True):
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


@lru_cache(maxsize=1)
def shipped_records() -> dict[tuple[str, int], Record]:
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


@lru_cache(maxsize=MOST_FILES)
def scan(path: str) -> tuple[Record, ...]:
    """What the faces of one file are, read from the file."""
    data = read(Path(path))
    digest = digest_of(data)
    try:
        blob = uharfbuzz.Blob(data)
        count = min(max(uharfbuzz.Face(blob).count, 1), MOST_FACES)
        found = tuple(_described(uharfbuzz.Face(blob, index), path, index, digest) for index in range(count))
    except (ValueError, RuntimeError, IndexError) as error:
        raise _broken(Path(path)) from error
    if _is_cut_short(data):
        raise SmgenError(f"the font “{printable(Path(path).name)}” is cut short", hint="copy or download it again")
    return found


def _is_cut_short(data: bytes) -> bool:
    """Whether a table of the font ends beyond the file (OpenType, table directory): its glyphs would just be missing."""
    start = int.from_bytes(data[12:16], "big") if data[:4] == b"ttcf" else 0
    count = int.from_bytes(data[start + 4 : start + 6], "big")
    entries = (data[at : at + 16] for at in range(start + 12, start + 12 + 16 * count, 16))
    return any(
        int.from_bytes(entry[8:12], "big") + int.from_bytes(entry[12:16], "big") > len(data) for entry in entries
    )


def read(path: Path) -> bytes:
    """The bytes of a regular file of at most 30 MB. Raises SmgenError."""
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


def found_in(path: Path) -> list[Path]:
    """The file itself, or the fonts in the folder, by name."""
    if not os.path.isdir(path):  # Path.is_dir raises for names that are too long
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


@lru_cache(maxsize=512)
def codepoints(covered: str) -> frozenset[int]:
    """The code points of a record's ranges."""
    found: set[int] = set()
    for span in covered.split():
        first, _, last = span.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def write_index(folder: Path) -> None:
    """Describe every font in `folder` in its index.json. For whoever adds a font to smgen itself."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in FONT_SUFFIXES)
    faces = [_as_dict(record, folder) for file in files for record in scan(str(file.absolute()))]
    text = ",\n".join(json.dumps(face, ensure_ascii=False, separators=(",", ":")) for face in faces)
    (folder / "index.json").write_text(f'{{"faces":[\n{text}\n]}}\n', encoding="utf-8", newline="\n")


def _as_dict(record: Record, folder: Path) -> dict[str, Any]:
    fields = {name: getattr(record, name) for name in Record.__struct_fields__}
    return {**fields, "path": Path(record.path).relative_to(folder.absolute()).as_posix()}


def _described(face: uharfbuzz.Face, path: str, index: int, digest: str) -> Record:
    covered = sorted(face.unicodes)
    if not covered or face.upem <= 0:
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
        covered=_ranges(covered),
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


def _ranges(covered: list[int]) -> str:
    spans: list[list[int]] = []
    for codepoint in covered:
        if spans and codepoint == spans[-1][1] + 1:
            spans[-1][1] = codepoint
        else:
            spans.append([codepoint, codepoint])
    return " ".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in spans)


def _broken(path: Path) -> SmgenError:
    return SmgenError(
        f"“{printable(path.name)}” is not a font, or is damaged", hint="download it again as .ttf or .otf"
    )


def digest_of(data: bytes) -> str:
    """What tells two font files apart."""
    return hashlib.sha256(data).hexdigest()[:16]
