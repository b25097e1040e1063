"""A fitted paragraph and its box -> positioned glyphs and the bars behind them, as items of a scene.

Positions are fractions of a pixel, as the font says; only drawing rounds. Quotation marks that open a line and points
that end one hang into the margin, and letters stand there by their ink, so that the edge the eye sees is straight.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, groupby
from math import inf
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from smgen import fonts as font_files
from smgen.color import Color
from smgen.fonts import glyph_ink
from smgen.geometry import Box
from smgen.scene import Face, Fill, Glyphs, Item, Shape
from smgen.text.bearings import bearing, glyph_range
from smgen.text.bidi import visual_runs
from smgen.text.fit import Fitted, Line
from smgen.text.frame import edges
from smgen.text.paragraph import Paragraph, Run
from smgen.text.shape import CURSIVE, reshape

__all__ = ["Align", "Setting", "VerticalAlign", "lacking", "set_lines"]

Align = Literal["start", "center", "end", "justify"]
VerticalAlign = Literal["start", "center", "end"]

# Shares of a mark's width that hang into the margin; the figures are ours, by eye.
HANGS_BEFORE: Final = dict.fromkeys("„“”‚‘’«»‹›\"'", 1.0) | dict.fromkeys("([", 0.25) | {"–": 0.5, "—": 0.5, "•": 0.5}
HANGS_AFTER: Final = dict.fromkeys("“”„‘’«»‹›\"'", 1.0) | dict.fromkeys(".,،۔-‐", 0.7) | dict.fromkeys("–—:;…!?", 0.4)
HYPHEN_WIDTH: Final = 0.33  # em, about

MARK_ABOVE: Final = 0.22  # of the marker bar above the capitals, em: an umlaut's dots stand on it
MARK_BELOW: Final = 0.22
MARK_BESIDE: Final = 0.1
MARK_RADIUS: Final = 0.08


class Setting(Struct, frozen=True):
    """Text in its place: items back to front, and the box of each line from the top of its capitals to its baseline."""

    items: tuple[Item, ...]
    box: Box
    lines: tuple[Box, ...]
    texts: tuple[str, ...]

    @property
    def ink(self) -> Box:
        """What the glyphs and bars really cover; an empty box where there is nothing."""
        boxes = [box for item in self.items for box in _inks(item)]
        if not boxes:
            return Box(self.box.left, self.box.top, 0, 0)
        union = boxes[0]
        for box in boxes[1:]:
            union = union.union(box)
        return union

    @property
    def words(self) -> str:
        """What it says, line by line."""
        return "\n".join(self.texts)


class _Piece(NamedTuple):
    """A run of glyphs in its line: where its pen starts and how far it goes, in px."""

    run: Run
    left: float
    width: float


def set_lines(
    fitted: Fitted,
    box: Box,
    align: Align = "start",
    vertical: VerticalAlign = "start",
    *,
    hanging: float = inf,
) -> Setting:
    """The fitted lines as items inside `box`. `start` and `end` follow the direction of the paragraph.

    Marks hang up to `hanging` px beyond the box; with 0 lines stand by their advances, not by their ink.
    """
    slack = box.height - fitted.used_height
    top = box.top + {"start": 0.0, "center": slack / 2, "end": slack}[vertical]
    back: list[Item] = []
    front: list[Item] = []
    boxes: list[Box] = []
    inwards = _inwards(fitted, box, hanging) if align == "start" else 0.0
    for index, line in enumerate(fitted.lines):
        baseline = top + line.baseline
        justified = align == "justify" and index < len(fitted.lines) - 1 and not _ends_forced(fitted, line)
        left = _left(fitted, line, index, box, align, hanging) + (inwards if index else 0.0)
        pieces = _pieces(fitted.paragraph, line, left, box.width - line.width if justified else 0.0)
        width = box.width if justified else line.width
        capitals = fitted.paragraph.cap_height * line.scale * line.size
        boxes.append(Box(left, baseline - capitals, width, capitals))
        if fitted.bars:
            back.append(_bar(fitted, boxes[-1], line.size))
        back += _marks(fitted.paragraph, line, pieces, baseline)
        written = list(_glyph_items(fitted, line, pieces, baseline))
        front += _centred(written, back[-1]) if fitted.bars and _reaches(fitted.paragraph) else written
    return Setting((*back, *front), box, tuple(boxes), fitted.texts)


def _reaches(paragraph: Paragraph) -> bool:
    """Whether letters reach beyond what Latin ones do, above or below."""
    return paragraph.over > 0 or paragraph.under > 0


def _centred(written: list[Glyphs], bar: Item) -> list[Glyphs]:
    """A line in the middle of its bar by its ink: where one word has tails and the next has none, no baseline shows."""
    inks = [ink for item in written for ink in _inks(item)]
    if not inks or not isinstance(bar, Fill):
        return written
    middle = (min(ink.top for ink in inks) + max(ink.bottom for ink in inks)) / 2
    down = bar.shape.box.top + bar.shape.box.height / 2 - middle
    return [
        replace(item, ys=tuple(y + down for y in item.ys), box=item.box._replace(top=item.box.top + down))
        for item in written
    ]


def _ends_forced(fitted: Fitted, line: Line) -> bool:
    return fitted.paragraph.text[line.end : line.end + 1] == "\n"


def lacking(fitted: Fitted, width: float, hanging: float) -> float:
    """How much narrower than a box of `width` px the lines would have to be so that letters stand under letters where an
    opening mark, too large for the margin, hangs only in part."""
    inside = _kept_inside(fitted, hanging)
    return max(0.0, inside - max(0.0, _room(fitted, width, hanging))) if inside else 0.0


def _inwards(fitted: Fitted, box: Box, hanging: float) -> float:
    """How far the lines below the first move to the right, px, to stand under its letters; as far as there is room."""
    inside = _kept_inside(fitted, hanging)
    moved = max(0.0, min(inside, _room(fitted, box.width, hanging))) if inside else 0.0
    return -moved if fitted.paragraph.is_rtl else moved


def _kept_inside(fitted: Fitted, hanging: float) -> float:
    """How much of the mark that opens the first of several lines should hang out but may not, px."""
    if hanging <= 0 or fitted.bars or len(fitted.lines) < 2:
        return 0.0
    first = fitted.lines[0]
    if first.end == first.start or fitted.paragraph.text[first.start] not in HANGS_BEFORE:
        return 0.0  # of nearly all texts, which are not asked for their bearings again
    return _before(fitted.paragraph, first, inf) - _before(fitted.paragraph, first, hanging)


def _room(fitted: Fitted, width: float, hanging: float) -> float:
    """The room beside the lines below the first, px; the marks that end them need none."""
    others = (line for line in fitted.lines[1:] if line.end > line.start)
    return width - max((line.width - _after(fitted.paragraph, line, hanging) for line in others), default=0.0)


def _left(fitted: Fitted, line: Line, index: int, box: Box, align: Align, hanging: float) -> float:
    """The left edge of a line's advance, its hanging marks outside."""
    padding = fitted.bars.padding_x * line.size if fitted.bars else 0.0
    offset = fitted.bars.offset * line.size * (index % 2) if fitted.bars else 0.0
    hangs = hanging > 0 and not fitted.bars and line.end > line.start
    slack = box.width - line.width - 2 * padding
    is_rtl = fitted.paragraph.is_rtl
    if align == "center":
        # The line without its hanging marks is what stands in the middle.
        before = _before(fitted.paragraph, line, hanging) if hangs else 0.0
        after = _after(fitted.paragraph, line, hanging) if hangs else 0.0
        return box.left + padding + slack / 2 + (before - after if is_rtl else after - before) / 2 + offset
    beyond = (_after if align == "end" else _before)(fitted.paragraph, line, hanging) if hangs else 0.0
    if (align == "end") != is_rtl:
        return box.left + padding + slack + beyond - offset
    return box.left + padding - beyond + offset


