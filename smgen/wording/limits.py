"""What one render may cost: a budget of work, spent by every loop, call, filter and text it makes.

Jinja's sandbox keeps a stranger's template from reaching out; it does not keep it from running for ever or filling
the memory. One unit of work stands for roughly a microsecond, or four characters of text. A card of ours spends a
few thousand units.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from smgen.errors import TemplateError

__all__ = [
    "INCLUDE",
    "LONGEST_TEXT",
    "MOST_OUTPUT",
    "STEP",
    "WORK",
    "Value",
    "budget",
    "spend",
    "spend_for",
    "spend_text",
    "too_long",
    "weight",
]

Value = Any
"""Whatever a template may hold: text, numbers, dates, lists and dicts of them, and Jinja's undefined."""

WORK = 1_000_000
"""Units of work one render may spend: about a second on a slow machine."""

STEP = 50
"""Units for one turn of a loop besides its body: 20,000 turns at most."""

INCLUDE = 10_000
"""Units for one include, import or extends: 100 of them at most, which also bounds their depth."""

LONGEST_TEXT = 100_000
"""Characters one text may have while a template works on it."""

MOST_OUTPUT = 200_000
"""Characters a rendered template may have."""


class _Left:
    """The units left in the render that is running."""

    __slots__ = ("units",)

    def __init__(self, units: int) -> None:
        self.units = units


_LEFT: ContextVar[_Left] = ContextVar("smgen_wording_left")


@contextmanager
def budget(units: int = WORK) -> Iterator[None]:
    """Everything rendered inside shares `units` of work; threads and nested renders have their own."""
    token = _LEFT.set(_Left(units))
    try:
        yield
    finally:
        _LEFT.reset(token)


def spend(units: int) -> None:
    """Take `units` from the budget of the running render; a TemplateError when it is used up."""
    left = _LEFT.get()
    left.units -= units
    if left.units < 0:
        raise TemplateError(
            "the template does too much work for one picture",
            hint="fewer turns in its loops, fewer includes, shorter texts",
        )


def spend_text(text: str) -> None:
    """Pay for handling `text` once."""
    if len(text) > LONGEST_TEXT:
        raise too_long()
    spend(1 + (len(text) >> 2))


def spend_for(value: object) -> None:
    """Pay for handling `value` once, with all it holds."""
    spend(weight(value))


def weight(value: object) -> int:
    """Units it takes to walk `value` through: characters, items, items of items.

    A list that holds the same list twice counts it twice, as comparing, sorting or hashing it would.
    """
    if isinstance(value, str):
        return 1 + (len(value) >> 2)
    if isinstance(value, (range, KeysView, ValuesView, ItemsView)):
        return 1 + len(value)
    if not isinstance(value, (list, tuple, dict)):
        return 1
    total, waiting = 0, [value]
    while waiting and total <= WORK:
        container: Value = waiting.pop()
        items = [*container, *container.values()] if isinstance(container, dict) else container
        total += 1 + len(items)
        for item in items:
            if isinstance(item, str):
                total += len(item) >> 2
            elif isinstance(item, (list, tuple, dict)):
                waiting.append(item)
    return total


def too_long() -> TemplateError:
    """The error for a text grown past `LONGEST_TEXT`."""
    return TemplateError(f"the template makes a text of more than {LONGEST_TEXT:,} characters")
