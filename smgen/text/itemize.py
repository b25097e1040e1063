"""Spans -> stretches of one script, direction, face and style, ready to be shaped.

A grapheme cluster is never split between faces. Characters without a script of their own (spaces, points, digits) go
with the letters before them; a word of which one letter is missing in its face moves as a whole to one that has it all.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from smgen import fonts as font_files
from smgen.errors import MissingGlyphs, printable
from smgen.fonts import FontBook, script_of
from smgen.late import expression
from smgen.scene import Face
from smgen.text.paragraph import Span, Style
from smgen.text.segments import graphemes

__all__ = ["Item", "itemize"]

EMOJI_VARIATION: Final = "\ufe0f"
TEXT_VARIATION: Final = "\ufe0e"
KEYCAP: Final = "\u20e3"
JOINER: Final = "\u200d"
# Emoji_Presentation=Yes below U+1F000. Source: Unicode 16, emoji-data.txt.
EMOJI_BY_DEFAULT: Final = expression(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff]"
)
# What may hold an emoji at all: pictures, or characters made one by a selector or keycap.
MAYBE_EMOJI: Final = expression("[\u231a-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")
# Default ignorable code points that need no glyph. Source: Unicode 16, DerivedCoreProperties.txt.
IGNORABLE: Final = expression(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
# HarfBuzz draws these from the plain space or hyphen when a font lacks them.
SPACE_LIKE: Final = expression("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
HYPHEN_LIKE: Final = expression("[\u2010\u2011]")
SHARE_TO_MOVE: Final = 0.34
"""From this share of a script's letters on, a face that stands in takes them all: Vietnamese in two faces, word by word."""
BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "„": "“", "‚": "‘", "“": "”"}


class Item(NamedTuple):
    """Characters `start` to `end` in one face, script, level and style."""

    start: int
    end: int
    face: Face
    script: str
    level: int
    style: Style


def itemize(text: str, spans: tuple[Span, ...], levels: bytes, fonts: FontBook) -> list[Item]:
    """The items of a text in logical order. `levels` is empty where all of it runs from left to right.

    Raises MissingGlyphs naming every character that no face has.
    """
    scripts = _scripts(text)
    missing: dict[str, None] = {}
    items: list[Item] = []
    for start, end, style in _stretches(spans):
        faces = fonts.faces(style.family, style.weight, style.italic)
        for first, last, face in _faced(text, start, end, scripts, faces, missing):
            items += _cut(first, last, face, style, scripts, levels)
    if missing:
        raise _missing(list(missing))
    return items


def _stretches(spans: tuple[Span, ...]) -> Iterator[tuple[int, int, Style]]:
    start = 0
    for span in spans:
        if span.text:
            yield start, start + len(span.text), span.style
            start += len(span.text)


def _scripts(text: str) -> str | list[str]:
    """The script of every character; one name where all share it."""
    found = {script for script in map(script_of, set(text)) if script}
    if len(found) <= 1:
        return found.pop() if found else "Latn"
    own = [script_of(character) for character in text]
    current = next(script for script in own if script)
    resolved: list[str] = []
    opened: list[tuple[str, str]] = []
    for character, script in zip(text, own, strict=True):
        current = script or current
        if not script and character in BRACKETS:
            opened.append((BRACKETS[character], current))
        elif not script and any(closing == character for closing, _ in opened):
            # A closing bracket looks like its opening one, whatever stands between them (UAX #24, 5.1).
            while opened[-1][0] != character:
                opened.pop()
            current = opened.pop()[1]
        resolved.append(current)
    return resolved


def _faced(
    text: str, start: int, end: int, scripts: str | list[str], faces: tuple[Face, ...], missing: dict[str, None]
) -> Iterator[tuple[int, int, Face]]:
    """Stretches of one face."""
    part = text[start:end]
    if not MAYBE_EMOJI.search(part) and _has_all(faces[0], part):
        yield start, end, faces[0]
        return
    chosen = _undivided(text, end, scripts, faces[0], _by_cluster(text, start, end, scripts, faces, missing))
    first = start
    for index in range(1, len(chosen) + 1):
        if index == len(chosen) or chosen[index][1] is not chosen[index - 1][1]:
            last = chosen[index][0] if index < len(chosen) else end
            yield first, last, chosen[index - 1][1]
            first = last


def _by_cluster(
    text: str, start: int, end: int, scripts: str | list[str], faces: tuple[Face, ...], missing: dict[str, None]
) -> list[tuple[int, Face]]:
    """(start, face) of every grapheme cluster."""
    chosen: list[tuple[int, Face]] = []
    previous: Face | None = None
    word = 0  # index in `chosen` of the first letter of the word we are in
    leading = True  # whether there was no letter yet
    position = start
    known: dict[tuple[str, int], Face | None] = {}
    for cluster in graphemes(text[start:end]):
        shared = not script_of(cluster[0])
        script_goes_on = position > start and (isinstance(scripts, str) or scripts[position] == scripts[position - 1])
        goes_with = script_goes_on and (shared or word < len(chosen))
        neighbour = previous if goes_with else None
        key = (cluster, id(neighbour))
        if key not in known:
            known[key] = _choose(cluster, faces, neighbour)
        face = known[key]
        if face is None:
            missing.update(dict.fromkeys(character for character in cluster if not _has_all(faces[0], character)))
            face = faces[0]
        if leading and not shared:
            # Marks before the first letter, such as an opening bracket, look like it.
            _move_word(text, chosen, 0, position, face)
        elif shared or not script_goes_on:
            word = len(chosen) + shared
        elif face is not previous:
            _move_word(text, chosen, word, position, face)
        leading = leading and shared
        chosen.append((position, face))
        position += len(cluster)
        previous = None if face.is_color else face
    return chosen


