"""Whatever ends a run or a worker, and whenever: nothing torn, nothing lost, and the next run goes on."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_campaign import FORMATS, children, command, smgen, tree, write_campaign

from smgen.batching import batch
from smgen.batching.workers import Workers
from smgen.errors import BrokenInstall, OutputError

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
on_posix = pytest.mark.skipif(os.name != "posix", reason="sends signals")

ROWS = 8
_KINDS = {"kill": signal.SIGKILL, "term": signal.SIGTERM, "interrupt": signal.SIGINT}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A table, and the files an undisturbed run makes of it."""
    folder = tmp_path_factory.mktemp("campaign")
    table = write_campaign(folder, ROWS)
    list(batch(table, formats=FORMATS, output=folder / "out", jobs=2))
    return table, tree(folder / "out")


def _points() -> list[tuple[int, str, int]]:
    """20 points of a run: its events, counted; the same in every test run."""
    dice = random.Random(20261123)
    last = 3 + 2 * ROWS
    return [(number, dice.choice(list(_KINDS)), dice.randint(1, last)) for number in range(20)]


def _stopped_at(table: Path, output: Path, kind: str, event: int) -> subprocess.Popen[str]:
    """A run that got a signal when it had told so many events, and ended."""
    options = [argument for name in FORMATS for argument in ("-f", name)]
    process = subprocess.Popen(
        command("batch", table, "-o", output, "--json", "--jobs", "2", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    for _ in range(event):
        process.stdout.readline()
    process.send_signal(_KINDS[kind])
    process.communicate(timeout=60)
    return process


@on_posix
@pytest.mark.parametrize(("number", "kind", "event"), _points())
def test_a_run_that_was_stopped_anywhere_goes_on_to_the_same_result(
    campaign: tuple[Path, dict[str, str]], tmp_path: Path, number: int, kind: str, event: int
):
    table, whole = campaign
    process = _stopped_at(table, tmp_path, kind, event)
    codes = {"kill": {-signal.SIGKILL, 0}, "term": {143, 0}, "interrupt": {130, 0}}
    assert process.returncode in codes[kind]
    for name, digest in tree(tmp_path).items():
        if name.startswith("wort") and not name.endswith(".part"):
            assert whole[name] == digest, name
    results = list(batch(table, formats=FORMATS, output=tmp_path, jobs=0))
    assert {result.status for result in results} <= {"made", "unchanged"}
    assert tree(tmp_path) == whole


@on_posix
def test_who_stops_a_run_is_told_how_to_go_on(campaign: tuple[Path, dict[str, str]], tmp_path: Path):
    table, _ = campaign
    process = subprocess.Popen(
        command("batch", table, "-o", tmp_path, "--jobs", "1", "-f", "mastodon"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stderr is not None
    process.stderr.readline()  # the note on the delimiter: it is at work
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same command again to go on" in said
    assert "Traceback" not in said


@on_linux
@pytest.mark.parametrize("kind", _KINDS)
def test_no_worker_outlives_its_run(campaign: tuple[Path, dict[str, str]], tmp_path: Path, kind: str):
    table, _ = campaign
    options = [argument for name in FORMATS for argument in ("-f", name)]
    process = subprocess.Popen(
        command("batch", table, "-o", tmp_path, "--json", "--jobs", "2", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"event": "result"' in line:
            break
    watched = [os.pidfd_open(child) for child in children(process.pid)]
    process.send_signal(_KINDS[kind])
    process.communicate(timeout=60)
    assert watched
    for descriptor in watched:
        ended, _, _ = select.select([descriptor], [], [], 10)
        os.close(descriptor)
        assert ended


@on_linux
def test_a_worker_killed_from_outside_costs_nothing(campaign: tuple[Path, dict[str, str]], tmp_path: Path):
    table, whole = campaign
    results = []
    for result in batch(table, formats=FORMATS, output=tmp_path, jobs=2):
        results.append(result)
        if len(results) == 1:
            with contextlib.suppress(ProcessLookupError, IndexError):
                os.kill(children(os.getpid())[0], signal.SIGKILL)
    assert [result.error for result in results if result.status != "made"] == []
    assert tree(tmp_path) == whole


@on_posix
def test_a_task_that_kills_its_worker_costs_only_itself(tmp_path: Path):
    poison = {5: "kill", 9: "crash", 13: "exit", 17: "hang", 21: "hog", 25: "chatter", 26: "die once"}
    tasks = [{"id": n, "do": poison.get(n, "work"), "mark": str(tmp_path / "mark")} for n in range(40)]
    with Workers(2, 3.0, "batch_poison:perform") as workers:
        done = {each.task["id"]: each for each in workers.run(tasks)}
    assert sorted(done) == list(range(40))
    lost = {n: each.lost for n, each in done.items() if each.lost}
    assert sorted(lost) == [5, 9, 13, 17, 21]
    assert "longer than 3 seconds" in lost[17]
    assert all("died twice" in lost[n] for n in (5, 9, 13, 21))
    for n, each in done.items():
        if not each.lost:
            assert each.report == {"value": n}
            assert each.blobs == [bytes([n]) * 100_000]


def test_tasks_are_taken_only_as_fast_as_they_are_done():
    taken = []

    def tasks() -> Iterator[dict[str, object]]:
        for n in range(50):
            taken.append(n)
            yield {"id": n, "do": "work"}

    with Workers(2, 60.0, "batch_poison:perform") as workers:
        for finished, _ in enumerate(workers.run(tasks())):
            assert len(taken) - finished <= 2 * 2 + 1


def test_workers_that_do_not_start_are_told_of_once():
    with pytest.raises(BrokenInstall, match="do not start"), Workers(2, 60.0, "no_such_module:perform") as workers:
        list(workers.run([{"id": 1}]))


@contextlib.contextmanager
def _mounted(folder: Path, options: str) -> Iterator[None]:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("a file system of a given size can only be mounted by root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@on_linux
def test_a_full_disk_leaves_what_is_finished_and_nothing_else(campaign: tuple[Path, dict[str, str]], tmp_path: Path):
    table, whole = campaign
    with _mounted(tmp_path, "size=160k"):
        with pytest.raises(OutputError, match="the disk is full"):
            list(batch(table, formats=FORMATS, output=tmp_path / "out", jobs=2))
        there = tree(tmp_path / "out")
        finished = {name: digest for name, digest in there.items() if name.startswith("wort")}
        assert finished
        assert finished.items() <= whole.items()
        subprocess.run(["mount", "-o", "remount,size=8m", str(tmp_path)], check=True)
        results = list(batch(table, formats=FORMATS, output=tmp_path / "out", jobs=0))
        assert {result.status for result in results} == {"made", "unchanged"}
        assert tree(tmp_path / "out") == whole


@on_linux
def test_a_read_only_folder_is_told_before_anything_is_done(campaign: tuple[Path, dict[str, str]], tmp_path: Path):
    table, _ = campaign
    with _mounted(tmp_path, "ro"):
        for output in (tmp_path, tmp_path / "out"):
            done = smgen("batch", table, "-o", output)
            assert done.returncode == 1
            assert "Traceback" not in done.stderr
            assert "read-only" in done.stderr.lower()


@pytest.mark.parametrize("kept_up", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("call", ["replace", "fsync", "mkdir", "unlink"])
def test_a_disk_that_fails_at_any_step_costs_nothing_for_good(
    campaign: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, kept_up: bool
):
    table, _ = campaign
    made = {"formats": FORMATS[:1], "jobs": 0, "rows": [2, 3]}
    list(batch(table, output=tmp_path / "whole", **made))
    whole = tree(tmp_path / "whole")
    genuine = getattr(os, call)
    for step in range(1, 60):
        calls = 0

        def faulty(*given, _step=step, **named):
            nonlocal calls
            calls += 1
            if calls == _step or (kept_up and calls > _step):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return genuine(*given, **named)

        output = tmp_path / f"{step}"
        with monkeypatch.context() as patched:
            patched.setattr(os, call, faulty)
            with contextlib.suppress(OutputError):
                list(batch(table, output=output, **made))
        if calls < step:
            return
        for name, digest in tree(output).items():
            if name.startswith("wort"):
                assert whole[name] == digest, name
        assert {result.status for result in batch(table, output=output, **made)} <= {"made", "unchanged"}
        assert tree(output) == whole
    pytest.fail("the run never got through")


def test_a_file_where_the_folder_should_be_is_told(campaign: tuple[Path, dict[str, str]], tmp_path: Path):
    table, _ = campaign
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="a file is where a folder should be"):
        list(batch(table, formats=FORMATS, output=tmp_path / "out"))
