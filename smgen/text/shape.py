"""Spans -> a `Paragraph`: itemised, shaped once by HarfBuzz in font units, measured in em.

Everything later (sizes, line breaks, drawing) comes from this one shaping; only where a line is cut inside a ligature,
a kerned pair or joined letters is that line shaped again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

import uharfbuzz
from msgspec.structs import replace

from smgen import fonts as font_files
from smgen.errors import Note
from smgen.fonts import FontBook, hb_font
from smgen.late import expression
from smgen.scene import Face
from smgen.text.bidi import Base, Direction, guess_direction, levels, needs_bidi
from smgen.text.itemize import Item, itemize
from smgen.text.kept_whole import dividable
from smgen.text.opportunities import Opportunity, Quality, opportunities
from smgen.text.paragraph import SPACES, USUAL_ABOVE, USUAL_BELOW, Paragraph, Run, Span, Style, TextTransform
from smgen.text.transform import transformed

__all__ = ["CURSIVE", "HYPHEN", "divided", "hyphen_width", "reshape", "shape", "trimmed_end"]

HYPHEN: Final = "-"
HYPHENS: Final = expression("[\u2010\u2011]")  # HarfBuzz makes one of the other, but neither of the plain one
EMOJI_SCALE: Final = 0.9
# Letters that join: space between them would tear words apart. Source: CSS Text 3, 8.2.1, "cursive scripts".
CURSIVE: Final = frozenset({"Arab", "Syrc", "Mong", "Nkoo", "Mand", "Rohg", "Adlm", "Phag"})
# Marks on letters, two accents on one, and the scripts of South and South-East Asia, Hebrew points, Arabic.
REACHING: Final = expression(
    "[\u0300-\u036f\u0591-\u05c7\u0600-\u08ff\u0900-\u109f\u1780-\u17ff\u1ea0-\u1ef9\u1f00-\u1fff\ufb50-\ufdff\ufe70-\ufefc]"
)
TELEPHONE: Final = expression(r"(?<!\w)(?:\+\d{1,3}|\(?0\d{1,5}\)?)(?:[ \u00a0\u202f/()-]{1,3}\d+)+(?!\w)")
NEGLIGIBLE: Final = 0.03
UNSAFE_TO_BREAK: Final = 1
# Controls have no glyph and would come out as boxes; a break opportunity of no width stands for them.
DRAWN_AS: Final = dict.fromkeys((*range(32), *range(127, 160)), "\u200b") | {9: " ", 10: " ", 13: " "}


def shape(
    spans: Iterable[Span],
    fonts: FontBook,
    lang: str = "de",
    *,
    direction: Base = "auto",
    transform: TextTransform = "none",
    hyphenate: bool = True,
    never: frozenset[str] = frozenset(),
) -> Paragraph:
    """The text of all spans as one shaped paragraph; the same object for the same arguments while it is in the cache.

    `lang` (BCP 47) chooses localised forms, hyphenation and the rules of `transform`; words in `never` (names)
    take no hyphen. Raises MissingGlyphs, UnknownName.
    """
    return _shape(tuple(spans), fonts, lang, direction, transform, hyphenate, never)


def reshape(paragraph: Paragraph, run: Run, start: int, end: int, line: tuple[int, int], hyphen: bool = False) -> Run:
    """The part of a run that a line from `line[0]` to `line[1]` holds, shaped for that line, with a hyphen if asked."""
    text = paragraph.text[line[0] : end] + (HYPHEN if hyphen else paragraph.text[end : line[1]])
    item = Item(start - line[0], end - line[0] + hyphen, run.face, run.script, run.level, run.style)
    shaped = _shape_item(text.translate(DRAWN_AS), item, paragraph.lang, run.scale, run.shift)
    clusters = tuple(min(cluster + line[0], end - 1) for cluster in shaped.clusters)
    return replace(shaped, start=start, end=end, clusters=clusters)


@lru_cache(maxsize=64)
def divided(paragraph: Paragraph) -> tuple[Opportunity, ...]:
    """All places a line of the paragraph may end, the dictionary's hyphens among them."""
    if not paragraph.hyphenate:
        return paragraph.opportunities
    keep = _marked(paragraph.spans)
    places = opportunities(paragraph.text, paragraph.lang, hyphenate=True, keep=keep, never=paragraph.never)
    return _with_end(places, len(paragraph.text))


def trimmed_end(text: str, end: int) -> int:
    """Where the ink before `end` ends: spaces at a line's end take no room."""
    while end and text[end - 1] in SPACES:
        end -= 1
    return end


@lru_cache(maxsize=4096)
def hyphen_width(face: Face, script: str, style: Style, scale: float, lang: str, before: str) -> float:
    """What a hyphen adds after the letters `before`, kerning included, in em."""
    item = Item(0, len(before), face, script, 0, style)
    bare = _shape_item(before, item, lang, scale, 0).width
    return _shape_item(before + HYPHEN, item._replace(end=len(before) + 1), lang, scale, 0).width - bare


