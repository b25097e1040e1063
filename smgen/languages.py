"""Language tags, values -> how that language writes them: quotation marks, dates, times, numbers, money, plurals.

Quotation marks are CLDR 48's delimiters, but for de-CH (« » ‹ ›: Schreibweisungen of the Swiss Federal Chancellery),
es (« » first: Diccionario panhispánico de dudas), and the inner marks of fr and nl, where CLDR repeats the outer ones
(fr “ ”: Office québécois de la langue française). Babel does the rest; it is imported when first needed (60 ms).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from smgen.dates import own_locale, read_date, read_time
from smgen.errors import UnknownName, ValuesError, printable
from smgen.late import expression

if TYPE_CHECKING:
    from babel import Locale

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Figure",
    "Marks",
    "date_text",
    "figure_marks",
    "is_language",
    "language_tag",
    "marks",
    "money_text",
    "no_number",
    "number_text",
    "percent_text",
    "plural_form",
    "read_number",
    "resolved",
    "time_text",
    "weekday_text",
]

DEFAULT_LANGUAGE = "de"


class Marks(Struct, frozen=True):
    """A language's quotation marks, and what stands between them and the words (French: a narrow no-break space)."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    padding: str = ""


_ENGLISH = Marks("“", "”", "‘", "’")
_GERMAN = Marks("„", "“", "‚", "‘")
_ANGLED = Marks("«", "»", "‹", "›")
LANGUAGES: Mapping[str, Marks] = {
    "ar": Marks("”", "“", "’", "‘"),
    "cs": _GERMAN,
    "de": _GERMAN,
    "de-AT": _GERMAN,
    "de-CH": _ANGLED,
    "el": Marks("«", "»", "“", "”"),
    "en": _ENGLISH,
    "en-GB": _ENGLISH,
    "es": Marks("«", "»", "“", "”"),
    "fa": _ANGLED,
    "fr": Marks("«", "»", "“", "”", padding="\u202f"),
    "fr-CH": Marks("«", "»", "‹", "›", padding="\u202f"),
    "he": Marks("”", "”", "’", "’"),
    "it": Marks("«", "»", "“", "”"),
    "nl": Marks("‘", "’", "“", "”"),
    "pl": Marks("„", "”", "«", "»"),
    "ro": Marks("„", "”", "«", "»"),
    "ru": Marks("«", "»", "„", "“"),
    "tr": _ENGLISH,
    "uk": Marks("«", "»", "„", "“"),
    "vi": _ENGLISH,
}


class Figure(str):
    """A number and how it is written: nobody has to read the text again, in which “12.375” may be two numbers."""

    __slots__ = ("number",)
    number: Decimal

    def __new__(cls, text: str, number: Decimal) -> Figure:
        """The text with the number it says."""
        written = super().__new__(cls, text)
        written.number = number
        return written

    def __reduce__(self) -> tuple[object, ...]:
        return Figure, (str(self), self.number)


_NAMED_FORMATS = frozenset({"full", "long", "medium", "short"})
_PLURALS = ("zero", "one", "two", "few", "many", "other")
_LARGEST_EXPONENT = 20
_LONGEST_NUMBER = 60
_WRITTEN = expression(
    r"(?P<sign>[-+−]?)(?P<whole>[1-9][0-9]{0,2}(?P<group>[.,'’ \u00a0\u202f\u2009])[0-9]{3}(?:(?P=group)[0-9]{3})*|[0-9]+)"
    r"(?:(?P<point>[.,])(?P<decimals>[0-9]+))?"
)


@lru_cache(maxsize=256)
def resolved(language: str) -> str:
    """The nearest language of `LANGUAGES`: the tag itself ("de_at" too), its parent, or English."""
    parts = language.replace("_", "-").split("-")
    tags = [parts[0].lower(), *(f"{parts[0].lower()}-{part.upper()}" for part in parts[1:])]
    return next((tag for tag in reversed(tags) if tag in LANGUAGES), "en")


def marks(language: str) -> Marks:
    """The quotation marks of `language`."""
    return LANGUAGES[resolved(language)]


@lru_cache(maxsize=256)
def is_language(code: str) -> bool:
    """Whether two or three small letters are the code of a language, one of those that CLDR knows: “uk” is, “fb” is not."""
    return len(code) in (2, 3) and (code in LANGUAGES or code in _codes())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel.localedata import locale_identifiers  # babel: see the module's docstring

    return frozenset(name.partition("_")[0] for name in locale_identifiers())


@lru_cache(maxsize=256)
def language_tag(called: str) -> str:
    """The tag of a language that is called by its German, English or own name: “Arabisch”, “Turkish”, “українська”.

    What is no such name comes back as it is, tags among it.
    """
    name = called.strip()
    if len(name) <= 3 or "-" in name or "_" in name:
        return name
    for names in (_names_in("de"), _names_in("en"), _own_names()):
        if name.casefold() in names:
            return names[name.casefold()]
    return name


@lru_cache(maxsize=2)
def _names_in(language: str) -> dict[str, str]:
    return {name.casefold(): code.replace("_", "-") for code, name in _locale(language).languages.items()}


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    names = (
        (_locale(tag).language_name, tag) for tag in reversed(tuple(LANGUAGES))
    )  # the plain tag goes before its variants
    return {name.casefold(): tag for name, tag in names if name}