def _before(paragraph: Paragraph, line: Line, most: float) -> float:
    """How much of a line hangs over its start, px: of a mark most, of a letter the room it brings along."""
    first = line.start
    share = HANGS_BEFORE.get(paragraph.text[first])
    if share is None:
        return bearing(paragraph, first, starts=True) * line.size
    hanging = share * (paragraph.widths[first + 1] - paragraph.widths[first])
    return min((hanging + bearing(paragraph, first + 1, starts=True)) * line.size, most)


def _after(paragraph: Paragraph, line: Line, most: float) -> float:
    """How much of a line hangs over its end, px."""
    last = line.end - 1
    if line.hyphen:
        return min(HANGS_AFTER["-"] * HYPHEN_WIDTH * line.size, most)
    share = HANGS_AFTER.get(paragraph.text[last])
    if share is None:
        return bearing(paragraph, last, starts=False) * line.size
    hanging = share * (paragraph.widths[last + 1] - paragraph.widths[last])
    return min((hanging + bearing(paragraph, last - 1, starts=False)) * line.size, most)


def _pieces(paragraph: Paragraph, line: Line, left: float, stretch: float) -> list[_Piece]:
    """The runs of a line from left to right, each with its place; `stretch` px are shared out among the spaces."""
    runs = list(_cut_runs(paragraph, line))
    spaces = paragraph.text.count(" ", line.start, line.end)
    if stretch > 0 and spaces:
        runs = [_stretched(paragraph.text, run, stretch / spaces / line.size) for run in runs]
    pen = left - _leading_space(paragraph, runs) * line.size
    pieces = []
    for run in runs:
        width = run.width * line.size
        pieces.append(_Piece(run, pen, width))
        pen += width
    return pieces


