"""Template + values + format -> `Post`: the whole pipeline in one place, for everybody who wants a picture.

values -> fill (Jinja) -> markup -> elements -> layout -> scenes -> draw -> encode
"""

from __future__ import annotations

import functools
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from smgen import markup, resources, wording
from smgen.brand import Brand, load_brand
from smgen.caption import thread
from smgen.counting import Count, count
from smgen.errors import DoesNotFit, Note, SmgenError, UnknownName, ValuesError, printable
from smgen.fonts import FontBook
from smgen.languages import is_language, language_tag
from smgen.layout import Assets, layout
from smgen.painting.draw import draw
from smgen.painting.encode import TYPES, Encoded, encode, type_of
from smgen.painting.focus import focus
from smgen.painting.pictures import open_picture, picture_notes
from smgen.platforms import Format, find_format, find_platform
from smgen.scene import Picture, PictureSource, Scene, walk
from smgen.template import Template, load_template, with_time
from smgen.unseen import unseen

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Post", "common_sizes", "make", "series"]


class Post(Struct, frozen=True, eq=False, dict=True):
    """A finished post: pictures (several for a carousel), caption and alt texts, and what is worth knowing of them.

    Pictures are drawn when first asked for and kept. `alts` has one text for each picture.
    """

    template: str
    format: Format
    language: str
    brand: Brand
    values: Mapping[str, Any]
    scenes: tuple[Scene, ...]
    caption: str
    alts: tuple[str, ...]
    found: tuple[Note, ...] = ()
    """What making it brought to light; `notes` adds what checking it does."""

    def __repr__(self) -> str:
        return f"<Post {self.template}, {self.format.name}, {self.language}, {len(self.scenes)} picture(s)>"

    @functools.cached_property
    def images(self) -> tuple[Image.Image, ...]:
        """The pictures, RGB, one for each slide."""
        return tuple(draw(scene) for scene in self.scenes)

    @property
    def image(self) -> Image.Image:
        """The picture; the first one of a carousel."""
        return self.images[0]

    @property
    def alt(self) -> str:
        """What the picture says, for those who do not see it; of a carousel the first slide's."""
        return self.alts[0]

    @functools.cached_property
    def thread(self) -> tuple[str, ...]:
        """The caption in as many posts as the platform needs; one where it fits, none where there is no caption."""
        if not self.caption:
            return ()
        return thread(self.caption, self.format.platform) if self._has_caption else (self.caption,)

    @property
    def caption_count(self) -> Count | None:
        """The caption as the platform counts it; None where the platform has no captions."""
        return count(self.caption, self.format.platform) if self._has_caption else None

    @functools.cached_property
    def notes(self) -> tuple[Note, ...]:
        """Everything worth knowing before posting: what making it and what checking it found."""
        from smgen.checks import check  # checking loads more than making needs

        return tuple(check(self))

    @property
    def sources(self) -> tuple[PictureSource, ...]:
        """The user's pictures in it, once each."""
        return _sources(self.scenes)

    @property
    def extension(self) -> str:
        """The file extension, without the dot, of the type the platform likes best among those the picture fits into."""
        return self._as_liked.suffix.removeprefix(".")

    @property
    def _as_liked(self) -> Encoded:
        """The first picture as the platform likes it best."""
        kinds = (self.format.preferred_type, *self.format.types)
        return self._file(0, tuple(media for kind in kinds if (media := f"image/{kind}") in TYPES))

    @functools.cached_property
    def _files(self) -> dict[tuple[int, tuple[str, ...]], Encoded]:
        """The pictures encoded so far."""
        return {}

    def _file(self, slide: int, types: tuple[str, ...]) -> Encoded:
        """A picture encoded; kept, as naming a file, writing it and telling of it all ask for it."""
        if (slide, types) not in self._files:
            found = encode(self.images[slide], types=types, max_bytes=self.format.max_bytes)
            self._files[slide, types] = self._files[slide, (found.type,)] = found
        return self._files[slide, types]

    @property
    def encoding_notes(self) -> tuple[Note, ...]:
        """What had to be done so far to keep files under the platform's byte limit: another type, a lower quality."""
        return tuple(dict.fromkeys(note for file in self._files.values() for note in file.notes))

    def encoded(self, slide: int = 0, type: str | None = None) -> Encoded:
        """One picture as a file's bytes, under the platform's byte limit, with its type and what had to be done for it.

        `type` is "png", "jpeg" (or "jpg") or "webp"; without it, it is the type the platform likes best among those the
        first picture fits into, so that a carousel's slides are of one type.
        """
        return self._file(slide, (type_of(type) if type else self._as_liked.type,))

    def encode(self, slide: int = 0, type: str | None = None) -> bytes:
        """One picture as the bytes of a PNG, JPEG or WebP file; see `encoded`."""
        return self.encoded(slide, type).data

    def save(self, path: str | Path = ".", *, overwrite: bool = False) -> tuple[Path, ...]:
        """Write pictures, caption and alt texts; the paths written, pictures first. See `smgen.saving.save`."""
        from smgen.saving import picture_path, save  # who only looks at pictures needs no files

        return save(self, picture_path(path, self), overwrite=overwrite)

    def with_guides(self) -> Post:
        """The same post with boxes, safe zone, baselines and sizes drawn over its pictures."""
        from smgen.guides import guides  # for those who build templates

        drawn = replace(self, scenes=tuple(guides(scene, self.format) for scene in self.scenes))
        vars(drawn)["notes"] = self.notes  # of the post itself: the guides lie over its words on purpose
        return drawn

    def as_dict(self) -> dict[str, Any]:
        """Everything but the pixels, as JSON can hold it."""
        size = self.format.size
        counted = self.caption_count
        return {
            "template": self.template,
            "format": self.format.name,
            "width": int(size.width),
            "height": int(size.height),
            "language": self.language,
            "caption": self.caption,
            "caption_length": {"used": counted.used, "limit": counted.limit, "unit": counted.unit} if counted else None,
            "thread": list(self.thread),
            "alt": list(self.alts),
            "notes": [note.as_dict() for note in (*self.notes, *self.encoding_notes)],
        }

    @property
    def _has_caption(self) -> bool:
        return _has_caption(self.format)

    def _repr_png_(self) -> bytes:
        """What a notebook shows."""
        return encode(self.image, types=("image/png",)).data


