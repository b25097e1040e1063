"""Text → the links, hashtags and mentions in it, as each platform would find them.

X's rules are those of twitter-text (its conformance files are our test), Bluesky's those of the AT Protocol's
rich-text detection, Mastodon's those of its server and composer. Everybody else gets the plain rules: an
http(s) address or a bare domain of a known top-level domain, `#word`, `@name`. All scanning is linear in the length
of the text, for captions come from tables nobody vouches for.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from smgen import resources

__all__ = ["Entity", "hashtags", "known_domain", "links", "mentions", "web_links"]

# Character classes of twitter-text, to stand between brackets.
_INVALID = "\ufffe\ufeff\uffff"
_DIRECTIONAL = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_SPACE = "\x09-\x0d\x20\x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_LATIN = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289"
    "\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_CYRILLIC = "\u0400-\u04ff"
_NOT_HOST = f"{_PUNCTUATION}{_SPACE}{_INVALID}{_DIRECTIONAL}"
_GENERAL = rf"a-z0-9{_CYRILLIC}{_LATIN}!*';:=+,.$/%#\[\]\-\u2013_~@|&"

_X_START = re.compile(
    rf"(?<![A-Za-z0-9@＠$#＃{_INVALID}])https?://|(?:(?!https?://)[-_.a-z0-9{_LATIN}])+", re.IGNORECASE
)
_X_HOST = re.compile(rf"[^{_NOT_HOST}](?:[^{_NOT_HOST}]|[-_.])*")
_X_BARE_HOST = re.compile(rf"[a-z0-9{_LATIN}][-_.a-z0-9{_LATIN}]*", re.IGNORECASE)
_X_PORT = re.compile(r":[0-9]+")
_X_PATH = re.compile(rf"/(?:[{_GENERAL}]|\((?:[{_GENERAL}]|\([{_GENERAL}]+\))+\))*", re.IGNORECASE)
_X_PATH_END = re.compile(rf"[+\-a-z0-9{_CYRILLIC}{_LATIN}=_#/)]", re.IGNORECASE)
_X_QUERY = re.compile(r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*", re.IGNORECASE)
_X_QUERY_END = re.compile(r"[a-z0-9\-_&=#/]", re.IGNORECASE)
_X_SHORT = re.compile(r"https?://t\.co/([a-z0-9]+)", re.IGNORECASE)
_X_LONGEST_URL, _X_LONGEST_SLUG = 4096, 40
_X_MENTION = re.compile(r"[@＠]([a-zA-Z0-9_]{1,20})(?:/[a-zA-Z][a-zA-Z0-9_\-]{0,24})?", re.ASCII)
_X_RETWEET = re.compile(r"(?:^|[^a-zA-Z0-9_+~.\-])rt:?$", re.IGNORECASE)

_BLUESKY_LINK = re.compile(
    r"(?:^|(?<=[\s(]))(?:https?://\S+|([a-z][a-z0-9]*(?:\.[a-z0-9]+)+)\S*)", re.IGNORECASE | re.MULTILINE
)
_BLUESKY_MENTION = re.compile(r"(?:^|(?<=[\s(]))@([a-zA-Z0-9.\-]*[a-zA-Z0-9])")
_BLUESKY_LONGEST_TAG = 66

# The plain rules also keep typographic punctuation out of host names: “…siehe example.org“.
_PLAIN_NOT_HOST = (
    f'{_NOT_HOST}"`«»¡¿\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u3020\uff01-\uff0f\uff1a-\uff20\u200b\ufffd'
)
_PLAIN_START = re.compile(
    rf"https?://|(?!https?://)[^{_PLAIN_NOT_HOST}](?:(?!https?://)[^{_PLAIN_NOT_HOST}]|[-.])*", re.IGNORECASE
)
_PLAIN_TAIL = re.compile(r"(?::\d{1,5})?(?:[/?#][^\s<>\"“”„«»]*)?")
_PLAIN_MENTION = re.compile(
    rf"(?<![=/\w@])@([a-z0-9_]+(?:[.\-]+[a-z0-9_]+)*)(?:@([^{_PLAIN_NOT_HOST}](?:[^{_PLAIN_NOT_HOST}]|[-.])*))?",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?…'’"

_TAG_SPECIAL = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\xb7"
)
_BOUNDARY_AFTER_TLD = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@+-")


@dataclass(frozen=True, slots=True)
class Entity:
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
    rule = {"x": _x_links, "bluesky": _bluesky_links}.get(platform, _plain_links)
    return tuple(Entity(text[start:end], start, end) for start, end in rule(text))


def web_links(text: str) -> tuple[Entity, ...]:
    """Only the addresses that begin with http:// or https://, by the plain rules."""
    return tuple(each for each in links(text) if each.text[:4].lower() == "http" and "://" in each.text[:8])


def hashtags(text: str, platform: str = "") -> tuple[Entity, ...]:
    """The hashtags in `text`, `#` included, as twitter-text finds them, or the AT Protocol for "bluesky"."""
    if platform == "bluesky":
        return tuple(_bluesky_hashtags(text))
    found = tuple(_hashtags(text))
    return _outside(found, links(text, "x")) if found else ()


