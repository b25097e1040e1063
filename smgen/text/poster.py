"""A paragraph and a box -> lines each scaled to the width, stacked tight: the setting of slogans (`fit="fill"`).

For every number of lines the breaks are chosen by dynamic programming so that the lines are of like size and the sense
is kept; of these the one that fills its box best wins. Lines are stacked by their ink: capitals leave no room for
descenders they do not have.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import log, sqrt
from typing import Final, NamedTuple

from msgspec import Struct

from smgen.fonts import glyph_ink
from smgen.text.bearings import bearing
from smgen.text.breaking import Break, Measured, measured
from smgen.text.paragraph import Bars, Paragraph

__all__ = ["LARGEST_RATIO", "Stack", "stacked"]

LARGEST_RATIO: Final = 2.6  # between the sizes of two lines, unless another is asked for
MOST_LINES: Final = 10
MOST_PLACES: Final = (
    120  # to end a line at; a text of more is no slogan, and the time to set it grows with their square
)
FEW_PLACES: Final = 30  # up to here all lines are tried, beyond only those within WINDOW of the mean width
WINDOW: Final = 3.0
OVERSHOOT: Final = 0.06
RISE: Final = (
    0.13  # above the capitals, em: ascenders and the dots of i and j; what is higher is an accent on a capital
)
STANDS_OUT: Final = (
    0.12  # how far accents may stand out above the box, and tails below, em: at this size more is too much
)
INK_HEIGHT: Final = 0.84  # what is taken off the line height to get the clear space between the ink of two lines, em
RATIO_PRICE: Final = 0.3  # of the logarithm of the ratio of the largest to the smallest line
FILL_PRICE: Final = (
    0.7  # of the logarithm of the share of the box left over: an empty half is far worse than an empty tenth
)
HOLE_PRICE: Final = 0.5  # of the share a line leaves empty beside it, as it would be too large if it filled the measure
HYPHEN_PRICE: Final = 2.0  # times what a hyphen costs in a paragraph: a slogan is read at once or not at all
# What it costs when a line goes on after one of these: a sentence that ends in mid-line reads badly at this size.
SENSE_PRICE: Final = dict.fromkeys(".:!?;–…", 0.2) | {",": 0.05}


class Stack(Struct, frozen=True):
    """Lines with the size and the baseline (below the top of the block) of each, and the height of it all, px."""

    breaks: tuple[Break, ...]
    sizes: tuple[float, ...]
    baselines: tuple[float, ...]
    height: float
    level: int
    score: float


class _Ink(NamedTuple):
    """Of a line, in em: the height letters have, what ascenders rise above it, accents stand over it, and tails hang below."""

    top: float
    rise: float
    over: float
    below: float


@lru_cache(maxsize=128)
def stacked(
    paragraph: Paragraph,
    width: float,
    height: float,
    line_height: float,
    most: int,
    smallest: float,
    largest: float,
    bars: Bars | None = None,
    ratio: float = LARGEST_RATIO,
) -> Stack | None:
    """The setting in at most `most` lines that fills `width` × `height` px best; None for an empty or endless text.

    No line is more than `ratio` times as large as another. `line_height` 1 leaves 0.16 em between the ink of two lines.
    Compounds are parted at their joints where that fills the box much better, other words only where the lines do not
    reach the smallest size without; where that does not help either, the best there is comes back all the same.
    """
    best: Stack | None = None
    height = height if height < float("inf") else width
    frame = _Box(width, height, max(0.02, line_height - INK_HEIGHT), largest, bars, ratio)
    for levels in ((0, 1, 2), (3,)):
        stacks = [
            stack
            for level in levels
            if len(measured(paragraph, level).starts) <= MOST_PLACES
            for count in range(1, min(most, MOST_LINES) + 1)
            if (stack := _in_lines(measured(paragraph, level), count, level, frame)) is not None
        ]
        legible = [stack for stack in stacks if min(stack.sizes) >= smallest]
        if legible:
            return max(legible, key=lambda stack: stack.score)
        best = max([*stacks, *([best] if best else [])], key=lambda stack: min(stack.sizes), default=None)
    return best


class _Box(NamedTuple):
    width: float
    height: float
    clear: float
    largest: float
    bars: Bars | None
    ratio: float


def _in_lines(places: Measured, count: int, level: int, frame: _Box) -> Stack | None:
    """The stack of exactly `count` lines, or None if there are not so many to be had."""
    chosen = _even(places, count)
    if chosen is None:
        return None
    lines = (places.line(start, end) for start, end in zip([0, *chosen], chosen, strict=False))
    breaks = tuple(line for line in lines if line.width > 0)  # an empty line has nothing to scale
    if not breaks:
        return None
    padding = 2 * frame.bars.padding_x + frame.bars.offset if frame.bars else 0.0
    full = [frame.width / (cut.width + padding - _bearings(places.paragraph, cut, frame)) for cut in breaks]
    sizes = [min(size, min(full) * frame.ratio, frame.largest) for size in full]
    inks = [_ink(places.paragraph, cut) for cut in breaks]
    baselines = _baselines(sizes, inks, frame)
    foot = frame.bars.padding_y if frame.bars else max(0.0, inks[-1].below - STANDS_OUT)
    tall = baselines[-1] + foot * sizes[-1]
    shrink = min(1.0, frame.height / tall)
    sizes = [size * shrink for size in sizes]
    area = sum(
        size * cut.width * (baseline - before) * shrink
        for size, cut, baseline, before in zip(sizes, breaks, baselines, [0.0, *baselines], strict=False)
    )
    score = FILL_PRICE * log(area / (frame.width * frame.height))
    score -= sum(places.costs[place] * (HYPHEN_PRICE if places.hyphens[place] else 1) for place in chosen)
    score -= sum(_sense(places)) - sum(_sense(places)[place] for place in chosen)
    score -= RATIO_PRICE * log(max(sizes) / min(sizes))
    score -= HOLE_PRICE * sum(1 - size / (whole * shrink) for size, whole in zip(sizes, full, strict=True))
    return Stack(breaks, tuple(sizes), tuple(down * shrink for down in baselines), tall * shrink, level, score)


def _bearings(paragraph: Paragraph, cut: Break, frame: _Box) -> float:
    """The room beside the ink of a line's first and last letter, em: it is the ink that is to fill the measure."""
    if frame.bars:
        return 0.0
    after = 0.0 if cut.hyphen else bearing(paragraph, cut.end - 1, starts=False)
    return bearing(paragraph, cut.start, starts=True) + after


