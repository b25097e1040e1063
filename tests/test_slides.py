"""Carousels: a slide for each tip, texts that go on, alt texts of their own, and no more pictures than a platform takes."""

from __future__ import annotations

import pytest

from smgen.errors import DoesNotFit
from smgen.platforms import formats
from smgen.post import make

TIPS = ("Fragt: Wen wollt ihr erreichen?", "Zeigt Gesichter: Menschen folgen Menschen.", "Antwortet: Am selben Tag.")
LONG = "Belege: " + "Sammelt jeden Beleg vom ersten Tag an, in einem Ordner, den alle finden. " * 14
ENDLESS = "Belege: " + "und dann noch ein Beleg " * 60


def tip(tips, format="instagram/portrait"):
    return make("tip", {"title": "Drei Tipps", "tips": "\n".join(tips), "call": "Erzählt!"}, format=format)


def said(text):
    return "".join(text.split())


def test_a_cover_a_slide_for_each_tip_and_a_last_one():
    post = tip(TIPS)
    assert len(post.scenes) == len(post.alts) == 5
    assert "Drei Tipps" in post.alts[0]
    for number, text in enumerate(TIPS, 1):
        assert all(part in post.alts[number] for part in (str(number), *text.split(": ")))
    assert "Erzählt!" in post.alts[-1]
    assert "5 Bilder" in post.caption


@pytest.mark.parametrize("long", [LONG, ENDLESS], ids=["sentences", "one long sentence"])
def test_a_long_tip_goes_on_and_each_slide_has_the_alt_text_of_its_own_words(long):
    post = tip((long, *TIPS))
    parts = [alt for alt in post.alts if "Belege" in alt and alt.startswith("1 ")]
    assert len(parts) > 1
    assert len(set(parts)) == len(parts)
    body = long.partition(": ")[2]
    bodies = [alt.removeprefix("1 Belege ").rpartition(" ")[0] for alt in parts]
    assert said("".join(bodies)) == said(body)
    bodies = [
        region for scene in post.scenes for region in scene.regions if (region.tag, region.field) == ("words", "body")
    ]
    sizes = [float(dict(region.facts)["size"]) for region in bodies]
    going_on, others = sizes[: len(parts)], sizes[len(parts) :]
    assert len(set(going_on)) == 1, "a tip keeps its size on all its slides"
    assert min(others) >= going_on[0], "a short tip may speak up, none is smaller"


@pytest.mark.parametrize("format", [form.name for form in formats() if 1 < form.max_images < 12])
def test_no_more_pictures_than_the_platform_takes_and_no_tip_is_lost(format):
    tips = [f"Tipp{number}: Das ist der Rat Nummer {number}." for number in range(1, 10)]
    post = tip(tips, format)
    assert len(post.scenes) <= post.format.max_images
    seen = " ".join(post.alts)
    assert all(f"Tipp{number}" in seen for number in range(1, 10))


def test_where_one_picture_goes_it_says_all_tips():
    post = tip(TIPS, "instagram/story")
    assert len(post.scenes) == 1
    assert all(text.split(": ")[0] in post.alt for text in TIPS)


def test_more_pictures_than_a_platform_takes_are_refused_with_both_numbers(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "template.toml").write_text('about = "x"\n[fields.word]\nabout = "x"\n')
    cards = '<card background="#ffffff"><text color="#000000">{{ word }}</text></card>' * 5
    (folder / "card.xml.j2").write_text(f"<slides>{cards}</slides>")
    assert len(make(folder, {"word": "ja"}, format="instagram/portrait").scenes) == 5
    with pytest.raises(DoesNotFit, match=r"5 pictures.* 4 in one post"):
        make(folder, {"word": "ja"}, format="mastodon/post")
