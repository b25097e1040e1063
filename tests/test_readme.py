"""README.md keeps its word: its commands run, its Windows forms say the same, its links lead somewhere.

The two set-up commands themselves are run by .ci/run, in a fresh clone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")))
CAMPAIGN = "examples/so-geht-social-media"


def blocks(mark: str) -> list[str]:
    """What stands in the code blocks below `<!-- mark -->`."""
    return [match[1].strip() for match in re.finditer(rf"<!-- {mark} -->\n```\w+\n(.*?)```", README, re.DOTALL)]


COMMANDS = [line for block in blocks("run") for line in block.splitlines()]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples in it and a `smgen` that is this one."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "bin").mkdir()
    starter = folder / "bin" / "smgen"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m smgen "$@"\n')
    starter.chmod(0o755)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("name", ["make", "test"])
def test_each_set_up_is_one_line_and_has_its_windows_form(name):
    (command,) = blocks(f"command: {name}")
    assert "\n" not in command
    windows = command.replace("python3 -m venv", "py -m venv").replace(".venv/bin/", ".venv\\Scripts\\")
    told = [block.strip() for block in re.findall(r"```bat\n(.*?)```", README, re.DOTALL)]
    assert told.count(windows) == 1


def test_the_marks_stand_where_ci_looks_for_them():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for name in ("make", "test"):
        assert len(blocks(f"command: {name}")) == 1
        assert f'command_of "command: {name}"' in script


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell")
def test_the_main_job_makes_its_pictures(workplace):
    (command,) = blocks("command: make")
    job = command.split("&&")[-1].strip().removeprefix(".venv/bin/")
    said = run(job, workplace)
    assert said.returncode == 0, said.stderr
    for form in ("portrait", "story"):
        assert (workplace / "out" / f"quote-instagram-{form}.jpg").stat().st_size > 10_000
        assert (workplace / "out" / f"quote-instagram-{form}.alt.txt").read_text("utf-8").strip()


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a shell")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shown_runs(workplace, command):
    if CAMPAIGN in command and not (ROOT / CAMPAIGN / "posts.csv").exists():
        pytest.skip(f"{CAMPAIGN} is not there yet")
    said = run(command, workplace)
    assert said.returncode == 0, said.stderr[-2000:]
    assert said.stdout or said.stderr
    assert "Traceback" not in said.stderr


def test_there_are_commands_to_run():
    assert len(COMMANDS) > 8
    assert len(blocks("python")) == 1


def test_the_program_shown_runs(workplace, monkeypatch):
    monkeypatch.chdir(workplace)
    names: dict[str, object] = {}
    for program in blocks("python"):
        exec(compile(program, "README.md", "exec"), names)
    assert list((workplace / "out").glob("quote-instagram-portrait*"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        assert path.exists(), f"{page.name} links to {target}"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{page.name} links to {target}"


def anchors(page: Path) -> set[str]:
    """The names GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
