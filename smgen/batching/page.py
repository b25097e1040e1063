"""The posts that were made -> index.html: a contact sheet to send round for approval.

One file without scripts that asks nothing of the network: small pictures are inside, large ones are linked where they
lie. What stands in it comes from tables and is escaped; the page's own policy forbids the rest.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from smgen import resources
from smgen.errors import Note

__all__ = ["GENERATOR", "ON_A_PAGE", "Sheet", "page_path", "pages", "state_mark"]

GENERATOR = '<meta name="generator" content="smgen">'
ON_A_PAGE = 200
"""Rows on one page: more make browsers slow and people tired."""

_MOST_FAILURES = 500

Entry = Mapping[str, Any]
Group = Sequence[Entry]


class Sheet(Struct, frozen=True):
    """What all pages say: the title, how many posts there are, what was not made, what state this is.

    `thumbnail` gives a post's small picture by its key, or None.
    """

    title: str
    total: int
    errors: Sequence[Note]
    mark: str
    thumbnail: Callable[[str], bytes | None]


def pages(sheet: Sheet, entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """The sheet's pages by path: index.html, pages/2.html …"""
    groups = (list(group) for _, group in itertools.groupby(entries, lambda entry: entry["row"]))
    shown = list(itertools.islice(groups, ON_A_PAGE))
    for number in itertools.count(1):
        following = list(itertools.islice(groups, ON_A_PAGE))
        yield page_path(number), _page(sheet, shown, number, bool(following)).encode("utf-8", "replace")
        if not following:
            return
        shown = following


def page_path(number: int) -> str:
    """Where a page is, seen from the output folder."""
    return "index.html" if number == 1 else f"pages/{number}.html"


def state_mark(mark: str) -> str:
    """How a page says what state it shows."""
    return f'<meta name="smgen-state" content="{escape(mark)}">'


