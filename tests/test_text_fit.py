"""Fitting: sizes and line breaks, by hand on a font of blocks and by invariants on the shipped ones."""

import itertools

import blockfont
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smgen.color import WHITE
from smgen.errors import DoesNotFit
from smgen.fonts import FontBook
from smgen.geometry import Box
from smgen.text import breaking
from smgen.text import fit as fit_module
from smgen.text import setting as setting_module
from smgen.text.breaking import greedy, measured, total_fit
from smgen.text.fit import explain, fit, same_size
from smgen.text.paragraph import Bars, Span, Style
from smgen.text.setting import set_lines
from smgen.text.shape import shape

BOOK = FontBook.shipped()
HEADING = Style(family="heading", weight=800)
BLOCK = Style(family="Block")
SENTENCE = (
    "Wir brauchen mehr Unterstützerinnen und Unterstützer, damit die Straßensozialarbeit jeden Tag im Stadtteil "
    "ankommt – auch im Winter, wenn niemand hinschaut."
)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory):
    return BOOK.with_folder(blockfont.build(tmp_path_factory.mktemp("fonts") / "block.ttf"))


def paragraph(text, style=HEADING, lang="de", book=BOOK, **options):
    return shape((Span(text, style),), book, lang, **options)


def block(text, blocks, **options):
    return shape((Span(text, BLOCK),), blocks, "und", hyphenate=False, **options)


def test_one_line_grows_until_it_is_as_wide_as_its_box(blocks):
    # Four blocks of half an em each are 2 em wide: 200 px hold them at 100 px.
    fitted = fit(block("abcd", blocks), 200, 1000, mode="grow")
    assert fitted.size == 100
    assert fitted.used_width == 200


def test_one_line_grows_until_its_capitals_are_as_high_as_the_box(blocks):
    fitted = fit(block("ab", blocks), 10_000, 70, mode="grow")
    assert fitted.size == 100
    assert fitted.used_height == 70


def test_the_height_of_lines_runs_from_capitals_to_the_last_baseline(blocks):
    # Two lines of 4 em at 100 px: 0.7 em, then one line height of 1.2 em.
    fitted = fit(block("abcdefgh ijklmnop", blocks), 400, 190, mode="grow", line_height=1.2)
    assert (fitted.size, len(fitted.lines)) == (100, 2)
    assert fitted.used_height == pytest.approx(190)
    assert [line.baseline for line in fitted.lines] == pytest.approx([70, 190])


def test_shrink_never_goes_above_its_largest_size(blocks):
    assert fit(block("ab", blocks), 1000, 1000, max_size=40).size == 40
    assert fit(block("ab", blocks), 1000, 1000, size=40).size == 40


def test_spaces_at_a_lines_end_take_no_room(blocks):
    assert fit(block("abcd ab", blocks), 200, 1000, mode="grow").size == 100
    assert fit(block("abcd    ", blocks), 200, 70, mode="grow").size == 100


def test_letter_spacing_after_the_last_letter_takes_no_room(blocks):
    style = Style(family="Block", letter_spacing=0.5)
    spaced = shape((Span("abcd", style),), blocks, "und")
    assert fit(spaced, 350, 1000, mode="grow").size == 100  # 4 blocks and 3 spaces of half an em


def test_newlines_are_obeyed_and_empty_lines_kept(blocks):
    assert fit(block("ab\n\ncd", blocks), 1000, 1000, mode="none", size=20).texts == ("ab", "", "cd")
    assert fit(block("ab\ncd\n", blocks), 1000, 1000, mode="none", size=20).texts == ("ab", "cd")


def test_max_lines_is_kept_to(blocks):
    wide = fit(block("abcd efgh ijkl", blocks), 200, 10_000, mode="grow", max_lines=1)
    assert len(wide.lines) == 1
    assert wide.size == pytest.approx(200 / 7, abs=0.25)


