"""Card markup (a small XML vocabulary) -> a tree of `Node`s, with the line each one stands on.

The text is what Jinja made of a template and a stranger's values, so it is read defensively: no document types, no
entities of its own, limits on size and depth. What the tags mean is the elements' business.
"""

from __future__ import annotations

from xml.parsers import expat

from msgspec import Struct

from smgen.errors import TemplateError, printable
from smgen.late import expression

__all__ = ["LINE_BREAK", "Node", "parse"]

LINE_BREAK = "\u2028"
"""Stands for a line break of the data: filling the template writes it, so that the template's own white space collapses."""

_WHITE_SPACE = expression(r"[ \t\r\n]+")
_MOST_ELEMENTS = 2_000
_DEEPEST = 40


class Node(Struct):
    """One element as written: its tag, attributes, line in the filled markup, and what it holds, text included."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node | str]

    @property
    def elements(self) -> list[Node]:
        """The child elements, without text."""
        return [child for child in self.children if isinstance(child, Node)]

    @property
    def text(self) -> str:
        """The text directly inside, white space collapsed as HTML does, line breaks of the data kept."""
        return "".join(child for child in self.children if isinstance(child, str))


def parse(markup: str, *, where: str = "") -> Node:
    """The root element of `markup`.

    Raises TemplateError with `where`, the line in the filled markup and what the parser stumbled on.
    """
    reader = _Reader(where)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse_document_type
    reader.parser = parser
    try:
        parser.Parse(markup.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise TemplateError(
            f"line {error.lineno} of the filled markup: {expat.errors.messages[error.code]}",
            where=where,
            hint=f"the line reads: {printable(_line(markup, error.lineno), 120)}",
        ) from None
    if reader.root is None:
        raise TemplateError("the card is empty", where=where, hint="a template's markup starts with <card>")
    return reader.root


class _Reader:
    """What expat calls back; keeps the open elements."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.parser: expat.XMLParserType

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > _MOST_ELEMENTS or len(self.open) >= _DEEPEST:
            raise TemplateError(
                f"more than {_MOST_ELEMENTS} elements, or more than {_DEEPEST} inside each other", where=self.where
            )
        node = Node(tag, attributes, self.parser.CurrentLineNumber, [])
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        self.open[-1].children.append(_WHITE_SPACE.sub(" ", text))

    def refuse_document_type(self, *_declaration: object) -> None:
        raise TemplateError("a document type is not allowed in card markup", where=self.where)


def _line(markup: str, number: int) -> str:
    lines = markup.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""
