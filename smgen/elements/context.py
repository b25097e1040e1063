"""What an element may ask of the world while it is laid out, and where it says what it found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from smgen.color import Color
from smgen.errors import Note
from smgen.fonts import FontBook
from smgen.geometry import Insets, Length, Size
from smgen.scene import PictureSource, Region

__all__ = ["Context"]

_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""Languages whose usual script runs from right to left (CLDR, characterOrder): their pictures are laid out mirrored."""


class Context(Struct, frozen=True):
    """All that layout may ask of the world, and where it says what it found.

    `picture` opens a picture by the name markup gives; `notes` and `regions` collect, `memo` keeps what was measured so
    that laying out does not measure again. One context serves one scene.
    """

    viewport: Size
    safe: Insets
    fonts: FontBook
    language: str
    picture: Callable[[str], PictureSource]
    icon: Callable[[str], PictureSource]
    focus: Callable[[PictureSource], tuple[float, float]]
    smallest: float
    """The smallest legible text in px: 2.6 % of the short side (docs/looks.md)."""
    folder: Path | None = None
    where: str = ""
    ground: Color | None = None
    """The colour behind the element where it is one colour, so that ink can be chosen and checked."""
    parent: int = -1
    sizes: tuple[tuple[str, float], ...] = ()
    """Font sizes imposed from outside, by field, for a series that shares one size."""
    slide: int = 1
    slides: int = 1
    notes: list[Note] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right change places, as the language is written from right to left."""
        return self.language.partition("-")[0].lower() in _RIGHT_TO_LEFT

    def px(self, length: Length | None, relative_to: float = 0, em: float = 0, *, default: float = 0) -> float:
        """A length in px; `default` where there is none."""
        return default if length is None else length.resolve(self.viewport, relative_to=relative_to, em=em)

    def note(self, note: Note) -> None:
        """Add a finding once."""
        if note not in self.notes:
            self.notes.append(note)
