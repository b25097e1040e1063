"""A paragraph and a measure -> where its lines end.

Two ways: greedy, which needs only a handful of comparisons a line and tells how many lines a measure takes; and total
fit, which looks at all ways to set the paragraph and takes the one with the least raggedness and the fewest bad breaks
(after Knuth and Plass, "Breaking Paragraphs into Lines", 1981, with a ragged edge instead of stretched spaces).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from smgen.text.kept_whole import dividable
from smgen.text.opportunities import Opportunity, Quality
from smgen.text.paragraph import SPACES, Paragraph, Run
from smgen.text.shape import CURSIVE, divided, hyphen_width, reshape, trimmed_end

__all__ = [
    "DIVIDED",
    "LEVELS",
    "Break",
    "Measured",
    "Wrap",
    "evenest",
    "greedy",
    "is_even",
    "line_count",
    "loosest",
    "measured",
    "total_fit",
]

Wrap = Literal["balance", "pretty", "stable"]

# What each level adds, from only good breaks to every hyphen the dictionary knows.
LEVELS: Final = ("good breaks only", "breaks after small words", "hyphens in compounds", "hyphens everywhere")
DIVIDED: Final = 2  # the first of them with the dictionary's hyphens
JOINT: Final = 3  # from this weight on a hyphen stands between the parts of a compound, or where the author set it

# Costs in squared shares of the measure: a line a third too short costs 0.11.
POOR_COST: Final = 0.08
HYPHEN_COSTS: Final = {4: 0.06, 3: 0.1, 2: 0.2, 1: 0.35}
# What is gained where a line ends with the sense.
PAUSES: Final = {**dict.fromkeys(".!?:…。！？：؟۔", 0.06), **dict.fromkeys(",;،؛，、", 0.03)}
HYPHENS_RUNNING_COST: Final = 0.5
SHORT_LAST_COST: Final = 0.25
SHORT_LAST: Final = 0.33
LONELY_WORD_COST: Final = 0.15
EXTRA_LINE_COST: Final = 0.12
# Shares of the widest line: a line that is shorter, or a word alone that is, makes a block ragged.
SHORT_LINE: Final = 0.5
SHORT_WORD: Final = 0.7
EVEN_STEPS: Final = (1.0, 1.02, 1.05, 1.08, 1.12, 1.16)
ROUNDING: Final = 1e-9
LOOSE: Final = 0.15


class Break(NamedTuple):
    """A line's characters `start` to `end`, spaces trimmed, its width in em, and whether it ends in an added hyphen."""

    start: int
    end: int
    width: float
    hyphen: bool


