"""Data on its way into a text: wrapped, so that a missing name is reported by its full path, then escaped."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from .errors import DocumentError
from .filters import diem, ngay

# Marks of the text language inside data travel as private-use characters until the structure has been read.
DATA_MARK = "\ue005"
_ENCODE = str.maketrans({"\n": "\ue000", "|": "\ue001", "@": "\ue002", "/": "\ue003", "*": "\ue004"})
_DECODE = str.maketrans({"\ue000": "\n", "\ue001": "|", "\ue002": "@", "\ue003": "/", "\ue004": "*", DATA_MARK: None})
_SENTINELS = re.compile("[\ue000-\ue00f]")
_SCALARS = (str, int, float, Decimal, date, type(None))


class Record(Mapping[str, object]):
    """A mapping of the data that knows where it stands (`kq.khoi[0]`)."""

    def __init__(self, items: Mapping[str, object], path: str = "") -> None:
        self.path = path
        self._items = {str(key): wrap(value, self.path_of(str(key))) for key, value in items.items()}

    def path_of(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def __getitem__(self, name: str) -> object:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def wrap(value: object, path: str) -> object:
    """Plain data only: records, lists, text, figures, dates. Anything else raises DocumentError with its path."""
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, Mapping):
        return Record(value, path)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return tuple(wrap(item, f"{path}[{index}]") for index, item in enumerate(value))
    raise DocumentError(f"dữ liệu «{path}» có kiểu {type(value).__name__}, không in được")


def written(value: object) -> str:
    """A value as it stands in the text: figures and dates written the Vietnamese way, None blank."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, _SCALARS):
        raise DocumentError("giá trị có/không, danh sách hoặc nhóm dữ liệu không in thành lời được")
    if isinstance(value, float | Decimal):
        return diem(value)
    return ngay(value) if isinstance(value, date) else str(value)


def encode(value: object) -> str:
    """The value with every mark of the text language disarmed and control characters taken out."""
    return DATA_MARK + clean(written(value)).translate(_ENCODE)


def decode(text: str) -> str:
    """The words as printed, after the structure has been read."""
    return text.translate(_DECODE)


def clean(text: str) -> str:
    """Composed Unicode without control characters (a DOCX refuses them) and without our own sentinels."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"})
    return _SENTINELS.sub("", kept)
