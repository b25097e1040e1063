from __future__ import annotations

import base64
import io
import os
import struct
import sys
import tempfile
import time
import unicodedata
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from smgen.color import Color
from smgen.errors import PictureError
from smgen.geometry import Box
from smgen.painting.encode import TYPES, encode_as
from smgen.painting.focus import focus
from smgen.painting.noise import clouds
from smgen.painting.pictures import MAX_BYTES, open_picture, picture_notes, pixels
from smgen.scene import PictureLook

FEW = settings(max_examples=50, deadline=None)
FORMATS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}


def sample(width: int = 96, height: int = 64) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right."""
    image = Image.new("RGB", (width, height), (255, 255, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height // 2))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    return image


def decoded(path: Path, size: tuple[int, int] | None = None) -> Image.Image:
    source = open_picture(path.name, roots=[path.parent])
    return pixels(source, size=size or (source.width, source.height))


def refused(path: Path) -> str:
    """What is said of a picture that must not be taken, when it is opened or at the latest when it is decoded."""
    with pytest.raises(PictureError) as caught:
        decoded(path, (64, 64))
    assert path.name in caught.value.where
    assert "\n" not in str(caught.value)
    return str(caught.value)


def mean_error(one: Image.Image, other: Image.Image) -> float:
    differences = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return sum(differences.tobytes()) / (3 * one.width * one.height)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_is_read_by_content_whatever_its_name(tmp_path: Path, kind: str) -> None:
    for name in (f"a{FORMATS[kind]}", "b.png", "c.txt", "Größe 1.jpeg"):
        sample().save(tmp_path / name, kind)
        source = open_picture(name, roots=[tmp_path])
        assert (source.width, source.height, source.kind) == (96, 64, "bitmap")
        assert mean_error(decoded(tmp_path / name), sample()) < 4


def test_the_digest_follows_the_content_not_the_name(tmp_path: Path) -> None:
    sample().save(tmp_path / "a.png")
    sample().save(tmp_path / "b.png")
    sample(50).save(tmp_path / "c.png")
    first, second, third = (open_picture(name, roots=[tmp_path]) for name in ("a.png", "b.png", "c.png"))
    assert first.digest == second.digest != third.digest


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(10))
def test_every_orientation_comes_out_upright(tmp_path: Path, kind: str, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = sample().transpose(undo[orientation]) if orientation in undo else sample()
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"o{FORMATS[kind]}"
    stored.save(path, kind, exif=exif, quality=95)
    source = open_picture(path.name, roots=[tmp_path])
    assert (source.width, source.height) == (96, 64)
    assert mean_error(decoded(path), sample()) < 3
    # The crop counts upright pixels too: the top right quarter is green.
    part = pixels(source, crop=Box(56, 8, 32, 16), size=(8, 4))
    assert part.getpixel((4, 2))[1] > 240
    assert part.getpixel((4, 2))[0] < 20


def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    ramp = Image.frombytes("I;16", (256, 8), b"".join(struct.pack("<H", n * 257) for n in range(256)) * 8)
    ramp.save(tmp_path / "ramp.png")
    image = decoded(tmp_path / "ramp.png")
    assert [image.getpixel((x, 1)) for x in range(256)] == [(x, x, x) for x in range(256)]


def test_a_cmyk_photo_has_its_colours(tmp_path: Path) -> None:
    sample().convert("CMYK").save(tmp_path / "print.jpg", quality=95)
    assert mean_error(decoded(tmp_path / "print.jpg"), sample()) < 4


def test_a_palette_with_a_clear_colour_is_clear_there(tmp_path: Path) -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([9, 9, 9, 255, 0, 0])
    image.paste(0, (0, 0, 4, 8))
    image.save(tmp_path / "p.png", transparency=0)
    assert open_picture("p.png", roots=[tmp_path]).has_alpha
    found = decoded(tmp_path / "p.png")
    assert (found.getpixel((1, 1))[3], found.getpixel((6, 6))) == (0, (255, 0, 0, 255))


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 80, (80, 80, 80)),
        ("LA", (80, 120), (80, 80, 80, 120)),
        ("RGBA", (10, 20, 30, 40), (10, 20, 30, 40)),
        ("RGB", (10, 20, 30), (10, 20, 30)),
    ],
)
def test_every_mode_becomes_rgb_or_rgba(tmp_path: Path, mode: str, color: object, expected: tuple[int, ...]) -> None:
    Image.new(mode, (6, 6), color).save(tmp_path / "m.png")
    assert decoded(tmp_path / "m.png").getpixel((3, 3)) == expected


def test_a_single_clear_colour_is_clear(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), (1, 2, 3)).save(tmp_path / "t.png", transparency=(1, 2, 3))
    assert decoded(tmp_path / "t.png").getpixel((0, 0))[3] == 0


def test_clear_edges_do_not_darken_when_scaled(tmp_path: Path) -> None:
    image = Image.new("RGBA", (64, 64))
    image.paste((255, 255, 255, 255), (0, 0, 33, 64))
    image.save(tmp_path / "a.png")
    found = decoded(tmp_path / "a.png", (16, 16))
    assert all(found.getpixel((x, 8))[0] == 255 for x in range(16) if found.getpixel((x, 8))[3] > 8)


def _profile_swapping_red_and_blue() -> bytes:
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    table = data.index(b"rXYZ"), data.index(b"bXYZ")
    red, blue = (bytes(data[at + 4 : at + 12]) for at in table)
    data[table[0] + 4 : table[0] + 12], data[table[1] + 4 : table[1] + 12] = blue, red
    return bytes(data).replace("sRGB built-in".encode("utf-16-be"), "XXXX built-in".encode("utf-16-be"))


def test_an_embedded_profile_is_obeyed(tmp_path: Path) -> None:
    sample().save(tmp_path / "swapped.png", icc_profile=_profile_swapping_red_and_blue())
    image = decoded(tmp_path / "swapped.png")
    assert image.getpixel((4, 4))[2] > 250 > 10 > image.getpixel((4, 4))[0]


def test_a_broken_or_foreign_profile_is_passed_over(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for name, profile in (("a.png", b"no profile at all"), ("b.png", lab), ("c.png", lab[:200])):
        sample().save(tmp_path / name, icc_profile=profile)
        assert mean_error(decoded(tmp_path / name), sample()) == 0


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_what_moves_the_first_frame_is_used_and_said_so(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a{FORMATS[kind]}"
    frames = [Image.new("RGB", (20, 20), color) for color in ((255, 0, 0), (0, 0, 255))]
    frames[0].save(path, kind, save_all=True, append_images=frames[1:], lossless=True)
    assert decoded(path).convert("RGB").getpixel((5, 5)) == (255, 0, 0)
    assert [note.code for note in picture_notes(open_picture(path, allow_absolute=True))] == ["picture-animated"]


MARKERS = ["GPS", "XMP", "COM", "ICC", "TEXT", "TAIL"]


def _marked(kind: str) -> bytes:
    """A file with a marker in every place metadata can stand in."""
    exif = Image.Exif()
    exif[0x010E] = "MARKER-GPS"
    exif.get_ifd(0x8825)[29] = "MARKER-GPS"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, object] = {"exif": exif, "icc_profile": profile + b"MARKER-ICC", "xmp": b"<x>MARKER-XMP</x>"}
    if kind == "PNG":
        text = PngInfo()
        text.add_text("Author", "MARKER-TEXT")
        text.add_itxt("XML:com.adobe.xmp", "MARKER-XMP")
        options = {"exif": exif, "icc_profile": profile, "pnginfo": text}
    if kind in ("JPEG", "GIF"):
        options["comment"] = b"MARKER-COM"
    file = io.BytesIO()
    sample(400, 300).save(file, kind, **options)
    return file.getvalue() + b"MARKER-TAIL"


@pytest.mark.parametrize("kind", FORMATS)
def test_no_place_name_or_comment_gets_from_a_photo_into_a_post(tmp_path: Path, kind: str) -> None:
    data = _marked(kind)
    assert b"MARKER" in data
    (tmp_path / "photo").write_bytes(data)
    for size in ((400, 300), (100, 80)):
        image = decoded(tmp_path / "photo", size)
        assert not {"exif", "comment", "xmp", "icc_profile", "Author"} & set(image.info)
        for written in TYPES:
            assert b"MARKER" not in encode_as(image, written).data


def _png(width: int, height: int, rows: int) -> bytes:
    """A PNG whose header promises `height` rows and which holds `rows` of them, of one bit a pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    data = zlib.compress((b"\0" + b"\xaa" * ((width + 7) // 8)) * rows, 1)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_missing_rows_are_noticed(tmp_path: Path) -> None:
    for rows in (1, 50, 99):
        (tmp_path / f"short{rows}.png").write_bytes(_png(100, 100, rows))
        assert "cut short" in refused(tmp_path / f"short{rows}.png")
    (tmp_path / "whole.png").write_bytes(_png(100, 100, 100))
    assert decoded(tmp_path / "whole.png").size == (100, 100)


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (100, 33), (8, 9)])
def test_interlaced_pngs_are_whole_too(tmp_path: Path, size: tuple[int, int]) -> None:
    # Pillow writes none: the passes are cut out by hand (PNG specification, 8.2).
    image = clouds(size, 5, "a")
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = b""
    for left, top, across, down in passes:
        for y in range(top, size[1], down):
            row = bytes(image.getpixel((x, y)) for x in range(left, size[0], across))
            rows += b"\0" + row if row else b""
    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 1)
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )
    (tmp_path / "i.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    assert decoded(tmp_path / "i.png").tobytes() == image.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, kind: str) -> None:
    file = io.BytesIO()
    Image.merge("RGB", [clouds((90, 70), 6, str(n)) for n in range(3)]).save(file, kind, quality=80)
    data = file.getvalue()
    for part in range(24):
        path = tmp_path / f"cut{part}"
        # What is missing from the last few bytes may be nothing but the end mark.
        path.write_bytes(data[: len(data) * part // 25])
        refused(path)


@FEW
@given(
    st.sampled_from(list(FORMATS)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=9)
)
def test_a_damaged_file_is_read_or_refused_never_more(kind: str, damage: list[tuple[float, int]]) -> None:
    file = io.BytesIO()
    sample().save(file, kind)
    data = bytearray(file.getvalue())
    for place, value in damage:
        data[int(place * (len(data) - 1))] = value
    path = Path(tempfile.gettempdir()) / f"smgen-damaged-{os.getpid()}"
    path.write_bytes(data)
    with suppress(PictureError):
        pixels(open_picture(path, allow_absolute=True), size=(20, 20))
    path.unlink()


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ((30_000, 30_000), "30000 by 30000 pixels, more than 50 million"),
        ((65_500, 65_500), "million"),
        ((1_000_000, 4), "too long a strip"),
        ((31_000, 1000), "too long a strip"),
        ((5000, 1), "too long a strip"),
        ((0, 10), "no pixels|broken"),
    ],
)
def test_bombs_are_refused_by_their_header(tmp_path: Path, size: tuple[int, int], reason: str) -> None:
    (tmp_path / "bomb.png").write_bytes(_png(*size, rows=1))
    start = time.process_time()
    with pytest.raises(PictureError, match=reason):
        open_picture("bomb.png", roots=[tmp_path])
    assert time.process_time() - start < 5


@pytest.mark.parametrize("kind", ["GIF", "JPEG", "WEBP"])
def test_bombs_of_other_kinds_are_refused_too(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb{FORMATS[kind]}"
    Image.new("1", (9000, 6000)).save(path, kind)
    with pytest.raises(PictureError, match="more than 50 million"):
        open_picture(path.name, roots=[tmp_path])


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with open(tmp_path / "huge.png", "wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "at most 30 MB" in refused(tmp_path / "huge.png")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "broken or cut short"),
        (b"<html><body>404</body></html>", "not a picture"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"II*\0" + b"\0" * 99, "a TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"8BPS\0\1", "Photoshop"),
        (b"name;quote\n", "not a picture"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_what_is_no_picture_is_called_by_its_name(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "photo.png").write_bytes(data)
    assert reason in refused(tmp_path / "photo.png")


def test_a_picture_is_found_by_its_path_on_windows(tmp_path: Path) -> None:
    (tmp_path / "bilder").mkdir()
    sample().save(tmp_path / "bilder" / "foto.jpg")
    assert open_picture("bilder\\foto.jpg", roots=[tmp_path]).path == str(tmp_path / "bilder" / "foto.jpg")
    with pytest.raises(PictureError, match=r"did you mean “bilder/foto\.jpg”"):
        open_picture("bilder\\fotto.jpg", roots=[tmp_path])
    with pytest.raises(PictureError, match="leads out of the folder"):
        open_picture("..\\foto.jpg", roots=[tmp_path / "bilder"])


@pytest.mark.parametrize(
    "name", ["Bilder/Grüße.jpg", "Bilder/Gru\u0308ße.jpg", '"Bilder\\Grüße.jpg"', '""Bilder/Grüße.jpg""']
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_picture_is_found_however_its_name_is_spelled(tmp_path: Path, name: str, form: str) -> None:
    file = tmp_path / unicodedata.normalize(form, "Übersicht") / "Bilder" / unicodedata.normalize(form, "Grüße.jpg")
    file.parent.mkdir(parents=True)
    sample().save(file)
    roots = [tmp_path, file.parent.parent]
    assert os.path.samefile(open_picture(name, roots=roots).path, file)
    assert os.path.samefile(open_picture("Übersicht/" + name.strip('"'), roots=roots).path, file)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bilder/foto.jpg", "did you mean “Bilder/Foto.jpg”"),
        ("BILDER\\FOTO.JPG", "did you mean “Bilder/Foto.jpg”"),
        ("~/Bilder/Foto.jpg", "only from the folders of the campaign"),
        ('"C:\\Users\\Bo\\Foto.jpg"', "only from the folders of the campaign"),
    ],
)
@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="capitals do not matter there")
def test_a_name_nearly_right_is_told_the_right_one(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "Bilder").mkdir()
    sample().save(tmp_path / "Bilder" / "Foto.jpg")
    with pytest.raises(PictureError, match=said):
        open_picture(name, roots=[tmp_path])


@pytest.mark.skipif(os.name == "nt", reason="a drive is an absolute path there")
def test_a_drive_of_windows_is_outside_the_campaign(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="only from the folders of the campaign"):
        open_picture("C:\\Users\\foto.jpg", roots=[tmp_path])


def test_a_missing_picture_names_its_neighbour(tmp_path: Path) -> None:
    sample().save(tmp_path / "gruppenfoto.jpg")
    with pytest.raises(
        PictureError, match=r"grupenfoto.jpg: there is no such picture \(did you mean “gruppenfoto.jpg”"
    ):
        open_picture("grupenfoto.jpg", roots=[tmp_path])


@pytest.mark.parametrize(
    "name",
    [
        *("http://169.254.169.254/a.png", "https://example.org/a.png", "ftp://a/b.png", "file:///etc/passwd"),
        *("data:image/png;base64,AAAA", "javascript:1", "//server/share/a.png", "\\\\server\\share\\a.png"),
        *("../outside.png", "sub/../../outside.png", "link/outside.png", "link.png", "a\0.png", "", " ", "x" * 5000),
        *("/etc/passwd", "~/a.png", "\ud800.png", "a" * 300 + ".png", "sub"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "campaign"
    (root / "sub").mkdir(parents=True)
    sample().save(tmp_path / "outside.png")
    (root / "link").symlink_to(tmp_path)
    (root / "link.png").symlink_to(tmp_path / "outside.png")
    with pytest.raises(PictureError) as caught:
        open_picture(name, roots=[root])
    str(caught.value).encode("utf-8")


def test_absolute_names_are_taken_inside_the_folders_or_when_typed(tmp_path: Path) -> None:
    sample().save(tmp_path / "a.png")
    path = str(tmp_path / "a.png")
    assert open_picture(path, roots=[tmp_path]) == open_picture(path, allow_absolute=True)
    with pytest.raises(PictureError, match="only from the folders"):
        open_picture(path, roots=[tmp_path / "b"])


def test_the_first_folder_that_has_it_wins(tmp_path: Path) -> None:
    for name, width in (("one", 10), ("two", 20)):
        (tmp_path / name).mkdir()
        sample(width).save(tmp_path / name / "a.png")
    sample(30).save(tmp_path / "two" / "b.png")
    roots = [tmp_path / "one", tmp_path / "two"]
    assert [open_picture(name, roots=roots).width for name in ("a.png", "b.png")] == [10, 30]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes or devices in the file system")
def test_pipes_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "zero.png").symlink_to("/dev/zero")
    assert "pipe" in refused(tmp_path / "pipe.png")
    for name in ("/dev/zero", "/dev/stdin", str(tmp_path / "zero.png")):
        with pytest.raises(PictureError):
            open_picture(name, allow_absolute=True)


def test_a_picture_that_changes_or_goes_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    sample(40, 41).save(path)
    source = open_picture("a.png", roots=[tmp_path])
    sample(42, 43).save(path)
    with pytest.raises(PictureError, match="has changed"):
        pixels(source, size=(11, 12))
    path.unlink()
    with pytest.raises(PictureError, match="cannot be read"):
        pixels(source, size=(11, 12))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_small_copy_of_a_large_photo_looks_like_it(tmp_path: Path, kind: str) -> None:
    """Decoding at a fraction of the size must not move, darken or tint anything."""
    photo = Image.merge("RGB", [clouds((1600, 1200), 90, str(n)) for n in range(3)])
    path = tmp_path / f"a{FORMATS[kind]}"
    photo.save(path, kind, quality=95)
    crop = Box(133, 50, 1200, 900)
    expected = photo.resize((120, 90), Image.Resampling.LANCZOS, (133, 50, 1333, 950))
    source = open_picture(path.name, roots=[tmp_path])
    assert mean_error(pixels(source, crop=crop, size=(120, 90)), expected) < 2


def test_extreme_sizes_never_come_to_nothing(tmp_path: Path) -> None:
    sample(200, 4).save(tmp_path / "a.png")
    source = open_picture("a.png", roots=[tmp_path])
    assert pixels(source, crop=Box(3, 1, 0.5, 0.25), size=(1, 300)).size == (1, 300)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {0} {1}">{2}</svg>'
)


def svg(folder: Path, inside: str, width: int = 40, height: int = 20, head: str = "") -> Path:
    path = folder / "logo.svg"
    path.write_text(head + SVG.format(width, height, inside), encoding="utf-8")
    return path


def test_an_svg_is_sharp_at_any_size(tmp_path: Path) -> None:
    path = svg(tmp_path, '<rect width="20" height="20" fill="#f00"/>')
    source = open_picture(path.name, roots=[tmp_path])
    assert source.kind == "svg"
    assert source.width == 2 * source.height
    image = pixels(source, size=(2000, 1000))
    assert (image.mode, image.getpixel((998, 500)), image.getpixel((1002, 500))) == ("RGBA", (255, 0, 0, 255), (0,) * 4)
    half = pixels(source, crop=Box(source.width / 2, 0, source.width / 2, source.height), size=(100, 100))
    assert half.getextrema()[3] == (0, 0)


def test_an_icon_takes_a_tint(tmp_path: Path) -> None:
    path = svg(tmp_path, '<rect width="20" height="20" stroke="currentColor"/>')
    source = open_picture(path.name, roots=[tmp_path])
    image = pixels(source, size=(40, 20), look=PictureLook(tint=Color(1, 2, 3)))
    assert image.getpixel((5, 5)) == (1, 2, 3, 255)
    assert image.getpixel((30, 5))[3] == 0


def test_doctypes_styles_gradients_uses_and_small_bitmaps_still_work(tmp_path: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), (0, 0, 255)).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    )
    inside = f"""<g data-name="99999999999" inkscape:zoom="1e30" xmlns:inkscape="http://inkscape.org"/>
      <style>.a {{ fill: url(#g) }}</style>
      <defs><linearGradient id="g"><stop stop-color="lime"/></linearGradient></defs>
      <defs><rect id="r" width="10" height="10"/></defs><use xlink:href="#r" class="a"/>
      <image x="20" width="10" height="10" xlink:href="data:image/png;base64,{data}"/>"""
    image = decoded(svg(tmp_path, inside, head=head), (40, 20))
    assert image.getpixel((5, 5)) == (0, 255, 0, 255)
    assert image.getpixel((25, 5)) == (0, 0, 255, 255)


def test_a_style_sheet_loses_only_what_loads(tmp_path: Path) -> None:
    style = "@import 'a.css'; @font-face { font-family: x; src: url(x.ttf) } .a { fill: #00f; filter: url(b.svg#c) }"
    padding = "/*" + "x" * 20_000 + "*/"
    image = decoded(svg(tmp_path, f'<style>{padding}{style}</style><rect width="40" height="20" class="a"/>'), (40, 20))
    assert image.getpixel((5, 5)) == (0, 0, 255, 255)


def test_text_in_an_svg_is_left_out_and_said_so(tmp_path: Path) -> None:
    path = svg(tmp_path, '<text y="15">smgen <tspan>!</tspan></text>')
    source = open_picture(path.name, roots=[tmp_path])
    assert pixels(source, size=(80, 40)).getextrema()[3] == (0, 0)
    assert [note.code for note in picture_notes(source)] == ["svg-text"]


@pytest.mark.parametrize(
    "inside",
    [
        '<image width="40" height="20" href="{canary}"/>',
        '<image width="40" height="20" xlink:href="file://{canary}"/>',
        '<image width="40" height="20" xlink:href="canary.png"/>',
        '<image width="40" height="20" href="../{folder}/canary.png"/>',
        '<style>rect {{ fill: url({canary}) }}</style><rect width="9" height="9" fill="none"/>',
        '<style>@import "{canary}";</style>',
        '<filter id="f"><feImage href="{canary}"/></filter><rect width="40" height="20" filter="url(#f)"/>',
        '<use href="{canary}#a"/>',
        '<rect width="40" height="20" fill="URL({canary})"/>',
        '<rect width="9" height="9" style="fill: url(\'{canary}\')"/>',
        '<image width="40" height="20" x:href="{canary}" xmlns:x="http://www.w3.org/1999/xlink"/>',
    ],
)
def test_an_svg_reads_no_other_file(tmp_path: Path, inside: str) -> None:
    canary = tmp_path / "canary.png"
    Image.new("RGB", (40, 20), (255, 0, 255)).save(canary)
    image = decoded(svg(tmp_path, inside.format(canary=canary, folder=tmp_path.name)), (40, 20))
    assert (255, 0, 255) not in {image.getpixel((x, y))[:3] for x in range(40) for y in range(20)}


LAUGHS = "<!DOCTYPE svg [<!ENTITY a '{}'>{}]>".format(
    "ha" * 9, "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
USES = "".join(f'<g id="g{n + 1}">{f"<use href=&quot;#g{n}&quot;/>" * 10}</g>'.replace("&quot;", '"') for n in range(9))


@pytest.mark.parametrize(
    ("inside", "head", "reason"),
    [
        ("&i;", LAUGHS, "entities"),
        ("&x;", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "entities"),
        ("<g>" * 200 + "</g>" * 200, "", "too deep"),
        ("<g/>" * 30_000, "", "too many"),
        ('<g id="g0"><path d="M0 0"/></g>' + USES, "", "repeats its parts"),
        ("".join(f'<g id="g{n + 1}"><use href="#g{n}"/></g>' for n in range(3000)), "", "repeats its parts"),
        ('<clipPath id="c"/>' + '<g clip-path="url(#c)"/>' * 500, "", "repeats its parts"),
        ('<mask id="m"/>' + '<g mask="url(#m)"/>' * 60, "", "repeats its parts"),
        ("<style>rect { opacity: .5 }</style>" + "<rect/>" * 2500, "", "repeats its parts"),
        ("<style>" + "a b c { fill: red }" * 9000 + "</style>", "", "style sheet"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "", "refers to itself"),
        ('<rect width="1e30" height="4"/>', "", "number beyond"),
        ('<path d="M0 0 L99999999999 5"/>', "", "number beyond"),
        ("<g>", "", "broken"),
        ("", "\0", "not a picture|broken"),
    ],
)
def test_an_svg_that_would_blow_up_is_refused(tmp_path: Path, inside: str, head: str, reason: str) -> None:
    path = svg(tmp_path, inside, head=head)
    with pytest.raises(PictureError, match=reason):
        decoded(path)


@pytest.mark.parametrize(
    "inside",
    [
        '<pattern id="p" width="999999" height="999999" patternUnits="userSpaceOnUse"><g/></pattern>'
        '<circle r="4" fill="url(#p)"/>',
        '<filter id="f"><feGaussianBlur stdDeviation="1000"/></filter>'
        + '<g style="filter: url(#f)"><circle r="4"/></g>' * 500,
        '<marker id="m"><circle r="5"/></marker><path marker-mid="url(#m)" d="M0 0' + "L9 9L0 1" * 20_000 + '"/>',
        '<circle r="4" stroke-width="900000" stroke="red" transform="rotate(45) skewX(89.9999)"/>',
    ],
)
def test_what_would_take_minutes_or_all_memory_is_left_out(tmp_path: Path, inside: str) -> None:
    path = svg(tmp_path, inside + '<rect width="10" height="20" fill="lime"/>')
    start = time.process_time()
    with suppress(PictureError):
        assert decoded(path, (1000, 500)).getpixel((9, 490)) == (0, 255, 0, 255)
    assert time.process_time() - start < 5


def test_scripts_and_handlers_are_left_out(tmp_path: Path) -> None:
    inside = (
        '<script>alert(1)</script><a href="javascript:1"><rect width="40" height="20" onload="x()" fill="red"/></a>'
    )
    assert decoded(svg(tmp_path, inside), (40, 20)).getpixel((20, 10)) == (255, 0, 0, 255)


def test_an_embedded_bomb_is_left_out(tmp_path: Path) -> None:
    data = base64.b64encode(_png(30_000, 30_000, 1)).decode()
    image = decoded(svg(tmp_path, f'<image width="40" height="20" href="data:image/png;base64,{data}"/>'), (40, 20))
    assert image.getextrema()[3] == (0, 0)


@pytest.mark.parametrize("place", [(0.25, 0.3), (0.7, 0.4), (0.5, 0.7)])
def test_the_focus_lies_on_what_stands_out(tmp_path: Path, place: tuple[float, float]) -> None:
    image = Image.new("RGB", (600, 400), (150, 170, 190))
    x, y = place[0] * 600, place[1] * 400
    pen = ImageDraw.Draw(image)
    pen.ellipse((x - 50, y - 60, x + 50, y + 60), fill=(224, 172, 140))
    for eye in (-18, 18):
        pen.ellipse((x + eye - 7, y - 17, x + eye + 7, y - 5), fill=(40, 30, 30))
    pen.ellipse((x - 15, y + 20, x + 15, y + 30), fill=(150, 50, 50))
    image.save(tmp_path / "face.png")
    found = focus(open_picture("face.png", roots=[tmp_path]))
    assert found == (pytest.approx(place[0], abs=0.08), pytest.approx(place[1], abs=0.1))


def test_where_nothing_stands_out_the_focus_is_the_centre(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), (128, 128, 128)).save(tmp_path / "gray.png")
    assert focus(open_picture("gray.png", roots=[tmp_path])) == (0.5, 0.5)
    assert focus(open_picture(svg(tmp_path, "").name, roots=[tmp_path])) == (0.5, 0.5)
