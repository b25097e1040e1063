from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms

from smgen.color import Color
from smgen.errors import OutputError, UnknownName
from smgen.geometry import Box
from smgen.painting.encode import FLOOR, SUFFIXES, TYPES, encode, encode_as, is_ours, type_of
from smgen.painting.gradients import gradient
from smgen.painting.masks import shape_mask
from smgen.painting.noise import clouds, film
from smgen.painting.png import png
from smgen.painting.profile import srgb_profile
from smgen.scene import LinearGradient, Shape, Stop

FEW = settings(max_examples=60, deadline=None)


def photo(width: int = 320, height: int = 240) -> Image.Image:
    """A noisy picture with soft forms, no two channels alike."""
    bands = [
        ImageChops.blend(clouds((width, height), 40, f"{n}"), film((width, height), f"{n}"), 0.25) for n in range(3)
    ]
    return Image.merge("RGB", bands)


def flat(width: int = 320, height: int = 240) -> Image.Image:
    image = Image.new("RGB", (width, height), (17, 48, 43))
    image.paste((255, 90, 60), (20, 20, 200, 90))
    image.paste((244, 235, 221), (60, 40, 90, 200))
    return image


def tile() -> Image.Image:
    """A gradient with letters (discs and bars) on it."""
    ramp = LinearGradient(180, (Stop(0, Color(17, 48, 43)), Stop(1, Color(255, 90, 60))))
    image = gradient(ramp, 1080, 1080).color.copy()
    for n in range(300):
        shape = Shape(Box(80 + n * 389 % 880 + n % 4 / 4, 100 + n // 20 * 55, 12 + n % 3 * 9, 40), (n % 20,) * 4)
        mask = shape_mask(shape)
        image.paste((255, 255, 255), mask.box, mask.image)
    return image


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG, each with its checksum proven."""
    found, at = [], 8
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(kind + body)
        found.append((kind, body))
        at += size + 12
    return found


@FEW
@given(st.sampled_from(["RGB", "RGBA", "L"]), st.integers(1, 70), st.integers(1, 130), st.integers(0, 9))
def test_a_png_holds_the_very_pixels(mode: str, width: int, height: int, seed: int) -> None:
    noise = film((width * len(mode), height), str(seed)).tobytes()
    image = Image.frombytes(mode, (width, height), noise)
    assert opened(png(image)).convert(mode).tobytes() == image.tobytes()
    assert png(image) == png(image)


@pytest.mark.parametrize("image", [photo(), flat(), photo(33, 500), flat(1, 1)])
def test_a_png_is_whole_and_says_srgb_and_nothing_else(image: Image.Image) -> None:
    found = chunks(png(image))
    assert [kind for kind, _ in found] == [b"IHDR", b"sRGB", b"smGn", b"IDAT", b"IEND"]
    rows = zlib.decompress(found[3][1])
    assert len(rows) == image.height * (1 + 3 * image.width)
    assert opened(png(image)).tobytes() == image.tobytes()


def test_the_filter_suits_the_picture() -> None:
    """Photos go with differences from row to row, a tile with a dithered ground as it is: each is smaller so."""
    assert zlib.decompress(chunks(png(photo().resize((640, 480))))[3][1])[0] == 2
    assert zlib.decompress(chunks(png(tile()))[3][1])[0] == 0


def test_a_tile_is_not_much_larger_than_pillows() -> None:
    file = io.BytesIO()
    tile().save(file, "PNG", compress_level=6)
    assert len(png(tile())) < 1.3 * len(file.getvalue())


def test_a_palette_is_written_too() -> None:
    image = flat().quantize(8)
    assert opened(png(image)).convert("RGB").tobytes() == image.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", TYPES)
def test_the_file_is_what_it_says(kind: str) -> None:
    found = encode_as(flat(), kind)
    image = opened(found.data)
    assert found.type == kind
    assert found.suffix == TYPES[kind]
    assert type_of("ABC" + found.suffix.upper()) == kind
    assert image.get_format_mimetype() == kind
    assert image.size == flat().size
    assert encode_as(flat(), kind).data == found.data


@pytest.mark.parametrize("kind", TYPES)
def test_lossy_types_stay_close(kind: str) -> None:
    found = opened(encode_as(photo(), kind).data).convert("L")
    assert sum(ImageChops.difference(found, photo().convert("L")).tobytes()) / (320 * 240) < 3


def test_letters_in_a_jpeg_keep_their_colour() -> None:
    """4:4:4: a red line one pixel wide on green is still red and the green beside it green."""
    image = Image.new("RGB", (64, 64), (0, 128, 0))
    image.paste((255, 0, 0), (31, 0, 32, 64))
    found = opened(encode_as(image, "image/jpeg").data)
    assert found.getpixel((31, 32))[0] > 200
    assert found.getpixel((29, 32))[0] < 60


@pytest.mark.parametrize("kind", ["image/jpeg", "image/webp"])
def test_jpeg_and_webp_are_marked_as_srgb(kind: str) -> None:
    profile = opened(encode_as(flat(), kind).data).info["icc_profile"]
    assert profile == srgb_profile()
    assert len(profile) < 1000


def test_our_profile_is_srgb() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    every = Image.frombytes("RGB", (256, 256), bytes(v for n in range(65536) for v in (n % 256, n * 7 % 256, n // 256)))
    same = ImageCms.profileToProfile(every, ours, ImageCms.createProfile("sRGB"))
    assert same is not None
    assert max(high for _, high in ImageChops.difference(every, same).getextrema()) <= 1


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_a_photo_brought_along_gets_out(kind: str) -> None:
    image = photo()
    image.info.update(
        {
            "exif": b"Exif\0\0MARKER-EXIF",
            "comment": b"MARKER-COMMENT",
            "xmp": b"MARKER-XMP",
            "icc_profile": b"MARKER-ICC",
            "Author": "MARKER-TEXT",
            "dpi": (72, 72),
        }
    )
    data = encode_as(image, kind).data
    assert b"MARKER" not in data
    assert data == encode_as(photo(), kind).data


def test_a_type_nobody_writes_is_refused_with_those_we_do() -> None:
    with pytest.raises(UnknownName, match="image/png"):
        encode_as(flat(), "image/gif")
    with pytest.raises(UnknownName, match=r"did you mean “\.jpeg”"):
        type_of("a.jpgeg")
    assert set(SUFFIXES.values()) == set(TYPES)


def test_without_a_limit_the_preferred_type_is_taken() -> None:
    assert encode(flat(), types=("image/png", "image/jpeg")).type == "image/png"
    assert encode(flat(), types=("image/png", "image/jpeg"), preferred="image/jpeg").type == "image/jpeg"
    assert encode(flat(), types=("image/tiff", "image/webp")).type == "image/webp"


@FEW
@given(st.integers(13_000, 250_000), st.permutations(list(TYPES)))
def test_a_limit_is_met_or_refused(limit: int, types: list[str]) -> None:
    if len(encode_as(photo(), "image/webp", quality=FLOOR).data) > limit:
        with pytest.raises(OutputError, match="does not fit"):
            encode(photo(), types=types, max_bytes=limit)
        return
    found = encode(photo(), types=types, max_bytes=limit)
    assert len(found.data) <= limit
    assert opened(found.data).size == (320, 240)
    assert bool(found.notes) is (found.data != encode_as(photo(), types[0]).data)


def test_no_more_quality_is_given_up_than_the_limit_asks() -> None:
    limit = 30_000
    found = encode(photo(), types=("image/jpeg",), max_bytes=limit)
    quality = next(q for q in range(100, 0, -1) if encode_as(photo(), "image/jpeg", quality=q).data == found.data)
    assert len(encode_as(photo(), "image/jpeg", quality=quality + 1).data) > limit
    assert f"quality {quality}" in str(found.notes[0])
    assert found.notes[0].severity == "info"


def test_a_lossless_file_that_fits_is_taken_before_quality_is_lost() -> None:
    image = flat()
    limit = len(png(image)) + 10
    assert encode(image, types=("image/jpeg", "image/png"), max_bytes=limit).type == "image/png"


def test_our_own_files_are_known_again(tmp_path: Path) -> None:
    for kind, suffix in TYPES.items():
        path = tmp_path / f"ours{suffix}"
        path.write_bytes(encode_as(flat(), kind).data)
        assert is_ours(path)
        flat().save(tmp_path / f"theirs{suffix}")
        assert not is_ours(tmp_path / f"theirs{suffix}")
    assert not is_ours(tmp_path)
    assert not is_ours(tmp_path / "missing")


PROGRAM = """
import hashlib, sys
sys.path[:0] = [{tests!r}]
from test_encode import all_bytes
print(hashlib.sha256(all_bytes()).hexdigest())
"""


def all_bytes() -> bytes:
    return b"".join(encode_as(image, kind).data for image in (photo(), flat()) for kind in TYPES)


def test_another_process_writes_the_same_bytes() -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(tests=str(Path(__file__).parent))],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == hashlib.sha256(all_bytes()).hexdigest()