class Measured(Struct, frozen=True, eq=False):
    """The places a line may end at one level: from place i to place j a line is `ends[j] - starts[i]` em wide.

    Place 0 is the beginning of the text. `nearest[j]` is the smallest of `ends` from j to the next forced break, so
    that bisection finds the longest line even where a hyphen makes a nearer place the wider one.
    """

    paragraph: Paragraph
    positions: tuple[int, ...]
    trimmed: tuple[int, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    nearest: tuple[float, ...]
    hyphens: tuple[bool, ...]
    costs: tuple[float, ...]
    pauses: tuple[float, ...]
    boundaries: tuple[int, ...]
    """For each place the next forced break after it."""

    def line(self, start: int, end: int) -> Break:
        """The line between two places."""
        first = self.positions[start]
        last = max(self.trimmed[end], first)
        width = self.ends[end] - self.starts[start] if last > first else 0.0
        return Break(first, last, max(width, 0.0), self.hyphens[end])


class _Place(NamedTuple):
    """A place a line may end, where the ink before it ends and that after it begins, and what lines measure there, em."""

    place: Opportunity
    position: int
    trimmed: int
    start: float
    end: float


@lru_cache(maxsize=128)
def measured(paragraph: Paragraph, level: int) -> Measured:
    """All places of a level (an index into LEVELS) with what a line that starts or ends there measures."""
    before, places = _places(paragraph, level >= DIVIDED)
    first, last = before.position, len(paragraph.text)
    return _table(paragraph, [before, *[place for place in places if _allowed(place.place, level, first, last)]])


@lru_cache(maxsize=64)
def loosest(paragraph: Paragraph) -> Measured:
    """What no level can outdo: as if the dictionary divided every long word everywhere. Costs a fraction of a look at it.

    At such a place the letters are taken to kern or join by LOOSE em at the most.
    """
    before, places = _places(paragraph, False)
    if not paragraph.hyphenate:
        return _table(paragraph, [before, *places])
    widths, loose = paragraph.widths, LOOSE * paragraph.scale
    shortest = min(
        hyphen_width(run.face, run.script, run.style, run.scale, paragraph.lang, "n") for run in paragraph.runs
    )
    rows = {place.place.position: (place.position, place.start, place.end, place.place.quality) for place in places}
    # A place already known is as good as a hyphen there, or better.
    added = {at: (at, widths[at] + loose, widths[at] - loose + shortest, None) for at in dividable(paragraph.text)}
    known = sorted(({at: row for at, row in added.items() if at > before.position} | rows).items())
    positions, starts, ends, qualities = zip(*(row for _, row in known), strict=True)
    forced = [quality is Quality.MANDATORY for quality in qualities]
    ends = (before.end, *ends)
    count = len(ends)
    return Measured(
        paragraph,
        (before.position, *positions),
        (0, *[at for at, _ in known]),
        (before.start, *starts),
        ends,
        _nearest(ends, forced),
        (False,) * count,
        (0.0,) * count,
        (0.0,) * count,
        _boundaries(forced),
    )


def _table(paragraph: Paragraph, places: Sequence[_Place]) -> Measured:
    opportunities, positions, trimmed, starts, ends = zip(*places, strict=True)
    forced = [place.quality is Quality.MANDATORY for place in opportunities[1:]]
    return Measured(
        paragraph,
        positions,
        trimmed,
        starts,
        ends,
        _nearest(ends, forced),
        tuple([place.hyphen for place in opportunities]),
        tuple([_cost(place) for place in opportunities]),
        tuple([PAUSES.get(paragraph.text[end - 1 : end], 0.0) for end in trimmed]),
        _boundaries(forced),
    )


@lru_cache(maxsize=64)
def _places(paragraph: Paragraph, with_hyphens: bool) -> tuple[_Place, tuple[_Place, ...]]:
    """Where the paragraph begins, and all its places, with the dictionary's hyphens or without."""
    text, widths = paragraph.text, paragraph.widths
    opportunities = divided(paragraph) if with_hyphens else paragraph.opportunities
    edges = _Edges(paragraph, opportunities)
    first = len(text) - len(text.lstrip(SPACES.replace("\n", "")))
    before = _Place(Opportunity(0, Quality.GOOD), first, 0, widths[first] - edges.start_change(first), 0.0)
    places = []
    for place in opportunities:
        position, end = _after_spaces(text, place.position), trimmed_end(text, place.position)
        width = widths[end] - edges.spacing_before(end) + edges.end_change(end, place.hyphen)
        places.append(_Place(place, position, end, widths[position] - edges.start_change(position), width))
    return before, tuple(places)


def line_count(places: Measured, limit: float, most: int) -> int:
    """How many lines a measure of `limit` em takes at least; `most + 1` if more than that, or if something is wider."""
    starts, nearest, boundaries = places.starts, places.nearest, places.boundaries
    limit += ROUNDING
    last = len(starts) - 1
    place = count = 0
    while place < last:
        count += 1
        if count > most:
            return count
        end = bisect_right(nearest, starts[place] + limit, place + 1, boundaries[place] + 1) - 1
        if end <= place:
            return most + 1
        place = end
    return count


def greedy(places: Measured, limit: float) -> list[int] | None:
    """The places where lines end when each takes all it can; None if something is wider than the measure."""
    last = len(places.starts) - 1
    found: list[int] = []
    place = 0
    while place < last:
        bound = places.starts[place] + limit + ROUNDING
        end = bisect_right(places.nearest, bound, place + 1, places.boundaries[place] + 1) - 1
        if end <= place:
            return None
        found.append(end)
        place = end
    return found


def total_fit(places: Measured, limit: float, most: int, wrap: Wrap) -> list[int] | None:
    """The places where lines end at least cost, in as few lines as a greedy setting, or one more if much better.

    None if it cannot be done in `most` lines.
    """
    least = greedy(places, limit)
    if least is None or len(least) > most:
        return None
    if wrap == "stable":
        return least
    found: list[int] = []
    spare = most - len(least)
    start = 0
    while start < len(places.starts) - 1:
        end = places.boundaries[start]
        count = bisect_right(least, end) - bisect_right(least, start)
        found += _best(places, start, end, count, limit, wrap, spare if wrap == "balance" else 0)
        start = end
    return found


def is_even(places: Measured, chosen: Sequence[int]) -> bool:
    """Whether no line is much shorter than the widest, no word stands alone that does not nearly fill its line, and none
    ends in an article or the like."""
    widths = _widths(places, chosen)
    widest = max(widths, default=0.0)
    return all(
        places.costs[end] != POOR_COST and width >= _least(places, start, end) * widest
        for start, end, width in zip((0, *chosen), chosen, widths, strict=False)
    )


def _widths(places: Measured, chosen: Sequence[int]) -> list[float]:
    """How wide the lines are that end at these places, in em."""
    return [places.ends[end] - places.starts[start] for start, end in zip((0, *chosen), chosen, strict=False)]


def evenest(places: Measured, count: int) -> tuple[float, Sequence[int]] | None:
    """The measure in em at which `count` lines are even, and the places where they end; None if there is none.

    Looked for are measures up to a sixth wider than `count` lines need at all: the narrowest, unless in a wider one
    the lines end with the sense.
    """
    last = len(places.starts) - 1
    if places.boundaries[0] != last:
        return None  # where the author broke lines they are as long as the author wants
    narrowest = _narrowest(places, count)
    found = [
        (cost + log(step), chosen) for step in EVEN_STEPS for cost, chosen in _even_in(places, count, narrowest * step)
    ]
    if not found:
        return None
    _, chosen = min(found)
    return max(_widths(places, chosen)), chosen


def _narrowest(places: Measured, count: int) -> float:
    """The least measure that `count` lines need, in em, to a thousandth."""
    high = max(places.ends) - places.starts[0]
    low = high / count * 0.9
    while high - low > high * 0.001:
        middle = (low + high) / 2
        low, high = (low, middle) if line_count(places, middle, count) <= count else (middle, high)
    return high


def _even_in(places: Measured, count: int, measure: float) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Where `count` lines end that are even in this measure, and at which cost, if there are any."""
    starts, ends, nearest, costs = places.starts, places.ends, places.nearest, places.costs
    last = len(starts) - 1
    layer: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for left in range(count - 1, -1, -1):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for place, (cost, way) in layer.items():
            edge = starts[place] + measure + ROUNDING
            for other in range(place + 1, last - left + 1) if left else (last,):
                if nearest[other] > edge:
                    break
                width = ends[other] - starts[place]
                if ends[other] > edge or costs[other] == POOR_COST or width < _least(places, place, other) * measure:
                    continue
                slack = 1 - width / measure
                total = cost + costs[other] - places.pauses[other] + slack * slack
                if other not in following or total < following[other][0]:
                    following[other] = total, (*way, other)
        layer = following
    if last in layer:
        yield layer[last]


def _least(places: Measured, start: int, end: int) -> float:
    """The share of the widest line that the line between two places must reach not to be short."""
    text = places.paragraph.text
    first, last = places.positions[start], places.trimmed[end]
    is_word = (not first or text[first - 1] in SPACES) and (last == len(text) or text[last] in SPACES)
    return SHORT_WORD if is_word and len(text[first:last].split()) == 1 else SHORT_LINE


def _best(places: Measured, start: int, end: int, count: int, limit: float, wrap: Wrap, spare: int) -> list[int]:
    """The best setting of one stretch between forced breaks in `count` lines, or one more."""
    if count == 1:
        return [end]
    cost, chosen = _set_in(places, start, end, count, limit, wrap)
    if spare and count > 2 and cost > EXTRA_LINE_COST and end - start > count:
        longer_cost, longer = _set_in(places, start, end, count + 1, limit, wrap)
        if longer and longer_cost + EXTRA_LINE_COST < cost:
            return longer
    return chosen


def _set_in(places: Measured, start: int, end: int, count: int, limit: float, wrap: Wrap) -> tuple[float, list[int]]:
    """The least cost, and the places, of exactly `count` lines from `start` to `end`."""
    starts, ends, nearest, hyphens = places.starts, places.ends, places.nearest, places.hyphens
    costs = [cost - pause for cost, pause in zip(places.costs, places.pauses, strict=True)]
    bound = limit + ROUNDING
    ideal = min(limit, (ends[end] - starts[start]) / count) if wrap == "balance" else limit
    needed = _lines_left(places, start, end, bound)
    said = places.paragraph.text[: places.trimmed[end]]
    lonely = max(said.rfind(" "), said.rfind("\u00a0"), said.rfind("\u202f")) + 1
    layer: dict[int, float] = {start: 0.0}
    before: list[dict[int, int]] = []
    for left in range(count - 1, -1, -1):
        following: dict[int, float] = {}
        came: dict[int, int] = {}
        for place, cost in layer.items():
            edge = starts[place] + bound
            hyphen_before = hyphens[place]
            for other in range(place + 1, end - left + 1) if left else (end,):
                if ends[other] > edge:
                    if nearest[other] > edge:
                        break
                    continue
                if needed[other - start] > left:
                    continue
                slack = (ideal - ends[other] + starts[place]) / ideal if ideal > 0 else 0.0
                total = cost + costs[other] + (slack * slack if left else _last_cost(slack, wrap))
                if hyphen_before and hyphens[other]:
                    total += HYPHENS_RUNNING_COST
                if not left and places.positions[place] >= lonely:
                    total += LONELY_WORD_COST
                if total < following.get(other, 1e9):
                    following[other] = total
                    came[other] = place
        layer = following
        before.append(came)
    if end not in layer:
        return 1e9, []
    chosen = [end]
    for came in reversed(before[1:]):
        chosen.append(came[chosen[-1]])
    return layer[end], chosen[::-1]


def _last_cost(slack: float, wrap: Wrap) -> float:
    """A last line may be shorter than the others, but not by much more than half; never much longer when balanced."""
    short = SHORT_LAST_COST if slack > 1 - SHORT_LAST else 0.0
    return short + (slack * slack / 2 if wrap == "balance" else 0.0)


def _lines_left(places: Measured, start: int, end: int, bound: float) -> list[int]:
    """For each place from `start` to `end` how many lines the rest takes at least."""
    needed = [0] * (end - start + 1)
    for place in range(end - 1, start - 1, -1):
        far = bisect_right(places.nearest, places.starts[place] + bound, place + 1, end + 1) - 1
        needed[place - start] = 1 + needed[far - start] if far > place else 1_000_000
    return needed


def _allowed(place: Opportunity, level: int, first: int, last: int) -> bool:
    if place.position <= first and place.position != last:
        return False
    if place.quality is Quality.HYPHEN:
        return level >= (2 if place.weight >= JOINT else 3)
    return place.quality is not Quality.POOR or level >= 1


def _after_spaces(text: str, position: int) -> int:
    """Where the next line's ink begins; spaces after a forced break are dropped, empty lines are not."""
    while position < len(text) and text[position] in SPACES and text[position] != "\n":
        position += 1
    return position


def _nearest(ends: Sequence[float], forced: list[bool]) -> tuple[float, ...]:
    nearest = list(ends)
    for index in range(len(nearest) - 2, 0, -1):
        if not forced[index - 1]:
            nearest[index] = min(nearest[index], nearest[index + 1])
    return tuple(nearest)


def _boundaries(forced: list[bool]) -> tuple[int, ...]:
    boundaries = [len(forced)] * (len(forced) + 1)
    for index in range(len(forced) - 1, -1, -1):
        boundaries[index] = index + 1 if forced[index] else boundaries[index + 1]
    return tuple(boundaries)


def _cost(place: Opportunity) -> float:
    if place.quality is Quality.HYPHEN:
        return HYPHEN_COSTS.get(place.weight, 0.35)
    return POOR_COST if place.quality is Quality.POOR else 0.0


class _Edges:
    """What a line's end or start changes in the widths of a paragraph shaped as one line, em. Remembers hyphens."""

    def __init__(self, paragraph: Paragraph, places: Sequence[Opportunity]) -> None:
        self.paragraph = paragraph
        self.places = places
        self.runs = paragraph.runs
        self.ends = [run.end for run in paragraph.runs]
        self.unsafe = frozenset().union(*(run.unsafe for run in paragraph.runs))
        self.spacings = [
            run.style.letter_spacing * run.style.scale if run.script not in CURSIVE else 0.0 for run in paragraph.runs
        ]
        self.hyphens: dict[tuple[int, str], float] = {}

    def spacing_before(self, end: int) -> float:
        """The letter spacing after a line's last character, which is not part of its width."""
        return self.spacings[self._run_at(end - 1)] if end else 0.0

    def end_change(self, end: int, hyphen: bool) -> float:
        """How much wider the text before `end` is when a line ends there: its hyphen, kerning and joins undone."""
        if not end or not (hyphen or end in self.unsafe):
            return 0.0
        index = self._run_at(end - 1)
        run = self.runs[index]
        if end in self.unsafe:
            start = max((cut for cut in self._cuts() if run.start <= cut < end), default=run.start)
            return self._changed(run, start, end, hyphen)
        letters = self.paragraph.text[max(run.start, end - 2) : end]  # two, for the last may be a soft hyphen
        if (index, letters) not in self.hyphens:
            width = hyphen_width(run.face, run.script, run.style, run.scale, self.paragraph.lang, letters)
            self.hyphens[index, letters] = width
        return self.hyphens[index, letters]

    def start_change(self, start: int) -> float:
        """How much wider the text after `start` is when a line starts there."""
        if start not in self.unsafe:
            return 0.0
        run = self.runs[self._run_at(start)]
        end = min((cut for cut in self._cuts() if start < cut <= run.end), default=run.end)
        return self._changed(run, start, end, False)

    def _changed(self, run: Run, start: int, end: int, hyphen: bool) -> float:
        widths = self.paragraph.widths
        return reshape(self.paragraph, run, start, end, (start, end), hyphen).width - (widths[end] - widths[start])

    def _cuts(self) -> Iterator[int]:
        """The places where a run can be cut without shaping it again."""
        return (place.position for place in self.places if place.position not in self.unsafe)

    def _run_at(self, position: int) -> int:
        return bisect_right(self.ends, position)
