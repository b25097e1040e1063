from __future__ import annotations

import datetime
import os
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen import wording
from smgen.errors import SmgenError, TemplateError, ValuesError

HOSTILE = tomllib.loads((Path(__file__).parent / "data" / "hostile_templates.toml").read_text(encoding="utf-8"))
VALUES: dict[str, Any] = {
    "text": "Wort",
    "long": "a" * 20_000,
    "quotes": "\"a' " * 1_200,
    "word": "w" * 5_000,
    "items": ["eins", "zwei"],
    "rows": [{"n": "b", "v": 2}, {"n": "a", "v": 1}, {"n": "c", "v": 3}],
    "brand": {"name": "Verein", "primary": "#fff", "handles": {"instagram": "verein", "Partner": {"x": "@partner"}}},
    "day": datetime.date(2026, 12, 5),
    "lang": "de",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "templates" / "quote"
    made.mkdir(parents=True)
    return made


def card(folder: Path, source: str, **values: Any) -> str:
    (folder / "card.xml.j2").write_text(source, encoding="utf-8")
    return wording.render_card(folder, "card.xml.j2", {**VALUES, **values})


def text(folder: Path, source: str, **values: Any) -> str:
    (folder / "caption.txt.j2").write_text(source, encoding="utf-8")
    return wording.render_text(folder, "caption.txt.j2", {**VALUES, **values})


def generated(attack: dict[str, Any]) -> str:
    return "".join(part * times for part, times in attack["parts"]) if "parts" in attack else attack["source"]


@pytest.mark.parametrize("source", HOSTILE["escapes"])
def test_a_template_cannot_reach_out_of_its_sandbox(folder: Path, source: str) -> None:
    with pytest.raises(TemplateError) as caught:
        card(folder, source)
    assert "quote/card.xml.j2" in caught.value.where
    assert " at 0x" not in str(caught.value)


@pytest.mark.parametrize("attack", HOSTILE["exhaustion"], ids=lambda attack: attack["name"])
def test_a_template_cannot_take_time_or_memory_without_end(folder: Path, attack: dict[str, Any]) -> None:
    with pytest.raises(SmgenError) as caught:
        card(folder, generated(attack))
    assert "quote/card.xml.j2" in caught.value.where


@pytest.mark.parametrize("source", HOSTILE["harmless"])
def test_heavy_but_bounded_templates_are_rendered(folder: Path, source: str) -> None:
    assert isinstance(card(folder, source), str)


@pytest.mark.parametrize(
    "name",
    [
        *("../secret.j2", "/etc/passwd", "..\\\\secret.j2", "a/../../secret.j2", "file:///etc/passwd", "", "."),
        *("link.j2", "up/secret.j2", "none.j2", "%2e%2e/secret.j2", "{__import__('os')}.j2", "x" * 5000),
    ],
)
def test_a_template_reads_no_file_outside_its_folder(folder: Path, name: str) -> None:
    secret = folder.parent / "secret.j2"
    secret.write_text("geheim")
    (folder / "link.j2").symlink_to(secret)
    (folder / "up").symlink_to(folder.parent)
    with pytest.raises(TemplateError) as caught:
        card(folder, "{% include '" + name.replace("'", '"') + "' %}")
    assert str(folder.parent.parent) not in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a thing of Unix")
def test_a_pipe_or_folder_in_place_of_a_template_is_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe.j2")
    (folder / "folder.j2").mkdir()
    for name in ("pipe.j2", "folder.j2"):
        with pytest.raises(TemplateError, match=f"“{name}” is not an ordinary file"):
            card(folder, "{% include '" + name + "' %}")


def test_a_template_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    (folder / "card.xml.j2").write_bytes("<card>\n\xe4</card>".encode("latin-1"))
    with pytest.raises(TemplateError, match="is not UTF-8 in line 2"):
        wording.render_card(folder, "card.xml.j2", VALUES)


def test_values_are_escaped_and_never_rendered_as_templates(folder: Path) -> None:
    assert card(folder, "<text>{{ text }}</text>", text='<b a="1">{{ 7*7 }} & {% x %}') == (
        "<text>&lt;b a=&#34;1&#34;&gt;{{ 7*7 }} &amp; {% x %}</text>"
    )


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=60))
def test_no_value_can_open_a_tag(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    for source in (
        "{{ text }}",
        "{{ text ~ text }}",
        "{{ text|quoted }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}",
    ):
        assert "<" not in card(folder, source, text=value)


def test_line_breaks_of_values_are_told_from_those_of_the_template(folder: Path) -> None:
    source = "<a>\n{{ text }}</a>{{ 'x' ~ text }}{% macro m() %}\n{{ text }}{% endmacro %}{{ m() }}{{ text|e }}"
    rendered = card(folder, source, text="1\n2\r\n3")
    assert rendered.count(wording.LINE_BREAK) == 8
    assert rendered.startswith("<a>\n1\u20282\u20283</a>")


def test_captions_keep_their_characters_and_their_line_breaks(folder: Path) -> None:
    assert text(folder, "\n{{ text }}  \n\n\n\n\n\nEnde \n\n", text='<b> & "x"\ny') == '<b> & "x"\ny\n\nEnde'


def test_an_unknown_value_is_named_with_its_line_and_the_nearest_one(folder: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        card(folder, "<card>\n\n{{ txet }}</card>")
    assert str(caught.value) == ("templates/quote/card.xml.j2, line 3: there is no value “txet” (did you mean “text”?)")


def test_an_unknown_part_of_a_value_is_named_too(folder: Path) -> None:
    with pytest.raises(TemplateError, match=r"there is no value “primry”.*“primary”"):
        card(folder, "{{ brand.primry }}")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ text|qoted }}", "line 1: unknown filter “qoted” .*“quoted”"),
        ("\n{% if text is strng %}{% endif %}", "line 2: unknown test “strng” .*“string”"),
        ("\n{% if %}", "line 2: the template cannot be read"),
        ("{% for x in text %}", "line 1: the template cannot be read: Unexpected end of template"),
        ("{{ items }}", "a list cannot be written as it is"),
        ("{{ 1 / 0 }}", "line 1: the template fails: division by zero"),
        ("{{ text + 1 }}", "line 1: the template fails"),
        ("{% include 'prat.j2' %}", "no “prat.j2” in the template's folder .*“part.j2”"),
    ],
)
def test_a_slip_in_a_template_is_one_sentence_with_its_place(folder: Path, source: str, what: str) -> None:
    (folder / "part.j2").write_text("x")
    with pytest.raises(TemplateError, match=what):
        card(folder, source)


