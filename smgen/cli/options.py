"""Options that several commands have, declared once: `@click.option(cls=FormatOption, help="…")`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

__all__ = ["FormatOption"]


class FormatOption(click.Option):
    """`-f FORMAT`, repeatable, completed from the names of the formats."""

    def __init__(self, declarations: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(
            declarations or ("-f", "--format", "formats"),
            multiple=True,
            metavar="FORMAT",
            shell_complete=_names,
            **settings,
        )


def _names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from smgen.platforms import format_names

    return [name for name in format_names() if name.startswith(incomplete)]
