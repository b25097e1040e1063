"""A finished post -> what is wrong with it, as `Note`s: nothing is printed, nothing is changed.

One concern a file; docs/checks.md tells every code. Findings of making the post come first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from smgen.checks import posting
from smgen.checks.alts import alt_notes
from smgen.checks.captions import caption_notes
from smgen.checks.contrast import contrast_notes, covered_notes
from smgen.checks.dates import past_notes, record_dates, weekday_notes
from smgen.checks.links import link_notes
from smgen.checks.placing import box_notes, canvas_notes, overlap_notes, size_notes, zone_notes
from smgen.checks.runs import Run, runs_of, words_of
from smgen.checks.scanning import code_notes
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
    day = today or datetime.date.today()
    notes = list(subject.found)
    drawn: list[str] = []
    for index, scene in enumerate(subject.scenes):
        place = f"slide {index + 1}" if len(subject.scenes) > 1 else ""
        runs = runs_of(scene)
        drawn += words_of(runs)
        notes += (note.at(place) if place else note for note in _picture_notes(subject, index, scene, runs))
    notes += _post_notes(subject, drawn, day)
    return list(dict.fromkeys(notes))


def _picture_notes(subject: Subject, index: int, scene: Scene, runs: Sequence[Run]) -> Iterator[Note]:
    """What is wrong with one picture and its alt text."""
    image = subject.images[index]
    yield from contrast_notes(scene, runs)
    yield from covered_notes(scene, runs, image)
    yield from size_notes(scene, runs, subject.format)
    yield from canvas_notes(scene, runs)
    yield from zone_notes(scene, runs, subject.format)
    yield from overlap_notes(runs, scene)
    yield from box_notes(scene, runs)
    yield from code_notes(scene, image, subject.format)
    yield from posting.pixel_notes(image.width, image.height, subject.format)
    alt = subject.alts[index] if index < len(subject.alts) else ""
    yield from alt_notes(alt, scene, words_of(runs), subject.format.platform, subject.language)


def _post_notes(subject: Subject, drawn: Sequence[str], today: datetime.date) -> Iterator[Note]:
    """What is wrong with the post as a whole: its caption, its dates, its pictures' number and origin."""
    yield from posting.count_notes(len(subject.scenes), subject.format)
    yield from posting.credit_notes(
        subject.scenes, subject.values, subject.brand, (*drawn, subject.caption, *subject.alts)
    )
    yield from posting.bank_notes(subject.values, subject.brand)
    yield from caption_notes(subject.caption, subject.format.platform, quiet=_names(subject))
    yield from link_notes(subject.caption, "caption")
    words = "\n".join(drawn)
    dates = record_dates(subject.values)
    yield from link_notes(words, "picture")
    yield from weekday_notes(subject.caption, subject.language, "caption", today, dates)
    yield from weekday_notes(words, subject.language, "picture", today, dates)
    yield from past_notes(subject.values, today)


def _names(subject: Subject) -> tuple[str, ...]:
    """Names that may stand in capitals without shouting: the sender's, and who is quoted."""
    said = (subject.values.get(field) for field in ("author", "name", "organisation", "speaker"))
    return tuple(name for name in (subject.brand.name, *said) if isinstance(name, str) and name)