def mentions(text: str, platform: str = "") -> tuple[Entity, ...]:
    """The mentions in `text`, `@` included: `@name`, `@name@server` and, on Bluesky, only handles that are domains."""
    if platform == "x":
        return tuple(_x_mentions(text))
    if platform == "bluesky":
        return tuple(
            Entity(match[0], *match.span())
            for match in _BLUESKY_MENTION.finditer(text)
            if known_domain(match[1]) or match[1].endswith(".test")
        )
    found = tuple(Entity(match[0].rstrip("-."), *_trimmed(match)) for match in _PLAIN_MENTION.finditer(text))
    return _outside(found, links(text)) if found else ()


def known_domain(host: str) -> bool:
    """Whether `host` is a domain under a top-level domain of the IANA's list (or the reserved `onion`)."""
    name, dot, last = host.rpartition(".")
    return bool(dot and name) and last.lower() in _top_level_domains()


@functools.cache
def _top_level_domains() -> frozenset[str]:
    lines = resources.table("text/tlds.txt").read_text(encoding="ascii").lower().splitlines()
    names = {line for line in lines if not line.startswith("#")}
    # Names in other scripts are listed in Punycode and written in their own letters.
    written = {name[4:].encode("ascii").decode("punycode") for name in names if name.startswith("xn--")}
    return frozenset(names | written | {"onion"})


def _outside(found: tuple[Entity, ...], taken: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """What of `found` lies in none of `taken`; both in order."""
    kept, index = [], 0
    for each in found:
        while index < len(taken) and taken[index].end <= each.start:
            index += 1
        if index == len(taken) or taken[index].start >= each.end:
            kept.append(each)
    return tuple(kept)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip("-."))


def _hashtags(text: str) -> Iterator[Entity]:
    position = 0
    for sign in re.finditer("[#＃](?![\ufe0f\u20e3])", text):
        start = sign.start()
        before = text[start - 1] if start else ""
        if start < position or before == "&" or (before not in "\ufe0e\ufe0f" and _in_tag(before)):
            continue
        end = start + 1
        while end < len(text) and _in_tag(text[end]):
            end += 1
        has_letter = any(unicodedata.category(character)[0] in "LM" for character in text[start + 1 : end])
        if has_letter and text[end : end + 1] not in ("#", "＃") and text[end : end + 3] != "://":
            yield Entity(text[start:end], start, end)
            position = end


