"""The specimen of docs/typography.md: every sheet can be made, and the page shows every sheet."""

import importlib.util
import re
from pathlib import Path

import pytest

import smgen

DOCS = Path(__file__).parent.parent / "docs"
SPEC = importlib.util.spec_from_file_location("make_specimen", DOCS / "make_specimen.py")
specimen = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(specimen)


@pytest.mark.parametrize("name", specimen.SHEETS)
def test_a_sheet_says_everything_with_the_fonts_that_come_along(name):
    post = smgen.make(specimen.TEMPLATE, {"sheet": name}, format=f"1600x{specimen.SHEETS[name]}")
    assert "feature-missing" not in {note.code for note in post.notes}
    assert post.scenes


def test_the_page_shows_every_sheet():
    page = (DOCS / "typography.md").read_text("utf-8")
    shown = re.findall(r"pictures/specimen-(\w+)\.jpg", page)
    assert sorted(shown) == sorted([*specimen.SHEETS, "series"])
    assert all((DOCS / "pictures" / f"specimen-{name}.jpg").exists() for name in shown)
