"""The wheel holds what smgen needs and nothing else, and is small enough to send."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 15_000_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("SMGEN_CI") and importlib.util.find_spec("hatchling") is None,
        reason="NO HATCHLING: the wheel is not built; pip install hatchling",
    ),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    if importlib.util.find_spec("hatchling"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    else:
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "-w", str(folder), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def shipped(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_it_is_at_most_15_megabytes(wheel):
    assert Path(wheel.filename or "").stat().st_size <= LARGEST


def test_every_file_of_smgen_is_in_it(wheel):
    inside = set(wheel.namelist())
    wanted = shipped("smgen") | {f"smgen/{name}" for folder in ("templates", "fonts") for name in shipped(folder)}
    assert wanted <= inside
    assert {"smgen/py.typed", "smgen/platforms.toml", "smgen/fonts/index.json"} <= inside
    assert {"smgen/templates/quote/card.xml.j2", "smgen/templates/poster/template.toml"} <= inside


def test_nothing_else_is_in_it(wheel):
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"smgen", f"smgen-{version(wheel)}.dist-info"}
    assert not [name for name in wheel.namelist() if "test" in name.lower() or name.endswith((".pyc", ".orig", ".rej"))]


def test_licences_come_along(wheel):
    inside = wheel.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    families = {name.split("/")[2] for name in inside if name.startswith("smgen/fonts/") and name.endswith(".ttf")}
    for family in families:
        assert f"smgen/fonts/{family}/OFL.txt" in inside
    assert "smgen/templates/_icons/LICENSE" in inside


def test_the_command_is_declared(wheel):
    (entry,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "smgen = smgen.__main__:main" in wheel.read(entry).decode()


def version(wheel: zipfile.ZipFile) -> str:
    return Path(wheel.filename or "").name.split("-")[1]