def _page(sheet: Sheet, groups: Sequence[Group], number: int, more: bool) -> str:
    base = "" if number == 1 else "../"
    body = [
        _head(sheet, number),
        _header(sheet, groups, number, more),
        '<main id="posts">',
        _failures(sheet.errors) if number == 1 and sheet.errors else "",
        *(_group(group, base, sheet.thumbnail) for group in groups),
        _navigation(number, more),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(filter(None, body))


def _head(sheet: Sheet, number: int) -> str:
    style = resources.table("batching/page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(f"\n{style}".encode()).digest()).decode()
    sources = f"default-src 'none'; img-src 'self' file: data:; style-src 'sha256-{digest}'"
    policy = f"{sources}; base-uri 'none'; form-action 'none'"
    named = f"{sheet.title}, page {number}" if number > 1 else sheet.title
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{GENERATOR}\n{state_mark(sheet.mark)}\n'
        f'<meta name="referrer" content="no-referrer">\n<title>{escape(named)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>"
    )


def _header(sheet: Sheet, groups: Sequence[Group], number: int, more: bool) -> str:
    noted = sum(_is_noted(group) for group in groups)
    rows = _counted(len(groups), "row")
    here = f"{rows} on page {number}" if more or number > 1 else rows
    told = f"{_counted(sheet.total, 'post')} made, {here}" + (
        f"; {len(sheet.errors):,} not made" if sheet.errors else ""
    )
    choices = [("all", f"All {len(groups):,}")]
    if noted:
        choices += [("good", f"Without findings {len(groups) - noted:,}"), ("findings", f"With findings {noted:,}")]
    choices += [("failures", f"Not made {len(sheet.errors):,}")] if sheet.errors and number == 1 else []
    radios = "".join(
        f'<span><input type="radio" name="show" id="{key}"{" checked" if key == "all" else ""}>'
        f'<label for="{key}">{escape(label)}</label></span>'
        for key, label in choices
    )
    shown = f'<fieldset class="filters"><legend>Show</legend>{radios}</fieldset>' if len(choices) > 1 else ""
    return (
        f'<a class="skip" href="#posts">To the posts</a>\n<header>\n<h1>{escape(sheet.title)}</h1>\n<p>{told}.</p>\n'
        f"{shown}\n</header>"
    )


def _failures(errors: Sequence[Note]) -> str:
    told = list(dict.fromkeys(errors))  # one mistake may cost a row all its formats
    items = "".join(_note("error", f"{note.where}: {note.what}", note.hint) for note in told[:_MOST_FAILURES])
    rest = f"<p>… and {len(told) - _MOST_FAILURES:,} more.</p>" if len(told) > _MOST_FAILURES else ""
    start = '<section class="failed" aria-label="Not made"><h2>Not made</h2>'
    return f'{start}<ul class="notes">{items}</ul>{rest}</section>'


def _group(group: Group, base: str, thumbnail: Callable[[str], bytes | None]) -> str:
    first = group[0]
    row, name = first["row"], escape(first["name"])
    when = f"{first['publish_at'].replace('T', ', ')} · " if first["publish_at"] else ""
    pictures = "".join(_picture(entry, base, thumbnail(entry["key"])) for entry in group)
    texts = [_texts("Caption", group, _caption), _texts("Alt text", group, lambda entry: "\n\n".join(entry["alt"]))]
    findings, remarks = _notes(group)
    return (
        f'<article class="post{" noted" if _is_noted(group) else ""}" aria-labelledby="row-{row}">\n'
        f'<h2 id="row-{row}">{name}</h2>\n'
        f'<p class="meta">{escape(when)}row {row} · {escape(first["template"])}</p>\n'
        f'<ul class="pictures">{pictures}</ul>\n<div>{findings}{"".join(texts)}{remarks}</div>\n</article>'
    )


def _picture(entry: Entry, base: str, thumbnail: bytes | None) -> str:
    paths = [file["path"] for file in entry["files"] if not file["path"].endswith(".txt")]
    links = [f"{base}{quote(path)}" for path in paths]
    source = f"data:image/webp;base64,{base64.b64encode(thumbnail).decode()}" if thumbnail else links[0]
    alt, language = entry["alt"][0] if entry["alt"] else "", escape(entry["language"])
    more = "".join(
        f' <a href="{escape(link)}" aria-label="slide {number}">{number}</a>'
        for number, link in enumerate(links[1:], 2)
    )
    return (
        f'<li><a href="{escape(links[0])}"><img src="{escape(source)}" alt="{escape(alt)}" lang="{language}" '
        f'width="{entry["width"]}" height="{entry["height"]}" loading="lazy"></a>'
        f"<p>{escape(entry['format'])}<br><small>{entry['width']} × {entry['height']}{more}</small></p></li>"
    )


def _texts(label: str, group: Group, text_of: Callable[[Entry], str]) -> str:
    """The same text of several formats once, with their names and how long it is there."""
    shared: dict[str, list[Entry]] = {}
    for entry in group:
        if text := text_of(entry):
            shared.setdefault(text, []).append(entry)
    parts = []
    for text, entries in shared.items():
        where = "; ".join(filter(None, (_where(entry, label) for entry in entries)))
        told = f" <small>{escape(where)}</small>" if where and (len(group) > 1 or label == "Caption") else ""
        language = escape(entries[0]["language"])
        parts.append(f'<h3>{label}{told}</h3><p class="text" lang="{language}" dir="auto">{escape(text)}</p>')
    return "".join(parts)


def _where(entry: Entry, label: str) -> str:
    length = entry.get("caption_length") if label == "Caption" else None
    if not length:
        return str(entry["format"])
    limit = f" of {length['limit']:,}" if length["limit"] else ""
    return f"{entry['format']} {length['used']:,}{limit}"


def _notes(group: Group) -> tuple[str, str]:
    """Findings, and folded away the remarks that ask for nothing; the same one in several formats once."""
    shared: dict[tuple[str, str, str], list[str]] = {}
    for entry in group:
        for severity, _, what, _, hint in entry["notes"]:
            shared.setdefault((severity, what, hint), []).append(entry["format"])
    findings: list[str] = []
    remarks: list[str] = []
    for (severity, what, hint), formats in shared.items():
        place = f" ({', '.join(formats)})" if len(formats) < len(group) else ""
        told = remarks if severity == "info" else findings
        told.append(_note(severity, f"{what}{place}", hint))
    found = f'<h3>Findings</h3><ul class="notes">{"".join(findings)}</ul>' if findings else ""
    more = f'<details><summary>Remarks: {len(remarks)}</summary><ul class="notes">{"".join(remarks)}</ul></details>'
    return found, more if remarks else ""


def _note(severity: str, text: str, hint: str) -> str:
    kind = severity if severity in ("error", "info") else "warning"
    tail = f' <span class="hint">{escape(hint)}</span>' if hint else ""
    return f'<li class="{kind}">{escape(text)}{tail}</li>'


def _navigation(number: int, more: bool) -> str:
    links = []
    if number > 1:
        links.append(f'<a href="../{page_path(number - 1)}" rel="prev">Page {number - 1}</a>')
    if more:
        base = "" if number == 1 else "../"
        links.append(f'<a href="{base}{page_path(number + 1)}" rel="next">Page {number + 1}</a>')
    return f'<nav aria-label="Pages">{"".join(links)}</nav>' if links else ""


def _is_noted(group: Group) -> bool:
    return any(severity != "info" for entry in group for severity, *_ in entry["notes"])


def _caption(entry: Entry) -> str:
    return "\n\n".join(entry["thread"])


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