def test_lines_are_balanced_and_not_greedy(blocks):
    text = "aaaa bbbb cccc dddd ee"
    first_come = fit(block(text, blocks), 700, 500, mode="none", size=100, wrap="stable")
    balanced = fit(block(text, blocks), 700, 500, mode="none", size=100, wrap="balance")
    assert first_come.texts == ("aaaa bbbb", "cccc dddd", "ee") or len(first_come.lines) == len(balanced.lines)
    assert max(len(line) for line in balanced.texts) - min(len(line) for line in balanced.texts) <= max(
        len(line) for line in first_come.texts
    ) - min(len(line) for line in first_come.texts)


def test_total_fit_takes_no_more_lines_than_greedy_when_there_is_no_room():
    places = measured(paragraph(SENTENCE), 0)
    least = greedy(places, 14)
    assert len(total_fit(places, 14, len(least), "balance")) == len(least)
    assert total_fit(places, 14, len(least) - 1, "balance") is None


def cost_of(places, limit, chosen):
    """What a setting costs, counted plainly."""
    ideal = min(limit, (places.ends[-1] - places.starts[0]) / len(chosen))
    total = 0.0
    for start, end in itertools.pairwise([0, *chosen]):
        width = places.ends[end] - places.starts[start]
        if width > limit:
            return float("inf")
        slack = (ideal - width) / ideal
        is_last = end == chosen[-1]
        total += places.costs[end] + (breaking._last_cost(slack, "balance") if is_last else slack**2)
        if is_last and " " not in places.paragraph.text[places.positions[start] :]:
            total += breaking.LONELY_WORD_COST
    return total


@pytest.mark.parametrize("limit", [8.0, 10.0, 13.0])
@pytest.mark.parametrize(
    "text", ["Wir sind viele und wir bleiben hier zusammen", "Auch im Winter kommt die Hilfe an jeden Ort"]
)
def test_total_fit_is_the_best_of_all_settings(text, limit):
    places = measured(paragraph(text), 1)
    last = len(places.starts) - 1
    count = len(greedy(places, limit))
    found = total_fit(places, limit, count, "balance")
    every = [[*inner, last] for inner in itertools.combinations(range(1, last), count - 1)]
    assert cost_of(places, limit, found) == pytest.approx(min(cost_of(places, limit, chosen) for chosen in every))


def test_compounds_are_hyphenated_where_that_makes_them_clearly_bigger():
    narrow = fit(paragraph("Straßensozialarbeit"), 300, 80, mode="grow", line_height=1)
    assert narrow.texts == ("Straßensozial-", "arbeit")
    wide = fit(paragraph("Straßensozialarbeit"), 300, 40, mode="grow", line_height=1)
    assert wide.texts == ("Straßensozialarbeit",)


def test_a_hyphen_must_pay_for_itself():
    text = "Zusammen gegen Einsamkeit: Nachbarschaftshilfe, die ankommt"
    with_hyphens = fit(paragraph(text), 460, 360, mode="grow")
    without = fit(paragraph(text, hyphenate=False), 460, 360, mode="grow")
    assert with_hyphens.size >= without.size
    if any(line.hyphen for line in with_hyphens.lines):
        assert with_hyphens.size > without.size


def test_a_soft_hyphen_shows_only_where_the_line_ends():
    soft = paragraph("Donau\u00addampf\u00adschiff", hyphenate=False)
    assert fit(soft, 10_000, 100, mode="grow").texts == ("Donau\u00addampf\u00adschiff",)
    broken = fit(soft, 300, 300, mode="grow", line_height=1)
    assert broken.texts[0].endswith("\u00ad-")


@pytest.mark.parametrize(
    "kept", ["Unterstützer*innen", "Helfer:innen", "10 %", "z. B.", "§ 7", "030 1234567", "10 €", "info@a.de"]
)
def test_what_is_kept_whole_stays_in_one_line(kept):
    text = f"Für alle {kept} gilt das hier auch im nächsten Jahr noch sehr lange"
    for width in range(420, 900, 60):
        fitted = fit(paragraph(text), width, 3000, mode="none", size=40)
        assert any(kept in line for line in fitted.texts)


