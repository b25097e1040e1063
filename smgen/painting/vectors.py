"""SVG logos and icons: bytes -> what they are, and pixels at the size they are drawn; only after they were made safe.

resvg reads local files named in links and dies on very deep or very large drawings, so it never sees a file as it
came: expat reads it, refuses what could blow up, and a new document is written from what a still drawing needs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import io
import math
import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from msgspec import Struct, field
from PIL import Image

from smgen.errors import Note, PictureError
from smgen.late import expression
from smgen.painting import bitmaps
from smgen.painting.cache import ByteCache

__all__ = ["Drawing", "inspect", "is_svg", "rasterise"]

_MAX_BYTES = 5_000_000
_MAX_DEPTH = 100
_MAX_ELEMENTS = 20_000
_MAX_DRAWN = 100_000
"""Elements after every reference (use, pattern, marker, mask) is followed: what a few lines of `use` can multiply."""
_MAX_STYLE = 32_000
"""Characters of style sheets: every rule is tried on every element."""
_MAX_NUMBER = 1e6
_MAX_SIDE = 8192
_MAX_EMBEDDED = 4_000_000
"""Pixels of a bitmap inside a drawing."""

_DROPPED = {
    # What acts, loads or is not drawn …
    *("script", "foreignObject", "iframe", "audio", "video", "canvas", "handler", "listener", "metadata"),
    *("animate", "animateMotion", "animateTransform", "animateColor", "set", "font-face", "font"),
    # … and what costs as much as a number in the file says: resvg takes minutes, or all memory, and dies.
    *("filter", "pattern", "marker"),
}
_DROPPED_ATTRIBUTES = {"filter", "marker", "marker-start", "marker-mid", "marker-end", "enable-background"}
_DROPPED_STYLES = expression(
    r"(?<![\w-])(?:filter|mask|marker[\w-]*|mix-blend-mode|isolation|enable-background)\s*:[^;}]*", re.IGNORECASE
)
_EXTRAS = {"filter", "pattern", "marker", "foreignObject"}
_TEXT = {"text", "tspan", "textPath", "tref"}
_NUMBERS = expression(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LENGTH = expression(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*")
_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_REFERENCE = expression(r"url\(\s*['\"]?\s*([^)'\"\s]*)", re.IGNORECASE)
_URL = expression(r"url\([^)]*\)?", re.IGNORECASE)
_COMMENT = expression(r"/\*.*?\*/", re.DOTALL)
_LOADING = expression(r"@(?:import|charset|namespace)[^;]*;|@font-face\s*\{[^}]*\}")
_LAYERED = expression(r"(?<![\w-])(?:opacity|clip-path)\s*:", re.IGNORECASE)
_EMBEDDED = expression(r"data:image/(?:png|jpeg|jpg);base64,([A-Za-z0-9+/=\s]+)")
_LENGTHS = {
    *("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "fx", "fy", "fr", "dx", "dy"),
    *("d", "points", "viewBox", "transform", "gradientTransform", "offset"),
    *("stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit"),
}
"""Attributes whose numbers may be beyond bounds."""


class Drawing(Struct, frozen=True):
    """A drawing made safe: its own size in px, its markup, and what is worth knowing."""

    width: int
    height: int
    markup: str
    notes: tuple[Note, ...] = ()


class _Copy(Struct):
    """The new document while it is written, and what has been counted on the way."""

    parts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    dropped: int = 0
    """How many elements deep inside a dropped one we are."""
    elements: int = 0
    size: tuple[float, float] | None = None
    has_text: bool = False
    has_extras: bool = False
    style: str = ""
    styled: int = 0
    has_costly_rules: bool = False
    owners: list[str] = field(default_factory=list)
    """The nearest ids above: what is drawn inside them is drawn again by who refers to them."""
    weight: dict[str, int] = field(default_factory=dict)
    refers: dict[str, list[str]] = field(default_factory=dict)


def is_svg(data: bytes) -> bool:
    """Whether the bytes begin like an SVG document."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "ignore").encode()
    return start.startswith(b"<") and re.search(rb"<(?:[\w.-]+:)?svg[\s>]", start) is not None


def inspect(data: bytes) -> Drawing:
    """The drawing made safe. Raises PictureError where it is broken, too large, or tries to be more than a drawing."""
    key = hashlib.sha256(data).digest()
    return _INSPECTED.get_or_make(key, lambda: _inspected(data), lambda drawing: 1000 + len(drawing.markup))


def _inspected(data: bytes) -> Drawing:
    if len(data) > _MAX_BYTES:
        raise PictureError(f"the SVG is larger than {_MAX_BYTES // 1_000_000} MB", hint="simplify it or export a PNG")
    copy = _copied(data)
    _check_references(copy)
    if copy.size is None:
        raise PictureError("the SVG does not say how large it is", hint="give it a viewBox")
    width, height = copy.size
    if max(width, height) > 50 * min(width, height):
        raise PictureError("the SVG is too long a strip to be of use", hint="crop it first")
    # An icon drawn in a box of 24 has no pixels to lose: small boxes are told in finer steps, so the ratio is kept.
    finer = max(1, math.ceil(512 / max(width, height)))
    notes = tuple(note for note, is_due in ((_TEXT_LEFT_OUT, copy.has_text), (_LEFT_OUT, copy.has_extras)) if is_due)
    return Drawing(max(1, round(width * finer)), max(1, round(height * finer)), "".join(copy.parts), notes)


