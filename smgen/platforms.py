"""Names → formats and platforms: the figures of platforms.toml as values.

A `Format` is one picture a platform shows (`instagram/portrait`): its size, what the app covers and cuts, what files it
takes. A `Platform` says how the text beside the picture is counted. Every figure carries its evidence. Whoever adds a
platform edits platforms.toml only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast, get_args

import tomli
from msgspec import Struct

from smgen import resources
from smgen.errors import BrokenInstall, UnknownName, ValuesError
from smgen.geometry import Box, Insets, Size
from smgen.late import expression

__all__ = [
    "LONGEST_SIDE",
    "MOST_PIXELS",
    "SHORTEST_SIDE",
    "Confidence",
    "Evidence",
    "Format",
    "Platform",
    "TextLimit",
    "TextUnit",
    "find_format",
    "find_formats",
    "find_platform",
    "format_names",
    "formats",
    "groups",
    "platforms",
]

Confidence = Literal["official", "official_quoted", "source_code", "measured", "computed", "secondary", "unverified"]
TextUnit = Literal["x_weighted", "mastodon", "graphemes", "codepoints", "utf16", "utf8_bytes", "threads", "unspecified"]

# A format somebody types as 1200x800: what memory and the drawing stage bear.
SHORTEST_SIDE, LONGEST_SIDE, MOST_PIXELS = 64, 8192, 36_000_000
_CUSTOM = expression(r"(\d{1,9})-?[x×]-?(\d{1,9})", re.ASCII)
_BETWEEN = expression(r"[,;|+&\n]|\s(?:und|and)\s", re.IGNORECASE)


class Evidence(Struct, frozen=True):
    """Where one figure comes from: which one ("size", "bytes"), how sure it is, the source's title and address."""

    figure: str
    confidence: Confidence
    title: str = ""
    url: str = ""


class TextLimit(Struct, frozen=True):
    """How long one text may be: `max` in `unit`s, or None where no limit is published.

    `max_bytes` is a second limit in UTF-8 bytes that holds as well; `extended` is what some accounts or servers allow.
    """

    max: int | None
    unit: TextUnit
    max_bytes: int | None = None
    extended: int | None = None


class Platform(Struct, frozen=True):
    """How one platform counts the text that goes with a picture.

    `caption`, `title` and `alt` are None where the platform has no such field. `default` is the full name of the
    format meant when only the platform is named. `has_threads`: a long caption can become several numbered posts.
    `max_hashtags`, `max_mentions`, `max_links` are None where no limit was found; `soft_hashtags` says that more are
    not refused. `url_length` is what an address counts, None for its full length. The feed folds `fold_field` after
    about `fold_characters` or `fold_lines`. `checked` is the date of the figures (ISO).
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    default: str
    caption: TextLimit | None
    title: TextLimit | None
    alt: TextLimit | None
    has_threads: bool
    max_hashtags: int | None
    soft_hashtags: bool
    max_mentions: int | None
    max_links: int | None
    url_length: int | None
    fold_characters: int | None
    fold_lines: int | None
    fold_field: Literal["caption", "title"]
    sources: tuple[Evidence, ...]
    checked: str
    notes: tuple[str, ...]


class Format(Struct, frozen=True):
    """One picture a platform shows; all zones in pixels at the format's own size.

    `safe` is what the app's interface covers (or devices cut away): the content box keeps clear of it. `grid_crop` is
    what the profile grid, a link preview or the print shop's knife takes from the whole picture, `covered_ads` the
    stricter zone asked of advertisements, `keep_out` boxes on which something lies; those three are only checked.
    `types` are Pillow's names in lower case ("jpeg", "png"), as the platform accepts them, `preferred_type` the one we
    write. `max_bytes` and `max_pixels` are None where no limit is published. `max_images_api` is the publishing API's
    count where it differs from the app's. `dpi` is 0 for screens.
    """

    name: str
    platform: str
    label: str
    width: int
    height: int
    safe: Insets = Insets()
    grid_crop: Insets = Insets()
    covered_ads: Insets = Insets()
    keep_out: tuple[Box, ...] = ()
    types: tuple[str, ...] = ("png", "jpeg", "webp")
    preferred_type: str = "png"
    max_bytes: int | None = None
    max_pixels: int | None = None
    min_images: int = 1
    max_images: int = 1
    max_images_api: int | None = None
    dpi: int = 0
    aliases: tuple[str, ...] = ()
    sources: tuple[Evidence, ...] = ()
    checked: str = ""
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return Size(self.width, self.height)

    @property
    def ratio(self) -> float:
        """Width over height: 1 for a square, below 1 for portraits."""
        return self.width / self.height

    @property
    def is_tall(self) -> bool:
        """At least 2:3 upright: stories, pins."""
        return self.height / self.width >= 1.5

    @property
    def is_wide(self) -> bool:
        """At least 1.4 times as wide as high: link previews, landscape posts, covers."""
        return self.ratio >= 1.4

    @property
    def is_square(self) -> bool:
        """As wide as high."""
        return self.width == self.height

    @property
    def corner_covered(self) -> float:
        """How many pixels up from the room's lower right corner something lies on it after all: a video's duration."""
        room = Box(0, 0, *self.size).inset(self.safe)
        there = [box for box in self.keep_out if box.right >= room.right and box.top < room.bottom <= box.bottom]
        return max((room.bottom - box.top for box in there), default=0.0)

    @property
    def confidence(self) -> Confidence:
        """The least sure of the format's figures."""
        ranked = get_args(Confidence)
        return max((source.confidence for source in self.sources), key=ranked.index, default="unverified")


