"""Caption and alt text -> what can be posted: threads where a platform has them, nothing too long, no word missing."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

from smgen.counting import Count, Field, count
from smgen.cutting import Cuts, cuts, longest, shorten, stripped
from smgen.errors import ValuesError
from smgen.hashtags import camel_case_hashtag
from smgen.late import expression
from smgen.platforms import Platform, find_platform

__all__ = [
    "CaptionTooLong",
    "alt_text",
    "camel_case_hashtag",
    "complete",
    "shorten",
    "thread",
]

_MOST_PARTS_DIGITS = 3
# What is not worth saying: screen readers announce a picture themselves (W3C, "Tips and Tricks" for alternative texts).
_DECORATION = expression(
    r"^\s*(?:(?:ein |das |an? |the )?(?:bild|foto|grafik|abbildung|sharepic|kachel|image|picture|photo|graphic)"
    r"(?: von| of|, das| mit|:)\s+)",
    re.IGNORECASE,
)
_WORDS = expression(r"[^\W_]+")
_INVISIBLE = expression("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f]")


class CaptionTooLong(ValuesError):
    """A caption that a platform does not take and that cannot be made a thread there."""


def thread(text: str, platform: str | Platform, *, limit: int | None = None, lang: str = "de") -> tuple[str, ...]:
    """`text` as the posts it takes on `platform`: itself if it fits, else numbered parts ("1/3" on a line of its own).

    Cut after paragraphs, else sentences, else words, else graphemes; addresses, hashtags and mentions stay whole; each
    part fits with its number. `limit` replaces the platform's. Raises CaptionTooLong where the platform has no threads,
    or a single address is longer than a post.
    """
    known = platform if isinstance(platform, Platform) else find_platform(platform.partition("/")[0])
    whole = count(text, known, limit=limit)
    if whole.fits:
        return (text,)
    if not known.has_threads:
        raise _too_long(whole, known)
    fewest = whole.used // whole.limit if whole.limit else 1
    for digits in range(len(str(fewest)), _MOST_PARTS_DIGITS + 1):
        parts = _parts(text, known, limit, lang, digits)
        if len(parts) < 10**digits:
            return tuple(_numbered(part, place, str(len(parts))) for place, part in enumerate(parts, 1))
    raise _too_long(whole, known)


def alt_text(text: str, platform: str | Platform | None = None) -> str:
    """`text` as an alt text: without "Bild von" at its beginning, on one line, shortened to the platform's limit."""
    words = _DECORATION.sub("", " ".join(text.split()))
    words = words[:1].upper() + words[1:]
    if platform is None:
        return words
    return shorten(words, lambda candidate: _fits(candidate, platform, "alt"))


def complete(alt: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of the `words` drawn in a picture that its alt text does not say, each once, in their order.

    Case, punctuation, emphasis and the shape of quotation marks do not matter; a word hyphenated in the picture is
    found in its halves, a compound in its parts, "05" in "5. Dezember".
    """
    told = _WORDS.findall(_folded(alt))
    known, squeezed = frozenset(told), "".join(told)
    missing: dict[str, str] = {}
    for drawn in words:
        for word in _WORDS.findall(_INVISIBLE.sub("", drawn)):
            if not _is_told(_folded(word), known, squeezed):
                missing.setdefault(_folded(word), word)
    return tuple(missing.values())


def _is_told(word: str, known: frozenset[str], squeezed: str) -> bool:
    return word in known or (len(word) > 3 and word in squeezed) or (word.isdecimal() and word.lstrip("0") in known)


def _folded(text: str) -> str:
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return unicodedata.normalize("NFC", folded)


def _parts(text: str, platform: Platform, limit: int | None, lang: str, digits: int) -> list[str]:
    """`text` cut into parts that fit with numbers of so many `digits`."""
    number = "9" * digits
    where = cuts(text, lang)
    parts, start = [], 0

    def fits(end: int) -> bool:
        part = stripped(text[start:end])
        return count(_numbered(part, int(number), number), platform, limit=limit).fits

    while start < len(text):
        most = longest(_after(where.words, start), fits) or longest(_after(where.graphemes, start), fits)
        if not most:
            raise _too_long(count(text[start:], platform, limit=limit), platform)
        end = _better_end(where, start, most)
        end = end if fits(end) else most
        parts.append(stripped(text[start:end]))
        start = end
    return [part for part in parts if part]


def _better_end(where: Cuts, start: int, most: int) -> int:
    """The end of a paragraph, else of a sentence before `most` that leaves the part not too short, else `most`."""
    for ends, share in ((where.paragraphs, 0.5), (where.sentences, 0.4)):
        place = bisect_right(ends, most)
        if place and ends[place - 1] - start >= share * (most - start):
            return ends[place - 1]
    return most


def _after(ends: tuple[int, ...], start: int) -> tuple[int, ...]:
    return ends[bisect_right(ends, start) :]


def _numbered(part: str, place: int, total: str) -> str:
    return f"{part}\n\n{place}/{total}"


def _fits(text: str, platform: str | Platform, field: Field) -> bool:
    return count(text, platform, field=field).fits


def _too_long(counted: Count, platform: Platform) -> CaptionTooLong:
    over = -(counted.left or 0)
    if counted.refused:
        return CaptionTooLong(f"{platform.label} refuses the caption for characters in it")
    if over <= 0:
        more = next((tally for tally in counted.also if not tally.fits), None)
        what = f"{more.used} {more.name}, {more.limit} at most" if more else "a part that cannot be cut"
        return CaptionTooLong(f"{platform.label} does not take the caption: {what}", hint="leave some out")
    return CaptionTooLong(
        f"the caption is {over:,} too long for {platform.label}: {counted.used:,} of {counted.limit:,}",
        hint="shorten it in the table, or with |shorten in caption.txt.j2",
    )
