"""Faces in a photo: a picture -> boxes, by dlib where the extra `smgen[faces]` is installed; without it there are none.

dlib's frontal detector (HOG and a linear classifier) is compiled into its wheel, so nothing is fetched. It sees faces that
look into the camera, tilted up to about 40 degrees; of profiles and masks it knows nothing. It gets pixels we decoded, never
a file.
"""

from __future__ import annotations

import functools
from threading import Lock
from typing import Any

from PIL import Image

from smgen.errors import BrokenInstall, printable
from smgen.geometry import Box
from smgen.painting.finder import finder
from smgen.painting.pictures import upright
from smgen.scene import PictureSource

__all__ = ["company", "faces"]

_SIDE = 960
"""The longer side of what is looked at, in px. The detector's window has 80: faces under a twelfth of it are no subject."""

_LARGEST_ENLARGEMENT = 2
"""Small photos are enlarged up to this; beyond it there is nothing to see."""

_EYES = 0.3
"""How far down in a box the eyes are; the middle of a head with its hair, too, which the box leaves out."""

_NEAR = 3
"""Faces at most this many of the larger one's widths apart, centre to centre, stand together."""


def faces(source: PictureSource) -> tuple[Box, ...]:
    """The faces in a photo, in its pixels, upright; each from the brows to the chin. None for drawings or without dlib.

    Raises PictureError where the picture cannot be decoded.
    """
    if source.kind == "svg" or not finder():
        return ()
    import numpy  # dlib takes nothing else

    scale = min(_LARGEST_ENLARGEMENT, _SIDE / max(source.width, source.height))
    size = max(8, round(source.width * scale)), max(8, round(source.height * scale))
    gray = upright(source, size).convert("L").resize(size, Image.Resampling.BICUBIC, reducing_gap=2)
    pixels = numpy.asarray(gray)
    # One detector for all threads, one at a time: it keeps the pyramid of the picture it looks at.
    with _LOOKING:
        found = _detector()(pixels, 0)
    across, down = source.width / size[0], source.height / size[1]
    boxes = (Box(f.left() * across, f.top() * down, f.width() * across, f.height() * down) for f in found)
    return tuple(sorted(boxes, key=lambda box: (box.left, box.top, box.width)))


def company(found: tuple[Box, ...]) -> tuple[float, float]:
    """The middle, at the eyes, of the faces that stand together, weighted by area; of several groups the one that fills most.

    The middle of all faces would be an empty place where two stand at the ends of a photo.
    """
    groups: list[list[Box]] = []
    for box in found:
        beside = [group for group in groups if any(_together(box, other) for other in group)]
        groups = [group for group in groups if group not in beside]
        groups.append([box, *(other for group in beside for other in group)])
    chosen = max(groups, key=lambda group: (sum(_area(box) for box in group), -min(box.left for box in group)))
    total = sum(_area(box) for box in chosen)
    x = sum(_area(box) * (box.left + box.width / 2) for box in chosen) / total
    y = sum(_area(box) * (box.top + box.height * _EYES) for box in chosen) / total
    return x, y


def _together(one: Box, other: Box) -> bool:
    across = one.left + one.width / 2 - other.left - other.width / 2
    down = one.top + one.height / 2 - other.top - other.height / 2
    return across**2 + down**2 <= (_NEAR * max(one.width, other.width)) ** 2


def _area(box: Box) -> float:
    return box.width * box.height


@functools.cache
def _detector() -> Any:
    try:
        import dlib
    except (ImportError, OSError) as error:
        hint = "install it again, or uninstall it: python -m pip uninstall dlib-bin"
        raise BrokenInstall(
            f"dlib, which finds faces, does not load: {printable(str(error), 200)}", hint=hint
        ) from error
    return dlib.get_frontal_face_detector()


_LOOKING = Lock()
