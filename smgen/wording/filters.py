"""Jinja's own filters and tests that templates may use: few, and none whose result outgrows what it is given.

Left out on purpose: `safe`, `attr`, `format`, `pprint`, `random`, `tojson`, `xmlattr`, `urlize` (they leak, differ from
run to run, or let text pass as markup), `center`, `indent`, `wordwrap`, `slice` (width without bound).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2 import filters as jinja_filters
from jinja2 import tests as jinja_tests
from jinja2.runtime import Context
from markupsafe import Markup, escape

from smgen.errors import TemplateError
from smgen.late import expression
from smgen.wording.limits import LONGEST_TEXT, Value, spend, spend_for, too_long
from smgen.wording.sandbox import concatenated, plain_text, with_line_breaks

__all__ = ["GENERAL_FILTERS", "TESTS", "paying"]

_ATTRIBUTE = expression(r"[^\W_][\w\-]*(\.[^\W_][\w\-]*)*")


def paying(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function(context, value, …)` as a filter: it pays for its arguments and result; iterators become lists."""

    @pass_context
    @wraps(function)
    def filter_(context: Context, value: Value = "", *args: Value, **kwargs: Value) -> Value:
        spend(10)
        for argument in (value, *args, *kwargs.values()):
            spend_for(argument)
        result = function(context, value, *args, **kwargs)
        if not isinstance(result, (str, int, float, list, tuple, dict, Undefined)) and isinstance(result, Iterable):
            result = list(result)
        if isinstance(result, str) and len(result) > LONGEST_TEXT:
            raise too_long()
        spend_for(result)
        return result

    return filter_


def _without_context(function: Callable[..., Any]) -> Callable[..., Any]:
    return paying(lambda context, *args, **kwargs: function(*args, **kwargs))


def _with_environment(function: Callable[..., Any]) -> Callable[..., Any]:
    return paying(lambda context, *args, **kwargs: function(context.environment, *args, **kwargs))


def _with_eval_context(function: Callable[..., Any]) -> Callable[..., Any]:
    return paying(lambda context, *args, **kwargs: function(context.eval_ctx, *args, **kwargs))


def _with_attribute(function: Callable[..., Any], needs: str = "environment") -> Callable[..., Any]:
    """A Jinja filter that takes the name of an attribute: no private one, and nothing that looks like one."""

    def checked(context: Context, *args: Value, **kwargs: Value) -> Value:
        named = [kwargs.get("attribute"), *(args[1:2] if function in _ATTRIBUTE_FIRST else ())]
        for name in named:
            if isinstance(name, str) and not all(_ATTRIBUTE.fullmatch(part.strip()) for part in name.split(",")):
                raise TemplateError("an attribute is named that templates may not use")
        return function(context if needs == "context" else context.environment, *args, **kwargs)

    return paying(checked)


_ATTRIBUTE_FIRST = frozenset({jinja_filters.sync_do_selectattr, jinja_filters.sync_do_rejectattr})


def _escape(context: Context, value: Value) -> Markup:
    text = plain_text(value)
    return escape(with_line_breaks(text) if context.eval_ctx.autoescape and not isinstance(text, Markup) else text)


def _join(context: Context, values: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    if attribute is not None:
        values = context.environment.call_filter("map", values, kwargs={"attribute": attribute}, context=context)
    return concatenated(context, list(values), separator)


def _replace(context: Context, value: Value, old: str, new: str, count: int = -1) -> str:
    text = plain_text(value)
    if len(text) + text.count(old) * max(0, len(new) - len(old)) > LONGEST_TEXT:
        raise too_long()
    return text.replace(old, new, count)


def _batch(context: Context, values: Iterable[Any], size: int) -> list[list[Any]]:
    """Rows of `size` items each, the last one shorter."""
    items, size = list(values), min(max(int(size), 1), 1_000)
    return [items[start : start + size] for start in range(0, len(items), size)]


def _round(context: Context, value: float, digits: int = 0) -> float:
    rounded = round(value, min(max(int(digits), -9), 9))
    return int(rounded) if digits <= 0 else rounded


def _sum(context: Context, values: Iterable[float]) -> float:
    numbers = list(values)
    if not all(isinstance(number, (int, float)) for number in numbers):
        raise TemplateError("|sum adds numbers only")
    return sum(numbers)


def _items(context: Context, value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(value.items())


def _integer(context: Context, value: Value, default: int = 0) -> int:
    try:
        return int(float(value)) if isinstance(value, str) and len(value) < 40 else int(value)
    except (TypeError, ValueError, OverflowError):
        return default


def _floating(context: Context, value: Value, default: float = 0.0) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return default


GENERAL_FILTERS: dict[str, Callable[..., Any]] = {
    "abs": _without_context(abs),
    "batch": paying(_batch),
    "capitalize": _without_context(jinja_filters.do_capitalize),
    "count": _without_context(len),
    "d": _without_context(jinja_filters.do_default),
    "default": _without_context(jinja_filters.do_default),
    "dictsort": _without_context(jinja_filters.do_dictsort),
    "e": paying(_escape),
    "escape": paying(_escape),
    "first": _with_environment(jinja_filters.sync_do_first),
    "float": paying(_floating),
    "int": paying(_integer),
    "items": paying(_items),
    "join": paying(_join),
    "last": _with_environment(jinja_filters.do_last),
    "length": _without_context(len),
    "list": _without_context(list),
    "lower": _without_context(jinja_filters.do_lower),
    "map": _with_attribute(jinja_filters.sync_do_map, "context"),
    "max": _with_attribute(jinja_filters.do_max),
    "min": _with_attribute(jinja_filters.do_min),
    "reject": _with_attribute(jinja_filters.sync_do_reject, "context"),
    "rejectattr": _with_attribute(jinja_filters.sync_do_rejectattr, "context"),
    "replace": paying(_replace),
    "reverse": _without_context(jinja_filters.do_reverse),
    "round": paying(_round),
    "select": _with_attribute(jinja_filters.sync_do_select, "context"),
    "selectattr": _with_attribute(jinja_filters.sync_do_selectattr, "context"),
    "sort": _with_attribute(jinja_filters.do_sort),
    "string": paying(lambda context, value: plain_text(value)),
    "striptags": _without_context(jinja_filters.do_striptags),
    "sum": paying(_sum),
    "title": _without_context(jinja_filters.do_title),
    "trim": _without_context(jinja_filters.do_trim),
    "unique": _with_attribute(jinja_filters.sync_do_unique),
    "upper": _without_context(jinja_filters.do_upper),
}

_TESTS = [
    *("boolean", "defined", "divisibleby", "even", "false", "float", "integer", "iterable", "lower", "mapping", "none"),
    *("number", "odd", "sequence", "string", "true", "undefined", "upper"),
    *("eq", "equalto", "ge", "greaterthan", "gt", "le", "lessthan", "lt", "ne", "==", "!=", ">", ">=", "<", "<="),
]


def _paying_test(function: Callable[..., bool]) -> Callable[..., bool]:
    @pass_context
    @wraps(function)
    def test(context: Context, value: Value, *args: Value) -> bool:
        for argument in (value, *args):
            spend_for(argument)
        return function(value, *args)

    return test


_JINJA_TESTS: dict[str, Any] = dict(jinja_tests.TESTS)
TESTS: dict[str, Callable[..., bool]] = {name: _paying_test(_JINJA_TESTS[name]) for name in _TESTS}
