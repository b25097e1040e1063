"""Where smgen's own files are: the only module that knows how smgen was installed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from smgen.errors import BrokenInstall

__all__ = ["cache_folder", "folder", "table"]

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


def cache_folder() -> Path | None:
    """The user's own folder for what can be made again at any time; None where there is none that is safe to read from."""
    from platformdirs import user_cache_path  # only who compiles templates needs it

    try:
        folder = user_cache_path("smgen", appauthor=False)
        if not folder.is_absolute():  # no home: it would be a folder “~” in the current one
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except (OSError, RuntimeError):  # platformdirs raises the latter where there is no home
        return None


def _is_private(folder: Path) -> bool:
    """Whether nobody else can write into `folder`. Windows keeps a user's folders apart by itself."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.lstat()
    shared = stat.S_IWGRP | stat.S_IWOTH
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & shared
