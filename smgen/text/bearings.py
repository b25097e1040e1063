"""The letters at a line's ends -> the empty room they bring along, so that lines can stand at an edge by their ink."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from operator import neg
from typing import Final

from smgen.fonts import glyph_ink
from smgen.text.paragraph import Paragraph, Run

__all__ = ["bearing", "glyph_range"]

MOST_BEARING: Final = 0.15  # em: more is no bearing but room on purpose


def bearing(paragraph: Paragraph, position: int, *, starts: bool) -> float:
    """The empty room beside a letter that starts or ends a line, em: letters of any form stand at the edge by their ink."""
    if not 0 <= position < len(paragraph.text) or not paragraph.text[position].isalnum():
        return 0.0
    run = next((run for run in paragraph.runs if run.start <= position < run.end), None)
    if run is None or (run.level % 2 == 1) != paragraph.is_rtl:
        return 0.0
    part = slice(*glyph_range(run, position, position + 1))  # a letter and the marks on it
    pens = list(accumulate(run.advances[part], initial=0.0))
    inks = [glyph_ink(run.face, glyph) for glyph in run.ids[part]]
    inked = [
        (pen + right + left * run.scale, pen + right + (left + width) * run.scale)
        for pen, right, (left, _, width, _) in zip(pens, run.rights[part], inks, strict=False)
        if width
    ]
    if not inked:
        return 0.0
    on_the_left = starts != paragraph.is_rtl
    room = min(left for left, _ in inked) if on_the_left else pens[-1] - max(right for _, right in inked)
    return min(max(room, -MOST_BEARING), MOST_BEARING)


def glyph_range(run: Run, start: int, end: int) -> tuple[int, int]:
    """The glyphs of characters `start` to `end`; clusters ascend in a run to the right, descend in one to the left."""
    if run.level % 2 == 0:
        return bisect_left(run.clusters, start), bisect_left(run.clusters, end)
    return bisect_left(run.clusters, 1 - end, key=neg), bisect_left(run.clusters, 1 - start, key=neg)
