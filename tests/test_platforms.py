"""The table of platforms and formats: names that resolve, figures that hold together."""

from __future__ import annotations

import contextlib
import pickle
import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen import resources
from smgen.errors import SmgenError, UnknownName, ValuesError
from smgen.geometry import Box, Insets
from smgen.platforms import find_format, find_formats, find_platform, format_names, formats, groups, platforms

ENCODABLE = {"jpeg", "png", "webp", "avif"}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("instagram/portrait", (1080, 1350)),
        ("instagram/square", (1080, 1080)),
        ("instagram/story", (1080, 1920)),
        ("instagram", (1080, 1350)),
        ("facebook/link", (1200, 630)),
        ("x/landscape", (1200, 675)),
        ("twitter", (1200, 675)),
        ("twitter/square", (1080, 1080)),
        ("linkedin/portrait", (1080, 1350)),
        ("mastodon/post", (1080, 1350)),
        ("bluesky/post", (1080, 1350)),
        ("pinterest", (1000, 1500)),
        ("web/opengraph", (1200, 630)),
        ("print/a4", (2480, 3508)),
        ("Instagram/Reel_Cover", (1080, 1920)),
        ("1200x800", (1200, 800)),
        ("1200 × 800", (1200, 800)),
        ("instagram / story", (1080, 1920)),
        ("Instagram Story", (1080, 1920)),
        ("Instagram Reel Cover", (1080, 1920)),
        ("Twitter Square", (1080, 1080)),
    ],
)
def test_a_format_is_found_by_the_name_people_type(name, size):
    assert find_format(name).size == size


@pytest.mark.parametrize("each", formats(), ids=lambda each: each.name)
def test_a_format_is_drawable_and_its_figures_have_evidence(each):
    assert find_format(each.name) is each
    assert find_platform(each.platform).name == each.platform
    assert each.width * each.height <= (each.max_pixels or 36_000_000)
    assert each.preferred_type in each.types
    assert each.preferred_type in ENCODABLE
    assert 1 <= each.min_images <= each.max_images
    assert "size" in {source.figure for source in each.sources}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", each.checked)


@pytest.mark.parametrize("each", formats(), ids=lambda each: each.name)
def test_the_zones_of_a_format_leave_room_for_content(each):
    whole = Box(0, 0, *each.size)
    content = whole.inset(each.safe)
    assert content.width >= each.width / 3
    assert content.height >= each.height / 6
    for zone in (each.safe, each.grid_crop, each.covered_ads):
        assert min(zone) >= 0
    # What is only checked of advertisements is never laxer than what is laid out against.
    assert each.covered_ads == Insets() or all(ads >= own for ads, own in zip(each.covered_ads, each.safe, strict=True))
    assert all(whole.contains(box) and box.width > 0 and box.height > 0 for box in each.keep_out)


def test_the_profile_grid_takes_nothing_from_the_content_box():
    square = find_format("instagram/square")
    assert square.safe == Insets()
    assert square.grid_crop == Insets(0, 135, 0, 135)


def test_stories_are_laid_out_against_the_organic_zone_and_know_the_strict_one():
    for story in find_formats(["stories"]):
        assert story.safe == Insets(250, 65, 340, 65)
        assert story.covered_ads == Insets(269, 65, 672, 65)


@pytest.mark.parametrize(
    ("name", "tall", "wide", "square"),
    [
        ("instagram/story", True, False, False),
        ("pinterest/pin", True, False, False),
        ("instagram/portrait", False, False, False),
        ("instagram/square", False, False, True),
        ("web/opengraph", False, True, False),
        ("x/landscape", False, True, False),
        ("print/a4", False, False, False),
    ],
)
def test_the_shape_of_a_format(name, tall, wide, square):
    found = find_format(name)
    assert (found.is_tall, found.is_wide, found.is_square) == (tall, wide, square)
    assert found.ratio == pytest.approx(found.width / found.height)


def test_printed_sheets_are_millimetres_at_300_dpi_rounded_once():
    for name, width, height in [("a3", 297, 420), ("a4", 210, 297), ("a5", 148, 210), ("a6", 105, 148)]:
        assert find_format(f"print/{name}").size == (round(width / 25.4 * 300), round(height / 25.4 * 300))
        full = find_format(f"print/{name}-bleed").size
        assert full == (round((width + 6) / 25.4 * 300), round((height + 6) / 25.4 * 300))


