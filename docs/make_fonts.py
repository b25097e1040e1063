"""Unpacked npm packages of fonts -> the folder fonts/, and its index.

    python docs/make_fonts.py                 only writes fonts/index.json anew, after a font was added or replaced
    python docs/make_fonts.py PACKAGES        first copies every face named in RECIPE from the folder PACKAGES

PACKAGES holds what `npm pack NAME` gives, each unpacked into a folder of its own name (any name that begins with the
package's, without its @ and with - for /). Needs fontTools, brotli and skia-pathops for what is changed on the way.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from smgen.font_files import write_index

FONTS = Path(__file__).resolve().parent.parent / "fonts"

# Family -> (npm package, the files of it, where its licence text is).
RECIPE = {
    "Bricolage Grotesque": (
        "expo-google-fonts-bricolage-grotesque",
        ("400Regular", "600SemiBold", "700Bold", "800ExtraBold"),
    ),
    "Atkinson Hyperlegible Next": (
        "expo-google-fonts-atkinson-hyperlegible-next",
        ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold", "700Bold_Italic", "800ExtraBold"),
    ),
    "Anton": ("expo-google-fonts-anton", ("400Regular",)),
    "Oswald": ("expo-google-fonts-oswald", ("700Bold",)),
    "Rubik Spray Paint": ("expo-google-fonts-rubik-spray-paint", ("400Regular",)),
    "Sedgwick Ave Display": ("expo-google-fonts-sedgwick-ave-display", ("400Regular",)),
    "Geologica": ("expo-google-fonts-geologica", ("300Light", "400Regular", "600SemiBold", "700Bold", "800ExtraBold")),
    "Noto Sans": ("expo-google-fonts-noto-sans", ("400Regular", "400Regular_Italic", "700Bold", "800ExtraBold")),
    "Noto Sans Arabic": ("expo-google-fonts-noto-sans-arabic", ("400Regular", "700Bold", "800ExtraBold")),
    "Noto Sans Hebrew": ("expo-google-fonts-noto-sans-hebrew", ("400Regular", "700Bold", "800ExtraBold")),
    "Noto Sans Symbols 2": ("expo-google-fonts-noto-sans-symbols-2", ("400Regular",)),
    "Noto Color Emoji": ("fontsource-noto-color-emoji", ("files/noto-color-emoji-emoji-400-normal.woff2",)),
}

# Arrows, technical, shapes, dingbats: what people write in posts; the rest of this font is chess, braille and domino.
SYMBOLS = [*range(0x2190, 0x2400), *range(0x2500, 0x2800), *range(0x2900, 0x2980), *range(0x2B00, 0x2C00)]


def main() -> None:
    """Copy what RECIPE names if a folder is given, then write the index."""
    if len(sys.argv) > 1:
        for family, (package, faces) in RECIPE.items():
            copy_family(family, find_package(Path(sys.argv[1]), package), faces)
    write_index(FONTS)


def find_package(packages: Path, name: str) -> Path:
    """The folder of the package, whatever version."""
    found = sorted(
        path for path in packages.iterdir() if path.is_dir() and path.name.removeprefix(name)[:2][1:].isdigit()
    )
    return found[-1] / "package"


def copy_family(family: str, package: Path, faces: tuple[str, ...]) -> None:
    """The faces and the licence of one family, into fonts/<Family-Name>/."""
    folder = FONTS / family.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    for face in faces:
        source = package / face
        source = source if source.is_file() else next(source.glob("*.ttf"))
        target = folder / (source.stem.split("_", 1)[0] + "-" + face.replace("_", "-") + ".ttf")
        if family == "Noto Color Emoji":
            without_svg(source, folder / "NotoColorEmoji-COLRv1.ttf")
        elif family == "Noto Sans Symbols 2":
            subset(source, target)
        else:
            without_overlaps(source, target)
    licence = package / "LICENSE_FONT"
    shutil.copyfile(licence if licence.is_file() else package / "LICENSE", folder / "OFL.txt")


def without_svg(source: Path, target: Path) -> None:
    """The emoji font as a plain TTF with its COLRv1 pictures only: the SVG table says the same again, in 10 MB."""
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    del font["SVG "]
    font.flavor = None
    font.save(target)


def without_overlaps(source: Path, target: Path) -> None:
    """The font with one outline for each shape: where two share an edge, its pixels would be covered twice and show as notches.

    Fonts whose glyphs do not say that they overlap stay as they are.
    """
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.removeOverlaps import removeOverlaps
    from fontTools.ttLib.tables._g_l_y_f import flagOverlapSimple

    font = TTFont(source, recalcTimestamp=False)
    glyphs = [font["glyf"][name] for name in font.getGlyphOrder()]
    if not any(glyph.numberOfContours > 0 and glyph.flags[0] & flagOverlapSimple for glyph in glyphs):
        shutil.copyfile(source, target)
        return
    removeOverlaps(font)
    font.save(target)


def subset(source: Path, target: Path) -> None:
    """The symbol font, down to SYMBOLS."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=[0x20, 0xA0, *SYMBOLS])
    subsetter.subset(font)
    font.save(target)


if __name__ == "__main__":
    main()
