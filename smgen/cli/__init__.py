"""The command line: parse, call, print. One file a command, each loaded when it is called.

Exit codes: 0 all made, 1 something was not made (the rest was), 2 usage, 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from smgen._version import __version__
from smgen.errors import SmgenError, UnknownName, printable

__all__ = ["run", "smgen"]

_COMMANDS = {
    "make": "Make one post: the picture, its caption and its alt text.",
    "batch": "Make a whole campaign from a CSV, Excel or JSON table.",
    "templates": "List the templates, or show what one asks for.",
    "formats": "List the formats and what each platform allows.",
    "fonts": "List the fonts.",
    "check": "Say what is wrong with a table, a brand, a template or finished posts.",
    "count": "Count a text the way a platform counts it.",
    "new": "Write a template, a brand or a campaign to start from.",
    "doctor": "Say whether this installation works.",
    "demo": "Make a handful of pictures to look at.",
}


class _Commands(click.Group):
    """Commands by name, imported when called: `smgen --version` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"smgen.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            raise click.UsageError(str(UnknownName.among("command", args[0], _COMMANDS)), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="smgen")
def smgen() -> None:
    """Pictures, captions and alt texts for social media, from one record."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line on `arguments` and give back the exit code; nothing but sentences reaches the terminal."""
    _make_output_safe()
    try:
        result = smgen.main(list(arguments), prog_name="smgen", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SmgenError as error:
        if "--json" in arguments:
            import json  # only where something is wrong

            # In one line: it may be the last of `batch --json`, which tells one event a line.
            click.echo(json.dumps({"event": "error", "error": error.as_note().as_dict()}, ensure_ascii=False))
        click.echo(f"smgen: {error}", err=True)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:  # a full disk behind standard output, a folder that is gone: nobody's fault in here
        place = f"{printable(str(error.filename))}: " if error.filename else ""
        click.echo(f"smgen: {place}{(error.strerror or str(error)).lower()}", err=True)
        return 1
    except Exception as error:
        # A fault of ours: who only wants a picture gets a sentence, who asks gets the whole story.
        if os.environ.get("SMGEN_TRACEBACK"):
            raise
        told = printable(f"{type(error).__name__}: {error}", 200)
        click.echo(
            f"smgen: stumbled over a fault of its own: {told} (please report it; SMGEN_TRACEBACK=1 says where)",
            err=True,
        )
        return 1
    return result if isinstance(result, int) else 0


def _make_output_safe() -> None:
    """A console that cannot show a character shows its code instead of stopping the program; a closed one takes nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open as long as the process
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