@lru_cache(maxsize=64)
def _shape(
    spans: tuple[Span, ...],
    fonts: FontBook,
    lang: str,
    direction: Base,
    transform: TextTransform,
    hyphenate: bool,
    never: frozenset[str],
) -> Paragraph:
    spans = transformed(spans, transform, lang)
    text = "".join(span.text for span in spans)
    level, embedding = _levels(text, direction)
    places = _with_end(opportunities(text, lang, hyphenate=False, keep=_marked(spans)), len(text))
    items = itemize(text, spans, embedding, fonts)
    drawn = text.translate(DRAWN_AS)
    cuts = frozenset((*_cuts(text, places), *(dividable(text) if hyphenate else ())))
    style = spans[0].style if spans else Style()
    first = fonts.faces(style.family, style.weight, style.italic)[0]
    pictures = [item.face for item in items if text[item.start : item.end].strip()]
    alone = bool(pictures) and all(face.is_color for face in pictures)
    runs = tuple(_shaped(drawn, item, lang, None if alone else first, cuts) for item in items)
    measures = [font_files.metrics(run.face) for run in runs if not run.face.is_color] or [font_files.metrics(first)]
    capitals = max(measure.cap_height for measure in measures)
    if alone:
        capitals = max(_picture_height(face) for face in pictures)
    scale = max((span.style.scale for span in spans if span.text), default=1)
    over, under = _beyond(text, runs, capitals * scale)
    return Paragraph(
        text=text,
        spans=spans,
        lang=lang,
        level=level,
        runs=runs,
        levels=embedding,
        widths=_widths(len(text), runs),
        opportunities=places,
        hyphenate=hyphenate,
        never=never,
        cap_height=capitals,
        x_height=max(measure.x_height for measure in measures),
        ascender=max(measure.ascender for measure in measures),
        descender=min(measure.descender for measure in measures),
        over=over,
        under=under,
        scale=scale,
        notes=tuple(_notes(runs)),
    )


def _beyond(text: str, runs: tuple[Run, ...], capitals: float) -> tuple[float, float]:
    """How far ink reaches above and below what lines are made for, em; looked up only for writing that may."""
    if not REACHING.search(text):
        return 0.0, 0.0
    top = bottom = 0.0
    for run in runs:
        for glyph, up in zip(run.ids, run.ups, strict=True):
            _, above, _, height = font_files.glyph_ink(run.face, glyph)
            top = max(top, above * run.scale + up)
            bottom = min(bottom, (above - height) * run.scale + up)
    over, under = top - capitals - USUAL_ABOVE, -bottom - USUAL_BELOW
    return (over if over > NEGLIGIBLE else 0.0), (under if under > NEGLIGIBLE else 0.0)


def _levels(text: str, direction: Base) -> tuple[int, bytes]:
    """The paragraph's level and each character's; empty for text that needs none."""
    if direction != "rtl" and not needs_bidi(text):
        return 0, b""
    base = guess_direction(text) if direction == "auto" else direction
    lines = [_line_levels(line, base) for line in text.splitlines(keepends=True)]
    return int(base == "rtl"), b"".join(lines)


def _line_levels(line: str, base: Direction) -> bytes:
    """The levels of one paragraph; in one from right to left, telephone numbers are isolates, or their groups change places."""
    numbers = [match.span() for match in TELEPHONE.finditer(line)] if base == "rtl" else []
    if not numbers:
        return levels(line, base)[1]
    edges = [0, *(edge for span in numbers for edge in span), len(line)]
    parts = [line[start:end] for start, end in pairwise(edges)]
    parts[1::2] = [f"\u2066{part}\u2069" for part in parts[1::2]]
    isolated = levels("".join(parts), base)[1]
    kept: list[bytes] = []
    position = 0
    for index, part in enumerate(parts):
        kept.append(isolated[position + index % 2 : position + len(part) - index % 2])
        position += len(part)
    return b"".join(kept)


