"""Where smgen's own files are: the only module that knows how smgen was installed."""

from __future__ import annotations

from pathlib import Path

from smgen.errors import BrokenInstall

__all__ = ["folder", "table"]

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The shipped folder `name` ("templates", "fonts"): inside the package when installed, beside it in a checkout."""
    inside = _PACKAGE / name
    if inside.is_dir():
        return inside
    # A stray site-packages/templates must never be taken for ours, hence the look for the project file.
    if (_PACKAGE.parent / "pyproject.toml").is_file() and (_PACKAGE.parent / name).is_dir():
        return _PACKAGE.parent / name
    raise BrokenInstall(
        f"smgen's folder “{name}” is missing",
        hint="install smgen again, in its repository: pip install --force-reinstall .",
    )


def table(name: str) -> Path:
    """A data file that lies beside the code, such as platforms.toml."""
    return _PACKAGE / name
