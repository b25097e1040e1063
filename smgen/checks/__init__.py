"""A finished post -> what is wrong with it, as `Note`s: nothing is printed, nothing is changed.

One concern a file; docs/checks.md tells every code. Findings of making the post come first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

__all__ = ["Subject", "check", "check_parts", "check_undrawn"]


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
    runs = _runs(subject)
    notes = [*_undrawn(subject, runs, today or datetime.date.today()), *_drawn(subject, runs)]
    return list(dict.fromkeys(notes))


def check_undrawn(subject: Subject, *, day: datetime.date | None) -> list[Note]:
    """The part of it that is known before anything is drawn.

    `day` is that on which the post is seen; None leaves out all that another day would change.
    """
    return list(dict.fromkeys(_undrawn(subject, _runs(subject), day)))


def check_parts(subject: Subject, *, day: datetime.date | None) -> tuple[list[Note], list[Note]]:
    """The same, and beside it the rest: what only the pixels show."""
    runs = _runs(subject)
    return list(dict.fromkeys(_undrawn(subject, runs, day))), list(dict.fromkeys(_drawn(subject, runs)))


def _undrawn(subject: Subject, runs: Sequence[Sequence[Run]], day: datetime.date | None) -> Iterator[Note]:
    yield from subject.found
    for index in range(len(subject.scenes)):
        yield from _placed(subject, index, _scene_notes(subject, index, runs[index]))
    yield from _post_notes(subject, [word for each in runs for word in words_of(each)], day)


def _drawn(subject: Subject, runs: Sequence[Sequence[Run]]) -> Iterator[Note]:
    for index in range(len(subject.scenes)):
        yield from _placed(subject, index, _pixel_notes(subject, index, runs[index]))


def _runs(subject: Subject) -> list[Sequence[Run]]:
    return [runs_of(scene) for scene in subject.scenes]


def _placed(subject: Subject, index: int, notes: Iterable[Note]) -> Iterator[Note]:
    """The notes on one picture, with its number where there are several."""
    several = len(subject.scenes) > 1
    return (note.at(f"slide {index + 1}") if several else note for note in notes)


def _scene_notes(subject: Subject, index: int, runs: Sequence[Run]) -> Iterator[Note]:
    """What is wrong with one picture, as it is described, and with its alt text."""
    scene = subject.scenes[index]
    yield from size_notes(scene, runs, subject.format)
    yield from canvas_notes(scene, runs)
    yield from zone_notes(scene, runs, subject.format)
    yield from overlap_notes(runs, scene)
    yield from box_notes(scene, runs)
    yield from posting.pixel_notes(round(scene.size.width), round(scene.size.height), subject.format)
    alt = subject.alts[index] if index < len(subject.alts) else ""
    yield from alt_notes(alt, scene, words_of(runs), subject.format.platform, subject.language)


def _pixel_notes(subject: Subject, index: int, runs: Sequence[Run]) -> Iterator[Note]:
    """What is wrong with one picture as it is drawn."""
    scene, image = subject.scenes[index], subject.images[index]
    yield from contrast_notes(scene, runs)
    yield from covered_notes(scene, runs, image)
    yield from code_notes(scene, image, subject.format)


def _post_notes(subject: Subject, drawn: Sequence[str], day: datetime.date | None) -> Iterator[Note]:
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
    yield from weekday_notes(subject.caption, subject.language, "caption", day, dates)
    yield from weekday_notes(words, subject.language, "picture", day, dates)
    if day is not None:
        yield from past_notes(subject.values, day)


def _names(subject: Subject) -> tuple[str, ...]:
    """Names that may stand in capitals without shouting: the sender's, and who is quoted."""
    said = (subject.values.get(field) for field in ("author", "name", "organisation", "speaker"))
    return tuple(name for name in (subject.brand.name, *said) if isinstance(name, str) and name)