def test_a_word_wider_than_its_box_is_refused_with_the_size_it_needs(blocks):
    with pytest.raises(DoesNotFit) as caught:
        fit(block("abcdefghij", blocks), 100, 100, min_size=28)
    assert "“abcdefghij” is wider than its box of 100 px at 28 px" in str(caught.value)
    assert "it would need 20 px" in str(caught.value)


def test_a_text_too_long_for_its_box_is_refused_with_what_to_do():
    with pytest.raises(DoesNotFit, match="characters do not fit into 300 × 100 px at 28 px") as caught:
        fit(paragraph(SENTENCE * 3), 300, 100, min_size=28)
    assert "shorten it by about" in caught.value.hint
    assert "larger format" in caught.value.hint


def test_a_given_size_is_kept_and_its_height_reported():
    fitted = fit(paragraph(SENTENCE), 600, mode="none", size=40, line_height=1.5)
    assert fitted.size == 40
    assert fitted.used_height == pytest.approx((0.66 + 1.5 * (len(fitted.lines) - 1)) * 40)


def test_bars_take_their_room_from_the_measure(blocks):
    bars = Bars(WHITE, padding_x=0.5, padding_y=0.15, offset=0.5)
    fitted = fit(block("abcd", blocks), 350, 1000, mode="grow", bars=bars)
    assert fitted.size == 100  # 2 em of letters, 1 em of padding, half an em of offset
    low = fit(block("abcd", blocks), 10_000, 100, mode="grow", bars=bars)
    assert low.size == 100  # capitals of 0.7 em, padding of 0.3 em


def test_the_largest_size_all_of_a_series_reach():
    fits = [fit(paragraph(text), 600, 300, mode="grow") for text in ("Kurz", "Etwas länger als das", SENTENCE)]
    sizes = sorted(fitted.size for fitted in fits)
    assert same_size(fits) == sizes[0]
    assert same_size(fits, share=0.66) == sizes[1]
    assert same_size(fits, share=0.01) == sizes[2]
    with pytest.raises(ValueError, match="nothing"):
        same_size([])


def test_explain_names_box_size_lines_words_and_hyphens():
    told = explain(fit(paragraph("Straßensozialarbeit hilft allen"), 300, 300, mode="grow", line_height=1))
    for part in ("300 × 300 px", "lines", "it would reach", "hyphenated", "“Straßensozial-arbeit”"):
        assert part in told


@pytest.mark.parametrize(
    ("text", "box", "limit"),
    [
        ("abcd ab", (200, 1000), "limited by “abcd”, which fills the width"),
        ("ab cd ef gh", (10_000, 40), "limited by the height"),
        ("ab", (1000, 1000), "limited by the largest size"),
    ],
)
def test_explain_says_what_limits_the_size(blocks, text, box, limit):
    assert limit in explain(fit(block(text, blocks), *box, max_size=120))


def test_an_empty_text_has_no_lines():
    assert fit(paragraph(""), 100, 100).lines == ()
    assert set_lines(fit(paragraph("  "), 100, 100), Box(0, 0, 100, 100)).items == ()


WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "die",
                "der",
                "ein",
                "Haus",
                "Unterstützerinnen",
                "Straßensozialarbeit",
                "10",
                "%",
                "z.",
                "B.",
                "–",
                "„ja“",
            ),
            *(
                "AVATAR",
                "Tag,",
                "Täglich.",
                "Привіт",
                "سلام",
                "שלום",
                "(في)",
                "😀",
                "🇩🇪",
                "👩🏽\u200d🚒",
                "Helfer*innen",
            ),
            *("https://beispiel.de/a/b", "\n", "Donau\u00addampf", "Nguyễn"),
        ]
    ),
    min_size=1,
    max_size=25,
).map(" ".join)
BOXES = st.tuples(st.integers(250, 1200), st.integers(60, 1200))