def test_an_error_in_an_included_file_is_placed_there(folder: Path) -> None:
    (folder / "part.j2").write_text("\n\n{{ nothing }}")
    with pytest.raises(TemplateError, match=r"quote/part\.j2, line 3: there is no value “nothing”"):
        card(folder, "{% include 'part.j2' %}")


def test_a_value_a_filter_cannot_take_is_the_records_fault(folder: Path) -> None:
    with pytest.raises(ValuesError, match="line 2: “morgen” is not a date"):
        card(folder, "\n{{ text|date }}", text="morgen")


def test_files_are_taken_from_the_first_folder_that_has_them(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "part.j2").write_text("shared")
    (shared / "other.j2").write_text("other")
    (folder / "part.j2").write_text("own")
    (folder / "card.xml.j2").write_text("{% include 'part.j2' %} {% include 'other.j2' %}")
    assert wording.render_card((folder, shared), "card.xml.j2", {}) == "own other"


def test_a_changed_template_is_read_anew(folder: Path) -> None:
    assert card(folder, "eins") == "eins"
    assert card(folder, "zwei und drei") == "zwei und drei"


def test_a_missing_include_may_be_ignored_or_have_an_alternative(folder: Path) -> None:
    (folder / "part.j2").write_text("da")
    assert card(folder, "{% include 'nix.j2' ignore missing %}{% include ['nix.j2', 'part.j2'] %}") == "da"


