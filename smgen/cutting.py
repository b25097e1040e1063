"""Text -> where it may be cut, and texts cut there: never inside a grapheme, an address, a hashtag or a mention."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

from smgen.counting.entities import hashtags, links, mentions
from smgen.text.segments import graphemes, sentences

__all__ = ["Cuts", "cuts", "first_sentence", "longest", "shorten", "stripped"]

_ELLIPSIS = "…"
_BINDING_SPACES = frozenset("\u00a0\u2007\u202f\u2060")
_RULES = ("", "x", "bluesky", "mastodon")
_DANGLING = " \t\n,;:–—-("
_WORTH_A_SENTENCE = 0.6


class Cuts(Struct, frozen=True):
    """Offsets in code points at which a text may be cut, ascending, its end the last of each; every kind is among the
    next: after paragraphs, after sentences, after words, between graphemes.
    """

    paragraphs: tuple[int, ...]
    sentences: tuple[int, ...]
    words: tuple[int, ...]
    graphemes: tuple[int, ...]


def cuts(text: str, lang: str = "de") -> Cuts:
    """Where `text` may be cut."""
    clusters = graphemes(text)
    ends = list(accumulate(map(len, clusters)))
    held = _held(text)
    every = tuple(end for end in ends if end not in held)
    whole = frozenset(every)
    spaces = [end for end, cluster in zip(ends, clusters, strict=True) if cluster.isspace()]
    words = [end for end in spaces if end in whole and text[end - 1] not in _BINDING_SPACES]
    last = (len(text),) if text else ()
    said = set(accumulate(map(len, sentences(text, lang)))) & whole
    paragraphs = [end for end in words if text[end - 1] == "\n"]
    return Cuts(
        tuple(sorted({*paragraphs, *last})),
        tuple(sorted({*said, *paragraphs, *last})),
        tuple(sorted({*words, *said, *last})),
        every,
    )


def shorten(text: str, fits: Callable[[str], bool], lang: str = "de") -> str:
    """`text` if it fits, else its longest beginning that does: whole sentences, else words and "…", else graphemes.

    `fits` says whether a text is short enough; it must hold for every beginning of a text it holds for. Nothing is
    left ("") where not even one grapheme fits.
    """
    if fits(text):
        return text
    where = cuts(text, lang)
    said = longest(where.sentences, lambda end: fits(stripped(text[:end])))
    by_words = longest(where.words, lambda end: fits(_with_ellipsis(text[:end])))
    if said and said >= _WORTH_A_SENTENCE * by_words:
        return stripped(text[:said])
    end = by_words or longest(where.graphemes, lambda end: fits(_with_ellipsis(text[:end])))
    return _with_ellipsis(text[:end]) if end else ""


def first_sentence(text: str, lang: str = "de") -> str:
    """The first sentence of `text`."""
    return next((said for sentence in sentences(text, lang) if (said := stripped(sentence))), "")


def longest(ends: Sequence[int], is_good: Callable[[int], bool]) -> int:
    """The last of the ascending `ends` that is good, 0 if none is; goodness may waver only close to where it ends.

    Looks at few ends far beyond the last good one: what is good costs as much to tell as the text before it is long.
    """
    beyond = 1
    while beyond <= len(ends) and is_good(ends[beyond - 1]):
        beyond *= 2
    place = bisect_right(ends, False, lo=beyond // 2, hi=min(beyond, len(ends)), key=lambda end: not is_good(end))
    while place and not is_good(ends[place - 1]):
        place -= 1
    return ends[place - 1] if place else 0


def stripped(text: str) -> str:
    """`text` without the white space around it, a space that carries an accent left alone."""
    clusters = graphemes(text)
    first = next((place for place, cluster in enumerate(clusters) if not cluster.isspace()), len(clusters))
    last = next((place for place in range(len(clusters), first, -1) if not clusters[place - 1].isspace()), first)
    return "".join(clusters[first:last])


def _with_ellipsis(text: str) -> str:
    kept = stripped(text)
    # Behind an address the ellipsis would become part of it.
    if any(kept.endswith(entity) for entity in _entities(kept[-300:])):
        return f"{kept} {_ELLIPSIS}"
    kept = kept.rstrip(_DANGLING)
    return f"{kept}{_ELLIPSIS}" if kept else ""


def _held(text: str) -> frozenset[int]:
    """Offsets inside addresses, hashtags and mentions, by the rules of any platform."""
    spans = {
        (entity.start, entity.end)
        for rule in _RULES
        for found in (links(text, rule), hashtags(text, rule), mentions(text, rule))
        for entity in found
    }
    return frozenset(offset for start, end in spans for offset in range(start + 1, end))


def _entities(text: str) -> Iterable[str]:
    for rule in _RULES:
        for find in (links, hashtags, mentions):
            yield from (entity.text for entity in find(text, rule))
