"""Inputs and outputs at addresses, and drawing on a cluster: the same files as here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_campaign import FORMATS, ROOT, smgen, tree, write_campaign

from smgen.batching import batch
from smgen.batching.storage import storage_for
from smgen.errors import SmgenError, TableError

pytestmark = pytest.mark.filterwarnings("ignore")  # of other people's packages

ROWS = 5


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("campaign")
    table = write_campaign(folder, ROWS)
    list(batch(table, formats=FORMATS, output=folder / "out", jobs=0))
    return table, tree(folder / "out")


def _fetched(system: object, root: str, target: Path) -> dict[str, str]:
    """What is at an address, as a tree here."""
    for name in system.find(root):  # type: ignore[attr-defined]
        path = target / name.removeprefix(root).lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(system.cat_file(name))  # type: ignore[attr-defined]
    return tree(target)


def test_memory_holds_the_same_files_and_goes_on_where_a_run_stopped(campaign, tmp_path: Path):
    fsspec = pytest.importorskip("fsspec", reason="pip install fsspec s3fs")
    table, whole = campaign
    found = batch(table, formats=FORMATS, output="memory://goes-on/out", jobs=0)
    for _ in range(4):
        next(found)
    found.close()
    statuses = [result.status for result in batch(table, formats=FORMATS, output="memory://goes-on/out", jobs=0)]
    assert statuses[:4] == ["unchanged"] * 4
    assert set(statuses[5:]) == {"made"}
    assert _fetched(fsspec.filesystem("memory"), "/goes-on/out", tmp_path) == whole
    statuses = [result.status for result in batch(table, formats=FORMATS, output="memory://goes-on/out", jobs=0)]
    assert set(statuses) == {"unchanged"}


def test_a_file_address_is_a_folder(campaign, tmp_path: Path):
    table, whole = campaign
    results = list(batch(f"file://{table}", formats=FORMATS, output=f"file://{tmp_path}/out", jobs=0))
    assert {result.status for result in results} == {"made"}
    assert tree(tmp_path / "out") == whole


def test_a_table_may_lie_at_an_address(campaign):
    fsspec = pytest.importorskip("fsspec", reason="pip install fsspec s3fs")
    table, _ = campaign
    fsspec.filesystem("memory").pipe_file("/tables/posts.csv", table.read_bytes())
    template = table.parent / "templates"
    results = list(batch("memory://tables/posts.csv", formats=FORMATS, output=None, jobs=0, templates=[template]))
    assert [result.status for result in results] == ["made"] * (2 * ROWS)
    assert results[0].where == "posts.csv, row 2"
    with pytest.raises(TableError, match="there is no such file"):
        list(batch("memory://tables/fehlt.csv", output=None))


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket on a server that speaks S3, on this machine."""
    pytest.importorskip("s3fs", reason="pip install fsspec s3fs")
    moto = pytest.importorskip("moto.server", reason="pip install 'moto[server]'")
    import boto3

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    place = {"LocationConstraint": "eu-central-1"}
    boto3.client("s3").create_bucket(Bucket="verein", CreateBucketConfiguration=place)
    yield "s3://verein"
    server.stop()


def test_an_s3_server_holds_the_same_files_and_gives_the_table(campaign, bucket: str, tmp_path: Path):
    import fsspec

    table, whole = campaign
    system = fsspec.filesystem("s3")
    system.pipe_file(f"{bucket}/posts.csv", table.read_bytes())
    options = {"formats": FORMATS, "jobs": 0, "templates": [table.parent / "templates"]}
    results = list(batch(f"{bucket}/posts.csv", output=f"{bucket}/kampagne/out", **options))
    assert {result.status for result in results} == {"made"}
    assert _fetched(system, "verein/kampagne/out", tmp_path) == whole
    results = list(batch(f"{bucket}/posts.csv", output=f"{bucket}/kampagne/out", **options))
    assert {result.status for result in results} == {"unchanged"}


def test_an_address_without_its_package_names_the_extra():
    with pytest.raises(SmgenError, match=r"smgen\[cloud\]|cannot be used"):
        storage_for("nonsense://a/b")


def test_an_executor_that_is_not_there_is_told(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    done = smgen("batch", table, "-o", tmp_path / "out", "--executor", "dask://127.0.0.1:1")
    assert done.returncode == 1
    assert "no dask scheduler answers there" in done.stderr or "dask[distributed]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own, on loopback."""
    distributed = pytest.importorskip("distributed", reason="pip install 'dask[distributed]'")
    contact = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    dask = [sys.executable, "-m", "dask"]
    scheduler = [
        *dask,
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        contact,
    ]
    worker = [*dask, "worker", "--scheduler-file", contact, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    processes = [subprocess.Popen(scheduler, **quiet)]
    try:
        processes += [
            subprocess.Popen([*worker, "--host", "127.0.0.1", "--local-directory", tmp_path / f"worker{n}"], **quiet)
            for n in range(2)
        ]
        with distributed.Client(scheduler_file=str(contact), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        address = json.loads(contact.read_text())["address"]
        yield address.replace("tcp://", "dask://"), processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_cluster_makes_the_same_files_and_a_killed_worker_costs_nothing(campaign, cluster, tmp_path: Path):
    table, whole = campaign
    address, workers = cluster
    results = []
    for result in batch(table, formats=FORMATS, output=tmp_path / "out", executor=address):
        results.append(result)
        if len(results) == 1:
            workers[0].kill()
    assert {result.status for result in results} == {"made"}
    assert [(result.row, result.format) for result in results] == [(r + 2, f) for r in range(ROWS) for f in FORMATS]
    assert tree(tmp_path / "out") == whole
