"""One file from outside made anew for looking at it: `python -m cchc.files.remake SOURCE EXTENSION TARGET`.

Runs as a process of its own with bounded memory and time (`cchc.files.reading` starts it): whatever a hostile file does
to a parser ends with this process. Writes into the folder TARGET: `1.jpg`, `2.jpg` … (pages or pictures, drawn again
from their pixels), `noi-dung.json` (paragraphs and tables of office files) and `result.json`.
"""

import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from PIL import Image, ImageFile, ImageOps, ImageSequence

from cchc.files.blocks import NothingToShow, blocks_of_docx, blocks_of_xlsx, text_of
from cchc.files.images import MAX_PIXELS

IMAGES_MAX = 40
TEXT_MAX = 400_000
LONG_SIDE = 1400
QUALITY = 80
TOOL_SECONDS = 90
RESULT = "result.json"
NO_PAGES = "Tệp PDF không có trang nào."
LOCKED = "Tệp PDF có mật khẩu mở nên không xem được; bỏ mật khẩu rồi thay tệp."
BROKEN_PDF = "Tệp PDF hỏng, không đọc được trang; quét hoặc xuất lại ra PDF rồi thay tệp."
BROKEN_IMAGE = "Ảnh hỏng, không mở được; chụp hoặc quét lại rồi thay tệp."
BROKEN_OFFICE = "Không đọc được nội dung bên trong tệp; mở tệp, lưu lại rồi thay tệp."
NO_TOOL = "Máy chủ chưa cài bộ xem PDF (poppler-utils); tải tệp về để xem."
_PAGES = re.compile(rb"^Pages:\s+(\d+)$", re.MULTILINE)
_PDF_FAULTS = ((b"Incorrect password", LOCKED), (b"Invalid page count 0", NO_PAGES))
_BROKEN = (zipfile.BadZipFile, zlib.error, ParseError, ValueError, LookupError, TypeError, AttributeError, OSError,
           ArithmeticError, RuntimeError, SyntaxError, NotImplementedError, EOFError)  # fmt: skip


def main(source: Path, extension: str, target: Path) -> None:
    """Make the file anew and write down what was found."""
    result: dict[str, Any] = {
        "page_count": None,
        "images": 0,
        "text": "",
        "first_page": "",
        "problem": "",
    }
    result |= READERS[extension](source, target)
    (target / RESULT).write_text(json.dumps(result), encoding="utf-8")


def read_pdf(source: Path, target: Path) -> dict[str, Any]:
    """Pages drawn and text taken by poppler's tools."""
    try:
        told = _run("pdfinfo", str(source))
    except FileNotFoundError:
        return {"problem": NO_TOOL}
    pages = _PAGES.search(told.stdout)
    if pages is None:
        return {"problem": next((words for sign, words in _PDF_FAULTS if sign in told.stderr), BROKEN_PDF)}
    count = int(pages[1])
    text = _run("pdftotext", "-enc", "UTF-8", "-l", "300", str(source), "-").stdout[: TEXT_MAX * 3]
    words = text.decode("utf-8", "replace").replace("\0", "")[:TEXT_MAX]
    images = _draw(source, target)
    return {
        "page_count": count,
        "images": images,
        "text": words.replace("\f", "\n"),
        "first_page": words.split("\f")[0],
        "problem": "" if images else BROKEN_PDF,
    }


def _draw(source: Path, target: Path) -> int:
    """Pictures of the first pages; the longest side is bounded, whatever size a page says it has."""
    options = ["-jpeg", "-jpegopt", f"quality={QUALITY}", "-scale-to", str(LONG_SIDE), "-l", str(IMAGES_MAX)]
    _run("pdftoppm", *options, str(source), str(target / "trang"))
    drawn = sorted(target.glob("trang-*.jpg"), key=lambda path: int(path.stem.split("-")[1]))
    for number, path in enumerate(drawn, 1):
        path.rename(target / f"{number}.jpg")
    return len(drawn)


def _run(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, timeout=TOOL_SECONDS, check=False)  # noqa: S603 - fixed tools


def read_image(source: Path, target: Path) -> dict[str, Any]:
    """The picture (or each page of a TIFF) from its pixels, smaller, upright, without what the camera wrote into it."""
    Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = MAX_PIXELS, False  # other libraries switch it on
    number = 0
    try:
        with Image.open(source, formats=["PNG", "JPEG", "TIFF"]) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                small = ImageOps.exif_transpose(frame)
                small.thumbnail((LONG_SIDE, LONG_SIDE))
                small.convert("RGB").save(target / f"{number}.jpg", "JPEG", quality=QUALITY)
                if number == IMAGES_MAX:
                    break
            count = getattr(image, "n_frames", 1)
    except (Image.DecompressionBombError, *_BROKEN):
        return {"problem": BROKEN_IMAGE}
    return {"page_count": count, "images": number}


def _office(read: Callable[[Path], list[Any]]) -> Callable[[Path, Path], dict[str, Any]]:
    def reader(source: Path, target: Path) -> dict[str, Any]:
        try:
            blocks = read(source)
        except NothingToShow as nothing:
            return {"problem": str(nothing)}
        except _BROKEN:
            return {"problem": BROKEN_OFFICE}
        (target / "noi-dung.json").write_text(json.dumps(blocks, ensure_ascii=False), encoding="utf-8")
        text = text_of(blocks)[:TEXT_MAX]
        return {"text": text, "first_page": text[:8000]}

    return reader


READERS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "pdf": read_pdf,
    "docx": _office(blocks_of_docx),
    "xlsx": _office(blocks_of_xlsx),
    **dict.fromkeys(("jpg", "jpeg", "png", "tif", "tiff"), read_image),
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
