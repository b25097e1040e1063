"""Everything that decides what a post looks like -> a key: equal keys, equal files.

The key is made from contents, never from times: the row's values, the template's folder and the parts it shares, the
brand with its logos and fonts, the pictures named, the format, the settings, smgen's version, and by what faces are found:
an extra installed later moves the crop of photos.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from smgen import resources
from smgen._version import __version__
from smgen.brand import Brand
from smgen.errors import PictureError
from smgen.files import file_sha256
from smgen.painting.finder import finder
from smgen.painting.locating import located, unquoted
from smgen.tables import Value

__all__ = ["LARGEST", "Fingerprints"]

LARGEST = 100_000_000
"""Bytes of the largest file looked into: more than any picture or font that would be taken."""

_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif")


class Fingerprints:
    """Digests of files and folders, each read once a run and again when it has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, tuple[tuple[int, int], str]] = {}
        self._folders: dict[Path, str] = {}
        self._brands: dict[str, str] = {}
        self._templates: dict[Path, str] = {}

    def row(
        self, values: Mapping[str, Value], template: Path, brand: Brand, settings: Iterable[object], fonts: str | None
    ) -> str:
        """The part of the key that all formats of a row share."""
        parts = [
            __version__,
            finder(),
            self._template(template),
            self._brand(brand),
            self._tree(Path(fonts)) if fonts else "",
            list(settings),
            values,
            self._pictures(values),
        ]
        return _digest(parts)

    def post(self, row: str, format: str, sizes: Mapping[str, float] | None) -> str:
        """The key of one row in one format."""
        return _digest([row, format, sizes or {}])

    def _template(self, folder: Path) -> str:
        """The template's own files, the parts all templates share, and the shipped fonts."""
        if folder not in self._templates:
            shared = resources.folder("templates")
            parts = [entry for entry in sorted(shared.iterdir()) if entry.name.startswith("_") and entry.is_dir()]
            fonts = self._file(resources.folder("fonts") / "index.json")
            self._templates[folder] = _digest([self._tree(folder), *(self._tree(part) for part in parts), fonts])
        return self._templates[folder]

    def _brand(self, brand: Brand) -> str:
        if brand.path not in self._brands:
            files = [path for path in (brand.path, brand.logo, brand.logo_on_dark) if path]
            trees = [self._tree(Path(folder)) for folder in brand.font_folders]
            self._brands[brand.path] = _digest([[self._file(Path(path)) for path in files], trees])
        return self._brands[brand.path]

    def _pictures(self, values: Mapping[str, Value]) -> dict[str, str]:
        named = {value for value in values.values() if isinstance(value, str) and _names_picture(value)}
        return {name: self._file(self._folder / name) or self._file(self._located(name)) for name in sorted(named)}

    def _located(self, name: str) -> Path:
        """Where a picture is whose name is spelled in another way, with a backslash for one."""
        with contextlib.suppress(PictureError, OSError, ValueError):
            return located(name, [self._folder]) or self._folder / name
        return self._folder / name

    def _tree(self, path: Path) -> str:
        if path not in self._folders:
            if path.is_dir():
                files = sorted(entry for entry in path.rglob("*") if entry.is_file())
                listed = [[entry.relative_to(path).as_posix(), self._file(entry)] for entry in files]
                self._folders[path] = _digest(listed)
            else:
                self._folders[path] = self._file(path)
        return self._folders[path]

    def _file(self, path: Path) -> str:
        """The SHA-256 of a file's content, “” where there is none to read."""
        try:
            facts = os.stat(path)
            if not stat.S_ISREG(facts.st_mode) or facts.st_size > LARGEST:  # a device would be read for ever
                return ""
            stamp = facts.st_mtime_ns, facts.st_size
            known = self._files.get(str(path))
            if known is None or known[0] != stamp:
                known = stamp, file_sha256(path)
                self._files[str(path)] = known
        except (OSError, ValueError):
            return ""
        return known[1]


def _names_picture(value: str) -> bool:
    return len(value) < 1000 and unquoted(value).casefold().endswith(_PICTURE_ENDINGS) and "://" not in value


def _digest(parts: object) -> str:
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
