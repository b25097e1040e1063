"""A paragraph and a box -> the largest size that fits, and its lines.

For each level of breaks (only good ones; also poor ones; also hyphens) the largest size whose greedy setting fits is
found by bisection on a grid of quarter pixels, without shaping anything again. A worse level must pay for itself: its
size counts for less by `LEVEL_PRICE`. As each of these sizes can only grow with the box, so does the result.

A headline that is to `grow` gives up to a seventh of that size for even lines: no word alone, no article at a line's
end, no line half as long as its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, inf
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from smgen.errors import DoesNotFit, printable
from smgen.text.breaking import (
    DIVIDED,
    LEVELS,
    Measured,
    Wrap,
    evenest,
    greedy,
    is_even,
    line_count,
    loosest,
    measured,
    total_fit,
)
from smgen.text.frame import Frame, baselines, frame_of, line_scale
from smgen.text.paragraph import SPACES, Bars, Paragraph
from smgen.text.poster import LARGEST_RATIO, stacked

__all__ = ["FitMode", "Fitted", "Line", "explain", "fit", "same_size"]

FitMode = Literal["shrink", "grow", "none", "fill"]

GRID: Final = 4  # sizes to a pixel
# Hyphens inside the parts of a compound, or in a word that is none, only save a text from not fitting.
LEVEL_PRICE: Final = (1.0, 1.04, 1.09, inf)
EVEN_PRICE: Final = 1.17  # how much smaller a short text may be set for even lines
MOST_EVEN: Final = 8  # lines: in longer texts nobody sees a short one
LARGEST_SIZE: Final = 4000.0
MOST_LINES: Final = 10_000


class Line(Struct, frozen=True):
    """One line: its characters `start` to `end`, whether a hyphen is added, its width in px, its size in px, and how
    far its baseline lies below the top of the block, in px; `scale` is that of its largest letters."""

    start: int
    end: int
    hyphen: bool
    width: float
    size: float
    baseline: float
    scale: float = 1


class Fitted(Struct, frozen=True):
    """A paragraph set: its lines, and why they are that size.

    `size` is the font size in px (of the largest line where lines are scaled one by one); `width` and `height` are
    the box offered, `used_width` and `used_height` what the block takes, from the top of the first capitals to the
    last baseline. `level` is the worst level of breaks the lines were allowed, `sizes` what each level would have
    reached, as far as they were tried.
    """

    paragraph: Paragraph
    lines: tuple[Line, ...]
    size: float
    width: float
    height: float
    line_height: float
    mode: FitMode = "shrink"
    level: int = 0
    sizes: tuple[float, ...] = ()
    bars: Bars | None = None
    used_width: float = 0
    used_height: float = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """What each line says, an added hyphen included."""
        text = self.paragraph.text
        return tuple(text[line.start : line.end] + "-" * line.hyphen for line in self.lines)


def fit(
    paragraph: Paragraph,
    width: float,
    height: float = float("inf"),
    *,
    mode: FitMode = "shrink",
    size: float | None = None,
    min_size: float = 8,
    max_size: float | None = None,
    line_height: float = 1.15,
    max_lines: int | None = None,
    wrap: Wrap = "balance",
    bars: Bars | None = None,
    fill_ratio: float = LARGEST_RATIO,
) -> Fitted:
    """The paragraph set in a box of `width` × `height` px.

    `shrink` and `grow` take the largest size from `min_size` to `max_size` (default: `size`; for `grow` what the box
    holds); `none` takes `size` as it is and reports the height; `fill` scales every line to the width, none to more than
    `fill_ratio` times the smallest. `line_height` is a multiple of the size; heights run from the top of the first
    capitals to the last baseline (CSS `text-box: trim-both cap alphabetic`). Raises DoesNotFit with the size it would
    have needed.
    """
    frame = frame_of(paragraph, width, height, line_height, max_lines, bars)
    largest = max_size if max_size is not None else size if size is not None and mode != "grow" else LARGEST_SIZE
    if not paragraph.text.strip(SPACES):
        return _fitted(paragraph, (), frame, line_height, mode, 0, (), bars)
    if mode == "fill":
        return _filled(paragraph, frame, line_height, min_size, largest, bars, fill_ratio)
    if mode == "none":
        return _given(paragraph, frame, line_height, size if size is not None else largest, wrap, bars)
    sizes = _sizes(paragraph, frame, min_size, largest)
    if max(sizes) < min_size:
        # The least size may lie between two of the grid: in a box made for it it fits, and the next smaller one is too small.
        fitting = (_fits(measured(paragraph, level), frame, min_size) for level in range(len(sizes)))
        sizes = tuple(min_size if fits else reached for fits, reached in zip(fitting, sizes, strict=True))
    if max(sizes) < min_size:
        raise _too_long(paragraph, frame, max(sizes), min_size)
    size = max(_best(sizes), min_size)
    level, places, chosen = _chosen(paragraph, frame, size, sizes, wrap)
    if mode == "grow" and wrap == "balance" and 1 < len(chosen) <= MOST_EVEN and not is_even(places, chosen):
        size, places, chosen = _evened(paragraph, frame, max(size / EVEN_PRICE, min_size), size, places, chosen)
    lines = _lines(places, chosen, size, frame)
    return _fitted(paragraph, lines, frame, line_height, mode, level, tuple(sizes), bars)


def same_size(fits: Iterable[Fitted], share: float = 1) -> float:
    """The largest size that at least `share` (0 to 1) of the settings reach."""
    sizes = sorted((fitted.size for fitted in fits), reverse=True)
    if not sizes:
        raise ValueError("there is nothing to set")
    return sizes[min(len(sizes), max(1, ceil(len(sizes) * share - 1e-9))) - 1]


def explain(fitted: Fitted) -> str:
    """Why the text is the size it is, in a few sentences."""
    parts = [
        f"{_about(fitted.size)} px in a box of {_about(fitted.width)} × {_about(fitted.height)} px: "
        f"{len(fitted.lines)} line{'s' * (len(fitted.lines) != 1)}, {_about(fitted.used_height)} px high"
    ]
    if fitted.lines:
        widest = max(fitted.lines, key=lambda line: line.width)
        says = fitted.paragraph.text[widest.start : widest.end] + "-" * widest.hyphen
        parts.append(f"widest line “{printable(says)}” ({_about(widest.width)} px)")
    if fitted.sizes and fitted.mode in ("shrink", "grow"):
        parts.append(_limit(fitted))
    if fitted.mode == "grow" and fitted.size < _best(fitted.sizes):
        parts.append(
            f"{_about(_best(fitted.sizes) - fitted.size)} px smaller than it could be, so that its lines are even"
        )
    hyphened = [line for line in fitted.lines if line.hyphen]
    if hyphened:
        parts.append("hyphenated: " + ", ".join(f"“{_around(fitted.paragraph.text, line.end)}”" for line in hyphened))
    if fitted.level == len(LEVELS) - 1:
        parts.append("only hyphens everywhere make it fit")
    elif len(set(fitted.sizes[: len(LEVELS) - 1])) > 1:
        parts.append(_reached(fitted.sizes))
    return "; ".join(parts)


def _reached(sizes: Sequence[float]) -> str:
    """What each level of breaks would have reached; it is left out where it gives nothing more."""
    told = []
    for level, (name, size, price) in enumerate(zip(LEVELS, sizes, LEVEL_PRICE, strict=False)):
        if size and price < inf and (level == 0 or size > sizes[level - 1]):
            less = f", which count {round((price - 1) * 100)} % less" if price > 1 else ""
            told.append(f"{_about(size)} px with {name}{less}")
    return f"it would reach {' or '.join(told)}"


def _about(value: float) -> str:
    """Pixels as people say them."""
    return _px(round(value, 1) if value < 100 or value == float("inf") else round(value))


def _limit(fitted: Fitted) -> str:
    """What keeps the text from being larger."""
    worth = [size / price for size, price in zip(fitted.sizes, LEVEL_PRICE, strict=False)]
    level = worth.index(max(worth)) if max(worth) else fitted.level
    places = measured(fitted.paragraph, level)
    frame = frame_of(fitted.paragraph, fitted.width, fitted.height, fitted.line_height, None, fitted.bars)
    larger = fitted.sizes[level] + 1 / GRID
    if _fits(places, frame, larger):
        return "limited by the largest size or the most lines allowed"
    if _fits(places, replace(frame, height=float("inf")), larger):
        return "limited by the height"
    return f"limited by “{printable(_widest(places))}”, which fills the width"


def _fits(places: Measured, frame: Frame, size: float) -> bool:
    most = frame.lines(size)
    if most <= 0 or line_count(places, frame.measure(size), most) > most:
        return False
    return not frame.is_mixed or _is_low(places, greedy(places, frame.measure(size)) or [], frame, size)


def _is_low(places: Measured, chosen: Sequence[int], frame: Frame, size: float) -> bool:
    """Whether lines of letters of several sizes are no higher than their box."""
    cuts = [places.line(start, end)[:2] for start, end in zip([0, *chosen], chosen, strict=False)]
    return (baselines(places.paragraph, cuts, frame)[-1] + frame.below) * size <= frame.height + 1e-6


def _sizes(paragraph: Paragraph, frame: Frame, smallest: float, largest: float) -> tuple[float, ...]:
    """What each level of breaks reaches, as far as the level can still win.

    Once one reaches the largest size allowed, so do all after it. Most texts never need a hyphen, and looking for hyphens
    costs more than all else: it is left where even hyphens everywhere would not pay for themselves.
    """
    sizes: list[float] = []
    for level in range(len(LEVELS)):
        done = bool(sizes) and sizes[-1] == largest
        if (
            level == DIVIDED
            and not done
            and _best(sizes) >= smallest
            and not _outdone(paragraph, frame, sizes, largest)
        ):
            break
        if LEVEL_PRICE[level] == inf and _best(sizes) >= smallest:
            break
        least = sizes[-1] if sizes else 0.0  # more places to break at never make a text smaller
        sizes.append(largest if done else _largest(measured(paragraph, level), frame, least, largest))
    return tuple(sizes)


def _outdone(paragraph: Paragraph, frame: Frame, sizes: Sequence[float], largest: float) -> bool:
    """Whether the text might be set so large with hyphens that they would pay for themselves."""
    enough = _best(sizes) * LEVEL_PRICE[DIVIDED]
    return largest > enough and _fits(loosest(paragraph), frame, min(largest, (floor(enough * GRID) + 1) / GRID))


def _best(sizes: Sequence[float]) -> float:
    """The size worth most, its level's price paid."""
    return max(reached / price for reached, price in zip(sizes, LEVEL_PRICE, strict=False))


