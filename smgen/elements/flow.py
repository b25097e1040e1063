"""Row, column and stack: the useful part of flexbox, under CSS's names.

How a row or column shares its main axis: every child asks for its natural size; children that fit themselves
("flexible") are asked after the rigid ones, with what is left; if all together want more than there is, each gives way in
proportion to what it can give; what then is left goes to the children with `grow`, or is placed by `justify-content`.
Nothing is ever cut: what cannot fit at its least size is an error that says by how much.
"""

from typing import Annotated

from msgspec import Struct

from smgen.elements.box import BoxStyle, Element, inside, lay, limited, margins, measure, place_in
from smgen.elements.context import Context
from smgen.elements.reading import Attribute, choice, length
from smgen.errors import DoesNotFit
from smgen.geometry import Box, Insets, Length, Size
from smgen.scene import Item

__all__ = ["Card", "Column", "Row", "Stack", "least"]

_ALIGN = choice("start", "center", "end", "stretch")
_JUSTIFY = choice("start", "center", "end", "space-between", "space-around", "space-evenly")
_ZERO = Length(0)
_ENDLESS = 1e7
"""More px than any picture has: what an element may take when it is asked how large it would like to be."""
_DEFAULT_MARGIN = 0.075
"""A card's margin as a share of the short side (docs/looks.md: 6 to 9 %)."""


class _Flow(Struct, frozen=True):
    """Children one after the other along an axis: what columns, rows and cards are."""

    box: BoxStyle
    children: tuple[Element, ...]
    gap: Annotated[Length, Attribute(length)] = _ZERO
    align_items: Annotated[str, Attribute(_ALIGN)] = "stretch"
    justify_content: Annotated[str, Attribute(_JUSTIFY)] = "start"

    @property
    def axis(self) -> int:
        """Along which side of a size the children stand: 0 its width, 1 its height."""
        return 1

    @property
    def flexible(self) -> bool:
        """Whether something inside can give way."""
        return any(child.flexible for child in self.children if child.box.place is None)

    def measure(self, available: Size, context: Context) -> Size:
        """The size of the children as they would stand in `available`."""
        return _measured(self, available, context)

    def least(self, available: Size, context: Context) -> Size:
        """The size with every flexible child at its smallest."""
        return _least_of_flow(self, available, context)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The children's items, in the order of the markup."""
        return _laid(self, box, context)


class Column(_Flow, frozen=True):
    """Children one below the other.

    `gap` stands between them, `justify-content` places what room is left, `align-items` places them across. A child with
    `grow` takes the left-over height.
    """


class Row(_Flow, frozen=True):
    """Children side by side, in reading order of the picture's language: from the right in Arabic or Hebrew.

    `gap`, `justify-content` and `align-items` as in a column; a child with `grow` takes the left-over width.
    """

    @property
    def axis(self) -> int:
        """The width."""
        return 0


class Card(_Flow, frozen=True):
    """The whole picture: a column (or, with `flex-direction="row"`, a row) inside the format's safe zone.

    `padding` is kept from the edges of the picture, or what the platform covers there, whichever is more.
    """

    flex_direction: Annotated[str, Attribute(choice("column", "row"))] = "column"

    @property
    def axis(self) -> int:
        """As `flex_direction` says."""
        return 0 if self.flex_direction == "row" else 1

    @property
    def flexible(self) -> bool:
        """A card is as large as its format."""
        return False

    def content_insets(self, context: Context) -> Insets:
        """How far the content stays from the picture's edges: the padding or the covered zone, side by side the larger."""
        padding = self.box.padding_px(context, context.viewport.width)
        if self.box.padding is None:
            padding = Insets(*(_DEFAULT_MARGIN * context.viewport.short,) * 4)
        return Insets(*(max(own, covered) for own, covered in zip(padding, context.safe, strict=True)))


class Stack(Struct, frozen=True):
    """Children on top of each other, the first at the back; each fills the stack or stands at its `place`."""

    box: BoxStyle
    children: tuple[Element, ...]

    @property
    def flexible(self) -> bool:
        """Whether something inside can give way."""
        return any(child.flexible for child in self.children)

    def measure(self, available: Size, context: Context) -> Size:
        """The largest child's size."""
        sizes = [_outer(child, available, context) for child in self.children]
        return Size(max((size.width for size in sizes), default=0), max((size.height for size in sizes), default=0))

    def least(self, available: Size, context: Context) -> Size:
        """The largest child's least size."""
        sizes = [least(child, available, context) for child in self.children]
        return Size(max((size.width for size in sizes), default=0), max((size.height for size in sizes), default=0))

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The children's items, back to front."""
        items: list[Item] = []
        for child in self.children:
            place = box.inset(margins(child, context, box.width))
            items.extend(lay(child, place if child.box.place is None else place_in(child, box, context), context))
        return tuple(items)


