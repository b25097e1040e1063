"""`smgen formats`: the pictures each platform shows, and the evidence for every figure."""

from __future__ import annotations

from typing import Any

import click

from smgen.cli.count import COUNTED_IN
from smgen.cli.options import format_names_with
from smgen.cli.output import echo_json, echo_table, styled
from smgen.errors import UnknownName
from smgen.geometry import Insets
from smgen.platforms import Evidence, Format, Platform, TextLimit, find_format, find_platform, formats, groups

__all__ = ["command"]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", required=False, shell_complete=format_names_with)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(name: str | None, as_json: bool) -> None:
    """List the formats, or tell everything about one: sizes, zones, limits, and where each figure is from.

    NAME is a format (instagram/story), a platform (its usual format) or a size (1200x800).
    """
    if name is None:
        _list(as_json)
        return
    chosen = find_format(name)
    if as_json:
        echo_json(_described(chosen))
    else:
        _show(chosen)


def _list(as_json: bool) -> None:
    if as_json:
        echo_json([_described(each) for each in formats()])
        return
    headers = ("format", "size", "types", "at most", "covered", "images", "caption", "sure")
    echo_table([_row(each) for each in formats()], headers)
    named = ", ".join(name for name in groups() if "/" not in name)
    click.echo(f"\ngroups: {named}, PLATFORM/all; or any size, such as 1200x800")
    click.echo("covered: what the app's own interface hides, top right bottom left in px; smgen formats NAME tells all")


def _row(each: Format) -> tuple[str, ...]:
    caption = _platform(each)
    return (
        each.name,
        f"{each.width}×{each.height}",
        " ".join(each.types),
        _bytes(each.max_bytes),
        _insets(each.safe),
        str(each.max_images) if each.max_images == each.min_images else f"{each.min_images}–{each.max_images}",
        _limit(caption.caption) if caption else "",
        each.confidence,
    )


def _show(each: Format) -> None:
    click.echo(f"{styled(each.name, bold=True)}: {each.label}\n")
    for name, value in _facts(each):
        if value:
            click.echo(f"  {name + ':':<22}{value}")
    _show_evidence("where the figures are from", each.sources, each.notes, each.checked)
    platform = _platform(each)
    if platform is None:
        return
    click.echo(f"\n{styled(platform.label, bold=True)}: the text that goes with it\n")
    for name, value in _text_facts(platform):
        if value:
            click.echo(f"  {name + ':':<22}{value}")
    _show_evidence("where the figures are from", platform.sources, platform.notes, platform.checked)


def _facts(each: Format) -> tuple[tuple[str, str], ...]:
    return (
        ("size", f"{each.width} × {each.height} px" + (f" at {each.dpi} dpi" if each.dpi else "")),
        ("also called", ", ".join(each.aliases)),
        ("types", ", ".join(each.types) + f" (smgen writes {each.preferred_type})"),
        ("at most", _bytes(each.max_bytes)),
        ("pixels at most", f"{each.max_pixels:,}" if each.max_pixels else ""),
        ("pictures in a post", f"{each.min_images} to {each.max_images}" if each.max_images > 1 else "1"),
        ("by planning tools", f"{each.max_images_api} at most" if each.max_images_api else ""),
        ("covered by the app", _insets(each.safe, named=True)),
        ("cut by grid/preview", _insets(each.grid_crop, named=True)),
        ("covered in ads", _insets(each.covered_ads, named=True)),
        ("kept free", "; ".join(f"{box.width:g}×{box.height:g} at {box.left:g}, {box.top:g}" for box in each.keep_out)),
    )


def _text_facts(platform: Platform) -> tuple[tuple[str, str], ...]:
    fold = f"{platform.fold_characters} characters" if platform.fold_characters else ""
    fold = fold or (f"{platform.fold_lines} lines" if platform.fold_lines else "")
    counted = f"each counts {platform.url_length}" if platform.url_length else ""
    soft = ", above it none works" if platform.soft_hashtags else ""
    return (
        ("caption", _limit(platform.caption, unit=True)),
        ("title", _limit(platform.title, unit=True)),
        ("alt text", _limit(platform.alt, unit=True)),
        ("threads", "long captions become numbered posts" if platform.has_threads else ""),
        ("hashtags", f"{platform.max_hashtags} at most{soft}" if platform.max_hashtags else ""),
        ("mentions", f"{platform.max_mentions} at most" if platform.max_mentions else ""),
        ("links", ", ".join(filter(None, (f"{platform.max_links} at most" if platform.max_links else "", counted)))),
        ("folded after", fold),
    )


def _show_evidence(title: str, sources: tuple[Evidence, ...], notes: tuple[str, ...], checked: str) -> None:
    for note in notes:
        click.echo(f"  – {note}")
    if not sources:
        return
    click.echo(styled(f"\n  {title}" + (f" (looked at {checked})" if checked else ""), dim=True))
    for source in sources:
        click.echo(f"  {source.figure}: {source.confidence}" + (f": {source.title}" if source.title else ""))
        if source.url:
            click.echo(f"      {source.url}")


def _described(each: Format) -> dict[str, Any]:
    platform = _platform(each)
    return {
        "name": each.name,
        "label": each.label,
        "platform": each.platform,
        "aliases": list(each.aliases),
        "width": each.width,
        "height": each.height,
        "dpi": each.dpi,
        "types": list(each.types),
        "preferred_type": each.preferred_type,
        "max_bytes": each.max_bytes,
        "max_pixels": each.max_pixels,
        "images": [each.min_images, each.max_images],
        "images_api": each.max_images_api,
        "covered": list(each.safe),
        "crop": list(each.grid_crop),
        "covered_ads": list(each.covered_ads),
        "keep_out": [list(box) for box in each.keep_out],
        "caption": _limit_dict(platform.caption) if platform else None,
        "alt": _limit_dict(platform.alt) if platform else None,
        "confidence": each.confidence,
        "checked": each.checked,
        "sources": [_source_dict(source) for source in each.sources],
        "notes": list(each.notes),
    }


def _limit_dict(limit: TextLimit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {"max": limit.max, "unit": limit.unit, "max_bytes": limit.max_bytes, "extended": limit.extended}


def _source_dict(source: Evidence) -> dict[str, str]:
    return {"figure": source.figure, "confidence": source.confidence, "title": source.title, "url": source.url}


def _platform(each: Format) -> Platform | None:
    """The platform, None for sizes of one's own."""
    try:
        return find_platform(each.platform)
    except UnknownName:
        return None


def _limit(limit: TextLimit | None, *, unit: bool = False) -> str:
    if limit is None:
        return ""
    if limit.max is None:
        return "no limit known"
    text = f"{limit.max:,}"
    if not unit:
        return text
    counted = COUNTED_IN.get(limit.unit, limit.unit)
    text += {"characters": "", "its own way": ", counted its own way"}.get(counted, f" {counted}")
    text += f" and {limit.max_bytes:,} bytes" if limit.max_bytes else ""
    return text + (f" (some accounts: {limit.extended:,})" if limit.extended else "")


def _insets(insets: Insets, *, named: bool = False) -> str:
    if not any(insets):
        return ""
    if not named:
        return " ".join(f"{side:g}" for side in insets)
    sides = zip(("top", "right", "bottom", "left"), insets, strict=True)
    return ", ".join(f"{name} {side:g}" for name, side in sides if side) + " px"


def _bytes(count: int | None) -> str:
    if count is None:
        return ""
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count / 1000:g} kB"