def formats() -> tuple[Format, ...]:
    """Every format of the table, in its order."""
    return tuple(_table().formats.values())


def platforms() -> tuple[Platform, ...]:
    """Every platform of the table, in its order."""
    return tuple(_table().platforms.values())


def groups() -> Mapping[str, tuple[Format, ...]]:
    """The names that stand for several formats, each with its formats; "all" comes first."""
    table = _table()
    named = {name: find_formats([name]) for name in ("all", *table.groups)}
    return named | {f"{platform}/all": find_formats([f"{platform}/all"]) for platform in table.platforms}


def format_names() -> tuple[str, ...]:
    """Every name `find_formats` understands, aliases and sizes apart: formats, platforms, groups; for completion."""
    table = _table()
    return (*table.formats, *table.platforms, "all", *table.groups, *(f"{name}/all" for name in table.platforms))


def find_platform(name: str) -> Platform:
    """The platform called `name`; raises UnknownName with the nearest names."""
    table = _table()
    key = _folded(name)
    found = table.platforms.get(table.aliases.get(key, key))
    if found is None:
        raise UnknownName.among("platform", name, [*table.platforms, *table.aliases])
    return found


def find_format(name: str) -> Format:
    """The format called `name`: "instagram/story", "instagram" for the platform's default, or a size: "1200x800".

    Raises UnknownName with the nearest names, ValuesError for a size out of bounds.
    """
    if found := _known_format(name):
        return found
    if several := groups().get(_folded(name)):
        listed = ", ".join(each.name for each in several[:3])
        raise UnknownName(f"“{_folded(name)}” stands for several formats", hint=f"name one, such as {listed}")
    raise UnknownName.among("format", name, _known_names())


def find_formats(names: Iterable[str]) -> tuple[Format, ...]:
    """The formats that `names` stand for, each once, in the order of their first mention.

    A name is a format, a platform, a size, a group ("stories", "all", "instagram/all") or several of them with commas,
    semicolons, bars, “+”, “&” or “und” between them. Raises UnknownName over formats, platforms and groups.
    """
    found: dict[str, Format] = {}
    for name in (part.strip() for listed in names for part in _BETWEEN.split(listed)):
        if name:
            for each in _expanded(name):
                found.setdefault(each.name, each)
    return tuple(found.values())


def _expanded(name: str) -> tuple[Format, ...]:
    table = _table()
    key = _folded(name)
    if known := _known_format(key):
        return (known,)
    if key == "all":
        return tuple(table.formats.values())
    if key.endswith("/all"):
        platform = find_platform(key.removesuffix("/all")).name
        return tuple(each for each in table.formats.values() if each.platform == platform)
    if key in table.groups:
        return find_formats(table.groups[key])
    raise UnknownName.among("format", name, ["all", *table.groups, *_known_names()])


def _known_format(name: str) -> Format | None:
    table = _table()
    key = _folded(name)
    if size := _CUSTOM.fullmatch(key):
        return _custom(int(size[1]), int(size[2]))
    platform, slash, rest = key.partition("/")
    platform = table.aliases.get(platform, platform)
    if not slash and platform in table.platforms:
        return table.formats[table.platforms[platform].default]
    key = f"{platform}{slash}{rest}"
    return table.formats.get(table.aliases.get(key, key)) or (None if slash else _format_in_words(key))


def _format_in_words(key: str) -> Format | None:
    """The format somebody wrote without its slash: “Instagram Story”."""
    table, words = _table(), key.split("-")
    for at in range(1, len(words)):
        platform, rest = "-".join(words[:at]), "-".join(words[at:])
        name = f"{table.aliases.get(platform, platform)}/{rest}"
        if found := table.formats.get(table.aliases.get(name, name)):
            return found
    return None


