"""A name -> a template folder that works at once; its comments teach what docs/templates.md tells in full."""

from __future__ import annotations

from pathlib import Path

from smgen.errors import OutputError, printable
from smgen.naming import safe_name
from smgen.starting.writing import write_new

__all__ = ["new_template"]


def new_template(name: str, parent: Path) -> tuple[Path, ...]:
    """Write the folder `name` into `parent`; the paths of its files. Raises OutputError where it is there already."""
    folder = parent / Path(name).parent / safe_name(Path(name).name, fallback="template")
    if folder.exists():
        hint = "choose another name"
        raise OutputError("is already there", where=printable(str(folder), 200), hint=hint)
    texts = {
        "template.toml": _TOML,
        "card.xml.j2": _CARD,
        "caption.txt.j2": _CAPTION,
        "alt.txt.j2": _ALT,
    }
    return write_new(folder, {file: text.encode("utf-8") for file, text in texts.items()})


_TOML = """\
# What this template is for: shown by `smgen templates` and as the help of `smgen make`.
about = "An announcement: a headline, a few words, and a photo if there is one."

# Each [fields.NAME] is a column of your table and an option of `smgen make`. `kind` says what its text must be:
# text (may have line breaks), line, picture, date, time, url, number, money, list (entries separated by |), choice, focus.
[fields.headline]
about = "What it is about, in a few words."
example = "Der Garten macht auf!"
required = true
longest = 70  # characters that still look good

[fields.text]
about = "One or two sentences more."
example = "Ab Samstag sind die Beete wieder für alle da."
longest = 160

[fields.photo]
about = "A photo, by its file name."
kind = "picture"

[fields.credit]
about = "Who took the photo."
kind = "line"

[fields.link]
about = "Where to read on."
kind = "url"

[fields.hashtags]
about = "Hashtags for the caption."
kind = "list"

# Palettes name the brand's colours (primary secondary tertiary ink paper) or colours such as #11302b, so that the template
# follows every brand. `ground` must be there; `ink` is found by itself where it is left out.
[palettes.paper]
ground = "paper"
accent = "primary"

[palettes.night]
ground = "ink"
accent = "secondary"

# Records to try it with: `smgen check` makes each of them in several formats. The usual, the shortest and the longest.
[[samples]]
headline = "Der Garten macht auf!"
text = "Ab Samstag sind die Beete wieder für alle da."

[[samples]]
sample = "shortest"
headline = "Danke!"

[[samples]]
sample = "longest"
headline = "Mitgliederversammlung: Wir wählen einen neuen Vorstand und feiern"
text = "Am Donnerstag ab 18 Uhr im Kulturbahnhof. Gäste sind willkommen, Gebärdensprache und Kinderbetreuung gibt es auch. Bringt etwas fürs Buffet mit!"
palette = "night"
"""

_CARD = """\
{#- The picture. Jinja fills it, then it is read as XML. Sizes in vmin (a hundredth of the shorter side) serve every format;
    nothing is placed by coordinates: a card is a column inside the part of the picture that no app covers.
    `smgen make ./FOLDER … --guides` draws the boxes, `--watch` makes it again whenever you save. -#}
<card background="{{ palette.ground }}" color="{{ palette.ink }}" padding="7vmin" gap="4vmin">
  {% if photo %}
  {#- `grow` shares out the room that is left; `cover` fills the box and never stretches the photo. -#}
  <image field="photo" src="{{ photo }}" object-fit="cover" bleed="top left right" grow="1" min-height="30vmin"/>
  {% else %}
  <shape kind="rectangle" fill="{{ palette.accent }}" width="16vmin" height="2vmin" role="decoration"/>
  {% endif %}
  {#- `fit="grow"` finds the largest size that fits, between the two given. `field` says whose words these are, for messages.
      `|typographic` sets quotation marks, dashes and spaces as the language wants them. -#}
  <text field="headline" font-family="heading" font-weight="800" fit="grow" grow="1" min-font-size="5vmin" max-font-size="15vmin" align-content="end">{{ headline|typographic }}</text>
  {% if text %}<text field="text" font-size="{{ '4.4vmin' if format.is_tall else '3.9vmin' }}">{{ text|typographic }}</text>{% endif %}
  {% if photo and credit %}<text field="credit" font-size="2.7vmin">{{ brand.credit|replace("{name}", credit) }}</text>{% endif %}
  {#- Logo and name of the brand, the same in all templates. -#}
  {% include "_parts/sender.xml.j2" %}
</card>
"""

_CAPTION = """\
{#- The text that goes with the picture: plain, no XML. Lines that stay empty do no harm. `platform` is the platform's name:
    {% if platform == "mastodon" %} … {% endif %}. `|link` and `|hashtags` know what each platform does with them. -#}
{{ headline|typographic }}

{{ text|typographic }}

{{ link|link }}
{{ hashtags|hashtags }}
"""

_ALT = """\
{#- What the picture says, for those who do not see it: all of its words, without "Bild von". `smgen check` tells which words
    are missing. Say what a photo shows, too, where a field tells it. -#}
{{ headline|typographic }} {{ text|typographic }}{% if photo and credit %} {{ brand.credit|replace("{name}", credit) }}.{% endif %}{% if brand.name %} {{ brand.name }}{% endif %}
"""
