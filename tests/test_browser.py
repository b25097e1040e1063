"""Our lines beside a browser's: the same font file, size and letter spacing give the same widths, ink and line breaks.

Needs Chromium (`apt-get install chromium`); it renders one page, without a network.
"""

from __future__ import annotations

import base64
import html
import json
import math
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from smgen import resources
from smgen.color import WHITE
from smgen.fonts import FontBook
from smgen.geometry import Box, Size
from smgen.painting.draw import draw
from smgen.scene import Scene
from smgen.text.fit import Fitted, fit
from smgen.text.paragraph import Span, Style
from smgen.text.setting import set_lines
from smgen.text.shape import shape

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
pytestmark = pytest.mark.skipif(
    not BROWSER and not os.environ.get("SMGEN_CI"), reason="NO BROWSER: text is not compared; apt-get install chromium"
)

OTHERS = Path(__file__).parent / "data" / "fonts"
BOOK = FontBook.shipped().with_folder(OTHERS)
LEFT, WIDTH = 40, 1500
TOLERANCE = 1.0


@dataclass(frozen=True)
class Case:
    """A text as both set it; `measure` is the width of its box in px, 0 for one line."""

    name: str
    text: str
    lang: str = "de"
    family: str = "text"
    weight: int = 400
    size: float = 64
    spacing: float = 0
    measure: int = 0

    @property
    def style(self) -> Style:
        return Style(family=self.family, weight=self.weight, letter_spacing=self.spacing)

    @property
    def is_rtl(self) -> bool:
        return self.lang in ("ar", "he", "fa", "ur")


LINES = (
    Case("kerning", "AVATAR Tor Wagen, Yoga. To You LTV"),
    Case("kerning, bold", "AVATAR Tor Wagen, Yoga. To You LTV", family="heading", weight=800),
    Case("umlauts", "Größe über Äpfel, Öl & Übermut – ß ẞ"),
    Case("quotes", "„Ja“, sagte sie, ‚vielleicht‘ … «non»"),
    Case("figures", "1234567890 69 % 1.234,50 €", family="heading", weight=700),
    Case("ligatures", "Auflage fließt, Stoff, Pfiff, Trefflich"),
    Case("ligatures, Noto", "Auflage fließt, Stoff, Pfiff, effizient", family="Noto Sans"),
    Case("spaced out", "VEREINSFEST", spacing=0.12, family="poster"),
    Case("spaced ligatures", "Auflage fließt, Pfiff", spacing=0.05),
    Case("tight", "Nachbarschaftsküche", spacing=-0.018, family="heading", weight=800),
    Case("poster", "ALL WE NEED IS LIKES", family="poster", size=140),
    Case("hand", "All we need is likes", lang="en", family="hand", size=90),
    Case("condensed", "Donnerstag, 19:30 Uhr", family="Oswald", weight=700),
    Case("small", "Gemeinsam für eine lebendige Nachbarschaft seit 1998", size=28),
    Case("fractional", "Gemeinsam für eine lebendige Nachbarschaft", size=37.25),
    Case("polish", "Zażółć gęślą jaźń, Łódź", lang="pl"),
    Case("vietnamese", "Tiếng Việt: nghiêng ngả, ữ ộ ẵ", lang="vi", family="Noto Sans"),
    Case("turkish", "İstanbul’da ığdır, fi ffi Şişli", lang="tr"),
    Case("cyrillic", "Під’їзд, Київ, щедрівка, ґанок", lang="uk", family="Noto Sans"),
    Case("greek", "Καλημέρα, ὦ κόσμε, ΆΈΉΊ", lang="el", family="Noto Sans"),
    Case("combining", "e\u0301 o\u0308 n\u0303 Z\u030c a\u0328", family="Noto Sans"),
    Case("arabic", "مرحبًا بكم في الحي الشمالي", lang="ar", family="Noto Sans Arabic"),
    Case("persian", "همهٔ ما می‌خواهیم", lang="fa", family="Noto Sans Arabic"),
    Case("hebrew", "שָׁלוֹם לכולם בשכונה", lang="he", family="Noto Sans Hebrew"),
    Case("thai", "ยินดีต้อนรับทุกคน น้ำ ที่", lang="th", family="Noto Sans Thai"),
    Case("hindi", "सभी मनुष्यों को गौरव और क्षेत्र", lang="hi", family="Noto Sans Devanagari"),
)

