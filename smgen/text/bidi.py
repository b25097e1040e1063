"""Text -> embedding level of each character -> runs in the order the eye meets them: the bidi algorithm.

All of UAX #9 up to rule L2, each under its own name. A class is one letter (see `bidi_classes`), so the rules about
sequences of classes are regular expressions and run at C speed. Mirroring (L4) is HarfBuzz's: it mirrors brackets by
itself when it shapes a right-to-left run. A text is one paragraph here: who calls has split at newlines (P1); should
a paragraph separator come all the same, it ends every embedding (X8) and nothing else.
"""

from __future__ import annotations

import itertools
from typing import Final, Literal

from smgen.late import expression
from smgen.text.bidi_classes import BRACKETS, class_letters

__all__ = ["Base", "Direction", "guess_direction", "levels", "line_levels", "needs_bidi", "visual_runs"]

Direction = Literal["ltr", "rtl"]
Base = Literal["auto", "ltr", "rtl"]

MAX_DEPTH: Final = 125  # BD2
BRACKET_STACK: Final = 63  # BD16

# Every block that holds a character of class R, AL or AN, and every explicit formatting character.
RIGHT_TO_LEFT_OR_EXPLICIT: Final = expression(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
EXPLICIT: Final = expression("[1-9]")
REMOVED: Final = frozenset("12345b")  # X9
STRONG: Final = {"L": 0, "R": 1, "A": 1}

W1_AFTER_ISOLATE: Final = expression("([6789])(M+)")
W1: Final = expression("([^M6789])(M+)")
W2: Final = expression("A[^LRA]+")
W4_EUROPEAN: Final = expression("(?<=E)[SC](?=E)")
W4_ARABIC: Final = expression("(?<=N)C(?=N)")
W5: Final = expression("(?<![ET])T+(?=E)|(?<=E)T+")
W6: Final = expression("[STC]")
W7: Final = expression("L[^LR]+")
NEUTRALS: Final = "Pswo6789"
N1_LEFT: Final = expression(f"(?<=L)[{NEUTRALS}]+(?=L)")
N1_RIGHT: Final = expression(f"(?<=[REN])[{NEUTRALS}]+(?=[REN])")
N2: Final = expression(f"[{NEUTRALS}]")
IMPLICIT: Final = ({"L": 0, "R": 1, "N": 2, "E": 2}, {"L": 1, "R": 0, "N": 1, "E": 1})
"""I1 and I2: what a resolved class adds to an even and to an odd level."""
L1: Final = expression(r"(?<![w1-9b])[w1-9b]*+(?:[sP]|\Z)")


def needs_bidi(text: str) -> bool:
    """Whether `text` holds anything that can give a left-to-right paragraph more than one level: microseconds to ask.

    A paragraph whose base direction is "rtl" needs `levels` whatever it holds.
    """
    return RIGHT_TO_LEFT_OR_EXPLICIT.search(text) is not None


def guess_direction(text: str, default: Direction = "ltr") -> Direction:
    """The direction of the first strong character, isolates skipped (P2, P3); `default` when there is none."""
    if not needs_bidi(text):
        # Only left-to-right characters and neutrals: the default speaks unless there is a letter.
        return "ltr" if default == "ltr" or "L" in class_letters(text) else "rtl"
    letters = class_letters(text)
    level = _first_strong(letters, 0, len(letters), _matching_isolates(letters))
    return default if level is None else ("ltr", "rtl")[level]


def levels(text: str, base: Base = "auto") -> tuple[int, bytes]:
    """The paragraph's level (0 or 1) and the level of each character of `text`, before rule L1 (see `line_levels`).

    With "auto" the first strong character decides (P2, P3), left-to-right if there is none. Characters that X9 removes
    take the level of the character before them, so that they never split a run.
    """
    letters = class_letters(text)
    isolates = _matching_isolates(letters)
    paragraph = {"ltr": 0, "rtl": 1}.get(base)
    if paragraph is None:
        paragraph = _first_strong(letters, 0, len(letters), isolates) or 0
    embedding, classes = _explicit_levels(letters, paragraph, isolates)
    resolved = bytearray(embedding)
    kept = [index for index, letter in enumerate(letters) if letter not in REMOVED]
    for sequence, start, end in _isolating_run_sequences(kept, letters, embedding, paragraph, isolates):
        level = embedding[sequence[0]]
        row = start + "".join([classes[index] for index in sequence]) + end
        characters = "".join([text[index] for index in sequence])
        final = _neutral(_weak(row), row, characters, "LR"[level & 1])
        implicit = IMPLICIT[level & 1]
        for index, letter in zip(sequence, final[1:-1], strict=True):
            resolved[index] = level + implicit[letter]
    _level_removed(resolved, letters, paragraph)
    return paragraph, bytes(resolved)


def line_levels(text: str, levels: bytes, start: int, end: int, paragraph_level: int) -> bytes:
    """The levels of the line `text[start:end]`, after rule L1.

    Separators, the white space before them and that at the line's end go back to the paragraph's level.
    """
    line = bytearray(levels[start:end])
    for match in L1.finditer(class_letters(text[start:end])):
        line[match.start() : match.end()] = bytes([paragraph_level]) * (match.end() - match.start())
    return bytes(line)


def visual_runs(levels: bytes) -> list[tuple[int, int, int]]:
    """A line's runs of one level as (start, end, level) from left to right, offsets into the line (L2)."""
    runs: list[tuple[int, int, int]] = []
    start = 0
    for index in range(1, len(levels) + 1):
        if index == len(levels) or levels[index] != levels[start]:
            runs.append((start, index, levels[start]))
            start = index
    for level in range(max(levels, default=0), 0, -1):
        _reverse_at(runs, level)
    return runs


def _reverse_at(runs: list[tuple[int, int, int]], level: int) -> None:
    """Turn round every stretch of runs at `level` or above."""
    start = 0
    while start < len(runs):
        end = start
        while end < len(runs) and runs[end][2] >= level:
            end += 1
        runs[start:end] = runs[start:end][::-1]
        start = end + 1


def _matching_isolates(letters: str) -> dict[int, int]:
    """Isolate initiator -> its PDI (BD9), where there is one, and that PDI -> its initiator."""
    matching: dict[int, int] = {}
    if not EXPLICIT.search(letters):
        return matching
    opened: list[int] = []
    for index, letter in enumerate(letters):
        if letter in "678":
            opened.append(index)
        elif letter == "9" and opened:
            matching[opened[-1]] = index
            matching[index] = opened.pop()
        elif letter == "P":
            opened.clear()
    return matching


def _first_strong(letters: str, start: int, end: int, isolates: dict[int, int]) -> int | None:
    """P2 and P3: 0 or 1 by the first L, R or AL that is not inside an isolate."""
    index = start
    while index < end:
        letter = letters[index]
        if letter in STRONG:
            return STRONG[letter]
        if letter in "678":
            index = isolates.get(index, end)
        index += 1
    return None


def _explicit_levels(letters: str, paragraph: int, isolates: dict[int, int]) -> tuple[bytes, str]:
    """X1 to X8: the embedding level of each character, and its class after overrides."""
    if not EXPLICIT.search(letters):
        return bytes([paragraph]) * len(letters), letters
    embedding = bytearray([paragraph]) * len(letters)
    classes = list(letters)
    bottom = (paragraph, "", False)
    stack: list[tuple[int, str, bool]] = [bottom]  # X1: level, override, whether an isolate opened it
    too_deep_isolates = too_deep_embeddings = 0
    for index, letter in enumerate(letters):
        if letter == "P":  # X8
            stack, too_deep_isolates, too_deep_embeddings = [bottom], 0, 0
            continue
        if letter == "9":  # X6a
            if too_deep_isolates:
                too_deep_isolates -= 1
            elif any(isolate for _, _, isolate in stack):
                too_deep_embeddings = 0
                _close_isolate(stack)
        elif letter == "5":  # X7
            if too_deep_embeddings and not too_deep_isolates:
                too_deep_embeddings -= 1
            elif not too_deep_isolates and not stack[-1][2] and len(stack) > 1:
                stack.pop()
        embedding[index], override, _ = stack[-1]
        if letter not in REMOVED:  # X6; X5a to X5c for the initiators, which stay outside what they open
            classes[index] = override or letter
        if letter in "1234678":  # X2 to X5c
            inner = _opened(letter, index, letters, isolates, stack[-1][0])
            if inner[0] <= MAX_DEPTH and not too_deep_isolates and not too_deep_embeddings:
                stack.append(inner)
            elif inner[2]:
                too_deep_isolates += 1
            elif not too_deep_isolates:
                too_deep_embeddings += 1
    return bytes(embedding), "".join(classes)


def _opened(letter: str, index: int, letters: str, isolates: dict[int, int], level: int) -> tuple[int, str, bool]:
    """What an explicit character inside `level` puts on the stack: next odd or even level, override, isolate or not."""
    if letter == "8":  # X5c: the first strong character inside decides
        inside = _first_strong(letters, index + 1, isolates.get(index, len(letters)), isolates)
        letter = "7" if inside == 1 else "6"
    inner = (level + 1) | 1 if letter in "247" else (level + 2) & ~1
    return inner, {"3": "L", "4": "R"}.get(letter, ""), letter in "67"


def _close_isolate(stack: list[tuple[int, str, bool]]) -> None:
    while not stack[-1][2]:
        stack.pop()
    stack.pop()


def _isolating_run_sequences(
    kept: list[int], letters: str, embedding: bytes, paragraph: int, isolates: dict[int, int]
) -> list[tuple[list[int], str, str]]:
    """X10: level runs as character indices, joined from an isolate initiator to its PDI (BD13); with sos and eos."""
    runs: list[list[int]] = []
    for index in kept:
        if runs and embedding[runs[-1][-1]] == embedding[index]:
            runs[-1].append(index)
        else:
            runs.append([index])
    before = {run[0]: embedding[previous[-1]] for previous, run in itertools.pairwise(runs)}
    after = {run[-1]: embedding[following[0]] for run, following in itertools.pairwise(runs)}
    starting = {run[0]: run for run in runs}
    sequences = []
    for run in runs:
        if letters[run[0]] == "9" and run[0] in isolates:
            continue  # it was joined to the run its initiator ends
        sequence = list(run)
        while letters[sequence[-1]] in "678" and sequence[-1] in isolates:
            sequence += starting[isolates[sequence[-1]]]
        level = embedding[sequence[0]]
        last = sequence[-1]
        beyond = paragraph if letters[last] in "678" else after.get(last, paragraph)
        sequences.append((sequence, "LR"[max(level, before.get(run[0], paragraph)) & 1], "LR"[max(level, beyond) & 1]))
    return sequences


def _weak(row: str) -> str:
    """W1 to W7 over the classes of one sequence, sos and eos included."""
    row = W1_AFTER_ISOLATE.sub(lambda match: match[1] + "o" * len(match[2]), row)
    row = W1.sub(lambda match: match[1] * len(match[0]), row)
    row = W2.sub(lambda match: match[0].replace("E", "N"), row)
    row = row.replace("A", "R")  # W3
    row = W4_EUROPEAN.sub("E", row)
    row = W4_ARABIC.sub("N", row)
    row = W5.sub(lambda match: "E" * len(match[0]), row)
    row = W6.sub("o", row)
    return W7.sub(lambda match: match[0].replace("E", "L"), row)


def _neutral(row: str, original: str, characters: str, direction: str) -> str:
    """N0 to N2: what the neutrals become. `original` is the row before W1, `direction` the embedding's, "L" or "R"."""
    pairs = _bracket_pairs(row, characters)
    if pairs:
        row = _resolve_brackets(row, original, pairs, direction)
    row = N1_LEFT.sub(lambda match: "L" * len(match[0]), row)
    row = N1_RIGHT.sub(lambda match: "R" * len(match[0]), row)
    return N2.sub(direction, row)


def _bracket_pairs(row: str, characters: str) -> list[tuple[int, int]]:
    """BD16: the bracket pairs as positions in `row`, by their opening brackets."""
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[int, int]] = []  # pair number, position
    for position, character in enumerate(characters, 1):
        if character not in BRACKETS or row[position] != "o":
            continue
        opens, pair = BRACKETS[character]
        if opens:
            if len(stack) == BRACKET_STACK:  # the rule: no more pairs are looked for
                break
            stack.append((pair, position))
            continue
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth][0] == pair:
                pairs.append((stack[depth][1], position))
                del stack[depth:]
                break
    return sorted(pairs)


def _resolve_brackets(row: str, original: str, pairs: list[tuple[int, int]], direction: str) -> str:
    """N0: the embedding's direction if that occurs inside, else the opposite if what comes before agrees."""
    strong = bytearray(row.replace("E", "R").replace("N", "R"), "ascii")
    result = list(row)
    along, against = direction.encode(), b"R" if direction == "L" else b"L"
    for opening, closing in pairs:
        if strong.find(along, opening, closing) >= 0:  # N0 b
            found = along
        elif strong.find(against, opening, closing) < 0:  # N0 d
            continue
        elif strong.rfind(against, 0, opening) > strong.rfind(along, 0, opening):  # N0 c 1
            found = against
        else:  # N0 c 2
            found = along
        for bracket in (opening, closing):
            end = bracket + 1
            while original[end] == "M":  # marks on a bracket go with it
                end += 1
            for position in range(bracket, end):
                strong[position] = found[0]
                result[position] = found.decode()
    return "".join(result)


def _level_removed(resolved: bytearray, letters: str, paragraph: int) -> None:
    level = paragraph
    for index, letter in enumerate(letters):
        if letter in REMOVED:
            resolved[index] = level
        else:
            level = resolved[index]