def least(element: Element, available: Size, context: Context, whole: Size | None = None) -> Size:
    """The smallest border box an element can be laid in; its natural one where it cannot give way.

    Percentages count from `whole`, where only a share of it is available.
    """
    whole = whole or available
    style = element.box
    find = getattr(element, "least", None)
    if find is None or (style.width is not None and style.height is not None):
        return measure(element, available, context, whole)
    padding = style.padding_px(context, whole.width)
    # Words in a box that says how wide it is take the height they have there.
    given = limited(context.px(style.width, whole.width, default=available.width), style, context, whole, axis=0)
    room = Size(max(0, given - padding.width), max(0, available.height - padding.height))
    content = find(room, inside(element, context))
    width = context.px(style.width, whole.width, default=content.width + padding.width)
    height = context.px(style.height, whole.height, default=content.height + padding.height)
    if style.aspect_ratio and style.height is None and style.width is not None:
        height = width / style.aspect_ratio
    return Size(
        max(width, context.px(style.min_width, whole.width)),
        max(height, context.px(style.min_height, whole.height)),
    )


def _outer(child: Element, available: Size, context: Context) -> Size:
    margin = margins(child, context, available.width)
    size = measure(child, Size(available.width - margin.width, available.height - margin.height), context)
    return Size(size.width + margin.width, size.height + margin.height)


class _Share(Struct):
    """One child in the flow and what it is given, along the main axis and across; `whole` is what percentages along
    the main axis count from: the room without gaps and margins."""

    child: Element
    margin: Insets
    whole: float = 0
    main: float = 0
    cross: float = 0


def _measured(flow: _Flow, available: Size, context: Context) -> Size:
    axis = flow.axis
    shares = _shares(flow, available, context)
    gaps = _gap(flow, available, context) * max(0, len(shares) - 1)
    main = gaps + sum(share.main + _along(share.margin, axis) for share in shares)
    cross = max((share.cross + _along(share.margin, 1 - axis) for share in shares), default=0.0)
    return Size(main, cross) if axis == 0 else Size(cross, main)


def _laid(flow: _Flow, box: Box, context: Context) -> tuple[Item, ...]:
    axis = flow.axis
    shares = _shares(flow, box.size, context)
    gap = _gap(flow, box.size, context)
    used = gap * max(0, len(shares) - 1) + sum(share.main + _along(share.margin, axis) for share in shares)
    left_over = box.size[axis] - used
    if left_over < -1:
        _refuse(flow, -left_over, context)
    start, between = _justified(flow.justify_content, max(0, left_over), len(shares))
    boxes: dict[int, Box] = {}
    cursor = (box.left, box.top)[axis] + start
    for share in shares:
        place = _placed(flow, share, box, cursor)
        boxes[id(share.child)] = _mirrored(place, box, share.margin) if context.is_mirrored else place
        cursor += share.main + _along(share.margin, axis) + gap + between
    items: list[Item] = []
    for child in flow.children:
        place = boxes[id(child)] if id(child) in boxes else place_in(child, box, context)
        items.extend(lay(child, place, context))
    return tuple(items)


def _shares(flow: _Flow, room: Size, context: Context) -> list[_Share]:
    key = (id(flow), room, "shares")
    if key not in context.memo:
        context.memo[key] = _shared_out(flow, room, context)
    return context.memo[key]  # type: ignore[no-any-return]


def _shared_out(flow: _Flow, room: Size, context: Context) -> list[_Share]:
    shares = [_Share(child, margins(child, context, room.width)) for child in flow.children if child.box.place is None]
    taken = _gap(flow, room, context) * max(0, len(shares) - 1)
    taken += sum(_along(share.margin, flow.axis) for share in shares)
    free = max(0, room[flow.axis] - taken)
    for share in shares:
        share.whole = free
    growing = [share for share in shares if share.child.box.grow > 0]
    rigid = [share for share in shares if share.child.box.grow <= 0 and not share.child.flexible]
    flexible = [share for share in shares if share.child.box.grow <= 0 and share.child.flexible]
    for share in growing:
        share.main = _least_main(flow, share, room, free, context)
    for share in rigid:
        share.main = _natural_main(flow, share, room, free, context)
    _give_way(flow, rigid, room, free - sum(share.main for share in growing), context)
    free -= sum(share.main for share in growing + rigid)
    # Several texts that give way are asked for their full size first, so that the larger one stays the larger one.
    offered = max(0.0, free) if len(flexible) == 1 else _ENDLESS
    for share in flexible:
        share.main = _natural_main(flow, share, room, offered, context)
    if sum(share.main for share in flexible) > free + 0.5:
        _give_way(flow, flexible, room, max(0, free), context)
        for share in flexible:
            share.main = _natural_main(flow, share, room, share.main, context)
    if free < _ENDLESS / 2:
        _grow(growing, max(0, free - sum(share.main for share in flexible)))
    for share in shares:
        share.cross = _cross(flow, share, room, context)
    return shares


