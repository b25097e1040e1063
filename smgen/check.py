"""A finished post -> what is wrong with it, as `Note`s: nothing is printed, nothing is changed.

One concern a file in `smgen/checks/`; docs/checks.md tells every code. Findings of making the post come first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from smgen.checks.contrast import contrast_notes, covered_notes
from smgen.checks.placing import box_notes, canvas_notes, overlap_notes, size_notes, zone_notes
from smgen.checks.runs import runs_of
from smgen.errors import Note

if TYPE_CHECKING:
    from PIL import Image

    from smgen.brand import Brand
    from smgen.platforms import Format
    from smgen.scene import Scene

__all__ = ["Subject", "check"]


class Subject(Protocol):
    """What can be checked: a `Post`, or anything that has what a post has."""

    @property
    def scenes(self) -> Sequence[Scene]:
        """The pictures, described."""

    @property
    def images(self) -> Sequence[Image.Image]:
        """The pictures, drawn."""

    @property
    def format(self) -> Format:
        """Where it is to be posted."""

    @property
    def language(self) -> str:
        """The language of its texts."""

    @property
    def brand(self) -> Brand:
        """Who posts it."""

    @property
    def values(self) -> Mapping[str, Any]:
        """The record it was made of."""

    @property
    def caption(self) -> str:
        """The text that goes with it."""

    @property
    def alts(self) -> Sequence[str]:
        """What each picture says."""

    @property
    def found(self) -> Sequence[Note]:
        """What making it brought to light."""


def check(subject: Subject, *, today: datetime.date | None = None) -> list[Note]:
    """Everything worth knowing before posting: what making it found, then what looking at it finds.

    `today` decides which dates are past (default: the day it is). Pictures that were not drawn yet are. Each note says
    where ("slide 2, quote"), and has a stable code (docs/checks.md). Never raises for what a post says.
    """
    notes = list(subject.found)
    for index, scene in enumerate(subject.scenes):
        place = f"slide {index + 1}" if len(subject.scenes) > 1 else ""
        notes += (note.at(place) if place else note for note in _picture(subject, index, scene))
    return list(dict.fromkeys(notes))


def _picture(subject: Subject, index: int, scene: Scene) -> Iterator[Note]:
    runs = runs_of(scene)
    yield from contrast_notes(scene, runs)
    yield from covered_notes(scene, runs, subject.images[index])
    yield from size_notes(scene, runs, subject.format)
    yield from canvas_notes(scene, runs)
    yield from zone_notes(scene, runs, subject.format)
    yield from overlap_notes(runs, scene)
    yield from box_notes(scene)
