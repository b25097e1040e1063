"""What scenes have in common is drawn once: the posts of a batch begin with the same ground, photo and logo.

A beginning is kept as soon as a second scene shares it. Drawing on from a copy gives the same pixels as drawing from
the start, since every item is laid on what is there: the order of scenes never shows in a picture.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

from PIL import Image

from smgen.painting.cache import ByteCache
from smgen.scene import Scene

__all__ = ["Beginning", "Beginnings"]

_REMEMBERED = 1024
"""Beginnings remembered to find what scenes share: those of a few posts in every format."""


class Beginning(NamedTuple):
    """Where drawing a scene starts: `done` items are on the canvas, which is the caller's to draw on.

    The first `shared` items were seen before: with them drawn, the canvas is worth keeping.
    """

    canvas: Image.Image
    done: int
    shared: int


class Beginnings:
    """Canvases of shared beginnings of scenes, at most `limit` bytes of them. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._canvases: ByteCache[Image.Image] = ByteCache(limit)
        self._seen: OrderedDict[int, bool] = OrderedDict()
        """Hashes of beginnings, and whether their canvas was kept: two that collide only cost time."""
        self._lock = Lock()

    def begin(self, scene: Scene) -> Beginning:
        """What is known of the scene's beginnings; remembers them."""
        shared, kept = self._remember(_hashes(scene))
        for count in kept:
            canvas = self._canvases.get(_key(scene, count))
            if canvas is not None:
                return Beginning(canvas.copy(), count, shared)
        width, height = round(scene.size.width), round(scene.size.height)
        return Beginning(Image.new("RGB", (width, height), scene.background.rgb), 0, shared)

    def keep(self, scene: Scene, count: int, canvas: Image.Image) -> None:
        """Keep a copy of the canvas with the first `count` items on it."""
        # Pillow takes four bytes a pixel for RGB.
        self._canvases.put(_key(scene, count), canvas.copy(), canvas.width * canvas.height * 4)
        with self._lock:
            self._seen[_hashes(scene)[count - 1]] = True

    def _remember(self, hashes: list[int]) -> tuple[int, list[int]]:
        """How many first items were seen together before, and how many of them are kept drawn, the most first."""
        with self._lock:
            seen = [self._seen.get(value) for value in hashes]
            for value, kept in zip(hashes, seen, strict=True):
                self._seen[value] = bool(kept)
                self._seen.move_to_end(value)
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        counts = range(len(hashes), 0, -1)
        return (
            next((count for count in counts if seen[count - 1] is not None), 0),
            [count for count in counts if seen[count - 1]],
        )


def _hashes(scene: Scene) -> list[int]:
    """The hash of each beginning of the scene, from its first item alone to all of them."""
    start = hash((scene.size, scene.background))
    return list(accumulate(map(hash, scene.items), lambda before, item: hash((before, item)), initial=start))[1:]


def _key(scene: Scene, count: int) -> object:
    return scene.size, scene.background, scene.items[:count]
