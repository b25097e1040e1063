"""Text -> notes on its addresses: broken ones, and those that hide where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smgen.counting import links
from smgen.counting.domains import known_domain
from smgen.errors import Note, printable
from smgen.late import expression

__all__ = ["link_notes"]

# Public shorteners that outlive neither their owners nor people's trust; a platform's own (t.co, lnkd.in) counts too.
_SHORTENERS = frozenset(
    {
        *("bit.ly", "bitly.com", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly"),
        *("t1p.de", "kurzelinks.de", "shorturl.at", "lnkd.in", "fb.me", "tiny.cc", "rb.gy", "v.gd", "t.ly", "short.io"),
    }
)
_WRITTEN = expression(r"\b(?:https?|htps?|htttps?|http?s?)[:;]?/{1,3}[^\s<>\"“”„]*|\bwww\.[^\s<>\"“”„]*", re.IGNORECASE)
_SPACED = expression(r"\bhttps?://\s|\bhttps?:\s+//|\bwww\.\s+\w", re.IGNORECASE)
_RESERVED = (".example", ".test", ".invalid", ".localhost")
"""Domains for examples (RFC 2606): they lead nowhere, and are meant to."""
_PROPER = expression(r"https?://", re.IGNORECASE)
_HOST = expression(r"(?:https?://)?(?:[^/?#@\s]*@)?([^/?#:\s]+)", re.IGNORECASE)


def link_notes(text: str, place: str) -> Iterator[Note]:
    """A note for every kind of trouble with the addresses in `text`, which came from `place`."""
    broken = [match[0] for match in _WRITTEN.finditer(text) if not _leads_somewhere(match[0])]
    broken += [match[0].strip() + " …" for match in _SPACED.finditer(text)]
    if broken:
        what = f"“{printable(broken[0], 60)}” is no address: it leads nowhere"
        yield Note("error", "link-broken", what, place, "addresses look like https://www.verein.de/mitmachen")
    short = [link.text for link in links(text) if _host(link.text) in _SHORTENERS]
    if short:
        what = f"“{printable(short[0], 60)}” hides where it leads, and stops working when its service does"
        yield Note("warning", "link-shortened", what, place, "use the address of your own page")


def _leads_somewhere(written: str) -> bool:
    address = written.rstrip(".,;:!?…'’)“”")
    if not address.lower().startswith("www.") and not _PROPER.match(address):
        return False
    host = _host(address)
    known = known_domain(host) or host.endswith(_RESERVED)
    return known and ".." not in host and not host.startswith(".")


def _host(address: str) -> str:
    found = _HOST.match(address)
    host = found[1].lower().rstrip(".") if found else ""
    return host.removeprefix("www.")