PARAGRAPHS = (
    Case(
        "arabic",
        "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا.",
        lang="ar",
        family="Noto Sans Arabic",
        size=44,
        measure=640,
    ),
    Case(
        "arabic with figures",
        "نلتقي يوم 21 أكتوبر 2026 (الأربعاء) من 17:30 إلى 19:00، ثم نأكل معًا حتى 22:00.",
        lang="ar",
        family="Noto Sans Arabic",
        size=44,
        measure=560,
    ),
    Case(
        "hebrew",
        "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון (1948), לפיכך חובה עליהם.",
        lang="he",
        family="Noto Sans Hebrew",
        size=44,
        measure=600,
    ),
    Case(
        "thai",
        "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิต่างมีเหตุผลและมโนธรรม",
        lang="th",
        family="Noto Sans Thai",
        size=44,
        measure=520,
    ),
    Case(
        "hindi",
        "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
        lang="hi",
        family="Noto Sans Devanagari",
        size=44,
        measure=560,
    ),
    Case("german", "Bei uns zählt nicht, woher du kommst, sondern dass du mit anpackst.", measure=700, size=60),
)
EVERY = (*LINES, *PARAGRAPHS)

ROW = 420
"""Height of a case's strip of the page, px."""
BASELINE = 130
LINE_HEIGHT = 1.5


def ours(case: Case) -> Fitted:
    paragraph = shape((Span(case.text, case.style),), BOOK, case.lang, hyphenate=False)
    width = case.measure or 1e5
    return fit(paragraph, width, mode="none", size=case.size, line_height=LINE_HEIGHT, wrap="stable")


def our_strip(case: Case) -> Image.Image:
    """The case as we draw it, its first baseline at BASELINE."""
    fitted = ours(case)
    width = case.measure or fitted.lines[0].width
    place = Box(LEFT, BASELINE - fitted.lines[0].baseline, width, fitted.used_height)
    items = set_lines(fitted, place, hanging=0).items
    return draw(Scene(Size(WIDTH, ROW), WHITE, items)).convert("L")


def font_file(case: Case) -> Path:
    """The file our lines are set from; every case is set from one."""
    (path,) = {run.face.path for run in ours(case).paragraph.runs}
    return Path(path) if Path(path).is_absolute() else resources.folder("fonts") / path


def page() -> str:
    """All cases below each other; a script writes what it measures into the document."""
    faces, strips = [], []
    for number, case in enumerate(EVERY):
        data = base64.b64encode(font_file(case).read_bytes()).decode()
        faces.append(f"@font-face{{font-family:f{number};src:url(data:font/ttf;base64,{data})}}")
        width = f"width:{case.measure}px" if case.measure else "white-space:pre"
        style = (
            f"top:{number * ROW}px;font-family:f{number};font-size:{case.size}px;{width};"
            f"letter-spacing:{case.spacing}em;line-height:{case.size * LINE_HEIGHT}px"
        )
        strips.append(
            f'<div class=case lang={case.lang} dir={"rtl" if case.is_rtl else "ltr"} style="{style}">'
            f"{html.escape(case.text)}</div>"
        )
    return f"""<!doctype html><meta charset=utf-8><style>{"".join(faces)}
      html {{ background: #fff; color: #000; text-rendering: geometricPrecision; hyphens: none }}
      body {{ margin: 0; height: {len(EVERY) * ROW}px }}
      .case {{ position: absolute; left: {LEFT}px; font-synthesis: none; text-autospace: no-autospace }}
      .mark {{ display: inline-block; width: 0; height: 0 }}
    </style>{"".join(strips)}<script>const ROW = {ROW}, BASELINE = {BASELINE};{SCRIPT}</script>"""


