"""Element tree + format + assets -> `Scene`s: the stage after which nothing is left to decide.

A card becomes one scene. `<slides>` holds several cards and becomes as many scenes; a text with `overflow-to="next-slide"`
that cannot fit goes on, on a copy of its card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from smgen.color import WHITE, Color
from smgen.elements import build
from smgen.elements.box import lay
from smgen.elements.context import Context
from smgen.elements.flow import Card
from smgen.elements.text import Text
from smgen.errors import DoesNotFit, Note, TemplateError, printable
from smgen.fonts import FontBook
from smgen.geometry import Box, Size
from smgen.markup import Node
from smgen.platforms import Format
from smgen.scene import Fill, Item, PictureSource, Scene, Shape

__all__ = ["SMALLEST_TEXT", "Assets", "layout"]

SMALLEST_TEXT = 0.026
"""The smallest text as a share of the short side: 28 px at 1080 (docs/looks.md)."""

_MOST_SLIDES = 35


class Assets(Struct, frozen=True):
    """The world as layout may ask for it: fonts, and pictures and icons by the names markup gives."""

    fonts: FontBook
    picture: Callable[[str], PictureSource]
    icon: Callable[[str], PictureSource]
    focus: Callable[[PictureSource], tuple[float, float]]


def layout(
    root: Node,
    format: Format,
    assets: Assets,
    *,
    language: str = "de",
    where: str = "",
    sizes: Mapping[str, float] | None = None,
    inherited: Mapping[str, str] | None = None,
) -> tuple[Scene, ...]:
    """The scenes of a filled card, one for each slide.

    `where` places errors ("quote, instagram/portrait"), `sizes` imposes font sizes by field, `inherited` gives the card
    attributes it does not set itself. Raises TemplateError, DoesNotFit, MissingGlyphs or PictureError.
    """
    cards = _cards(root, where, inherited)
    imposed = tuple(sorted((sizes or {}).items()))
    while True:
        scenes: list[Scene] = []
        for index, card in enumerate(cards):
            context = Context(
                viewport=format.size,
                safe=format.safe,
                fonts=assets.fonts,
                language=language,
                picture=assets.picture,
                icon=assets.icon,
                focus=assets.focus,
                smallest=SMALLEST_TEXT * format.size.short,
                where=where,
                sizes=imposed,
                slide=index + 1,
                slides=len(cards),
            )
            parts = _continued(card, context)
            if len(parts) > 1:
                cards[index : index + 1] = parts
                break
            scenes.append(_scene(card, context))
        else:
            return tuple(scenes)
        if len(cards) > _MOST_SLIDES:
            raise TemplateError(f"more than {_MOST_SLIDES} slides", where=where, hint="shorten the texts")


def _cards(root: Node, where: str, inherited: Mapping[str, str] | None) -> list[Card]:
    nodes = root.elements if root.tag == "slides" else [root]
    if not nodes or any(node.tag != "card" for node in nodes):
        raise TemplateError(
            f"a template's markup is one <card>, or <slides> of cards, not <{printable(root.tag)}>", where=where
        )
    cards: list[Any] = [build(node, where=where, inherited=inherited) for node in nodes]
    return cards


def _continued(card: Card, context: Context) -> list[Card]:
    """The card alone where it fits or has no text that may go on; else two, split after the last sentence that fits.

    A sentence too long for a card is split after the last word that fits.
    """
    text = next((element for element in _texts(card) if element.overflow_to == "next-slide"), None)
    if text is None or _fits(card, context):
        return [card]
    for pieces in (text.sentences(), text.single_words()):
        fitting = _most_fitting(card, text, pieces, context)
        if fitting:
            return [_with_text(card, text, pieces[:fitting]), _with_text(card, text, pieces[fitting:])]
    return [card]


def _most_fitting(card: Card, text: Text, pieces: Sequence[str], context: Context) -> int:
    """How many of the text's pieces, taken from its start, the card has room for."""
    fitting, too_many = 0, len(pieces)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if _fits(_with_text(card, text, pieces[:middle]), context):
            fitting = middle
        else:
            too_many = middle
    return fitting


def _fits(card: Card, context: Context) -> bool:
    try:
        _scene(card, replace(context, notes=[], regions=[], memo={}))
    except DoesNotFit:
        return False
    return True


def _texts(element: Any) -> Iterator[Text]:
    if isinstance(element, Text):
        yield element
    for child in getattr(element, "children", ()):
        yield from _texts(child)


def _with_text(element: Any, text: Text, sentences: Sequence[str]) -> Any:
    """The tree with `text` saying only `sentences`."""
    if element is text:
        return replace(text, spans=(("".join(sentences).strip(), ()),))
    if not hasattr(element, "children"):
        return element
    return replace(element, children=tuple(_with_text(child, text, sentences) for child in element.children))


def _scene(card: Card, context: Context) -> Scene:
    canvas = Box(0, 0, *context.viewport)
    ground = card.box.background
    items: list[Item] = []
    background = WHITE
    if isinstance(ground, Color) and ground.is_opaque:
        background = ground
    elif ground is not None:
        items.append(Fill(Shape(canvas), ground))
    inner = replace(card, box=replace(card.box, background=None, padding=None))
    here = replace(context, ground=background if not items else None)
    items.extend(lay(inner, canvas.inset(card.content_insets(context)), here))
    return Scene(Size(*context.viewport), background, tuple(items), tuple(context.regions), _notes(context))


def _notes(context: Context) -> tuple[Note, ...]:
    place = f"slide {context.slide}" if context.slides > 1 else ""
    return tuple(note.at(place) if place else note for note in context.notes)
