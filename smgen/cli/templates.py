"""`smgen templates`: what there is, and what each one asks for."""

from __future__ import annotations

import functools

import click

from smgen.cli.make import own_folders
from smgen.cli.options import FormatOption, template_names_with
from smgen.cli.output import echo_json, echo_table, styled
from smgen.errors import SmgenError
from smgen.template import Template, load_template, template_names

__all__ = ["command"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", required=False, shell_complete=template_names_with)
@click.option(
    "--gallery", type=click.Path(), metavar="DIR", help="Draw every template × palette × format into one page."
)
@click.option(cls=FormatOption, help="With --gallery: only these formats.")
@click.option("--brand", type=click.Path(), help="With --gallery: in this brand.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(name: str | None, gallery: str | None, formats: tuple[str, ...], brand: str | None, as_json: bool) -> int:
    """List the templates, or show the fields, palettes and an example of one."""
    chosen, broken = ((load_template(name, own_folders()),), False) if name else _readable()
    if gallery is not None:
        from smgen.gallery import write_gallery

        told = functools.partial(_tell, many=len(chosen) > 1)
        if as_json:
            raise click.UsageError("--json goes with the list, not with --gallery")
        page, failed = write_gallery(gallery, chosen, formats, brand, begun=told)
        click.echo(page)
        if failed:
            click.echo(f"smgen: {failed} of its pictures could not be made; the page says why", err=True)
        return 1 if failed or broken else 0
    if formats or brand:
        raise click.UsageError("--format and --brand go with --gallery")
    if as_json:
        described = [_described(template) for template in chosen]
        echo_json(described[0] if name else described)
    elif name:
        _show(chosen[0])
    else:
        echo_table([(t.name, ", ".join(t.palettes), t.about) for t in chosen], ("template", "palettes", "for"))
    return 1 if broken else 0


def _readable() -> tuple[tuple[Template, ...], bool]:
    """All templates that can be read, and whether there are others, which are told of: one must not hide the rest."""
    found: list[Template] = []
    names = template_names(own_folders())
    for name in names:
        try:
            found.append(load_template(name, own_folders()))
        except SmgenError as error:
            click.echo(f"smgen: {error}", err=True)
    return tuple(found), len(found) < len(names)


def _tell(template: Template, *, many: bool) -> None:
    if many:  # it takes the better part of a minute
        click.echo(f"  {template.name} …", err=True)


def _show(template: Template) -> None:
    click.echo(f"{styled(template.name, bold=True)}: {template.about}\n")
    rows = [
        (
            f"--{field.name.replace('_', '-')}",
            "required" if field.required else f"default {field.default}" if field.default else "",
            field.about
            + (f" ({' | '.join(field.choices)})" if field.choices else "")
            + (f" In tables also {', '.join(field.aliases)}." if field.aliases else ""),
        )
        for field in template.fields.values()
    ]
    echo_table(rows, ("field", "", "what"))
    click.echo(f"\npalettes: {', '.join(template.palettes)}")


def _described(template: Template) -> dict[str, object]:
    return {
        "name": template.name,
        "about": template.about,
        "fields": [
            {
                "name": field.name,
                "kind": field.kind,
                "about": field.about,
                "required": field.required,
                "default": field.default,
                "example": field.example,
                "longest": field.longest,
                "choices": list(field.choices),
                "aliases": list(field.aliases),
            }
            for field in template.fields.values()
        ],
        "palettes": list(template.palettes),
        "samples": [dict(sample) for sample in template.samples],
    }
