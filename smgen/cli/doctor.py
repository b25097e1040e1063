"""`smgen doctor`: whether this installation works, part by part."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Mapping

import click

from smgen._version import __version__
from smgen.cli.output import echo_json, styled
from smgen.errors import SmgenError

__all__ = ["command"]

_LIBRARIES = (
    "pillow",
    "uharfbuzz",
    "icu4py",
    "pyphen",
    "jinja2",
    "qrcode",
    "resvg-py",
    "isal",
    "click",
    "msgspec",
    "tomli",
    "platformdirs",
    "babel",
    "charset-normalizer",
    "python-calamine",
    "python-stdnum",
)
_EXTRAS = ("distributed", "fsspec", "s3fs", "zxing-cpp", "dlib-bin")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(as_json: bool) -> int:
    """Say whether this installation works: its libraries, its files, and one picture made in memory."""
    libraries = {name: _version(name) for name in _LIBRARIES}
    extras = {name: _version(name) for name in _EXTRAS}
    trouble = [f"{name} is missing: pip install {name}" for name, version in libraries.items() if not version]
    trouble += _files() + ([] if trouble else _picture())
    report = {
        "smgen": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "libraries": libraries,
        "extras": extras,
        "faces": _faces(),
        "trouble": trouble,
    }
    if as_json:
        echo_json(report)
    else:
        _show(report)
    return 1 if trouble else 0


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _faces() -> str:
    from smgen.painting.finder import finder

    return finder()


def _files() -> list[str]:
    from smgen.fonts import FontBook
    from smgen.template import templates

    try:
        return [] if templates() and FontBook.shipped().families() else ["smgen's templates or fonts are missing"]
    except SmgenError as error:
        return [str(error)]


def _picture() -> list[str]:
    from smgen.post import make

    try:
        data = make("quote", {"quote": "Grüße – „läuft“ 👋", "author": "smgen doctor"}).encode()
    except SmgenError as error:
        return [f"a test picture could not be made: {error}"]
    return [] if len(data) > 1000 else ["a test picture came out empty"]


def _show(report: Mapping[str, object]) -> None:
    installed: dict[str, str] = report["extras"]  # type: ignore[assignment]
    click.echo(f"smgen {report['smgen']}, Python {report['python']}, {report['system']}, {sys.executable}")
    for group in ("libraries", "extras"):
        versions: dict[str, str] = report[group]  # type: ignore[assignment]
        for name, version in versions.items():
            sign = styled("✓", fg="green") if version else styled("–" if group == "extras" else "✗", fg="red")
            click.echo(f"  {sign} {name} {version or 'not installed'}{' (optional)' if group == 'extras' else ''}")
    if installed["dlib-bin"] and not report["faces"]:
        why = "numpy is missing, or this processor has no AVX"
        click.echo(styled(f"  – faces in photos are not looked for all the same: {why}", fg="red"))
    trouble: list[str] = report["trouble"]  # type: ignore[assignment]
    for line in trouble:
        click.echo(styled(f"  ✗ {line}", fg="red"))
    if not trouble:
        click.echo(styled("  ✓ templates, fonts and a test picture are fine", fg="green"))
