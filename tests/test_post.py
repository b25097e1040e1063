"""make() and what it gives back: the library's own door."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path

import pytest
from PIL import Image

import smgen
from smgen.errors import DoesNotFit, OutputError, PictureError, SmgenError, UnknownName
from smgen.post import make, series
from smgen.scene import Fill, Glyphs, walk

VALUES = {"quote": "Bei uns zählt, dass du mit anpackst.", "author": "Amira Haddad"}

CAROUSEL = """<slides>
  <card background="#ffffff"><text field="quote" fit="shrink" font-size="9vmin" min-font-size="6vmin"
    overflow-to="next-slide">{{ quote }}</text></card>
</slides>"""


def own_template(
    folder: Path, card: str, toml: str = '[fields.quote]\n[fields.photo]\nkind = "picture"\n', **files: str
) -> Path:
    path = folder / "mine"
    path.mkdir()
    (path / "template.toml").write_text('about = "Mine."\n' + toml, "utf-8")
    (path / "card.xml.j2").write_text(card, "utf-8")
    for name, text in files.items():
        (path / f"{name}.txt.j2").write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def post():
    return make("quote", VALUES)


def test_a_post_is_a_picture_a_caption_and_an_alt_text(post):
    assert post.image.size == (1080, 1350)
    assert post.image.mode == "RGB"
    assert post.images == (post.image,)
    assert VALUES["quote"] in post.alt
    assert VALUES["author"] in post.alt
    assert post.caption
    assert post.format.name == "instagram/portrait"
    assert post.language == "de"
    assert all(isinstance(note, smgen.Note) for note in post.notes)


def test_it_shows_itself_in_a_notebook(post):
    with Image.open(io.BytesIO(post._repr_png_())) as image:
        assert image.format == "PNG"
        assert image.size == post.image.size


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_it_is_encoded_in_the_type_asked_for(post, kind):
    with Image.open(io.BytesIO(post.encode(type=kind))) as image:
        assert image.format == kind.upper()
    assert post.encode(type=kind) == post.encode(type=kind)


@pytest.mark.parametrize(
    "form", ["instagram/portrait", "bluesky/post", "x/landscape", "mastodon/post", "whatsapp/status"]
)
def test_it_keeps_to_the_bytes_a_platform_takes(form):
    made = make("quote", VALUES, format=form)
    data = made.encode()
    assert made.format.max_bytes is None or len(data) <= made.format.max_bytes
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == tuple(int(side) for side in made.format.size)


def test_a_picture_too_large_for_the_platforms_best_type_is_named_after_the_next(tmp_path):
    # Noise does not compress: as a PNG it would never stay under the 300 kB of a link preview.
    Image.effect_noise((1300, 700), 8).convert("RGB").save(tmp_path / "noise.png")
    own = own_template(tmp_path, '<card padding="0px"><image src="{{ photo }}" grow="1"/></card>', alt="a")
    made = make(own, {"photo": "noise.png"}, format="web/opengraph", folder=tmp_path)
    assert made.format.preferred_type == "png"
    (picture, *_) = made.save(tmp_path / "out")
    assert picture.suffix == ".jpg"
    assert picture.stat().st_size <= made.format.max_bytes
    assert (
        picture.read_bytes()
        == made.encode()
        == make(own, {"photo": "noise.png"}, format="web/opengraph", folder=tmp_path).encode(type="jpeg")
    )


def test_it_is_told_as_json(post):
    told = json.loads(json.dumps(post.as_dict()))
    assert told["template"] == "quote"
    assert told["caption_length"]["used"] == post.caption_count.used
    assert told["alt"] == [post.alt]


def test_scenes_can_go_to_another_process(post):
    assert pickle.loads(pickle.dumps(post.scenes)) == post.scenes


def test_saving_writes_the_picture_and_its_texts(post, tmp_path):
    written = post.save(tmp_path / "neu" / "tile.jpg")
    assert [path.name for path in written] == ["tile.jpg", "tile.caption.txt", "tile.alt.txt"]
    assert all(path.stat().st_size for path in written)
    assert post.save(tmp_path)[0].name == "quote-instagram-portrait.jpg"
    assert post.save(tmp_path / "neu" / "tile.jpg") == written  # its own it may replace
    (tmp_path / "precious.png").write_bytes(b"1")
    with pytest.raises(OutputError, match="smgen did not make it"):
        post.save(tmp_path / "precious.png")
    assert post.save(tmp_path / "precious.png", overwrite=True)
    with pytest.raises(OutputError, match=r"neither a folder nor a picture file"):
        post.save(tmp_path / "tile.bmp")


def test_a_format_without_captions_has_none():
    story = make("quote", VALUES, format="web/opengraph")
    assert story.caption == ""
    assert story.caption_count is None
    assert story.thread == ()
    assert story.alt


def test_a_long_caption_becomes_a_thread_where_there_are_threads(tmp_path):
    long = "Das ist ein Satz, der etwas erzählt. " * 30
    own = own_template(tmp_path, "<card><text>a</text></card>", caption="{{ quote }}", alt="a")
    made = make(own, {"quote": long}, format="mastodon/post")
    assert len(made.thread) > 1
    assert all(smgen.count(part, "mastodon").fits for part in made.thread)


def test_slides_become_several_pictures_with_an_alt_text_each(tmp_path):
    sentences = " ".join(f"Satz Nummer {number} sagt etwas Wichtiges." for number in range(1, 30))
    own = own_template(tmp_path, CAROUSEL, alt="{{ slide }} von {{ slides }}: {{ words.quote }}")
    made = make(own, {"quote": sentences})
    assert len(made.images) == len(made.alts) == len(made.scenes) > 1
    assert made.alts[0].startswith(f"1 von {len(made.scenes)}: Satz Nummer 1 ")
    joined = " ".join(alt.split(": ", 1)[1] for alt in made.alts)
    assert joined.split() == sentences.split()
    written = made.save(tmp_path / "out.png")
    assert [path.name for path in written[:2]] == ["out-1.png", "out-2.png"]
    with pytest.raises(DoesNotFit, match="takes 1 in one post"):
        make(own, {"quote": sentences}, format="instagram/story")


def test_the_values_in_the_language_of_the_post_are_taken():
    values = {**VALUES, "quote_uk": "Головне — що ти з нами.", "quote_en": "What counts is that you help."}
    assert "Головне" in make("quote", values, lang="uk").alt
    assert "What counts" in make("quote", {**values, "lang": "en"}).alt
    assert "zählt" in make("quote", {**values, "lang": "en"}, lang="de").alt


def test_right_to_left_languages_begin_at_the_right():
    def left_and_right(author: str, language: str) -> tuple[float, float]:
        scene = make("quote", {"quote": "!", "author": author}, lang=language).scenes[0]
        (run,) = [item for item in walk(scene.items) if isinstance(item, Glyphs) and item.text == author]
        return run.box.left, scene.size.width - run.box.right

    (left, before), (after, right) = left_and_right("Nora", "de"), left_and_right("נועה", "he")
    assert right == pytest.approx(left, abs=1)
    assert before > left
    assert after > right


def test_sizes_can_be_imposed_and_a_series_shares_them():
    records = [{"quote": "Einfach machen!"}, VALUES, {"quote": "Zusammen geht mehr als allein. " * 5}]
    alone = [sizes(make("quote", record)) for record in records]
    together = [sizes(post) for post in series("quote", records)]
    assert len({size["quote"] for size in alone}) == 3
    assert len({round(size["quote"]) for size in together}) == 1
    assert together[0]["quote"] == pytest.approx(min(size["quote"] for size in alone), abs=1)


def sizes(post) -> dict[str, float]:
    return {
        region.field: float(dict(region.facts)["size"])
        for scene in post.scenes
        for region in scene.regions
        if region.tag == "words" and region.field
    }


def test_pictures_come_from_the_folder_given_and_nowhere_else(tmp_path):
    own = own_template(tmp_path, '<card><image src="{{ photo }}" grow="1"/></card>', alt="a")
    outside = tmp_path / "outside.jpg"
    Image.new("RGB", (1200, 1200), (200, 0, 0)).save(outside)
    (tmp_path / "campaign").mkdir()
    Image.new("RGB", (1200, 1200), (0, 200, 0)).save(tmp_path / "campaign" / "inside.jpg")
    folder = tmp_path / "campaign"
    assert make(own, {"photo": "inside.jpg"}, folder=folder).sources[0].path.endswith("inside.jpg")
    with pytest.raises(PictureError, match="leads out of the folder"):
        make(own, {"photo": "../outside.jpg"}, folder=folder)
    with pytest.raises(PictureError, match="only from the folders"):
        make(own, {"photo": str(outside)}, folder=folder)
    assert make(own, {"photo": str(outside)}, folder=folder, trusted=True).sources[0].path == str(outside)


def test_markup_in_values_is_words(tmp_path):
    post = make("quote", {"quote": '<image src="/etc/passwd"/> & {{ brand.name }} </text>'})
    assert '„<image src="/etc/passwd"/> & {{ brand.name }} </text>“' in post.alt
    assert "passwd" in post.scenes[0].words
    assert post.sources == ()


def test_extra_values_are_for_captions(tmp_path):
    own = own_template(tmp_path, "<card><text>a</text></card>", caption="{{ where }}", alt="a")
    with pytest.raises(UnknownName):
        make(own, {"where": "Im Park"})
    assert make(own, {"where": "Im Park"}, extras=True).caption == "Im Park"


def test_guides_leave_the_post_as_it_was(post):
    drawn = post.with_guides()
    assert drawn.scenes[0].size == post.scenes[0].size
    assert len(list(walk(drawn.scenes[0].items))) > len(list(walk(post.scenes[0].items)))
    assert any(isinstance(item, Fill) and item.stroke for item in walk(drawn.scenes[0].items))
    assert drawn.alt == post.alt
    assert drawn.notes == post.notes


def test_fonts_of_ones_own_are_used(tmp_path):
    thai = "สวัสดีทุกคน"
    with pytest.raises(SmgenError, match="THAI"):
        make("quote", {"quote": thai})
    assert make("quote", {"quote": thai}, fonts=Path(__file__).parent / "data" / "fonts").image


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"format": "instagram/storry"}, "instagram/story"),
        ({"palette": "corall"}, "coral"),
        ({"lang": "?"}, "is no language"),
        ({"brand": "nowhere.toml"}, "nowhere.toml"),
    ],
)
def test_what_cannot_be_made_is_an_smgen_error(options, words):
    with pytest.raises(SmgenError) as caught:
        make("quote", VALUES, **options)
    assert words in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).hint == caught.value.hint
