"""Where to look in a photo: a picture -> the point to keep in sight when it is cropped.

Faces, where the extra that finds them is installed and there are any (`faces`). Else a plain saliency: edges and strong
colour draw the eye, skin draws it most, and what photographers place off centre they seldom place at the edge. It is a
guess that is right for most photos; a person's `focus` always comes first.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from smgen.painting.cache import ByteCache
from smgen.painting.faces import company, faces
from smgen.painting.pictures import upright
from smgen.scene import PictureSource

__all__ = ["focus", "salient"]

_SIDE = 96
"""The longer side of the thumbnail that is looked at, in px: faces smaller than a tenth of it are no subject."""

_CENTER = 0.5, 0.5


def focus(source: PictureSource) -> tuple[float, float]:
    """The point to keep in sight, as shares of width and height; the centre for drawings. Kept by the file's digest.

    Raises PictureError where the picture cannot be decoded.
    """
    if source.kind == "svg":
        return _CENTER
    return _FOUND.get_or_make(source.digest, lambda: _found(source), lambda _: 1)


def _found(source: PictureSource) -> tuple[float, float]:
    found = faces(source)
    if not found:
        return salient(source)
    x, y = company(found)
    # A face may reach over the edge. Whole percents: what processors add up differently must not move a crop.
    return min(1.0, max(0.0, round(x / source.width, 2))), min(1.0, max(0.0, round(y / source.height, 2)))


def salient(source: PictureSource) -> tuple[float, float]:
    """What draws the eye where nobody looks out of the picture; of a bitmap. Raises PictureError as `focus` does."""
    scale = _SIDE / max(source.width, source.height)
    size = max(8, round(source.width * scale)), max(8, round(source.height * scale))
    image = upright(source, size).convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2)
    energy = ImageChops.multiply(_energy(image), _toward_center(size))
    energy = energy.filter(ImageFilter.GaussianBlur(_SIDE / 12))
    peak = energy.getextrema()[1]
    if not isinstance(peak, int) or peak < 4:
        return _CENTER
    return _centroid(energy.point([value if value > peak * 0.6 else 0 for value in range(256)]))


def _energy(image: Image.Image) -> Image.Image:
    gray = image.convert("L")
    edges = ImageChops.difference(gray, gray.filter(ImageFilter.GaussianBlur(2)))
    # Filters leave a frame of false edges.
    edges = _without_frame(edges.point([min(255, value * 3) for value in range(256)]))
    color = image.convert("HSV").getchannel("S").point([value // 4 for value in range(256)])
    return ImageChops.add(ImageChops.add(edges, color, scale=2), _skin(image))


def _skin(image: Image.Image) -> Image.Image:
    """Where the colour is that of skin, light or dark: a window of YCbCr (Chai and Ngan 1999), softened."""
    _, blue, red = image.convert("YCbCr").split()
    in_blue = blue.point([110 if 77 <= value <= 127 else 0 for value in range(256)])
    in_red = red.point([110 if 133 <= value <= 173 else 0 for value in range(256)])
    # Walls and sand have the colour of skin too, but no features: skin counts where something is drawn in it.
    gray = image.convert("L")
    lively = ImageChops.difference(gray, gray.filter(ImageFilter.GaussianBlur(4)))
    lively = lively.filter(ImageFilter.GaussianBlur(3)).point([min(255, value * 24) for value in range(256)])
    return ImageChops.multiply(ImageChops.darker(in_blue, in_red), lively)


def _without_frame(image: Image.Image) -> Image.Image:
    inner = Image.new("L", image.size)
    inner.paste(image.crop((2, 2, image.width - 2, image.height - 2)), (2, 2))
    return inner


def _toward_center(size: tuple[int, int]) -> Image.Image:
    # Pillow's own radial ramp: 0 in the middle, 255 at the corners.
    ramp = Image.radial_gradient("L").resize(size)
    return ramp.point([round(255 - value * 0.6) for value in range(256)])


def _centroid(weights: Image.Image) -> tuple[float, float]:
    width, height = weights.size
    data = weights.tobytes()
    total = sum(data)
    across = sum(sum(data[x::width]) * (x + 0.5) for x in range(width))
    down = sum(sum(data[y * width : (y + 1) * width]) * (y + 0.5) for y in range(height))
    return round(across / total / width, 4), round(down / total / height, 4)


_FOUND: ByteCache[tuple[float, float]] = ByteCache(4096)
