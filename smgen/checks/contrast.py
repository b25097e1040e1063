"""Words against the real pixels behind them: WCAG 2.2's contrast, the worst twentieth of the pixels counting.

The ground is the picture drawn without a letter. Of it only pixels under and beside the ink count, for letters are
told from what they touch: a bar behind a line protects it, a bright cloud at the far end of its box does not harm it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import cast

from PIL import Image, ImageFilter

from smgen.checks.runs import Run, WholeBox, ground_of, ink_mask, whole
from smgen.color import Color, contrast, luminance, over
from smgen.errors import Note
from smgen.painting.draw import draw
from smgen.scene import Scene

__all__ = ["LARGE", "WORST", "contrast_notes", "covered_notes", "least_contrast", "needed_contrast"]

LARGE = 0.07
"""From 7 % of the short side on, text counts as large (docs/looks.md; WCAG 2.2: 18 pt)."""

WORST = 0.05
"""The share of the pixels beside the ink that may be worse than the figure given."""

_SAMPLES = 2500
"""Pixels looked at for one run; every letter of a line still gets dozens."""

_COVERED = 0.2
"""A run is covered where that share of its full pixels shows another colour."""


def contrast_notes(scene: Scene, runs: Iterable[Run]) -> Iterator[Note]:
    """A note for every text whose worst run has too little contrast."""
    read = [run for run in runs if not (run.is_decoration or run.is_struck or run.glyphs.face.is_color)]
    if not read:
        return
    ground = draw(ground_of(scene, [run for run in read if not _stands_on_bar(run)]))
    worst: dict[str, tuple[float, Run]] = {}
    for run in read:
        found = least_contrast(run, ground)
        share = math.inf if found is None else found / needed_contrast(run, scene)
        if found is not None and share < worst.get(run.place, (1.0, run))[0]:
            worst[run.place] = (share, run)
    for place, (share, run) in worst.items():
        needed = needed_contrast(run, scene)
        yield _note(place, share * needed, needed)


def needed_contrast(run: Run, scene: Scene) -> float:
    """3 for large text, else 4.5 (WCAG 2.2, 1.4.3)."""
    return 3.0 if run.size >= LARGE * scene.size.short - 0.5 else 4.5


def least_contrast(run: Run, ground: Image.Image) -> float | None:
    """The contrast that 95 % of the pixels under and beside a run's ink reach; None where it is not in the picture.

    `ground` is the picture without words. 1 (nothing to be seen) to 21.
    """
    box = whole(run.ink, ground.size)
    if box is None:
        return None
    if run.outline is not None:
        return contrast(over(_ink(run), run.outline), run.outline)
    plain = run.bar if _stands_on_bar(run) else _one_color(ground, box)
    found = {plain: 1} if plain else _colors_beside(run, ground, box)
    return _worst(run, found)


def covered_notes(scene: Scene, runs: Iterable[Run], image: Image.Image) -> Iterator[Note]:
    """A note for every run over which something else was drawn. `image` is the finished picture."""
    told: set[str] = set()
    for run in runs:
        if not run.in_front or run.is_decoration or run.is_struck or run.is_textured or run.glyphs.face.is_color:
            continue
        if run.opacity < 1 or not run.glyphs.color.is_opaque or run.place in told:
            continue
        box = whole(run.ink, image.size)
        if box is not None and _hidden_share(run, image, box) > _COVERED:
            told.add(run.place)
            hint = "put what covers it before the text in card.xml.j2"
            yield Note("error", "text-covered", "something is drawn over these words", run.place, hint)


def _hidden_share(run: Run, image: Image.Image, box: WholeBox) -> float:
    """Which share of a run's fully inked pixels does not show its colour."""
    size = _sampled_size(box)
    mask = ink_mask(run, box).resize(size, Image.Resampling.NEAREST).tobytes()
    seen = image.resize(size, Image.Resampling.NEAREST, box).convert("RGB").tobytes()
    inked = [seen[3 * place : 3 * place + 3] for place, cover in enumerate(mask) if cover == 255]
    own = bytes(run.glyphs.color.rgb)
    return sum(pixel != own for pixel in inked) / len(inked) if len(inked) >= 20 else 0.0


def _note(place: str, found: float, needed: float) -> Note:
    # Rounded down: "4.5 : 1, 4.5 : 1 is needed" would puzzle.
    shown = math.floor(found * 10) / 10
    return Note(
        "error" if found < needed * 2 / 3 else "warning",
        "contrast-low",
        f"the contrast of the words with their ground is {shown:.1f} : 1; {needed:g} : 1 is needed",
        place,
        "another palette, a calmer part of the photo, or a bar behind the lines",
    )


def _stands_on_bar(run: Run) -> bool:
    """Whether the colour behind a run is known without drawing it, and nothing comes between."""
    return run.bar is not None and not run.in_front


def _ink(run: Run) -> Color:
    return run.glyphs.color.with_alpha(run.opacity)


def _one_color(ground: Image.Image, box: WholeBox) -> Color | None:
    """The colour of the box where it is one."""
    extremes = cast("tuple[tuple[int, int], ...]", ground.crop(box).getextrema())
    return Color(*(low for low, _ in extremes)) if all(low == high for low, high in extremes) else None


def _colors_beside(run: Run, ground: Image.Image, box: WholeBox) -> dict[Color, int]:
    """The colours of the ground under and beside the ink, and how often each was met."""
    left, top, right, bottom = box
    step = max(1, math.ceil(math.sqrt((right - left) * (bottom - top) / _SAMPLES)))
    near = ink_mask(run, box).reduce(step).filter(ImageFilter.MaxFilter(3)).tobytes()
    size = math.ceil((right - left) / step), math.ceil((bottom - top) / step)
    seen = ground.resize(size, Image.Resampling.NEAREST, box).convert("RGB").tobytes()
    counted: dict[bytes, int] = {}
    for place, cover in enumerate(near):
        if cover:
            pixel = seen[3 * place : 3 * place + 3]
            counted[pixel] = counted.get(pixel, 0) + 1
    return {Color(*pixel): count for pixel, count in counted.items()}


def _worst(run: Run, grounds: dict[Color, int]) -> float | None:
    """The contrast at the end of the worst twentieth."""
    ink = _ink(run)
    level = luminance(ink) + 0.05

    def ratio(ground: Color) -> float:
        own = level if ink.is_opaque else luminance(over(ink, ground)) + 0.05
        behind = luminance(ground) + 0.05
        return max(own, behind) / min(own, behind)

    left = WORST * sum(grounds.values())
    for found, count in sorted((ratio(ground), count) for ground, count in grounds.items()):
        left -= count
        if left < 0:
            return found
    return None


def _sampled_size(box: WholeBox) -> tuple[int, int]:
    width, height = box[2] - box[0], box[3] - box[1]
    step = max(1, math.ceil(math.sqrt(width * height / _SAMPLES)))
    return math.ceil(width / step), math.ceil(height / step)
