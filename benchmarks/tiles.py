"""200 different quotations on one 1080 px tile, by smgen and by takumi-py: pictures per core-second, paired in one run.

    python -m pip install takumi-py && python benchmarks/tiles.py

Both draw the same gradient, words, author and logo with the same font files and write PNG. smgen fits every text to its
box; takumi-py cannot, and is handed the size smgen found, which spares it that work. File sizes are compared with what
Pillow writes at level 6 for smgen's pixels. CPU time, not wall time, so that a busy machine does little harm.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
from pathlib import Path

from PIL import Image, ImageDraw

import smgen
from smgen.resources import folder

HERE = Path(__file__).parent
TILE = HERE / "tile"
SIDE = 1080
SYLLABLES = (
    "an auf aus ber brau bun der die ein er fah fal fen gar ge gen hal haus hei heim her hof ken kin klei kom land le lei "
    "ler lich ma men mit nach nen neu ord rei ren rich rund schaf schul see sen sie som spiel stadt stei stim stra tag tei ten "
    "tig ton trag tref ver viel vor wald war wei wer win woh wol zei zen zu zwi"
).split()


def quotations(count: int, seed: int = 7) -> list[str]:
    """Texts of about 280 characters out of thousands of different words."""
    chance = random.Random(seed)

    def word() -> str:
        made = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((1, 1, 2, 2, 3))))
        return made.capitalize() if chance.random() < 0.3 else made

    texts = []
    for _ in range(count):
        words: list[str] = []
        while sum(len(part) + 1 for part in words) < 272:
            words.append(word())
        texts.append(" ".join(words) + ".")
    return texts


def logo() -> bytes:
    """A disc with a hole, on nothing."""
    image = Image.new("RGBA", (320, 320))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 312, 312), fill="#ff5a3c")
    draw.ellipse((110, 110, 210, 210), fill="#f4ebdd")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def by_smgen(text: str) -> tuple[bytes, float]:
    """The tile, and the font size found."""
    post = smgen.make(TILE, {"quote": text, "author": "Amira Haddad"}, format=f"{SIDE}x{SIDE}")
    size = next(
        dict(region.facts)["size"] for region in post.scenes[0].regions if region.field == "quote" and region.facts
    )
    return post.encode(type="png"), float(size)


def takumi():
    """A function from text and font size to the same tile by takumi-py."""
    from takumi_py import Renderer

    renderer = Renderer(load_default_fonts=False)
    fonts = folder("fonts")
    renderer.register_font((fonts / "Bricolage-Grotesque/BricolageGrotesque-700Bold.ttf").read_bytes())
    text_font = next((fonts / "Atkinson-Hyperlegible-Next").glob("*400Regular.ttf"))
    renderer.register_font(text_font.read_bytes())
    renderer.put_persistent_image("logo", (TILE / "logo.png").read_bytes())

    def draw(text: str, size: float) -> bytes:
        place = {
            "position": "absolute",
            "bottom": "100px",
            "fontSize": "36px",
            "fontFamily": "Atkinson Hyperlegible Next",
        }
        words = {
            "width": "880px",
            "height": "640px",
            "fontSize": f"{size}px",
            "lineHeight": 1.08,
            "letterSpacing": "-0.018em",
            "fontFamily": "Bricolage Grotesque",
            "fontWeight": 700,
        }
        node = {
            "type": "container",
            "style": {
                "width": f"{SIDE}px",
                "height": f"{SIDE}px",
                "padding": "100px",
                "color": "#ffffff",
                "backgroundImage": "linear-gradient(180deg, #11302b, #0b5d51)",
            },
            "children": [
                {"type": "text", "text": text, "style": words},
                {"type": "text", "text": "Amira Haddad", "style": {**place, "left": "100px"}},
                {
                    "type": "image",
                    "src": "logo",
                    "width": 160,
                    "height": 160,
                    "style": {
                        "position": "absolute",
                        "right": "100px",
                        "bottom": "100px",
                        "width": "160px",
                        "height": "160px",
                    },
                },
            ],
        }
        return renderer.render_node(node, width=SIDE, height=SIDE)

    return draw


def main() -> None:
    """Print pictures per core-second of both, the ratio, and the file sizes."""
    (TILE / "logo.png").write_bytes(logo())
    texts = quotations(220)
    words = {word for text in texts[20:] for word in text.split()}
    try:
        other = takumi()
    except ImportError:
        sys.exit("takumi-py is not installed: python -m pip install takumi-py")
    for text in texts[:20]:  # caches warm
        data, size = by_smgen(text)
        other(text, size)
    ours: list[float] = []
    theirs: list[float] = []
    sizes: list[tuple[int, int, int]] = []
    for index, text in enumerate(texts[20:]):
        start = time.process_time()
        data, size = by_smgen(text)
        middle = time.process_time()
        rival = other(text, size)
        end = time.process_time()
        ours.append(middle - start)
        theirs.append(end - middle)
        if index % 20 == 0:
            file = io.BytesIO()
            Image.open(io.BytesIO(data)).convert("RGB").save(file, "PNG", compress_level=6)
            sizes.append((len(data), len(file.getvalue()), len(rival)))
            if len(sys.argv) > 1:
                Path(sys.argv[1]).mkdir(exist_ok=True)
                (Path(sys.argv[1]) / f"{index}-smgen.png").write_bytes(data)
                (Path(sys.argv[1]) / f"{index}-takumi.png").write_bytes(rival)
    print(f"{len(texts) - 20} tiles, {len(words)} different words")
    for name, times in (("smgen", ours), ("takumi-py", theirs)):
        median = statistics.median(times)
        print(f"{name:10} {1 / median:6.1f} pictures per core-second, median {median * 1e3:.2f} ms")
    by_medians = statistics.median(theirs) / statistics.median(ours)
    print(f"ratio by sums {sum(theirs) / sum(ours):.2f}, by medians {by_medians:.2f}")
    own, pillow, rival = (statistics.mean(column) for column in zip(*sizes, strict=True))
    print(
        f"bytes: smgen {own:,.0f}, the same pixels by Pillow level 6 {pillow:,.0f} (ratio {own / pillow:.2f}), ", end=""
    )
    print(f"takumi-py {rival:,.0f}")


if __name__ == "__main__":
    main()
