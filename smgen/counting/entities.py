"""Text → the links, hashtags and mentions in it, as each platform would find them.

X's rules are those of twitter-text, Bluesky's those of the AT Protocol, each in its own file. Mastodon and everybody
else get the plain rules here: an http(s) address or a bare domain of a known top-level domain, `#word` as on X, `@name`
or `@name@server`. All scanning is linear in the length of the text: captions come from tables nobody vouches for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from smgen.counting import at_protocol, twitter_text
from smgen.counting.domains import known_domain
from smgen.late import expression

__all__ = ["Entity", "hashtags", "links", "mentions", "web_links"]

Span = tuple[int, int]

# What no host name holds: spaces, invisible controls, ASCII punctuation but the hyphen and the dot, and typographic
# punctuation too: “…siehe example.org“.
_NOT_HOST = (
    r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$\"`\s\x00-\x1f«»¡¿\ufffd\ufffe\uffff\ufeff\u061c\u200b\u200e\u200f\u2010-\u205e"
    r"\u2066-\u2069\u3001-\u3003\u3008-\u3020\uff01-\uff0f\uff1a-\uff20"
)
_START = expression(rf"https?://|(?!https?://)[^{_NOT_HOST}](?:(?!https?://)[^{_NOT_HOST}]|[-.])*", re.IGNORECASE)
_TAIL = expression(r"(?::\d{1,5})?(?:[/?#][^\s<>\"“”„«»]*)?")
_MENTION = expression(
    rf"(?<![=/\w@])@([a-z0-9_]+(?:[.\-]+[a-z0-9_]+)*)(?:@([^{_NOT_HOST}](?:[^{_NOT_HOST}]|[-.])*))?",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?…'’"
# Joined to what stands before it, a domain is part of an address, a mail address or a file's path.
_NO_BARE_LINK_AFTER = ("@", "＠", "/", "#", "＃", "$", "&", "=", "_", "\\")


class Entity(Struct, frozen=True):
    """A link, hashtag or mention: its words as they stand in the text and where, `text[start:end]`, in code points."""

    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """The words without the sign before them: `Ehrenamt` of `#Ehrenamt`."""
        return self.text.lstrip("#＃@＠")


def links(text: str, platform: str = "") -> tuple[Entity, ...]:
    """The addresses in `text` that `platform` (its name, or "" for the plain rules) makes links of, in order."""
    rule = {"x": twitter_text.find_links, "bluesky": at_protocol.find_links}.get(platform, _plain_links)
    return _entities(text, rule(text))


def web_links(text: str) -> tuple[Entity, ...]:
    """Only the addresses that begin with http:// or https://, by the plain rules."""
    return tuple(each for each in links(text) if each.text[:4].lower() == "http" and "://" in each.text[:8])


def hashtags(text: str, platform: str = "") -> tuple[Entity, ...]:
    """The hashtags in `text`, `#` included, as twitter-text finds them, or the AT Protocol for "bluesky"."""
    if platform == "bluesky":
        return _entities(text, at_protocol.find_hashtags(text))
    found = _entities(text, twitter_text.find_hashtags(text))
    return _outside(found, links(text, "x")) if found else ()


def mentions(text: str, platform: str = "") -> tuple[Entity, ...]:
    """The mentions in `text`, `@` included: `@name`, `@name@server` and, on Bluesky, only handles that are domains."""
    if platform == "x":
        return _entities(text, twitter_text.find_mentions(text))
    if platform == "bluesky":
        return _entities(text, at_protocol.find_mentions(text))
    found = _entities(text, _plain_mentions(text))
    return _outside(found, links(text)) if found else ()


def _entities(text: str, spans: Iterable[Span]) -> tuple[Entity, ...]:
    return tuple(Entity(text[start:end], start, end) for start, end in spans)


def _outside(found: tuple[Entity, ...], taken: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """What of `found` lies in none of `taken`; both in order."""
    kept, index = [], 0
    for each in found:
        while index < len(taken) and taken[index].end <= each.start:
            index += 1
        if index == len(taken) or taken[index].start >= each.end:
            kept.append(each)
    return tuple(kept)


def _plain_mentions(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip("-."))


def _plain_links(text: str) -> Iterator[Span]:
    position = 0
    while match := _START.search(text, position):
        start = match.start()
        is_web = match[0].endswith("://")
        host = _START.match(text, match.end()) if is_web else match
        position = match.end()
        if host is None or host[0].endswith("://") or (not is_web and text[start - 1 : start] in _NO_BARE_LINK_AFTER):
            continue
        name = host[0].rstrip("-.")
        if known_domain(name) and ".." not in name and max(map(len, name.split("."))) <= 63:
            position = _plain_end(text, start, host.start() + len(name))
            yield start, position


def _plain_end(text: str, start: int, end: int) -> int:
    """Where the address ends whose host ends at `end`: sentence marks and brackets opened before it are not its own."""
    tail = _TAIL.match(text, end)
    end = tail.end() if tail else end
    unopened = {")": 0, "]": 0}
    for closing, opening in ((")", "("), ("]", "[")):
        unopened[closing] = text.count(closing, start, end) - text.count(opening, start, end)
    while (last := text[end - 1]) in _TRAILING or unopened.get(last, 0) > 0:
        unopened[last] = unopened.get(last, 0) - 1
        end -= 1
    return end
