"""`smgen templates`: what there is, and what each one asks for."""

from __future__ import annotations

import functools

import click

from smgen.cli.make import own_folders
from smgen.cli.options import FormatOption
from smgen.cli.output import echo_json, echo_table, styled
from smgen.template import Template, load_template, templates

__all__ = ["command"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", required=False)
@click.option(
    "--gallery", type=click.Path(), metavar="DIR", help="Draw every template × palette × format into one page."
)
@click.option(cls=FormatOption, help="With --gallery: only these formats.")
@click.option("--brand", type=click.Path(), help="With --gallery: in this brand.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(name: str | None, gallery: str | None, formats: tuple[str, ...], brand: str | None, as_json: bool) -> None:
    """List the templates, or show the fields, palettes and an example of one."""
    chosen = (load_template(name, own_folders()),) if name else templates(own_folders())
    if gallery is not None:
        from smgen.gallery import write_gallery

        told = functools.partial(_tell, many=len(chosen) > 1)
        click.echo(write_gallery(gallery, chosen, formats, brand, begun=told))
        return
    if formats or brand:
        raise click.UsageError("--format and --brand go with --gallery")
    if as_json:
        described = [_described(template) for template in chosen]
        echo_json(described[0] if name else described)
    elif name:
        _show(chosen[0])
    else:
        echo_table([(t.name, ", ".join(t.palettes), t.about) for t in chosen], ("template", "palettes", "for"))


def _tell(template: Template, *, many: bool) -> None:
    if many:  # it takes the better part of a minute
        click.echo(f"  {template.name} …", err=True)


def _show(template: Template) -> None:
    click.echo(f"{styled(template.name, bold=True)}: {template.about}\n")
    rows = [
        (
            f"--{field.name.replace('_', '-')}",
            "required" if field.required else f"default {field.default}" if field.default else "",
            field.about + (f" ({' | '.join(field.choices)})" if field.choices else ""),
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
            }
            for field in template.fields.values()
        ],
        "palettes": list(template.palettes),
        "samples": [dict(sample) for sample in template.samples],
    }
