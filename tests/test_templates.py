"""Every shipped template in every format with every sample: it fits, nothing leaves the picture, nothing collides, and the
checks find nothing above info."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from smgen.checks import check_parts, check_undrawn
from smgen.errors import SmgenError
from smgen.gallery import GALLERY_FORMATS
from smgen.platforms import Format, find_format, formats
from smgen.post import Post, make
from smgen.template import template_names, templates

TEMPLATES = {template.name: template for template in templates()}
FORMATS = {format.name: format for format in formats()}
PHOTOS = Path(__file__).parent.parent / "examples"
PROPORTIONS = (*GALLERY_FORMATS, "pinterest/tall", "x/header", "facebook/event-cover")
SAMPLES_MAY = {"photo-enlarged", "picture-example"}
"""A sample's photo may be small for A4, and is the template's own; whoever brings another one is not told."""


def samples(name: str) -> list[dict[str, str]]:
    """The template's samples, as records; its palette and language stay in them."""
    template = TEMPLATES[name]
    return [{k: v for k, v in sample.items() if k != "sample"} for sample in template.samples or (template.sample,)]


def made(name: str, sample: dict[str, str], form: Format, brand: Path | None = None) -> Post:
    values = dict(sample)
    palette = values.pop("palette", None)
    return make(TEMPLATES[name].folder, values, format=form, palette=palette, folder=PHOTOS, brand=brand)


def words_of(scene) -> list:
    """The regions of set text that say something, without decoration."""
    return [r for r in scene.regions if r.tag == "words" and dict(r.facts).get("role") != "decoration"]


def complaints(post: Post) -> list[str]:
    """Everything wrong with a post's scenes that a template's maker must put right."""
    found = [wrong for scene in post.scenes for wrong in (*outside(scene), *collisions(scene))]
    return found + above_info(check_undrawn(post, day=None))


def above_info(notes) -> list[str]:
    return [str(note) for note in notes if note.severity != "info" and note.code not in SAMPLES_MAY]


def outside(scene) -> list[str]:
    canvas = scene.size
    found = []
    for region in words_of(scene):
        box = region.box
        if box.left < -1 or box.top < -1 or box.right > canvas.width + 1 or box.bottom > canvas.height + 1:
            found.append(f"“{dict(region.facts).get('text', '')[:40]}” leaves the picture: {box}")
    return found