@lru_cache(maxsize=64)
def figure_marks(language: str) -> tuple[str, str]:
    """The marks before decimals and between thousands: "," and "." in German."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # babel: see the module's docstring

    locale = _locale(language)
    return get_decimal_symbol(locale), _spaced(get_group_symbol(locale))


def read_number(value: object, language: str = DEFAULT_LANGUAGE) -> Decimal:
    """A number, or a text as people of `language` write one ("1.234,5" in German), or as programs do; % and € aside.

    A mark before three digits, as in "2.500", separates thousands, unless it is the one before decimals in `language`:
    then the text is two numbers, and refused. A ValuesError for that, for what is no number, and beyond 10^20.
    """
    if isinstance(value, Figure):
        return value.number
    text = str(value).strip().strip("%€$£ \u00a0\u202f")
    number = _exact(value) if isinstance(value, (int, float, Decimal)) else _number_of_people(text, language)
    if number is None or not number.is_finite() or number.adjusted() > _LARGEST_EXPONENT:
        raise no_number(str(value), language)
    return number


def no_number(text: str, language: str) -> ValuesError:
    """The error for a text that is none, with how `language` writes numbers."""
    point, separator = figure_marks(language)
    return ValuesError(
        f"“{printable(text, 40)}” is not a number", hint=f"numbers look like 1234 or 1{separator}234{point}50"
    )


def date_text(value: object, style: str, language: str) -> str:
    """The date in words or figures: `style` is full, long, medium, short or a pattern of CLDR ("EEEE, d. MMMM")."""
    from babel.dates import format_date  # babel: see the module's docstring

    return _spaced(format_date(read_date(value), _style(style), locale=_locale(language)))


def time_text(value: object, style: str, language: str) -> str:
    """The time of day: `style` is short, medium or a pattern of CLDR ("H:mm 'Uhr'")."""
    from babel.dates import format_time  # babel: see the module's docstring

    return _spaced(format_time(read_time(value), _style(style), locale=_locale(language)))


def weekday_text(value: object, style: str, language: str) -> str:
    """The weekday of a date: `style` is long ("Samstag") or short ("Sa")."""
    return date_text(value, "cccc" if style == "long" else "ccc", language).rstrip(".")


def number_text(value: object, language: str, digits: int | None = None) -> str:
    """The number with the separators of `language`; `digits` after the point, or as many as it has, three at most."""
    from babel.numbers import format_decimal  # babel: see the module's docstring

    number = read_number(value, language)
    if digits is None:
        return format_decimal(number, locale=_locale(language))
    pattern = "#,##0" + ("." + "0" * min(max(digits, 0), 6) if digits > 0 else "")
    return format_decimal(number, pattern, locale=_locale(language))


def percent_text(value: object, language: str) -> str:
    """69 -> "69 %": `value` counts hundredths already."""
    from babel.numbers import format_percent  # babel: see the module's docstring

    return format_percent(read_number(value, language) / 100, locale=_locale(language), decimal_quantization=False)


def money_text(value: object, currency: str, language: str) -> str:
    """The amount with its currency (ISO 4217, "EUR"); whole amounts without decimals: "5 €", "12,50 €"."""
    from babel.numbers import format_currency  # babel: see the module's docstring

    locale, amount = _locale(language), read_number(value, language)
    if currency not in locale.currencies:
        raise UnknownName.among("currency", currency, ["EUR", "CHF", "USD", "GBP", "UAH", "PLN", "TRY"])
    if amount != amount.to_integral_value():
        return format_currency(amount, currency, locale=locale)
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)


def plural_form(value: object, forms: tuple[str, ...], language: str) -> str:
    """The one of `forms` that `language` uses with this number, "#" in it replaced by the number.

    The forms stand in CLDR's order, those the language has not left out: German one, other; Ukrainian one, few, many.
    """
    if not forms:
        raise ValuesError("|plural needs the forms of the word", hint="|plural('Platz', 'Plätze')")
    locale = _locale(language)
    number = read_number(value, language)
    known = [name for name in _PLURALS if name in {*locale.plural_form.rules, "other"}]
    place = known.index(locale.plural_form(number.normalize() if number % 1 else int(number)))
    return forms[min(place, len(forms) - 1)].replace("#", number_text(number, language))


def _exact(value: float | Decimal) -> Decimal | None:
    """The number with the digits it shows: the float 0.1 is that, and no more."""
    return None if isinstance(value, bool) else Decimal(str(value))


def _number_of_people(text: str, language: str) -> Decimal | None:
    match = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if match is None or (match["group"] and match["group"] == match["point"]):
        return None
    whole, group = match["whole"], match["group"]
    if group and not match["point"] and whole.count(group) == 1 and group == figure_marks(language)[0]:
        hint = f"write {whole.replace(group, '')} for thousands, or fewer decimals"
        raise ValuesError(f"“{printable(text, 40)}” can be read in two ways", hint=hint)
    digits = re.sub(r"[^0-9]", "", whole)
    return Decimal(match["sign"].replace("−", "-") + (f"{digits}.{match['decimals']}" if match["point"] else digits))


def _style(style: str) -> str:
    if style not in _NAMED_FORMATS and len(style) > 60:
        raise ValuesError("the pattern of a date is longer than 60 characters")
    return style


def _spaced(text: str) -> str:
    """CLDR separates with narrow and thin spaces where a plain no-break space is what every font has."""
    return text.replace("\u202f", "\u00a0").replace("\u2009", " ")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    from babel import UnknownLocaleError  # babel: see the module's docstring

    for tag in (language.replace("_", "-"), language.replace("_", "-").partition("-")[0], "en"):
        try:
            return own_locale(tag)
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("babel knows English")