def _custom(width: int, height: int) -> Format:
    fits = min(width, height) >= SHORTEST_SIDE and max(width, height) <= LONGEST_SIDE
    if not fits or width * height > MOST_PIXELS:
        raise ValuesError(
            f"a picture of {width} × {height} px cannot be made",
            hint=f"sides of {SHORTEST_SIDE} to {LONGEST_SIDE} px, {MOST_PIXELS // 1_000_000} million pixels at most",
        )
    return Format(f"{width}x{height}", "web", f"{width} × {height} px", width, height)


def _known_names() -> list[str]:
    table = _table()
    return [*table.formats, *table.platforms, *table.aliases]


def _folded(name: str) -> str:
    return "/".join(re.sub(r"[\s_-]+", "-", part.strip()) for part in name.casefold().split("/"))


class _Table(Struct, frozen=True):
    formats: dict[str, Format]
    platforms: dict[str, Platform]
    aliases: dict[str, str]
    groups: dict[str, list[str]]


@functools.cache
def _table() -> _Table:
    try:
        read = tomli.loads(resources.table("platforms.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenInstall("smgen's platforms.toml cannot be read", hint="install smgen again") from error
    entries = {name: _format(name, entry, read) for name, entry in read["formats"].items()}
    known = {name: _platform(name, entry, read) for name, entry in read["platforms"].items()}
    aliases = {alias: platform.name for platform in known.values() for alias in platform.aliases}
    aliases |= {alias: each.name for each in entries.values() for alias in each.aliases}
    return _Table(entries, known, aliases, read["groups"])


def _platform(name: str, entry: dict[str, Any], table: dict[str, Any]) -> Platform:
    fold = entry.get("fold", {})
    hashtags = entry.get("hashtags", {})
    return Platform(
        name=name,
        label=entry["label"],
        aliases=tuple(entry.get("aliases", ())),
        default=f"{name}/{entry['default']}",
        caption=_limit(entry.get("caption")),
        title=_limit(entry.get("title")),
        alt=_limit(entry.get("alt")),
        has_threads=entry.get("threads", False),
        max_hashtags=hashtags.get("max"),
        soft_hashtags=hashtags.get("soft", False),
        max_mentions=entry.get("mentions", {}).get("max"),
        max_links=entry.get("links", {}).get("max"),
        url_length=entry.get("url_length"),
        fold_characters=fold.get("characters"),
        fold_lines=fold.get("lines"),
        fold_field=fold.get("field", "caption"),
        sources=_evidence(entry, table),
        checked=entry.get("checked", table["checked"]),
        notes=tuple(entry.get("notes", ())),
    )


def _format(name: str, entry: dict[str, Any], table: dict[str, Any]) -> Format:
    least, most = entry.get("images", (1, 1))
    return Format(
        name=name,
        platform=name.partition("/")[0],
        label=entry["label"],
        width=entry["size"][0],
        height=entry["size"][1],
        safe=Insets(*entry.get("covered", ())),
        grid_crop=Insets(*entry.get("crop", ())),
        covered_ads=Insets(*entry.get("covered_ads", ())),
        keep_out=tuple(
            Box(left, top, right - left, bottom - top) for left, top, right, bottom in entry.get("keep_out", ())
        ),
        types=tuple(entry["types"]),
        preferred_type=entry.get("preferred", entry["types"][0]),
        max_bytes=entry.get("max_bytes"),
        max_pixels=entry.get("max_pixels"),
        min_images=least,
        max_images=most,
        max_images_api=entry.get("images_api"),
        dpi=entry.get("dpi", 0),
        aliases=tuple(entry.get("aliases", ())),
        sources=_evidence(entry, table),
        checked=entry.get("checked", table["checked"]),
        notes=tuple(entry.get("notes", ())),
    )


def _limit(entry: dict[str, Any] | None) -> TextLimit | None:
    if entry is None:
        return None
    return TextLimit(entry.get("max"), entry["unit"], entry.get("max_bytes"), entry.get("extended"))


def _evidence(entry: dict[str, Any], table: dict[str, Any]) -> tuple[Evidence, ...]:
    found = []
    for figure, (confidence, *rest) in entry.get("evidence", {}).items():
        source = table["sources"][rest[0]] if rest else {"title": "", "url": ""}
        found.append(Evidence(figure, cast(Confidence, confidence), source["title"], source["url"]))
    return tuple(found)
