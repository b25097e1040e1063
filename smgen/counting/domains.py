"""The names of the Internet's top-level domains → what is a domain and where one ends.

tlds.txt is the IANA's own list (https://data.iana.org/TLD/tlds-alpha-by-domain.txt); replace the file to bring it up to
date.
"""

from __future__ import annotations

import functools

from smgen import resources

__all__ = ["domain_end", "is_label", "known_domain"]

# What must not follow a top-level domain, by twitter-text.
_GOES_ON = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@+-")
_LONGEST_NAME = 24


def known_domain(host: str) -> bool:
    """Whether `host` is a domain under a top-level domain of the IANA's list (or the reserved `onion`)."""
    name, dot, last = host.rpartition(".")
    return bool(dot and name) and last.lower() in _names()


def domain_end(text: str, start: int) -> int:
    """Where the top-level domain at `start` of `text` ends, the longest there is; 0 if none stands there."""
    known = _names()
    for end in range(min(start + _LONGEST_NAME, len(text)), start + 1, -1):
        if text[start:end].lower() in known and (end == len(text) or text[end] not in _GOES_ON):
            return end
    return 0


def is_label(label: str) -> bool:
    """Whether `label` may be one part of a domain: at most 63 letters in Punycode, no hyphen at either end."""
    if not label or label[0] in "-_" or label[-1] in "-_":
        return False
    try:
        return len(label) <= 63 and (label.isascii() or len(label.encode("idna")) <= 63)
    except UnicodeError:
        return False


@functools.cache
def _names() -> frozenset[str]:
    lines = resources.table("counting/tlds.txt").read_text(encoding="ascii").lower().splitlines()
    names = {line for line in lines if not line.startswith("#")}
    # Names in other scripts are listed in Punycode and written in their own letters.
    written = {name[4:].encode("ascii").decode("punycode") for name in names if name.startswith("xn--")}
    return frozenset(names | written | {"onion"})
