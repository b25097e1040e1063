"""Noise that is the same everywhere: size and seed -> gray images to grain, tear and blot with.

Pillow's own noise asks the C library's generator, which differs between systems; Python's `randbytes` does not.
"""

from __future__ import annotations

import math
import random
from functools import lru_cache

from PIL import Image, ImageChops

__all__ = ["clouds", "film", "grain", "threshold"]

_TILE = 256


def grain(size: tuple[int, int], seed: str) -> Image.Image:
    """A gray level for each pixel, all levels alike often; repeats every 256 px."""
    return _tiled(_grain_tile(seed), size)


def film(size: tuple[int, int], seed: str) -> Image.Image:
    """Gray levels around 128, most of them near it: the mean of three grains is close to a Gaussian."""
    first, second, third = (_grain_tile(f"{seed} {part}") for part in range(3))
    return _tiled(ImageChops.add(ImageChops.blend(first, second, 0.5), third, scale=2), size)


def clouds(size: tuple[int, int], cell: float, seed: str, *, stretch: float = 1) -> Image.Image:
    """Soft blots about `cell` px across, `stretch` times as wide as high; gray levels spread over 0 to 255."""
    across, down = max(1.0, cell * stretch), max(1.0, cell)
    cells = math.ceil(size[0] / across) + 3, math.ceil(size[1] / down) + 3
    source = random.Random(f"clouds {seed}")  # noqa: S311
    small = Image.frombytes("L", cells, source.randbytes(cells[0] * cells[1]))
    box = (1, 1, 1 + size[0] / across, 1 + size[1] / down)
    return small.resize(size, Image.Resampling.BICUBIC, box)


def threshold(image: Image.Image, level: float, width: float = 24) -> Image.Image:
    """255 where the image is above `level`, 0 below, a slope `width` levels wide between."""
    low = level - width / 2
    return image.point([min(255, max(0, round((value - low) / width * 255))) for value in range(256)])


@lru_cache(maxsize=16)
def _grain_tile(seed: str) -> Image.Image:
    return Image.frombytes("L", (_TILE, _TILE), random.Random(f"grain {seed}").randbytes(_TILE * _TILE))  # noqa: S311


def _tiled(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    image = Image.new("L", size)
    for left in range(0, size[0], _TILE):
        for top in range(0, size[1], _TILE):
            image.paste(tile, (left, top))
    return image