def make(
    template: str | Path,
    values: Mapping[str, Any] | None = None,
    *,
    format: str | Format = "instagram/portrait",
    brand: str | Path | Brand | None = None,
    palette: str | None = None,
    lang: str | None = None,
    fonts: str | Path | None = None,
    folder: str | Path | None = None,
    templates: tuple[Path, ...] = (),
    sizes: Mapping[str, float] | None = None,
    extras: bool = False,
    trusted: bool = False,
) -> Post:
    """Make one post.

    `template` is a shipped name or the path of a template folder, `values` its fields. `brand` is a brand.toml,
    `palette` one of the template's looks, `lang` the texts' language (else the record's `lang`, else the brand's).
    Pictures are looked for in `folder` (default: the current one) and nowhere else unless `trusted`, which is for values a
    person typed. `extras` keeps values the template has no field for, for captions. `sizes` imposes font sizes in px by
    field, for a series.

    Raises SmgenError with one sentence of what, where and a hint.
    """
    chosen = load_template(template, templates)
    look = find_format(format) if isinstance(format, str) else format
    identity = brand if isinstance(brand, Brand) else load_brand(brand)
    record = dict(values or {})
    own_language = str(record.pop("lang", "") or "")
    language = language_tag(lang or own_language or identity.language)
    where = f"{chosen.name}, {look.name}"
    try:
        _refuse_no_language(language)
        record, untold = with_time(chosen, _in_language(chosen, record, language))
        checked = chosen.check(record, extras=extras, language=language)
        context = _context(chosen, checked, identity, look, palette, language)
        book = _font_book(identity, str(fonts) if fonts else "")
        assets = _assets(chosen, identity, book, Path(folder or "."), checked if trusted else {})
        filled = wording.render_card(chosen.folders(), "card.xml.j2", context)
        scenes = layout(
            markup.parse(filled, where=f"{chosen.name}/card.xml.j2"),
            look,
            assets,
            language=language,
            where=where,
            sizes=sizes,
        )
        context["slides"] = len(scenes)
        _refuse_too_many(scenes, look)
        caption, alts = _texts(chosen, context, look, scenes)
        lost = _unseen(chosen, record, context, (filled, caption, *alts), scenes)
    except SmgenError as error:
        raise (error if where in error.where else error.at(where)) from None
    found = (
        *(note for scene in scenes for note in scene.notes),
        *_of_pictures(scenes, where),
        *(note.at(where) for note in (*untold, *lost)),
        *_of_examples(scenes, chosen, checked, Path(folder or "."), where),
    )
    return Post(chosen.name, look, language, identity, checked, scenes, caption, alts, found)


