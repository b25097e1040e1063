"""The filters card and caption authors use: typography, dates and numbers, hashtags, mentions, links, shortening.

They read `lang`, `platform` and `brand` from the values; `lang` may also be given: `{{ quote_uk|quoted("uk") }}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from jinja2 import Undefined
from jinja2.runtime import Context
from markupsafe import Markup

from smgen import languages
from smgen.counting import count
from smgen.cutting import first_sentence, shorten
from smgen.errors import TemplateError, UnknownName
from smgen.hashtags import camel_case_hashtag, hashtag_list, unique_hashtags
from smgen.plain import latin
from smgen.platforms import Platform, find_platform
from smgen.text.segments import graphemes
from smgen.typographic import quoted, typographic
from smgen.wording.filters import paying
from smgen.wording.limits import Value, spend
from smgen.wording.sandbox import plain_text

__all__ = ["LANGUAGE_FILTERS"]

_LONGEST = 20_000


def _quoted(context: Context, value: Value, lang: str | None = None) -> str:
    """The text in the quotation marks of the language, those around it replaced, those inside of the inner kind."""
    return quoted(_prose(value), _language(context, lang))


def _typographic(context: Context, value: Value, lang: str | None = None) -> str:
    """The text with the quotation marks, apostrophes, dashes and spaces of the language."""
    return typographic(_prose(value), _language(context, lang))


def _date(context: Context, value: Value, style: str = "long", lang: str | None = None) -> str:
    """A date in words: full, long, medium, short or a pattern such as "EEEE, d. MMMM"."""
    return languages.date_text(_given(value), style, _language(context, lang))


def _time(context: Context, value: Value, style: str = "short", lang: str | None = None) -> str:
    """A time of day: short, medium or a pattern such as "H 'Uhr'"."""
    return languages.time_text(_given(value), style, _language(context, lang))


def _weekday(context: Context, value: Value, style: str = "long", lang: str | None = None) -> str:
    """The weekday of a date, long or short."""
    return languages.weekday_text(_given(value), style, _language(context, lang))


def _number(context: Context, value: Value, digits: int | None = None, lang: str | None = None) -> str:
    """A number with the separators of the language, and as many `digits` after the point as asked."""
    return languages.number_text(_given(value), _language(context, lang), digits)


def _money(context: Context, value: Value, currency: str = "EUR", lang: str | None = None) -> str:
    """An amount with its currency, whole ones without decimals."""
    return languages.money_text(_given(value), currency, _language(context, lang))


def _percent(context: Context, value: Value, lang: str | None = None) -> str:
    """69 as “69 %”, with the space and sign of the language."""
    return languages.percent_text(_given(value), _language(context, lang))


def _plural(context: Context, value: Value, *forms: str, lang: str | None = None) -> str:
    """The form of a word that goes with a number, "#" in it replaced by the number."""
    return languages.plural_form(_given(value), forms, _language(context, lang))


def _hashtags(context: Context, value: Value, limit: int | None = None) -> str:
    """ "Soziale Arbeit, Ehrenamt" or a list -> "#SozialeArbeit #Ehrenamt", as many as the platform takes."""
    items = value if isinstance(value, (list, tuple)) else [value]
    tags = unique_hashtags(tag for item in items for tag in hashtag_list(_prose(item)))
    platform = _platform(context)
    most = platform.max_hashtags if platform and limit is None else limit
    return " ".join(tags[:most])


def _hashtag(context: Context, value: Value) -> str:
    """One hashtag of all the words."""
    return camel_case_hashtag(_prose(value))


def _mention(context: Context, value: Value) -> str:
    """The handle a name has on the platform by `[handles]` of the brand, else the name itself."""
    name, platform, brand = _prose(value), _platform(context), context.resolve("brand")
    handles = brand.get("handles") if isinstance(brand, Mapping) else None
    if not isinstance(handles, Mapping) or platform is None:
        return name
    # Either handles of several people and partners, each by platform, or the brand's own handles by platform.
    own = handles if isinstance(brand, Mapping) and name == brand.get("name") else {}
    entry = handles.get(name, own)
    handle = entry.get(platform.name) if isinstance(entry, Mapping) else entry
    return f"@{str(handle).removeprefix('@')}" if handle else name


def _link(context: Context, value: Value, utm: Value = False, campaign: str = "") -> str:
    """The address, with `utm_source` (the platform), `utm_medium=social` and a campaign added if `utm` asks for it."""
    address, platform = _prose(value).strip(), _platform(context)
    if not utm or not address:
        return address
    parts = urlsplit(address)
    added = {"utm_source": platform.name if platform else "", "utm_medium": "social"}
    added["utm_campaign"] = campaign or (utm if isinstance(utm, str) else "")
    missing = {name: text for name, text in added.items() if text and f"{name}=" not in parts.query}
    query = "&".join(filter(None, [parts.query, urlencode(missing)]))
    return urlunsplit(parts._replace(query=query))


def _bullets(context: Context, value: Value, mark: str = "•") -> str:
    """Each item, or each line of a text, on a line of its own behind `mark`."""
    items = [plain_text(item) for item in value] if isinstance(value, (list, tuple)) else _prose(value).split("\n")
    return "\n".join(f"{mark} {item.strip()}" for item in items if item.strip())


def _shorten(context: Context, value: Value, limit: int | None = None) -> str:
    """The text, cut after a sentence or word, to `limit` as the platform counts, or to the platform's own limit."""
    text, platform = _prose(value), _platform(context)
    spend(4 * len(text))
    if platform is not None:
        return shorten(text, lambda candidate: (count(candidate, platform, limit=limit).left or 0) >= 0)
    return text if limit is None else shorten(text, lambda candidate: len(graphemes(candidate)) <= limit)


