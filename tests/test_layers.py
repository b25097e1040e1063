"""The house's order: imports go one way, and each heavy library is known only where it belongs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "smgen"

ORDER = (
    ("_version", "errors", "plain", "naming", "files", "resources"),
    ("geometry", "color"),
    ("scene",),
    ("fonts", "font_files"),
    ("text",),
    ("markup", "platforms", "codes"),
    ("counting", "caption", "languages", "typographic"),
    ("painting",),
    ("wording",),
    ("elements",),
    ("layout", "guides", "brand"),
    ("template",),
    ("post",),
    ("check", "checks", "saving", "gallery", "tables", "starting"),
    ("batch",),
    ("inspection",),
    ("cli",),
    ("__main__",),
)
"""From the ground up; a module imports its own storey and what lies below, never what stands above."""

HOMES = {
    "PIL": {"painting", "checks", "starting"},
    "jinja2": {"wording"},
    "click": {"cli"},
    "uharfbuzz": {"fonts", "font_files", "text", "painting"},
    "icu4py": {"text"},
    "babel": {"languages"},
    "qrcode": {"codes"},
    "stdnum": {"codes"},
    "resvg_py": {"painting"},
    "isal": {"painting"},
    "pyphen": {"text"},
    "python_calamine": {"tables"},
    "charset_normalizer": {"tables"},
    "zxingcpp": {"checks"},
    "distributed": {"batch"},
    "fsspec": {"batch"},
}
"""Who may know a library."""

LAZY = {"__init__", "__main__", "cli", "post"}
"""Who may import own modules inside functions: for start-up time, said in a comment there."""


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def _storey(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def _imports(path: Path) -> list[tuple[str, bool, bool]]:
    """Every import: the module named, is it inside a function, is it only for types."""
    tree = ast.parse(path.read_text("utf-8"))
    found: list[tuple[str, bool, bool]] = []

    def visit(node: ast.AST, inside: bool, types: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend((alias.name, inside, types) for alias in child.names)
            elif isinstance(child, ast.ImportFrom) and child.module and child.level == 0:
                if child.module == "smgen":
                    found.extend((f"smgen.{alias.name}", inside, types) for alias in child.names)
                else:
                    found.append((child.module, inside, types))
            elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                visit(child, inside, True)
            else:
                visit(child, inside or isinstance(child, ast.FunctionDef | ast.Lambda), types)

    visit(tree, False, False)
    return found


def test_every_module_has_its_storey():
    named = {name for storey in ORDER for name in storey}
    assert {_storey(path) for path in _modules()} - {"__init__"} <= named


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_never_go_up(path):
    storeys = {name: height for height, names in enumerate(ORDER) for name in names}
    own = _storey(path)
    if own == "__init__":
        return  # the face of the package, which names everything and loads it on demand
    for module, inside, types in _imports(path):
        parts = module.split(".")
        if parts[0] != "smgen" or len(parts) < 2 or types:
            continue
        if parts[1] == "_version":
            continue
        if inside and own in LAZY:
            continue
        assert storeys[parts[1]] <= storeys[own], f"{own} imports {parts[1]}, which stands above it"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_where_they_belong(path):
    for module, _inside, types in _imports(path):
        library = module.split(".")[0]
        if library in HOMES and not types:
            assert _storey(path) in HOMES[library], f"{path.name} imports {library}"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_own_modules_are_imported_at_the_top(path):
    if _storey(path) in LAZY:
        return
    hidden = [module for module, inside, _ in _imports(path) if inside and module.startswith("smgen")]
    assert hidden == []
