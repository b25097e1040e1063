"""Templates × palettes × formats -> one HTML page with every sample, to look at before choosing or after changing."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from smgen.brand import load_brand
from smgen.errors import OutputError, SmgenError
from smgen.files import make_folder, write_whole
from smgen.platforms import Format, find_formats
from smgen.post import Post, make
from smgen.template import Template

__all__ = ["GALLERY_FORMATS", "write_gallery"]

_FAILED = '<p class="failed">'

GALLERY_FORMATS = (
    "instagram/square",
    "instagram/portrait",
    "instagram/story",
    "web/opengraph",
    "pinterest/pin",
    "print/a4",
)
"""One format of each proportion, from the widest to the tallest."""

_TITLE = "<title>smgen: gallery of templates</title>"

_STYLE = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { margin: 2rem auto; max-width: 90rem; padding: 0 1rem }
nav a { margin-right: 1rem }
section { margin: 3rem 0 }
.row { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
figure { margin: 0 }
img { display: block; height: 18rem; width: auto; box-shadow: 0 1px 6px #0004 }
figcaption { font-size: .8rem; max-width: 18rem }
.failed { padding: 1rem; border: 2px solid #b00 }
"""


def write_gallery(
    folder: str | Path,
    templates: Sequence[Template],
    formats: Sequence[str] = (),
    brand: str | None = None,
    *,
    begun: Callable[[Template], object] = lambda template: None,
) -> tuple[Path, int]:
    """Draw all samples of `templates` into `folder` and write its index.html; the page's path, and how many are missing.

    `begun` is called with each template before it is drawn. A sample that cannot be made stands on the page with its
    reason. Raises BrandError, and OutputError also where the index.html that is there is somebody else's.
    """
    load_brand(brand)  # before the first picture, not once for each
    target = make_folder(folder)
    chosen = find_formats(formats or GALLERY_FORMATS)
    page = target / "index.html"
    _leave_alone(page)
    sections = []
    for template in templates:
        begun(template)
        sections.append(_section(template, chosen, brand, target))
    write_whole(page, _page(templates, sections).encode("utf-8"))
    return page, sum(section.count(_FAILED) for section in sections)


def _leave_alone(page: Path) -> None:
    """Raises OutputError where the page is there and no gallery."""
    try:
        is_ours = _TITLE.encode() in page.read_bytes()[:1000]
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError(f"it cannot be replaced: {error.strerror}", where=str(page)) from None
    if not is_ours:
        raise OutputError("is already there, and smgen did not make it", where=str(page), hint="choose another folder")


def _page(templates: Sequence[Template], sections: Iterable[str]) -> str:
    links = "".join(f'<a href="#{t.name}">{html.escape(t.name)}</a>' for t in templates)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{_TITLE}<style>{_STYLE}</style>"
        f"<h1>Templates</h1><nav>{links}</nav>{''.join(sections)}</html>\n"
    )


def _section(template: Template, formats: Sequence[Format], brand: str | None, folder: Path) -> str:
    parts = [f'<section id="{template.name}"><h2>{html.escape(template.name)}</h2><p>{html.escape(template.about)}</p>']
    for palette in template.palettes or (None,):
        parts.append(f"<h3>{html.escape(palette or '')}</h3><div class=row>")
        for number, sample in enumerate(_samples(template, palette)):
            # The first sample is shown in every format, the others once: the page stays readable.
            for format in formats if number == 0 else formats[:1]:
                parts.append(_figures(template, sample, number, palette, format, brand, folder))
        parts.append("</div>")
    parts.append("</section>")
    return "".join(parts)


def _samples(template: Template, palette: str | None) -> list[dict[str, str]]:
    """The template's samples, without those that ask for another palette."""
    return [
        {key: value for key, value in sample.items() if key not in ("sample", "palette")}
        for sample in template.samples or (template.sample,)
        if sample.get("palette", palette) == palette
    ]


def _figures(
    template: Template,
    sample: dict[str, str],
    number: int,
    palette: str | None,
    format: Format,
    brand: str | None,
    folder: Path,
) -> str:
    title = f"{template.name}, {palette}, {format.name}"
    try:
        look = load_brand(brand)
        post = make(template.folder, sample, format=format, brand=look, palette=palette, folder=template.folder)
    except SmgenError as error:
        return f"{_FAILED}{html.escape(str(error))}</p>"
    stem = f"{template.name}-{palette}-{number}-{format.name.replace('/', '-')}"
    return "".join(_figure(post, slide, f"{stem}-{slide + 1}.jpg", title, folder) for slide in range(len(post.scenes)))


def _figure(post: Post, slide: int, name: str, title: str, folder: Path) -> str:
    write_whole(folder / name, post.encode(slide, "jpeg"))
    alt = html.escape(post.alts[slide], quote=True)
    return (
        f'<figure><img src="{name}" alt="{alt}" loading="lazy"><figcaption>{html.escape(title)}</figcaption></figure>'
    )