def test_includes_extends_macros_and_blocks_work(folder: Path) -> None:
    (folder / "base.j2").write_text("<card>{% block body %}leer{% endblock %}</card>")
    (folder / "macros.j2").write_text("{% macro line(x) %}<text>{{ x|quoted }}</text>{% endmacro %}")
    source = "{% extends 'base.j2' %}{% import 'macros.j2' as m %}"
    source += "{% block body %}{{ m.line(text) }}{{ super() }}{% endblock %}"
    assert card(folder, source) == "<card><text>„Wort“</text>leer</card>"
    assert "“Wort”" in card(folder, source, lang="en")


def test_nothing_a_template_does_changes_the_values(folder: Path) -> None:
    values = {"items": ["b", "a"], "brand": {"a": 1}}
    before = repr(values)
    card(
        folder,
        "{{ items|sort|join }}{% set items = [] %}{{ brand.get('a') }}{% for k, v in brand.items() %}{% endfor %}",
        **values,
    )
    for source in ("{{ items.append('x') }}", "{{ brand.update({'b': 1}) }}", "{{ items.clear() }}"):
        with pytest.raises(TemplateError):
            card(folder, source, **values)
    assert repr(values) == before


def test_variables_are_found_through_includes_imports_and_extends(folder: Path) -> None:
    (folder / "card.xml.j2").write_text(
        "{% extends 'base.j2' %}{% block b %}{{ quote }}{% include ['p.j2', 'q.j2'] %}{% endblock %}"
    )
    (folder / "base.j2").write_text("{{ brand.logo }}{% block b %}{% endblock %}")
    (folder / "p.j2").write_text("{% for x in range(3) %}{{ x }}{{ author }}{% endfor %}{% include 'card.xml.j2' %}")
    (folder / "q.j2").write_text("{% set local = role %}{{ local }}")
    assert wording.variables(folder, "card.xml.j2") == {"quote", "brand", "author", "role"}


def test_a_loop_costs_by_its_body_and_its_turns(folder: Path) -> None:
    assert card(folder, "{% for i in range(2000) %}{{ i }}{% endfor %}").startswith("012345")
    with pytest.raises(TemplateError, match="too much work"):
        card(folder, "{% for i in range(200) %}{% for j in range(200) %}{{ i }}{% endfor %}{% endfor %}")


def test_threads_render_at_once_each_with_its_own_budget(folder: Path) -> None:
    (folder / "card.xml.j2").write_text("{% for i in range(5000) %}{{ n }}{% endfor %}")
    barrier = threading.Barrier(4)

    def render(number: int) -> str:
        barrier.wait()
        return wording.render_card(folder, "card.xml.j2", {"n": number})

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, range(4))) == [str(number) * 5000 for number in range(4)]


@pytest.mark.parametrize(
    "payment", ["[-10**9]|map('_paid')|list", "[nan]|map('_paid')|list", "[items]|map('_counted', -9)|list"]
)
def test_no_filter_gives_work_back(folder: Path, payment: str) -> None:
    with pytest.raises(TemplateError, match="unknown filter"):
        card(folder, "{% set nan = 'nan'|float %}{{ (" + payment + ")|length }}")