def series(
    template: str | Path, records: Sequence[Mapping[str, Any]], *, share: float = 1, **options: Any
) -> tuple[Post, ...]:
    """One post for each record, all in the same font sizes, so that they look like one campaign.

    The sizes are the largest that fit all records, or with `share` below 1 that share of them; texts that do not fit at
    the common size keep their own, smaller one. `options` are those of `make`.
    """
    records = list(records)
    posts = [make(template, record, **options) for record in records]
    sizes = common_sizes(posts, share)
    return tuple(
        make(template, record, **{**options, "sizes": {f: s for f, s in sizes.items() if s <= _sizes(post).get(f, 0)}})
        for record, post in zip(records, posts, strict=True)
    )


def common_sizes(posts: Iterable[Post], share: float = 1) -> dict[str, float]:
    """For each field set at a size of its own choice: the largest size, in px, that `share` of the posts reach."""
    reached: dict[str, list[float]] = {}
    for post in posts:
        for name, size in _sizes(post).items():
            reached.setdefault(name, []).append(size)
    common = {}
    for name, sizes in reached.items():
        ordered = sorted(sizes, reverse=True)
        common[name] = ordered[max(0, min(len(ordered), math.ceil(len(ordered) * share)) - 1)]
    return common


def _sizes(post: Post) -> dict[str, float]:
    """The font sizes found by fitting, by field; the smallest where a field is set more than once."""
    sizes: dict[str, float] = {}
    for scene in post.scenes:
        for region in scene.regions:
            facts = dict(region.facts)
            if region.field and facts.get("fit", "none") in ("shrink", "grow"):
                sizes[region.field] = min(float(facts["size"]), sizes.get(region.field, math.inf))
    return sizes


_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
"""The shape of a language tag (BCP 47)."""


def _refuse_no_language(language: str) -> None:
    if not _LANGUAGE_TAG.fullmatch(language):
        hint = "languages go by their codes or names: de, de-AT, Arabisch, English"
        raise ValuesError(f"“{printable(language, 30)}” is no language", where="lang", hint=hint)


def _of_pictures(scenes: tuple[Scene, ...], where: str) -> Iterator[Note]:
    """What opening the pictures brought to light: only the first frame is shown, part of an SVG was left out."""
    for source in _sources(scenes):
        for note in picture_notes(source):
            yield note if note.where else note.at(where)


def _of_examples(
    scenes: tuple[Scene, ...], template: Template, values: Mapping[str, Any], folder: Path, where: str
) -> Iterator[Note]:
    """A warning where a name the record gives is no file of its own, but an example that comes with the template."""
    given = {str(values[field.name]) for field in template.fields.values() if field.kind == "picture"}
    for source in _sources(scenes):
        path = Path(source.path)
        if (
            path.name in given
            and path.is_relative_to(template.folder.resolve())
            and not path.is_relative_to(folder.resolve())
        ):
            what = f"{printable(path.name)} is the template's example, not a picture of yours"
            yield Note("warning", "picture-example", what, where, "give the path of your own picture")


def _sources(scenes: tuple[Scene, ...]) -> tuple[PictureSource, ...]:
    """The pictures in the scenes, once each."""
    pictures = (item for scene in scenes for item in walk(scene.items) if isinstance(item, Picture))
    return tuple({item.source: None for item in pictures})


def _in_language(template: Template, record: dict[str, Any], language: str) -> dict[str, Any]:
    """`quote_uk` stands in for `quote` where the language is `uk`; such columns of other languages are dropped."""
    short = language.replace("_", "-").partition("-")[0].lower()
    result: dict[str, Any] = {}
    for name, value in record.items():
        base, _, tongue = name.rpartition("_")
        if base in template.fields and name not in template.fields and is_language(tongue):
            if tongue == short and value:
                result[base] = value
        elif name not in result:
            result[name] = value
    return result


def _context(
    template: Template, values: Mapping[str, Any], brand: Brand, format: Format, palette: str | None, language: str
) -> dict[str, Any]:
    """Everything a template's files see; the room_ measures are what the platform leaves clear, in vmin."""
    width, height = int(format.size.width), int(format.size.height)
    short = min(width, height) / 100
    room = (width - format.safe.width) / short, (height - format.safe.height) / short
    return {
        **values,
        "palette": template.palette(palette, brand),
        "brand": brand.values(),
        "platform": format.platform,
        "format": {
            "name": format.name,
            "width": width,
            "height": height,
            "ratio": width / height,
            "is_tall": format.is_tall,
            "is_wide": format.is_wide,
            "is_square": format.is_square,
            # A strip is what is left of banners and headers: the clear room is far wider than high.
            "is_strip": room[0] > 2.65 * room[1],
            "room_left": format.safe.left / short,
            "room_top": format.safe.top / short,
            "room_width": room[0],
            "room_height": room[1],
            "corner_covered": format.corner_covered / short,
            "max_images": format.max_images,
        },
        "lang": language,
    }


