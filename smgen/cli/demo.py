"""`smgen demo`: a handful of pictures to look at, from an article about non-profits and social media."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smgen.cli.options import FormatOption
from smgen.cli.output import echo_notes, styled

__all__ = ["POSTS", "command"]

POSTS: tuple[tuple[str, str, str | None, dict[str, Any]], ...] = (
    (
        "number",
        "69-prozent",
        None,
        {
            "number": "69 %",
            "text": "der befragten sozialen Organisationen nutzen Social Media regelmäßig.",
            "source": "Digital-Report 2020",
        },
    ),
    (
        "people",
        "6-von-10",
        None,
        {
            "count": "6",
            "total": "10",
            "text": "Menschen in Deutschland sind in sozialen Netzwerken angemeldet.",
        },
    ),
    ("poster", "likes", None, {"slogan": "All we need is likes"}),
    ("poster", "likes-graffiti", "street", {"slogan": "All we need is likes", "look": "spray"}),
    (
        "quote",
        "zitat",
        None,
        {
            "quote": "Durch gute Social-Media-Arbeit zeigt ihr euer Wirken und die Menschen hinter eurer Organisation.",
            "author": "SOCIAL SOCIAL",
            "role": "Kommunikationsexpert:innen",
        },
    ),
)
"""Template, file name, palette and record of each picture. Source: the article "So geht Social Media" of D3."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-o", "--output", default="smgen-demo", show_default=True, metavar="DIR", help="Where the pictures go.")
@click.option(
    cls=FormatOption,
    default=("instagram/portrait", "instagram/story", "web/opengraph"),
    show_default=True,
    help="A format, platform or group; repeatable.",
)
@click.option("--brand", type=click.Path(), help="A brand.toml to make them in.")
def command(output: str, formats: tuple[str, ...], brand: str | None) -> None:
    """Make a handful of pictures to look at: a figure, a comparison, two slogans and a quotation."""
    from smgen.platforms import find_formats
    from smgen.post import make
    from smgen.saving import save

    folder = Path(output)
    for template, name, palette, values in POSTS:
        for format in find_formats(formats):
            post = make(template, values, format=format, brand=brand, palette=palette)
            target = folder / f"{name}-{format.name.replace('/', '-')}.{post.extension}"
            for path in save(post, target):
                if path.suffix != ".txt":
                    click.echo(styled(str(path), bold=True))
            echo_notes(note for note in post.notes if note.severity != "info")
    click.echo(f"look into {folder}", err=True)