def _even(places: Measured, count: int) -> list[int] | None:
    """The places of `count` lines whose widths differ least, by ratio."""
    last = len(places.starts) - 1
    if last < count:
        return None
    ideal = (places.ends[last] - places.starts[0]) / count
    sense = list(accumulate(_sense(places), initial=0.0))
    window = WINDOW if last > FEW_PLACES and places.boundaries[0] == last else 1e9
    layer: dict[int, float] = {0: 0.0}
    before: list[dict[int, int]] = []
    for left in range(count - 1, -1, -1):
        following: dict[int, float] = {}
        came: dict[int, int] = {}
        for place, cost in layer.items():
            bound = min(places.boundaries[place], last - left)
            for other in range(place + 1, bound + 1) if left else ((last,) if bound == last else ()):
                width = places.ends[other] - places.starts[place]
                if width > ideal * window:
                    break
                is_empty = width <= 0 and other == places.boundaries[place]
                if not is_empty and (width <= 0 or width * window < ideal):
                    continue
                unlike = 0.0 if is_empty else log(width / ideal) ** 2
                total = cost + unlike + places.costs[other] + sense[other] - sense[place + 1]
                if total < following.get(other, 1e9):
                    following[other], came[other] = total, place
        layer = following
        before.append(came)
    if last not in layer:
        return None
    chosen = [last]
    for came in reversed(before[1:]):
        chosen.append(came[chosen[-1]])
    return chosen[::-1]


@lru_cache(maxsize=256)
def _sense(places: Measured) -> tuple[float, ...]:
    """What it costs not to end a line at each place."""
    text = places.paragraph.text
    return tuple(SENSE_PRICE.get(text[end - 1], 0.0) if end else 0.0 for end in places.trimmed)


def _baselines(sizes: list[float], inks: list[_Ink], frame: _Box) -> list[float]:
    """Each line's baseline below the top of the block: letters a clear space apart, accents never on descenders."""
    padding = frame.bars.padding_y if frame.bars else 0.0
    head = max(0.0, inks[0].over - STANDS_OUT)
    baselines = [(head + inks[0].top + padding) * sizes[0]]
    for above, below, size, following in zip(inks, inks[1:], sizes, sizes[1:], strict=False):
        clear = frame.clear * sqrt(size * following)
        tall = below.over or (below.rise if below.rise > OVERSHOOT else 0.0)
        reach = above.below * size + tall * following if above.below or below.over else 0.0
        clear += below.rise * following
        gap = max(clear, reach + clear / 3) if reach else clear
        if frame.bars:
            gap = padding * (size + following)
        baselines.append(baselines[-1] + gap + below.top * following)
    return baselines


def _ink(paragraph: Paragraph, cut: Break) -> _Ink:
    """What the letters and points of a line reach."""
    top, bottom = 0.0, 0.0
    for run in paragraph.runs:
        if run.end <= cut.start or run.start >= cut.end:
            continue
        for glyph, cluster in zip(run.ids, run.clusters, strict=True):
            if cut.start <= cluster < cut.end:
                _, above, _, height = glyph_ink(run.face, glyph)
                top, bottom = max(top, above * run.scale), min(bottom, (above - height) * run.scale)
    capitals = paragraph.cap_height * paragraph.scale
    letters = capitals if top > capitals * 0.9 or not top else top
    # Round letters overshoot, ascenders and the dots of i outgrow capitals: that is no accent and no descender.
    over, below = top - letters, -bottom
    if over > RISE:
        return _Ink(letters, 0.0, over, below if below > OVERSHOOT else 0.0)
    return _Ink(letters, max(over, 0.0), 0.0, below if below > OVERSHOOT else 0.0)
