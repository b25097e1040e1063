"""`smgen make TEMPLATE`: every template is a subcommand, every field an option."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smgen.cli.options import FormatOption
from smgen.cli.output import echo_json, echo_notes, styled
from smgen.errors import Note, OutputError, SmgenError, UnknownName, printable
from smgen.template import Field, Template, load_template, template_names

if TYPE_CHECKING:
    from smgen.post import Post

__all__ = ["command", "own_folders"]

_KIND_METAVARS = {
    "picture": "FILE",
    "date": "DATE",
    "time": "TIME",
    "url": "URL",
    "number": "NUMBER",
    "money": "AMOUNT",
    "iban": "IBAN",
    "list": "A|B|C",
    "focus": "X% Y%",
}


class _Templates(click.Group):
    """The templates as commands, read from their folders."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(template_names(own_folders()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        try:
            return _command(load_template(cmd_name, own_folders()))
        except UnknownName as error:
            raise click.UsageError(str(error), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Templates"):
            formatter.write_dl([(name, _about(name)) for name in self.list_commands(ctx)])


def _about(name: str) -> str:
    try:
        return load_template(name, own_folders()).about
    except SmgenError as error:  # one broken template must not hide the others
        return f"! {error}"


def own_folders() -> tuple[Path, ...]:
    """Templates in ./templates come before the shipped ones."""
    folder = Path("templates")
    return (folder,) if folder.is_dir() else ()


@click.group(
    cls=_Templates,
    options_metavar="",
    subcommand_metavar="TEMPLATE [--FIELD VALUE …] [OPTIONS]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def command() -> None:
    """Make one post: the picture, its caption and its alt text.

    TEMPLATE is a name from `smgen templates` or the path of a template folder (./my-template). Its fields are the
    options: smgen make quote --help.
    """


def _command(template: Template) -> click.Command:
    options: list[click.Parameter] = [_field_option(field) for field in template.fields.values()]
    options += _common_options(template)
    return _TemplateCommand(
        template.name,
        params=options,
        callback=functools.partial(_make, template),
        help=template.about,
        epilog=_example(template),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _field_option(field: Field) -> click.Option:
    about = field.about + (f"  Example: {field.example}" if field.example and field.kind != "text" else "")
    return click.Option(
        [f"--{field.name.replace('_', '-')}", f"field_{field.name}"],
        help=about,
        required=field.required,
        multiple=field.kind == "list",
        default=(field.default or None) if field.kind != "list" else None,
        show_default=bool(field.default) and field.kind != "list",
        type=_OneOf("choice", field.choices) if field.choices else _completed_type(field),
        metavar=None if field.choices else _KIND_METAVARS.get(field.kind, "TEXT"),
    )


class _TemplateCommand(click.Command):
    """A command that knows what words beside its options mostly are: a text without quotation marks.

    And that an option given twice is a slip: one of two texts would be lost.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            given = [] if ctx.resilient_parsing else self.make_parser(ctx).parse_args(list(args))[2]
            twice = [each for each in given if given.count(each) > 1 and isinstance(each, click.Option)]
            if once := next((each for each in twice if not (each.multiple or each.is_flag)), None):
                raise click.UsageError(f"{once.opts[-1]} is given twice", ctx)
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if type(error) is click.UsageError and "extra argument" in error.message:
                hint = 'a text of several words stands in quotation marks: --quote "Gemeinsam geht es."'
                raise click.UsageError(f"{error.message}; {hint}", ctx) from None
            raise


class _OneOf(click.Choice[str]):
    """A choice that says what was probably meant, as every other unknown name does."""

    def __init__(self, kind: str, choices: Sequence[str]) -> None:
        super().__init__(choices)
        self.kind = kind

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        return str(UnknownName.among(self.kind, str(value), self.choices))


def _completed_type(field: Field) -> click.ParamType[Any]:
    return click.Path() if field.kind == "picture" else click.STRING


def _common_options(template: Template) -> list[click.Parameter]:
    return [
        FormatOption(
            default=("instagram/portrait",),
            help="A format, platform, group or size: instagram/story, mastodon, stories, all, 1200x800; repeatable."
            "  [default: instagram/portrait]",
        ),
        click.Option(["--brand"], type=click.Path(), help="A brand.toml, or the folder that holds one."),
        click.Option(
            ["--palette"], type=_OneOf("palette", list(template.palettes)), help="One of the template's looks."
        ),
        click.Option(["--lang"], metavar="LANGUAGE", help="Language of the texts: de, en, uk, ar …"),
        click.Option(["--fonts"], type=click.Path(), help="A folder with more fonts."),
        click.Option(
            ["-o", "--output"], default=".", help="A file, a folder, or - for standard output.", metavar="PATH"
        ),
        click.Option(["--overwrite"], is_flag=True, help="Replace files smgen did not make."),
        click.Option(["--guides"], is_flag=True, help="Draw boxes, safe zone and sizes over the picture."),
        click.Option(["--explain"], is_flag=True, help="Say why every text has the size it has."),
        click.Option(["--watch"], is_flag=True, help="Make it again whenever the template or brand changes."),
        click.Option(["--json", "as_json"], is_flag=True, help="Report as JSON."),
    ]


def _example(template: Template) -> str:
    usual = template.sample
    shown = " ".join(f'--{name.replace("_", "-")} "{usual[name]}"' for name in usual if name in template.fields)
    # On a line of its own that is not filled: a break in the middle of an option could not be copied.
    return f"\b\nExample:\nsmgen make {template.name} {shown}"


def _make(template: Template, /, **options: Any) -> int:
    values = {
        name.removeprefix("field_"): value
        for name, value in options.items()
        if name.startswith("field_") and value not in (None, ())
    }
    common = {name: value for name, value in options.items() if not name.startswith("field_")}
    once = functools.partial(_make_once, template.folder, values, common)
    if common["watch"]:
        return _watch(once, _watched(template, common))
    return once()


def _make_once(folder: Path, values: Mapping[str, Any], common: Mapping[str, Any]) -> int:
    from smgen.platforms import find_formats
    from smgen.post import make
    from smgen.saving import picture_path, save

    formats = find_formats(common["formats"])
    if not formats:
        raise click.UsageError("-f names no format")
    to_stdout = common["output"] == "-"
    if to_stdout and len(formats) > 1:
        raise click.UsageError("-o - takes one format; standard output holds one picture")
    if to_stdout and common["as_json"]:
        raise click.UsageError("-o - and --json both want standard output; name a file or folder with -o")
    echo_notes(_lost(values))
    reports: list[dict[str, Any]] = []
    failed = False
    for format in formats:
        try:
            post = make(
                folder,
                values,
                format=format,
                brand=common["brand"],
                palette=common["palette"],
                lang=common["lang"],
                fonts=common["fonts"],
                trusted=True,
            )
            if common["guides"]:
                post = post.with_guides()
            if to_stdout:
                _write_to_stdout(post, explain=common["explain"])
                continue
            target = picture_path(common["output"], post, many=len(formats) > 1)
            written = save(post, target, overwrite=common["overwrite"])
        except SmgenError as error:
            failed = True
            if common["as_json"]:
                reports.append({"format": format.name, "error": error.as_note().as_dict()})
            else:
                click.echo(f"smgen: {error}", err=True)
            continue
        if common["as_json"]:
            reports.append({**post.as_dict(), "files": [str(path) for path in written]})
        else:
            _show(post, written, explain=common["explain"])
    if common["as_json"]:
        echo_json(reports)
    return 1 if failed else 0


def _write_to_stdout(post: Post, *, explain: bool) -> None:
    """The picture itself; what is to be told of it goes where messages go."""
    if len(post.scenes) > 1:
        hint = "take -o FOLDER; standard output holds one picture"
        raise OutputError(f"this post has {len(post.scenes)} pictures", where=post.format.name, hint=hint)
    if getattr(sys.stdout, "name", "") == os.devnull:
        raise OutputError("standard output is closed")
    data = post.encode()
    echo_notes(_told(post, explain=explain))
    sys.stdout.buffer.write(data)


def _told(post: Post, *, explain: bool) -> Iterator[Note]:
    return (note for note in (*post.notes, *post.encoding_notes) if explain or note.code != "fit")


def _lost(values: Mapping[str, Any]) -> Iterator[Note]:
    """A warning for every text whose bytes were no UTF-8: Python hands them over as lone surrogates."""
    for name, value in values.items():
        if any("\ud800" <= character <= "\udfff" for character in "".join(value)):
            what = "the text holds characters that could not be read (shown as �)"
            yield Note("warning", "characters-lost", what, name, "set the terminal to UTF-8")


def _show(post: Post, written: Sequence[Path], *, explain: bool) -> None:
    size = post.format.size
    for path in written:
        if path.suffix != ".txt":
            kilobytes = path.stat().st_size / 1000
            named = styled(printable(str(path), 1000), bold=True)
            click.echo(f"{named}  {size.width}×{size.height}, {kilobytes:,.0f} kB")
    if post.caption:
        count = post.caption_count
        counted = f" ({count.used} of {count.limit})" if count and count.limit else ""
        click.echo(styled(f"  caption{counted}", dim=True))
        click.echo(_indented("\n\n".join(post.thread)))
    for index, alt in enumerate(post.alts):
        label = f"  alt text {index + 1}" if len(post.alts) > 1 else "  alt text"
        click.echo(styled(label, dim=True))
        click.echo(_indented(alt))
    echo_notes(_told(post, explain=explain))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _watched(template: Template, common: Mapping[str, Any]) -> list[Path]:
    return [template.folder, *([Path(common["brand"])] if common["brand"] else [])]


def _watch(once: Callable[[], int], paths: list[Path]) -> int:
    from smgen.cli.watching import watch

    return watch(once, paths)