@pytest.mark.parametrize(
    ("source", "values", "result"),
    [
        ("{{ text|quoted }}", {}, "„Wort“"),
        ("{{ text|quoted('fr') }}", {}, "«\u202fWort\u202f»"),
        ('{{ "geht\'s - ja"|typographic }}', {}, "geht’s – ja"),
        ("{{ day|date }}", {}, "5. Dezember 2026"),
        ("{{ '2026-12-05'|date('EEEE, d. MMMM') }}", {}, "Samstag, 5. Dezember"),
        ("{{ day|weekday }}", {"lang": "uk"}, "субота"),
        ("{{ '18.30 Uhr'|time }}", {}, "18:30"),
        ("{{ 1234.5|number }}", {}, "1.234,5"),
        ("{{ 5|money('EUR') }}", {}, "5\u00a0€"),
        ("{{ 69|percent }}", {}, "69\u00a0%"),
        ("{{ 3|plural('ein Platz', '# Plätze') }}", {}, "3 Plätze"),
        ("{{ 'soziale Arbeit, Ehrenamt'|hashtags }}", {}, "#SozialeArbeit #Ehrenamt"),
        ("{{ ['a b', 'A B', 'c']|hashtags }}", {}, "#AB #C"),
        ("{{ 'a,b,c,d,e,f,g'|hashtags }}", {"platform": "instagram"}, "#A #B #C #D #E"),
        ("{{ 'a,b,c,d,e,f,g'|hashtags }}", {"platform": "threads"}, "#A"),
        ("{{ 'a,b'|hashtags(1) }}", {}, "#A"),
        ("{{ 'Verein'|mention }}", {"platform": "instagram"}, "@verein"),
        ("{{ 'Partner'|mention }}", {"platform": "x"}, "@partner"),
        ("{{ 'Partner'|mention }}", {"platform": "instagram"}, "Partner"),
        ("{{ 'Unbekannt'|mention }}", {"platform": "x"}, "Unbekannt"),
        ("{{ 'https://a.org/?b=1#c'|link }}", {"platform": "x"}, "https://a.org/?b=1#c"),
        (
            "{{ 'https://a.org/?b=1#c'|link(utm=True) }}",
            {"platform": "x"},
            "https://a.org/?b=1&utm_source=x&utm_medium=social#c",
        ),
        (
            "{{ 'https://a.org/?utm_source=z'|link(utm='fest') }}",
            {"platform": "x"},
            "https://a.org/?utm_source=z&utm_medium=social&utm_campaign=fest",
        ),
        ("{{ items|bullets('👉') }}", {}, "👉 eins\n👉 zwei"),
        ("{{ 'Ein Satz. Noch ein Satz.'|shorten(12) }}", {}, "Ein Satz."),
        ("{{ 'Wir alle zusammen'|shorten(12) }}", {"platform": "x"}, "Wir alle…"),
        ("{{ 'Wir alle zusammen'|shorten }}", {}, "Wir alle zusammen"),
        ("{{ (('Wir alle. ' * 40)|shorten)|length }}", {"platform": "x"}, "279"),
        ("{{ 'Dr. Aylin Yılmaz-Öz'|initials }}", {}, "AY"),
        ("{{ 'Am 3. Mai. Danach.'|first_sentence }}", {}, "Am 3. Mai."),
        ("{{ 'Größe & Öl: 5'|slug }}", {}, "groesse-oel-5"),
        ("{{ 'da' if missing is defined }}", {}, ""),
        ("{{ none }}|{{ 3.0 }}|{{ 2.5 }}|{{ true }}|{{ missing|default('x') }}", {}, "|3|2.5|true|x"),
        ("{{ range(5)|batch(2)|length }}", {}, "3"),
        ("{{ brand.items()|length }}", {}, "3"),
        ("{{ rows|map(attribute='n')|join(', ') }}", {}, "b, a, c"),
        ("{{ rows|sort(attribute='n')|map(attribute='v')|sum }}", {}, "6"),
        ("{{ (rows|selectattr('v', 'gt', 1)|list|last).n }}{{ rows|rejectattr('v')|list|length }}", {}, "c0"),
        ("{{ items|map('upper')|join('+') }}{{ (rows|max(attribute='v')).n }}", {}, "EINS+ZWEIc"),
        ("{{ {'b': 1, 'a': 2}|dictsort|first|first }}{{ ['a', 'A']|unique|list|length }}", {}, "a1"),
        ("{{ '7'|int + 1 }}{{ 'x'|int }}{{ 2.567|round(1) }}{{ -3|abs }}", {}, "802.63"),
        (
            "{% for x in items %}{{ loop.cycle('a', 'b') }}{{ x }}{{ ', ' if not loop.last }}{% endfor %}",
            {},
            "aeins, bzwei",
        ),
        ("{{ 'a b'.split()|last|upper }}", {}, "B"),
    ],
)
def test_filters(folder: Path, source: str, values: dict[str, Any], result: str) -> None:
    assert text(folder, source, **values) == result


def test_a_text_filter_refuses_markup(folder: Path) -> None:
    with pytest.raises(TemplateError, match="applied to markup"):
        card(folder, "{% set x %}<b>x</b>{% endset %}{{ x|typographic }}")


def test_a_control_character_never_leaves_a_template(folder: Path) -> None:
    for value in ("\x00", "\ud800", "\x1b[31m"):
        with pytest.raises(SmgenError, match="control character"):
            card(folder, "{{ text }}", text=value)