def _largest(places: Measured, frame: Frame, smallest: float, largest: float) -> float:
    """The largest size up to `largest` that fits, on the grid, `smallest` being known to; 0 if none does."""
    if _fits(places, frame, largest):
        return largest
    low, high = floor(smallest * GRID), ceil(min(largest, LARGEST_SIZE) * GRID)
    while high - low > 1:
        middle = (low + high) // 2
        if _fits(places, frame, middle / GRID):
            low = middle
        else:
            high = middle
    return low / GRID


def _evened(
    paragraph: Paragraph, frame: Frame, smallest: float, size: float, places: Measured, chosen: Sequence[int]
) -> tuple[float, Measured, Sequence[int]]:
    """The largest size from `smallest` up to `size` whose lines are even, and these; what is given if there is none."""
    if frame.is_mixed:
        return size, places, chosen
    good = measured(paragraph, 0)
    best = size, places, chosen
    reached = 0.0
    for count in range(2, min(MOST_EVEN, frame.lines(smallest)) + 1):
        even = evenest(good, count)
        if even is None or frame.measure(smallest) < even[0]:
            continue
        low, high = floor(smallest * GRID), ceil(size * GRID) + 1
        while high - low > 1:
            middle = (low + high) // 2
            fits = frame.measure(middle / GRID) >= even[0] and frame.lines(middle / GRID) >= count
            low, high = (middle, high) if fits else (low, middle)
        found = min(low / GRID, size)
        if found > max(reached, smallest):
            reached, best = found, (found, good, even[1])
    return best