def _cut_runs(paragraph: Paragraph, line: Line) -> Iterator[Run]:
    """The line's part of each run, in visual order (UAX #9, L2)."""
    inside = [run for run in paragraph.runs if run.start < line.end and run.end > line.start]
    if not inside:
        return
    last = inside[-1]
    for start, end, level in visual_runs(bytes(run.level for run in inside)):
        group = inside[start:end]
        for run in reversed(group) if level % 2 else group:
            yield _part(paragraph, run, line, line.hyphen and run is last)


def _part(paragraph: Paragraph, run: Run, line: Line, hyphen: bool) -> Run:
    start, end = max(run.start, line.start), min(run.end, line.end)
    whole = start == run.start and end == run.end
    if whole and not hyphen:
        return run
    if hyphen or start in run.unsafe or end in run.unsafe:
        return reshape(paragraph, run, start, end, (line.start, line.end), hyphen)
    first, last = glyph_range(run, start, end)
    part = slice(first, last)
    return replace(
        run,
        start=start,
        end=end,
        ids=run.ids[part],
        clusters=run.clusters[part],
        advances=run.advances[part],
        rights=run.rights[part],
        ups=run.ups[part],
    )


def _stretched(text: str, run: Run, extra: float) -> Run:
    advances = tuple(
        advance + extra * (text[cluster] == " ") for advance, cluster in zip(run.advances, run.clusters, strict=True)
    )
    return replace(run, advances=advances)


def _leading_space(paragraph: Paragraph, runs: list[Run]) -> float:
    """The letter spacing at the left of a right-to-left line, which belongs to nothing, em."""
    if not paragraph.is_rtl or not runs or not runs[0].level % 2 or runs[0].script in CURSIVE:
        return 0.0
    return runs[0].style.letter_spacing * runs[0].style.scale


def _glyph_items(fitted: Fitted, line: Line, pieces: list[_Piece], baseline: float) -> Iterator[Glyphs]:
    """One item for each stretch of one face, size and colour."""
    for (face, scale, color), group in groupby(
        pieces, lambda piece: (piece.run.face, piece.run.scale, piece.run.style.color)
    ):
        yield _glyphs(fitted.paragraph, line, list(group), baseline, face, scale * line.size, color)


def _glyphs(
    paragraph: Paragraph, line: Line, pieces: list[_Piece], baseline: float, face: Face, size: float, color: Color
) -> Glyphs:
    ids: list[int] = []
    xs: list[float] = []
    ys: list[float] = []
    em = line.size
    for run, left, _ in pieces:
        pens = list(accumulate([advance * em for advance in run.advances], initial=left))
        moved = any(run.rights)
        xs += [pen + right * em for pen, right in zip(pens, run.rights, strict=False)] if moved else pens[:-1]
        ids += run.ids
        ys += [baseline - up * em for up in run.ups] if any(run.ups) else [baseline] * len(run.ups)
    spans = sorted((piece.run.start, piece.run.end) for piece in pieces)
    words = "".join(paragraph.text[start:end] for start, end in spans)
    hyphen = "-" if line.hyphen and spans[-1][1] == line.end else ""
    measures = font_files.metrics(face)
    left = pieces[0].left
    box = Box(
        left,
        baseline - measures.ascender * size,
        pieces[-1].left + pieces[-1].width - left,
        (measures.ascender - measures.descender) * size,
    )
    return Glyphs(face, size, color, tuple(ids), tuple(xs), tuple(ys), words + hyphen, box)


def _marks(paragraph: Paragraph, line: Line, pieces: list[_Piece], baseline: float) -> Iterator[Fill]:
    """A rounded bar behind each marked stretch of the line."""
    for mark, group in groupby(pieces, lambda piece: piece.run.style.mark):
        if mark is None:
            continue
        stretch = list(group)
        size = line.size * max(piece.run.style.scale for piece in stretch)
        left, right = stretch[0].left, stretch[-1].left + stretch[-1].width
        beside = MARK_BESIDE * size
        top = baseline - (paragraph.cap_height + MARK_ABOVE + paragraph.over) * size
        bottom = baseline + (MARK_BELOW + paragraph.under) * size
        box = Box(left - beside, top, right - left + 2 * beside, bottom - top)
        yield Fill(Shape(box, (MARK_RADIUS * size,) * 4), mark)


def _bar(fitted: Fitted, line: Box, size: float) -> Fill:
    bars = fitted.bars
    assert bars is not None
    beside = bars.padding_x * size
    above, below = edges(fitted.paragraph, bars)
    box = Box(
        line.left - beside, line.top - above * size, line.width + 2 * beside, line.height + (above + below) * size
    )
    return Fill(Shape(box, (bars.radius * size,) * 4), bars.color)


def _inks(item: Item) -> Iterator[Box]:
    if isinstance(item, Fill):
        yield item.shape.box
    if isinstance(item, Glyphs):
        for glyph, x, y in zip(item.glyphs, item.xs, item.ys, strict=True):
            left, top, width, height = glyph_ink(item.face, glyph)
            if width:
                yield Box(x + left * item.size, y - top * item.size, width * item.size, height * item.size)
