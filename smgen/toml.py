"""A TOML file somebody wrote -> its tables, or one sentence of what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli

from smgen.errors import SmgenError, printable

__all__ = ["read_toml"]

_LARGEST = 256 * 1024
"""Bytes; what is larger was not written by hand."""


def read_toml(file: Path, error: type[SmgenError], where: str) -> dict[str, Any]:
    """The tables of `file`. Raises `error`, placed at `where`, with the line TOML names."""
    try:
        if not file.is_file():
            raise error("is not a file", where=where)
        if file.stat().st_size > _LARGEST:
            raise error(f"more than {_LARGEST // 1024} kB are no {printable(file.name)}", where=where)
        return tomli.loads(file.read_text("utf-8-sig"))
    except tomli.TOMLDecodeError as reason:
        hint = 'texts stand in quotation marks, as in name = "…"'
        raise error(f"cannot be read: {printable(str(reason), 200)}", where=where, hint=hint) from None
    except UnicodeDecodeError:
        raise error("is not written in UTF-8", where=where, hint="save it again as UTF-8") from None
    except RecursionError:
        raise error("is nested too deeply", where=where) from None
    except OSError as reason:
        raise error(f"cannot be read: {reason.strerror}", where=where) from None
