"""The public face: exactly the names promised, each told, and nothing loaded before it is needed."""

from __future__ import annotations

import importlib.resources
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import smgen

PROMISED = {
    "Brand",
    "Count",
    "Format",
    "Note",
    "Post",
    "Result",
    "SmgenError",
    "Template",
    "__version__",
    "batch",
    "check",
    "count",
    "formats",
    "load_brand",
    "make",
    "series",
    "templates",
}
"""A name that goes breaks somebody's program; a name that comes is a promise: change this list on purpose."""

HEAVY = ("PIL", "uharfbuzz", "icu4py", "jinja2", "babel", "qrcode", "resvg_py", "pyphen", "isal", "calamine", "stdnum")


def loaded_by(program: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after `program`."""
    tell = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", f"{program}\n{tell}"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return set(said.stdout.splitlines()[-1].split())


def test_the_public_names_are_the_promised_ones():
    assert set(smgen.__all__) == PROMISED
    assert set(dir(smgen)) == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED - {"__version__"}))
def test_every_public_name_is_there_and_told(name):
    value = getattr(smgen, name)
    told = inspect.getdoc(value) or ""
    assert told.strip(), name
    # A dataclass without a docstring gets its signature as one.
    assert not told.startswith(f"{name}(")


def test_every_public_function_tells_its_types():
    for name in PROMISED:
        value = getattr(smgen, name)
        if inspect.isfunction(value):
            signature = inspect.signature(value)
            assert signature.return_annotation is not inspect.Signature.empty
            assert all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values()), name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_such"):
        smgen.nothing_such  # noqa: B018


def test_star_import_gives_the_promised_names():
    assert loaded_by("from smgen import *; make, Post, batch, check")


def test_it_is_marked_as_typed():
    assert (importlib.resources.files(smgen) / "py.typed").is_file()


def test_the_version_is_the_projects():
    assert smgen.__version__.count(".") == 2
    assert smgen.__version__ in Path(smgen.__file__).with_name("_version.py").read_text("utf-8")


def test_importing_smgen_loads_nothing_heavy(here):
    found = loaded_by("import smgen; smgen.__version__")
    assert not found & {*HEAVY, "click"}


def test_version_and_help_load_click_and_nothing_heavy(here):
    for arguments in (["--version"], ["--help"]):
        found = loaded_by(f"from smgen.cli import run; run({arguments})")
        assert "click" in found
        assert not found & set(HEAVY)


def test_help_of_a_template_draws_nothing(here):
    found = loaded_by("from smgen.cli import run; run(['make', 'quote', '--help'])")
    assert not found & set(HEAVY)


def test_a_quotation_loads_only_what_it_needs(here):
    found = loaded_by('import smgen; smgen.make("quote", {"quote": "a"}).encode()')
    assert not found & {"click", "babel", "qrcode", "resvg_py", "calamine", "stdnum", "numpy", "dask"}
