"""QR codes as phones see them: the final pixels at phone width, read back with zxing-cpp where it is installed."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image

from smgen.checks.placing import PHONE_WIDTH
from smgen.checks.runs import whole
from smgen.codes import PHONE_MODULE
from smgen.errors import Note
from smgen.geometry import Box
from smgen.platforms import Format
from smgen.scene import Region, Scene

__all__ = ["EASY_MODULE", "code_notes"]

EASY_MODULE = 4.0
"""Px at phone width from which a code scans in bad light and at an angle; from PHONE_MODULE on when all is well."""


def code_notes(scene: Scene, image: Image.Image, format: Format) -> Iterator[Note]:
    """A note for every code that cannot be read from the finished picture, or only just."""
    for region in scene.regions:
        facts = dict(region.facts)
        if "qr" not in facts:
            continue
        place = region.field or "qr"
        read = _reads(image, region.box, facts["qr"], format)
        if read is False:
            what = f"the QR code cannot be read from the picture {_seen(format)}"
            yield Note("error", "qr-unreadable", what, place, "keep it plain and dark on light, nothing over it")
        elif read is None:
            yield from _size_notes(region, scene, format, place)


def _size_notes(region: Region, scene: Scene, format: Format, place: str) -> Iterator[Note]:
    """What the modules' size alone says, where no decoder is at hand."""
    module = float(dict(region.facts).get("module", 0)) * PHONE_WIDTH / scene.size.width
    if format.dpi or module >= EASY_MODULE:
        return
    what = f"the QR code's modules are {module:.1f} px on a phone; that it scans was not tried"
    hint = "pip install zxing-cpp, and it is read back; else make it larger, or give it less to say"
    yield Note("error" if module < PHONE_MODULE else "warning", "qr-small", what, place, hint)


def _reads(image: Image.Image, box: Box, payload: str, format: Format) -> bool | None:
    """Whether the code says `payload` at phone width (in print: as drawn); None without a decoder."""
    try:
        import zxingcpp  # an optional extra, and only posts with codes need it
    except ImportError:
        return None
    margin = box.width * 0.08
    place = whole(Box(box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin), image.size)
    if place is None:
        return False
    # Print is scanned from the paper: the picture's own resolution stands for it.
    scale = 1.0 if format.dpi else min(1.0, PHONE_WIDTH / image.width)
    size = math.ceil((place[2] - place[0]) * scale), math.ceil((place[3] - place[1]) * scale)
    seen = image.convert("L").resize(size, Image.Resampling.BICUBIC, place)
    found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return any(code.bytes == payload.encode("utf-8") or code.text == payload for code in found)


def _seen(format: Format) -> str:
    return "as it is printed" if format.dpi else f"on a phone {PHONE_WIDTH} px wide"
