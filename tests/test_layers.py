"""The house's order: imports go one way, and each heavy library is known only where it belongs."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from pathlib import Path

import pytest
from msgspec import Struct

PACKAGE = Path(__file__).parent.parent / "smgen"

ORDER = (
    ("_version", "errors", "late"),
    ("plain", "resources", "toml", "files", "geometry", "color"),
    ("naming", "scene", "dates"),
    ("font_files",),
    ("fonts",),
    ("text",),
    ("platforms", "markup", "codes", "languages"),
    ("counting", "typographic", "hashtags"),
    ("cutting", "painting"),
    ("caption",),
    ("wording", "elements", "brand"),
    ("layout", "guides", "template"),
    ("checks", "unseen"),
    ("saving",),
    ("post",),
    ("tables", "gallery", "starting"),
    ("batching",),
    ("inspection",),
    ("cli",),
    ("__main__",),
)
"""From the ground up. A module or package imports what stands below it, never its neighbours nor what stands above."""

HOMES = {
    "PIL": {"painting", "checks", "starting"},
    "jinja2": {"wording"},
    "markupsafe": {"wording"},
    "click": {"cli"},
    "tomli": {"toml", "platforms"},
    "platformdirs": {"resources"},
    "uharfbuzz": {"font_files", "fonts", "text", "painting"},
    "icu4py": {"text"},
    "pyphen": {"text"},
    "babel": {"dates", "languages"},
    "qrcode": {"codes"},
    "stdnum": {"codes"},
    "resvg_py": {"painting"},
    "isal": {"painting"},
    "dlib": {"painting"},
    "numpy": {"painting"},
    "python_calamine": {"tables"},
    "charset_normalizer": {"tables"},
    "zxingcpp": {"checks"},
    "distributed": {"batching"},
    "fsspec": {"batching"},
}
"""Who may know a library; nobody knows any other."""

EVERYWHERE = {"msgspec"}
"""What data is made of may be known wherever data is made."""

LAZY = {"__init__", "__main__", "cli"}
"""Who exists to load late. Anybody else who imports own modules inside a function says why in a comment."""


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def _storey(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def _imports(path: Path) -> list[tuple[str, bool]]:
    """Every import, wherever it stands: the module named, and whether it is only for types."""
    tree = ast.parse(path.read_text("utf-8"))
    found: list[tuple[str, bool]] = []

    def visit(node: ast.AST, types: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend((alias.name, types) for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module and child.level == 0:
                if child.module == "smgen":
                    found.extend((f"smgen.{alias.name}", types) for alias in child.names)
                else:
                    found.append((child.module, types))
            elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                visit(child, True)
            else:
                visit(child, types)

    visit(tree, False)
    return found


def test_every_module_has_one_storey():
    named = [name for storey in ORDER for name in storey]
    assert len(named) == len(set(named))
    assert {_storey(path) for path in _modules()} - {"__init__"} == set(named)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_go_down(path):
    storeys = {name: height for height, names in enumerate(ORDER) for name in names}
    own = _storey(path)
    if own == "__init__":
        return  # the face of the package, which names everything and loads it on demand
    for module, types in _imports(path):
        parts = module.split(".")
        if parts[0] == "smgen" and len(parts) > 1 and parts[1] != own and not types:
            assert storeys[parts[1]] < storeys[own], f"{own} imports {parts[1]}, which does not stand below it"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_where_they_belong(path):
    for module, types in _imports(path):
        library = module.split(".")[0]
        if library not in {"smgen", *EVERYWHERE} and library not in sys.stdlib_module_names and not types:
            assert _storey(path) in HOMES[library], f"{path.name} imports {library}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_own_modules_are_imported_at_the_top_or_say_why_not(path):
    if _storey(path) in LAZY:
        return
    lines = path.read_text("utf-8").splitlines()
    for number in _hidden_imports(path):
        assert "#" in lines[number - 1] or lines[number - 2].lstrip().startswith("#"), f"{path.name}, line {number}"


def _hidden_imports(path: Path) -> list[int]:
    """The lines on which own modules are imported inside a function."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "smgen"
    ]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_struct_tells_its_signature(path):
    """`help()`, notebooks and documentation tools resolve the types of its fields: names for type checkers only will not do."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    if parts[-1] == "__main__":
        return
    module = importlib.import_module(".".join(part for part in parts if part != "__init__"))
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, Struct) and kind.__module__ == module.__name__:
            assert inspect.signature(kind).parameters, kind
