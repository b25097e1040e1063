"""platforms.toml -> docs/formats.md: every figure with how sure it is and where it is from.

    python docs/make_formats.py

A test fails while the page and the table differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smgen.geometry import Insets
from smgen.platforms import Evidence, Format, Platform, TextLimit, formats, groups, platforms

PAGE = Path(__file__).parent / "formats.md"

_HEAD = """\
# Formats and platforms

What each platform shows, covers, takes and counts. This page is made from `smgen/platforms.toml` by
`docs/make_formats.py`; change the table, not the page. `smgen formats` prints the same, `--json` for programs.

A format is named `instagram/story`; a platform alone means its usual format; `1200x800` is a size of your own. Names
for several at once: {groups}, and `PLATFORM/all`.

How sure a figure is: **official** (read on the vendor's page), **official quoted** (the vendor's page as quoted by
independent public files), **source code** (read in the platform's own), **measured** (in the running app, by third
parties), **computed**, **secondary** (guides, other tools), **unverified** (common knowledge; check before you rely on
it). The least sure figure of a format stands in the table.
"""


def page() -> str:
    """The whole page."""
    named = ", ".join(f"`{name}`" for name in groups() if "/" not in name)
    parts = [_HEAD.format(groups=named), *_overview()]
    for platform in platforms():
        parts += _platform(platform)
    parts += _rest()
    return "\n".join(parts).rstrip() + "\n"


def _overview() -> Iterator[str]:
    yield "## All formats\n"
    yield "| format | size | types | at most | covered: top right bottom left | pictures | sure |"
    yield "|---|---|---|---|---|---|---|"
    for each in formats():
        pictures = f"{each.min_images}–{each.max_images}" if each.max_images > 1 else "1"
        cells = (f"`{each.name}`", f"{each.width} × {each.height}", ", ".join(each.types), _bytes(each.max_bytes))
        yield _row(*cells, _insets(each.safe), pictures, _sure(each.confidence))
    yield ""


def _platform(platform: Platform) -> Iterator[str]:
    yield f"## {platform.label}\n"
    yield "| text | limit | counted in |"
    yield "|---|---|---|"
    for name, limit in (("caption", platform.caption), ("title", platform.title), ("alt text", platform.alt)):
        if limit is not None:
            yield _row(name, _limit(limit), _unit(limit))
    yield ""
    facts = list(_facts(platform))
    if facts:
        yield "\n".join(f"- {fact}" for fact in facts) + "\n"
    yield from _evidence(platform.sources)
    for each in formats():
        if each.platform == platform.name:
            yield from _format(each)


def _facts(platform: Platform) -> Iterator[str]:
    if platform.has_threads:
        yield "long captions become numbered posts"
    if platform.max_hashtags is not None:
        yield f"at most {platform.max_hashtags} hashtags" + (" (above it none works)" if platform.soft_hashtags else "")
    if platform.max_mentions is not None:
        yield f"at most {platform.max_mentions} mentions"
    if platform.max_links is not None:
        yield f"at most {platform.max_links} links"
    if platform.url_length is not None:
        yield f"every link counts {platform.url_length}"
    fold = platform.fold_characters or platform.fold_lines
    if fold:
        unit = "characters" if platform.fold_characters else "lines"
        yield f"the feed folds the {platform.fold_field} after about {fold} {unit}"
    yield from platform.notes


def _rest() -> Iterator[str]:
    """Formats of no platform: print."""
    known = {platform.name for platform in platforms()}
    others = [each for each in formats() if each.platform not in known]
    if others:
        yield "## Elsewhere\n"
    for each in others:
        yield from _format(each)


def _format(each: Format) -> Iterator[str]:
    yield f"### `{each.name}`: {each.label}\n"
    facts = [f"{each.width} × {each.height} px" + (f" at {each.dpi} dpi" if each.dpi else "")]
    facts += [f"also called {', '.join(f'`{alias}`' for alias in each.aliases)}"] if each.aliases else []
    facts += [f"at most {each.max_pixels:,} pixels"] if each.max_pixels else []
    facts += [f"planning tools take {each.max_images_api} pictures"] if each.max_images_api else []
    zones = (("covered by the app", each.safe), ("cut by grid, preview or knife", each.grid_crop))
    zones += (("covered in advertisements", each.covered_ads),)
    facts += [f"{name}: {_insets(zone)} (top right bottom left)" for name, zone in zones if any(zone)]
    facts += [
        f"something lies at {box.left:g}, {box.top:g}: {box.width:g} × {box.height:g} px" for box in each.keep_out
    ]
    yield "\n".join(f"- {fact}" for fact in (*facts, *each.notes)) + "\n"
    yield from _evidence(each.sources)


def _evidence(sources: tuple[Evidence, ...]) -> Iterator[str]:
    if not sources:
        return
    yield "| figure | how sure | from |"
    yield "|---|---|---|"
    for source in sources:
        title = source.title.replace("|", "\\|")
        yield _row(
            source.figure.replace("_", " "),
            _sure(source.confidence),
            f"[{title}]({source.url})" if source.url else title,
        )
    yield ""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _limit(limit: TextLimit) -> str:
    text = "not published" if limit.max is None else f"{limit.max:,}"
    text += f" and {limit.max_bytes:,} bytes" if limit.max_bytes else ""
    return text + (f"; {limit.extended:,} for some accounts or servers" if limit.extended else "")


def _unit(limit: TextLimit) -> str:
    return "characters (not said which: UTF-16)" if limit.unit == "unspecified" else limit.unit.replace("_", " ")


def _insets(insets: Insets) -> str:
    return " ".join(f"{side:g}" for side in insets) if any(insets) else ""


def _bytes(count: int | None) -> str:
    if count is None:
        return ""
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count / 1000:g} kB"


def _sure(confidence: str) -> str:
    return confidence.replace("_", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