def rasterise(data: bytes, width: int, height: int) -> Image.Image:
    """The drawing's pixels, straight "RGBA", `width` by `height`. Raises PictureError."""
    if max(width, height) > _MAX_SIDE:
        raise PictureError(f"the SVG is wanted {max(width, height)} pixels large, more than {_MAX_SIDE}")
    drawing = inspect(data)
    import resvg_py  # 20 ms, and few posts hold a drawing that is not in the cache

    try:
        # No system fonts: text would come out differently on every machine.
        packed = resvg_py.svg_to_bytes(
            svg_string=drawing.markup, width=width, height=height, skip_system_fonts=True, resources_dir=None
        )
    except ValueError as error:
        raise _undrawable() from error
    except BaseException as error:
        # A panic in Rust comes as a BaseException of a module nobody can import.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise _undrawable() from error
    image = Image.open(io.BytesIO(packed), formats=["PNG"]).convert("RGBA")
    # resvg keeps the drawing's own ratio, which rounding may put a pixel beside the size asked for.
    return image if image.size == (width, height) else image.resize((width, height), Image.Resampling.LANCZOS)


def _undrawable() -> PictureError:
    return PictureError("the SVG cannot be drawn", hint="open it in a drawing program and save it again")


def _copied(data: bytes) -> _Copy:
    copy = _Copy()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: _start(copy, tag, attributes)
    parser.EndElementHandler = lambda tag: _end(copy, tag)
    parser.CharacterDataHandler = lambda text: _characters(copy, text)
    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _entity
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise PictureError("the SVG is broken or cut short", hint="export it again") from error
    return copy


def _doctype(name: str, system: str | None, public: str | None, has_subset: int) -> None:
    # The plain DOCTYPE that drawing programs write is left out silently; nothing is ever fetched for it.
    if has_subset:
        _entity()


def _entity(*_: object) -> None:
    raise PictureError("the SVG declares entities, which smgen does not follow", hint="save it as “plain SVG”")


def _start(copy: _Copy, tag: str, attributes: Mapping[str, str]) -> None:
    local = tag.rpartition(":")[2]
    copy.elements += 1
    copy.open.append(local)
    if len(copy.open) > _MAX_DEPTH or copy.elements > _MAX_ELEMENTS:
        raise PictureError("the SVG is too deep or has too many elements", hint="simplify it or export a PNG")
    if len(copy.open) == 1:
        if local != "svg":
            raise PictureError("this is not an SVG drawing")
        copy.size = _size(attributes)
    copy.has_text |= local in _TEXT
    copy.has_extras |= local in _EXTRAS or (local == "image" and not _shows(attributes))
    if copy.dropped or local in _DROPPED or local in _TEXT:
        copy.dropped += 1
        return
    kept = {
        name: _DROPPED_STYLES.sub("", value) if name == "style" else value
        for name, value in attributes.items()
        if name not in _DROPPED_ATTRIBUTES and _is_kept(local, name, value)
    }
    _count(copy, kept)
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())
    copy.parts.append(f"<{tag}{written}>")


def _end(copy: _Copy, tag: str) -> None:
    copy.open.pop()
    if copy.dropped:
        copy.dropped -= 1
        return
    if copy.style:
        style = _safe_style(copy.style)
        copy.style = ""
        copy.styled += len(style)
        copy.has_costly_rules |= _LAYERED.search(style) is not None
        copy.parts.append(html.escape(style))
        copy.refers.setdefault("", []).extend(target[1:] for target in _REFERENCE.findall(style))
    copy.owners.pop()
    copy.parts.append(f"</{tag}>")


def _characters(copy: _Copy, text: str) -> None:
    if copy.dropped or not copy.open:
        return
    if copy.open[-1] == "style":
        # Long text comes in pieces: it is judged when it is whole.
        copy.style += text
    else:
        copy.parts.append(html.escape(text))


def _safe_style(style: str) -> str:
    """A style sheet that points only inside the drawing, and loads nothing."""
    style = _DROPPED_STYLES.sub("", _LOADING.sub("", _COMMENT.sub("", style)))
    if "@" in style or "\\" in style:
        return ""
    return _URL.sub(_inside_only, style)


def _inside_only(match: re.Match[str]) -> str:
    targets = _REFERENCE.findall(match[0])
    return match[0] if targets and targets[0].startswith("#") else "none"