def _natural_main(flow: _Flow, share: _Share, room: Size, free: float, context: Context) -> float:
    axis = flow.axis
    across = room[1 - axis] - _along(share.margin, 1 - axis)
    return measure(share.child, _sized(free, across, axis), context, _sized(share.whole, across, axis))[axis]


def _least_main(flow: _Flow, share: _Share, room: Size, free: float, context: Context) -> float:
    axis = flow.axis
    across = room[1 - axis] - _along(share.margin, 1 - axis)
    return least(share.child, _sized(free, across, axis), context, _sized(share.whole, across, axis))[axis]


def _give_way(flow: _Flow, shares: list[_Share], room: Size, free: float, context: Context) -> None:
    """Shrink what wants more than there is, each in proportion to what it can give."""
    wanted = sum(share.main for share in shares)
    if wanted <= free + 0.5:
        return
    floors = [min(share.main, _least_main(flow, share, room, share.main, context)) for share in shares]
    can_give = wanted - sum(floors)
    factor = min(1.0, (wanted - free) / can_give) if can_give > 0 else 0
    for share, floor in zip(shares, floors, strict=True):
        share.main -= (share.main - floor) * factor


def _grow(growing: list[_Share], free: float) -> None:
    total = sum(share.child.box.grow for share in growing)
    for share in growing:
        share.main += free * share.child.box.grow / total


def _cross(flow: _Flow, share: _Share, room: Size, context: Context) -> float:
    axis = flow.axis
    across = room[1 - axis] - _along(share.margin, 1 - axis)
    size = measure(share.child, _sized(share.main, across, axis), context, _sized(share.whole, across, axis))
    return min(across, size[1 - axis])


def _sized(main: float, across: float, axis: int) -> Size:
    return Size(main, across) if axis == 0 else Size(across, main)


def _placed(flow: _Flow, share: _Share, box: Box, cursor: float) -> Box:
    axis = flow.axis
    align = flow.align_items if share.child.box.align_self == "auto" else share.child.box.align_self
    margin = share.margin
    room = box.size[1 - axis] - _along(margin, 1 - axis)
    fixed = (share.child.box.height, share.child.box.width)[axis] is not None
    stretched = align == "stretch" and not fixed and share.child.box.aspect_ratio is None
    cross = room if stretched else min(share.cross, room)
    offset = {"center": (room - cross) / 2, "end": room - cross}.get(align, 0.0)
    if axis == 0:
        return Box(cursor + margin.left, box.top + margin.top + offset, share.main, cross)
    return Box(box.left + margin.left + offset, cursor + margin.top, cross, share.main)


def _mirrored(place: Box, parent: Box, margin: Insets) -> Box:
    """The same place counted from the parent's other side; `margin` has changed sides already."""
    left = parent.left + parent.right - place.right + margin.left - margin.right
    return Box(left, place.top, place.width, place.height)


def _least_of_flow(flow: _Flow, available: Size, context: Context) -> Size:
    axis = flow.axis
    sizes = []
    for child in flow.children:
        if child.box.place is None:
            margin = margins(child, context, available.width)
            size = least(child, available, context)
            sizes.append(Size(size.width + margin.width, size.height + margin.height))
    gaps = _gap(flow, available, context) * max(0, len(sizes) - 1)
    main = gaps + sum(size[axis] for size in sizes)
    cross = max((size[1 - axis] for size in sizes), default=0.0)
    return Size(main, cross) if axis == 0 else Size(cross, main)


def _justified(justify: str, free: float, count: int) -> tuple[float, float]:
    """Where the first child starts, and what stands between children beyond the gap."""
    match justify:
        case "center":
            return free / 2, 0
        case "end":
            return free, 0
        case "space-between":
            return (0, free / (count - 1)) if count > 1 else (0, 0)
        case "space-around":
            return free / count / 2 if count else 0, free / count if count else 0
        case "space-evenly":
            return free / (count + 1), free / (count + 1)
    return 0, 0


def _gap(flow: _Flow, room: Size, context: Context) -> float:
    return context.px(flow.gap, room[flow.axis] if room[flow.axis] < _ENDLESS / 2 else 0)


def _along(margin: Insets, axis: int) -> float:
    return margin.width if axis == 0 else margin.height


def _refuse(flow: _Flow, by: float, context: Context) -> None:
    side = ("wide", "high")[flow.axis]
    raise DoesNotFit(
        f"what stands in this {type(flow).__name__.lower()} is {by:.0f} px too {side} for its room",
        where=context.where,
        hint="shorten the texts or take a larger format",
    )
