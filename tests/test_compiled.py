"""Compiled templates are kept between processes: faster, never wrong, and nothing of strangers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from smgen import resources, wording
from smgen.wording.compiled import kept_for

SHIPPED = resources.folder("templates")
VALUES = {
    "quote": "Wir bleiben.",
    "author": "Amira",
    "role": "",
    "source": "",
    "photo": "",
    "lang": "de",
    "brand": {"hashtags": [], "name": "V"},
    "words": {"author": "Amira", "role": "", "source": "", "credit": ""},
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="says by XDG_CACHE_HOME where the cache lies")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, empty; environments are made anew, as in a fresh process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "smgen"


def alt_text(folder: Path = SHIPPED / "quote") -> str:
    wording.environment.cache_clear()
    return wording.render_text((folder, SHIPPED), "alt.txt.j2", {**VALUES, "platform": "instagram"})


def test_the_second_process_reads_what_the_first_compiled(cache, monkeypatch):
    first = alt_text()
    assert list(cache.iterdir())
    monkeypatch.setattr("smgen.wording.sandbox.rewritten", lambda *_: pytest.fail("compiled again"))
    assert alt_text() == first


def test_torn_files_are_made_anew(cache):
    first = alt_text()
    for file in cache.iterdir():
        whole = file.read_bytes()
        for damage in (b"", whole[: len(whole) // 2], b"\0" * 100, whole[:20] + os.urandom(200)):
            file.write_bytes(damage)
            assert alt_text() == first


def test_a_changed_source_is_compiled_anew(cache, tmp_path, monkeypatch):
    own = tmp_path / "shipped"
    (own / "quote").mkdir(parents=True)
    monkeypatch.setattr(resources, "folder", lambda _: own)
    for source in ("eins", "zwei"):
        (own / "quote" / "alt.txt.j2").write_text(source, encoding="utf-8")
        wording.environment.cache_clear()
        assert wording.render_text((own / "quote", own), "alt.txt.j2", {}) == source
    assert list(cache.iterdir())


def test_templates_of_strangers_leave_nothing_behind(cache, tmp_path):
    own = tmp_path / "mine"
    own.mkdir()
    (own / "alt.txt.j2").write_text("fremd", encoding="utf-8")
    assert alt_text(own) == "fremd"
    assert not cache.exists()


@pytest.mark.parametrize("mode", [0o777, 0o720])
def test_a_folder_others_may_write_into_is_not_trusted(cache, mode):
    cache.mkdir()
    cache.chmod(mode)
    assert kept_for((SHIPPED,), markup=True) is None
    assert alt_text()
    assert not list(cache.iterdir())


def test_without_a_home_nothing_is_kept_and_nothing_fails(cache, tmp_path, monkeypatch):
    """Services and containers have none; a folder “~” in the current one would be anybody's."""
    monkeypatch.chdir(tmp_path)

    def homeless(*_: object, **__: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    for answer in (homeless, lambda *_, **__: Path("~/.cache/smgen")):
        monkeypatch.setattr("platformdirs.user_cache_path", answer)
        assert alt_text()
    assert not list(tmp_path.iterdir())


def test_what_was_kept_long_ago_is_taken_away(cache):
    alt_text()
    (file,) = cache.iterdir()
    old = file.with_name("0123-old.jinja")
    old.write_bytes(b"")
    os.utime(old, (0, 0))
    file.unlink()
    alt_text()
    assert [path.name for path in cache.iterdir()] == [file.name]


def test_no_place_for_a_cache_is_no_reason_to_fail(cache):
    cache.parent.joinpath("smgen").write_text("a file in its place", encoding="utf-8")
    assert alt_text()


def test_a_full_disk_is_no_reason_to_fail(cache, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", full)
    assert alt_text()
    assert not list(cache.iterdir())