def _shows(image: Mapping[str, str]) -> bool:
    """Whether a bitmap in the drawing is one of its own, and not elsewhere on a disk or in a network."""
    sources = [value for name, value in image.items() if name.rpartition(":")[2] == "href"]
    return any(value.startswith("#") or _is_safe_bitmap(value) for value in sources)


def _is_kept(tag: str, name: str, value: str) -> bool:
    local = name.rpartition(":")[2]
    if local.lower().startswith("on") or name.startswith(("data-", "aria-")):
        return False
    if local != name and local != "href" and not name.startswith("xmlns:"):
        return False  # what drawing programs note for themselves
    if local == "href":
        return tag != "a" and (value.startswith("#") or (tag == "image" and _is_safe_bitmap(value)))
    if "url(" in value.lower() and any(not target.startswith("#") for target in _REFERENCE.findall(value)):
        return False
    if name in _LENGTHS:
        for number in _NUMBERS.findall(value):
            if not abs(float(number)) <= _MAX_NUMBER:
                raise PictureError(f"the SVG holds a number beyond any drawing: {number[:20]}", hint="export it again")
    return True


def _is_safe_bitmap(value: str) -> bool:
    match = _EMBEDDED.fullmatch(value.strip())
    if not match:
        return False
    try:
        header = bitmaps.inspect(base64.b64decode(match[1]))
    except (binascii.Error, ValueError, PictureError):
        return False
    return header.width * header.height <= _MAX_EMBEDDED


def _count(copy: _Copy, attributes: Mapping[str, str]) -> None:
    """Note under which id the element stands and what it refers to."""
    above = copy.owners[-1] if copy.owners else ""
    own = next((value for name, value in attributes.items() if name == "id"), above)
    copy.owners.append(own)
    copy.weight[own] = copy.weight.get(own, 0) + _cost(attributes)
    if own != above:
        # What holds an element draws it: an id inside another counts towards it.
        copy.refers.setdefault(above, []).append(own)
    for target in _targets(attributes):
        copy.refers.setdefault(own, []).append(target)


def _cost(attributes: Mapping[str, str]) -> int:
    """What drawing an element costs, in plain elements: layers work on every pixel of the drawing."""
    if "mask" in attributes:
        return 2500
    styled = _LAYERED.search(attributes.get("style", "")) is not None
    return 500 if styled or "opacity" in attributes or "clip-path" in attributes else 1


def _targets(attributes: Mapping[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name.rpartition(":")[2] == "href" and value.startswith("#"):
            yield value[1:]
        elif "url(" in value.lower():
            yield from (target[1:] for target in _REFERENCE.findall(value) if target.startswith("#"))


def _check_references(copy: _Copy) -> None:
    """Refuse drawings whose references go in circles or multiply beyond bounds."""
    if copy.styled > _MAX_STYLE:
        raise PictureError("the SVG has too long a style sheet", hint="save it as plain SVG")
    # A rule may make a layer of every element.
    most = _MAX_DRAWN // 50 if copy.has_costly_rules else _MAX_DRAWN
    totals: dict[str, int] = {}
    stack: list[tuple[str, Iterator[str]]] = [("", iter(copy.refers.get("", ())))]
    running = {""}
    totals[""] = copy.weight.get("", 0)
    while stack:
        name, targets = stack[-1]
        target = next(targets, None)
        if target is None:
            stack.pop()
            running.discard(name)
            if stack:
                totals[stack[-1][0]] += totals[name]
        elif target in running:
            raise PictureError("the SVG refers to itself", hint="open it in a drawing program and save it as plain SVG")
        elif target in totals:
            totals[name] += totals[target]
        else:
            running.add(target)
            totals[target] = copy.weight.get(target, 0)
            stack.append((target, iter(copy.refers.get(target, ()))))
        if totals[name] > most or len(stack) > _MAX_DEPTH:
            raise PictureError("the SVG repeats its parts too often", hint="simplify it or export a PNG")


def _size(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    """The size of the drawing in px: its width and height, else its viewBox."""
    box = [float(number) for number in _NUMBERS.findall(attributes.get("viewBox", ""))]
    width, height = (_pixels(attributes.get(side, "")) for side in ("width", "height"))
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        if width and not height:
            return width, width * box[3] / box[2]
        if height and not width:
            return height * box[2] / box[3], height
        if not width or not height:
            return box[2], box[3]
    return (width, height) if width and height else None


def _pixels(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    value = float(match[1]) * _UNITS[match[2]] if match else 0
    return value if 0 < value <= _MAX_NUMBER else 0


_LEFT_OUT = Note(
    "warning",
    "svg-simplified",
    "the SVG holds filters, patterns, markers or pictures from elsewhere, which are left out",
    hint="if it looks wrong, export the drawing as a PNG of 2000 pixels",
)

_TEXT_LEFT_OUT = Note(
    "warning",
    "svg-text",
    "the SVG holds text, which is left out: it would look different on every machine",
    hint="convert the text to paths in the drawing program",
)

_INSPECTED: ByteCache[Drawing] = ByteCache(32_000_000)
