"""The Jinja environment strangers' templates run in: a short list of what they may touch, call and compute.

On top of Jinja's immutable sandbox (no attribute of Python's own, no mutation): nothing is callable but macros and a
few bounded methods, every operator that grows a value is guarded, and undefined names are errors that name themselves.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, NoReturn

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, Template, Undefined, UndefinedError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from smgen.errors import TemplateError, printable
from smgen.markup import LINE_BREAK
from smgen.wording.limits import LONGEST_TEXT, Value, spend, spend_for, spend_text, too_long
from smgen.wording.loader import FolderLoader
from smgen.wording.rewriting import rewritten

__all__ = ["LINE_BREAK", "Sandbox", "UndefinedName", "concatenated", "failing_line", "plain_text", "with_line_breaks"]

_LONGEST_RANGE = 10_000
_MOST_BITS = 4_096
_HIGHEST_POWER = 64
_TEXT_METHODS = frozenset(
    {"count", "endswith", "find", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip", "split", "startswith"}
    | {"isalpha", "isdigit", "isupper", "strip", "title", "upper"}
)
_MAPPING_METHODS = frozenset({"get", "items", "keys", "values"})
_LOOP_NAMES = frozenset(
    {"changed", "cycle", "depth", "depth0", "first", "index", "index0", "last", "length", "nextitem", "previtem"}
    | {"revindex", "revindex0"}
)
_DATE_NAMES = frozenset({"day", "hour", "minute", "month", "year"})


class UndefinedName(UndefinedError):
    """A template used a name nobody gave; `name` is that name, `owner` what it was looked up in, if anything."""

    def __init__(self, message: str | None, name: str | None, owner: object) -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner


class Missing(StrictUndefined):
    """Jinja's strict undefined value, whose error remembers the name instead of only writing it into a sentence."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Value = missing, name: str | None = None, exc: Value = UndefinedError
    ) -> None:
        owner = None if obj is missing else obj
        remembering = partial(UndefinedName, name=name, owner=owner) if exc is UndefinedError else exc
        super().__init__(hint, obj, name, remembering)  # type: ignore[arg-type]  # called, never caught


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment for cards (`markup`: values are escaped) and for captions and alt texts (they are not)."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(
        self,
        loader: BaseLoader,
        filters: Mapping[str, Callable[..., Any]],
        tests: Mapping[str, Callable[..., Any]],
        *,
        markup: bool,
        kept: BytecodeCache | None = None,
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=Missing,
            autoescape=markup,
            finalize=_written_in_markup if markup else _written,
            trim_blocks=True,
            lstrip_blocks=True,
            optimized=False,
            bytecode_cache=kept,
        )
        self.globals = {"range": _bounded_range}
        self.filters = {**filters, **_PAYMENTS}
        self.tests = dict(tests)
        self.is_markup = markup

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return rewritten(super()._parse(source, name, filename), self, self.place(name or "template"))

    def place(self, name: str) -> str:
        """How messages call the file `name`."""
        return self.loader.place(name) if isinstance(self.loader, FolderLoader) else name

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Pass the error on as it is: `smgen.wording` reads the line off its frames, nobody reads a traceback."""
        raise

    def getattr(self, obj: Value, attribute: str) -> Value:
        """A key before a method: a record may well have a column called "items"."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Value, attr: str, value: Value) -> bool:
        """Only these, by kind of value; whatever else a value can do is not a template's business."""
        match obj:
            case str():
                return attr in _TEXT_METHODS
            case Mapping():
                return attr in _MAPPING_METHODS
            case LoopContext():
                return attr in _LOOP_NAMES
            case datetime.date() | datetime.time():
                return attr in _DATE_NAMES
        return isinstance(obj, TemplateReference) or (isinstance(value, Macro) and not attr.startswith("_"))

    def is_safe_callable(self, obj: Value) -> bool:
        """Macros, blocks, `range`, and the methods `is_safe_attribute` lets through."""
        if isinstance(obj, (Macro, BlockReference)) or obj is _bounded_range:
            return True
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        return isinstance(owner, (str, dict, LoopContext)) and self.is_safe_attribute(owner, name, obj)

    def unsafe_undefined(self, obj: Value, attribute: str) -> Undefined:
        """What stands for an attribute that is not open; using it is the error."""
        hint = f"“.{printable(attribute)}” is not open to templates"
        return self.undefined(hint, name=attribute, obj=obj, exc=SecurityError)

    def call(self, context: Context, callee: Value, /, *args: Value, **kwargs: Value) -> Value:
        """Every call pays for itself and for what it is given."""
        if isinstance(callee, Missing):
            str(callee)  # raises the error that names what is missing
        if not self.is_safe_callable(callee):
            raise TemplateError("the template calls what cannot be called")
        spend(20)
        for value in (getattr(callee, "__self__", None), *args, *kwargs.values()):
            spend_for(value)
        return super().call(context, callee, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Value, right: Value) -> Value:
        """The operators that can grow a value without end."""
        spend_for(left)
        spend_for(right)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return concatenated(context, [left, right])
        _check_growth(operator, left, right)
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and result.bit_length() > _MOST_BITS:
            raise TemplateError("the template computes a number with too many digits")
        spend_for(result)
        return result


