"""Article 1 of the Declaration of Human Rights in every language our fonts cover, in every format."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from smgen.fonts import FontBook
from smgen.layout import Assets, layout
from smgen.markup import parse
from smgen.painting.draw import draw
from smgen.platforms import find_format, formats
from smgen.post import make
from smgen.scene import Glyphs, walk

UDHR = json.loads((Path(__file__).parent / "data" / "udhr.json").read_text("utf-8"))
# Formats of one size and zone give the same picture: one of each stands for all.
FORMATS = tuple({(form.size, form.safe): form.name for form in formats()}.values())
BY_LANGUAGE = {entry["lang"]: entry for entry in UDHR["covered"]}


def language(entry: dict) -> str:
    return entry["lang"].partition("-")[0]


def bare(text: str) -> str:
    """The letters, without spaces and the hyphens line ends may add; apostrophes are one, whatever their form."""
    text = unicodedata.normalize("NFC", text).replace("'", "’")
    return "".join(character for character in text if not character.isspace() and character not in "-­\u200b")


def test_there_are_the_languages_promised():
    assert len(BY_LANGUAGE) >= 55
    assert {"ar", "fa", "ur", "he", "uk", "el-monoton", "tr", "vi", "pl", "ro", "de-1996"} <= set(BY_LANGUAGE)


@pytest.mark.parametrize("code", BY_LANGUAGE)
def test_article_1_is_set_whole_in_every_format(code):
    entry = BY_LANGUAGE[code]
    for form in FORMATS:
        post = make("quote", {"quote": entry["text"]}, format=form, lang=language(entry))
        (scene,) = post.scenes
        glyphs = [item for item in walk(scene.items) if isinstance(item, Glyphs)]
        assert all(glyph for item in glyphs for glyph in item.glyphs), "a missing glyph was drawn"
        (words,) = [r for r in scene.regions if r.tag == "words" and r.field == "quote"]
        said = dict(words.facts)["text"]
        assert bare(entry["text"]).strip(".።।۔") in bare(said), form


def _no_picture(name: str):
    raise AssertionError(name)


@pytest.mark.parametrize("code", ["ar", "he", "ur", "uk", "vi", "el-polyton", "yo", "ckb-Latn", "de-1996"])
def test_what_is_drawn_stays_on_the_picture(code):
    entry = BY_LANGUAGE[code]
    card = f'<card background="#ffffff"><text fit="shrink" max-font-size="12vmin" color="#000000">{entry["text"]}</text></card>'
    assets = Assets(FontBook.shipped(), _no_picture, _no_picture, lambda source: (0.5, 0.5))
    (scene,) = layout(parse(card), find_format("instagram/portrait"), assets, language=language(entry))
    left, top, right, bottom = draw(scene).convert("L").point(lambda value: 255 - value).getbbox()
    margin = 1080 * 0.03
    assert left > margin
    assert top > margin
    assert right < 1080 - margin
    assert bottom < 1350 - margin
