"""Vietnamese text for searching and sorting, without the help of the database's collation.

Sort keys are made of digits only, so that every collation of every server puts them in the same order.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTER_MARKS = {
    "\u0306",
    "\u0302",
    "\u031b",
}  # breve, circumflex, horn: part of the letter (ă, â, ơ)
TONES = {
    "\u0300": 2,
    "\u0309": 3,
    "\u0303": 4,
    "\u0301": 5,
    "\u0323": 6,
}  # huyền, hỏi, ngã, sắc, nặng; ngang is 1
UNIT_KINDS = (
    "đặc khu",
    "thị trấn",
    "thị xã",
    "thành phố",
    "phường",
    "quận",
    "huyện",
    "tỉnh",
    "xã",
)

_END = "00"  # lower than any letter: a name sorts before the longer name that begins with it
_SPACE = "10"
_NUMBER = "11"
_OTHER = "99"
_LETTERS = {letter: f"{20 + place:02d}" for place, letter in enumerate(ALPHABET)}


def fold(text: str) -> str:
    """Text for a search column: NFC, lower case, no diacritics, đ as d, runs of white space as one space."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", bare).replace("đ", "d").split())


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).lower().replace("-", " ").split()


def _letters_and_tone(word: str) -> tuple[str, int]:
    """The word without its tone mark, and the tone (1 for none), wherever the mark stands (hòa, hoà)."""
    kept, tone = [], 1
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = TONES[char]
        elif char in LETTER_MARKS or not unicodedata.combining(char):
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _number_code(digits: str) -> str:
    stripped = digits.lstrip("0")[-99:]
    return f"{_NUMBER}{len(stripped):02d}{stripped}"


def _word_code(word: str) -> str:
    codes, digits = [], ""
    for char in word + "\0":
        if char in "0123456789":
            digits += char
            continue
        if digits:
            codes.append(_number_code(digits))
            digits = ""
        if char != "\0":
            codes.append(_LETTERS.get(char) or f"{_OTHER}{ord(char):07d}")
    return "".join(codes)


def sort_key(text: str) -> str:
    """A key that sorts by the Vietnamese alphabet (a ă â b c d đ e ê …), by number within, and by tones last.

    Tones count only between names whose letters are all the same: ngang, huyền, hỏi, ngã, sắc, nặng.
    """
    parts = [_letters_and_tone(word) for word in _words(text)]
    letters = _SPACE.join(_word_code(word) for word, _ in parts)
    return letters + _END + "".join(str(tone) for _, tone in parts)


def bare_unit_name(name: str) -> str:
    """A unit's name without its kind: ``Thị trấn Phủ Thông`` -> ``Phủ Thông``; whole when nothing would be left."""
    normal = " ".join(unicodedata.normalize("NFC", name).split())
    for kind in UNIT_KINDS:
        if normal.lower().startswith(f"{kind} "):
            return normal[len(kind) + 1 :]
    return normal


def unit_key(name: str, code: str = "") -> str:
    """The sort key of a unit, its kind (Xã, Phường, Thị trấn, Đặc khu …) not counted; of the same name, by code.

    A province has several communes of one name: without the code their order would be left to chance.
    """
    return sort_key(bare_unit_name(name)) + _END + sort_key(code)


def person_key(full_name: str) -> str:
    """The sort key of a person: by given name (the last word), then by family and middle names."""
    *others, given = full_name.split() or [""]
    return sort_key(given) + _END + sort_key(" ".join(others))


def sort_by_given_name(people: Iterable[T], name: Callable[[T], str] = str) -> list[T]:
    """People in the order of an official list: by given name, then by family and middle names."""
    return sorted(people, key=lambda person: person_key(name(person)))
