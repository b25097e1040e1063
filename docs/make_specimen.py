"""The specimen of docs/typography.md, from the product itself: `python docs/make_specimen.py [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

import smgen

DOCS = Path(__file__).parent
TEMPLATE = DOCS / "specimen"
SHEETS = {
    "german": 2250,
    "poster": 2300,
    "emphasis": 1800,
    "scripts": 3100,
    "bidi": 2000,
    "emoji": 1960,
    "features": 2100,
    "effects": 1800,
}
"""The sheets and their heights in px; all are 1600 px wide."""
SERIES = ("Gemeinsam kochen", "Sprachcafé und Hausaufgabenhilfe", "Fahrradwerkstatt", "Frühstück für alle, die wollen")
GAP = 40


def sheet(name: str) -> Image.Image:
    """One sheet of the specimen."""
    post = smgen.make(TEMPLATE, {"sheet": name}, format=f"1600x{SHEETS[name]}")
    return post.image.convert("RGB")


def series() -> Image.Image:
    """Four posts beside each other: above as each would be alone, below as a series in one size."""
    records = [{"sheet": "series", "title": title} for title in SERIES]
    alone = [smgen.make(TEMPLATE, record, format="600x500") for record in records]
    together = smgen.series(TEMPLATE, records, format="600x500")
    canvas = Image.new("RGB", (1600, 2 * 308 + 3 * GAP), (244, 235, 221))
    for row, posts in enumerate((alone, together)):
        for column, post in enumerate(posts):
            small = post.image.convert("RGB").resize((370, 308), Image.Resampling.LANCZOS)
            canvas.paste(small, (GAP + column * 383, GAP + row * (308 + GAP)))
    return canvas


def draw(folder: Path) -> None:
    """All sheets as JPEG files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        sheet(name).save(folder / f"specimen-{name}.jpg", quality=76, optimize=True)
    series().save(folder / "specimen-series.jpg", quality=76, optimize=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "pictures")
