"""Bytes of a text table -> the name of their encoding, and a note where it had to be guessed.

A byte order mark decides; else strict UTF-8 over the whole file; else UTF-16 by its zeros; else the code page under
which most letters outside ASCII look like words. A guess is always told, and can always be overruled.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
from collections.abc import Iterator
from typing import TextIO

from msgspec import Struct

from smgen.errors import Note, TableError, printable
from smgen.tables.source import SAMPLE, Source

__all__ = ["LONGEST_LINE", "Encoding", "encoding_of", "lines_of", "text_of"]

_CHUNK = 1 << 20
LONGEST_LINE = 4 << 20
"""Characters of a line that are read; no row of posts has as many."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Excel on Windows, on old Macs and “CSV (MS-DOS)” write, with the letters only they have; the earlier where even.
_JUDGED = {
    "cp1252": frozenset(),
    "mac_roman": frozenset(),
    "cp850": frozenset(),
    "cp1254": frozenset("ğışĞİŞ"),
    "cp1250": frozenset("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰ"),
}
# What spreadsheets elsewhere write; a closed list, since on little text the rarest code page can look right.
_OTHERS = ("cp1251", "cp1253", "cp1255", "cp1256", "cp1257", "mac_cyrillic", "koi8_r",
           "shift_jis", "gb18030", "big5", "euc_kr", "euc_jp")  # fmt: skip
_GERMAN = frozenset("äöüÄÖÜß")
_LETTERS = frozenset("éèêëáàâãåçñíìîïóòôõøúùûýÿœæÉÈÊÁÀÂÅÇÑÓÔØÚÆŒ")
_SIGNS = frozenset("„“”‚‘’‹›«»–—…€§°·•×½¼¾²³%©®™¿¡´£µ\u00a0")
_OPENING = frozenset("„“”‚‘’‹›«»¿¡°µ")
_WORDS = re.compile(r"[\w ]+")
_ESCAPED = re.compile("[\udc80-\udcff]")


class Encoding(Struct, frozen=True):
    """How to decode: the codec, and whether single stray bytes are Windows-1252 among UTF-8."""

    name: str
    mixed: bool = False
    notes: tuple[Note, ...] = ()


def encoding_of(source: Source, wanted: str | None) -> Encoding:
    """The encoding of a text table, the `wanted` one if it holds. Raises TableError where it does not."""
    with source.open() as file:
        head = file.read(SAMPLE)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if wanted:
        return _checked(source, _codec(wanted, marked), wanted)
    if marked:
        return (
            Encoding(marked) if _first_bad_line(source, marked) is None else Encoding(marked, notes=(_broken(marked),))
        )
    wide = _wide(head)
    if wide:
        return Encoding(wide, notes=(_guessed(wide),))
    if _first_bad_line(source, "utf-8") is None:
        return Encoding("utf-8")
    return _guess(source)


def text_of(source: Source, encoding: Encoding) -> str:
    """The whole text, decoded, for what has no lines of its own."""
    with _decoded(source, encoding) as text:
        return _mended(text.read(), encoding)


def lines_of(source: Source, encoding: Encoding) -> Iterator[str]:
    """The physical lines with their ends, decoded; CR, LF or CRLF ends one.

    Of a line longer than LONGEST_LINE only the marks between words are kept from there on, so that one cell costs no
    more than its row. TableError where even these have no end.
    """
    with _decoded(source, encoding) as text:
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE and not line.endswith(("\r", "\n")):
                line += _marks(text, f"{source.name}, line {number}")
            yield _mended(line, encoding)


def _marks(text: TextIO, where: str) -> str:
    """What is left of the rest of a line: its end, and everything that may be a quote or a delimiter."""
    kept, size = [], 0
    while piece := text.readline(LONGEST_LINE):
        kept.append(_WORDS.sub("", piece))
        size += len(kept[-1])
        if size >= LONGEST_LINE:
            raise TableError("the line never ends", where=where, hint="is it a table?")
        if piece.endswith(("\r", "\n")):
            break
    return "".join(kept)


@contextlib.contextmanager
def _decoded(source: Source, encoding: Encoding) -> Iterator[TextIO]:
    errors = "surrogateescape" if encoding.mixed else "replace"
    with source.open() as file:
        yield io.TextIOWrapper(file, encoding=encoding.name, errors=errors, newline="")


def _mended(text: str, encoding: Encoding) -> str:
    return _ESCAPED.sub(_windows, text) if encoding.mixed else text


