"""Options that several commands have, declared once: `@click.option(cls=FormatOption, help="…")`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

__all__ = ["FormatOption", "format_names_with", "platform_names_with", "template_names_with"]


class FormatOption(click.Option):
    """`-f FORMAT`, repeatable, completed from the names of the formats."""

    def __init__(self, declarations: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(
            declarations or ("-f", "--format", "formats"),
            multiple=True,
            metavar="FORMAT",
            shell_complete=format_names_with,
            **settings,
        )


def format_names_with(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Formats to complete."""
    from smgen.platforms import format_names

    return [name for name in format_names() if name.startswith(incomplete)]


def platform_names_with(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Platforms to complete."""
    from smgen.platforms import platforms

    return [each.name for each in platforms() if each.name.startswith(incomplete)]


def template_names_with(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Templates to complete."""
    from smgen.cli.make import own_folders
    from smgen.template import template_names

    return [name for name in template_names(own_folders()) if name.startswith(incomplete)]
