"""Card markup is read defensively and its faults are told with their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smgen.elements import KINDS, attributes_of, build
from smgen.elements.box import BoxStyle
from smgen.errors import SmgenError, TemplateError
from smgen.markup import LINE_BREAK, parse


def test_a_tree_keeps_its_lines_and_collapses_the_templates_white_space():
    root = parse("<card>\n  <text>Grüße\n   aus  Köln</text>\n</card>")
    text = root.elements[0]
    assert (text.tag, text.line) == ("text", 2)
    assert text.text == "Grüße aus Köln"


def test_line_breaks_of_the_data_survive_the_collapsing():
    assert parse(f"<card><text>a{LINE_BREAK} b</text></card>").elements[0].text == f"a{LINE_BREAK} b"


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ("<card><text></card>", "mismatched tag"),
        ("<card>", "no element found"),
        ("", "no element found"),
        ("<card/><card/>", "junk"),
        ('<card gap="1vmin" gap="2vmin"/>', "duplicate attribute"),
        ('<!DOCTYPE card [<!ENTITY a "b">]><card>&a;</card>', "document type"),
        ("<card>&nbsp;</card>", "undefined entity"),
        ("<card>" + "<row>" * 60 + "</row>" * 60 + "</card>", "inside each other"),
        ("<card>" + "<row/>" * 3000 + "</card>", "more than"),
    ],
)
def test_broken_markup_is_refused_in_one_sentence(markup, says):
    with pytest.raises(TemplateError) as error:
        parse(markup, where="mine/card.xml.j2")
    assert says in str(error.value)
    assert "mine/card.xml.j2" in str(error.value)


@given(st.text())
def test_whatever_is_no_markup_ends_in_a_template_error_or_a_tree(text):
    try:
        parse(text)
    except SmgenError:
        return


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ("<card><txt/></card>", "did you mean “text”?"),
        ('<card><text colour="#fff">a</text></card>', "did you mean “color”?"),
        ('<card><text color="reed">a</text></card>', "not a colour"),
        ('<card gap="3"/>', "no unit"),
        ('<card><shape kind="cirle"/></card>', "not one of"),
        ("<card>lose Wörter</card>", "put them in a <text>"),
        ("<card><shape><text>a</text></shape></card>", "holds nothing"),
        ("<card><text>a<row/></text></card>", "cannot stand in a text"),
        ('<card><text>a<span size="2">b</span></text></card>', "unknown attribute size"),
        ('<card rotate="nan"/>', "not a number"),
        ('<card padding="1vmin 2vmin 3vmin 4vmin 5vmin"/>', "one to four lengths"),
        ('<card padding="1vmin -2vmin"/>', "only a margin can be"),
        ('<card background="linear-gradient(#fff)"/>', "at least two colours"),
        ('<card><text place="somewhere">a</text></card>', "not a place"),
    ],
)
def test_what_no_element_knows_is_refused_with_the_nearest_name(markup, says):
    with pytest.raises(TemplateError) as error:
        build(parse(markup), where="mine")
    assert says in str(error.value)
    assert "line 1" in str(error.value)


def test_attributes_are_handed_down_where_css_hands_them_down():
    card = build(parse('<card color="#ff0000"><row><text>a</text><text color="#00ff00">b</text></row></card>'))
    first, second = card.children[0].children
    assert str(first.color) == "#ff0000"
    assert str(second.color) == "#00ff00"


def test_every_element_has_a_docstring_and_readers_for_its_attributes():
    for tag, kind in KINDS.items():
        assert kind.__doc__, tag
        assert len(kind.__doc__.split()) > 4, tag
        clashes = set(attributes_of(kind)) & set(attributes_of(BoxStyle))
        assert not clashes, f"<{tag}> redefines {clashes}"
        unread = [name for name, attribute in attributes_of(kind).items() if not callable(attribute.read)]
        assert not unread, f"the class body of <{tag}> hides the readers of {unread}"
    assert all(callable(attribute.read) for attribute in attributes_of(BoxStyle).values())
