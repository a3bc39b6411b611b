"""Pictures judged by their header: kind and number of pixels, nothing decoded."""

from typing import IO

from PIL import Image, UnidentifiedImageError

from cchc.files.errors import UploadRefused
from cchc.files.kinds import Kind

# A3 scanned at 600 dpi has 70 million pixels.
MAX_PIXELS = 80_000_000


def check_image(file: IO[bytes], kind: Kind, name: str, max_pixels: int = MAX_PIXELS) -> None:
    """Refuse a picture that is not of `kind`, does not hold together, or would unfold to more than `max_pixels`."""
    file.seek(0)
    try:
        width, height = _verified_size(file, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name, max_pixels) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as error:
        raise UploadRefused(
            "broken",
            f"Không đọc được {kind.label}, tệp hỏng hoặc tải lên chưa đủ",
            name,
            "Chụp hoặc quét lại rồi chọn lại",
        ) from error
    if width * height > max_pixels:
        raise _too_many_pixels(name, max_pixels)


def _verified_size(file: IO[bytes], kind: Kind) -> tuple[int, int]:
    with Image.open(file, formats=[kind.name.upper()]) as image:
        size = image.size
        image.verify()
    return size


def _too_many_pixels(name: str, max_pixels: int) -> UploadRefused:
    return UploadRefused(
        "too-many-pixels", f"Ảnh quá lớn, giới hạn {max_pixels // 1_000_000} triệu điểm ảnh", name,
        "Quét lại ở 200–300 dpi rồi chọn lại",
    )  # fmt: skip