def collisions(scene) -> list[str]:
    regions = words_of(scene)
    found = []
    for index, one in enumerate(regions):
        for other in regions[index + 1 :]:
            left, right = max(one.box.left, other.box.left), min(one.box.right, other.box.right)
            top, bottom = max(one.box.top, other.box.top), min(one.box.bottom, other.box.bottom)
            if right - left > 1 and bottom - top > 1:
                texts = [dict(region.facts).get("text", "")[:30] for region in (one, other)]
                found.append(f"“{texts[0]}” and “{texts[1]}” overlap by {right - left:.0f} × {bottom - top:.0f} px")
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_sample_is_good_in_every_format(name):
    wrong = []
    for number, sample in enumerate(samples(name)):
        for form in FORMATS.values():
            place = f"sample {number + 1}, {form.name}"
            try:
                wrong += [f"{place}: {complaint}" for complaint in complaints(made(name, sample, form))]
            except SmgenError as error:
                wrong.append(f"{place}: {error}")
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_sample_is_good_in_a_brand_with_a_long_name(name):
    shapes = ("instagram/square", "instagram/story", "web/opengraph", "pinterest/tall", "youtube/thumbnail", "x/header")
    wrong = []
    for number, sample in enumerate(samples(name)):
        for form in map(FORMATS.__getitem__, shapes):
            post = made(name, sample, form, PHOTOS / "brand" / "garden.toml")
            wrong += [f"sample {number + 1}, {form.name}: {complaint}" for complaint in complaints(post)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_language_has_its_words_or_english_ones(name):
    for language in ("de-AT", "en", "uk", "ar", "he", "fa", "ckb", "yo", "xx"):
        assert made(name, {**samples(name)[0], "lang": language}, FORMATS["instagram/portrait"]).alt


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_sample_is_good_when_drawn(name):
    wrong = []
    for number, sample in enumerate(samples(name)):
        for form in map(FORMATS.__getitem__, PROPORTIONS):
            _, drawn = check_parts(made(name, sample, form, PHOTOS / "brand"), day=None)
            wrong += [f"sample {number + 1}, {form.name}: {complaint}" for complaint in above_info(drawn)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_palette_is_legible_when_drawn(name):
    wrong = []
    for palette in TEMPLATES[name].palettes:
        sample = {**samples(name)[0], "palette": palette}
        post = made(name, sample, FORMATS["instagram/portrait"])
        wrong += [f"{palette}: {note}" for note in post.notes if note.severity == "error"]
        assert post.image.size == (1080, 1350)
        low, high = post.image.convert("L").getextrema()
        assert high - low > 60, f"{palette} is one blank ground"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_complete(name):
    template = TEMPLATES[name]
    assert template.about.endswith(".")
    assert len(template.palettes) >= 2
    assert {sample.get("sample") for sample in template.samples} >= {"shortest", "longest"}
    assert all((template.folder / f"{file}.txt.j2").is_file() for file in ("caption", "alt"))
    for field in template.fields.values():
        assert field.about, field.name
        assert field.example or field.default or not field.required, field.name


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_field_is_used(name):
    template = TEMPLATES[name]
    files = {file.name: file.read_text("utf-8") for file in template.folder.glob("*.j2")}
    for field in template.fields:
        users = [file for file, text in files.items() if re.search(rf"\b{field}\b", text)]
        assert users, f"no file of {name} looks at {field}"
        if template.fields[field].kind == "picture":
            assert "card.xml.j2" in users, f"{name} takes {field} and does not show it"


def test_the_smallest_and_largest_sizes_people_may_ask_for():
    for size in ("320x320", "2400x1000", "1000x2400", "4000x4000"):
        for name in ("quote", "poster"):
            post = made(name, samples(name)[0], find_format(size))
            assert not collisions(post.scenes[0])
            assert not outside(post.scenes[0])


@pytest.mark.parametrize("name", ["donate", "event"])
def test_every_code_is_read_at_phone_width(name):
    unread, read = [], 0
    different = {(form.width, form.height, form.safe): form for form in FORMATS.values() if form.width < 3000}
    for number, sample in enumerate(samples(name)):
        for form in different.values():
            post = made(name, sample, form)
            wanted = [dict(region.facts)["qr"] for region in post.scenes[0].regions if region.tag == "code"]
            if wanted:
                read += 1
                phone = io.BytesIO()
                size = (360, round(360 * form.height / form.width))
                post.image.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(phone, "JPEG", quality=75)
                if [code.text for code in zxingcpp.read_barcodes(Image.open(phone))] != wanted:
                    unread.append(f"sample {number + 1}, {form.name}")
    assert read > 30
    assert not unread


@pytest.mark.parametrize("day", ["2026-02-03", "2027-02-28", "2027-05-08", "2027-08-13", "2027-10-30", "2028-02-29"])
def test_every_month_has_room_beside_its_day(day):
    """Months of four, five and six weeks, with days of one and two figures."""
    wrong = []
    titles = ("Fest", "Jubiläum im Begegnungscafé: fünf Jahre", samples("save-the-date")[2]["title"])
    for title in titles:
        sample = {"title": title, "date": day, "place": "Gemeindezentrum St. Johannis, Neustadt an der Wiese"}
        for name in ("instagram/square", "instagram/portrait", "pinterest/tall", "facebook/event-cover"):
            post = made("save-the-date", sample, FORMATS[name], PHOTOS / "brand" / "brand.toml")
            wrong += [f"{title}, {name}: {complaint}" for complaint in complaints(post)]
    assert not wrong


@pytest.mark.parametrize("name", ["instagram/story", "pinterest/tall", "pinterest/pin", "print/a4"])
def test_a_summary_shows_whole_tips_and_counts_the_rest(name):
    longest = samples("tip")[2]
    headings = [tip.partition(": ")[0] for tip in longest["tips"].strip().splitlines()]
    headings = [heading if len(heading) <= 90 else heading.partition(", ")[0] for heading in headings]
    for record in (longest, {"title": "Zwölf", "tips": " | ".join(["Fragt", "Hört zu"] * 6)}):
        post = made("tip", record, FORMATS[name])
        assert not complaints(post)
        said = post.alt
        more = re.search(r"… und (\d+) weitere", said)
        count = int(more[1]) if more else 0
        assert not (name == "print/a4" and more), "whoever reads a print has no caption that says the rest"
        cover = not any(heading in said for heading in headings)
        covers = ("pinterest/tall", "instagram/story")
        assert not cover or record is not longest or name in covers, "a pin and a print have room for a list"
        if record is longest and not cover:
            assert all(heading in said for heading in headings[: len(headings) - count])


def test_templates_are_found_by_their_names():
    assert tuple(TEMPLATES) == template_names()
    assert {"quote", "poster"} <= set(TEMPLATES)