def plain_text(value: Value) -> str:
    """`value` as a template writes it: text as it is, whole numbers without a point, nothing for None.

    Lists, mappings and other objects have no wording of their own: TemplateError.
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
        case int() | Missing():
            return str(value)
        case Decimal():
            return format(value, "f") if abs(value.adjusted()) < 40 else str(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case list() | tuple() | dict():
            raise TemplateError("a list cannot be written as it is", hint="write its items, or use |join(', ')")
        case Macro():
            raise TemplateError("a macro is written without being called", hint="add ( and )")
    raise TemplateError("this value cannot be written")


def concatenated(context: Context, values: Iterable[Any], separator: str = "") -> str:
    """All `values` in one text, escaped as far as one of them is markup already; within the limits of a text."""
    texts = [plain_text(value) for value in values]
    if sum(map(len, texts)) + len(separator) * len(texts) > LONGEST_TEXT:
        raise too_long()
    if not any(isinstance(text, Markup) for text in texts):
        return separator.join(texts)
    # The separator is the template author's, not the data's.
    joint = Markup(separator)  # noqa: S704
    return joint.join(text if isinstance(text, Markup) else with_line_breaks(text) for text in texts)


def _check_growth(operator: str, left: Value, right: Value) -> None:
    """Refuse what would take long or much before it is computed."""
    if operator == "%" and isinstance(left, str):
        raise TemplateError("% does not fill in texts here", hint="use ~ to join texts, |number to write numbers")
    if operator == "**" and not (abs(left) <= 1_000_000 and abs(right) <= _HIGHEST_POWER):
        raise TemplateError("the template computes a power that is too high")
    if operator == "*":
        for one, other in ((left, right), (right, left)):
            if isinstance(one, (str, list, tuple)) and isinstance(other, int) and other * len(one) > LONGEST_TEXT:
                raise too_long()


def _bounded_range(*bounds: int) -> range:
    """Python's `range`, at most 10,000 numbers long."""
    numbers = range(*bounds)
    if len(numbers) > _LONGEST_RANGE:
        raise TemplateError(f"range() has more than {_LONGEST_RANGE:,} numbers")
    return numbers


def with_line_breaks(text: str) -> str:
    """`text` with `LINE_BREAK` for every line end."""
    return text.replace("\r\n", LINE_BREAK).replace("\n", LINE_BREAK).replace("\r", LINE_BREAK)


@pass_context
def _written_in_markup(context: Context, value: Value) -> str:
    """Jinja's finalize for cards: the value as text, its line breaks marked."""
    text = plain_text(value)
    spend_text(text)
    if isinstance(text, Markup) or ("\n" not in text and "\r" not in text):
        return text
    return with_line_breaks(text)


@pass_context
def _written(context: Context, value: Value) -> str:
    """Jinja's finalize for captions and alt texts."""
    text = plain_text(value)
    spend_text(text)
    return text


@pass_context
def _paid(context: Context, units: int) -> str:
    spend(_positive(units))
    return ""


@pass_context
def _counted(context: Context, value: Iterable[Any], units: int) -> list[Any]:
    """What a loop walks through, paid for before its first turn."""
    items = list(value)
    spend(len(items) * _positive(units))
    return items


def _positive(units: Value) -> int:
    """`units` as written by us; |map("_paid") could bring anything, a refund too."""
    if type(units) is not int or units < 0:
        raise TemplateError("an unknown filter is used")
    return units


@pass_context
def _weighed(context: Context, value: Value) -> Value:
    spend_for(value)
    return value


@pass_context
def _concatenated(context: Context, values: list[Any]) -> str:
    text = concatenated(context, values)
    spend_text(text)
    return text


# What `smgen.wording.rewriting` writes into templates. Their names start with an underscore: no author can use them.
_PAYMENTS: dict[str, Callable[..., Any]] = {
    "_paid": _paid,
    "_counted": _counted,
    "_weighed": _weighed,
    "_concatenated": _concatenated,
}


def failing_line(error: BaseException) -> tuple[str, int] | None:
    """Template name and line the error came from, read off the frames of the compiled templates."""
    found, trace = None, error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template) and template.name:
            found = template.name, template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return found
