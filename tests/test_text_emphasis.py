"""Emphasis in the data: which stars are marks and which are stars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smgen.color import Color
from smgen.text.emphasis import MARKER, parse_emphasis
from smgen.text.paragraph import Style

BASE = Style(family="text")


def told(text):
    """The spans as [strong], {emphasis}, <mark> around their words."""
    parts = []
    for span in parse_emphasis(text, BASE):
        shown = f"[{span.text}]" if span.style.weight >= 700 else span.text
        shown = f"{{{shown}}}" if span.style.italic else shown
        parts.append(f"<{shown}>" if span.style.mark else shown)
    return "".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schlicht", "schlicht"),
        ("", ""),
        ("**stark**", "[stark]"),
        ("*betont*", "{betont}"),
        ("==markiert==", "<markiert>"),
        ("ein **starkes** Wort", "ein [starkes] Wort"),
        ("zwei **starke Worte** hier", "zwei [starke Worte] hier"),
        ("(**stark**)", "([stark])"),
        ("„**stark**“, sagt sie", "„[stark]“, sagt sie"),
        ("**stark**, *betont*; ==markiert==.", "[stark], {betont}; <markiert>."),
        ("**sehr *sehr* stark**", "[sehr ][{[sehr]}][ stark]".replace("[{[sehr]}]", "{[sehr]}")),
        ("==ein **starkes** Wort==", "<ein ><[starkes]>< Wort>"),
        ("***beides***", "{[beides]}"),
        ("Helfer*innen", "Helfer*innen"),
        ("Helfer*innen und Schüler*innen", "Helfer*innen und Schüler*innen"),
        ("*Helfer*innen*", "{Helfer*innen}"),
        ("**Helfer*innen** gesucht", "[Helfer*innen] gesucht"),
        ("jede*r", "jede*r"),
        ("2 * 3", "2 * 3"),
        ("5*4", "5*4"),
        ("5*4*3", "5*4*3"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("a == b == c", "a == b == c"),
        ("x==y==z", "x==y==z"),
        ("** nichts **", "** nichts **"),
        ("**offen", "**offen"),
        ("offen**", "offen**"),
        ("*offen und **zu**", "*offen und [zu]"),
        ("**a** b** c", "[a] b** c"),
        ("* Punkt", "* Punkt"),
        ("* eins\n* zwei", "* eins\n* zwei"),
        ("****", "****"),
        ("**", "**"),
        (r"\*kein\*", "*kein*"),
        (r"\**kein**", "**kein**"),
        (r"\==kein==", "==kein=="),
        (r"C:\neu", r"C:\neu"),
        (r"\\*ja*", r"\{ja}"),
        ("5 Sterne: *****", "5 Sterne: *****"),
        ("*Preis inkl. Porto", "*Preis inkl. Porto"),
        ("99 €* *inkl. Porto", "99 €* *inkl. Porto"),
        ("*عربي*", "{عربي}"),
        ("**Привіт**, світе", "[Привіт], світе"),
    ],
)
def test_marks_open_where_a_word_begins_and_close_where_one_ends(text, expected):
    assert told(text) == expected


def test_strong_is_at_least_bold_and_bolder_than_its_surroundings():
    def weight(base):
        return parse_emphasis("**a**", Style(weight=base))[0].style.weight

    assert [weight(base) for base in (300, 400, 600, 800)] == [700, 700, 800, 900]


def test_styles_and_marker_can_be_given():
    strong, marker = Style(family="heading", weight=800), Color(1, 2, 3)
    spans = parse_emphasis("==**a**== *b*", BASE, strong=strong, marker=marker)
    assert spans[0].style == Style(family="heading", weight=800, mark=marker)
    assert parse_emphasis("==a==", BASE)[0].style.mark == MARKER


@given(st.text(alphabet="ab *=\\.\n", max_size=40))
def test_letters_spaces_and_points_are_never_lost(text):
    found = "".join(span.text for span in parse_emphasis(text, BASE))
    keep = "ab .\n"
    assert [c for c in found if c in keep] == [c for c in text if c in keep]


@given(st.text(alphabet="abc ,.", max_size=40))
def test_text_without_marks_is_one_span(text):
    spans = parse_emphasis(text, BASE)
    assert [span.text for span in spans] == ([text] if text else [])
