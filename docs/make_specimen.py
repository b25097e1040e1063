"""The specimen of docs/typography.md, from the product itself: `python docs/make_specimen.py [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

import smgen

DOCS = Path(__file__).parent
TEMPLATE = DOCS / "specimen"
SHEETS = {
    "german": 2300,
    "poster": 2700,
    "emphasis": 1900,
    "scripts": 2900,
    "bidi": 2000,
    "emoji": 2600,
    "features": 2500,
    "effects": 2300,
}
"""The sheets and their heights in px; all are 1600 px wide."""


def sheet(name: str) -> smgen.Post:
    """One sheet of the specimen."""
    return smgen.make(TEMPLATE, {"sheet": name}, format=f"1600x{SHEETS[name]}")


def draw(folder: Path) -> None:
    """All sheets as JPEG files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        sheet(name).image.convert("RGB").save(folder / f"specimen-{name}.jpg", quality=84, optimize=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "pictures")
