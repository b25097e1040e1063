"""A text and a platform → what the text counts there, against which limits, and where the feed folds it.

Every unit is the platform's own (smgen/platforms.toml says which, and where that is known from):

- `x_weighted`: twitter-text configuration v3: NFC, line ends as one, an address 23, an emoji 2, a code point 1 in
  0–4351, 8192–8205, 8208–8223 and 8242–8247, else 2;
- `mastodon`: graphemes, an address 23, `@user@host` as `@user`; the larger of what server and composer count;
- `threads`: code points, but an emoji is the number of its UTF-8 bytes;
- `graphemes`, `codepoints`, `utf16`, `utf8_bytes`: as they say; `unspecified` is counted as `utf16`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

from smgen.counting.domains import known_domain
from smgen.counting.emoji import emoji_length
from smgen.counting.entities import Entity, hashtags, links, mentions, web_links
from smgen.errors import UnknownName, ValuesError
from smgen.platforms import Platform, TextLimit, TextUnit, find_platform
from smgen.text.segments import graphemes

__all__ = ["Count", "Field", "Tally", "count", "hashtags", "length", "links", "mentions"]

Field = Literal["caption", "title", "alt"]

# twitter-text, config/v3.json: the code points of weight 1. https://github.com/twitter/twitter-text
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_URL_LENGTH = 23
# Characters that make a platform refuse the whole text: twitter-text's invalid characters; YouTube's API reference.
_REFUSED = {"x": "\ufffe\ufeff\uffff", "youtube": "<>"}
_NO_LIMIT = TextLimit(None, "unspecified")


class Tally(Struct, frozen=True):
    """One more thing a platform counts: "bytes", "hashtags", "mentions" or "links".

    `limit` is None where none is known; a `soft` limit is advice: the platform takes more, and ignores them.
    """

    name: str
    used: int
    limit: int | None
    soft: bool = False

    @property
    def fits(self) -> bool:
        """Whether the platform takes it."""
        return self.soft or self.limit is None or self.used <= self.limit


class Count(Struct, frozen=True):
    """What one text counts on one platform.

    `used` and `limit` are in `unit`s (`limit` None: no limit published), `also` is whatever else is limited there.
    `folds_at` is the offset in code points at which the feed hides the rest behind "more", None if it shows all or
    nobody knows. `refused` are the characters for which the platform turns the whole text down.
    """

    platform: str
    field: Field
    unit: TextUnit
    used: int
    limit: int | None
    folds_at: int | None
    also: tuple[Tally, ...] = ()
    refused: str = ""

    @property
    def left(self) -> int | None:
        """What may still be written; negative where the text is too long, None without a limit."""
        return None if self.limit is None else self.limit - self.used

    @property
    def fits(self) -> bool:
        """Whether the platform takes the text: every limit kept, no refused character."""
        within = self.limit is None or self.used <= self.limit
        return within and not self.refused and all(tally.fits for tally in self.also)

    def tally(self, name: str) -> Tally | None:
        """The further tally called `name`, None where the platform does not count it."""
        return next((tally for tally in self.also if tally.name == name), None)


def count(
    text: str,
    platform: str | Platform,
    *,
    field: Field = "caption",
    limit: int | None = None,
    content_warning: str = "",
) -> Count:
    """What `text` counts on `platform` (a name such as "mastodon", or a format's: "instagram/story").

    `limit` replaces the platform's own (Mastodon servers and Premium accounts allow more). A `content_warning` counts
    with a Mastodon post. A field the platform does not have is counted without a limit. Raises UnknownName for the
    platform or the field, ValuesError for a limit below 1.
    """
    if limit is not None and limit < 1:
        raise ValuesError(f"a limit of {limit} characters leaves no room for a text", hint="limits begin at 1")
    known = platform if isinstance(platform, Platform) else find_platform(platform.partition("/")[0])
    fields = {"caption": known.caption, "title": known.title, "alt": known.alt}
    if field not in fields:
        raise UnknownName.among("field", str(field), fields)
    bounds = fields[field] or _NO_LIMIT
    used = length(text, bounds.unit)
    if bounds.unit == "mastodon":
        used += len(graphemes(content_warning))
    return Count(
        platform=known.name,
        field=field,
        unit=bounds.unit,
        used=used,
        limit=limit or bounds.max,
        folds_at=_fold(text, known) if known.fold_field == field else None,
        also=_tallies(text, known, bounds, field),
        refused="".join(sorted(set(_REFUSED.get(known.name, "")) & set(text))) if field != "alt" else "",
    )


def length(text: str, unit: TextUnit) -> int:
    """How many `unit`s `text` is long; never negative, 0 only for the empty text."""
    return _UNITS[unit](text)


def _tallies(text: str, platform: Platform, bounds: TextLimit, field: Field) -> tuple[Tally, ...]:
    found = [] if bounds.max_bytes is None else [Tally("bytes", _utf8_bytes(text), bounds.max_bytes)]
    if field == "caption":
        tags, named, addresses = (rule(text, platform.name) for rule in (hashtags, mentions, links))
        found += [
            Tally("hashtags", len(tags), platform.max_hashtags, platform.soft_hashtags),
            Tally("mentions", len(named), platform.max_mentions),
            # Threads counts each address once.
            Tally("links", len({address.text for address in addresses}), platform.max_links),
        ]
    return tuple(found)


def _fold(text: str, platform: Platform) -> int | None:
    if platform.fold_lines is not None:
        lines = text.splitlines(keepends=True)
        return sum(map(len, lines[: platform.fold_lines])) if len(lines) > platform.fold_lines else None
    shown = platform.fold_characters
    if shown is None or len(text) <= shown:
        return None
    clusters = graphemes(text)
    return sum(map(len, clusters[:shown])) if len(clusters) > shown else None


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _utf8_bytes(text: str) -> int:
    # Half a surrogate pair comes from broken tables; it is three bytes wherever it is let through.
    return len(text.encode("utf-8", "surrogatepass"))


def _graphemes(text: str) -> int:
    return len(graphemes(text))


def _threads(text: str) -> int:
    total = 0
    for cluster in graphemes(text):
        emoji = emoji_length(cluster)
        total += _utf8_bytes(cluster[:emoji]) + len(cluster) - emoji
    return total


def _x_weighted(text: str) -> int:
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    addresses = links(normal, "x")
    return _URL_LENGTH * len(addresses) + sum(map(_x_weight, _around(normal, addresses)))


def _x_weight(text: str) -> int:
    if text.isascii():
        return len(text)
    total = 0
    for cluster in graphemes(text):
        # X: "all emoji count as two characters", whatever they are made of; what else clings to one counts on its own.
        emoji = emoji_length(cluster)
        total += 2 * bool(emoji) + sum(map(_x_character_weight, cluster[emoji:]))
    return total


def _x_character_weight(character: str) -> int:
    return 1 if any(first <= ord(character) <= last for first, last in _LIGHT) else 2


def _mastodon(text: str) -> int:
    """The larger of two counts, because Mastodon disagrees with itself.

    The server shortens http(s) addresses and every `@user@host`; the composer also bare domains, but only mentions of
    hosts that look like one. (status_length_validator.rb and counter.ts of Mastodon 4.6)
    """
    named = mentions(text, "mastodon")
    plausible = [each for each in named if known_domain(each.text.rpartition("@")[2])]
    server = _mastodon_length(text, web_links(text), named)
    composer = _mastodon_length(text, links(text, "mastodon"), plausible)
    return max(server, composer)


def _mastodon_length(text: str, addresses: Iterable[Entity], named: Iterable[Entity]) -> int:
    short = dict.fromkeys(addresses, "x" * _URL_LENGTH)
    short |= {each: f"@{each.text[1:].partition('@')[0]}" for each in named}
    kept, position = [], 0
    for each in sorted(short, key=lambda entity: entity.start):
        if each.start >= position:
            kept += [text[position : each.start], short[each]]
            position = each.end
    return _graphemes("".join([*kept, text[position:]]))


def _around(text: str, entities: Iterable[Entity]) -> Iterable[str]:
    """What of `text` lies between `entities`."""
    position = 0
    for entity in entities:
        yield text[position : entity.start]
        position = entity.end
    yield text[position:]


_UNITS: dict[TextUnit, Callable[[str], int]] = {
    "x_weighted": _x_weighted,
    "mastodon": _mastodon,
    "graphemes": _graphemes,
    "codepoints": len,
    "utf16": _utf16,
    "unspecified": _utf16,
    "utf8_bytes": _utf8_bytes,
    "threads": _threads,
}