def _chosen(
    paragraph: Paragraph, frame: Frame, size: float, sizes: Sequence[float], wrap: Wrap
) -> tuple[int, Measured, Sequence[int]]:
    """The mildest level that reaches a size, and the lines that are best at it."""
    level = next(level for level, reached in enumerate(sizes) if reached >= size)
    # Breaks after small words cost, but may still be better than a line left nearly empty.
    places = measured(paragraph, max(level, 1))
    chosen = total_fit(places, frame.measure(size), frame.lines(size), wrap) or []
    if frame.is_mixed and not _is_low(places, chosen, frame, size):
        places = measured(paragraph, level)
        chosen = greedy(places, frame.measure(size)) or []
    return level, places, chosen


def _lines(places: Measured, chosen: Sequence[int], size: float, frame: Frame) -> tuple[Line, ...]:
    paragraph = places.paragraph
    cuts = [places.line(start, end) for start, end in zip([0, *chosen], chosen, strict=False)]
    down = baselines(paragraph, [cut[:2] for cut in cuts], frame)
    return tuple(
        Line(
            cut.start,
            cut.end,
            cut.hyphen,
            cut.width * size,
            size,
            baseline * size,
            line_scale(paragraph, cut.start, cut.end) if frame.is_mixed else paragraph.scale,
        )
        for cut, baseline in zip(cuts, down, strict=True)
    )


