"""A paragraph and a box -> what of the box every em of type takes: room above, from line to line, below, beside.

A line height is meant for capitals with an accent and for usual descenders. Scripts that reach further (vowel signs,
two accents on one letter, deep Arabic tails) get the step, the head and the foot they need. A line with larger letters
than the others steps further; the others stay as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import floor, isinf
from typing import Final

from msgspec import Struct

from smgen.late import expression
from smgen.text.paragraph import USUAL_ABOVE, USUAL_BELOW, Bars, Paragraph

__all__ = ["Frame", "baselines", "edges", "frame_of", "line_scale"]

TIGHTEST: Final = 0.92  # of the reach of all letters from line to line: the highest seldom stands below the deepest
# Han, kana and hangul fill their em: lines as close as Latin capitals may stand would run into one wall.
FULL: Final = expression("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
FIRST_FULL: Final = "\u3040"  # spares most texts the search, and the expression its making
FULL_STEP: Final = 1.22
FOOT_SHARE: Final = 0.22  # of a line's height that lies below its baseline


class Frame(Struct, frozen=True):
    """The box a setting must keep to, and what every em and line takes of it.

    `capitals` and `step` are for letters of the smallest scale, `above` and `below` what stands out beyond them at the
    block's head and foot, `inline` what bars take of the width; em. `most` is the most lines allowed.
    """

    width: float
    height: float
    capitals: float
    step: float
    above: float
    below: float
    inline: float
    most: int
    is_mixed: bool

    def lines(self, size: float) -> int:
        """How many lines of a size the height holds."""
        first = self.capitals + self.above + self.below
        if first * size > self.height + 1e-6:
            return 0
        if self.step <= 0 or isinf(self.height):
            return self.most
        return min(self.most, 1 + floor((self.height / size - first) / self.step + 1e-6))

    def measure(self, size: float) -> float:
        """The measure in em."""
        return self.width / size - self.inline


def frame_of(
    paragraph: Paragraph, width: float, height: float, line_height: float, max_lines: int | None, bars: Bars | None
) -> Frame:
    """The frame of a paragraph in a box of px, lines a multiple `line_height` of the size apart."""
    above, below = edges(paragraph, bars)
    inline = 2 * bars.padding_x + bars.offset if bars else 0.0
    scales = {span.style.scale for span in paragraph.spans if span.text.strip()} or {paragraph.scale}
    smallest = min(scales)
    capitals = paragraph.cap_height * smallest
    reach = capitals + USUAL_ABOVE + USUAL_BELOW + paragraph.over + paragraph.under
    least = reach * TIGHTEST if paragraph.over > 0 or paragraph.under > 0 else 0.0
    if max(paragraph.text, default="") >= FIRST_FULL and FULL.search(paragraph.text):
        least = max(least, FULL_STEP * smallest)
    return Frame(
        width,
        height,
        capitals,
        max(line_height * smallest, least),
        above,
        below,
        inline,
        max_lines if max_lines is not None else 10_000,
        len(scales) > 1,
    )


def edges(paragraph: Paragraph, bars: Bars | None) -> tuple[float, float]:
    """How far a block, or the bar behind a line, reaches above its capitals and below its baseline, in em."""
    if bars is None:
        return paragraph.over, paragraph.under
    # A bar that shows some ground below usual letters shows some below deeper ones.
    foot = max(bars.padding_y, USUAL_BELOW) + paragraph.under if paragraph.under else bars.padding_y
    return bars.padding_y + paragraph.over, foot


def baselines(paragraph: Paragraph, lines: Sequence[tuple[int, int]], frame: Frame) -> list[float]:
    """How far below the top of the block the baseline of each line of characters lies, in em."""
    top = frame.above + frame.capitals
    if not frame.is_mixed:
        return [top + index * frame.step for index in range(len(lines))]
    smallest = frame.capitals / paragraph.cap_height
    ratios = [line_scale(paragraph, start, end) / smallest for start, end in lines]
    steps = [frame.step * (FOOT_SHARE * above + (1 - FOOT_SHARE) * below) for above, below in pairwise(ratios)]
    return list(accumulate(steps, initial=frame.above + frame.capitals * ratios[0])) if ratios else []


def line_scale(paragraph: Paragraph, start: int, end: int) -> float:
    """The scale of the largest letters among characters `start` to `end`."""
    spans = paragraph.spans
    if len(spans) == 1:
        return paragraph.scale
    ends = list(accumulate(len(span.text) for span in spans))
    first, last = bisect_right(ends, start), bisect_right(ends, max(start, end - 1))
    inside = [span for span in spans[first : last + 1] if span.text.strip()]
    return max((span.style.scale for span in inside), default=min(span.style.scale for span in spans if span.text))
