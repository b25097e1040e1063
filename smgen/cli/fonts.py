"""`smgen fonts`: the families at hand, their weights and roles."""

from __future__ import annotations

from typing import Any

import click

from smgen.cli.output import echo_json, echo_table
from smgen.fonts import FontBook

__all__ = ["command"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--fonts", "folder", type=click.Path(), help="A folder with more fonts.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(folder: str | None, as_json: bool) -> None:
    """List the font families: those shipped with smgen, and those of a folder."""
    book = FontBook.shipped()
    if folder:
        book = book.with_folder(folder)
    roles: dict[str, list[str]] = {}
    for role, family in book.roles.items():
        roles.setdefault(family, []).append(role)
    rows: list[dict[str, Any]] = [
        {
            "family": family.name,
            "weights": list(family.weights),
            "italic": family.has_italic,
            "roles": roles.get(family.name, []),
        }
        for family in book.families()
    ]
    if as_json:
        echo_json(rows)
        return
    echo_table(
        [
            (
                str(row["family"]),
                " ".join(str(w) for w in row["weights"]),
                "yes" if row["italic"] else "",
                ", ".join(row["roles"]),
            )
            for row in rows
        ],
        ("family", "weights", "italic", "role"),
    )
