"""A web address, e-mail address or phone link as people write it -> the URI that goes into a code (RFC 3986)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

from smgen.codes.values import line
from smgen.errors import ValuesError, printable
from smgen.late import expression

__all__ = ["SCHEMES", "url"]

SCHEMES = ("https", "http", "mailto", "tel", "sms", "geo", "webcal")
"""What a code may open. Nothing that runs (javascript), carries its own page (data) or reads files (file)."""

_SCHEME = expression(r"([A-Za-z][A-Za-z0-9+-]*):(?!\d+(?:[/?#]|$))")
# RFC 3986: reserved and unreserved characters and "%" stay; everything else is percent-encoded.
_SAFE = ":/?#[]@!$&'()*+,;=%-._~"
_GEO = expression(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?([,;?].*)?", re.ASCII)
_PHONE = expression(r"\+?[\d*#]{3,20}(\?.*)?", re.ASCII)
_MAIL = expression(r"[^@\s,;<>]+@([^@\s?]+\.[^@\s?]+)(\?.*)?")


def url(text: str) -> str:
    """`text` as an ASCII URI: `verein.de` becomes `https://verein.de`, umlaut domains punycode, the rest %-encoded.

    Raises ValuesError for schemes other than `SCHEMES`, for control characters and spaces, and for addresses that hide
    their host behind a user name.
    """
    address = line(text, "url", required=True)
    match = _SCHEME.match(address)
    if not match:
        bare = f"mailto:{address}" if _MAIL.fullmatch(address) else f"https://{address.removeprefix('//')}"
        return url(bare)
    scheme, rest = match[1].lower(), address[match.end() :]
    if scheme not in SCHEMES:
        raise _refused(f"addresses with “{scheme}:” do not go into a code", f"allowed: {', '.join(SCHEMES)}")
    if scheme in ("tel", "sms"):
        return f"{scheme}:{_phone(rest)}"
    if "\\" in rest:
        # Browsers read it as a slash, other readers do not: the two would open different hosts.
        raise _refused(f"“{printable(address)}” has a backslash in it", "write / instead")
    if re.search(r"\s", rest):
        raise _refused(f"“{printable(address)}” has a space in it", "write %20, or take the space out")
    if scheme == "geo":
        return f"geo:{_geo(rest)}"
    if scheme == "mailto":
        return f"mailto:{_mail(rest)}"
    return f"{scheme}://{_web(address, rest)}"


def _web(address: str, rest: str) -> str:
    if not rest.startswith("//"):
        raise _refused(f"“{printable(address)}” lacks the // after the colon", "write https://…")
    try:
        parts = urlsplit("https:" + rest)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(
            f"“{printable(address)}” is not a web address", "write it like https://verein.de/spenden"
        ) from None
    if "@" in parts.netloc:
        raise _refused(
            f"“{printable(address)}” has a user name before the host, which hides where it leads",
            f"leave out everything before {host}",
        )
    tail = rest[2 + len(parts.netloc) :]
    return _host(host) + (f":{port}" if port is not None else "") + quote(tail, safe=_SAFE)


def _host(host: str) -> str:
    """The host in ASCII, by IDNA 2008: the standard library's codec is IDNA 2003, where straße.de is strasse.de."""
    labels = [_label(label, host) for label in host.removesuffix(".").split(".")]
    ascii_host = ".".join(labels)
    if len(labels) < 2 or len(ascii_host) > 253 or (labels[-1].isdigit() and len(labels) != 4):
        raise _refused(f"“{printable(host)}” is not a domain", "write it like verein.de")
    return ascii_host


def _label(label: str, host: str) -> str:
    composed = unicodedata.normalize("NFKC", label.lower())
    letters = all(character == "-" or unicodedata.category(character)[0] in "LMN" for character in composed)
    # Underscores stand in names of services, never in names of hosts.
    encoded = composed if composed.isascii() else "xn--" + composed.encode("punycode").decode("ascii")
    if not composed or not letters or composed[0] == "-" or composed[-1] == "-" or len(encoded) > 63:
        raise _refused(f"“{printable(host)}” is not a domain", "write it like verein.de")
    return encoded


def _mail(rest: str) -> str:
    match = _MAIL.fullmatch(rest)
    if not match:
        raise _refused(f"“{printable(rest)}” is not an e-mail address", "write it like info@verein.de")
    box, _, _ = rest.partition("@")
    return quote(box, safe=_SAFE) + "@" + _host(match[1]) + quote(match[2] or "", safe=_SAFE)


def _phone(rest: str) -> str:
    bare, mark, query = rest.partition("?")
    digits = re.sub(r"[\s()./–-]", "", bare)
    if not _PHONE.fullmatch(digits):
        raise _refused(f"“{printable(rest)}” is not a phone number", "write it like +49 30 123456")
    return digits + mark + quote(query, safe=_SAFE)


def _geo(rest: str) -> str:
    if not _GEO.fullmatch(rest):
        raise _refused(f"“{printable(rest)}” is not a place", "write geo:52.5163,13.3777")
    return quote(rest, safe=_SAFE)


def _refused(what: str, hint: str) -> ValuesError:
    return ValuesError(what, where="url", hint=hint)
