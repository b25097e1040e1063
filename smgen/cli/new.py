"""`smgen new`: a template, a brand or a campaign to start from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from smgen.cli.output import echo_notes, styled
from smgen.starting import new_brand, new_campaign, new_template

__all__ = ["command"]

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_output = click.option(
    "-o", "--output", default=".", metavar="DIR", type=click.Path(), help="The folder to write it into."
)


@click.group(context_settings=_SETTINGS)
def command() -> None:
    """Write a template, a brand or a campaign to start from. It works at once; nothing is ever overwritten."""


@command.command(context_settings=_SETTINGS, short_help="A template folder, with comments that teach.")
@click.argument("name")
@_output
def template(name: str, output: str) -> None:
    """Write a template folder NAME, with comments that teach the markup."""
    paths = new_template(name, Path(output))
    folder = paths[0].parent
    _tell(paths)
    _advise(f'smgen make {_as_argument(folder)} --headline "Der Garten macht auf!"', f"smgen check {_path(folder)}")


@command.command(context_settings=_SETTINGS, short_help="A brand.toml, its colours out of your logo.")
@click.argument("name")
@click.option("--logo", type=click.Path(), metavar="FILE", help="Take the colours out of this logo, and copy it.")
@click.option("--website-colors", metavar="'#…, #…'", help="Take these colours, the most important first.")
@_output
def brand(name: str, logo: str | None, website_colors: str | None, output: str) -> None:
    """Write a brand.toml for the organisation NAME, its colours made into pairs that can be read."""
    paths, notes = new_brand(name, Path(output), logo=logo, website_colors=website_colors)
    _tell(paths)
    echo_notes(notes)
    folder = _path(paths[0].parent)
    _advise(f'smgen make quote --quote "Hallo!" --brand {folder}', f"smgen check {folder}")


@command.command(context_settings=_SETTINGS, short_help="A campaign folder with a table of posts.")
@click.argument("name")
@_output
def campaign(name: str, output: str) -> None:
    """Write a campaign folder NAME: brand.toml, a table with a few posts, and how to go on."""
    paths = new_campaign(name, Path(output))
    _tell(paths)
    _advise(f"cd {_path(paths[0].parent)}", "smgen check .", "smgen batch posts.csv --brand brand.toml")


def _tell(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(styled(str(path), bold=True))


def _advise(*commands: str) -> None:
    click.echo("\nnow try")
    for line in commands:
        click.echo(f"  {line}")


def _as_argument(folder: Path) -> str:
    """A template's folder as `smgen make` takes it: a path, not a name."""
    text = _path(folder)
    return text if "/" in text or "\\" in text else f"./{text}"


def _path(folder: Path) -> str:
    text = str(folder)
    return f'"{text}"' if " " in text else text