def _undivided(
    text: str, end: int, scripts: str | list[str], face: Face, chosen: list[tuple[int, Face]]
) -> list[tuple[int, Face]]:
    """All letters of a script in one other face, where that has so many of them already that the rest would look odd."""
    counts: dict[str, Counter[Face]] = {}
    for start, taken in chosen:
        if script := script_of(text[start]):
            counts.setdefault(script, Counter())[taken] += 1
    for script, count in counts.items():
        other = next((taken for taken, _ in count.most_common() if taken is not face and not taken.is_color), None)
        if other is None or not count[face] or count[other] < SHARE_TO_MOVE * count.total():
            continue
        ends = [*(start for start, _ in chosen[1:]), end]
        own = isinstance(scripts, str)
        moved = [
            taken is face and (own or scripts[start] == script) and _has_all(other, text[start:last])
            for (start, taken), last in zip(chosen, ends, strict=True)
        ]
        chosen = [(start, other if moves else taken) for (start, taken), moves in zip(chosen, moved, strict=True)]
    return chosen


def _choose(cluster: str, faces: tuple[Face, ...], previous: Face | None) -> Face | None:
    """The first face that has all of the cluster; an emoji asks the colour faces first, others their neighbour's."""
    if MAYBE_EMOJI.search(cluster) and _is_emoji(cluster):
        order = sorted(faces, key=lambda face: not face.is_color)
    else:
        # A colour face stands last for text: its digits and signs are only parts of sequences.
        order = sorted(faces, key=lambda face: face.is_color)
        if previous is not None:
            order.insert(0, previous)
    return next((face for face in order if _has_all(face, cluster)), None)


def _is_emoji(cluster: str) -> bool:
    if TEXT_VARIATION in cluster:
        return False
    return EMOJI_VARIATION in cluster or KEYCAP in cluster or EMOJI_BY_DEFAULT.match(cluster) is not None


def _move_word(text: str, chosen: list[tuple[int, Face]], word: int, end: int, face: Face) -> None:
    """Set the letters of a word so far in `face`, if it has them all and the word began in another."""
    if any(chosen_face.is_color for _, chosen_face in chosen[word:]) or face.is_color:
        return
    if word < len(chosen) and _has_all(face, text[chosen[word][0] : end]):
        chosen[word:] = [(position, face) for position, _ in chosen[word:]]


def _has_all(face: Face, text: str) -> bool:
    """Whether the face, with what HarfBuzz does for spaces and hyphens, can draw every character."""
    known = font_files.coverage(face)
    lacking = {character for character in set(text) if ord(character) not in known}
    return not lacking or all(
        (IGNORABLE.match(character) and not face.is_color)
        or (face.is_color and character in (EMOJI_VARIATION, TEXT_VARIATION, JOINER))
        or SPACE_LIKE.match(character)
        or (HYPHEN_LIKE.match(character) and 0x2D in known)
        or _decomposes(character, known)
        for character in lacking
    )


def _decomposes(character: str, known: frozenset[int]) -> bool:
    """Whether HarfBuzz can put the character together from glyphs the face has."""
    parts = unicodedata.normalize("NFD", character)
    return parts != character and all(ord(part) in known for part in parts)


def _cut(start: int, end: int, face: Face, style: Style, scripts: str | list[str], levels: bytes) -> Iterator[Item]:
    """The stretch, cut where script or level changes."""
    if isinstance(scripts, str) and not levels:
        yield Item(start, end, face, scripts, 0, style)
        return
    first = start
    for index in range(start + 1, end + 1):
        script_changes = index < end and not isinstance(scripts, str) and scripts[index] != scripts[index - 1]
        level_changes = index < end and bool(levels) and levels[index] != levels[index - 1]
        if index == end or script_changes or level_changes:
            script = scripts if isinstance(scripts, str) else scripts[first]
            yield Item(first, index, face, script, levels[first] if levels else 0, style)
            first = index


def _missing(characters: list[str]) -> MissingGlyphs:
    named = [
        f"{_shown(character)} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed')})"
        for character in characters[:5]
    ]
    more = f" and {len(characters) - 5} more" if len(characters) > 5 else ""
    families = dict.fromkeys(filter(None, map(_family_for, characters)))
    such = f", such as {', '.join(list(families)[:4])}," if families else ""
    return MissingGlyphs(
        f"no font at hand can draw {', '.join(named)}{more}",
        hint=f"add a font that can{such} as a .ttf or .otf file: --fonts FOLDER, or `fonts` in brand.toml",
    )


def _shown(character: str) -> str:
    """The character; a mark on the circle that stands for any letter."""
    return "◌" + character if unicodedata.category(character) == "Mn" else printable(character)


def _family_for(character: str) -> str:
    """A family anybody may use that has the script of a character; Noto is named after scripts."""
    name = unicodedata.name(character, "").partition(" ")[0]
    if not script_of(character) or not name.isalpha():
        return ""
    return "Noto Sans " + {"CJK": "JP", "HIRAGANA": "JP", "KATAKANA": "JP", "HANGUL": "KR"}.get(name, name.capitalize())