@settings(deadline=None, max_examples=100)
@given(WORDS, BOXES, st.sampled_from([0, -0.02, 0.05]))
def test_no_line_is_wider_than_its_box_and_no_character_is_lost(text, box, spacing):
    shaped = paragraph(text, Style(family="heading", weight=800, letter_spacing=spacing))
    try:
        fitted = fit(shaped, *box, mode="grow", max_size=200, min_size=1)
    except DoesNotFit:
        assume(False)
        raise
    assert fitted.used_height <= box[1] + 0.01
    kept = "".join(text[line.start : line.end] for line in fitted.lines)
    assert [c for c in kept if not c.isspace()] == [c for c in text if not c.isspace()]
    setting = set_lines(fitted, Box(0, 0, *box), hanging=0)
    for line, place in zip(fitted.lines, setting.lines, strict=True):
        assert line.width <= box[0] + 0.01
        assert place.left >= -0.01
    _pieces_fill_their_lines(fitted, spacing)


def _pieces_fill_their_lines(fitted, spacing):
    """What was measured for breaking is what is drawn: the glyphs' advances add up to the line's width."""
    for line in fitted.lines:
        drawn = sum(piece.width for piece in setting_module._pieces(fitted.paragraph, line, 0, 0))
        assert drawn == pytest.approx(
            line.width + (spacing * line.size if spacing else 0), abs=abs(spacing) * line.size + 0.01
        )


@pytest.mark.parametrize("ratio", [1, 1.5, 2.6])
def test_no_filled_line_is_larger_than_its_share_of_the_smallest(ratio):
    words = paragraph(
        "Landesverfassungsgericht bestätigt: Nachbarschaftszentren dürfen Räume weiterhin kostenlos vergeben"
    )
    fitted = fit(words, 900, 1200, mode="fill", min_size=20, fill_ratio=ratio)
    sizes = [line.size for line in fitted.lines]
    assert max(sizes) <= min(sizes) * ratio * (1 + 1e-9)
    assert max(line.width for line in fitted.lines) == pytest.approx(900, rel=0.02)


@settings(deadline=None, max_examples=100)
@given(WORDS, st.floats(200, 1000), st.floats(8, 60), st.sampled_from(["shrink", "grow"]))
def test_a_box_made_for_the_least_size_holds_it(text, width, size, mode):
    """That size may lie between two of the grid of sizes."""
    assume(text.strip())
    words = paragraph(text)
    try:
        natural = fit(words, width, mode="none", size=size)
    except DoesNotFit:
        assume(False)
    fitted = fit(words, width, natural.used_height, mode=mode, size=size * 1.5, min_size=size)
    assert fitted.size >= size


@settings(deadline=None, max_examples=100)
@given(WORDS, BOXES, st.integers(0, 300), st.integers(0, 300), st.sampled_from(["shrink", "grow"]))
def test_the_size_never_falls_when_the_box_grows(text, box, wider, higher, mode):
    shaped = paragraph(text)

    def size(width, height):
        try:
            return fit(shaped, width, height, mode=mode, max_size=300, min_size=12).size
        except DoesNotFit:
            return 0

    # What lines gain in evenness they may lose in size, and no more.
    share = fit_module.EVEN_PRICE if mode == "grow" else 1
    assert size(box[0] + wider, box[1] + higher) * share >= size(*box)


EVENED = [
    ("Nachbarschaftshilfe ist keine Einbahnstraße, sondern unser Zuhause", "de", 924, 400, "sondern unser Zuhause"),
    ("Bei uns zählt nicht, woher du kommst, sondern dass du mit anpackst.", "de", 800, 400, "dass du mit anpackst."),
    ("Як знайти друзів у новому місті", "uk", 924, 300, "у новому місті"),
    ("Yardım etmeye geldim, insanlar için kaldım.", "tr", 800, 500, "için kaldım."),
]


