"""Text as people type it -> the same text as a typesetter of its language would set it.

Quotation marks, apostrophes, dashes, ranges, ellipses and the spaces that must not break. What is no prose stays
untouched: addresses, handles, hashtags, ISO dates, phone and account numbers, marks of emphasis. Doing it twice
changes nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from smgen.languages import Marks, marks, resolved
from smgen.late import expression

__all__ = ["quoted", "typographic"]

_HELD = "\ufdd0"  # a noncharacter, which clean text cannot hold: stands for a stretch that stays as it is
# One change can make room for another (an ellipsis before a mark): text is settled when a round changes nothing.
_MOST_ROUNDS = 5
_NO_BREAK, _NARROW = "\u00a0", "\u202f"

_UNTOUCHED = expression(
    r"""
      \ufdd0
    | \\.                                                             # an escaped mark of emphasis
    | (?:https?://|www\.)[^\s<>"'“”„«»]*[^\s<>"'“”„«».,;:!?)\]*=]        # an address, without the sentence's own marks
    | (?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+                          # an e-mail address
    | (?<!\w)@[\w.-]*\w(?:@[\w-]+(?:\.[\w-]+)+)?                      # a handle
    | (?<!\w)\#\w+                                                    # a hashtag
    | (?<![\w.-])[\w-]++(?:\.[\w-]++)++/[^\s<>"'“”„«»]*[^\s<>"'“”„«».,;:!?)\]*=]   # an address without its scheme
    | (?<![\w-])\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?(?![\w-])   # an ISO date
    | (?<!\w)[A-Z]{2}\d\d(?:\ ?[\dA-Z]{4}){3,8}(?:\ ?[\dA-Z]{1,4})?(?!\w)    # an account number
    | (?<![\w.,])(?:\+|\(?0(?=\d))[\d\ ()/-]{5,24}\d                      # a phone number
    """,
    re.X,
)
_MAYBE_UNTOUCHED = expression(r"[@#/\\\ufdd0]|www\.|\d\d|\+\d|0[ (]?\d")
_OPENING_CONTEXT = frozenset("([{<„“‚‘«‹»›”’-–—/¿¡\u00a0\u202f")
_EMPHASIS = "*="
_ENGLISH_PAIR = expression(r"(?<!\w)“(?=\S)([^“”„\"]{0,1000})(?<=\S)”")  # what word processors set in any language
_STRAIGHT_PAIR = expression(r'(?<!\w)"(?=\S)[^"]{0,1000}(?<=\S)"')
_QUOTES = expression("[\"']")
_WORD = expression(r"(\d\d(?:er|s)?(?!\w))|\w{1,12}")  # the year of '68, or any word
_PAIRS = {
    '"': '"',
    "'": "'",
    "„": "“”„",
    "“": "”",
    "”": "”“",
    "«": "»",
    "»": "«",
    "‚": "‘’",
    "‘": "’",
    "’": "’‘",
    "‹": "›",
    "›": "‹",
    "「": "」",
}

# Words people write with an apostrophe in front of them.
_CLIPPED = {
    "de": frozenset({"s", "n", "ne", "nen", "nem", "ner", "mal", "ran", "rauf", "raus", "rein", "rum", "runter"}),
    "en": frozenset({"tis", "twas", "em", "cause", "til", "till", "n", "bout", "round", "cos", "neath"}),
    "nl": frozenset({"s", "t", "n", "k", "m"}),
}
_SPACED_DASH = {"en": "—", "es": "—", "uk": "—", "ru": "—"}


def typographic(text: str, language: str) -> str:
    """`text` with the quotation marks, apostrophes, dashes, ellipses and spaces of `language`."""
    tag = resolved(language)
    for _ in range(_MOST_ROUNDS):
        before, text = text, _around_untouched(text, lambda rest: _set(rest, tag, 0))
        if text == before:
            break
    return text


def quoted(text: str, language: str) -> str:
    """`text` as a quotation of `language`: set by `typographic`, marks around it, those inside of the inner kind.

    Marks that stand around the whole text already, of whatever language, are replaced instead of doubled.
    """
    tag = resolved(language)
    signs = marks(tag)

    def within(rest: str) -> str:
        inner = _set(_without_marks(rest.strip()), tag, 1)
        inner = _demoted(inner, signs)
        return f"{signs.opening}{signs.padding}{inner}{signs.padding}{signs.closing}" if inner else ""

    return _around_untouched(text, within)


def _around_untouched(text: str, change: Callable[[str], str]) -> str:
    """`change` applied with every untouched stretch held back as one character, put in again afterwards."""
    if not _MAYBE_UNTOUCHED.search(text):
        return change(text)
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return _HELD

    changed = change(_UNTOUCHED.sub(hold, text))
    kept = iter(held)
    return re.sub(_HELD, lambda _: next(kept), changed)


def _set(text: str, language: str, depth: int) -> str:
    signs = marks(language)
    if "“" in text and "“" not in (signs.opening, signs.inner_opening):
        text = _ENGLISH_PAIR.sub(r'"\1"', text)
    if signs.opening in text and '"' in text:
        text = _STRAIGHT_PAIR.sub(lambda found: _demoted(found[0], signs), text)
    text = _with_marks(text, language, depth)
    for signs_needed, pattern, replacement in _rules(language):
        if any(sign in text for sign in signs_needed):
            text = pattern.sub(replacement, text)
    return text


def _with_marks(text: str, language: str, depth: int) -> str:
    """Straight marks replaced: pairs by quotation marks of their level, the rest by apostrophes or left alone."""
    if '"' not in text and "'" not in text:
        return text
    replaced = list(text)
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[int, str]] = []
    open_marks = {'"': 0, "'": 0}
    for place in (found.start() for found in _QUOTES.finditer(text)):
        sign = text[place]
        if sign == "'" and _is_apostrophe(text, place, language, open_marks["'"] > 0):
            replaced[place] = "’"
        elif _opens(text, place):
            waiting.append((place, sign))
            open_marks[sign] += 1
        elif open_marks[sign]:
            pairs.append((_closed(sign, waiting, open_marks, replaced), place))
        elif sign == "'" and _is_word(_before(text, place)):
            replaced[place] = "’"
    for unclosed in waiting:
        _leave(unclosed, replaced)
    _set_pairs(text, sorted(pairs), marks(language), depth, replaced)
    return _semitic("".join(replaced)) if language == "he" else "".join(replaced)


def _set_pairs(text: str, pairs: list[tuple[int, int]], signs: Marks, depth: int, replaced: list[str]) -> None:
    """Puts outer and inner quotation marks in turn, by how many pairs stand around each; `pairs` are nested."""
    around: list[int] = []
    for index, (opened, closed) in enumerate(pairs):
        while around and around[-1] < opened:
            around.pop()
        level = depth + len(around) + _level_around(text, opened, signs)
        around.append(closed)
        # Single marks are the inner ones, unless double ones stand right inside them.
        holds_pair = index + 1 < len(pairs) and pairs[index + 1][0] < closed
        if level == 0 and text[opened] == "'" and not holds_pair:
            level = 1
        replaced[opened], replaced[closed] = _signs_at(level, signs)


def _closed(sign: str, waiting: list[tuple[int, str]], open_marks: dict[str, int], replaced: list[str]) -> int:
    """Place of the innermost mark of that kind still open, taken off the list with all that was never closed in it."""
    while True:
        place, kind = waiting.pop()
        open_marks[kind] -= 1
        if kind == sign:
            return place
        _leave((place, kind), replaced)


def _leave(waiting: tuple[int, str], replaced: list[str]) -> None:
    """A mark never closed: a single one is an apostrophe after all, a double one stays as it was typed."""
    place, sign = waiting
    if sign == "'":
        replaced[place] = "’"


def _signs_at(level: int, signs: Marks) -> tuple[str, str]:
    if level % 2:
        return signs.inner_opening, signs.inner_closing
    return signs.opening + signs.padding, signs.padding + signs.closing


def _level_around(text: str, place: int, signs: Marks) -> int:
    """1 inside quotation marks of the language that were typed right, else 0."""
    if signs.opening == signs.closing:
        return 0
    start = max(place - 1_000, 0)
    return int(text.count(signs.opening, start, place) > text.count(signs.closing, start, place))


def _is_apostrophe(text: str, place: int, language: str, is_quoted: bool) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if _is_word(before) and _is_word(after):
        return True
    if _is_word(after):
        word = _WORD.match(text, place + 1)
        clipped = _CLIPPED.get(language.partition("-")[0], frozenset())
        # 'ne' is quoted, 'ne Idee is not.
        return (
            word is not None
            and (word[0].lower() in clipped or word[1] is not None)
            and (word[0] == "n" or text[word.end() : word.end() + 1] != "'")
        )
    return _is_word(before) and (not is_quoted or text[max(place - 2, 0) : place] == "'n")


def _opens(text: str, place: int) -> bool:
    before, after = _before(text, place), _after(text, place)
    return (not before or before.isspace() or before in _OPENING_CONTEXT or before in "\"'") and bool(
        after and not after.isspace()
    )


def _before(text: str, place: int) -> str:
    """The character before `place`, marks of emphasis (three at most) skipped."""
    return text[max(place - 4, 0) : place].rstrip(_EMPHASIS)[-1:]


def _after(text: str, place: int) -> str:
    return text[place + 1 : place + 5].lstrip(_EMPHASIS)[:1]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == _HELD


def _semitic(text: str) -> str:
    """Hebrew abbreviations: gershayim between letters, geresh after one."""
    text = re.sub('(?<=[א-ת])"(?=[א-ת])', "״", text)
    return re.sub("(?<=[א-ת])’", "׳", text)


def _without_marks(text: str) -> str:
    """`text` without quotation marks that stand around all of it."""
    opening = text[:1]
    if len(text) < 2 or text[-1] not in _PAIRS.get(opening, ""):
        return text
    inner = text[1:-1]
    return text if _is_left_before_end(opening, text[-1], inner) else inner.strip()


def _is_left_before_end(opening: str, closing: str, inner: str) -> bool:
    """Whether the first mark is closed somewhere inside, as in “A” and “B”."""
    if opening in "\"'":
        places = [found.start() for found in re.finditer(opening, inner)]
        places = [
            place for place in places if not (_is_word(inner[place - 1 : place]) and _is_word(inner[place + 1 :][:1]))
        ]
        return bool(places) and not _opens(inner, places[0])
    depth = 1
    for place, character in enumerate(inner):
        if character in closing and not (character == "’" and _is_word(inner[place + 1 : place + 2])):
            depth -= 1
        elif character == opening:
            depth += 1
        if depth == 0:
            return True
    return False


def _demoted(text: str, signs: Marks) -> str:
    """Outer marks of the language inside a quotation made inner ones, where both are told apart by their shape."""
    if signs.opening == signs.closing or signs.opening not in text:
        return text
    opening, closing = re.escape(signs.opening), re.escape(signs.closing)
    pair = re.compile(f"{opening}[\u00a0\u202f]?([^{opening}{closing}]*?)[\u00a0\u202f]?{closing}")
    return pair.sub(lambda found: f"{signs.inner_opening}{found[1]}{signs.inner_closing}", text)


_Replacement = str | Callable[[re.Match[str]], str]
_Rule = tuple[str, re.Pattern[str], _Replacement]
"""Characters of which a text must hold one for the rule to apply at all, the pattern, and what takes its place."""

_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"  # European, Arabic, Persian

# Abbreviations of several words, set with narrow spaces (Duden, "Abkürzungen"; DIN 5008).
_GERMAN_ABBREVIATIONS = (
    "z. B.|d. h.|u. a.|u. Ä.|o. Ä.|o. g.|s. o.|s. u.|v. a.|z. T.|z. Z.|i. A.|i. V.|e. V.|m. E.|u. U.|i. d. R.|u. v. m.|"
    "a. a. O.|p. a.|n. Chr.|v. Chr.|a. D.|i. R.|z. Hd."
)
_UNITS = (
    "€|EUR|Euro|CHF|Fr\\.|£|\\$|%|‰|°C|°|km/h|km²|km|m²|m³|cm|mm|m|kg|mg|g|t|kWh|kW|MB|GB|ml|l|min|Min\\.|Std\\.|h|"
    "Uhr|Mio\\.|Mrd\\.|Tsd\\.|Cent|ct|грн|₴|₺|zł|Kč|lei|₽"
)
_GERMAN_MONTHS = "Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"
_BOUND_WORDS = {
    "cs": "kKsSvVzZoOuUaAiI",
    "pl": "aAiIoOuUwWzZ",
    "uk": "вВзЗуУіІйЙоОаА",
    "ru": "вВсСкКоОуУиИаАяЯ",
}
_SPACE = "[ \u00a0\u202f]"


@lru_cache(maxsize=64)
def _rules(language: str) -> tuple[_Rule, ...]:
    """The replacements for `language`, in their order."""
    base = language.partition("-")[0]
    dash = "–" if language == "en-GB" else _SPACED_DASH.get(base, "–")
    bound = _NO_BREAK if base in ("uk", "ru") else " "
    time = r"\d{1,2}[:.]\d\d|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,3}(?:[.,]\d{1,2})?|0(?:[.,]\d{1,2})?"
    rules: list[tuple[str, str, _Replacement]] = [
        (".", r"(?<!\.)\.\.\.(?!\.)", "…"),
        ("-", rf"(?<=[^\s-]){_SPACE}--?-?{_SPACE}(?=[^\s-])", f"{bound}{dash} "),
        ("-", r"(?<=\w)--(?=\w)", dash if dash == "—" and base == "en" else f"{bound}{dash} "),
        ("-", rf"(?<![\w/.,:+-])(?<![\d)]\s)({time})-({time})(?![\w/-]|[.,:]\d)", r"\1–\2"),
        ("-", r"(?<![\w.-])(\d{1,2}\.(?:\d{1,2}\.(?:\d{4})?)?)-(?=\d{1,2}\.)", "\\1–"),
        (_DIGITS, rf"(?<=\d){_SPACE}(?=(?:{_UNITS})(?!\w))", _NO_BREAK),
        ("§", rf"(?<=§){_SPACE}?(?=\d)", _NO_BREAK),
        *_OWN_RULES.get(base, list)(),
    ]
    if base in _BOUND_WORDS:
        rules.append((" ", rf"(?<![\w’'.-])([{_BOUND_WORDS[base]}]) (?=\w)", f"\\1{_NO_BREAK}"))
    if language in ("de", "de-AT", "fr"):
        rules.append(("€%", r"(?<=\d)([€%])(?!\w)", f"{_NO_BREAK}\\1"))
    return tuple((signs, expression(pattern), replacement) for signs, pattern, replacement in rules)


def _german() -> list[tuple[str, str, _Replacement]]:
    """Abbreviations, titles, numbers with what they count, dates."""
    abbreviations = "|".join(
        f"{_SPACE}?".join(map(re.escape, abbreviation.split())) for abbreviation in _GERMAN_ABBREVIATIONS.split("|")
    )
    return [
        (".", rf"(?<![\w.])(?:{abbreviations})(?!\w)", _with_narrow_spaces),
        (".", rf"(?<!\w)((?:Dr|Prof|Nr|Art|Abs|St|Str|Hr|Fr|Bd|Tel|ca)\.){_SPACE}(?=[\w\ufdd0])", f"\\1{_NO_BREAK}"),
        (_DIGITS, rf"(?<!\d)(\d{{1,2}}\.){_SPACE}(?=(?:{_GERMAN_MONTHS})[a-zä]*(?!\w))", f"\\1{_NO_BREAK}"),
        (_DIGITS, r"(?<![\d ])([1-9]\d{0,2}) (?=\d{3}(?![\d ]*\d))", f"\\1{_NARROW}"),
    ]


def _with_narrow_spaces(found: re.Match[str]) -> str:
    return re.sub(rf"\.{_SPACE}?(?=\w)", f".{_NARROW}", found[0])


def _english() -> list[tuple[str, str, _Replacement]]:
    return [(" \u00a0\u202f", rf"(?<!\w)((?:Dr|Mr|Mrs|Ms|Prof|St|No)\.?){_SPACE}(?=[A-Z\d])", f"\\1{_NO_BREAK}")]


def _french() -> list[tuple[str, str, _Replacement]]:
    """A narrow no-break space before the tall marks and inside guillemets (Imprimerie nationale)."""
    return [
        (";!?", rf"(?<=[\w»)\]”’*=%€…\ufdd0])(?:{_SPACE})?(?=[;!?])", _NARROW),
        (":", rf"(?<=[\w»)\]”’*=%€…\ufdd0]){_SPACE}(?=:(?!\w))", _NARROW),
        (":", r"(?<=[^\W\d_]|[»)\ufdd0])(?=:(?:\s|$))", _NARROW),
        ("«", rf"«{_SPACE}?(?=\S)", f"«{_NARROW}"),
        ("»", rf"(?<=\S){_SPACE}?»", f"{_NARROW}»"),
        (_DIGITS, r"(?<![\d ])([1-9]\d{0,2}) (?=\d{3}(?![\d ]*\d))", f"\\1{_NARROW}"),
    ]


_OWN_RULES: dict[str, Callable[[], list[tuple[str, str, _Replacement]]]] = {
    "de": _german,
    "en": _english,
    "fr": _french,
}
