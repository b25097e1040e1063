"""A fixed seed -> the example photos in examples/photos: painted with Pillow, the same every time.

Run `python examples/make_photos.py [FOLDER]`. They are ours (CC0), show nobody, and have what templates must cope with:
a subject off the middle, dark and light parts, busy and calm ground.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from painting.garden import garden
from painting.grounds import paper, wall
from painting.kitchen import kitchen
from painting.neighbour import neighbour
from painting.volunteer import volunteer
from PIL import Image

PHOTOS: dict[str, Callable[[], Image.Image]] = {
    "kitchen": kitchen,
    "garden": garden,
    "neighbour": neighbour,
    "volunteer": volunteer,
    "wall": wall,
    "paper": paper,
}


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or PHOTOS:
        PHOTOS[name]().save(folder / f"{name}.jpg", "JPEG", quality=88, optimize=True, progressive=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "photos", sys.argv[2:])
