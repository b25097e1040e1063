"""docs/templates.md teaches by examples: each of them works, names only what exists, and has its picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import smgen
from smgen.elements import KINDS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "templates.md").read_text("utf-8")
EXAMPLES = re.findall(r"```xml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
@pytest.mark.parametrize("format", ["1080x1080", "instagram/story", "web/opengraph"])
def test_every_example_can_be_made_in_every_proportion(number: int, format: str, tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text('about = "An example."\n', "utf-8")
    (tmp_path / "card.xml.j2").write_text(EXAMPLES[number], "utf-8")
    if "<qr" in EXAMPLES[number] and format == "web/opengraph":
        with pytest.raises(smgen.SmgenError, match="QR code"):  # on a phone its modules would be too small to scan
            smgen.make(tmp_path, {}, format=format)
        return
    post = smgen.make(tmp_path, {}, format=format)
    assert post.scenes[0].words.strip()
    assert not [note for note in post.found if note.severity != "info"]


def test_every_example_has_its_picture() -> None:
    shown = re.findall(r"\(pictures/(markup-\d+\.jpg)\)", PAGE)
    assert len(shown) == len(EXAMPLES)
    for name in shown:
        assert (ROOT / "docs" / "pictures" / name).is_file()


def test_every_kind_of_element_is_spoken_of() -> None:
    for tag in KINDS:
        assert re.search(rf"<{tag}[ >]|`{tag}`", PAGE), f"<{tag}> is missing"
