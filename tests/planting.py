"""Posts to plant faults in: a template folder written for one test, and the post made from it."""

from __future__ import annotations

import datetime
from pathlib import Path

from smgen.post import Post, make

TODAY = datetime.date(2026, 11, 23)

TOML = """
about = "For a test."
[fields.headline]
about = "Words."
[fields.text]
about = "More words."
[fields.photo]
about = "A photo."
kind = "picture"
[fields.credit]
about = "Who took it."
[fields.date]
about = "When."
kind = "date"
[palettes.plain]
ground = "#ffffff"
"""

CARD = """<card background="#ffffff" color="#11302b" padding="8vmin" gap="5vmin">
  <text field="headline" font-family="heading" font-size="9vmin">{{ headline }}</text>
  {% if text %}<text field="text" font-size="4vmin">{{ text }}</text>{% endif %}
</card>"""

ALT = "{{ headline }} {{ text }}"


def planted(
    folder: Path,
    card: str = CARD,
    *,
    caption: str = "Komm vorbei!",
    alt: str | None = ALT,
    format: str = "instagram/portrait",
    brand: Path | None = None,
    **values: str,
) -> Post:
    """A post of a template whose files are these; `headline` is “Hallo Welt” unless said otherwise."""
    place = folder / "planted"
    place.mkdir(exist_ok=True)
    (place / "template.toml").write_text(TOML, "utf-8")
    (place / "card.xml.j2").write_text(card, "utf-8")
    (place / "caption.txt.j2").write_text(caption, "utf-8")
    if alt is not None:
        (place / "alt.txt.j2").write_text(alt, "utf-8")
    record = {"headline": "Hallo Welt", **values}
    return make(place, record, format=format, brand=brand, folder=folder, extras=True)