@pytest.mark.parametrize(("text", "lang", "width", "height", "last"), EVENED, ids=["two-de", "three-de", "uk", "tr"])
def test_a_headline_gives_up_some_size_for_even_lines(text, lang, width, height, last):
    shaped = paragraph(text, lang=lang)
    fitted = fit(shaped, width, height, mode="grow", line_height=1)
    widest = max(line.width for line in fitted.lines)
    assert fitted.texts[-1] == last
    assert all(
        line.width >= widest * (0.5 if " " in said else 0.7)
        for line, said in zip(fitted.lines, fitted.texts, strict=False)
    )
    reached = max(size / price for size, price in zip(fitted.sizes, fit_module.LEVEL_PRICE, strict=False))
    assert reached / fit_module.EVEN_PRICE <= fitted.size < reached
    assert "so that its lines are even" in explain(fitted)


@settings(deadline=None, max_examples=100)
@given(WORDS, BOXES)
def test_even_lines_cost_no_more_than_their_price(text, box):
    shaped = paragraph(text)
    try:
        fitted = fit(shaped, *box, mode="grow", max_size=300, min_size=12)
    except DoesNotFit:
        return
    reached = max((size / price for size, price in zip(fitted.sizes, fit_module.LEVEL_PRICE, strict=False)), default=0)
    assert fitted.size >= min(reached, max(12, reached / fit_module.EVEN_PRICE))
    if fitted.size < min(reached, 300):
        widest = max(line.width for line in fitted.lines)
        assert all(line.width >= widest / 2 - 0.01 for line in fitted.lines)


def test_lines_the_author_broke_stay_as_uneven_as_they_are():
    shaped = paragraph("Ja.\nAlles bleibt besser\nfür alle")
    fitted = fit(shaped, 800, 240, mode="grow")
    assert fitted.texts == ("Ja.", "Alles bleibt besser", "für alle")
    assert fitted.size == fitted.sizes[0]


@settings(deadline=None, max_examples=100)
@given(WORDS, BOXES, st.sampled_from([1, 30]))
def test_hyphens_are_left_aside_only_where_they_would_change_nothing(text, box, smallest):
    assume(text.strip())
    assume(text.strip())
    shaped = paragraph(text)
    frame = fit_module.frame_of(shaped, *box, 1.15, None, None)
    every = tuple(fit_module._largest(measured(shaped, level), frame, 0, 200) for level in range(len(breaking.LEVELS)))
    try:
        fitted = fit(shaped, *box, max_size=200, min_size=smallest)
    except DoesNotFit:
        assert max(every) < smallest
        return
    assert fitted.sizes == every[: len(fitted.sizes)]
    assert fitted.size == max(
        smallest, *(size / price for size, price in zip(every, fit_module.LEVEL_PRICE, strict=True))
    )


@settings(deadline=None, max_examples=50)
@given(WORDS, BOXES)
def test_the_same_text_in_the_same_box_is_set_alike(text, box):
    def lines():
        shape_again = shape((Span(text, HEADING),), FontBook.shipped().with_roles({}), "de")
        try:
            return fit(shape_again, *box, mode="grow", min_size=1).lines
        except DoesNotFit as error:
            return str(error)

    assert lines() == lines()


def test_a_hyphen_the_author_wrote_stays_at_the_lines_end(blocks):
    fitted = fit(block("abcd-efgh", blocks), 250, 1000, mode="none", size=100)
    assert fitted.texts == ("abcd-", "efgh")
    assert [line.width for line in fitted.lines] == [250, 200]
    assert len([glyph for item in set_lines(fitted, Box(0, 0, 250, 1000)).items for glyph in item.glyphs]) == 9


