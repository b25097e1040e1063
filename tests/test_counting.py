"""Counting: the platforms' own test cases as data, and what must hold for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen.counting import Tally, count, hashtags, length, links, mentions
from smgen.counting.emoji import emoji_length
from smgen.errors import UnknownName, ValuesError
from smgen.platforms import platforms
from smgen.text.segments import graphemes, line_break_opportunities, sentences, words

DATA = Path(__file__).parent / "data" / "counting"
# The official conformance files are not ours to ship; they are read where they lie beside the checkout.
OFFICIAL = Path(__file__).parents[2] / "shared" / "data" / "twitter-text"

UNITS = ("x_weighted", "mastodon", "graphemes", "codepoints", "utf16", "utf8_bytes", "threads", "unspecified")
PIECES = (
    "Hallo ", "Grüße", " ", "\n", "😀", "👨‍👩‍👧", "🇩🇪", "e\u0301", "€", "https://example.org/ä?x=1", "spd.de",
    "(http://a.de/x_(y))", "@name", "@name@server.social", "#Ehrenamt", "#1", ".", "…", "日本", "ไทย", "مرحبا", "\r\n",
    ":", "/", "://", "http", "-", "_", "\u200d", "\ufe0f", "\ud83d", "\ufeff",
)  # fmt: skip
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def official(name: str) -> dict[str, list[dict[str, Any]]]:
    if not OFFICIAL.is_dir():
        return {}
    sections: dict[str, list[dict[str, Any]]] = yaml.safe_load((OFFICIAL / name).read_text(encoding="utf-8"))["tests"]
    return sections


def cases(name: str, section: str) -> list[Any]:
    return [pytest.param(case, id=case.get("source", case["text"])[:60]) for case in table(name)[section]]


def conformance(name: str, *sections: str) -> list[Any]:
    read = official(name)
    return [pytest.param(case, id=case["description"][:60]) for section in sections for case in read.get(section, [])]


@pytest.mark.parametrize("case", cases("x", "count"))
def test_x_weighs_a_text_as_its_documentation_says(case):
    assert count(case["text"], "x").used == case["used"]


@pytest.mark.parametrize(
    "case",
    conformance("validate.yml", "WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"),
)
def test_x_counts_and_accepts_what_the_conformance_files_say(case):
    counted = count(case["text"], "x")
    assert counted.used == case["expected"]["weightedLength"]
    assert counted.fits == case["expected"]["valid"]


@pytest.mark.parametrize("case", conformance("validate.yml", "WeightedTweetsCounterTest"))
def test_the_older_configuration_differs_only_in_the_emoji_it_took_apart(case):
    # Configuration v2 counted each part of an emoji; v3, which X uses, counts every emoji 2.
    parts = sum(
        sum(length(part, "x_weighted") for part in cluster) - 2
        for cluster in graphemes(case["text"])
        if emoji_length(cluster) > 1
    )
    assert count(case["text"], "x").used + parts == case["expected"]["weightedLength"]


@pytest.mark.parametrize("case", conformance("extract.yml", "urls", "tco_urls_with_params"))
def test_x_finds_the_addresses_of_the_conformance_files(case):
    assert [link.text for link in links(case["text"], "x")] == case["expected"]


@pytest.mark.parametrize("case", conformance("extract.yml", "urls_with_indices", "urls_with_directional_markers"))
def test_x_finds_addresses_where_the_conformance_files_have_them(case):
    found = [{"url": link.text, "indices": [link.start, link.end]} for link in links(case["text"], "x")]
    assert found == case["expected"]


@pytest.mark.parametrize("case", conformance("extract.yml", "hashtags", "hashtags_from_astral"))
def test_x_finds_the_hashtags_of_the_conformance_files(case):
    assert [tag.name for tag in hashtags(case["text"], "x")] == case["expected"]


@pytest.mark.parametrize("case", conformance("extract.yml", "hashtags_with_indices"))
def test_x_finds_hashtags_where_the_conformance_files_have_them(case):
    found = [{"hashtag": tag.name, "indices": [tag.start, tag.end]} for tag in hashtags(case["text"], "x")]
    assert found == case["expected"]


@pytest.mark.parametrize("case", conformance("extract.yml", "mentions"))
def test_x_finds_the_mentions_of_the_conformance_files(case):
    assert [mention.name for mention in mentions(case["text"], "x")] == case["expected"]


@pytest.mark.parametrize("case", conformance("extract.yml", "mentions_with_indices"))
def test_x_finds_mentions_where_the_conformance_files_have_them(case):
    found = [{"screen_name": each.name, "indices": [each.start, each.end]} for each in mentions(case["text"], "x")]
    assert found == case["expected"]


@pytest.mark.parametrize("case", conformance("validate.yml", "usernames"))
def test_a_valid_user_name_is_one_mention_on_x(case):
    assert ([each.text for each in mentions(case["text"], "x")] == [case["text"]]) == case["expected"]


@pytest.mark.parametrize("case", conformance("validate.yml", "hashtags"))
def test_a_valid_hashtag_is_one_hashtag_on_x(case):
    assert ([each.text for each in hashtags(case["text"], "x")] == [case["text"]]) == case["expected"]


@pytest.mark.parametrize("case", cases("mastodon", "count"))
def test_mastodon_counts_the_larger_of_server_and_composer(case):
    assert count(case["text"], "mastodon").used == max(case["composer"], case.get("server", 0))


@pytest.mark.parametrize("case", cases("mastodon", "limit"))
def test_mastodon_refuses_what_its_validator_refuses(case):
    counted = count("a" * case["before"] + case["text"], "mastodon", content_warning="b" * case.get("warning", 0))
    assert counted.fits == case["fits"]


@pytest.mark.parametrize("case", cases("mastodon", "mention"))
def test_mastodon_mentions_stand_where_its_composer_has_them(case):
    found = [{"text": each.text, "indices": [each.start, each.end]} for each in mentions(case["text"], "mastodon")]
    assert found == case["found"]


@pytest.mark.parametrize("domain", table("mastodon")["domains"][0]["names"])
def test_a_domain_of_any_script_is_an_address_and_a_server_on_mastodon(domain):
    bare = f"look {domain} here"
    assert [link.text for link in links(bare, "mastodon")] == [domain]
    # The composer counts 23 for it, the server its full length: the larger holds.
    assert count(bare, "mastodon").used == max(len("look  here") + 23, len(graphemes(bare)))
    assert count(f"look https://{domain}/ here", "mastodon").used == len("look  here") + 23
    assert count(f"@info@{domain}", "mastodon").used == len("@info")


@pytest.mark.parametrize("each", [each for each in platforms() if each.url_length], ids=lambda each: each.name)
def test_a_long_address_counts_what_the_table_says(each):
    assert count(f"https://beispiel.de/{'a' * 60}", each).used == each.url_length


def test_a_mastodon_server_may_set_its_own_limit():
    assert not count("ä" * 501, "mastodon").fits
    assert count("ä" * 501, "mastodon", limit=5000).left == 4499


@pytest.mark.parametrize("case", cases("bluesky", "facets"))
def test_bluesky_makes_links_and_mentions_of_what_its_own_test_says(case):
    found = [*mentions(case["text"], "bluesky"), *links(case["text"], "bluesky")]
    assert [each.text for each in sorted(found, key=lambda each: each.start)] == case["facets"]


@pytest.mark.parametrize("case", cases("bluesky", "tags"))
def test_bluesky_makes_tags_of_what_its_own_test_says(case):
    text, found = case["text"], hashtags(case["text"], "bluesky")
    assert [tag.name for tag in found] == case["tags"]
    assert [[len(text[: tag.start].encode()), len(text[: tag.end].encode())] for tag in found] == case["bytes"]


def test_bluesky_has_a_second_limit_in_bytes():
    family = "👨‍👩‍👧‍👦"
    counted = count(family * 121, "bluesky")
    assert counted.used == 121
    assert counted.used <= 300
    size = counted.tally("bytes")
    assert size is not None
    assert (size.used, size.limit) == (3025, 3000)
    assert not counted.fits
    assert count(family * 120, "bluesky").fits


@pytest.mark.parametrize("case", cases("units", "count"))
def test_each_platform_counts_in_its_own_unit(case):
    assert count(case["text"], case["platform"]).used == case["used"]


def test_a_sixth_hashtag_is_refused_on_instagram_and_only_ignored_on_tiktok():
    tags = "#eins #zwei #drei #vier #fünf"
    assert count(tags, "instagram").fits
    assert not count(f"{tags} #sechs", "instagram").fits
    tally = count(f"{tags} #sechs", "tiktok").tally("hashtags")
    assert tally is not None
    assert (tally.used, tally.limit, tally.soft) == (6, 5, True)
    assert count(f"{tags} #sechs", "tiktok").fits


def test_a_second_hashtag_stays_plain_text_on_threads():
    counted = count("#eins #zwei", "threads")
    assert counted.fits
    assert counted.tally("hashtags") == Tally("hashtags", 2, 1, soft=True)


def test_a_twenty_first_mention_is_refused_on_instagram():
    assert count(" ".join(f"@name{n}" for n in range(20)), "instagram").fits
    assert not count(" ".join(f"@name{n}" for n in range(21)), "instagram").fits


def test_a_sixth_address_is_refused_on_threads_unless_it_was_there_before():
    addresses = [f"https://a{n}.de" for n in range(6)]
    assert not count(" ".join(addresses), "threads").fits
    assert count(" ".join(addresses[:5] + addresses[:5]), "threads").fits


def test_titles_and_alt_texts_have_their_own_limits():
    assert count("x" * 91, "tiktok", field="title").left == -1
    assert not count("x" * 101, "pinterest", field="title").fits
    assert count("x" * 1000, "instagram", field="alt").fits
    assert not count("x" * 1001, "instagram", field="alt").fits
    assert count("x" * 9000, "telegram", field="alt").limit is None


@pytest.mark.parametrize(
    ("platform", "text", "folds_at"),
    [
        ("instagram", "ä" * 125, None),
        ("instagram", "ä" * 126, 125),
        ("instagram", "👨‍👩‍👧‍👦" * 126, 125 * 7),
        ("mastodon", "Zeile\n" * 32, None),
        ("mastodon", "Zeile\n" * 33, 32 * 6),
        ("bluesky", "Zeile\n" * 26, 25 * 6),
        ("whatsapp", "ä" * 500, None),
    ],
)
def test_the_feed_folds_a_long_caption_between_characters(platform, text, folds_at):
    assert count(text, platform).folds_at == folds_at


def test_characters_for_which_a_platform_turns_a_text_down_are_named():
    assert count("a\ufeffb", "x").refused == "\ufeff"
    assert not count("1 < 2", "youtube").fits


def test_a_platform_nobody_knows_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownName, match="did you mean “instagram”"):
        count("Hallo", "instagramm")


def test_a_format_stands_for_its_platform():
    assert count("Hallo", "instagram/story") == count("Hallo", "instagram")


def test_a_limit_below_one_is_refused():
    with pytest.raises(ValuesError, match="limit of 0"):
        count("Hallo", "x", limit=0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mehr: https://beispiel.de/a_(b), und (https://beispiel.de).", ["https://beispiel.de/a_(b)", "https://beispiel.de"]),
        ("„siehe beispiel-verein.de“", ["beispiel-verein.de"]),
        ("Infos.https://beispiel.de", ["https://beispiel.de"]),
        ("info@beispiel.de, z.B. flyer.pdf oder gut.So", ["gut.So"]),
        ("https://müller.de/ärger?a=1#b…", ["https://müller.de/ärger?a=1#b"]),
        ("https://localhost/x http:// https://", []),
    ],
)  # fmt: skip
def test_plain_addresses_end_before_the_marks_of_the_sentence(text, found):
    assert [link.text for link in links(text)] == found


def test_hashtags_keep_umlauts_and_gender_marks_end_them():
    assert [tag.name for tag in hashtags("#Grüße #Unterstützer:innen #Helfer_innen #Київ #69 a#b")] == [
        "Grüße",
        "Unterstützer",
        "Helfer_innen",
        "Київ",
    ]


@settings(deadline=None, max_examples=100)
@given(texts)
def test_no_count_is_negative_and_twice_counting_is_the_same(text):
    for platform in platforms():
        counted = count(text, platform)
        assert counted.used >= 0
        assert counted == count(text, platform.name)
        assert counted.folds_at is None or 0 < counted.folds_at < len(text)


@settings(deadline=None, max_examples=100)
@given(texts, texts)
def test_two_texts_joined_by_a_line_count_what_they_count_apart(one, two):
    for unit in (each for each in UNITS if each != "mastodon"):  # the higher of two counts, which parts may share
        apart = length(one, unit) + length(two, unit)
        together = length(f"{one}\n\n{two}", unit)
        # CR LF is one character; and at the very start of a text twitter-text takes an umlaut before a bare domain for
        # a sign of its own, which costs one.
        assert apart - 1 <= together <= apart + 3


@settings(deadline=None, max_examples=100)
@given(texts)
def test_entities_stand_in_order_where_they_say(text):
    for rule in (links, hashtags, mentions):
        for platform in ("", "x", "bluesky", "mastodon"):
            position = 0
            for each in rule(text, platform):
                assert each.start >= position
                assert each.text == text[each.start : each.end] != ""
                position = each.end


@settings(deadline=None, max_examples=100)
@given(texts)
def test_segments_join_up_to_the_text(text):
    assert "".join(graphemes(text)) == text
    assert "".join(words(text)) == text
    assert "".join(sentences(text)) == text
    breaks = line_break_opportunities(text)
    assert breaks == sorted(set(breaks))
    assert not text or breaks[-1] == len(text)


def test_line_breaks_are_counted_in_code_points():
    assert line_break_opportunities("😀 Unterstützer:innen x") == [2, 21, 22]
    assert words("😀 Unterstützer:innen") == ["😀", " ", "Unterstützer:innen"]


def test_ordinals_and_abbreviations_end_no_sentence():
    assert sentences("Am 3. Mai, z. B. mit Dr. Müller. Kommt alle! Ja?") == [
        "Am 3. Mai, z. B. mit Dr. Müller. ",
        "Kommt alle! ",
        "Ja?",
    ]
