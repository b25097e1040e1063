"""Files: whole or not there, under every fault a real system can be made to give."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from smgen.errors import OutputError
from smgen.files import file_sha256, leftovers, make_folder, sha256, write_whole

OLD, NEW = b"the old file, whole", b"the new file " * 1000


def test_a_file_is_written_and_its_folders_made(tmp_path):
    write_whole(tmp_path / "a" / "b" / "post.png", NEW)
    assert (tmp_path / "a" / "b" / "post.png").read_bytes() == NEW
    assert file_sha256(tmp_path / "a" / "b" / "post.png") == sha256(NEW)


def test_an_old_file_is_replaced_and_nothing_is_left_over(tmp_path):
    target = tmp_path / "post.png"
    write_whole(target, OLD)
    write_whole(target, NEW, durable=False)
    assert target.read_bytes() == NEW
    assert list(tmp_path.iterdir()) == [target]


def test_an_empty_file_can_be_written(tmp_path):
    write_whole(tmp_path / "empty", b"")
    assert (tmp_path / "empty").read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask to speak of")
def test_the_mode_follows_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "post.png", NEW)
    finally:
        os.umask(before)
    assert (tmp_path / "post.png").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_in_the_way_is_replaced_and_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(OLD)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "post.png").symlink_to(outside)
    write_whole(tmp_path / "out" / "post.png", NEW)
    assert outside.read_bytes() == OLD
    assert not (tmp_path / "out" / "post.png").is_symlink()


def test_a_name_of_the_greatest_length_can_be_written(tmp_path):
    write_whole(tmp_path / ("x" * 255), NEW)
    assert (tmp_path / ("x" * 255)).read_bytes() == NEW


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("folder", "a folder of this name is in the way"),
        ("file/post.png", "a file is where a folder should be"),
        ("x" * 256, "the name is too long"),
        ("nul\0", "no file can have this name"),
    ],
)
def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path, place, sentence):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(OutputError) as caught:
        write_whole(tmp_path / place, NEW)
    assert caught.value.what == sentence
    assert leftovers(tmp_path) == []
    assert (tmp_path / "file").read_bytes() == OLD


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(OutputError, match="a file is where a folder should be"):
        make_folder(tmp_path / "file")


def test_leftovers_of_a_killed_run_are_found_and_nothing_else(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".smgen-0123456789abcdef.part").write_bytes(OLD)
    (tmp_path / "post.png").write_bytes(OLD)
    (tmp_path / "mine.part").write_bytes(OLD)
    assert leftovers(tmp_path) == [tmp_path / "deep" / ".smgen-0123456789abcdef.part"]


LIMITED = """
import os, resource, sys
from smgen.errors import OutputError
from smgen.files import write_whole
folder, name, kind, limit, user = sys.argv[1:]
os.chdir(folder)  # so that another user need not reach the folders above
if int(user):
    os.setuid(int(user))
target, limit = name, int(limit)
resource.setrlimit(getattr(resource, kind), (limit, limit))
try:
    write_whole(target, b"n" * 5000)
except OutputError as error:
    print(error.what)
else:
    print("written")
"""


def run_limited(target, kind, limit, user=0):
    pytest.importorskip("resource")
    arguments = [str(target.parent), target.name, kind, str(limit), str(user)]
    done = subprocess.run([sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_write_that_breaks_off_anywhere_leaves_the_old_file(tmp_path):
    # The kernel's own limit on file size: the write fails after 0, 1, … bytes, as on a full disk, until it does not.
    target = tmp_path / "post.png"
    outcomes = []
    for limit in (0, 1, 999, 4096, 4999, 5000):
        target.write_bytes(OLD)
        outcomes.append(run_limited(target, "RLIMIT_FSIZE", limit))
        if outcomes[-1] != "written":
            assert target.read_bytes() == OLD
        assert list(tmp_path.iterdir()) == [target]
    assert outcomes == ["the file is larger than this system allows"] * 5 + ["written"]


def test_too_many_open_files_are_told(tmp_path):
    assert run_limited(tmp_path / "post.png", "RLIMIT_NOFILE", 3) == "too many files are open"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    (tmp_path / "post.png").write_bytes(OLD)
    tmp_path.chmod(0o555)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        said = run_limited(tmp_path / "post.png", "RLIMIT_NOFILE", 200, user=65534 if root else 0)
    finally:
        tmp_path.chmod(0o755)
    assert said == "writing here is not allowed"
    assert [path.name for path in tmp_path.iterdir()] == ["post.png"]


@contextmanager
def small_disk(folder, options):
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("needs the right to mount a small disk (root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_every_file_it_has(tmp_path):
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        written = {}
        said = None
        while said is None:
            name, data = f"{len(written)}.png", bytes([len(written)]) * 10_000
            try:
                write_whole(disk / name, data)
                written[name] = data
            except OutputError as error:
                said = error.what
        assert said == "the disk is full"
        assert {path.name: path.read_bytes() for path in disk.iterdir()} == written
        with pytest.raises(OutputError):  # nor does replacing lose what was there
            write_whole(disk / "0.png", NEW * 4)
        assert {path.name: path.read_bytes() for path in disk.iterdir()} == written


def test_a_disk_without_room_for_another_name_is_told(tmp_path):
    with small_disk(tmp_path / "disk", "size=64k,nr_inodes=3") as disk:
        write_whole(disk / "1", b"x")
        write_whole(disk / "2", b"x")
        with pytest.raises(OutputError, match="the disk is full"):
            write_whole(disk / "3", b"x")
        assert leftovers(disk) == []


def test_a_read_only_disk_is_told(tmp_path):
    with small_disk(tmp_path / "disk", "size=64k,ro") as disk, pytest.raises(OutputError) as caught:
        write_whole(disk / "sub" / "post.png", NEW)
    assert caught.value.what == "the disk is read-only"
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.EROFS