def _codec(wanted: str, marked: str | None) -> str:
    try:
        name = codecs.lookup(wanted).name
        "".encode(name)  # refuses what is no text encoding, such as base64
    except (LookupError, ValueError) as error:
        what = f"unknown encoding “{printable(wanted)}”"
        raise TableError(what, hint="usual ones: utf-8, cp1252 (Windows), utf-16, mac_roman") from error
    return marked if marked and name.split("-")[:2] == marked.split("-")[:2] else name


def _checked(source: Source, name: str, wanted: str) -> Encoding:
    line = _first_bad_line(source, name)
    if line is None:
        return Encoding(name)
    what = f"the bytes are not {printable(wanted)}"
    raise TableError(what, where=f"{source.name}, line {line}", hint="leave the encoding out to have it found")


def _first_bad_line(source: Source, name: str) -> int | None:
    """The first line that is not in this encoding, from 1; one pass over the file in pieces."""
    decoder, line = codecs.getincrementaldecoder(name)(), 1
    with source.open() as file:
        while True:
            piece = file.read(_CHUNK)
            try:
                line += decoder.decode(piece, final=not piece).count("\n")
            except UnicodeError as error:
                start = error.start if isinstance(error, UnicodeDecodeError) else 0
                return line + piece[:start].count(b"\n")
            if not piece:
                return None


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: Latin text has a zero in every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many = max(4, len(head) // 5)
    if odd >= many and even * 10 < odd:
        return "utf-16-le"
    return "utf-16-be" if even >= many and odd * 10 < even else None


def _guess(source: Source) -> Encoding:
    sample = b"\n".join(_foreign_lines(source))[:SAMPLE]
    mended = sample.decode("utf-8", "surrogateescape")
    stray = len(_ESCAPED.findall(mended))
    if sum(character > "\x7f" for character in mended) - stray > stray:
        what = "most of the table is UTF-8, some bytes are not and were read as Windows-1252"
        return Encoding(
            "utf-8", mixed=True, notes=(Note("warning", "encoding-mixed", what, hint="look at the umlauts"),)
        )
    scores = [(_score(sample, name), name) for name in _JUDGED]
    # By far the most tables are Excel's on Windows: another code page must be clearly better.
    best, name = max(scores, key=lambda scored: scored[0] + 0.12 * (scored[1] == "cp1252" and scored[0] >= 0.5))
    if best < 0.5:
        # Costs 60 ms to import, and few tables need it.
        from charset_normalizer import from_bytes

        found = from_bytes(sample, cp_isolation=[*_JUDGED, *_OTHERS]).best()
        name = found.encoding if found else name
    return Encoding(name, notes=(_guessed(name),))


def _foreign_lines(source: Source) -> Iterator[bytes]:
    collected = 0
    with source.open() as file:
        while (piece := file.read(_CHUNK)) and collected < SAMPLE:
            for line in piece.splitlines():
                if not line.isascii():
                    collected += len(line)
                    yield line


def _score(sample: bytes, name: str) -> float:
    """How far the characters outside ASCII look like German (1 each) or a neighbouring language, 0 to 1."""
    text = sample.decode(name, "replace")
    padded = f" {text} "
    weights = [
        _weight(before, character, after, _JUDGED[name])
        for before, character, after in zip(padded, text, padded[2:], strict=False)
        if character > "\x7f"
    ]
    return sum(weights) / len(weights) if weights else 1.0


def _weight(before: str, character: str, after: str, local: frozenset[str]) -> float:
    within = before.isalpha() and after.isalpha()
    if character in _SIGNS:
        if within:
            return 0.8 if character in "’´·" else 0.0
        # What is put before a word is a quotation mark; a euro or a dash there is a capital of another code page.
        return 0.9 if not after.isalpha() or character in _OPENING else 0.3
    # Three in a row (as in every word of Cyrillic or Greek) are no western word.
    crowded = before > "\x7f" and before.isalpha() and after > "\x7f" and after.isalpha()
    jump = character.isupper() and before.islower()
    if crowded or jump:
        return 0.0
    known = 1.0 if character in _GERMAN else 0.8 if character in _LETTERS or character in local else 0.0
    return known if before.isalnum() or after.isalnum() else 0.3 * known  # “50 Ä” is a euro sign


def _windows(match: re.Match[str]) -> str:
    return bytes([ord(match.group()) - 0xDC00]).decode("cp1252", "replace")


def _guessed(name: str) -> Note:
    what = f"the table does not say its encoding; it was read as {_spoken(name)}"
    return Note(
        "info", "encoding-guessed", what, hint="if umlauts look wrong, name the encoding, or save as “CSV UTF-8”"
    )


def _broken(name: str) -> Note:
    return Note("warning", "encoding-broken", f"the table says it is {_spoken(name)}, but some bytes are not")


def _spoken(name: str) -> str:
    return {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (cp850)"}.get(name, name.upper())