def _marked(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    """The marked phrases, which are better not split."""
    ends = accumulate(len(span.text) for span in spans)
    return [(end - len(span.text), end) for span, end in zip(spans, ends, strict=True) if span.style.mark]


def _with_end(places: Sequence[Opportunity], end: int) -> tuple[Opportunity, ...]:
    """The places a line may end, the end of the text always one of them."""
    inside = [place for place in places if 0 < place.position < end]
    return (*inside, Opportunity(end, Quality.MANDATORY, False))


def _cuts(text: str, places: Iterable[Opportunity]) -> Iterable[int]:
    """All characters before which a line may begin or, spaces trimmed, end."""
    for place in places:
        yield place.position
        yield trimmed_end(text, place.position)


def _picture_height(face: Face) -> float:
    """How high an emoji is where no letters stand beside it, em."""
    own = font_files.metrics(face)
    return (own.ascender - own.descender) * EMOJI_SCALE


def _shaped(drawn: str, item: Item, lang: str, first: Face | None, cuts: frozenset[int]) -> Run:
    """One item; an emoji beside the letters of `first`, or on the baseline where there are none."""
    scale, shift = item.style.scale, 0.0
    if item.face.is_color:
        own = font_files.metrics(item.face)
        height = font_files.metrics(first).cap_height if first else _picture_height(item.face)
        scale *= EMOJI_SCALE
        # The middle of the picture at half the height of the capitals beside it.
        shift = item.style.scale * height / 2 - scale * (own.ascender + own.descender) / 2
    return _shape_item(drawn, item, lang, scale, shift, cuts)


def _shape_item(
    text: str, item: Item, lang: str, scale: float, shift: float, cuts: frozenset[int] = frozenset()
) -> Run:
    """One item shaped with the text around it as context (Arabic letters join across a change of colour)."""
    if HYPHENS.search(text, item.start, item.end) and not font_files.covers(item.face, ord("\u2010")):
        text = HYPHENS.sub(HYPHEN, text)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text, item.start, item.end - item.start)
    buffer.direction = "rtl" if item.level % 2 else "ltr"
    buffer.script = item.script
    buffer.language = lang or "und"
    font = hb_font(item.face)
    uharfbuzz.shape(font, buffer, _features(item.style))
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    factor = scale / font.face.upem
    run = Run(
        item.start,
        item.end,
        item.face,
        item.script,
        item.level,
        item.style,
        scale,
        shift,
        tuple([info.codepoint for info in infos]),
        tuple([info.cluster for info in infos]),
        tuple([position.x_advance * factor for position in positions]),
        tuple([position.x_offset * factor for position in positions]),
        tuple([position.y_offset * factor + shift for position in positions]),
        frozenset(info.cluster for info in infos if info.cluster in cuts and int(info.flags) & UNSAFE_TO_BREAK),
    )
    spacing = item.style.letter_spacing * item.style.scale
    return _spaced(run, spacing) if spacing and item.script not in CURSIVE else run


def _spaced(run: Run, spacing: float) -> Run:
    """The run with space after each cluster, in reading order; what has no width gets none."""
    if len(set(run.clusters)) == len(run.clusters):
        advances = tuple([advance + spacing if advance else 0.0 for advance in run.advances])
        moved = spacing if run.level % 2 else 0.0
        rights = tuple([right + moved for right in run.rights]) if moved else run.rights
        return replace(run, advances=advances, rights=rights)
    return _spaced_by_cluster(run, spacing)


def _spaced_by_cluster(run: Run, spacing: float) -> Run:
    """The same where a cluster may have several glyphs."""
    advances, rights = list(run.advances), list(run.rights)
    count = len(advances)
    for index, cluster in enumerate(run.clusters):
        if run.level % 2:
            # Right to left: the space goes to the left of a cluster, before its first glyph.
            if (index == 0 or run.clusters[index - 1] != cluster) and _has_width(run, index, 1):
                advances[index] += spacing
                rights[index] += spacing
        elif (index == count - 1 or run.clusters[index + 1] != cluster) and _has_width(run, index, -1):
            advances[index] += spacing
    return replace(run, advances=tuple(advances), rights=tuple(rights))


def _has_width(run: Run, index: int, step: int) -> bool:
    cluster = run.clusters[index]
    while 0 <= index < len(run.clusters) and run.clusters[index] == cluster:
        if run.advances[index]:
            return True
        index += step
    return False


@lru_cache(maxsize=256)
def _features(style: Style) -> dict[str, bool]:
    # CSS Text 3, 8.2: letters set apart do not join in ligatures.
    features = {"liga": False, "clig": False} if style.letter_spacing else {}
    for tag in style.features:
        features[tag.removeprefix("-")] = not tag.startswith("-")
    return features


def _widths(length: int, runs: Iterable[Run]) -> tuple[float, ...]:
    """The width of everything before each character; a cluster's width stands at its first character."""
    own = [0.0] * length
    for run in runs:
        for cluster, advance in zip(run.clusters, run.advances, strict=True):
            own[cluster] += advance
    return tuple(accumulate(own, initial=0.0))


def _notes(runs: Iterable[Run]) -> Iterable[Note]:
    """A note for each OpenType feature asked for that the face does not have."""
    asked = dict.fromkeys(
        (tag, run.face)
        for run in runs
        if not run.face.is_color
        for tag in run.style.features
        if not tag.startswith("-")
    )
    for tag, face in asked:
        if tag not in font_files.features(face):
            yield Note("info", "feature-missing", f"the font {face.path.rpartition('/')[2]} has no “{tag}” forms")
