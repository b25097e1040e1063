"""Text from outside -> plain text that every later stage can take: one cleaning for cells, options and template values.

The rules: Unicode normalisation form C, one kind of line end, no control characters, no lone surrogates, no
noncharacters. What is left can be shaped, counted, written as UTF-8 and printed.
"""

from __future__ import annotations

import unicodedata

from smgen.late import expression

__all__ = ["SIGNS", "UNWRITABLE", "bare_name", "clean_text", "fold_name", "latin"]

# Everything Unicode calls a mandatory break (UAX #14, classes BK, CR, LF, NL) besides \n itself.
_LINE_ENDS = expression("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls but \n and \t, the byte order mark, the noncharacters of Unicode 3.2 and later (section 23.7).
_UNWANTED = expression(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
UNWRITABLE = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold (XML 1.0, 2.2): a template that holds or writes it is broken, and is told so instead of cleaned."""
_SURROGATE = expression("[\ud800-\udfff]")
_MARKS = expression("(?<=[A-Za-z])[\u0300-\u036f]+")  # what no composed letter took up
_SEPARATORS = expression(r"[\s_\-‐‑–—]+")
SIGNS = expression(r"[\W_]+")
"""What is neither letter nor digit."""

# How German and its neighbours write these letters where only ASCII is to be had; the rest loses its marks below.
_LATIN = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
        "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T",
    }
)  # fmt: skip


def clean_text(text: str) -> str:
    """`text` in form C, with `\\n` as its only line end and without what no picture or caption can hold.

    Tabs become spaces (removing them would join words), surrogate pairs become their character, a lone surrogate
    becomes U+FFFD. Cleaning twice is cleaning once.
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    return unicodedata.normalize("NFC", text)


def latin(text: str) -> str:
    """`text` with its Latin letters as ASCII, the German way (ä -> ae, ß -> ss); other scripts stay as they are."""
    if text.isascii():
        return text
    replaced = unicodedata.normalize("NFC", text).translate(_LATIN)
    return _MARKS.sub("", "".join(_without_marks(character) for character in replaced))


def fold_name(name: str) -> str:
    """The form in which two names of a field or column are the same name.

    “Überschrift”, “ueberschrift” and “UEBERSCHRIFT ” are, and so are “publish at”, “Publish-At” and “publish_at”.
    """
    shown = "".join(character for character in name if unicodedata.category(character) != "Cf")
    folded = latin(unicodedata.normalize("NFKC", clean_text(shown)).casefold())
    return _SEPARATORS.sub("_", folded).strip("_")


def bare_name(name: str) -> str:
    """The letters and digits of a folded name: “Autor:in”, “Autor*in” and “autorin” are one."""
    return SIGNS.sub("", fold_name(name))


def _without_marks(character: str) -> str:
    if character.isascii() or not unicodedata.name(character, "").startswith("LATIN"):
        return character
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(part for part in decomposed if not unicodedata.combining(part))
