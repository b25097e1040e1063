"""Thirty planted faults, each found by its code; a clean campaign in which nothing is found above "info"."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from planting import CARD, TODAY, planted

from smgen.checks import check
from smgen.color import Color
from smgen.geometry import Box
from smgen.inspection import inspect
from smgen.painting.draw import draw
from smgen.post import make
from smgen.scene import Fill, Scene, Shape
from smgen.starting import new_campaign

ROOT = Path(__file__).resolve().parent.parent
GRADIENT = "linear-gradient(0deg, #ffffff, #ffffff)"


def card(inside: str, ground: str = "#ffffff") -> str:
    return f'<card background="{ground}" color="#11302b" padding="8vmin" gap="5vmin">{inside}</card>'


def text(inside: str = "{{ headline }}", **attributes: str) -> str:
    given = {"field": "headline", "font-size": "9vmin"} | {k.replace("_", "-"): v for k, v in attributes.items()}
    written = " ".join(f'{name}="{value}"' for name, value in given.items())
    return f"<text {written}>{inside}</text>"


def found(post) -> dict[str, str]:
    return {note.code: note.severity for note in check(post, today=TODAY)}


PICTURE_FAULTS = {
    "grey words on white": ("contrast-low", card(text(color="#bbbbbb"), GRADIENT), {}),
    "tiny words": ("text-small", card(text(font_size="1.6vmin")), {}),
    "words out of the picture": ("text-outside", card(text(width="60vmin", margin="0vmin -90vmin 0vmin 60vmin")), {}),
    "words over words": (
        "text-overlap",
        card(
            '<stack grow="1"><text field="headline" font-size="9vmin">{{ headline }}</text>'
            '<text field="text" font-size="9vmin">{{ text }}</text></stack>'
        ),
        {"text": "Welt Hallo"},
    ),
    "words over a QR code": (
        "text-over-code",
        card(
            '<stack grow="1"><qr kind="url" value="https://verein.de" width="50vmin"/>'
            '<text field="headline" font-size="9vmin" place="center">{{ headline }}</text></stack>'
        ),
        {},
    ),
    "words under the app's buttons": (
        "text-covered-by-app",
        card(text(place="bottom", margin="0vmin 0vmin -28vmin 0vmin")),
        {"format": "instagram/story"},
    ),
    "words the grid cuts off": (
        "text-cropped",
        '<card background="#ffffff" color="#11302b" padding="0vmin">' + text() + "</card>",
        {"format": "instagram/portrait"},
    ),
    "something over the words": (
        "text-covered",
        card(text() + '<shape kind="rectangle" fill="#ff5a3c" place="fill" role="decoration"/>'),
        {},
    ),
    "a small photo made large": ("photo-enlarged", card('<image src="small.png" grow="1"/>' + text()), {}),
    "no alt text": ("alt-missing", CARD, {"alt": None}),
    "a word missing in the alt text": ("alt-incomplete", CARD, {"alt": "Hallo"}),
    "an alt text that says “Bild von”": ("alt-decorated", CARD, {"alt": "Bild von einem Text: Hallo Welt"}),
    "an alt text far too long": ("alt-too-long", CARD, {"alt": "Hallo Welt. " * 120}),
    "a chart whose number the alt text lacks": (
        "alt-chart",
        card('<pictograms count="6" total="10" rows="2" fill="#11302b" grow="1"/>' + text()),
        {},
    ),
    "a code whose address the alt text lacks": (
        "alt-code",
        card('<qr kind="url" value="https://verein.de/mit" width="40vmin"/>' + text()),
        {},
    ),
    "no credit where the record wants one": (
        "credit-missing",
        card('<image src="{{ photo }}" grow="1"/>' + text()),
        {"photo": "large.png", "credit_required": "ja"},
    ),
    "a credit nobody sees": (
        "credit-unseen",
        card('<image src="{{ photo }}" grow="1"/>' + text()),
        {"photo": "large.png", "credit": "Jo Müller"},
    ),
    "an event that is over": ("date-past", CARD, {"date": "2026-11-01"}),
    "a weekday that is not the date's, drawn": (
        "weekday-wrong",
        CARD,
        {"headline": "Freitag, 5. Dezember 2026", "alt": "{{ headline }}"},
    ),
}

CAPTION_FAULTS = {
    "too long": ("caption-too-long", "instagram/portrait", "Wort " * 500),
    "a thread": ("caption-thread", "mastodon/post", "Wort. " * 120),
    "a refused character": ("caption-refused", "youtube/post", "a < b"),
    "too many hashtags": ("hashtags-too-many", "instagram/portrait", "#Eins #Zwei #Drei #Vier #Fünf #Sechs"),
    "too many mentions": ("mentions-too-many", "instagram/portrait", " ".join(f"@verein{n}" for n in range(21))),
    "a run of emoji": ("emoji-run", "instagram/portrait", "Hurra 🎉🎉🎊🥳!"),
    "capitals": ("capitals", "instagram/portrait", "KOMMT ALLE VORBEI, es wird schön"),
    "a hashtag in small letters": ("hashtag-lowercase", "instagram/portrait", "Hallo #wirsindmehr"),
    "a hashtag in capitals": ("hashtag-lowercase", "instagram/portrait", "Hallo #WIRSINDMEHR"),
    "a broken link": ("link-broken", "instagram/portrait", "Mehr: https:// verein.de"),
    "a link without its domain": ("link-broken", "instagram/portrait", "Mehr: http://verein"),
    "a link that hides": ("link-shortened", "instagram/portrait", "Mehr: https://bit.ly/3xYz"),
    "a wrong weekday": ("weekday-wrong", "instagram/portrait", "Am Freitag, den 5.12.2026, geht es los."),
    "a wrong weekday in English": ("weekday-wrong", "instagram/portrait", "Join us on Friday, December 5, 2026!"),
    "a day that is not": ("date-impossible", "instagram/portrait", "Am Montag, 31. April 2026."),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (200, 200), "#336655").save(tmp_path / "small.png")
    Image.new("RGB", (1600, 1600), "#336655").save(tmp_path / "large.png")
    return tmp_path


@pytest.mark.parametrize("fault", PICTURE_FAULTS)
def test_a_fault_planted_in_the_picture_is_found(folder, fault):
    code, markup, more = PICTURE_FAULTS[fault]
    assert code in found(planted(folder, markup, **more))


@pytest.mark.parametrize("fault", CAPTION_FAULTS)
def test_a_fault_planted_in_the_caption_is_found(folder, fault):
    code, format, caption = CAPTION_FAULTS[fault]
    assert code in found(planted(folder, caption=caption, format=format))


def test_there_are_thirty_faults_and_more():
    assert len(PICTURE_FAULTS) + len(CAPTION_FAULTS) >= 30


def test_a_clean_campaign_has_no_finding_above_info(tmp_path):
    new_campaign("Herbst", tmp_path)
    loud = [finding.note for finding in inspect(tmp_path / "Herbst") if finding.note.severity != "info"]
    assert loud == []


@pytest.mark.parametrize("format", ["instagram/portrait", "instagram/story", "mastodon/post", "web/opengraph"])
def test_the_unspoilt_post_is_clean(folder, format):
    post = planted(
        folder, caption="Komm vorbei! Am Samstag, 5. Dezember 2026. #Ehrenamt https://www.verein.de", format=format
    )
    assert [note for note in check(post, today=TODAY) if note.severity != "info"] == []


def test_a_code_that_is_spoilt_in_the_final_pixels_is_found(folder):
    pytest.importorskip("zxingcpp")
    post = planted(
        folder,
        card('<qr kind="url" field="link" value="https://verein.de/mit" width="50vmin"/>' + text()),
        alt="Hallo Welt verein.de",
    )
    assert "qr-unreadable" not in found(post)
    scene = post.scenes[0]
    code = next(region.box for region in scene.regions if region.tag == "code")
    blot = Fill(Shape(Box(code.left, code.top, code.width * 0.55, code.height * 0.55)), Color(0, 0, 0))
    spoilt = replace(post, scenes=(replace(scene, items=(*scene.items, blot)),))
    assert found(spoilt)["qr-unreadable"] == "error"


def test_more_pictures_than_the_platform_takes_are_found(folder):
    post = planted(folder)
    many = replace(post, scenes=post.scenes * 21, alts=post.alts * 21)
    assert found(many)["pictures-too-many"] == "error"


def test_findings_of_making_come_first_and_none_is_told_twice(folder):
    post = planted(folder, card('<image src="small.png" grow="1"/>' + text()))
    notes = check(post, today=TODAY)
    assert notes[: len(post.found)] == list(post.found)
    assert len(notes) == len(set(notes))


def test_of_a_carousel_each_finding_says_its_slide(folder):
    slides = "<slides>" + card(text()) + card(text(font_size="1.6vmin")) + "</slides>"
    notes = check(planted(folder, slides, format="instagram/carousel"), today=TODAY)
    assert [note.where for note in notes if note.code == "text-small"] == ["slide 2, headline"]


def test_anything_with_the_parts_of_a_post_can_be_checked(folder):
    post = planted(folder)

    class Stranger:
        scenes, images = post.scenes, tuple(draw(scene) for scene in post.scenes)
        format, language, brand, values = post.format, "de", post.brand, post.values
        caption, alts, found = "", ("",), ()

    assert [note.code for note in check(Stranger(), today=TODAY)] == ["alt-missing"]


def test_an_empty_scene_has_nothing_to_find_but_its_alt_text(folder):
    post = planted(folder)
    empty = replace(post, scenes=(Scene(post.format.size, Color(255, 255, 255), ()),), alts=("Nichts",), caption="")
    assert found(empty) == {}


def test_every_code_of_the_checks_is_told_in_the_docs():
    told = (ROOT / "docs" / "checks.md").read_text("utf-8")
    written = {f"{name}-too-many" for name in ("hashtags", "mentions", "links")}
    for folder in ("checks", "inspection", "elements", "text", "painting"):
        for file in (ROOT / "smgen" / folder).rglob("*.py"):
            written |= codes_in(ast.parse(file.read_text("utf-8")))
    assert sorted(code for code in written if f"`{code}`" not in told) == []
    assert len(written) > 60


def codes_in(tree: ast.AST) -> set[str]:
    """Every code given to a note: the strings with hyphens among the arguments."""
    found = set()
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in ("Note", "_Zone", "_told")
        ):
            strings = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            found |= {each for each in strings if isinstance(each, str) and re.fullmatch("[a-z]+(-[a-z]+)*", each)}
    return found - {
        "info",
        "warning",
        "error",
        "caption",
        "credit",
        "credits",
        "name",
        "colors",
        "bank",
        "logo",
        "alt",
        "iban",
    }


def test_an_account_without_its_owner_is_told_where_it_would_be_left_out():
    record = {"call": "Hilf mit!", "iban": "DE89370400440532013000"}
    (found,) = (note for note in make("donate", record, format="x/post").notes if note.code == "bank-recipient")
    assert (found.severity, found.where) == ("error", "iban")
    whole = make("donate", {**record, "recipient": "Verein e. V."}, format="x/post")
    assert "bank-recipient" not in [note.code for note in whole.notes]
