"""Text, WiFi access, a contact or an event -> the text a QR code carries.

WiFi follows the form ZXing's wiki describes, which Android and iOS read; contacts are vCard 3.0 (RFC 2426); events are
iCalendar (RFC 5545). Lines are not folded at 75 bytes: readers of codes often fail to unfold them.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from smgen.codes.urls import url
from smgen.codes.values import line, refuse_hidden
from smgen.errors import ValuesError, printable

__all__ = ["event", "text", "vcard", "wifi"]

# Line breaks and tabs, soft hyphens, the marks and isolates that order mixed text, the tags in the flag of Scotland.
_PLAIN = "\n\t\u00ad\u200e\u200f\u2066\u2067\u2068\u2069" + "".join(map(chr, range(0xE0020, 0xE0080)))


def text(words: str) -> str:
    """Plain words, line breaks as LF; raises ValuesError when there are none or control characters among them."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    refuse_hidden(plain, "text", allowed=_PLAIN)
    if not plain:
        raise ValuesError("text is missing", where="text")
    return plain


def wifi(ssid: str, password: str = "", *, security: str = "", hidden: bool = False) -> str:
    """Access to a wireless network, `WIFI:T:WPA;S:…;P:…;;`. `security`: WPA (also for WPA2 and 3), WEP or nopass.

    Without `security` it is WPA where there is a password, and nopass where there is none. Raises ValuesError for a
    name over 32 bytes or a password no such network can have (IEEE 802.11: 8 to 63 ASCII characters or 64 hex digits).
    """
    name = line(ssid, "ssid", required=True)
    if len(name.encode()) > 32:
        raise ValuesError(f"the network name “{printable(name)}” is longer than 32 bytes", where="ssid")
    refuse_hidden(password, "password")
    kind = _security(security, password)
    if kind == "WPA" and not re.fullmatch(r"[\x20-\x7e]{8,63}|[0-9A-Fa-f]{64}", password):
        raise ValuesError(
            "no WPA network can have this password",
            where="password",
            hint="8 to 63 letters, digits and signs without umlauts",
        )
    access = f"P:{_escaped_wifi(password)};" if kind != "nopass" else ""
    return f"WIFI:T:{kind};S:{_escaped_wifi(name)};{access}{'H:true;' if hidden else ''};"


def _security(security: str, password: str) -> str:
    known = {
        "wpa": "WPA",
        "wpa2": "WPA",
        "wpa3": "WPA",
        "sae": "WPA",
        "wep": "WEP",
        "nopass": "nopass",
        "none": "nopass",
    }
    kind = known.get(security.strip().lower()) if security.strip() else ("WPA" if password else "nopass")
    if kind is None:
        raise ValuesError(f"unknown security “{printable(security)}”", where="security", hint="known: WPA, WEP, nopass")
    if (kind == "nopass") != (not password):
        what = "an open network has no password" if password else f"a {kind} network needs its password"
        raise ValuesError(what, where="password")
    return kind


def _escaped_wifi(value: str) -> str:
    return re.sub(r'([\\;,:"])', r"\\\1", value)


def vcard(name: str, *, phone: str = "", email: str = "", url: str = "", organisation: str = "") -> str:
    """A contact as vCard 3.0. `name` may be “Family, Given”; otherwise it stands whole, for names resist guessing."""
    full = line(name, "name", required=True, at_most=100)
    family, comma, given = (part.strip() for part in full.partition(","))
    shown = f"{given} {family}" if comma and given else full
    structured = f"{_escaped(family)};{_escaped(given)};;;" if comma and given else f"{_escaped(full)};;;;"
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{structured}", f"FN:{_escaped(shown)}"]
    if organisation:
        lines.append(f"ORG:{_escaped(line(organisation, 'organisation', at_most=100))}")
    if phone:
        lines.append(f"TEL:{_web(f'tel:{phone}').removeprefix('tel:')}")
    if email:
        lines.append(f"EMAIL:{_web(f'mailto:{email}').removeprefix('mailto:')}")
    if url:
        lines.append(f"URL:{_web(url)}")
    return "\r\n".join([*lines, "END:VCARD", ""])


_web = url  # the parameter `url` of vcard and event hides the function of that name


def event(
    title: str,
    start: date | datetime | str,
    end: date | datetime | str | None = None,
    *,
    place: str = "",
    description: str = "",
    url: str = "",
) -> str:
    """An event as iCalendar. Dates without a time are whole days (`end` is the last one); a time without an offset is
    local time wherever it is read, one with an offset is written in UTC. Text is read as ISO 8601 (2026-11-23T19:00).

    UID and DTSTAMP are left out: calendars that take an event from a code make their own, and each adds modules.
    """
    begins, ends = _moment(start, "start"), _moment(end, "end") if end is not None else None
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT"]
    lines.append(f"SUMMARY:{_escaped(line(title, 'title', required=True, at_most=200))}")
    lines += _times(begins, ends)
    if place:
        lines.append(f"LOCATION:{_escaped(line(place, 'place', at_most=200))}")
    if description:
        lines.append(f"DESCRIPTION:{_escaped(text(description))}")
    if url:
        lines.append(f"URL:{_web(url)}")
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def _moment(value: date | datetime | str, field: str) -> date | datetime:
    if not isinstance(value, str):
        return value
    written = line(value, field, required=True)
    try:
        return date.fromisoformat(written) if len(written) <= 10 else datetime.fromisoformat(written)
    except ValueError:
        raise ValuesError(
            f"“{printable(written)}” is not a date", where=field, hint="write 2026-11-23 or 2026-11-23T19:00"
        ) from None


def _times(start: date | datetime, end: date | datetime | None) -> list[str]:
    if end is not None and _zoned(start) != _zoned(end):
        raise ValuesError("start and end are not of one kind", where="end", hint="give both a time, or neither")
    if end is not None and end < start:
        raise ValuesError("the event ends before it begins", where="end", hint="swap start and end")
    if not isinstance(start, datetime):
        # RFC 5545, 3.6.1: DTEND is the first day the event no longer takes.
        after = (end or start) + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    written = [f"DTSTART:{_stamp(start)}"]
    return written if not isinstance(end, datetime) else [*written, f"DTEND:{_stamp(end)}"]


def _zoned(moment: date | datetime) -> tuple[bool, bool]:
    return isinstance(moment, datetime), isinstance(moment, datetime) and moment.utcoffset() is not None


def _stamp(moment: datetime) -> str:
    if moment.utcoffset() is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(value: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", value).replace("\n", "\\n")