SCRIPT = """
const measured = [];
for (const box of document.querySelectorAll(".case")) document.fonts.load("20px " + box.style.fontFamily, box.textContent);
document.fonts.ready.then(() => {
  for (const [number, box] of [...document.querySelectorAll(".case")].entries()) {
    const text = box.firstChild, range = document.createRange();
    range.selectNodeContents(text);
    const width = range.getBoundingClientRect().width;
    const lines = [];
    let last = null;
    for (let at = 0; at < text.length; at++) {
      range.setStart(text, at); range.setEnd(text, at + 1);
      const rect = [...range.getClientRects()].find(rect => rect.height > 0);
      if (rect && (last === null || rect.top > last + box.offsetHeight / 40)) { lines.push(at); last = rect.top; }
    }
    const mark = document.createElement("span");
    mark.className = "mark";
    box.prepend(mark);
    const baseline = mark.getBoundingClientRect().bottom - box.getBoundingClientRect().top;
    mark.remove();
    box.style.top = number * ROW + BASELINE - baseline + "px";
    measured.push({width, lines, baseline});
  }
  const told = document.createElement("pre");
  told.id = "measured";
  told.hidden = true;
  told.textContent = JSON.stringify(measured);
  document.body.append(told);
});
"""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-device-scale-factor=1",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--virtual-time-budget=10000",
    f"--window-size={WIDTH},{len(EVERY) * ROW}",
)


@dataclass(frozen=True)
class Browser:
    """What the browser made of the page: measures of each case, and a picture of all."""

    measured: list[dict]
    picture: Image.Image

    def strip(self, case: Case) -> Image.Image:
        top = EVERY.index(case) * ROW
        return self.picture.crop((0, top, WIDTH, top + ROW))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    assert BROWSER, "no browser to compare with: apt-get install chromium"
    folder = tmp_path_factory.mktemp("browser")
    (folder / "page.html").write_text(page(), "utf-8")
    address = (folder / "page.html").as_uri()
    told = run(folder, "--dump-dom", address)
    run(folder, f"--screenshot={folder / 'page.png'}", address)
    found = re.search(r'<pre id="measured"[^>]*>(.*?)</pre>', told, re.DOTALL)
    assert found, told[-2000:]
    with Image.open(folder / "page.png") as picture:
        return Browser(json.loads(html.unescape(found[1])), picture.convert("L"))


def run(folder: Path, *arguments: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    said = subprocess.run(
        [BROWSER, *FLAGS, profile, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=True
    )
    return said.stdout


def ink(picture: Image.Image, threshold: int) -> Image.Image:
    """White where there is at least so much ink (0 to 255)."""
    return picture.point(lambda value: 255 if 255 - value >= threshold else 0)


def stray(one: Image.Image, other: Image.Image) -> int:
    """How many clearly inked pixels of `one` have no ink of `other` within a pixel."""
    near = ink(other, 24).filter(ImageFilter.MaxFilter(3))
    return ImageChops.subtract(ink(one, 160), near).histogram()[255]


@pytest.mark.parametrize("case", LINES, ids=lambda case: case.name)
def test_a_line_is_as_wide_as_the_browsers(browser, case):
    # The browser spaces the last letter too, which moves what is centred off its centre; we do not.
    expected = browser.measured[EVERY.index(case)]["width"] - case.spacing * case.size
    assert ours(case).lines[0].width == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("case", LINES, ids=lambda case: case.name)
def test_a_lines_ink_covers_the_box_the_browsers_does(browser, case):
    mine, theirs = (ink(strip, 96).getbbox() for strip in (our_strip(case), browser.strip(case)))
    assert mine is not None
    assert all(math.isclose(a, b, abs_tol=TOLERANCE) for a, b in zip(mine, theirs, strict=True)), (mine, theirs)


@pytest.mark.parametrize("case", EVERY, ids=lambda case: f"{case.name}, {'lines' if case.measure else 'line'}")
def test_no_glyph_stands_more_than_a_pixel_from_the_browsers(browser, case):
    mine, theirs = our_strip(case), browser.strip(case)
    assert stray(mine, theirs) == 0
    assert stray(theirs, mine) == 0


@pytest.mark.parametrize("case", PARAGRAPHS, ids=lambda case: case.name)
def test_lines_break_where_the_browsers_do(browser, case):
    starts = browser.measured[EVERY.index(case)]["lines"]
    assert len(starts) > 1
    assert [line.start for line in ours(case).lines] == starts


def test_the_comparison_notices_a_shift_of_two_pixels(browser):
    case = LINES[0]
    moved = ImageChops.offset(our_strip(case), 2, 0)
    assert stray(moved, browser.strip(case)) > 0
