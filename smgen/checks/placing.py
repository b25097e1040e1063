"""Where words and codes stand and how large: legible on a phone, inside the picture, clear of what a platform covers.

Runs and regions -> notes. Boxes are compared first; pixels only where two boxes meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from PIL import ImageChops

from smgen.checks.runs import Run, ink_mask, whole
from smgen.errors import Note, Severity
from smgen.geometry import Box, Insets
from smgen.platforms import Format
from smgen.scene import Region, Scene

__all__ = [
    "PHONE_WIDTH",
    "SMALLEST",
    "TOO_SMALL",
    "box_notes",
    "canvas_notes",
    "overlap_notes",
    "size_notes",
    "zone_notes",
]

PHONE_WIDTH = 360
"""The width in px at which most phones show a post."""

SMALLEST, TOO_SMALL = 0.026, 0.02
"""Text below the first share of the short side is hard to read, below the second lost (docs/looks.md)."""

_SLACK = 2.0
"""Px by which ink may leave where it belongs: the smooth edge of a letter."""

_HANGING = 0.6
"""The share of the font size by which ink may leave its element: boxes end at the baseline, Arabic far below it."""

_BITTEN, _SLIVER = 0.25, 0.02
"""What a zone may bite off words without hurting: that share of the font size (the tips of descenders), and of what hangs
lower at least that share of the short side."""

_MARGIN = 0.06
"""The least margin of a good picture (docs/looks.md): a crop within it spares whatever keeps it."""

_OVERLAPPED = 12
"""So many pixels of two texts may meet before it is words over words: the dots of an i do no harm."""


class _Zone(NamedTuple):
    """The part of the picture to keep to, and what is said of words outside."""

    box: Box
    severity: Severity
    code: str
    what: str
    hint: str


def size_notes(scene: Scene, runs: Iterable[Run], format: Format) -> Iterator[Note]:
    """A note for every text smaller than can be read."""
    smallest: dict[str, Run] = {}
    for run in runs:
        if not run.is_decoration and (run.place not in smallest or run.size < smallest[run.place].size):
            smallest[run.place] = run
    for place, run in smallest.items():
        share = run.size / scene.size.short
        if share < SMALLEST * 0.985:
            seen = f"{run.size:.0f} px"
            if format.dpi:
                seen += f", {run.size * 72 / format.dpi:.1f} pt in print"
            else:
                seen += f", {run.size * PHONE_WIDTH / scene.size.width:.1f} px on a phone"
            severity: Severity = "error" if share < TOO_SMALL * 0.985 else "warning"
            what = f"the words are {seen}; {SMALLEST * scene.size.short:.0f} px is the least that is read at ease"
            yield Note(severity, "text-small", what, place, "shorten the text, or give it more room")


def canvas_notes(scene: Scene, runs: Iterable[Run]) -> Iterator[Note]:
    """A note for every text that leaves the picture."""
    canvas = Box(0, 0, *scene.size)
    for place in _places(run for run in runs if not run.is_decoration and not canvas.contains(run.ink, _SLACK)):
        yield Note("error", "text-outside", "the words run out of the picture", place, "shorten the text")


def zone_notes(scene: Scene, runs: Sequence[Run], format: Format) -> Iterator[Note]:
    """Notes on words and codes where the platform's own interface lies, and on words its grid or preview cuts."""
    canvas = Box(0, 0, *scene.size)
    things = [(run.place, run.ink, _spared(run, canvas)) for run in runs if not run.is_decoration]
    things += [(region.field or "qr", region.box, _SLACK) for region in scene.regions if region.tag == "code"]
    for zone in _zones(canvas, format):
        # What leaves the picture is told by canvas_notes.
        outside = [place for place, box, slack in things if not zone.box.contains(box.intersection(canvas), slack)]
        yield from _told(zone.severity, zone.code, zone.what, outside, zone.hint)
    for cover in format.keep_out:
        for place in dict.fromkeys(place for place, box, _ in things if _meet(box, cover)):
            what = f"the words stand where {format.label} puts something of its own"
            yield Note("warning", "text-covered-by-app", what, place, "leave that corner free")
    yield from _crop_notes(canvas, runs, format)


