"""Alt text -> notes: missing, too long, saying that it is a picture, or leaving out what the picture says.

What must be in it follows from the scene: the words drawn, the numbers of its charts, the addresses of its QR codes.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from smgen.caption import alt_text, complete
from smgen.counting import count
from smgen.errors import Note, UnknownName, printable
from smgen.languages import DEFAULT_LANGUAGE, date_text
from smgen.late import expression
from smgen.platforms import find_platform
from smgen.scene import Scene

__all__ = ["alt_notes", "text_notes"]

_MOST_NAMED = 8
_NUMBER = expression(r"\d+(?:[.,]\d+)?")
_DAY_AND_MONTH = expression(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})(?:\.|(?![\d.,]))")
_NUMERALS = {
    "1": ("ein", "eine", "einer", "eins", "one"),
    "2": ("zwei", "two"),
    "3": ("drei", "three"),
    "4": ("vier", "four"),
    "5": ("fünf", "five"),
    "6": ("sechs", "six"),
    "7": ("sieben", "seven"),
    "8": ("acht", "eight"),
    "9": ("neun", "nine"),
    "10": ("zehn", "ten"),
    "11": ("elf", "eleven"),
    "12": ("zwölf", "twelve"),
}


def alt_notes(
    alt: str, scene: Scene, words: Iterable[str], platform: str, language: str = DEFAULT_LANGUAGE
) -> Iterator[Note]:
    """Everything about one picture's alt text; `words` are those drawn in it that are to be read."""
    yield from text_notes(alt, platform)
    if not alt.strip():
        return
    unsaid = complete(alt, _without_said_dates(words, alt, language))
    missing = [word for word in unsaid if not _is_month_of(alt, word, language)]
    if missing:
        listed = printable(", ".join(missing[:_MOST_NAMED]), 120) + (" …" if len(missing) > _MOST_NAMED else "")
        what = f"the alt text leaves out words of the picture: {listed}"
        yield Note("warning", "alt-incomplete", what, "alt", "add them to alt.txt.j2")
    for fact in _facts(scene, "chart"):
        yield from _chart_notes(alt, fact)
    for fact in _facts(scene, "qr"):
        yield from _code_notes(alt, fact)


def text_notes(alt: str, platform: str) -> Iterator[Note]:
    """What can be said of an alt text without its picture: missing, too long, “Bild von …”."""
    if not alt.strip():
        hint = "write one in alt.txt.j2: all the words in the picture, and what it shows"
        yield Note(
            "warning", "alt-missing", "the picture has no alt text: who does not see it gets nothing", "alt", hint
        )
        return
    yield from _limit_notes(alt, platform)
    plain = " ".join(alt.split())
    if alt_text(alt) != plain[:1].upper() + plain[1:]:
        what = f"“{printable(plain, 24)}”: screen readers say by themselves that it is a picture"
        yield Note("warning", "alt-decorated", what, "alt", "begin with what it says or shows")


def _limit_notes(alt: str, platform: str) -> Iterator[Note]:
    try:
        known = find_platform(platform)
    except UnknownName:
        return
    counted = count(alt, known, field="alt") if known.alt is not None else None
    if counted is not None and not counted.fits:
        what = f"the alt text counts {counted.used:,}; {known.label} takes {counted.limit:,}"
        yield Note("error", "alt-too-long", what, "alt", "shorten it; no sentence of the picture may get lost")


def _without_said_dates(words: Iterable[str], alt: str, language: str) -> Iterator[str]:
    """The words, without the dates in figures ("05.12.") that the alt text says in words ("5. Dezember")."""

    def kept(match: re.Match[str]) -> str:
        day, month = int(match[1]), int(match[2])
        if not (1 <= month <= 12 and re.search(rf"(?<!\d)0?{day}(?!\d)", alt)):
            return match[0]
        names = {date_text(datetime.date(2024, month, 1), style, language).casefold() for style in ("MMMM", "LLLL")}
        told = re.search(rf"(?<!\d)0?{month}(?!\d)", alt) or any(name in alt.casefold() for name in names)
        return "" if told else match[0]

    for text in words:
        yield _DAY_AND_MONTH.sub(kept, text)


def _is_month_of(alt: str, word: str, language: str) -> bool:
    """Whether the word is a month that the alt text has as it is called within a date: вересень, 19 вересня."""
    months = (datetime.date(2024, month, 1) for month in range(1, 13))
    within = [
        date_text(day, "MMMM", language)
        for day in months
        if date_text(day, "LLLL", language).casefold() == word.casefold()
    ]
    return any(name.casefold() in alt.casefold() for name in within)


def _chart_notes(alt: str, chart: str) -> Iterator[Note]:
    """`chart` is "6/10", a share "0.69", or values with spaces between."""
    wanted = chart.replace("/", " ").split()
    if len(wanted) == 1:
        share = float(wanted[0])
        # What was raised may be more than the goal.
        if _says_share(alt, share):
            return
        wanted = [f"{share * 100:.4g}"] if 0 <= share <= 1 else wanted
    said = {f"{float(number.replace(',', '.')):g}" for number in _NUMBER.findall(alt.replace("\u202f", ""))}
    spoken = set(re.findall(r"\w+", alt.casefold()))
    missing = [number for number in wanted if number not in said and not spoken & set(_NUMERALS.get(number, ()))]
    if missing:
        what = f"the alt text does not say the chart's {', '.join(dict.fromkeys(missing))}"
        yield Note("warning", "alt-chart", what, "alt", "charts say their numbers")


def _says_share(alt: str, share: float) -> bool:
    """Whether two numbers of the alt text stand in this proportion: "3.100 € von 5.000 €" says 62 %."""
    numbers = [float(number.replace(",", ".")) for number in _NUMBER.findall(alt)]
    return any(whole > 0 and abs(part / whole - share) < 0.005 for part in numbers for whole in numbers)


def _code_notes(alt: str, payload: str) -> Iterator[Note]:
    address = payload if payload.startswith(("http://", "https://")) else ""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    if host and host.casefold() not in alt.casefold():
        what = f"the alt text does not say where the QR code leads: {printable(host, 60)}"
        yield Note("warning", "alt-code", what, "alt", "add the address to alt.txt.j2")


def _facts(scene: Scene, name: str) -> list[str]:
    return [value for region in scene.regions for key, value in region.facts if key == name]