def test_every_group_holds_formats_and_all_holds_every_one():
    named = groups()
    assert named["all"] == formats()
    assert {"stories", "square", "portrait", "link", "instagram/all"} <= set(named)
    for found in named.values():
        assert len(found) == len({each.name for each in found}) > 0
    assert all(each.is_square for each in named["square"])
    assert all(each.is_tall for each in named["vertical"])
    assert all(each.is_wide for each in named["link"])


def test_every_name_offered_for_completion_is_understood():
    assert {"instagram/story", "instagram", "stories", "all", "print/all"} <= set(format_names())
    assert all(find_formats([name]) for name in format_names())


def test_several_names_come_in_order_of_first_mention_each_once():
    found = find_formats(["x, instagram/story", "stories", "twitter/landscape", " ", "640x640"])
    assert [each.name for each in found] == [
        "x/landscape",
        "instagram/story",
        "facebook/story",
        "whatsapp/status",
        "640x640",
    ]


@pytest.mark.parametrize(
    "written", ["x + threads", "x & threads", "X und Threads", "x; threads", "x|threads", "x\nthreads"]
)
def test_several_names_are_listed_as_people_do(written):
    assert [each.name for each in find_formats([written])] == ["x/landscape", "threads/post"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("instgram/portrait", "instagram/portrait"),
        ("instagram/storry", "instagram/story"),
        ("opengraph", "web/opengraph"),
        ("storys", "stories"),
        ("linkdin", "linkedin"),
        ("nosuch/all", ""),
    ],
)
def test_an_unknown_format_is_refused_with_what_was_probably_meant(name, meant):
    with pytest.raises(UnknownName) as caught:
        find_formats([name])
    assert meant in caught.value.hint


def test_a_group_is_no_format_and_says_so():
    with pytest.raises(UnknownName, match="stands for several formats"):
        find_format("stories")


@pytest.mark.parametrize("name", ["63x64", "8193x100", "8192x8192", "0x0", "99999999x1"])
def test_a_size_out_of_bounds_is_refused(name):
    with pytest.raises(ValuesError, match="cannot be made"):
        find_format(name)


@pytest.mark.parametrize("name", ["64x64", "8192x4394", "4394x8192"])
def test_a_size_at_the_bounds_is_taken(name):
    assert find_format(name).name == name


def test_names_and_aliases_are_never_given_twice():
    read = tomllib.loads(resources.table("platforms.toml").read_text(encoding="utf-8"))
    names = [*read["formats"], *read["platforms"], *read["groups"], "all"]
    names += [
        alias
        for section in ("formats", "platforms")
        for each in read[section].values()
        for alias in each.get("aliases", ())
    ]
    assert len(names) == len(set(names))


def test_the_table_holds_no_key_that_nobody_reads():
    read = tomllib.loads(resources.table("platforms.toml").read_text(encoding="utf-8"))
    common = {"label", "aliases", "notes", "evidence", "checked"}
    kinds = {
        "formats": "size covered crop covered_ads keep_out types preferred max_bytes max_pixels images images_api dpi",
        "platforms": "default caption title alt threads hashtags mentions links url_length fold",
    }
    for section, keys in kinds.items():
        for name, entry in read[section].items():
            assert set(entry) <= common | set(keys.split()), name


def test_every_source_is_used_and_every_address_is_one():
    read = tomllib.loads(resources.table("platforms.toml").read_text(encoding="utf-8"))
    entries = [*read["formats"].values(), *read["platforms"].values()]
    used = {rest[0] for entry in entries for _, *rest in entry.get("evidence", {}).values() if rest}
    assert used == set(read["sources"])
    assert all(
        re.fullmatch(r"(https://\S+)?", source["url"]) and source["title"] for source in read["sources"].values()
    )


@pytest.mark.parametrize("each", platforms(), ids=lambda each: each.name)
def test_a_platform_has_a_default_format_and_evidence_for_its_limits(each):
    assert find_format(each.name).name == each.default
    assert find_format(each.name).platform == each.name
    assert each.caption is None or {source.figure for source in each.sources} >= {"caption"}


def test_formats_and_platforms_travel_between_processes_and_serve_as_keys():
    assert pickle.loads(pickle.dumps(formats())) == formats()
    assert pickle.loads(pickle.dumps(platforms())) == platforms()
    assert len({hash(each) for each in formats()}) == len(formats())


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=40))
def test_no_name_breaks_the_lookup(name):
    for lookup in (find_format, find_platform, lambda typed: find_formats([typed])):
        with contextlib.suppress(SmgenError):
            assert lookup(name) is not None
