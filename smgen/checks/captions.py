"""Caption -> notes: what the platform counts and refuses, and what makes it hard to hear or to read."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator

from smgen.counting import Count, Tally, count, hashtags
from smgen.counting.emoji import emoji_length
from smgen.errors import Note, UnknownName, printable
from smgen.late import expression
from smgen.platforms import Platform, find_platform
from smgen.text.segments import graphemes

__all__ = ["caption_notes", "count_notes", "emoji_notes", "hashtag_notes", "shouting_notes"]

_MOST_EMOJI = 3
"""A screen reader says each emoji by its name; more than so many in a row drown the text."""

_LOUD_LETTERS, _LOUD_WORDS = 10, 2
"""So many letters in so many words running, all capitals, are shouting; DRK or UNICEF are names."""

_LOWERCASE_LETTERS = 6
"""A hashtag with so many small letters and no capital is probably several words in one."""

_WORD = expression(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def caption_notes(caption: str, platform: str, *, quiet: Iterable[str] = ()) -> Iterator[Note]:
    """Everything about a caption on a platform (by name); `quiet` are names that may stand in capitals.

    An unknown platform (a picture of a size of one's own) counts nothing.
    """
    if not caption.strip():
        return
    with contextlib.suppress(UnknownName):
        yield from count_notes(caption, find_platform(platform))
    yield from emoji_notes(caption)
    yield from shouting_notes(caption, quiet)
    yield from hashtag_notes(caption, platform)


def count_notes(caption: str, platform: Platform) -> Iterator[Note]:
    """What the platform's limits say: refused, made a thread, ignored, folded."""
    if platform.caption is None:
        return
    counted = count(caption, platform)
    if counted.limit is not None and counted.used > counted.limit:
        yield _too_long(counted, platform)
    if counted.refused:
        what = f"{platform.label} refuses the caption for its characters {printable(' '.join(counted.refused))}"
        yield Note("error", "caption-refused", what, "caption", "leave them out")
    for tally in counted.also:
        if tally.limit is not None and tally.used > tally.limit:
            yield from _too_many(tally, counted, platform)
    if counted.folds_at is not None:
        seen = " ".join(caption[: counted.folds_at].split())[-24:]
        what = f"{platform.label} shows the caption up to “…{printable(seen)}”, the rest behind “more”"
        yield Note("info", "caption-folded", what, "caption", "begin with what matters")


def emoji_notes(text: str) -> Iterator[Note]:
    """A note for more than three emoji in a row."""
    longest = running = 0
    for grapheme in graphemes(text):
        if emoji_length(grapheme):
            running += 1
            longest = max(longest, running)
        elif not grapheme.isspace():
            running = 0
    if longest > _MOST_EMOJI:
        what = f"{longest} emoji in a row: a screen reader says the name of each"
        yield Note("warning", "emoji-run", what, "caption", f"{_MOST_EMOJI} at most, and not between words")


def shouting_notes(text: str, quiet: Iterable[str] = ()) -> Iterator[Note]:
    """A note for words running in capitals."""
    bare = text
    for name in quiet:
        bare = bare.replace(name, " ") if len(name) > 1 else bare
    # Hashtags have a rule of their own, and addresses none.
    bare = re.sub(r"[#@]\w+|\S+://\S+", ".", bare)
    running: list[str] = []
    for word in re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[.!?:;]", bare):
        if word.isupper():
            running.append(word)
        elif _WORD.fullmatch(word) or word == ".":
            if _is_loud(running):
                break
            running = []
    if _is_loud(running):
        what = (
            f"“{printable(' '.join(running), 40)}” is in capitals: it reads as shouting, some screen readers spell it"
        )
        yield Note("warning", "capitals", what, "caption", "write it normally; the picture may be loud")


def hashtag_notes(caption: str, platform: str = "") -> Iterator[Note]:
    """A note for hashtags whose words cannot be told apart, and for the same one twice."""
    tags = [tag.text for tag in hashtags(caption, platform)]
    joined = [tag for tag in tags if _is_joined(tag)]
    if joined:
        listed = printable(", ".join(dict.fromkeys(joined)), 60)
        what = f"no capitals tell the words of {listed} apart; screen readers need them"
        yield Note("warning", "hashtag-lowercase", what, "caption", "#SozialeArbeit, not #sozialearbeit")
    folded = [tag.casefold() for tag in tags]
    twice = sorted({tag for tag in folded if folded.count(tag) > 1})
    if twice:
        yield Note("info", "hashtag-twice", f"{printable(', '.join(twice), 60)} stands there twice", "caption")


def _too_long(counted: Count, platform: Platform) -> Note:
    over, limit = -(counted.left or 0), counted.limit or 0
    if platform.has_threads:
        what = f"the caption counts {counted.used:,}; {platform.label} takes {limit:,}: it becomes a thread"
        return Note("info", "caption-thread", what, "caption")
    what = f"the caption is {over:,} too long for {platform.label}: {counted.used:,} of {limit:,}"
    return Note("error", "caption-too-long", what, "caption", "shorten it, or use |shorten in caption.txt.j2")


def _too_many(tally: Tally, counted: Count, platform: Platform) -> Iterator[Note]:
    # A text too long in characters is too long in bytes as well: said once. A thread has both.
    if tally.name == "bytes":
        if counted.limit is None or counted.used <= counted.limit:
            severity = "info" if platform.has_threads else "error"
            what = f"the caption has {tally.used:,} bytes; {platform.label} takes {tally.limit:,}"
            yield Note(severity, "caption-too-long", what, "caption")  # type: ignore[arg-type]
        return
    does = "uses none of them" if tally.soft else "refuses the post"
    what = f"{tally.used} {tally.name}; with more than {tally.limit} {platform.label} {does}"
    yield Note("warning" if tally.soft else "error", f"{tally.name}-too-many", what, "caption", "leave some out")


def _is_loud(words: list[str]) -> bool:
    letters = sum(len(word) for word in words)
    return len(words) >= _LOUD_WORDS and letters >= _LOUD_LETTERS and max(map(len, words)) > 4


def _is_joined(tag: str) -> bool:
    letters = [character for character in tag if character.isalpha()]
    cased = [character for character in letters if character.lower() != character.upper()]
    if len(cased) < _LOWERCASE_LETTERS:
        return False
    return not any(letter.isupper() for letter in cased) or all(letter.isupper() for letter in cased)
