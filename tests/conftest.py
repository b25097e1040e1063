"""What tests share: a folder to work in, the command line as a function and as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from smgen.cli import run

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("smgen", deadline=None)
settings.load_profile("smgen")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes many seconds")


class Said(NamedTuple):
    """What a command gave back: its exit code, its output, its complaints."""

    code: int
    out: str
    err: str


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one; processes started in it find this smgen, installed or not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


@pytest.fixture
def cli(here: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The command line, called as a function in an empty folder."""

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(arguments)
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture
def process(here: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command line as a process of its own in an empty folder."""

    def call(
        *arguments: str | bytes, environment: Mapping[str, str] | None = None, **options: object
    ) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "smgen", *arguments]
        surroundings = {**os.environ, **(environment or {})}
        return subprocess.run(command, cwd=here, env=surroundings, capture_output=True, timeout=120, **options)

    return call
