"""Faces in photos stay in the crop where the extra `smgen[faces]` is installed; elsewhere nothing changes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from smgen.batching import executors, fingerprint
from smgen.brand import load_brand
from smgen.geometry import Box, Size, cover
from smgen.painting import faces as face_module
from smgen.painting import finder as finder_module
from smgen.painting import focus as focus_module
from smgen.painting.faces import company, faces
from smgen.painting.finder import finder
from smgen.painting.focus import focus, salient
from smgen.painting.pictures import open_picture
from smgen.template import load_template

ROOT = Path(__file__).resolve().parent.parent
PHOTOS = ROOT / "examples/photos"
FACE = ROOT / "tests/data/faces/astronaut.jpg"
IN_FACE = 155 / 300, 103 / 300
"""Between her eyes, as shares of FACE, measured by a person."""

needs_dlib = pytest.mark.skipif(
    not os.environ.get("SMGEN_CI") and not finder(),
    reason="NO FACES: they are not looked for; pip install 'smgen[faces]'",
)


def photo(folder, *places: tuple[float, float], size=(1600, 900), side=450, ground: str = "garden", exif: int = 0):
    """A photo on which the astronaut stands at each of `places` (shares, her eyes), `side` px large with all of FACE."""
    scene = ImageOps.fit(Image.open(PHOTOS / f"{ground}.jpg").convert("RGB"), size)
    portrait = Image.open(FACE).resize((side, side), Image.Resampling.LANCZOS)
    for x, y in places:
        scene.paste(portrait, (round(x * size[0] - IN_FACE[0] * side), round(y * size[1] - IN_FACE[1] * side)))
    if exif:
        turned = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[exif]
        scene = scene.transpose(turned)
    tags = Image.Exif()
    tags[0x0112] = exif or 1
    path = folder / "photo.jpg"
    scene.save(path, quality=90, exif=tags)
    return open_picture(path.name, roots=[folder])


def example(name: str):
    return open_picture(f"{name}.jpg", roots=[PHOTOS])


@pytest.fixture
def without_faces(monkeypatch):
    monkeypatch.setattr(face_module, "finder", lambda: "")
    focus_module._FOUND.clear()
    yield
    focus_module._FOUND.clear()


@needs_dlib
@pytest.mark.parametrize("x", [0.13, 0.5, 0.87])
def test_a_face_at_one_side_of_a_wide_photo_stays_in_an_upright_crop(tmp_path, x):
    source = photo(tmp_path, (x, 0.5))
    (found,) = faces(source)
    crop = cover(Size(source.width, source.height), Size(1080, 1920), focus(source))
    assert crop.left <= found.left
    assert found.right <= crop.right
    assert crop.left < x * source.width < crop.right


@needs_dlib
def test_the_face_is_found_where_saliency_looks_elsewhere(tmp_path):
    # Her suit outshines her face, which sits above it.
    source = photo(tmp_path, (0.2, 0.4))
    assert focus(source) == (pytest.approx(0.2, abs=0.02), pytest.approx(0.4, abs=0.03))
    assert salient(source) != (pytest.approx(0.2, abs=0.02), pytest.approx(0.4, abs=0.03))


@needs_dlib
@pytest.mark.parametrize("exif", [3, 6, 8])
def test_a_turned_photo_is_looked_at_upright(tmp_path, exif):
    source = photo(tmp_path, (0.8, 0.4), exif=exif)
    assert (source.width, source.height) == (1600, 900)
    assert focus(source) == (pytest.approx(0.8, abs=0.02), pytest.approx(0.4, abs=0.03))


@needs_dlib
def test_a_small_face_in_a_large_photo_is_found(tmp_path):
    source = photo(tmp_path, (0.3, 0.4), size=(4000, 2667), side=1250)  # her face is a twelfth as wide as the photo
    assert len(faces(source)) == 1


@needs_dlib
def test_a_face_in_a_small_photo_is_found(tmp_path):
    source = photo(tmp_path, (0.3, 0.4), size=(400, 267), side=200)
    assert len(faces(source)) == 1


@needs_dlib
@pytest.mark.parametrize("name", ["neighbour", "volunteer"])
def test_painted_portraits_are_faces_too(name):
    assert focus(example(name)) == (pytest.approx(0.5, abs=0.04), pytest.approx(0.42, abs=0.04))


@needs_dlib
def test_a_drawing_has_no_faces(tmp_path):
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    source = open_picture("a.svg", roots=[tmp_path])
    assert faces(source) == ()
    assert focus(source) == (0.5, 0.5)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (60, 2), (2, 60)])
def test_the_smallest_pictures_are_no_trouble(tmp_path, size):
    Image.new("RGB", size, (200, 150, 120)).save(tmp_path / "a.png")
    assert faces(open_picture("a.png", roots=[tmp_path])) == ()


@pytest.mark.parametrize("name", ["garden", "kitchen", "wall", "paper"])
def test_without_a_face_the_focus_is_what_it_always_was(name):
    assert faces(example(name)) == ()
    assert focus(example(name)) == salient(example(name))


def test_without_the_extra_the_focus_is_what_it_always_was(tmp_path, without_faces):
    for source in (photo(tmp_path, (0.2, 0.4)), example("volunteer")):
        assert faces(source) == ()
        assert focus(source) == salient(source)


@pytest.fixture
def old_processor(monkeypatch):
    monkeypatch.setattr(finder_module, "_lacks_avx", lambda: True)
    finder.cache_clear()
    yield
    finder.cache_clear()


PROGRAM = """
import sys
{before}
from pathlib import Path
import smgen
from smgen.painting.finder import finder
from smgen.painting.focus import focus, salient
from smgen.painting.pictures import open_picture

