"""One paragraph of 280 characters: shaped, fitted to its box, set in lines; milliseconds of CPU time, caches warm.

    python benchmarks/text_fit.py

Every paragraph is another one, so nothing is found ready but what a process learns once: fonts, rules, frequent words.
The last two lines are short slogans of long words, which need hyphens and so the dictionary.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator

from smgen.fonts import FontBook
from smgen.geometry import Box
from smgen.text.fit import fit
from smgen.text.paragraph import Span, Style
from smgen.text.setting import set_lines
from smgen.text.shape import shape

BOX = Box(0, 0, 880, 640)
STYLE = Style(family="heading", weight=700, letter_spacing=-0.018)
COUNT = 100

GERMAN = (
    "Wir brauchen mehr Menschen die sich trauen und Nein sagen wenn es laut wird denn Solidarität beginnt im Treppenhaus "
    "beim Bäcker auf dem Schulhof und im Verein nicht erst am Wahlabend Ehrenamt heißt Verantwortung zu übernehmen für "
    "Nachbarschaft Klimaschutz Kindergarten Bibliothek Sportplatz Fahrradweg Hausaufgabenhilfe Seniorencafé Tafel Chor"
).split()
ARABIC = (
    "نحن بحاجة إلى المزيد من الناس الذين يجرؤون على قول لا عندما يرتفع الصوت لأن التضامن يبدأ في الدرج وعند الخباز وفي "
    "ساحة المدرسة وفي النادي وليس فقط في مساء الانتخابات العمل التطوعي يعني تحمل المسؤولية عن الحي والمناخ والمكتبة"
).split()
EMOJI = (*GERMAN, *("🎉 🌍 💪🏽 👩🏽‍🚒 ❤️ 🚲 📚 🇩🇪".split() * 2))
LONG = (
    "Straßensozialarbeit Unterstützerinnen Wahlbenachrichtigung Kindergartenplätze Grundgesetzänderung Klimaanpassung "
    "Mitgliederversammlung Nachbarschaftshilfe Hausaufgabenbetreuung Demokratieförderung Fahrradschutzstreifen"
).split()


def paragraphs(words: tuple[str, ...] | list[str], length: int) -> Iterator[str]:
    """Endless different texts of about `length` characters."""
    chance = random.Random(7)
    while True:
        text = ""
        while len(text) < length - 6:
            text += chance.choice(words) + " "
        yield text.strip() + "."


def measured(task: Callable[[], object]) -> tuple[float, object]:
    """How long a task takes, ms, and what it gives."""
    start = time.process_time()
    result = task()
    return (time.process_time() - start) * 1e3, result


def main() -> None:
    """Print the medians of shaping, fitting and setting, and of all three together."""
    book = FontBook.shipped()
    print(f"{'':24}{'shape':>8}{'fit':>8}{'set':>8}{'all':>8}  ms")
    for name, words, lang, length in (
        ("Latin", GERMAN, "de", 280),
        ("Arabic", ARABIC, "ar", 280),
        ("Latin with emoji", EMOJI, "de", 280),
        ("slogan, hyphens known", LONG, "de", 90),
        ("slogan, narrow", LONG, "de", 40),
    ):
        box = Box(0, 0, 330, 640) if name.endswith("narrow") else BOX
        times: list[tuple[float, float, float]] = []
        for _, text in zip(range(COUNT + 20), paragraphs(words, length), strict=False):
            shaping, shaped = measured(lambda text=text, lang=lang: shape((Span(text, STYLE),), book, lang))
            fitting, fitted = measured(
                lambda shaped=shaped, box=box: fit(shaped, box.width, box.height, mode="grow", line_height=1.08)
            )
            setting, _ = measured(lambda fitted=fitted, box=box: set_lines(fitted, box))
            times.append((shaping, fitting, setting))
        columns = [*zip(*times[20:], strict=True), [sum(row) for row in times[20:]]]
        print(f"{name:24}" + "".join(f"{statistics.median(column):8.2f}" for column in columns))


if __name__ == "__main__":
    main()