def _fitted(
    paragraph: Paragraph,
    lines: tuple[Line, ...],
    frame: Frame,
    line_height: float,
    mode: FitMode,
    level: int,
    sizes: tuple[float, ...],
    bars: Bars | None,
) -> Fitted:
    size = max((line.size for line in lines), default=0.0)
    return Fitted(
        paragraph,
        lines,
        size,
        frame.width,
        frame.height,
        line_height,
        mode,
        level,
        sizes,
        bars,
        max((line.width for line in lines), default=0.0) + frame.inline * size,
        lines[-1].baseline + frame.below * lines[-1].size if lines else 0.0,
    )


def _given(
    paragraph: Paragraph, frame: Frame, line_height: float, size: float, wrap: Wrap, bars: Bars | None
) -> Fitted:
    """The lines at a given size; only the width is kept to."""
    endless = replace(frame, height=float("inf"))
    for level in range(len(LEVELS)):
        if _fits(measured(paragraph, level), endless, size):
            sizes = tuple(size if index >= level else 0.0 for index in range(len(LEVELS)))
            level, places, chosen = _chosen(paragraph, endless, size, sizes, wrap)
            lines = _lines(places, chosen, size, endless)
            return _fitted(paragraph, lines, endless, line_height, "none", level, sizes, bars)
    raise _too_long(paragraph, endless, max(_sizes(paragraph, endless, size, size)), size)


def _filled(
    paragraph: Paragraph,
    frame: Frame,
    line_height: float,
    min_size: float,
    largest: float,
    bars: Bars | None,
    ratio: float,
) -> Fitted:
    """Every line scaled to the width, the breaks chosen so that the block fills its box."""
    stack = stacked(paragraph, frame.width, frame.height, line_height, frame.most, min_size, largest, bars, ratio)
    if stack is None or min(stack.sizes) < min_size:
        raise _too_long(paragraph, frame, min(stack.sizes) if stack else 0, min_size)
    lines = tuple(
        Line(cut.start, cut.end, cut.hyphen, cut.width * size, size, baseline)
        for cut, size, baseline in zip(stack.breaks, stack.sizes, stack.baselines, strict=True)
    )
    fitted = _fitted(paragraph, lines, frame, line_height, "fill", stack.level, (), bars)
    return replace(fitted, used_width=min(fitted.used_width, frame.width), used_height=stack.height)


def _too_long(paragraph: Paragraph, frame: Frame, reached: float, wanted: float) -> DoesNotFit:
    """The error for a text that reaches only `reached` px where `wanted` is the least."""
    needed = f"; it would need {_px(reached)} px" if reached else ""
    by_width = replace(frame, height=float("inf"), most=MOST_LINES)
    if not _fits(measured(paragraph, len(LEVELS) - 1), by_width, wanted):
        word = printable(_widest(measured(paragraph, len(LEVELS) - 1)))
        what = f"“{word}” is wider than its box of {_px(frame.width)} px at {_px(wanted)} px{needed}"
        return DoesNotFit(what, hint="use a shorter word, a larger format or another template")
    count = len(paragraph.text)
    what = f"{count} characters do not fit into {_px(frame.width)} × {_px(frame.height)} px at {_px(wanted)} px{needed}"
    surplus = count - floor(count * (reached / wanted) ** 2)
    shorten = f"shorten it by about {surplus} characters" if surplus < count else "shorten it"
    return DoesNotFit(what, hint=f"{shorten}, or take a larger format or another template")


def _widest(places: Measured) -> str:
    """What takes most width of all that no line may end in."""
    pieces = [places.line(index, index + 1) for index in range(len(places.starts) - 1)]
    widest = max(pieces, key=lambda piece: piece.width)
    return places.paragraph.text[widest.start : widest.end]


def _around(text: str, position: int) -> str:
    """The word around a break, with the hyphen in it."""
    start = len(text[:position]) - len(text[:position].split()[-1])
    rest = text[position:].split()
    return printable(text[start:position] + "-" + (rest[0] if rest else ""))


def _px(value: float) -> str:
    return "∞" if value == float("inf") else f"{value:.2f}".rstrip("0").rstrip(".")
