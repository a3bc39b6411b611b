"""Widths of words in the bundled Times-metric face, so that rules and columns are measured rather than guessed."""

import math
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS_DIR = Path(__file__).resolve().parents[2] / "static" / "fonts"
FACES = {
    (False, False): "Tinos-Regular.ttf",
    (True, False): "Tinos-Bold.ttf",
    (False, True): "Tinos-Italic.ttf",
    (True, True): "Tinos-BoldItalic.ttf",
}
MM_PER_PT = 25.4 / 72


@cache
def _advances(bold: bool) -> tuple[dict[int, int], int]:
    font = TTFont(FONTS_DIR / FACES[(bold, False)], lazy=True)
    metrics = font["hmtx"].metrics
    return {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in mm of one line of text set at `size` pt."""
    advances, units = _advances(bold)
    return sum(advances.get(ord(char), units) for char in text) / units * size * MM_PER_PT


def balanced(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text with line breaks so that centred lines in `width` mm are about equally long, none with a lone word."""
    whole = text_width(text, size, bold=bold)
    count = math.ceil(whole / width)
    if count < 2 or "\n" in text:
        return text
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        target = (whole - text_width("".join(lines), size, bold=bold)) / (count - len(lines))
        full = len(lines) < count - 1 and text_width(longer, size, bold=bold) > min(target * 1.04, width)
        if full and line:
            lines.append(line)
            line = word
        else:
            line = longer
    return "\n".join([*lines, line])
