"""A `Post` -> files: pictures, caption and alt texts beside each other, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from smgen.errors import OutputError, printable
from smgen.files import is_there, write_whole
from smgen.painting.encode import SUFFIXES, is_ours

__all__ = ["Saveable", "picture_path", "save"]


class _Named(Protocol):
    @property
    def name(self) -> str:
        """A format's name: instagram/portrait."""
        ...


class Saveable(Protocol):
    """What saving asks of a `Post`."""

    @property
    def template(self) -> str:
        """Its template's name."""
        ...

    @property
    def format(self) -> _Named:
        """Its format, which has a name."""
        ...

    @property
    def extension(self) -> str:
        """The file extension its platform likes best."""
        ...

    @property
    def scenes(self) -> Sequence[object]:
        """One for each picture."""
        ...

    @property
    def thread(self) -> Sequence[str]:
        """The caption, in as many posts as the platform needs."""
        ...

    @property
    def alts(self) -> Sequence[str]:
        """One alt text for each picture."""
        ...

    def encode(self, slide: int = 0, type: str | None = None) -> bytes:
        """One picture as a file's bytes."""
        ...


def picture_path(output: str | Path, post: Saveable, *, many: bool = False) -> Path:
    """Where a post's picture goes: the file named, or TEMPLATE-FORMAT in the folder named.

    With `many` formats for one file name, the format is put before the suffix: `tile.png` becomes
    `tile-instagram-story.png`.
    """
    path = Path(output)
    form = post.format.name.replace("/", "-")
    if path.suffix.lower() in SUFFIXES:
        return path.with_name(f"{path.stem}-{form}{path.suffix}") if many else path
    if path.suffix and not path.is_dir() and not str(output).endswith(("/", "\\")):
        raise OutputError(
            f"{printable(path.name)} is neither a folder nor a picture file",
            hint=f"files end in {', '.join(SUFFIXES)}",
        )
    return path / f"{post.template}-{form}.{post.extension}"


def save(post: Saveable, picture: Path, *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write the pictures of a post, NAME.caption.txt and NAME.alt.txt; the paths written, pictures first.

    Of a carousel the pictures are numbered: NAME-1.jpg, NAME-2.jpg. The suffix of `picture` decides the type. Files that
    smgen did not make are only replaced with `overwrite`. Raises OutputError.
    """
    kind = SUFFIXES[picture.suffix.lower()].removeprefix("image/")
    targets = _targets(picture, len(post.scenes))
    texts = _texts(post, picture)
    _refuse_folders([*targets, *texts])
    if not overwrite:
        _refuse_foreign(targets, list(texts))
    data = [post.encode(slide, kind) for slide in range(len(targets))]
    for target, content in zip(targets, data, strict=True):
        write_whole(target, content)
    for target, text in texts.items():
        write_whole(target, text.encode("utf-8"))
    return (*targets, *texts)


def _targets(picture: Path, slides: int) -> list[Path]:
    if slides == 1:
        return [picture]
    width = len(str(slides))
    return [picture.with_name(f"{picture.stem}-{n:0{width}}{picture.suffix}") for n in range(1, slides + 1)]


def _texts(post: Saveable, picture: Path) -> dict[Path, str]:
    texts: dict[Path, str] = {}
    if post.thread:
        texts[picture.with_name(f"{picture.stem}.caption.txt")] = "\n\n".join(post.thread) + "\n"
    if any(post.alts):
        texts[picture.with_name(f"{picture.stem}.alt.txt")] = "\n\n".join(post.alts) + "\n"
    return texts


def _refuse_folders(paths: list[Path]) -> None:
    """Before anything is written: no file can take a folder's place, and half a post is none."""
    for path in paths:
        if os.path.isdir(path):  # Path.is_dir raises for names that are too long
            raise OutputError("a folder is where the file should go", where=printable(str(path)))


def _refuse_foreign(pictures: list[Path], texts: list[Path]) -> None:
    """Refuse to replace what smgen did not make: a foreign picture, or texts that stand there without one of ours."""
    ours = False
    for path in pictures:
        if is_there(path):
            if not is_ours(path):
                raise OutputError(
                    "is already there, and smgen did not make it",
                    where=printable(str(path)),
                    hint="choose another name, or add --overwrite",
                )
            ours = True
    for path in texts:
        if is_there(path) and not ours:
            raise OutputError(
                "is already there without a picture of smgen's beside it",
                where=printable(str(path)),
                hint="choose another name, or add --overwrite",
            )
