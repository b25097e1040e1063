"""`smgen check PATH…`: what is wrong with a table, a brand, a template or finished posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import click
from msgspec.structs import replace

from smgen.brand import load_brand
from smgen.cli.batch import row_numbers
from smgen.cli.make import own_folders
from smgen.cli.options import FormatOption, template_names_with
from smgen.cli.output import echo_json, echo_note, styled
from smgen.errors import Note, Severity
from smgen.inspection import Finding, Settings, inspect
from smgen.platforms import find_formats
from smgen.template import load_template

__all__ = ["command", "github_line"]

_ORDER: dict[Severity, int] = {"info": 0, "warning": 1, "error": 2}
_GITHUB: dict[Severity, str] = {"info": "notice", "warning": "warning", "error": "error"}


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    cls=FormatOption,
    help="Look at posts in these formats (for tables: rows that name none). Repeatable.",
)
@click.option(
    "-t",
    "--template",
    metavar="TEMPLATE",
    shell_complete=template_names_with,
    help="For rows of a table that name none.",
)
@click.option("--brand", type=click.Path(), help="A brand.toml; without it the one beside a table is used.")
@click.option("--rows", metavar="3-7,12", help="Only these rows of a table, numbered as Excel shows them.")
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning", "info")),
    default="error",
    show_default=True,
    help="Exit with code 1 from this severity on.",
)
@click.option("--quiet", "-q", is_flag=True, help="Leave out what is only for information.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--github", is_flag=True, help="Report as annotations for GitHub Actions.")
def command(
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    template: str | None,
    brand: str | None,
    rows: str | None,
    fail_on: Severity,
    quiet: bool,
    as_json: bool,
    github: bool,
) -> int:
    """Say what is wrong with tables, brands, templates or finished posts, and how to mend it.

    PATH is a table, a brand.toml, a template folder, a picture or a folder of finished posts, or a campaign's folder.
    Posts are made in memory and looked at as people will see them; nothing is written. docs/checks.md tells every code.
    """
    if as_json and github:
        raise click.UsageError("--json and --github are two ways to report; choose one")
    settings = Settings(formats, brand, template, row_numbers(rows or ""))
    _refuse_unknown_names(settings)
    found: list[Finding] = []
    for path in paths:
        for finding in inspect(path, settings):
            found.append(finding)
            if not as_json and not (quiet and finding.note.severity == "info"):
                click.echo(github_line(finding)) if github else echo_note(_named(finding, paths), err=False)
    if as_json:
        echo_json([_described(finding) for finding in found])
    elif not github:
        click.echo(_summary(found))
    return 1 if any(_ORDER[each.note.severity] >= _ORDER[fail_on] for each in found) else 0


def _refuse_unknown_names(settings: Settings) -> None:
    """Also where nothing asks for them: what is misspelt must not pass for what was checked."""
    find_formats(settings.formats)
    load_brand(settings.brand)
    if settings.template:
        load_template(settings.template, own_folders())


def github_line(finding: Finding) -> str:
    """A finding as a workflow command; what could end or forge one is escaped.

    Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit, command.ts.
    """
    note = finding.note
    place = [f"file={_property(finding.file)}"]
    place += [f"line={finding.line}"] if finding.line else []
    place += [f"title={_property(note.code)}"]
    return f"::{_GITHUB[note.severity]} {','.join(place)}::{_data(str(note))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _named(finding: Finding, paths: Sequence[str]) -> Note:
    """The note as it is shown: with its code, and its file where that is not clear."""
    note = finding.note
    name = finding.file.replace("\\", "/").rpartition("/")[2]
    if len(paths) > 1 and note.where != finding.file:
        # Two templates both have a card.xml.j2.
        note = replace(note, where=note.where.removeprefix(name).removeprefix(", ")).at(finding.file)
    elif name not in note.where and finding.file != paths[0]:
        note = note.at(name)
    code = styled(f"[{note.code}]", dim=True)
    return Note(note.severity, note.code, f"{note.what} {code}", note.where, note.hint)


def _summary(found: Iterable[Finding]) -> str:
    counted = Counter[str](finding.note.severity for finding in found)
    parts = [
        f"{counted[severity]} {name}{'s' * (counted[severity] != 1)}"
        for severity, name in (("error", "error"), ("warning", "warning"), ("info", "remark"))
        if counted[severity]
    ]
    if not parts:
        return styled("✓ nothing to find fault with", fg="green")
    return ", ".join(parts)


def _described(finding: Finding) -> dict[str, object]:
    return {"file": finding.file, "line": finding.line or None, **finding.note.as_dict()}
