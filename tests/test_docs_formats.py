"""docs/formats.md is what the table of platforms says today."""

from __future__ import annotations

import runpy
from pathlib import Path

from smgen.platforms import formats

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_page_of_formats_is_the_table():
    page = runpy.run_path(str(DOCS / "make_formats.py"))["page"]()
    assert (DOCS / "formats.md").read_text("utf-8") == page, "run: python docs/make_formats.py"


def test_every_format_and_source_is_on_the_page():
    page = (DOCS / "formats.md").read_text("utf-8")
    assert all(f"`{each.name}`" in page for each in formats())
    assert all(source.url in page for each in formats() for source in each.sources)
