"""Template files and values -> the words of a card, a caption or an alt text: the only place that sees Jinja.

`render_card` gives markup (values escaped, their line breaks as U+2028), `render_text` plain text. Templates may come
from strangers: what they may touch is in `sandbox`, `filters` and `loader`, what they may cost in `limits`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError

from smgen.errors import SmgenError, TemplateError, did_you_mean, printable
from smgen.late import expression
from smgen.plain import UNWRITABLE
from smgen.wording.compiled import kept_for
from smgen.wording.filters import GENERAL_FILTERS, TESTS
from smgen.wording.language_filters import LANGUAGE_FILTERS
from smgen.wording.limits import MOST_OUTPUT, budget
from smgen.wording.loader import FolderLoader
from smgen.wording.sandbox import LINE_BREAK, Sandbox, UndefinedName, failing_line

__all__ = ["LINE_BREAK", "environment", "render_card", "render_text", "variables"]

_BLANK_LINES = expression(r"\n{3,}")
_LINE_ENDS = expression(r"[ \t]+(?=\n|\Z)")

Folders = Path | Sequence[Path]


@lru_cache(maxsize=128)
def environment(folders: tuple[Path, ...], *, markup: bool = True) -> Sandbox:
    """The sandbox that reads template files from `folders`, the first that has a name wins.

    Compiled templates are kept with it and read anew when their file has changed. `markup` escapes values.
    """
    filters = {**GENERAL_FILTERS, **LANGUAGE_FILTERS}
    return Sandbox(FolderLoader(folders), filters, TESTS, markup=markup, kept=kept_for(folders, markup=markup))


def render_card(folders: Folders, name: str, values: Mapping[str, Any]) -> str:
    """Markup of the card `name`: values escaped, a line break inside a value written as U+2028.

    `values` are plain: str, int, float, bool, None, date, time, Decimal, and lists and dicts of them. `lang` and
    `platform` among them steer the filters. Raises TemplateError, or the ValuesError of a filter, with file and line.
    """
    return _rendered(environment(_tuple(folders), markup=True), name, values)


def render_text(folders: Folders, name: str, values: Mapping[str, Any]) -> str:
    """Caption or alt text by the template `name`: line ends and both ends trimmed, at most one blank line in a row."""
    text = _rendered(environment(_tuple(folders), markup=False), name, values)
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", text)).strip()


def variables(folders: Folders, name: str) -> frozenset[str]:
    """Names the template `name` and all it includes, extends or imports by a fixed name expect from outside."""
    sandbox = environment(_tuple(folders), markup=True)
    loader = FolderLoader(_tuple(folders))
    found: set[str] = set()
    waiting, seen = [name], {name}
    while waiting:
        current = waiting.pop()
        try:
            tree = sandbox.parse(loader.get_source(sandbox, current)[0], current)
            found |= meta.find_undeclared_variables(tree)
        except Exception as error:  # see _rendered
            raise _explained(error, sandbox, current, {}) from None
        fresh = _referenced(tree) - seen
        seen |= fresh
        waiting.extend(sorted(fresh))
    return frozenset(found)


def _tuple(folders: Folders) -> tuple[Path, ...]:
    return tuple(folder.absolute() for folder in ([folders] if isinstance(folders, Path) else folders))


def _rendered(sandbox: Sandbox, name: str, values: Mapping[str, Any]) -> str:
    with budget():
        try:
            text = sandbox.get_template(name).render(values)
        except Exception as error:  # whatever a stranger's template provokes ends as one sentence about that template
            raise _explained(error, sandbox, name, values) from None
    if len(text) > MOST_OUTPUT:
        raise TemplateError(f"the template writes more than {MOST_OUTPUT:,} characters", where=sandbox.place(name))
    if UNWRITABLE.search(text):
        raise TemplateError("the template writes a control character", where=sandbox.place(name))
    return text


def _referenced(tree: nodes.Template) -> set[str]:
    """File names written out in include, extends and import statements."""
    kinds = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)
    found: set[str] = set()
    for node in tree.find_all(kinds):
        written = node.template.find_all(nodes.Const) if not isinstance(node.template, nodes.Const) else [node.template]  # type: ignore[attr-defined]
        found |= {constant.value for constant in written if isinstance(constant.value, str)}
    return found


def _explained(error: Exception, sandbox: Sandbox, name: str, values: Mapping[str, Any]) -> SmgenError:
    """`error` as one sentence placed in its template file and line, with a hint where one is known."""
    place = _place(error, sandbox, name)
    match error:
        case SmgenError():
            return error if error.where else error.at(place)
        case TemplateSyntaxError():
            return TemplateError(f"the template cannot be read: {printable(error.message or '', 200)}", where=place)
        case TemplateNotFound():
            missing = printable(str(error.name))
            hint = did_you_mean(missing, sandbox.list_templates())
            return TemplateError(f"there is no “{missing}” in the template's folder", where=place, hint=hint)
        case UndefinedName():
            return _undefined(error, values, place)
        case UndefinedError() | SecurityError():
            return TemplateError(_sentence(error), where=place)
        case RecursionError() | SyntaxError():
            return TemplateError("the template is nested too deeply", where=place)
        case MemoryError():
            return TemplateError("the template fills the memory", where=place)
    return TemplateError(f"the template fails: {_sentence(error)}", where=place)


def _place(error: Exception, sandbox: Sandbox, name: str) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"{sandbox.place(error.name or name)}, line {error.lineno}"
    line = failing_line(error)
    return f"{sandbox.place(line[0])}, line {line[1]}" if line else sandbox.place(name)


def _undefined(error: UndefinedName, values: Mapping[str, Any], place: str) -> TemplateError:
    if error.name is None:
        return TemplateError(f"the template uses nothing as something: {_sentence(error)}", where=place)
    name, owner = str(error.name), values if error.owner is None else error.owner
    known = [str(key) for key in owner] if isinstance(owner, Mapping) else []
    return TemplateError(f"there is no value “{printable(name)}”", where=place, hint=did_you_mean(name, known))


def _sentence(error: Exception) -> str:
    return printable(str(error) or type(error).__name__, 200).rstrip(".")
