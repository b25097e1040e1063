"""What scenes have in common is drawn once: the posts of a batch begin with the same ground, photo and logo.

A beginning is kept as soon as a second scene shares it. Drawing on from a copy gives the same pixels as drawing from
the start, since every item is laid on what is there: the order of scenes never shows in a picture.
"""

from __future__ import annotations

from collections import deque
from threading import Lock

from PIL import Image

from smgen.color import Color
from smgen.geometry import Size
from smgen.painting.cache import ByteCache
from smgen.scene import Item, Scene

__all__ = ["Beginnings"]

_REMEMBERED = 48
"""Scenes remembered to find what they share: enough for a few posts in every format."""

Ground = tuple[Size, Color]


class Beginnings:
    """Canvases of shared beginnings of scenes, at most `limit` bytes of them. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._canvases: ByteCache[Image.Image] = ByteCache(limit)
        self._recent: deque[tuple[Ground, tuple[Item, ...]]] = deque(maxlen=_REMEMBERED)
        self._kept: deque[tuple[Ground, tuple[Item, ...]]] = deque(maxlen=_REMEMBERED)
        self._lock = Lock()

    def resume(self, scene: Scene) -> tuple[int, Image.Image]:
        """How many items of the scene are already on the canvas that comes back, which is the caller's to draw on."""
        ground = (scene.size, scene.background)
        with self._lock:
            kept = [items for other, items in self._kept if other == ground and scene.items[: len(items)] == items]
        for items in sorted(kept, key=len, reverse=True):
            canvas = self._canvases.get((ground, items))
            if canvas is not None:
                return len(items), canvas.copy()
        width, height = round(scene.size.width), round(scene.size.height)
        return 0, Image.new("RGB", (width, height), scene.background.rgb)

    def shared(self, scene: Scene) -> int:
        """How many first items the scene has in common with one seen lately; remembers the scene."""
        ground = (scene.size, scene.background)
        with self._lock:
            common = [_common(items, scene.items) for other, items in self._recent if other == ground]
            self._recent.append((ground, scene.items))
        return max(common, default=0)

    def keep(self, scene: Scene, count: int, canvas: Image.Image) -> None:
        """Keep a copy of the canvas with the first `count` items on it."""
        ground, items = (scene.size, scene.background), scene.items[:count]
        # Pillow takes four bytes a pixel for RGB.
        self._canvases.put((ground, items), canvas.copy(), canvas.width * canvas.height * 4)
        with self._lock:
            self._kept.append((ground, items))


def _common(one: tuple[Item, ...], other: tuple[Item, ...]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
