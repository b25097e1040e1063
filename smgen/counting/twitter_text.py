"""Text → links, mentions and hashtags as X finds them: the rules of twitter-text, whose conformance files test this.

https://github.com/twitter/twitter-text. Written anew because the only port to Python, twitter-text-parser, needs a
`pkg_resources` it does not declare (Python 3.12 environments have none), knows the emoji of 2019 only, and takes 200 ms
to import. Scanning is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from smgen.counting.domains import domain_end, is_label
from smgen.late import expression

__all__ = ["find_hashtags", "find_links", "find_mentions"]

Span = tuple[int, int]

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

_START = expression(rf"(?<![A-Za-z0-9@＠$#＃{_INVALID}])https?://|(?:(?!https?://)[-_.a-z0-9{_LATIN}])+", re.IGNORECASE)
_HOST = expression(rf"[^{_NOT_HOST}](?:[^{_NOT_HOST}]|[-_.])*")
_BARE_HOST = expression(rf"[a-z0-9{_LATIN}][-_.a-z0-9{_LATIN}]*", re.IGNORECASE)
_PORT = expression(r":[0-9]+")
_PATH = expression(rf"/(?:[{_GENERAL}]|\((?:[{_GENERAL}]|\([{_GENERAL}]+\))+\))*", re.IGNORECASE)
_PATH_END = expression(rf"[+\-a-z0-9{_CYRILLIC}{_LATIN}=_#/)]", re.IGNORECASE)
_QUERY = expression(r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*", re.IGNORECASE)
_QUERY_END = expression(r"[a-z0-9\-_&=#/]", re.IGNORECASE)
_SHORT = expression(r"https?://t\.co/([a-z0-9]+)", re.IGNORECASE)
_LONGEST_URL, _LONGEST_SLUG = 4096, 40
_MENTION = expression(r"[@＠]([a-zA-Z0-9_]{1,20})(?:/[a-zA-Z][a-zA-Z0-9_\-]{0,24})?", re.ASCII)
_RETWEET = expression(r"(?:^|[^a-zA-Z0-9_+~.\-])rt:?$", re.IGNORECASE)
_TAG_SPECIAL = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\xb7"
)


def find_links(text: str) -> Iterator[Span]:
    """The addresses in `text`, (start, end) in code points, in order; bare domains only of ASCII and Latin letters."""
    position = 0
    while "." in text and (match := _START.search(text, position)):
        if match[0].endswith("://"):
            found, refused = _web_link(text, match), False
        else:
            start, refused = _bare_start(text, match)
            found = _bare_link(text, start) or (_bare_link(text, 0) if match.start() == 0 else None)
        # What twitter-text refuses for the character before it is passed over all the same, path and query included.
        position = max(match.end(), found[1] if found else 0)
        if found and not refused and found[1] - found[0] <= _LONGEST_URL:
            yield found


def find_mentions(text: str) -> Iterator[Span]:
    """The user names in `text` with their @, (start, end) in code points, in order."""
    for match in _MENTION.finditer(text):
        start, end = match.start(), match.end(1)
        before = text[start - 1 : start]
        after = text[match.end() : match.end() + 3]
        refused = re.match(r"[a-zA-Z0-9_!#$%&*@＠]", before) and not _RETWEET.search(text[max(0, start - 4) : start])
        if not refused and not re.match(f"[@＠{_LATIN}]|://", after):
            yield start, end


def find_hashtags(text: str) -> Iterator[Span]:
    """The hashtags in `text` with their #, (start, end) in code points, in order; those inside addresses too."""
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
            yield start, end
            position = end


def _in_tag(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind == "Nd" or character in _TAG_SPECIAL


def _web_link(text: str, match: re.Match[str]) -> Span | None:
    host = _HOST.match(text, match.end(), match.end() + _LONGEST_URL)
    end = _domain_end(text, host) if host else 0
    if not host or not end:
        return None
    if text[host.start() : end].lower() == "t.co" and (short := _SHORT.match(text, match.start())):
        return (match.start(), _query_end(text, short.end())) if len(short[1]) <= _LONGEST_SLUG else None
    return match.start(), _query_end(text, _path_end(text, _port_end(text, end)))


def _bare_start(text: str, run: re.Match[str]) -> tuple[int, bool]:
    """Where a domain without http:// may begin in `run`, and whether what stands before it forbids it."""
    start = run.start()
    before = text[start - 1 : start]
    if run[0][0] == "." and _HOST.match(before):
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


def _bare_link(text: str, start: int) -> Span | None:
    host = _BARE_HOST.match(text, start, start + _LONGEST_URL)
    end = _domain_end(text, host) if host else 0
    if not host or not end:
        return None
    start += text[start:end].rfind("_") + 1
    port = _port_end(text, end)
    path = _path_end(text, port)
    # Without a path twitter-text leaves port and query of a bare domain alone.
    return (start, _query_end(text, path)) if path > port else (start, end)


def _domain_end(text: str, host: re.Match[str]) -> int:
    """Where the longest domain at the start of `host` ends, 0 if there is none."""
    found, position = 0, host.start()
    for label in host[0].split(".")[:-1]:
        if not is_label(label):
            break
        position += len(label) + 1
        if "_" not in label:
            found = domain_end(text, position) or found
    return found


def _port_end(text: str, end: int) -> int:
    port = _PORT.match(text, end)
    return port.end() if port else end


def _path_end(text: str, end: int) -> int:
    path = _PATH.match(text, end)
    if not path:
        return end
    last = path.end()
    while last > end + 1 and not _PATH_END.match(text, last - 1):
        last -= 1
    return last


def _query_end(text: str, end: int) -> int:
    query = _QUERY.match(text, end)
    if not query:
        return end
    last = query.end()
    while last > end + 1 and not _QUERY_END.match(text, last - 1):
        last -= 1
    return last if last > end + 1 else end
