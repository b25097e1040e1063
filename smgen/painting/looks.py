"""What a brand does to photos: pixels and a `PictureLook` -> pixels. The same grain every time."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from smgen.color import Color
from smgen.painting.noise import film
from smgen.scene import PictureLook

__all__ = ["looked"]

_PLAIN = PictureLook()


def looked(image: Image.Image, look: PictureLook, *, seed: str = "") -> Image.Image:
    """The image (mode "RGB" or straight "RGBA") with a look, in the order of `PictureLook`; alpha stays as it is."""
    if look == _PLAIN:
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    done = _adjusted(_toned(image.convert("RGB"), look), look)
    if look.blur > 0:
        done = done.filter(ImageFilter.GaussianBlur(look.blur))
    if look.grain > 0:
        done = _grained(done, look.grain, seed)
    if look.tint is not None and alpha is not None:
        done = Image.new("RGB", image.size, look.tint.rgb)
        if not look.tint.is_opaque:
            share = look.tint.alpha
            alpha = alpha.point([(value * share + 127) // 255 for value in range(256)])
    if alpha is not None:
        done.putalpha(alpha)
    return done


def _toned(image: Image.Image, look: PictureLook) -> Image.Image:
    if look.duotone is not None:
        return _duotone(image, *look.duotone)
    if look.monochrome:
        return image.convert("L").convert("RGB")
    return image


def _duotone(image: Image.Image, dark: Color, light: Color) -> Image.Image:
    # A flat photo would use only the middle of the two colours: its tones are spread first, but for a hundredth.
    tones = ImageOps.autocontrast(image.convert("L"), cutoff=1)
    bands = [
        tones.point([round(low + (high - low) * value / 255) for value in range(256)])
        for low, high in zip(dark.rgb, light.rgb, strict=True)
    ]
    return Image.merge("RGB", bands)


def _adjusted(image: Image.Image, look: PictureLook) -> Image.Image:
    for share, enhancer in (
        (look.brightness, ImageEnhance.Brightness),
        (look.contrast, ImageEnhance.Contrast),
        (look.saturation, ImageEnhance.Color),
    ):
        if share != 1:
            image = enhancer(image).enhance(share)
    return image


def _grained(image: Image.Image, strength: float, seed: str) -> Image.Image:
    """Film grain: noise on lightness, strongest in the middle tones, finer than the eye resolves on a phone."""
    noise = film(image.size, seed)
    amount = min(max(strength, 0), 1) * 0.35
    # 128 is no change; noise above it lightens, below it darkens.
    grain = noise.point([round(128 + (value - 128) * amount) for value in range(256)])
    return ImageChops.overlay(image, Image.merge("RGB", (grain,) * 3))