def _in_tag(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind == "Nd" or character in _TAG_SPECIAL


def _bluesky_hashtags(text: str) -> Iterator[Entity]:
    for sign in re.finditer(r"(?:^|(?<=\s))#", text):
        start = sign.start()
        end = start + 1
        while end < len(text) and _in_bluesky_tag(text[end], first=end == start + 1):
            end += 1
        while end > start and unicodedata.category(text[end - 1])[0] == "P":
            end -= 1
        units = sum(1 + (character > "\uffff") for character in text[start:end])
        if end - start > 1 and units <= _BLUESKY_LONGEST_TAG:
            yield Entity(text[start:end], start, end)


def _in_bluesky_tag(character: str, *, first: bool) -> bool:
    kind = unicodedata.category(character)
    # So and Cn hold the emoji, those of later Unicode versions than Python's included; Sk the skin tones.
    is_emoji = kind in ("So", "Cn") or "\U0001f3fb" <= character <= "\U0001f3ff"
    return kind[0] == "L" or is_emoji or (not first and (kind == "Nd" or character in "_-"))


def _x_mentions(text: str) -> Iterator[Entity]:
    for match in _X_MENTION.finditer(text):
        start, end = match.start(), match.end(1)
        before = text[start - 1 : start]
        after = text[match.end() : match.end() + 3]
        refused = re.match(r"[a-zA-Z0-9_!#$%&*@＠]", before) and not _X_RETWEET.search(text[max(0, start - 4) : start])
        if not refused and not re.match(f"[@＠{_LATIN}]|://", after):
            yield Entity(text[start:end], start, end)


def _bluesky_links(text: str) -> Iterator[tuple[int, int]]:
    for match in _BLUESKY_LINK.finditer(text):
        if match[1] and not known_domain(match[1]):
            continue
        found = match[0]
        if found[-1] in ".,;!?":
            found = found[:-1]
        if found.endswith(")") and "(" not in found:
            found = found[:-1]
        yield match.start(), match.start() + len(found)


def _plain_links(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while match := _PLAIN_START.search(text, position):
        start = match.start()
        is_web = match[0].endswith("://")
        host = _PLAIN_START.match(text, match.end()) if is_web else match
        position = match.end()
        if host is None or host[0].endswith("://") or (not is_web and text[start - 1 : start] in _NO_BARE_LINK_AFTER):
            continue
        name = host[0].rstrip("-.")
        if known_domain(name) and ".." not in name and max(map(len, name.split("."))) <= 63:
            position = _plain_end(text, start, host.start() + len(name))
            yield start, position


# Joined to what stands before it, a domain is part of an address, a mail address or a file's path.
_NO_BARE_LINK_AFTER = ("@", "＠", "/", "#", "＃", "$", "&", "=", "_", "\\")


def _plain_end(text: str, start: int, end: int) -> int:
    """Where the address ends whose host ends at `end`: sentence marks and brackets opened before it are not its own."""
    tail = _PLAIN_TAIL.match(text, end)
    end = tail.end() if tail else end
    unopened = {")": 0, "]": 0}
    for closing, opening in ((")", "("), ("]", "[")):
        unopened[closing] = text.count(closing, start, end) - text.count(opening, start, end)
    while (last := text[end - 1]) in _TRAILING or unopened.get(last, 0) > 0:
        unopened[last] = unopened.get(last, 0) - 1
        end -= 1
    return end


def _x_links(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while "." in text and (match := _X_START.search(text, position)):
        if match[0].endswith("://"):
            found, refused = _x_web_link(text, match), False
        else:
            start, refused = _x_bare_start(text, match)
            found = _x_bare_link(text, start) or (_x_bare_link(text, 0) if match.start() == 0 else None)
        # What twitter-text refuses for the character before it is passed over all the same, path and query included.
        position = max(match.end(), found[1] if found else 0)
        if found and not refused and found[1] - found[0] <= _X_LONGEST_URL:
            yield found


def _x_web_link(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    host = _X_HOST.match(text, match.end())
    end = _x_domain_end(text, host) if host else 0
    if not host or not end:
        return None
    if text[host.start() : end].lower() == "t.co" and (short := _X_SHORT.match(text, match.start())):
        return (match.start(), _x_query_end(text, short.end())) if len(short[1]) <= _X_LONGEST_SLUG else None
    return match.start(), _x_query_end(text, _x_path_end(text, _x_port_end(text, end)))


def _x_bare_start(text: str, run: re.Match[str]) -> tuple[int, bool]:
    """Where a domain without http:// may begin in `run`, and whether what stands before it forbids it."""
    start = run.start()
    before = text[start - 1 : start]
    if run[0][0] == "." and _X_HOST.match(before):
        return start + 1, False  # The labels before it are of letters no bare domain may have: Деталі.example.org
    if run[0][0] in "-_.":
        return start + len(run[0]) - len(run[0].lstrip("-_.")), True
    # At the very start of a text twitter-text takes a letter that is not ASCII for the sign before the domain.
    is_free = not re.match("[A-Za-z0-9@＠$#＃]", before) if before else run[0][0].isascii()
    if is_free:
        return start, before == "/"
    # Joined to a sign or a word, it can only begin behind the first letter that is not ASCII.
    joint = re.search("[^A-Za-z0-9]", run[0])
    return (start + joint.end(), joint[0] in "-_.") if joint else (run.end(), True)


def _x_bare_link(text: str, start: int) -> tuple[int, int] | None:
    host = _X_BARE_HOST.match(text, start)
    end = _x_domain_end(text, host) if host else 0
    if not host or not end:
        return None
    start += text[start:end].rfind("_") + 1
    port = _x_port_end(text, end)
    path = _x_path_end(text, port)
    # Without a path twitter-text leaves port and query of a bare domain alone.
    return (start, _x_query_end(text, path)) if path > port else (start, end)


def _x_domain_end(text: str, host: re.Match[str]) -> int:
    """Where the longest domain at the start of `host` ends, 0 if there is none."""
    found, position = 0, host.start()
    for label in host[0].split(".")[:-1]:
        if not _is_label(label):
            break
        position += len(label) + 1
        if "_" not in label:
            found = _tld_end(text, position) or found
    return found


def _is_label(label: str) -> bool:
    if not label or label[0] in "-_" or label[-1] in "-_":
        return False
    try:
        return len(label) <= 63 and (label.isascii() or len(label.encode("idna")) <= 63)
    except UnicodeError:
        return False


def _tld_end(text: str, start: int) -> int:
    """Where the top-level domain at `start` ends, the longest there is; 0 if none stands there."""
    known = _top_level_domains()
    for end in range(min(start + 24, len(text)), start + 1, -1):
        if text[start:end].lower() in known and (end == len(text) or text[end] not in _BOUNDARY_AFTER_TLD):
            return end
    return 0


def _x_port_end(text: str, end: int) -> int:
    port = _X_PORT.match(text, end)
    return port.end() if port else end


def _x_path_end(text: str, end: int) -> int:
    path = _X_PATH.match(text, end)
    if not path:
        return end
    last = path.end()
    while last > end + 1 and not _X_PATH_END.match(text, last - 1):
        last -= 1
    return last


def _x_query_end(text: str, end: int) -> int:
    query = _X_QUERY.match(text, end)
    if not query:
        return end
    last = query.end()
    while last > end + 1 and not _X_QUERY_END.match(text, last - 1):
        last -= 1
    return last if last > end + 1 else end