source = open_picture({path!r}, allow_absolute=True)
said = finder()
post = smgen.make("photo", dict(headline="A", photo={path!r}, photo_focus="20% 40%"), trusted=True, format="240x240")
post.encode()
assert not sys.modules.get("dlib") and not sys.modules.get("numpy"), "a focus that was given needs no faces"
print(bool(said), focus(source) == salient(source), focus(source))
"""


def said_by_a_process(path: str, before: str = "", seed: str = "0") -> str:
    program = PROGRAM.format(before=before, path=path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("missing", ["dlib", "numpy"])
def test_a_machine_without_the_library_falls_back(tmp_path, missing):
    source = photo(tmp_path, (0.2, 0.4))
    said = said_by_a_process(source.path, f"sys.modules[{missing!r}] = None")
    assert said == f"False True {salient(source)}\n"


@needs_dlib
def test_processes_agree(tmp_path):
    source = photo(tmp_path, (0.2, 0.4), (0.35, 0.5), side=300)
    first, second = (said_by_a_process(source.path, seed=seed) for seed in ("1", "77"))
    assert first == second == f"True False {focus(source)}\n"


@needs_dlib
def test_threads_agree(tmp_path):
    alone = [photo(tmp_path, (0.2, 0.4)), example("volunteer"), example("neighbour"), example("garden")]
    expected = [faces(source) for source in alone]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(faces, alone * 6)) == expected * 6


def test_an_old_processor_is_not_killed(old_processor):
    assert finder() == ""


def near(found: tuple[Box, ...], x: float, y: float) -> bool:
    return company(found) == (pytest.approx(x), pytest.approx(y))


def test_people_side_by_side_are_one_company():
    row = tuple(Box(100 + 120 * n, 200, 80, 80) for n in range(5))
    assert near(row, 380, 224)
    assert near(row[::-1], 380, 224)
    # Larger faces weigh more: they stand in front.
    assert near((Box(0, 0, 100, 100), Box(150, 0, 50, 50)), 50 + 125 / 5, 30 - 15 / 5)


def test_two_at_the_ends_of_a_photo_are_not_met_in_the_middle():
    left, right = Box(0, 100, 100, 100), Box(1500, 100, 90, 90)
    assert near((left, right), 50, 130)
    assert near((right, left), 50, 130)
    # As many as together have more face than the one.
    assert near((left, right, Box(1350, 100, 90, 90)), 1470, 127)
    # Of equals the left: some order must be kept.
    assert near((Box(1500, 100, 100, 100), left), 50, 130)


def test_who_stands_between_two_groups_joins_them():
    assert near((Box(0, 0, 100, 100), Box(500, 0, 100, 100), Box(250, 0, 100, 100)), 300, 30)


def test_posts_are_made_again_where_faces_are_found_since(tmp_path, monkeypatch):
    def key() -> str:
        prints = fingerprint.Fingerprints(tmp_path)
        return prints.row({"photo": "a.jpg"}, load_template("photo").folder, load_brand(None), (), None)

    before = key()
    assert key() == before
    monkeypatch.setattr(fingerprint, "finder", lambda: "dlib-bin 1")
    assert key() != before


def test_a_worker_that_sees_other_faces_is_refused(monkeypatch):
    monkeypatch.setattr(executors, "finder", lambda: "")
    report, files = executors._remotely(executors.__version__, "dlib-bin 1", None)
    assert report["error"][1:3] == ["version-mismatch", "the worker finds faces by nothing, this machine by dlib-bin 1"]
    assert files == []


@needs_dlib
def test_doctor_tells_of_faces(cli):
    said = cli("doctor").out
    assert finder() in said
    assert "not looked for" not in said


@needs_dlib
def test_doctor_tells_why_faces_are_not_found(cli, old_processor):
    said = cli("doctor").out
    assert "faces in photos are not looked for all the same: numpy is missing, or this processor has no AVX" in said
