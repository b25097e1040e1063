"""The pictures of the README, of docs/templates.md and of the example campaign, from the product itself.

python docs/make_pictures.py
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from PIL import Image

import smgen

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PICTURES = DOCS / "pictures"
BRAND = ROOT / "examples" / "brand" / "brand.toml"
CAMPAIGN = ROOT / "examples" / "so-geht-social-media"
GAP = 24
GROUND = (236, 236, 236)


def examples(page: Path) -> list[str]:
    """The cards shown on a page, in order."""
    return re.findall(r"```xml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


def card_post(markup: str, format: str = "1080x1080") -> smgen.Post:
    """A post from bare card markup: a template folder for the moment."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template.toml").write_text('about = "An example."\n', "utf-8")
        (Path(folder) / "card.xml.j2").write_text(markup, "utf-8")
        post = smgen.make(Path(folder), {}, format=format)
        _ = post.image  # drawn while the folder is there
    return post


def row(images: list[Image.Image], height: int) -> Image.Image:
    """Pictures side by side, all of one height."""
    scaled = [
        image.resize((round(image.width * height / image.height), height), Image.Resampling.LANCZOS) for image in images
    ]
    width = sum(image.width for image in scaled) + GAP * (len(scaled) + 1)
    sheet = Image.new("RGB", (width, height + 2 * GAP), GROUND)
    left = GAP
    for image in scaled:
        sheet.paste(image, (left, GAP))
        left += image.width + GAP
    return sheet


def in_rows(images: list[Image.Image], count: int) -> Image.Image:
    """Pictures of one shape in so many rows."""
    each = -(-len(images) // count)
    rows = [row(images[start : start + each], 400) for start in range(0, len(images), each)]
    sheet = Image.new("RGB", (rows[0].width, sum(strip.height - GAP for strip in rows) + GAP), GROUND)
    for number, strip in enumerate(rows):
        sheet.paste(strip, (0, number * (strip.height - GAP)))
    return sheet


def save(image: Image.Image, name: str, folder: Path = PICTURES) -> None:
    """A JPEG of the docs, at most 1600 px wide."""
    if image.width > 1600:
        image = image.resize((1600, round(image.height * 1600 / image.width)), Image.Resampling.LANCZOS)
    folder.mkdir(exist_ok=True)
    image.save(folder / name, quality=86, optimize=True)


BOARD = (
    (
        "quote",
        "coral",
        {
            "quote": "Bei uns zählt nicht, woher du kommst, sondern dass du mit anpackst.",
            "author": "Amira Haddad",
            "role": "Ehrenamtliche im Begegnungscafé",
        },
    ),
    (
        "number",
        None,
        {
            "number": "69 %",
            "text": "der sozialen Organisationen nutzen Social Media regelmäßig.",
            "source": "Digital-Report 2020",
        },
    ),
    ("poster", "street", {"slogan": "All we need is likes", "look": "spray"}),
    (
        "event",
        None,
        {
            "title": "Nachbarschaftsküche: Wir kochen zusammen",
            "date": "2026-12-05",
            "time": "18:00",
            "place": "Kulturbahnhof, Gleis 3",
        },
    ),
    ("donate", None, {"call": "Ein warmer Teller für alle", "amount": "25"}),
)


def board() -> None:
    """Five posts of one association side by side."""
    save(row([smgen.make(t, v, brand=BRAND, palette=p).image for t, p, v in BOARD], 640), "board.jpg")


def formats() -> None:
    """One quotation in five formats."""
    names = ("instagram/portrait", "instagram/story", "instagram/square", "web/opengraph", "pinterest/pin")
    template, palette, values = BOARD[0]
    save(
        row([smgen.make(template, values, format=name, brand=BRAND, palette=palette).image for name in names], 520),
        "formats.jpg",
    )


def brands() -> None:
    """The same four posts under three brands."""
    rows = []
    for brand in (BRAND, ROOT / "examples/brand/garden.toml", ROOT / "examples/brand/loud.toml"):
        posts = [smgen.make(t, v, brand=brand, format="instagram/square").image for t, _, v in (*BOARD[:2], *BOARD[3:])]
        rows.append(row(posts, 420))
    sheet = Image.new("RGB", (rows[0].width, sum(strip.height for strip in rows)), GROUND)
    top = 0
    for strip in rows:
        sheet.paste(strip, (0, top))
        top += strip.height
    save(sheet, "brands.jpg")


def gallery() -> None:
    """Every template, its usual sample, in two rows."""
    images = []
    for template in smgen.templates():
        values = {key: value for key, value in template.sample.items() if key not in ("sample", "palette", "lang")}
        images.append(smgen.make(template.name, values, brand=BRAND, palette=template.sample.get("palette")).image)
    save(in_rows(images, 2), "gallery.jpg")


def campaign() -> None:
    """The example campaign as `smgen batch` makes it, and the beginnings of all its posts on one sheet."""
    rendered = CAMPAIGN / "rendered"
    shutil.rmtree(rendered, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        results = list(smgen.batch(CAMPAIGN / "posts.csv", brand=CAMPAIGN / "brand.toml", output=folder))
        for path in (path for result in results for path in result.files):
            (rendered / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / path, rendered / path)
    posts = [result.files[0] for result in results if result.format == "instagram/portrait"]
    save(in_rows([Image.open(rendered / path) for path in posts], 2), "contact-sheet.jpg", rendered)


def markup() -> None:
    """The examples of docs/templates.md, two to a picture's width, in the page's order."""
    for number, example in enumerate(examples(DOCS / "templates.md"), 1):
        image = card_post(example).image
        save(image.resize((540, 540), Image.Resampling.LANCZOS), f"markup-{number}.jpg")


if __name__ == "__main__":
    board()
    formats()
    brands()
    gallery()
    markup()
    campaign()
