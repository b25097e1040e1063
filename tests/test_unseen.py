"""What somebody gave and nobody will see is told; what is seen is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from smgen import make, resources
from smgen.post import Post

IBAN = "DE89370400440532013000"


def unseen(post: Post) -> dict[str, str]:
    """The fields that are told to show nowhere, with the note's severity."""
    return {note.where.rpartition(", ")[2]: note.severity for note in post.found if note.code == "field-unseen"}


@pytest.mark.parametrize(
    ("template", "values", "fields"),
    [
        ("donate", {"call": "Hilf uns", "iban": IBAN}, {"iban"}),
        ("donate", {"call": "Hilf uns", "raised": "50"}, {"raised"}),
        ("donate", {"call": "Hilf uns", "raised": "50", "goal": "100"}, set()),
        ("donate", {"call": "Hilf uns", "iban": IBAN, "recipient": "Verein Nord", "purpose": "Küche"}, set()),
        ("event", {"title": "Fest", "date": "2027-12-05", "end": "20:00"}, {"end"}),
        ("event", {"title": "Fest", "date": "2027-12-05", "time": "18:00", "end": "20:00"}, set()),
        ("poster", {"slogan": "Hallo", "sign": "heart"}, {"sign"}),
        ("poster", {"slogan": "Hallo", "look": "spray", "sign": "heart"}, set()),
        ("quote", {"quote": "Hallo", "credit": "Jo Bild"}, {"credit"}),
        ("quote", {"quote": "Hallo", "author": "Jo", "role": "", "hashtags": "ehrenamt"}, set()),
        ("number", {"number": "5 €", "text": "im Monat"}, set()),
        ("tip", {"title": "Tipps", "tips": "eins|zwei|drei"}, set()),
    ],
)
def test_a_value_that_shows_nowhere_is_told(template, values, fields):
    assert set(unseen(make(template, values))) == fields


@pytest.mark.parametrize("format", ["instagram/story", "web/opengraph"])
def test_what_only_a_caption_says_is_not_missed_where_there_is_none(format):
    assert unseen(make("quote", {"quote": "Hallo", "hashtags": "ehrenamt"}, format=format)) == {}


def test_a_strip_leaves_out_what_has_no_room_without_a_warning(tmp_path):
    shutil.copy(resources.folder("templates") / "quote" / "portrait.jpg", tmp_path / "ich.jpg")
    post = make("quote", {"quote": "Hallo", "photo": "ich.jpg"}, format="1600x200", folder=tmp_path)
    assert unseen(post) == {"photo": "info"}


def test_the_example_of_a_template_is_no_picture_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    values = {"quote": "Hallo", "photo": "portrait.jpg"}
    codes = [note.code for note in make("quote", values).found]
    assert "picture-example" in codes
    shutil.copy(resources.folder("templates") / "quote" / "portrait.jpg", Path("portrait.jpg"))
    assert "picture-example" not in [note.code for note in make("quote", values).found]