def _initials(context: Context, value: Value, most: int = 2) -> str:
    """ "Dr. Aylin Yılmaz-Öz" -> "AY": first letters of the first and the last name, titles aside."""
    words = [word for word in _prose(value).split() if word[0].isalpha() and not word.endswith(".")]
    chosen = words if len(words) <= most else [*words[: most - 1], words[-1]]
    return "".join(word[0].upper() for word in chosen)


def _slug(context: Context, value: Value) -> str:
    """Letters and digits in lower case with hyphens, for addresses and names."""
    return re.sub(r"[\W_]+", "-", latin(_prose(value)).lower()).strip("-")


def _prose(value: Value) -> str:
    """The text of `value`; markup (a macro's result, say) is refused, its tags would be taken for words."""
    text = plain_text(value)
    if isinstance(text, Markup):
        raise TemplateError("a filter for text is applied to markup", hint="apply it to the value itself")
    if len(text) > _LONGEST:
        raise TemplateError(f"a filter is applied to a text of more than {_LONGEST:,} characters")
    return text


def _given(value: Value) -> Value:
    """A value that exists; babel's functions would take an undefined one for a text."""
    return str(value) if isinstance(value, Undefined) else value


def _language(context: Context, chosen: str | None) -> str:
    language = chosen or context.resolve_or_missing("lang")
    return language if isinstance(language, str) and language else languages.DEFAULT_LANGUAGE


def _platform(context: Context) -> Platform | None:
    """The platform among the values, by name or as a mapping with a name; nothing for those outside the table."""
    value = context.resolve_or_missing("platform")
    name = value.get("name") if isinstance(value, Mapping) else value
    try:
        return find_platform(name) if isinstance(name, str) and re.fullmatch(r"[\w .-]{1,40}", name) else None
    except UnknownName:
        return None


LANGUAGE_FILTERS: dict[str, Callable[..., Value]] = {
    "bullets": paying(_bullets),
    "date": paying(_date),
    "first_sentence": paying(lambda context, value: first_sentence(_prose(value))),
    "hashtag": paying(_hashtag),
    "hashtags": paying(_hashtags),
    "initials": paying(_initials),
    "link": paying(_link),
    "mention": paying(_mention),
    "money": paying(_money),
    "number": paying(_number),
    "percent": paying(_percent),
    "plural": paying(_plural),
    "quoted": paying(_quoted),
    "shorten": paying(_shorten),
    "slug": paying(_slug),
    "time": paying(_time),
    "typographic": paying(_typographic),
    "weekday": paying(_weekday),
}