def test_only_a_line_with_larger_letters_steps_further():
    def steps(*spans, size=60):
        fitted = fit(shape(spans, BOOK, "de"), 2000, mode="none", size=size, line_height=1.1)
        downs = [line.baseline for line in fitted.lines]
        return [round(below - above, 2) for above, below in itertools.pairwise(downs)], fitted

    large = Style(family="heading", weight=800, scale=3)
    plain, _ = steps(Span("69 der\nVereine\nposten\nviel", HEADING))
    mixed, fitted = steps(Span("69", large), Span(" der\nVereine\nposten\nviel", HEADING))
    assert plain == [66, 66, 66]
    assert mixed[0] > 66
    assert mixed[1:] == [66, 66]
    assert [line.scale for line in fitted.lines] == [3, 1, 1, 1]
    assert fitted.lines[0].baseline == pytest.approx(0.66 * 180)


def test_letters_of_several_sizes_are_no_higher_than_their_box():
    spans = (
        Span("69 %", Style(family="heading", weight=800, scale=2.5)),
        Span(" der Vereine posten wöchentlich", HEADING),
    )
    for height in range(150, 700, 25):
        fitted = fit(shape(spans, BOOK, "de"), 400, height, mode="grow", min_size=5)
        assert fitted.used_height <= height + 0.01
        assert fitted.used_width <= 400.01


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("بِسْمِ الْحُرِّيَّةِ نَبْدَأُ يَوْمَنَا جميعًا", "ar"),
        ("ہم سب مل کر کھانا پکاتے ہیں اور ہنستے ہیں", "ur"),
        ("Tất cả mọi người sinh ra đều được tự do ẤỄ", "vi"),
        ("שָׁלוֹם לְכֻלָּם, בּוֹאוּ אֵלֵינוּ", "he"),
    ],
)
def test_writing_that_reaches_far_has_its_room(text, lang):
    fitted = fit(paragraph(text, lang=lang), 430, 500, mode="grow", line_height=1.05)
    ink = set_lines(fitted, Box(0, 0, 430, 500)).ink
    size = fitted.size
    assert ink.top >= -0.3 * size
    assert ink.bottom <= fitted.used_height + 0.33 * size


def test_usual_letters_keep_the_line_height_asked_for():
    for text, lang in (("ÄÖÜ gjpqy\nÉÇ", "de"), ("Ї й Ґ\nщ", "uk"), ("Άνθρωποι\nκαι", "el")):
        fitted = fit(paragraph(text, lang=lang), 2000, mode="none", size=100, line_height=0.95)
        assert fitted.lines[1].baseline - fitted.lines[0].baseline == pytest.approx(95)


def test_what_is_too_wide_is_named_and_not_what_has_most_letters():
    with pytest.raises(DoesNotFit, match="“DE89 3704 0044 0532 0130 00,” is wider"):
        fit(paragraph("Beispielverein.example/spenden DE89 3704 0044 0532 0130 00, danke"), 400, 400, min_size=40)


def test_words_that_are_no_compounds_are_divided_only_to_save_a_text_from_not_fitting():
    assert fit(paragraph("Gemeinsam kochen"), 300, 300, mode="grow").texts == ("Gemeinsam", "kochen")
    saved = fit(paragraph("Gemeinsam kochen"), 150, 300, mode="grow", min_size=36)
    assert saved.texts == ("Gemein-", "sam", "kochen")
    assert saved.size == 36
    assert "only hyphens everywhere make it fit" in explain(saved)


def test_letters_that_fill_their_em_are_not_set_as_tight_as_capitals(tmp_path):
    book = BOOK.with_folder(blockfont.build(tmp_path / "kanji.ttf", characters="人間自由 "))
    paragraph = shape((Span("人間\n自由", BLOCK),), book, "ja")
    first, second = fit(paragraph, 900, mode="none", size=100, line_height=1).lines
    assert second.baseline - first.baseline == pytest.approx(122)
