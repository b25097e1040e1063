"""The kinds of element a card is made of, and how markup becomes them.

One file a kind; a new kind is a file here and one line in `KINDS`. Everything about an attribute (its name, how it is
read, its default, whether it is handed down) stands at the field that holds it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from smgen.elements.box import BoxStyle, Element
from smgen.elements.charts import Bars, Donut, Pictograms, Progress
from smgen.elements.flow import Card, Column, Row, Stack
from smgen.elements.image import Icon, Image
from smgen.elements.qr import Qr
from smgen.elements.reading import Attribute
from smgen.elements.shape import Shape
from smgen.elements.text import SPAN_ATTRIBUTES, Text, text_of
from smgen.errors import TemplateError, did_you_mean, printable
from smgen.markup import Node

__all__ = ["KINDS", "attributes_of", "build", "tag_of"]

KINDS: Mapping[str, type] = {
    "card": Card,
    "row": Row,
    "column": Column,
    "stack": Stack,
    "text": Text,
    "image": Image,
    "icon": Icon,
    "shape": Shape,
    "qr": Qr,
    "pictograms": Pictograms,
    "bars": Bars,
    "donut": Donut,
    "progress": Progress,
}
_CONTAINERS: tuple[type, ...] = (Card, Row, Column, Stack)
_INLINE = ("span", "br", "slide", "slides")


@functools.cache
def attributes_of(kind: type) -> Mapping[str, Attribute]:
    """The attributes of a kind by their markup names, in the order they are declared."""
    annotated = (item for owner in reversed(kind.__mro__) for item in getattr(owner, "__annotations__", {}).items())
    return {
        name.replace("_", "-"): annotation.__metadata__[0]
        for name, annotation in annotated
        if isinstance(getattr(annotation, "__metadata__", (None,))[0], Attribute)
    }


@functools.cache
def _inheritable() -> Mapping[str, Attribute]:
    """What containers hand down to the elements inside: every attribute some kind of element inherits."""
    return {
        name: attribute
        for kind in KINDS.values()
        for name, attribute in attributes_of(kind).items()
        if attribute.inherited
    }


def tag_of(element: object) -> str:
    """The markup name of an element."""
    return next((tag for tag, kind in KINDS.items() if kind is type(element)), type(element).__name__.lower())


def build(node: Node, *, where: str = "", inherited: Mapping[str, str] | None = None) -> Element:
    """The element a node describes, with all it holds.

    Raises TemplateError naming the line and the nearest known name for an unknown tag or attribute, and the reason for a
    value that cannot be read.
    """
    kind = KINDS.get(node.tag)
    if kind is None:
        raise _at(node, where, f"unknown element <{printable(node.tag)}>", did_you_mean(node.tag, KINDS))
    handed_down = dict(inherited or {})
    values = _read_attributes(node, kind, handed_down, where)
    box = _read(node, attributes_of(BoxStyle), BoxStyle, where)
    if kind is Text:
        return Text(box, text_of(node, lambda child: _check_inline(child, where)), **values)
    if kind in _CONTAINERS:
        _refuse_text(node, where)
        children = tuple(build(child, where=where, inherited=handed_down) for child in node.elements)
        return kind(box, children, **values)  # type: ignore[no-any-return]
    if node.elements:
        raise _at(node, where, f"<{node.tag}> holds nothing, but <{node.elements[0].tag}> stands in it")
    _refuse_text(node, where)
    return kind(box, **values)  # type: ignore[no-any-return]


def _read_attributes(node: Node, kind: type, handed_down: dict[str, str], where: str) -> dict[str, Any]:
    own, common = attributes_of(kind), attributes_of(BoxStyle)
    inheritable = _inheritable()
    for name, text in node.attributes.items():
        if name in inheritable and (name in own or kind in _CONTAINERS):
            handed_down[name] = text
        elif name not in own and name not in common:
            known = [*own, *common, *(inheritable if kind in _CONTAINERS else ())]
            raise _at(node, where, f"unknown attribute {printable(name)} on <{node.tag}>", did_you_mean(name, known))
    texts = {name: text for name, text in handed_down.items() if name in own}
    texts |= {name: text for name, text in node.attributes.items() if name in own}
    return {_field(name): _value(node, name, own[name], text, where) for name, text in texts.items()}


def _read(node: Node, known: Mapping[str, Attribute], kind: type, where: str) -> Any:
    values = {
        _field(name): _value(node, name, known[name], text, where)
        for name, text in node.attributes.items()
        if name in known
    }
    return kind(**values)


def _field(attribute: str) -> str:
    """The field behind an attribute."""
    return attribute.replace("-", "_")


def _value(node: Node, name: str, attribute: Attribute, text: str, where: str) -> Any:
    try:
        return attribute.read(text)
    except ValueError as error:
        raise _at(node, where, f"{name} of <{node.tag}>: {printable(str(error), 200)}") from None


def _refuse_text(node: Node, where: str) -> None:
    loose = node.text.strip()
    if loose:
        raise _at(
            node, where, f"the words “{printable(loose, 40)}” stand loose in <{node.tag}>", "put them in a <text>"
        )


def _check_inline(node: Node, where: str) -> None:
    if node.tag not in _INLINE:
        raise _at(node, where, f"<{printable(node.tag)}> cannot stand in a text", did_you_mean(node.tag, _INLINE))
    for name in node.attributes:
        if node.tag != "span" or name not in SPAN_ATTRIBUTES:
            known = SPAN_ATTRIBUTES if node.tag == "span" else ()
            raise _at(node, where, f"unknown attribute {printable(name)} on <{node.tag}>", did_you_mean(name, known))


def _at(node: Node, where: str, what: str, hint: str = "") -> TemplateError:
    return TemplateError(what, where=f"{where}, line {node.line} of the filled card" if where else "", hint=hint)
