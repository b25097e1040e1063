"""The same input gives the same bytes: in any order, in any process, with warm caches and cold ones."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import ImageChops

import smgen
from smgen.brand import Brand
from smgen.color import parse_color

RECORDS = {
    "quote": {"quote": "Grüße aus dem Kiez – „läuft“! 👋🏽 שלום", "author": "Amira Haddad"},
    "poster": {"slogan": "All we need is likes", "look": "spray"},
}
FORMATS = ("instagram/portrait", "instagram/story", "web/opengraph")

PROGRAM = f"""
import hashlib, sys
import smgen
for name, values in {RECORDS!r}.items():
    for format in {FORMATS!r}[:: int(sys.argv[1])]:
        post = smgen.make(name, values, format=format)
        print(name, format, hashlib.sha256(post.encode()).hexdigest(), hashlib.sha256(post.alt.encode()).hexdigest())
"""


def digest(post) -> str:
    return hashlib.sha256(post.encode()).hexdigest()


def posts(template: str, **options) -> dict[str, smgen.Post]:
    return {name: smgen.make(template, RECORDS[template], format=name, **options) for name in FORMATS}


def assert_same(posts: dict[str, smgen.Post], others: dict[str, smgen.Post]) -> None:
    """The files are the same; if not, says whether layout, drawing or packing made them differ, and where."""
    for name, post in posts.items():
        other = others[name]
        if post.encode() == other.encode():
            continue
        assert repr(post.scenes) == repr(other.scenes), f"{name}: laid out differently"
        apart = ImageChops.difference(post.image, other.image)
        assert apart.getbbox() is None, f"{name}: drawn differently within {apart.getbbox()}: {apart.getextrema()}"
        pytest.fail(f"{name}: the same pixels packed differently: {len(post.encode())}, {len(other.encode())} bytes")


def lines(order: int, seed: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a process of its own makes: the formats in this order, with this seed of its hashes."""
    monkeypatch.setenv("PYTHONHASHSEED", seed)
    command = [sys.executable, "-c", PROGRAM, str(order)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return sorted(said.stdout.splitlines())


def test_processes_with_other_seeds_and_orders_make_the_same_bytes(here, monkeypatch):
    first = lines(1, "1", monkeypatch)
    second = lines(-1, "2718281", monkeypatch)
    assert first == second
    ours = sorted(
        f"{name} {form} {digest(post)} {hashlib.sha256(post.alt.encode()).hexdigest()}"
        for name, values in RECORDS.items()
        for form in FORMATS
        for post in [smgen.make(name, values, format=form)]
    )
    assert ours == first  # this process has drawn a lot before: its caches are warm


def test_the_order_of_formats_on_the_command_line_does_not_matter(cli):
    options = ("make", "poster", "--slogan", "Mut & Kuchen")
    forwards = [part for name in FORMATS for part in ("-f", name)]
    backwards = [part for name in reversed(FORMATS) for part in ("-f", name)]
    assert cli(*options, *forwards, "-o", "one").code == 0
    assert cli(*options, *backwards, "-o", "two").code == 0
    files = sorted(path.name for path in Path("one").iterdir())
    assert len(files) >= 6
    assert files == sorted(path.name for path in Path("two").iterdir())
    for name in files:
        assert (Path("one") / name).read_bytes() == (Path("two") / name).read_bytes()


def test_drawing_again_after_others_gives_the_same_bytes():
    before = posts("poster")
    for palette in ("night", "paper"):
        posts("quote", palette=palette)
    assert_same(posts("poster"), before)


def test_two_brands_do_not_spoil_each_other():
    house = posts("quote")
    green = Brand(
        name="Grün", colors={**Brand().colors, "primary": parse_color("#0a7d32")}, fonts={"heading": "Oswald"}
    )
    other = posts("quote", brand=green)
    assert_same(posts("quote"), house)
    assert_same(posts("quote", brand=green), other)
    assert {post.encode() for post in house.values()}.isdisjoint(post.encode() for post in other.values())


def test_threads_make_what_one_thread_makes():
    jobs = [(name, form) for name in RECORDS for form in FORMATS] * 3
    alone = {job: digest(smgen.make(job[0], RECORDS[job[0]], format=job[1])) for job in set(jobs)}
    with ThreadPoolExecutor(8) as pool:
        together = pool.map(lambda job: digest(smgen.make(job[0], RECORDS[job[0]], format=job[1])), jobs)
        assert list(together) == [alone[job] for job in jobs]


def test_a_scene_is_its_own_snapshot():
    one, other = (smgen.make("quote", RECORDS["quote"]).scenes for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