def overlap_notes(runs: Iterable[Run], scene: Scene) -> Iterator[Note]:
    """Notes on words over other words, and over a QR code. Bounds are compared first, then their pixels."""
    read = [run for run in runs if not run.is_decoration]
    told: set[tuple[str, str]] = set()
    for one, other in combinations(read, 2):
        pair = one.place, other.place
        if one.region is other.region or pair in told or not _meet(one.ink, other.ink):
            continue
        if _shared_pixels(one, other, scene) > _OVERLAPPED:
            told.add(pair)
            what = f"the words stand on those of {other.place}"
            yield Note("error", "text-overlap", what, one.place, "shorten one of them, or move it in card.xml.j2")
    for region in scene.regions:
        if region.tag == "code":
            for place in _places(run for run in read if _meet(run.ink, region.box)):
                yield Note("error", "text-over-code", "the words stand on a QR code", place, "it will not be read")


def box_notes(scene: Scene, runs: Iterable[Run]) -> Iterator[Note]:
    """A note for every text, code or chart that is larger than the element it stands in."""
    inks = [
        (run.region, run.ink, _SLACK + _HANGING * run.size)
        for run in runs
        if run.region is not None and run.transform.is_identity and not run.is_decoration
    ]
    inks += [(region, region.box, _SLACK) for region in scene.regions if region.tag in ("code", "chart")]
    told: set[str] = set()
    for region, box, slack in inks:
        outer = _element_around(region, scene.regions)
        place = region.field or region.tag
        if outer is not None and not outer.box.contains(box, slack) and place not in told:
            told.add(place)
            what = f"it does not fit into the <{outer.tag}> it stands in"
            yield Note("warning", "outside-parent", what, place, "give it more room or less to say")


def _zones(canvas: Box, format: Format) -> Iterator[_Zone]:
    if any(format.safe):
        what = f"{format.label} covers part of these words with its own buttons and names"
        yield _Zone(
            canvas.inset(format.safe), "warning", "text-covered-by-app", what, "smgen make … --guides shows where"
        )
    if any(format.covered_ads) and format.covered_ads != format.safe:
        what = "as an advertisement, part of these words would be covered"
        yield _Zone(canvas.inset(_outer(format.covered_ads, format.safe)), "info", "text-covered-in-ads", what, "")


def _spared(run: Run, canvas: Box) -> float:
    """By how many px a run may reach into a zone."""
    return _SLACK + max(_BITTEN * run.size, min(_HANGING * run.size, _SLIVER * canvas.size.short))


def _outer(ads: Insets, safe: Insets) -> Insets:
    return Insets(*(max(pair) for pair in zip(ads, safe, strict=True)))


def _crop_notes(canvas: Box, runs: Sequence[Run], format: Format) -> Iterator[Note]:
    read = [run for run in runs if not run.is_decoration]
    if not any(format.grid_crop) or not read:
        return
    shown = canvas.inset(format.grid_crop)
    largest = max(run.size for run in read)
    avoidable = max(format.grid_crop) <= _MARGIN * canvas.size.short
    cut = [run for run in read if not shown.contains(run.ink.intersection(canvas), _spared(run, canvas))]
    what = f"{format.label}: the grid or preview cuts off part of these words"
    main = [run.place for run in cut if avoidable and run.size > largest * 0.95]
    yield from _told("warning", "text-cropped", what, main, "keep the message nearer to the middle")
    yield from _told("info", "text-cropped", what, [run.place for run in cut if run.place not in main])


def _element_around(region: Region, regions: Sequence[Region]) -> Region | None:
    """The element around the one the region belongs to: "words" stand in a "text", the text in a column."""
    index = region.parent
    if region.tag == "words" and 0 <= index < len(regions):
        index = regions[index].parent
    return regions[index] if 0 <= index < len(regions) else None


def _shared_pixels(one: Run, other: Run, scene: Scene) -> int:
    """How many pixels both inks paint."""
    size = round(scene.size.width), round(scene.size.height)
    box = whole(one.ink.intersection(other.ink), size)
    if box is None or one.glyphs.face.is_color or other.glyphs.face.is_color:
        return 0 if box is None else (box[2] - box[0]) * (box[3] - box[1]) // 4
    shared = ImageChops.darker(ink_mask(one, box), ink_mask(other, box))
    return sum(shared.histogram()[128:])


def _told(severity: Severity, code: str, what: str, places: Iterable[str], hint: str = "") -> Iterator[Note]:
    """A note for each place; one for all of them where it is only for information."""
    named = tuple(dict.fromkeys(places))
    if severity == "info" and len(named) > 1:
        yield Note(severity, code, f"{what} ({', '.join(named)})", hint=hint)
        return
    for place in named:
        yield Note(severity, code, what, place, hint)


def _places(runs: Iterable[Run]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(run.place for run in runs))


def _meet(one: Box, other: Box) -> bool:
    shared = one.intersection(other)
    return shared.width > _SLACK and shared.height > _SLACK