def _texts(
    template: Template, context: Mapping[str, Any], format: Format, scenes: Sequence[Scene]
) -> tuple[str, tuple[str, ...]]:
    """Caption (empty where the platform has none) and one alt text for each slide.

    Alt texts also see `slide` (from 1) and `words`, what each field's text says on that slide: a long text may have gone
    on from the one before.
    """
    caption = ""
    if _has_caption(format) and (template.folder / "caption.txt.j2").is_file():
        caption = wording.render_text(template.folders(), "caption.txt.j2", context)
    if not (template.folder / "alt.txt.j2").is_file():
        return caption, ("",) * len(scenes)
    seen = ({**context, "slide": index + 1, "words": _words(scene, template)} for index, scene in enumerate(scenes))
    return caption, tuple(wording.render_text(template.folders(), "alt.txt.j2", values) for values in seen)


def _unseen(
    template: Template,
    given: Mapping[str, Any],
    context: Mapping[str, Any],
    shown: Sequence[str],
    scenes: Sequence[Scene],
) -> tuple[Note, ...]:
    """Notes on values that show nowhere. What goes into a caption is not missed where the platform has none."""
    in_picture = {region.field for scene in scenes for region in scene.regions}
    fields = [field for field in template.fields.values() if given.get(field.name) and field.name not in in_picture]

    def card(values: Mapping[str, Any]) -> str:
        return wording.render_card(template.folders(), "card.xml.j2", values)

    def texts(values: Mapping[str, Any]) -> str:
        files = (name for name in ("caption.txt.j2", "alt.txt.j2") if (template.folder / name).is_file())
        seen = {**values, "slide": 1, "words": _words(scenes[0], template)}
        return "\n".join(wording.render_text(template.folders(), name, seen) for name in files)

    # A strip leaves out what has no room there; it is not the record's fault.
    severity = "info" if context["format"]["is_strip"] else "warning"
    return tuple(unseen(fields, context, "\n".join(shown).casefold(), (card, texts), severity=severity))


def _words(scene: Scene, template: Template) -> dict[str, str]:
    """What the texts of each field say on a slide, decoration left out, and `all` of them; empty where nothing is said."""
    said = dict.fromkeys((*template.fields, "brand", "footnote", "all"), "")
    for region in scene.regions:
        facts = dict(region.facts)
        if region.tag == "words" and region.field and facts["role"] != "decoration":
            for name in (region.field, "all"):
                said[name] = f"{said.get(name, '')} {facts['text']}".strip()
    return said


def _refuse_too_many(scenes: Sequence[Scene], format: Format) -> None:
    if len(scenes) > format.max_images:
        raise DoesNotFit(
            f"this makes {len(scenes)} pictures, but {format.label} takes {format.max_images} in one post",
            hint="shorten the texts, leave some out, or take a format for more pictures",
        )


def _has_caption(format: Format) -> bool:
    try:
        return find_platform(format.platform).caption is not None
    except UnknownName:
        return False


@functools.lru_cache(maxsize=64)
def _font_book_for(roles: tuple[tuple[str, str], ...], folders: tuple[str, ...]) -> FontBook:
    book = FontBook.shipped()
    for folder in folders:
        book = book.with_folder(folder)
    return book.with_roles(dict(roles)) if roles else book


def _font_book(brand: Brand, folder: str) -> FontBook:
    folders = (*brand.font_folders, *((folder,) if folder else ()))
    return _font_book_for(tuple(sorted(brand.fonts.items())), folders)


def _assets(template: Template, brand: Brand, book: FontBook, folder: Path, typed: Mapping[str, Any]) -> Assets:
    """The pictures a card may name: the record's, the template's own, the brand's; with `typed`, what a person typed."""
    roots = [folder, template.folder]
    if brand.path:
        roots.append(Path(brand.path).parent)
    names = {str(value) for value in typed.values() if isinstance(value, str)}

    def picture(name: str) -> PictureSource:
        # What a person typed is where the shell would find it: ../photos, a linked folder.
        if name.strip() and name in names and os.path.lexists(folder / name):
            return open_picture(os.path.abspath(folder / name), allow_absolute=True)
        return open_picture(name, roots=tuple(roots), allow_absolute=name in names)

    return Assets(book, picture, _icon, focus)


def _icon(name: str) -> PictureSource:
    folder = resources.folder("templates") / "_icons"
    if not (folder / f"{name}.svg").is_file() or not name.replace("-", "").isalnum():
        raise UnknownName.among("icon", name, (path.stem for path in folder.glob("*.svg")))
    return open_picture(f"{name}.svg", roots=(folder,))
