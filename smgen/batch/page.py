"""The posts that were made -> index.html: a contact sheet to send round for approval. (thin for now)"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence

from smgen.batch.manifest import Manifest
from smgen.errors import Note

__all__ = ["GENERATOR", "pages"]

GENERATOR = '<meta name="generator" content="smgen">'


def pages(
    posts: Sequence[str],
    manifest: Manifest,
    errors: Sequence[Note],
    table: str,
    thumbnail: Callable[[str], bytes | None],
) -> Iterator[tuple[str, bytes]]:
    """The sheet's pages by path."""
    parts = ["<!doctype html>", GENERATOR, f"<title>{html.escape(table)}</title>"]
    for post in posts:
        entry = manifest.entry(post)
        if entry:
            parts.append(f'<img src="{html.escape(entry["files"][0]["path"])}" alt="{html.escape(entry["alt"][0])}">')
    yield "index.html", "\n".join(parts).encode()
